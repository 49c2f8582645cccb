"""The two rows above the sidebar's lists: the tabs, and the filter with the counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.color import Color
from textual.containers import Horizontal
from textual.message import Message
from textual.reactive import var
from textual.widgets import Input

from tui.themes import Palette
from tui.widgets.bar import Bar, Piece, ink

TABS = ("entities", "relations", "notes", "history")
_SHORT = {"relations": "rel.", "history": "hist.", "entities": "ent."}
"""What a tab is called where there is little room, unless it is the one in front."""


ROOM = 16
"""Cells that the counts take at least."""


class SidebarTitle(Bar):
    """The tabs."""

    tab: var[str] = var(TABS[0])
    """The one that is shown."""

    @dataclass
    class Picked(Message):
        """A tab was clicked."""

        tab: str

    def ground(self, palette: Palette) -> Color:
        """The sidebar's colour."""
        return palette.side

    def _names(self) -> Iterator[tuple[str, str]]:
        """Every tab, and what it is called in this width."""
        room = self.size.width >= sum(len(name) + 2 for name in TABS) + 1
        for name in TABS:
            yield name, name if room or name == self.tab else _SHORT.get(name, name)

    def left(self, palette: Palette, width: int) -> Iterable[Piece]:
        """The tabs."""
        for name, shown in self._names():
            on = name == self.tab
            yield "  ", ink(palette.dim)
            yield shown, ink(palette.title if on else palette.dim, bold=on)

    def on_click(self, event: events.Click) -> None:
        """A click on a tab shows it."""
        at = 0
        for name, shown in self._names():
            at += len(shown) + 2
            if event.x < at:
                self.post_message(self.Picked(name))
                return

    def watch_tab(self) -> None:
        """Another tab is in front."""
        self.refresh()


class SidebarCounts(Bar):
    """How much there is, flush right."""

    DEFAULT_CSS = f"SidebarCounts {{ width: {ROOM}; }}"

    counted: var[str] = var("")
    """How much there is."""
    new: var[str] = var("")
    """How much of it nobody has judged."""

    def ground(self, palette: Palette) -> Color:
        """The sidebar's colour."""
        return palette.side

    def left(self, palette: Palette, width: int) -> Iterable[Piece]:
        """The counts."""
        yield " " * (width - self._needed + 1), ink(palette.dim)
        yield self.counted, ink(palette.dim)
        if self.new:
            yield " · " if self.counted else "", ink(palette.dim)
            yield self.new, ink(palette.accent)

    @property
    def _needed(self) -> int:
        """Cells for what is said, and beside it."""
        between = 3 if self.counted and self.new else 0
        return cell_len(self.counted) + cell_len(self.new) + between + 3

    def _changed(self) -> None:
        self.styles.width = max(ROOM, self._needed)  # another width lays out the whole screen
        self.refresh()

    watch_counted = watch_new = _changed


class FilterLine(Horizontal):
    """What the entities are filtered by, and how many there are."""

    DEFAULT_CSS = """
    FilterLine { height: 1; background: $postil-side; padding: 0 0 0 2; }
    FilterLine Input, FilterLine Input:focus {
        border: none; height: 1; padding: 0; width: 1fr; background: $postil-side;
    }
    FilterLine.-plain Input { visibility: hidden; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", show=False, priority=True),
        Binding("down,tab", "keep", "To the list", show=False, priority=True),
    ]

    palette: var[Palette | None] = var(None, init=False)

    @dataclass
    class Typed(Message):
        """Something else is to be shown."""

        query: str

        def can_replace(self, message: Message) -> bool:
            """Only what was typed last counts."""
            return isinstance(message, FilterLine.Typed)

    class Kept(Message):
        """The user is done typing."""

    class Left(Message):
        """Nothing is to be filtered."""

    def compose(self) -> ComposeResult:
        """The line, and the counts."""
        line = Input(placeholder="filter…", select_on_focus=False, compact=True)
        line.can_focus = False
        yield line
        yield SidebarCounts()

    @property
    def line(self) -> Input:
        """Where the filter is typed."""
        return self.query_one(Input)

    def open(self) -> None:
        """Begin to type."""
        self.line.can_focus = True
        self.screen.set_focus(self.line)  # at once: what is typed next belongs there

    def start_with(self, query: str) -> None:
        """Show a filter that is in force already."""
        with self.prevent(Input.Changed):
            self.line.value = query

    def clear(self) -> None:
        """Filter by nothing."""
        self.line.value = ""

    def tell(self, counted: str, new: str = "") -> None:
        """Say how much there is."""
        counts = self.query_one(SidebarCounts)
        counts.counted, counts.new = counted, new

    def watch_palette(self, palette: Palette | None) -> None:
        """Hand the colours down."""
        self.query_one(SidebarCounts).palette = palette

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Typed(event.value))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_keep()

    def on_descendant_blur(self) -> None:
        """No more typing."""
        self.line.can_focus = False

    def on_click(self) -> None:
        """A click begins to type."""
        if not self.has_class("-plain"):
            self.open()

    def action_keep(self) -> None:
        """Back to the list, filtered."""
        self.post_message(self.Kept())

    def action_leave(self) -> None:
        """Back, and show everything."""
        self.clear()
        self.post_message(self.Left())
