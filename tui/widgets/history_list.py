"""`HistoryList`: what was done to the article, the newest first."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from rich.segment import Segment
from textual.binding import BindingType
from textual.strip import Strip

from annotations.annotation_set import AnnotationSet
from annotations.corrections import parse_time
from annotations.history import Act, acts, describe
from tui.commands import Where, bindings
from tui.terminal_text import fit, one_line, shorten
from tui.themes import Palette
from tui.widgets.bar import ink
from tui.widgets.row_list import RowList

WHO = 8
"""Cells of the annotator's name, shown when there are several."""


class HistoryList(RowList[Act]):
    """Acts: when, who, what."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.SIDEBAR)]
    EMPTY = "What is decided is listed here, with who and when."

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._several = False

    def show_history(self, annotations: AnnotationSet) -> None:
        """Show the acts behind an annotation set."""
        rows = acts(annotations.events)[::-1]
        several = len({act.annotator for act in rows}) > 1
        if several != self._several:
            self._several = several
            self.redraw()
        self.show(rows)

    def draw(self, row: Act, width: int, palette: Palette, *, on: bool, focused: bool) -> Strip:
        """One act; dim when it was taken back."""
        ground = palette.accent if on and focused else palette.side
        on_accent = palette.on_accent if on and focused else None
        dim = ink(on_accent or palette.dim, ground)
        text = ink(on_accent or (palette.faint if row.undone else palette.text), ground)
        mark = "↶" if row.undone else " "
        count = f" ×{row.mentions}" if row.mentions > 1 else ""
        what = one_line(describe(row))
        when = _when(parse_time(row.time).astimezone())
        who = f"{fit(one_line(row.annotator), WHO)} " if self._several else ""
        room = width - len(when) - len(who) - len(count) - 6
        return Strip(
            [
                Segment(f"  {when} {who}", dim),
                Segment(mark + " ", dim),
                Segment(shorten(what, max(4, room)), text),
                Segment(count, dim),
            ]
        ).adjust_cell_length(width, dim)


def _when(time: datetime) -> str:
    """The time of an act today, the day of an earlier one; five cells."""
    today = datetime.now().astimezone().date() == time.date()
    return time.strftime("%H:%M" if today else "%d.%m")
