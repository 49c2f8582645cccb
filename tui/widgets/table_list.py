"""`TableList`: rows in columns under their names, however many there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.reactive import var
from textual.strip import Strip

from tui.terminal_text import fit, shorten
from tui.themes import Palette
from tui.widgets.bar import Bar, Piece, ink
from tui.widgets.row_list import R, RowList

GAP = 2
"""Cells between columns."""
LEAST = 12
"""Cells that a column which takes what is left has at least."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table."""

    title: str
    width: int = 0
    """Cells; 0 takes what the others leave."""
    right: bool = False
    """Whether it is flush right."""
    weight: int = 0
    """Where there is too little room, the columns with the largest weights give way first."""
    share: int = 1
    """How much of what is left it takes, beside others that do."""


def layout(columns: Sequence[Column], width: int) -> list[int]:
    """The cells of each column, 0 where it has given way; two columns never touch."""
    kept = list(range(len(columns)))
    while len(kept) > 1 and _needed(columns[i] for i in kept) > width:
        heaviest = max(kept, key=lambda i: (columns[i].weight, i))
        if not columns[heaviest].weight:
            break
        kept.remove(heaviest)
    fixed = sum(columns[i].width for i in kept) + GAP * (len(kept) - 1)
    flexible = [i for i in kept if not columns[i].width]
    left, shares = max(0, width - fixed), sum(columns[i].share for i in flexible)
    widths = [columns[i].width if i in kept else 0 for i in range(len(columns))]
    for place in flexible:
        share = columns[place].share
        widths[place] = left * share // shares
        left, shares = left - widths[place], shares - share
    return widths


def _needed(columns: Iterable[Column]) -> int:
    """What columns take at least."""
    columns = list(columns)
    return sum(c.width or LEAST for c in columns) + GAP * (len(columns) - 1)


def aligned(text: str, width: int, *, right: bool) -> str:
    """A safe text in exactly `width` cells."""
    if not right:
        return fit(text, width)
    text = shorten(text, width)
    return " " * (width - cell_len(text)) + text


class TableHead(Bar):
    """The names of the columns."""

    columns: var[tuple[Column, ...]] = var(())
    sorted_by: var[str] = var("")
    """The title of the column that the rows are sorted by."""

    def ground(self, palette: Palette) -> Color:
        """That of the page."""
        return palette.page

    def left(self, palette: Palette, width: int) -> Iterable[Piece]:
        """Each above its column."""
        yield "  ", ink(palette.dim)
        for column, cells in zip(self.columns, layout(self.columns, width - 4), strict=True):
            if cells:
                on = column.title == self.sorted_by
                style = ink(palette.accent if on else palette.dim)
                yield aligned(column.title, cells, right=column.right) + " " * GAP, style

    def watch_columns(self) -> None:
        """Other columns: draw anew."""
        self.refresh()

    def watch_sorted_by(self) -> None:
        """Another order: draw anew."""
        self.refresh()


class TableList(RowList[R]):
    """Rows in columns; subclasses say what stands in each."""

    columns: tuple[Column, ...] = ()

    def cells(self, row: R) -> Sequence[str]:
        """What stands in each column; safe to show."""
        raise NotImplementedError

    def sign(self, row: R) -> str:
        """A sign of one cell before a row; a blank for none."""
        return " "

    def style(self, row: R, place: int, plain: Style, palette: Palette) -> Style:
        """How a cell is drawn.

        Args:
            row: The row.
            place: The column's place.
            plain: As the rest of the row.
            palette: The colours.
        """
        return plain

    def draw(self, row: R, width: int, palette: Palette, *, on: bool, focused: bool) -> Strip:
        """A row: its sign, and each cell in its column."""
        plain = ink(palette.text, palette.row if on else palette.page)
        segments = [Segment(f"{self.sign(row)} ", plain + ink(palette.accent))]
        widths = layout(self.columns, width - 4)
        for place, (column, cells, text) in enumerate(
            zip(self.columns, widths, self.cells(row), strict=True)
        ):
            if cells:
                style = self.style(row, place, plain, palette)
                segments += [Segment(aligned(text, cells, right=column.right), style),
                             Segment(" " * GAP, plain)]  # fmt: skip
        return Strip(segments).adjust_cell_length(width, plain)
