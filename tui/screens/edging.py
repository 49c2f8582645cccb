"""`Edging`: the edges that an entity may have, one key from the likeliest to the next."""

from __future__ import annotations

from collections.abc import Sequence

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
                text, guesses = self.session.article.text, self.session.guesses
                self._edges = (now, *edges_of(self.session.tokens, text, now, guesses))
            await self.resize(target, self._beside(now, step))
            return
        taken = selection or self.taken_by_label()
        if taken is None:
            self.say("", "no word here")
            return
        if taken not in self._edges:
            self._edges = (taken, *(edges for edges in self.likely_edges() if edges != taken))
        self.view.cursor.select(self._beside(taken, step))
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
