"""Keeping a store in memory in step with its files, whoever writes them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from annotations.store.changes import ChangeLog
from annotations.store.checkpoint import settle
from annotations.store.disk import ensure_folder, sweep, write_file
from annotations.store.errors import StoreCorrupt, StoreReadOnly
from annotations.store.index import Field, FieldIndex
from annotations.store.journal import Health, Journal, Reading, open_journal
from annotations.store.layers import META
from annotations.store.layout import Place, stamp
from annotations.store.locking import StoreLock
from annotations.store.opening import Loaded, load
from annotations.store.schema import Schema, schema_of
from annotations.store.state import State


class Follower:
    """A store in memory, and the files that it follows.

    Args:
        place: the store's surroundings.
        known: the tables that a plain TinyDB file may have to be taken over.
        schema: what this version of the program writes.
        read_only: whether nothing may be written.

    Attributes:
        notices: what the user should know, a line each.
        read_only: why the store cannot be written; None if it can.
        mutex: held while a thread commits or changes files.
        lock: keeps other processes away.
        changes: what other processes did.
        indexes: which fields can be searched for.
        state: the store in memory.
        journal: the journal; None before the first commit.

    Raises:
        StoreForeign: the file is not a store of ours.
        StoreLocked: another process did not let go of the store in time.
        StoreError: it cannot be read.
    """

    def __init__(
        self, place: Place, known: frozenset[str], schema: Schema, *, read_only: bool
    ) -> None:
        self.place, self.schema, self._known = place, schema, known
        self.notices: list[str] = []
        self.read_only: str | None = "The store was opened for reading only." if read_only else None
        self.mutex = threading.RLock()
        self.lock = StoreLock(place)
        self.changes = ChangeLog()
        self.indexes: dict[Field, FieldIndex] = {}
        self.state: State
        self.journal: Journal | None = None
        if not read_only:
            self._look_for_obstacles()
        with self._while_opening():
            self._load()

    def stop_writing(self, reason: str) -> None:
        """Go on for reading only."""
        self.read_only = reason
        self.notices.append(reason)

    def replace_files(
        self, state: State, journal: Journal, indexes: dict[Field, FieldIndex]
    ) -> None:
        """Go on with files that were just written."""
        self.close_journal()
        self._hold(Loaded(state, journal))
        self.indexes = indexes
        self._data = self.place.files.look(self.place.layout.data)

    def _hold(self, loaded: Loaded) -> None:
        self._loaded, self.state, self.journal = loaded, loaded.state, loaded.journal
        self.indexes = {}

    def close_journal(self) -> None:
        """Stop appending."""
        if self.journal is not None:
            self.journal.close()

    def _look_for_obstacles(self) -> None:
        files, layout = self.place.files, self.place.layout
        folder = layout.data.parent
        paths = [path for path in (layout.data, layout.journal) if files.stat(path) is not None]
        for path in (folder, *paths):
            if not files.is_writable(path):
                self.stop_writing(f"{path} cannot be written: the store is open for reading only.")
                return

    @contextmanager
    def _while_opening(self) -> Iterator[None]:
        if self.place.files.stat(self.place.layout.journal) is None:
            yield  # nobody has written here yet, and to look is no reason to make a lock file
            return
        with self.holding_lock():
            yield

    @contextmanager
    def holding_lock(self) -> Iterator[None]:
        """Keep others from writing, or only from being half done if we do not write."""
        try:
            if self.read_only is None:
                self.lock.acquire()
            else:
                self.lock.acquire_shared()
        except StoreReadOnly as refusal:
            self.stop_writing(str(refusal))
        except PermissionError:
            self.stop_writing(f"{self.place.layout.lock} may not be written: reading only.")
        try:
            yield
        finally:
            self.lock.release()

    def _load(self) -> None:
        """Read the files, and put them in order if that is needed and allowed."""
        self._data = self.place.files.look(self.place.layout.data)
        self._hold(load(self.place, self._known, writing=self.read_only is None))
        self.notices += self._loaded.notices
        if self._loaded.read_only:
            self.stop_writing(self._loaded.read_only)
        if self._loaded.reading.health is Health.TORN:
            self._set_aside(self._loaded.reading)
        if self.journal is not None and self.read_only is None:
            self._tidy()
        if self._loaded.settled:
            self._loaded.reading = Reading()  # which may be large
        self._check_schema()

    def _tidy(self) -> None:
        """Put right what a crash or somebody else left behind."""
        if self.journal is not None and self.journal.has_grown:  # nobody closed it
            sweep(self.place, self.place.layout.data.parent, self.place.layout.data.name)
        try:
            self.put_in_order()
        except OSError as error:
            self.notices.append(f"The store could not be put in order: {error.strerror}.")

    def put_in_order(self) -> None:
        """Write what the files lack, so that a commit can be appended.

        Raises:
            OSError: they could not be written, and can be put in order later.
        """
        if self._loaded.settled and self.journal is not None:
            return
        settle(self.place, self._loaded)
        self.close_journal()
        self._data = self.place.files.look(self.place.layout.data)
        self._hold(load(self.place, self._known, writing=True))
        if not self._loaded.settled:
            raise StoreCorrupt(f"{self.place.layout.data.name} changes while it is being written.")

    def _set_aside(self, reading: Reading) -> None:
        """Keep the torn end of the journal in another file."""
        place = self.place
        note = f"The last change was cut off by a crash and is not in {place.layout.data.name}"
        if self.read_only is not None or self.journal is None:
            self.notices.append(note + ".")
            return
        path = place.layout.history / f"torn-{stamp(place.clock())}"
        try:
            ensure_folder(place, path.parent)
            write_file(place, path, lambda write: write(reading.rest))
            note += f"; what is left of it is in {path.relative_to(place.layout.data.parent)}"
        except OSError:
            note += "; there was no room to keep what is left of it"
        self.journal.cut()
        self.notices.append(note + ".")

    def is_current(self) -> bool:
        """Whether nobody wrote the files since they were last looked at."""
        files, layout = self.place.files, self.place.layout
        if self.journal is None:
            return files.look(layout.journal) is None and files.look(layout.data) == self._data
        return self.journal.is_current() and files.look(layout.data) == self._data

    def catch_up(self) -> None:
        """Take over what other processes wrote. The lock has to be held."""
        if self.journal is None or not self._loaded.settled:
            self._reload()
            return
        reading = self.journal.read_on(self.state.version)
        self._follow(reading)
        found = self.place.files.stat(self.place.layout.journal)
        if found is None:
            self._bring_back_journal(self.journal)
        elif found.inode != self.journal.inode:
            self._change_journal()
        elif found.size < self.journal.end or reading.health is Health.DAMAGED:
            self._reload()
        elif reading.health is Health.TORN and self.read_only is None:
            self._set_aside(reading)
        self._look_at_data()

    def _follow(self, reading: Reading) -> None:
        before = self.state.seq
        self.state.follow(reading.commits)
        news = [commit for commit in reading.commits if before < commit.seq <= self.state.seq]
        self.changes.add(news)
        for commit in news:
            for (table, _field), index in self.indexes.items():
                ids = {change[1] for change in commit.changes if change[0] == table and change[1:]}
                index.add((doc_id, self.state.rows(table).get(doc_id)) for doc_id in ids)
        if any(change[0] == META for commit in news for change in commit.changes):
            self._check_schema()

    def _change_journal(self) -> None:
        """Go on with the journal that another process began."""
        opened = open_journal(self.place, writing=self.read_only is None)
        if opened is None or opened[1].health is not Health.SOUND:
            self._reload()
            return
        self.close_journal()
        self.journal, reading = opened
        self._follow(reading)
        if self.state.version != reading.last:
            self._reload()

    def _look_at_data(self) -> None:
        """See whether the JSON file is one that the journal belongs to."""
        found = self.place.files.look(self.place.layout.data)
        if found == self._data or self.journal is None:
            return
        seals = {(base.seal.size, base.seal.mtime_ns) for base in self.journal.bases}
        if found is None and self.read_only is None:
            self._write_again()
        elif found is None or found[2:] not in seals:
            self._reload()
        else:
            self._data = found

    def _reload(self) -> None:
        """Begin anew with what the files hold now."""
        before = self.state.version
        self.close_journal()
        self._load()
        if self.state.version != before:
            self.changes.add_everything()

    def _bring_back_journal(self, journal: Journal) -> None:
        """Write the journal again that somebody removed while it was in use."""
        if self.read_only is not None:
            self._reload()
            return
        place, lines = self.place, journal.sound_bytes()
        write_file(place, place.layout.journal, lambda write: write(lines))
        self._change_journal()
        self.notices.append(f"{place.layout.journal.name} had been removed; it was written again.")

    def _write_again(self) -> None:
        """Write the JSON file again that somebody removed while it was in use."""
        assert self.journal is not None
        reading = self.journal.reread()
        state = self.state.freeze()
        self._hold(Loaded(state, self.journal, reading, settled=False, rewrite=True))
        self.put_in_order()
        name = self.place.layout.data.name
        self.notices.append(f"{name} had been removed; it was written again.")

    def _check_schema(self) -> None:
        if (schema_of(self.state) or 0) > self.schema.current and self.read_only is None:
            self.stop_writing(
                f"{self.place.layout.data.name} was written by a newer version of the program: "
                "it is open for reading only. Install that version to go on."
            )
