"""`Bar`: a row of styled text at an edge of the screen."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.reactive import var
from textual.strip import Strip

from tui.themes import Palette
from tui.widgets.direct_lines import DirectLines

Piece = tuple[str, Style]


class Bar(DirectLines):
    """One row: pieces from the left, pieces from the right, the left ones cut where they meet.

    Subclasses say what stands there and on which ground.
    """

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Bar { height: 1; width: 1fr; }
    """

    palette: var[Palette | None] = var(None)
    """The theme's colours."""

    def ground(self, palette: Palette) -> Color:
        """The colour behind the text."""
        return palette.bar

    def left(self, palette: Palette, width: int) -> Iterable[Piece]:
        """What stands at the left, in at most `width` cells."""
        return ()

    def right(self, palette: Palette, width: int) -> Iterable[Piece]:
        """What stands at the right; left out when it does not fit."""
        return ()

    def watch_palette(self) -> None:
        """Other colours: draw anew."""
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """The row."""
        palette, width = self.palette, self.size.width
        if palette is None or y:
            return Strip.blank(width)
        ground = ink(palette.text, self.ground(palette))
        right = _strip(self.right(palette, width), ground)
        if right.cell_length > width // 2:
            right = Strip([])
        room = width - right.cell_length
        left = _strip(self.left(palette, room), ground)
        if left.cell_length > room:
            left = Strip.join([left.crop(0, room - 2), Strip([Segment("… ", ground)])])
        return Strip.join([left.adjust_cell_length(room, ground), right])


def _strip(pieces: Iterable[Piece], ground: Style) -> Strip:
    return Strip([Segment(text, ground + style) for text, style in pieces if text])


@lru_cache(maxsize=512)
def ink(color: Color, ground: Color | None = None, *, bold: bool = False) -> Style:
    """A text style."""
    return Style(
        color=color.rich_color, bgcolor=ground.rich_color if ground else None, bold=bold or None
    )


def width_of(pieces: Iterable[Piece]) -> int:
    """How many cells pieces take."""
    return sum(cell_len(text) for text, _ in pieces)


def percent(part: float) -> str:
    """100% only when nothing is left, and 0% only when nothing was done; four cells."""
    whole = int(100 * part)
    return f"{max(1, whole) if part > 0 else 0:3}%"


class TextBar(Bar):
    """A row that says what it is told: a strong part, a plain one, and one at the right."""

    told: var[tuple[str, str, str]] = var(("", "", ""))
    """Safe to show."""

    def ground(self, palette: Palette) -> Color:
        """That of the page."""
        return palette.page

    def left(self, palette: Palette, width: int) -> Iterable[Piece]:
        """The strong part, then the plain one."""
        strong, plain, _ = self.told
        yield f"  {strong}", ink(palette.title, self.ground(palette), bold=True)
        yield plain, ink(palette.dim, self.ground(palette))

    def right(self, palette: Palette, width: int) -> Iterable[Piece]:
        """The part at the right."""
        yield f"{self.told[2]}  ", ink(palette.dim, self.ground(palette))

    def watch_told(self) -> None:
        """Another text: draw anew."""
        self.refresh()
