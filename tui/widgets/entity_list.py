"""`EntityList`: labels, surfaces and mentions, drawn in columns."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.binding import BindingType
from textual.color import Color
from textual.message import Message
from textual.reactive import var
from textual.strip import Strip

from annotations.labels import LabelScheme, default_scheme
from tui.commands import Where, bindings
from tui.terminal_text import Cells, fit, one_line, shorten
from tui.themes import Palette
from tui.widgets.bar import Piece, ink, width_of
from tui.widgets.entity_row import GroupRow, MentionRow, Row
from tui.widgets.row_list import RowList

COUNT = 5
"""Cells of the count, flush right."""
AROUND = 200
"""Characters of the article that are looked at on either side of a mention."""
_SPACE = re.compile(r"\s+")


class EntityList(RowList[Row]):
    """The rows."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.SIDEBAR)]

    scheme: var[LabelScheme] = var(default_scheme)
    """Labels' colours."""
    text = ""
    """The article's."""
    unfolded: Collection[str] = ()
    """The surfaces whose mentions are shown."""

    @dataclass
    class Fold(Message):
        """The row at the cursor shall be folded or not."""

        folded: bool

    def action_fold(self) -> None:
        """Fold the row at the cursor, or what it belongs to."""
        self.post_message(self.Fold(True))

    def action_unfold(self) -> None:
        """Unfold the row at the cursor."""
        self.post_message(self.Fold(False))

    def draw(self, row: Row, width: int, palette: Palette, *, on: bool, focused: bool) -> Strip:
        """A label with its count, a surface with what became of it, or a mention in context."""
        colors = _RowColors.of(palette, on=on, focused=focused)
        label = colors.label or palette.label(self.scheme.get(row.label).color).text
        if isinstance(row, GroupRow):
            title = colors.dim if row.rejected else label
            fold = (f"  {'▸' if row.folded else '▾'} ", ink(title))
            name = (one_line(row.label), ink(title, bold=True))
            return _columns(fold, name, (), row.count, width, colors)
        if isinstance(row, MentionRow):
            return self._mention(row, width, label, colors)
        more: list[Piece] = [(f"{row.extra} ", ink(colors.dim))] if row.extra else []
        if row.was:
            more += [
                (f"{shorten(one_line(row.was), 10)} → ", ink(colors.dim)),
                (shorten(one_line(row.label), 10), ink(label)),
            ]
        fold_sign = "▾" if row.surface in self.unfolded else " "
        mark = (f"  {fold_sign} {row.mark} ", ink(colors.dim))
        return _columns(mark, (row.shown, ink(colors.text)), more, row.count, width, colors)

    def _mention(self, row: MentionRow, width: int, label: Color, colors: _RowColors) -> Strip:
        """A mention in the middle of what stands around it."""
        before = _flat(self.text[max(0, row.start - AROUND) : row.start])
        behind = _flat(self.text[row.end : row.end + AROUND])
        room = width - 10
        surface = shorten(_flat(row.surface), max(1, room))
        left = max(0, room - cell_len(surface)) * 2 // 5
        right = max(0, room - cell_len(surface) - left)
        pieces = (
            (f"      {row.mark} ", ink(colors.dim)),
            (_end_of(before, left), ink(colors.dim)),
            (surface, ink(label, bold=True)),
            (fit(behind, right) + "  ", ink(colors.dim)),
        )
        return _strip(pieces, width, colors)


@dataclass(frozen=True, slots=True)
class _RowColors:
    """What a row is drawn with."""

    text: Color
    dim: Color
    ground: Color
    label: Color | None
    """The colour of labels; None for each label's own."""

    @classmethod
    def of(cls, palette: Palette, *, on: bool, focused: bool) -> _RowColors:
        if on and focused:
            return cls(palette.on_accent, palette.on_accent, palette.accent, palette.on_accent)
        ground = palette.row if on else palette.side
        return cls(palette.text, palette.dim, ground, None)


def _columns(
    mark: Piece, name: Piece, more: Sequence[Piece], count: int, width: int, colors: _RowColors
) -> Strip:
    """A mark, a name as long as fits, text flush right, and a count flush right."""
    room = width - width_of((mark, *more)) - COUNT - 3
    text = fit(one_line(name[0]), max(1, room))
    counted = (f"{count:>{COUNT}}  ", ink(colors.dim))
    return _strip((mark, (text, name[1]), (" ", name[1]), *more, counted), width, colors)


def _strip(pieces: Sequence[Piece], width: int, colors: _RowColors) -> Strip:
    fill = ink(colors.dim, colors.ground)
    strip = Strip([Segment(piece, fill + style) for piece, style in pieces])
    return strip.adjust_cell_length(width, fill)


def _flat(text: str) -> str:
    """A stretch of the article on one line, white space as single spaces."""
    return one_line(_SPACE.sub(" ", text))


def _end_of(text: str, width: int) -> str:
    """The end of a text in exactly `width` cells, flush right."""
    cells = Cells(text)
    if cells.width > width:
        text = text[cells.char_at(cells.width - width) :]
        while cell_len(text) > width:
            text = text[1:]
    return " " * (width - cell_len(text)) + text
