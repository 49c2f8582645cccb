"""`TracedList`: what became of annotations in a changed text, and which of them are taken over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import ClassVar

from rich.segment import Segment
from textual.binding import BindingType
from textual.strip import Strip

from annotations.anchoring import Traced, Verdict
from tui.commands import Where, bindings
from tui.terminal_text import fit, one_line
from tui.themes import Palette
from tui.widgets.bar import ink
from tui.widgets.row_list import RowList

VERDICT, LABEL, STATUS, WHO = 8, 11, 10, 8
"""Cells of the columns; the surface has the rest."""
LEAST = 12
"""Cells of the surface at least: on a narrower list the last columns give way."""


@dataclass(frozen=True, slots=True)
class TracedRow:
    """One annotation of the earlier text."""

    place: int
    """Its place in the list."""
    verdict: Verdict
    surface: str
    label: str
    status: str
    who: str
    taken: bool
    """Whether it is carried over."""

    @property
    def takeable(self) -> bool:
        """Whether there is a place to carry it to."""
        return self.verdict is not Verdict.LOST


class TracedList(RowList[TracedRow]):
    """A mark, what became of it, the words, the label, what was decided, and by whom."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.SIDEBAR)]
    DEFAULT_CSS = """
    TracedList {
        background: $panel;
        scrollbar-background: $panel; scrollbar-background-hover: $panel;
        scrollbar-background-active: $panel;
    }
    """

    def show_traced(self, traced: Iterable[Traced]) -> None:
        """Show annotations; those that are kept are taken to begin with."""
        self.show(
            [
                TracedRow(
                    place,
                    one.verdict,
                    one.annotation.span.text,
                    one.annotation.span.label,
                    str(one.annotation.status),
                    one.annotation.annotator,
                    one.verdict is Verdict.KEPT,
                )
                for place, one in enumerate(traced)
            ]
        )

    @property
    def taken(self) -> list[int]:
        """The places of those that are taken."""
        return [row.place for row in self.rows if row.taken]

    def take(self, *, taken: bool) -> None:
        """Take or leave the one under the cursor, and go on to the next."""
        row = self.row
        if row is not None and row.takeable:
            self.rows = [*self.rows[: row.place], replace(row, taken=taken),
                         *self.rows[row.place + 1 :]]  # fmt: skip
            self.refresh()
        self.action_down()

    def take_moved(self) -> None:
        """Take all whose words were found."""
        found = (Verdict.KEPT, Verdict.MOVED)
        self.rows = [replace(row, taken=row.taken or row.verdict in found) for row in self.rows]
        self.refresh()

    def draw(
        self, row: TracedRow, width: int, palette: Palette, *, on: bool, focused: bool
    ) -> Strip:
        """One annotation; what is left behind is dim."""
        ground = palette.accent if on else palette.bar
        color = palette.text if row.taken else palette.dim
        dim = ink(palette.on_accent if on else palette.dim, ground)
        text = ink(palette.on_accent if on else color, ground, bold=row.taken)
        mark = "✓" if row.taken else "·" if row.takeable else " "
        columns = [(row.label, LABEL), (row.status, STATUS), (row.who, WHO)]
        while columns and width - _room(columns) < LEAST:
            columns.pop()
        return Strip(
            [
                Segment(f" {mark} ", text),
                Segment(fit(str(row.verdict), VERDICT), dim),
                Segment(fit(one_line(row.surface), width - _room(columns)), text),
                *(Segment(" " + fit(one_line(value), cells), dim) for value, cells in columns),
                Segment(" ", dim),
            ]
        ).adjust_cell_length(width, dim)


def _room(columns: Iterable[tuple[str, int]]) -> int:
    """The cells that all but the surface takes."""
    return 3 + VERDICT + sum(cells + 1 for _, cells in columns) + 1
