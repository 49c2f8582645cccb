"""`Edging`: the edges that an entity may have, one key from the likeliest to the next."""

from __future__ import annotations

from collections.abc import Sequence

from annotations.annotation_set import Annotation
from annotations.guesses import edges_at, edges_of
from annotations.span import Range
from tui.screens.reviewing import Reviewing


class Edging(Reviewing):
    """Goes through the likely edges of the entity under the cursor, or of a new one."""

    def __init__(self) -> None:
        super().__init__()
        self._edges: Sequence[Range] = ()

    def likely_edges(self) -> Sequence[Range]:
        """What a new entity at the word under the cursor may be, the likeliest first."""
        session, token = self.session, self.view.token
        if token is None:
            return ()
        return edges_at(session.tokens, session.article.text, token[0], session.guesses)

    def other_edges(self, target: Annotation) -> Sequence[Range]:
        """What an entity may have instead of its edges, the likeliest first."""
        session = self.session
        return edges_of(session.tokens, session.article.text, target.span.range, session.guesses)

    async def action_select_edges(self) -> None:
        """Select the likeliest other edges of the entity, or those of a new one; then the next."""
        selection, target, taken = self.view.selection, self.target, self.taken_by_label()
        if selection is not None:
            await self._go_through(1)
        elif target is not None:
            self._edges = (target.span.range, *self.other_edges(target))
            self._select(self._beside(target.span.range, 1))
        elif taken is not None:
            self._select(taken)

    async def action_next_edges(self) -> None:
        """The next likely edges."""
        await self._go_through(1)

    async def action_previous_edges(self) -> None:
        """Back to the edges before."""
        await self._go_through(-1)

    async def _go_through(self, step: int) -> None:
        selection, target = self.view.selection, self.target
        if selection is None and target is not None:
            now = target.span.range
            if now not in self._edges:
                self._edges = (now, *self.other_edges(target))
            await self.resize(target, self._beside(now, step))
            return
        taken = selection or self.taken_by_label()
        if taken is None:
            self.say("", "no word here")
            return
        if taken not in self._edges:
            self._edges = (taken, *(edges for edges in self.likely_edges() if edges != taken))
        self._select(self._beside(taken, step))

    def _select(self, extent: Range) -> None:
        self.view.cursor.select(extent)
        self.view.moved()

    def taken_by_label(self) -> Range | None:
        """What a label takes where nothing is selected and no entity stands."""
        return self.view.token

    def _beside(self, now: Range, step: int) -> Range:
        return self._edges[(self._edges.index(now) + step) % len(self._edges)]

    def leave(self) -> None:
        """Another article has other edges."""
        self._edges = ()
        super().leave()
