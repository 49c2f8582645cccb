"""The bars of the library: how far all is, and what the columns are."""

from __future__ import annotations

from collections.abc import Iterable

from textual import events
from textual.color import Color
from textual.message import Message
from textual.reactive import var

from annotations.library.entry import Progress
from tui.terminal_text import one_line, shorten
from tui.themes import Palette
from tui.widgets.article_row import MARKS, Column
from tui.widgets.bar import Bar, Piece, ink, percent

NARROW = 110
"""Columns below which there is room for two numbers only."""
STEPS = 10
"""Cells of the progress bar."""


class LibraryHeader(Bar):
    """The row at the top: what was opened, how much of it is done, how fast."""

    name_shown: var[str] = var("")
    """What was opened."""
    progress: var[Progress] = var(Progress())
    pace: var[float | None] = var(None)
    """Articles an hour."""
    working: var[str] = var("")
    """What goes on in the background; empty when nothing does."""

    def left(self, palette: Palette, width: int) -> Iterable[Piece]:
        """The program, and what was opened."""
        yield "  postil  ", ink(palette.title, bold=True)
        yield shorten(one_line(self.name_shown), max(0, width - 12)), ink(palette.dim)

    def right(self, palette: Palette, width: int) -> Iterable[Piece]:
        """How far it is."""
        sums = self.progress
        if width < NARROW:
            reviewed = "" if sums.reviewed is None else f"  {percent(sums.reviewed)}"
            yield f"{sums.done:,}/{sums.articles:,} done{reviewed}  ", ink(palette.dim)
            return
        yield (f"{self.working}   " if self.working else ""), ink(palette.accent)
        if self.pace is not None and not self.working:
            yield f"{self.pace:,.0f} articles/h   ", ink(palette.dim)
        yield f"{sums.done:,} of {sums.articles:,} done   ", ink(palette.dim)
        if sums.reviewed is not None:
            filled = int(sums.reviewed * STEPS)
            yield "▰" * filled, ink(palette.accent)
            yield "▱" * (STEPS - filled) + " ", ink(palette.faint)
            yield f"{percent(sums.reviewed)} reviewed  ", ink(palette.dim)

    def _changed(self) -> None:
        self.refresh()

    watch_name_shown = watch_progress = watch_pace = watch_working = _changed


class ColumnBar(Bar):
    """What the columns are; the one that is sorted by stands out."""

    shown: var[tuple[Column, ...]] = var(())
    """The columns."""
    sort: var[str] = var("order")
    """What is sorted by."""

    class Picked(Message):
        """The columns were clicked."""

    def ground(self, palette: Palette) -> Color:
        """That of the page."""
        return palette.page

    def left(self, palette: Palette, width: int) -> Iterable[Piece]:
        """The names."""
        yield " " * MARKS, ink(palette.dim)
        for column in self.shown:
            on = _SORTED.get(self.sort) == column.name
            style = ink(palette.accent, bold=True) if on else ink(palette.dim)
            yield column.fit(column.name + (" ↓" if on and not column.right else "")), style

    def on_click(self, event: events.Click) -> None:
        """A click sorts by the next thing."""
        event.stop()
        self.post_message(self.Picked())

    def _changed(self) -> None:
        self.refresh()

    watch_shown = watch_sort = _changed


_SORTED = {
    "title": "title", "source": "source", "date": "date", "status": "status",
    "unreviewed": "new", "entities": "entities", "corrections": "corr.",
}  # fmt: skip
"""The column of each order."""
