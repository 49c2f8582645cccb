"""`ArticleCursor`: where the cursor stands and what is selected. Knows text, not the screen."""

from __future__ import annotations

from annotations.span import Range
from annotations.tokens import Tokens
from tui.page.layout import Row


class ArticleCursor:
    """A cursor on a token, and a selection from an anchor to it.

    Args:
        tokens: The article's tokens and graphemes.
    """

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self._anchor: Range | None = None
        self.sticky = False
        """Whether every move extends the selection."""
        self.unit: Range | None = tokens.nearest(0)
        """The token, or the character, under the cursor; None in a text without tokens."""

    @property
    def offset(self) -> int:
        """The first character under the cursor."""
        return self.unit[0] if self.unit else 0

    @property
    def selection(self) -> Range | None:
        """From the anchor to the cursor, whichever comes first; None without an anchor."""
        if self._anchor is None or self.unit is None:
            return None
        return min(self._anchor[0], self.unit[0]), max(self._anchor[1], self.unit[1])

    def clear(self) -> None:
        """Select nothing."""
        self.sticky = False
        if self._anchor is not None:
            self._anchor = None
            self._put(self._tokens.nearest(self.offset))

    def toggle_sticky(self) -> None:
        """Begin a selection that every move extends, or end it."""
        if self._anchor is not None:
            self.clear()
        else:
            self.sticky = True
            self._anchor = self.unit

    def _put(self, unit: Range | None) -> None:
        if unit is not None:
            if not self.sticky:
                self._anchor = None
            self.unit = unit

    def go_to(self, offset: int) -> None:
        """Stand on the token at `offset`, or on the nearest."""
        self._put(self._tokens.nearest(offset))

    def go_to_line(self, offset: int, row: Row | None) -> None:
        """Stand on the token at `offset`, preferring one that begins in its row."""
        found = self._tokens.at(offset)
        if found is None and row is not None and row.text:
            after, before = self._tokens.after(offset), self._tokens.before(offset)
            found = after if after and after[0] < row.end else before
        self._put(found or self._tokens.nearest(offset))

    def next_token(self) -> None:
        """Stand on the token behind this one."""
        if self.unit:
            self._put(self._tokens.after(self.unit[1]))

    def previous_token(self) -> None:
        """Stand on the token before this one."""
        if self.unit:
            self._put(self._tokens.before(self.unit[0]))

    def extend_tokens(self, step: int) -> None:
        """Move the free end of the selection by a token, `step` 1 or -1."""
        if self.unit is None:
            return
        self._anchor = self._anchor or self.unit
        tokens = self._tokens
        self.unit = (
            tokens.after(self.unit[1]) if step > 0 else tokens.before(self.unit[0])
        ) or self.unit

    def extend_characters(self, step: int) -> None:
        """Move the free end of the selection by a character, `step` 1 or -1.

        Without a selection, it begins with the whole token: forwards a character more at its
        end, backwards one less.
        """
        if self.unit is None:
            return
        selected = self.selection or self.unit
        if self._anchor is None:
            self._anchor = self._tokens.snap_graphemes(selected[0], selected[0] + 1)
            self.unit = self._tokens.snap_graphemes(selected[1] - 1, selected[1])
        if step > 0:
            end = self._tokens.next_grapheme(self.unit[1])
            if end > self.unit[1]:
                self.unit = (self.unit[1], end)
        elif self.unit[0] > 0:
            self.unit = (self._tokens.previous_grapheme(self.unit[0]), self.unit[0])

    def extend_to(self, offset: int, *, characters: bool = False) -> None:
        """Select from the anchor to the token, or the character, at `offset`."""
        if self.unit is None:
            return
        if characters:
            unit: Range | None = self._tokens.snap_graphemes(offset, offset + 1)
        else:
            unit = self._tokens.nearest(offset)
        if unit is not None and (self._anchor is not None or unit != self.unit):
            self._anchor = self._anchor or self.unit
            self.unit = unit

    def select(self, extent: Range) -> None:
        """Select from the token where an extent begins to the one where it ends."""
        first, last = self._tokens.nearest(extent[0]), self._tokens.nearest(extent[1] - 1)
        self._anchor, self.unit = first, last or self.unit

    def select_token(self, offset: int) -> None:
        """Select the token at `offset`."""
        found = self._tokens.at(offset)
        if found is not None:
            self.unit = self._anchor = found
