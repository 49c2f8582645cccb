"""`RowList`: a list that draws only the rows in view, however many there are."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any, ClassVar, Generic, TypeVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import var
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.themes import Palette
from tui.widgets.direct_lines import DirectLines

R = TypeVar("R", bound=Hashable)

MARGIN = 2
"""Cells beside what an empty list says."""

MOVES: list[BindingType] = [
    ("j,down", "move('down')", "Down"),
    ("k,up", "move('up')", "Up"),
    ("pagedown,ctrl+f", "move('page_down')", "Page down"),
    ("pageup,b,ctrl+b", "move('page_up')", "Page up"),
    ("g,home", "move('top')", "Top"),
    ("G,end", "move('bottom')", "End"),
]
"""The keys of a screen that moves the cursor of its list, by an action `move`."""


class RowList(DirectLines, ScrollView, Generic[R], can_focus=True):
    """Rows with a cursor. Knows how many there are; subclasses know what they mean and draw them.

    A row is anything hashable; equal rows look alike.
    """

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    RowList {
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-size-vertical: 1;
        scrollbar-gutter: stable;
    }
    """

    EMPTY: ClassVar[str] = ""
    """What a list says that has no rows, until it is told otherwise."""

    palette: var[Palette | None] = var(None, init=False)
    """The theme's colours."""

    @dataclass
    class Highlighted(Message):
        """The cursor was moved to another row by the user."""

        rows: RowList[Any]

    @dataclass
    class Chosen(Message):
        """A row was clicked twice."""

        rows: RowList[Any]

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.rows: Sequence[R] = ()
        self.cursor = 0
        self.empty = self.EMPTY
        """What is said where there are no rows."""
        self._strips: dict[tuple[R, bool, bool, int], Strip] = {}

    def draw(self, row: R, width: int, palette: Palette, *, on: bool, focused: bool) -> Strip:
        """One row in exactly `width` cells.

        Args:
            row: What to draw.
            width: Cells.
            palette: The colours.
            on: Whether the cursor is on it.
            focused: Whether the list has the keyboard.
        """
        raise NotImplementedError

    @property
    def row(self) -> R | None:
        """The row under the cursor."""
        return self.rows[self.cursor] if 0 <= self.cursor < len(self.rows) else None

    def show(self, rows: Sequence[R]) -> None:
        """Show other rows; the cursor stays at its place."""
        self.rows = rows
        self.cursor = max(0, min(self.cursor, len(rows) - 1))
        self.virtual_size = Size(self.size.width, len(rows))
        self.refresh()

    def put_cursor(self, place: int) -> None:
        """Put the cursor on a row without saying so."""
        if 0 <= place < len(self.rows) and place != self.cursor:
            before, self.cursor = self.cursor, place
            self._refresh_row(before)
            self._refresh_row(place)
        self._reveal()

    def move_cursor(self, place: int) -> None:
        """The user moves the cursor."""
        place = max(0, min(place, len(self.rows) - 1))
        if self.rows:
            self.put_cursor(place)
            self.post_message(self.Highlighted(self))

    def _refresh_row(self, place: int) -> None:
        self.refresh(Region(0, place - self.scroll_offset.y, self.size.width, 1))

    def _reveal(self) -> None:
        """Scroll so that the cursor is in view, with a few rows around it."""
        top, height = self.scroll_offset.y, self.size.height
        around = min(3, max(0, (height - 1) // 3))
        lowest = max(0, len(self.rows) - height)
        if self.cursor < top + around:
            top = self.cursor - around
        elif self.cursor >= top + height - around:
            top = self.cursor - height + 1 + around
        self.scroll_to(y=max(0, min(top, lowest)), animate=False)

    def render_line(self, y: int) -> Strip:
        """Row `y` of the view."""
        place, width, palette = y + self.scroll_offset.y, self.size.width, self.palette
        if palette is None:
            return Strip.blank(width)
        if place >= len(self.rows):
            return Strip.blank(width, self.rich_style) if self.rows else self._said(y, palette)
        key = (self.rows[place], place == self.cursor, self.has_focus, width)
        if key not in self._strips:
            if len(self._strips) > 2048:
                self._strips.clear()
            row, on, focused, _ = key
            self._strips[key] = self.draw(row, width, palette, on=on, focused=focused)
        return self._strips[key]

    def _said(self, y: int, palette: Palette) -> Strip:
        """Row `y` of an empty list."""
        width = self.size.width
        lines = ["", *wrap(self.empty, max(1, width - 2 * MARGIN))]
        line = f"{' ' * MARGIN}{lines[y]}" if y < len(lines) else ""
        style = self.rich_style + Style(color=palette.dim.rich_color)
        return Strip([Segment(line, style)]).adjust_cell_length(width, style)

    def redraw(self) -> None:
        """Draw every row anew: what they look like has changed."""
        self._strips.clear()
        self.refresh()

    def watch_palette(self) -> None:
        """Other colours: draw anew."""
        self.redraw()

    def on_focus(self) -> None:
        """The cursor row looks otherwise."""
        self.refresh()

    def on_blur(self) -> None:
        """The cursor row looks otherwise."""
        self.refresh()

    def on_resize(self) -> None:
        """Keep the cursor in view."""
        self.virtual_size = Size(self.size.width, len(self.rows))
        self._reveal()

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor, a double click chooses."""
        place = event.y + self.scroll_offset.y
        if place < len(self.rows):
            self.move_cursor(place)
            if event.chain == 2:
                self.post_message(self.Chosen(self))

    def action_down(self) -> None:
        """A row down."""
        self.move_cursor(self.cursor + 1)

    def action_up(self) -> None:
        """A row up."""
        self.move_cursor(self.cursor - 1)

    def action_page_down(self) -> None:
        """A page down."""
        self.move_cursor(self.cursor + max(1, self.size.height - 1))

    def action_page_up(self) -> None:
        """A page up."""
        self.move_cursor(self.cursor - max(1, self.size.height - 1))

    def action_top(self) -> None:
        """The first row."""
        self.move_cursor(0)

    def action_bottom(self) -> None:
        """The last row."""
        self.move_cursor(len(self.rows) - 1)
