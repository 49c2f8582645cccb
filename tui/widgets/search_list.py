"""`SearchList`: what was found in all articles, lined up, each place with what stands there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.segment import Segment
from textual.strip import Strip

from annotations.labels import LabelScheme, default_scheme
from tui.corpus_reach import Place
from tui.terminal_text import fit, one_line, shorten
from tui.themes import Palette
from tui.widgets.bar import ink
from tui.widgets.concordance import OFF, ON, in_context
from tui.widgets.row_list import RowList
from tui.widgets.ticking import Ticked

NARROW = 60
"""Columns below which the articles are not named."""


@dataclass(frozen=True, slots=True)
class Row:
    """A place, and whether it is marked."""

    place: Place
    marked: bool


class Hits(Ticked[Place, Row]):
    """Places and which of them are marked."""

    def add(self, found: Sequence[Place]) -> None:
        """More places, none of them marked."""
        self.extend(found, bytes(len(found)))

    def row(self, place: Place, ticked: bool) -> Row:
        """A place."""
        return Row(place, ticked)


class SearchList(RowList[Row]):
    """Places in their context."""

    scheme: LabelScheme = default_scheme()
    """Gives what was found its colour."""

    def draw(self, row: Row, width: int, palette: Palette, *, on: bool, focused: bool) -> Strip:
        """The mark, the article, the context, and the label with who decided."""
        place = row.place
        ground = palette.row if on else palette.page
        dim, text = ink(palette.dim, ground), ink(palette.text, ground)
        mark = ink(palette.accent, ground, bold=True) if row.marked else dim
        label = min(12, max(8, width // 9))
        # Where there is little room, the status line alone says where it stands.
        name = min(24, max(10, width // 6)) + 1 if width >= NARROW else 0
        room = max(12, width - 3 - name - label - 2)
        before = room * 9 // 20
        color = palette.label(self.scheme.get(place.label).color) if place.label else None
        inked = ink(palette.title, ground, bold=True)
        if color is not None:
            inked = ink(color.text, color.ground, bold=True)
        context = (place.left, place.form, place.right)
        return Strip(
            [
                Segment(f" {ON if row.marked else OFF} ", mark),
                Segment(fit(shorten(one_line(place.name), max(0, name - 1)), name), dim),
                *in_context(context, before, room - before, text, inked),
                Segment(" " + fit(shorten(one_line(place.label), label), label) + " ", dim),
            ]
        ).adjust_cell_length(width, text)
