"""`TableScreen`: a table over the whole terminal, with what is under the cursor plotted below."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.getters import query_one
from textual.screen import ModalScreen
from textual.widgets import Input

from tui.rooms import Rooms
from tui.screens.dialog import A
from tui.terminal_text import one_line
from tui.themes import Palette
from tui.widgets.bar import TextBar
from tui.widgets.hint_bar import Hint, HintBar
from tui.widgets.plot import Plot
from tui.widgets.row_list import RowList
from tui.widgets.table_list import TableHead

PLOTS = "plots"


class TableScreen(ModalScreen[A]):
    """A title, a line to filter by, the table, plots, a line on the row, and the keys.

    Args:
        palette: The colours.
    """

    DEFAULT_CSS = """
    TableScreen { background: $background; }
    TableScreen RowList { height: 2fr; background: $background; }
    TableScreen TableHead { margin-top: 1; }
    TableScreen #plots { height: 1fr; min-height: 10; max-height: 16; margin-top: 1; }
    TableScreen #detail { margin-top: 1; }
    TableScreen Input, TableScreen Input:focus {
        display: none; border: none; height: 1; padding: 0 2; background: $postil-bar;
    }
    TableScreen Input.-open { display: block; }
    TableScreen.-bare #plots { display: none; }
    TableScreen.-narrow #second { display: none; }
    TableScreen.-low #plots, TableScreen.-low HintBar { display: none; }
    TableScreen.-low TableHead, TableScreen.-low #detail { margin-top: 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back"),
        Binding("q", "back", "Back"),
        Binding("j,down", "move('down')", "Down"),
        Binding("k,up", "move('up')", "Up"),
        Binding("pagedown,ctrl+f", "move('page_down')", "Page down"),
        Binding("pageup,b,ctrl+b", "move('page_up')", "Page up"),
        Binding("g,home", "move('top')", "Top"),
        Binding("G,end", "move('bottom')", "End"),
        Binding("p", "plots", "Plots"),
    ]
    AUTO_FOCUS = "RowList"
    hints: tuple[Hint, ...] = ()
    placeholder = ""
    """What can be typed to filter by."""

    head = query_one(TableHead)

    def __init__(self, palette: Palette) -> None:
        super().__init__()
        self._palette = palette

    def table(self) -> RowList[Any]:
        """The table, not yet on the screen."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """From top to bottom."""
        yield TextBar(id="title")
        yield Input(placeholder=self.placeholder, select_on_focus=False, compact=True)
        yield TableHead()
        yield self.table()
        with Horizontal(id="plots"):
            yield Plot(id="first")
            yield Plot(id="second")
        yield TextBar(id="detail")
        yield HintBar()

    def on_mount(self) -> None:
        """Hand the colours down."""
        for bar in self.query(TextBar):
            bar.palette = self._palette
        for plot in self.query(Plot):
            plot.palette = self._palette
        self.head.palette = self._palette
        hints = self.query_one(HintBar)
        hints.palette, hints.hints = self._palette, self.hints
        self.query_one(RowList).palette = self._palette

    @property
    def plots(self) -> Sequence[Plot]:
        """The plots that can be seen."""
        hidden = self.has_class("-bare") or self.has_class("-low")
        return [] if hidden else [plot for plot in self.query(Plot) if plot.display]

    def say(self, strong: str, said: str = "", right: str = "") -> None:
        """Tell in the line below the table."""
        self.query_one("#detail", TextBar).told = (strong, said, right)

    def title_is(self, strong: str, said: str, right: str) -> None:
        """Tell in the line at the top."""
        self.query_one("#title", TextBar).told = (strong, said, right)

    def warn(self, message: str) -> None:
        """Tell so that it is not overlooked."""
        self.notify(one_line(message), severity="warning", timeout=10, markup=False)

    async def painted(self) -> None:
        """Wait until what was told to be shown is on the screen.

        A thread that goes on computing meanwhile would make the frame take several times as long.
        """
        done = asyncio.Event()
        if self.call_after_refresh(done.set):
            await done.wait()

    def at_work(self) -> None:
        """Something is read, or a key was pressed."""
        if isinstance(self.app, Rooms):
            self.app.at_work()

    def on_key(self) -> None:
        """Somebody is at work."""
        self.at_work()

    # Keys.

    def action_move(self, step: str) -> None:
        """Another row."""
        getattr(self.query_one(RowList), f"action_{step}")()

    def action_plots(self) -> None:
        """Show the plots, or more rows."""
        self.toggle_class("-bare")
        self.changed_row()

    def changed_row(self) -> None:
        """The cursor is on another row: say and plot what there is to it."""

    @on(RowList.Highlighted)
    def _moved(self) -> None:
        self.changed_row()

    def action_back(self) -> None:
        """Leave the filter, then the screen."""
        line = self.query_one(Input)
        if line.has_class("-open"):
            line.value = ""
            self.close_filter()
        else:
            self.dismiss(None)

    # Filtering.

    def action_filter(self) -> None:
        """Type what the rows shall have."""
        line = self.query_one(Input)
        line.add_class("-open")
        line.focus()

    def close_filter(self) -> None:
        """No more typing."""
        line = self.query_one(Input)
        line.set_class(bool(line.value), "-open")
        self.query_one(RowList).focus()

    @on(Input.Submitted)
    def _kept(self) -> None:
        self.close_filter()

    def filter_changed(self, query: str) -> None:
        """Something else was typed."""

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self.filter_changed(event.value)
