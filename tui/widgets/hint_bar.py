"""`HintBar`: what the keys would do here, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable

from textual.reactive import var

from tui.themes import Palette
from tui.widgets.bar import Bar, Piece, ink, width_of

Hint = tuple[str, str]
"""Keys as people write them, and what they do."""


class HintBar(Bar):
    """The row at the bottom. Hints come by weight: those that do not fit are left out."""

    hints: var[tuple[Hint, ...]] = var(())
    """What the keys would do, the most useful first."""

    def left(self, palette: Palette, width: int) -> Iterable[Piece]:
        """As many hints as fit; the last one, help, always."""
        *first, last = self.hints or (("?", "help"),)
        room = width - 2 - width_of(_hint(last, palette))
        yield "  ", ink(palette.dim)
        for hint in first:
            pieces = _hint(hint, palette)
            room -= width_of(pieces)
            if room < 0:
                break
            yield from pieces
        yield from _hint(last, palette)

    def watch_hints(self) -> None:
        """Other hints: draw anew."""
        self.refresh()


def _hint(hint: Hint, palette: Palette) -> list[Piece]:
    keys, does = hint
    return [(keys, ink(palette.accent)), (f" {does}  ", ink(palette.dim))]
