"""`LibraryNews`: what the library learns while it is shown, from the files and from the store."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Coroutine, Sequence
from contextlib import suppress
from time import monotonic
from typing import Any

from annotations.errors import SourceError, StoreError
from annotations.library.catalogue import Catalogue, Contents, Known
from annotations.library.files import States, absolute, look
from annotations.library.reader import read_files
from annotations.library.standing import Standings, Stored
from annotations.library.watching import Watcher
from annotations.sources import SourceRef, collect
from tui.encodings import Encodings
from tui.housekeeping import Housekeeping
from tui.screens.library_message import Trouble
from tui.screens.library_part import LibraryPart
from tui.widgets.status_line import Saved

PORTION = 0.5
"""Seconds of reading before what was found is shown."""
REFRESH = 1.0
"""Seconds between looks at what was written to the store."""


class LibraryNews(LibraryPart):
    """Looks at files and store after the first frame, and whenever something changes."""

    paths: tuple[str, ...]
    """What was opened."""
    catalogue: Catalogue
    known: Contents
    """What the catalogue said."""
    encodings: Encodings

    def begin(self) -> None:
        """Before anything is learned."""
        self._house = Housekeeping()
        self._standings: Standings | None = None
        self._states: States = {}
        self._seq = -1
        self._watcher: Watcher | None = None
        self._jobs: set[asyncio.Task[None]] = set()
        self._looking = asyncio.Lock()
        self._rescanning = self._stale = False
        self._learned = False

    async def learn(self) -> None:
        """Open the store, look at the files, and go on looking."""
        self._house.begin()
        try:
            await self.session.start()
        except StoreError as error:
            self.post_message(Trouble(str(error)))
            return
        for notice in self.session.new_notices():
            self.warn(notice)
        if self.session.read_only:
            self.status.saved = Saved.READ_ONLY
        self._watch()
        await asyncio.gather(self._look_at_store(), self._look_at_files(self.shelf.refs))
        self._tell_of_strangers()
        self._learned = True

    @property
    def is_up_to_date(self) -> bool:
        """Whether all files and all that stands in the store are known."""
        made = self._standings
        looking = self._looking.locked() or self._rescanning or self._stale
        if made is None or looking or made.left or not self._learned:
            return False
        return self.session.corpus.database.seq == self._seq

    def beside(self, job: Coroutine[Any, Any, None]) -> None:
        """Do something beside the screen, to its end or that of the screen."""
        task = asyncio.create_task(job)
        self._jobs.add(task)
        task.add_done_callback(self._jobs.discard)

    def on_unmount(self) -> None:
        """Nobody is interested any more."""
        for task in self._jobs:
            task.cancel()
        if self._watcher is not None:
            self._watcher.stop()

    # The files.

    async def _look_at_files(self, refs: Sequence[SourceRef], *, again: bool = False) -> None:
        """Look whether files are as they were, and read those that are not."""
        states = await asyncio.to_thread(look, refs, self.encodings.asked, self.encodings.given)
        self.shelf.take_listing(refs, states)
        self._states = states
        self.show()
        await self._read(self.shelf.unread(states), again=again)

    async def _read(self, refs: Sequence[SourceRef], *, again: bool) -> None:
        """Have files read, and show what they tell, some at a time."""
        states = {ref: state for ref in refs if (state := self._states.get(ref)) is not None}
        told: dict[SourceRef, Known] = {}
        since, number = monotonic(), 0
        async for ref, known in read_files(refs, states):
            told[ref] = known
            number += 1
            if monotonic() - since > PORTION:
                self.header.working = f"reading {number:,} of {len(refs):,}"
                await self._take(told, again=again)
                told, since = {}, monotonic()
        if told:
            await self._take(told, again=again)
        self.header.working = ""

    async def _take(self, told: dict[SourceRef, Known], *, again: bool) -> None:
        self.shelf.take_files(told, again=again)
        self.show_soon()
        files = {absolute(ref.address): known for ref, known in told.items()}
        await asyncio.to_thread(self.catalogue.keep, files)

    def _watch(self) -> None:
        """Be told when something happens to the files."""
        here = [path for path in self.paths if "://" not in path and path != "-"]
        if not here:
            return
        loop = asyncio.get_running_loop()

        def changed() -> None:
            with suppress(RuntimeError):  # the loop is closed: nobody is interested any more
                loop.call_soon_threadsafe(self._files_changed)

        self._watcher = Watcher(here, changed)
        self._watcher.start()

    def _files_changed(self) -> None:
        self._stale = True
        if not self._rescanning and self.is_running:
            self._rescanning = True
            self.beside(self._rescan())

    async def _rescan(self) -> None:
        """Take in what stands in the folders now."""
        try:
            while self._stale:
                self._stale = False
                refs = await asyncio.to_thread(_listed, self.paths)
                await self._look_at_files(refs, again=True)
        finally:
            self._rescanning = False

    # The store.

    async def _look_at_store(self) -> None:
        """Bring up to date where articles stand."""
        corpus = self.session.corpus
        try:
            version = await self.session.on_store(lambda: corpus.version)
            made = await self.session.on_store(Standings, corpus, self.shelf.articles)
            gone: set[str] = set()
            if version != self.known.version:
                gone = await self.session.on_store(made.compare)
                self.shelf.take_articles({}, gone)
            self._standings, self._seq = made, corpus.database.seq
            await self._look(made, gone, version)
        except StoreError as error:
            self.warn(str(error))
        self.set_interval(REFRESH, self.look_again)

    async def _look(
        self, made: Standings, gone: Collection[str] = (), version: str | None = None
    ) -> None:
        """Look at all the articles that are stale."""
        async with self._looking:
            every, found = made.left, dict[str, Stored]()
            while step := await self.session.on_store(made.step):
                found |= step
                self.shelf.take_articles(step)
                if made.left:
                    self.header.working = f"looking at {every - made.left:,} of {every:,}"
                self.show_soon()
            self.header.working = ""
            if found or gone or version:
                await asyncio.to_thread(self.catalogue.keep, None, found, gone, version)

    async def look_again(self) -> None:
        """Take in what was written to the store, by whomever."""
        self._house.tidy()
        made = self._standings
        if made is None or not self.is_current:
            return  # the desk looks
        try:
            await self.session.refresh()
            if self.session.corpus.database.seq != self._seq:
                self._seq = self.session.corpus.database.seq
                ids = await self.session.on_store(made.follow)
                await self.session.on_store(made.look_at, ids)
                if not self._looking.locked():
                    await self._look(made)
            for notice in self.session.new_notices():
                self.warn(notice)
        except StoreError as error:
            self.warn(str(error))

    def _tell_of_strangers(self) -> None:
        """Say when the store beside the articles is of other ones."""
        stored, elsewhere = len(self.shelf.articles), self.shelf.elsewhere
        if stored and elsewhere == stored and self.shelf.entries:
            self.warn(
                f"{self.session.store.name} beside them is of {stored:,} other articles, none of "
                "which is here; --store FILE keeps these apart"
            )


def _listed(paths: Sequence[str]) -> tuple[SourceRef, ...]:
    """What can be read there now; nothing where nothing is."""
    try:
        return collect(paths).refs
    except SourceError:
        return ()
