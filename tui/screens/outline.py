"""`OutlineScreen`: the article's headings and the reader's bookmarks, to jump to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.strip import Strip
from textual.widgets import Input

from annotations.article import Article
from annotations.structure.outline import Heading
from tui.screens.dialog import Dialog
from tui.terminal_text import fit, one_line, shorten
from tui.themes import Palette
from tui.widgets.bar import ink
from tui.widgets.row_list import RowList

MOST_ROWS = 20


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere to jump to."""

    offset: int
    title: str
    level: int
    """How far it is set in; 0 for a bookmark."""
    part: float
    """How much of the article lies before it, 0 to 1."""


def places(article: Article, headings: Iterable[Heading], bookmarks: Iterable[int]) -> list[Place]:
    """Headings and bookmarks in the order of the text."""
    length = max(1, len(article.text))
    found = [Place(h.offset, h.title, h.level, h.offset / length) for h in headings]
    for offset in bookmarks:
        start, end = article.line_range(article.line_at(offset))
        found.append(Place(offset, article.text[start:end].strip(), 0, offset / length))
    return sorted(found, key=lambda place: (place.offset, place.level))


class PlaceList(RowList[Place]):
    """Places with how far down they are."""

    def draw(self, row: Place, width: int, palette: Palette, *, on: bool, focused: bool) -> Strip:
        """A heading set in by its level, or a bookmark with its sign."""
        ground = palette.accent if on else palette.bar
        dim = ink(palette.on_accent if on else palette.dim, ground)
        bold = row.level in (1, 2)
        text = ink(palette.on_accent if on else palette.text, ground, bold=bold)
        mark = " ◆ " if not row.level else " " * (2 * row.level - 1)
        part = f"{row.part:>4.0%} "
        room = max(4, width - len(mark) - len(part) - 1)
        title = fit(shorten(one_line(row.title), room), room)
        pieces = [Segment(mark, dim), Segment(title + " ", text), Segment(part, dim)]
        return Strip(pieces).adjust_cell_length(width, dim)


class OutlineScreen(Dialog[int]):
    """Answers with the offset to jump to."""

    DEFAULT_CSS = """
    OutlineScreen > Vertical { width: 84; }
    OutlineScreen PlaceList { height: auto; margin-top: 1; background: $panel; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", priority=True, show=False),
        Binding("up", "move(-1)", priority=True, show=False),
    ]

    def __init__(self, found: Sequence[Place], here: int, palette: Palette) -> None:
        super().__init__("Outline", "type to filter · ⏎ go there · esc back")
        self._found, self._here, self._palette = found, here, palette

    def body(self) -> ComposeResult:
        """A line to type in, and the places."""
        yield Input(placeholder="heading or bookmark")
        yield PlaceList()

    def on_mount(self) -> None:
        """Show all places, with the cursor on the one above the reader."""
        rows = self.query_one(PlaceList)
        rows.palette = self._palette
        rows.can_focus = False
        self._filter("")
        above = [at for at, place in enumerate(self._found) if place.offset <= self._here]
        rows.put_cursor(above[-1] if above else 0)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._filter(event.value)

    def _filter(self, typed: str) -> None:
        rows = self.query_one(PlaceList)
        rows.cursor = 0
        rows.show([p for p in self._found if typed.strip().casefold() in p.title.casefold()])
        rows.styles.height = max(1, min(MOST_ROWS, len(rows.rows)))
        rows.redraw()

    def action_move(self, step: int) -> None:
        """The cursor up or down."""
        rows = self.query_one(PlaceList)
        rows.put_cursor(max(0, min(rows.cursor + step, len(rows.rows) - 1)))

    @on(Input.Submitted)
    @on(RowList.Chosen)
    def _answer(self) -> None:
        row = self.query_one(PlaceList).row
        if row is not None:
            self.dismiss(row.offset)
