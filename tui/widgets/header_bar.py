"""`HeaderBar`: which article this is, and how far the review has come."""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import cell_len
from textual.color import Color
from textual.reactive import var

from tui.terminal_text import one_line, shorten
from tui.themes import Palette
from tui.widgets.bar import Bar, Piece, ink, percent

STEPS = 10
"""Cells of the progress bar."""


class HeaderBar(Bar):
    """The row at the top."""

    name_shown: var[str] = var("")
    """Where the article is from: folder and file."""
    tags: var[frozenset[str]] = var(frozenset[str]())
    """What the article is tagged with."""
    place: var[str] = var("")
    """Which of how many: `3 of 12`."""
    reviewed: var[float | None] = var(None)
    """The part of the article's annotations that somebody has judged; None without any."""
    working: var[str] = var("")
    """What goes on in the background; empty when nothing does."""

    def ground(self, palette: Palette) -> Color:
        """The colour behind the text."""
        return palette.bar

    def left(self, palette: Palette, width: int) -> Iterable[Piece]:
        """The program, and where the article is from."""
        yield "  postil  ", ink(palette.title, bold=True)
        name = shorten(one_line(self.name_shown), max(0, width - 12))
        yield name, ink(palette.dim)
        tags = one_line(" · ".join(sorted(self.tags)))
        room = width - 12 - cell_len(name)
        if tags and room > 8:
            yield f"  {shorten(tags, room - 2)}", ink(palette.accent)

    def right(self, palette: Palette, width: int) -> Iterable[Piece]:
        """The place in the list, and the progress."""
        yield (f"{self.working}   " if self.working else ""), ink(palette.accent)
        yield f"{self.place}   ", ink(palette.dim)
        if self.reviewed is not None:
            if width >= 90:
                done = round(self.reviewed * STEPS)
                yield "▰" * done, ink(palette.accent)
                yield "▱" * (STEPS - done) + " ", ink(palette.faint)
            yield f"{percent(self.reviewed)} reviewed  ", ink(palette.dim)

    def _changed(self) -> None:
        self.refresh()

    watch_name_shown = watch_tags = watch_place = watch_reviewed = watch_working = _changed
