"""Where things stand on the screen: shared by the desk and by the page painted before it."""

from __future__ import annotations

HUGE, WIDE, NARROW, LOW = 160, 110, 72, 14
"""Columns from which the sidebar is huge or wide, and below which it is a drawer; rows below which
bars are left out."""
HUGE_SIDEBAR, SIDEBAR, SMALL_SIDEBAR = 56, 42, 32
"""The sidebar's columns."""
SCROLLBAR = 1

WIDTHS = [(0, "-narrow"), (NARROW, "-medium"), (WIDE, "-wide"), (HUGE, "-huge")]
"""Columns from which screens look otherwise."""
HEIGHTS = [(0, "-low"), (LOW, "-high")]
"""Rows from which screens look otherwise."""


def looks(columns: int, rows: int) -> list[str]:
    """The classes of a screen of that size, to look from its first frame on as it shall look."""
    return [
        [name for least, name in breakpoints if length >= least][-1]
        for breakpoints, length in ((WIDTHS, columns), (HEIGHTS, rows))
    ]


def sidebar_width(columns: int) -> int:
    """The columns of the sidebar; 0 where it is a drawer."""
    if columns < NARROW:
        return 0
    if columns < WIDE:
        return SMALL_SIDEBAR
    return SIDEBAR if columns < HUGE else HUGE_SIDEBAR


def pane_size(columns: int, rows: int) -> tuple[int, int]:
    """Columns and rows of the article pane, inside its padding and beside its scroll bar."""
    bars, padding = (2, 0) if rows < LOW else (4, 1)
    return columns - sidebar_width(columns) - SCROLLBAR, max(0, rows - bars - padding)


def gutter_width(pane: int) -> int:
    """Cells left of the text, for paragraph numbers."""
    return 6 if pane >= 60 else 2 if pane >= 30 else 0


def text_width(pane: int, column: int) -> int:
    """Cells in a row of text.

    Args:
        pane: Columns of the article pane.
        column: The widest the text is set.
    """
    spare = 2 if pane >= 30 else 0
    return max(1, min(column, pane - gutter_width(pane) - spare))


def margin(pane: int, column: int, *, centred: bool = True) -> int:
    """Cells left of the text: the gutter, and what centres the column."""
    gutter = gutter_width(pane)
    return max(gutter, (pane - text_width(pane, column)) // 2) if centred else gutter


def top_for(y: int, top: int, height: int) -> int:
    """The first row of a view that has row `y` in it, with a little around it.

    A jump out of view puts it a third down the page, where what follows can be read.

    Args:
        y: The row to show.
        top: The first row of the view as it is.
        height: Rows of the view.
    """
    around = min(3, max(0, (height - 1) // 3))
    if not top - height // 2 < y < top + height + height // 2:
        top = y - height // 3
    elif y < top + around:
        top = y - around
    elif y >= top + height - around:
        top = y - height + 1 + around
    return max(0, top)
