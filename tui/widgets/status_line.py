"""`StatusLine`: whether it is saved, and what is under the cursor or was just done."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from textual.reactive import var

from tui.terminal_text import cell_len
from tui.themes import Palette
from tui.widgets.bar import Bar, Piece, ink, width_of

GAP = 2
"""Cells between what is said and where in the article that is."""


class Saved(StrEnum):
    """How the last correction stands."""

    NOTHING = ""
    SAVING = "saving…"
    SAVED = "saved ✓"
    FAILED = "not saved ✗"
    READ_ONLY = "read-only"


class StatusLine(Bar):
    """The row that tells."""

    saved: var[Saved] = var(Saved.NOTHING)
    """How the last correction stands."""
    strong: var[str] = var("")
    """What it is about: the surface under the cursor."""
    said: var[str] = var("")
    """What there is to say about it."""
    read: var[str] = var("")
    """Where in the article: percentage and minutes."""

    def left(self, palette: Palette, width: int) -> Iterable[Piece]:
        """Saved or not, and what is said."""
        bad = self.saved in (Saved.FAILED, Saved.READ_ONLY)
        yield f"  {self.saved}  " if self.saved else "  ", ink(palette.accent, bold=bad)
        yield self.strong, ink(palette.title)
        yield f" {self.said}" if self.strong else self.said, ink(palette.dim)

    def right(self, palette: Palette, width: int) -> Iterable[Piece]:
        """Where in the article; how much there is to read gives way to what is said."""
        if width < 60:
            return
        room = width - width_of(self.left(palette, width)) - GAP
        shorter = self.read.partition(" · ")[2]
        read = self.read if cell_len(self.read) + GAP <= room else shorter
        yield f"{read}  ", ink(palette.dim)

    def _changed(self) -> None:
        self.refresh()

    watch_saved = watch_strong = watch_said = watch_read = _changed
