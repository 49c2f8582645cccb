"""`Session`: one annotator at work on one article after another, over one store.

A decision becomes events, the events go to the disk, and only then do they count: what
`annotations` shows is saved.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from annotations.corrections import Author, Change, Correction, Kind, new_id
from annotations.decisions import Scope
from annotations.predictions import Predictions
from annotations.undo import UndoStack, taking_back
from tui.open_article import OpenArticle
from tui.outcome import NOTHING, Act, Outcome, Part, Plan, stamped, together

if TYPE_CHECKING:
    from annotations.anchoring import Revision
    from annotations.store.corpus import Corpus
    from tui.recall import Recall

REMEMBERED = 2000
"""Events of earlier sessions that undo reaches back to."""


@dataclass(frozen=True, slots=True)
class _LastAct:
    batch: str
    article: str
    act: Act
    changes: tuple[Change, ...]


class Session(OpenArticle):
    """The open article, and the way its corrections take to the disk.

    Args:
        store: The store's file.
        author: Who annotates.
        scope: How far decisions reach unless told otherwise.
        recall: The memory of earlier corrections; None when nothing shall be proposed.
    """

    def __init__(
        self,
        store: Path,
        author: Author,
        scope: Scope = Scope.ARTICLE,
        recall: Recall | None = None,
    ) -> None:
        super().__init__(store, author, recall)
        self.scope = scope
        self._undo: UndoStack | None = None
        self._last: _LastAct | None = None

    async def decide(self, act: Act, scope: Scope | None = None) -> Outcome:
        """Write what a human decided about the open article, as one batch.

        Args:
            act: The decision.
            scope: How far it reaches; the session's scope when None.

        Raises:
            StoreError: Nothing was written.
        """
        async with self._turn:
            decision = act(self.annotations, scope or self.scope)
            if not decision.changes:
                return Outcome(decision)
            events = self.author.stamp(self.article.id, decision.changes)
            await self._write(events)
            self._last = _LastAct(events[0].batch, self.article.id, act, decision.changes)
            return Outcome(decision, tuple(events))

    @property
    def last_changes(self) -> tuple[Change, ...]:
        """What the last decision changed, when it was made in the open article."""
        last = self._last
        return last.changes if last is not None and last.article == self.article.id else ()

    async def decide_each(self, plan: Plan) -> Outcome:
        """Write an act over several articles, as one batch.

        Args:
            plan: Run in a thread, while no other act is written.

        Raises:
            StoreError: Nothing was written.
        """
        async with self._turn:
            parts = await asyncio.to_thread(plan, self.article, self.annotations)
            if not parts:
                return Outcome()
            events = await asyncio.to_thread(stamped, self.author, parts)
            await self._write(events, parts=parts)
            self._last = None
            decision = await asyncio.to_thread(together, parts)
            return Outcome(decision, tuple(events))

    async def narrow(self) -> Outcome | None:
        """Make the last decision hold for the mention it was made on only.

        None when there is none to narrow in the open article.

        Raises:
            StoreError: Nothing was written.
        """
        async with self._turn:
            last = self._last
            if last is None or last.article != self.article.id:
                return None
            undo = Change(Kind.UNDO, last.batch)
            taken_back = self.annotations.with_events(self.author.stamp(self.article.id, [undo]))
            decision = last.act(taken_back, Scope.MENTION)
            events = self.author.stamp(self.article.id, [undo, *decision.changes])
            await self._write(events)
            self._last = None
            return Outcome(decision, tuple(events))

    async def undo(self) -> Outcome:
        """Take back this annotator's last act, in whatever article it was.

        Raises:
            StoreError: Nothing was written.
        """
        async with self._turn:
            stack = await self._stack()
            return await self._take_back(stack.undoable, stack.undoable)

    async def redo(self) -> Outcome:
        """Repeat what undo took back last.

        Raises:
            StoreError: Nothing was written.
        """
        async with self._turn:
            stack = await self._stack()
            return await self._take_back(stack.redoable, stack.redo_restores)

    async def _take_back(
        self, act: tuple[Correction, ...], about: tuple[Correction, ...]
    ) -> Outcome:
        if not act:
            return Outcome()
        batch = new_id()
        events = [
            event
            for article, change in taking_back(act).items()
            for event in self.author.stamp(article, [change], batch)
        ]
        await self._write(events)
        if any(event.carried and event.article == self.article.id for event in about):
            await self._reload()
        self._last = None
        return Outcome(NOTHING, tuple(events), about)

    async def _stack(self) -> UndoStack:
        """The undo stack; earlier sessions are read when it is first asked for."""
        if self._undo is None:
            recent = await self._off_loop(_recent, self.corpus)
            self._undo = await asyncio.to_thread(UndoStack, self.author.annotator, recent)
        return self._undo

    async def earlier(self) -> Revision | None:
        """What people decided about the text that the open article's source held before.

        None when there is nothing that was not carried over.

        Raises:
            StoreError: The store cannot be read.
        """
        async with self._turn:
            return await self._off_loop(self.corpus.revision, self.article)

    async def carry(self, revision: Revision, chosen: Collection[str]) -> Outcome:
        """Write what was decided about the earlier text for the open one, as one batch.

        Args:
            revision: What `earlier` found.
            chosen: The ids of the annotations to carry.

        Raises:
            StoreError: Nothing was written.
        """
        from annotations.anchoring import carry

        async with self._turn:
            over = await asyncio.to_thread(carry, revision, chosen, self.annotations, self.author)
            if not over.corrections:
                return Outcome()
            await self._write([*over.corrections], over.predictions)
            await self._reload()
            self._last = None
            return Outcome(NOTHING, over.corrections)

    async def _write(
        self,
        events: list[Correction],
        more: Iterable[Predictions] = (),
        parts: Iterable[Part] = (),
    ) -> None:
        """Put events on the disk, with what was predicted, then let them count."""
        mine = [event for event in events if event.article == self.article.id]
        first = bool(mine) and not self.touched
        known = await asyncio.to_thread(self._predictions) if first else ()
        predictions = [*known, *more]
        articles = [self.article] if first else []
        for part in parts:
            articles.append(part.article)
            predictions += part.predictions
        await self._off_loop(self.corpus.record, articles, predictions, events)
        await self._take_in(mine)
        if self._undo is not None:
            self._undo.saw(tuple(events))

    async def refresh(self) -> bool:
        """Take in what other programs wrote to the store; True when the open article changed.

        Raises:
            StoreError: The store cannot be read.
        """
        changes = await self._off_loop(self.corpus.database.refresh)
        if not changes:
            return False
        async with self._turn:
            self._undo = None
            events = await self._off_loop(self.corpus.corrections, self.article.id)
            before = self.annotations
            self.author.saw(events)
            self.annotations = before.with_events(events)
            changed = self.annotations is not before
            if changed and self._carried:
                await self._reload()
            return changed


def _recent(corpus: Corpus, count: int = REMEMBERED) -> list[Correction]:
    """The last acts, each of them whole, however many events it has."""
    recent = corpus.recent(count)
    if len(recent) < count:
        return recent
    whole = [event for event in recent if event.batch != recent[0].batch]
    return whole or _recent(corpus, count * 4)
