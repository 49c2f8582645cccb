"""`PostilApp`: wiring only. Keys, the session, what fails, and the way out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual import events, on
from textual.app import SystemCommand
from textual.binding import BindingType
from textual.driver import Driver
from textual.screen import Screen
from textual.widgets import Input

from annotations.corrections import Author
from annotations.decisions import Scope
from annotations.errors import StoreError
from tui.commands import Where, bindings
from tui.crash import farewell
from tui.launch import Launch
from tui.page.geometry import HEIGHTS, WIDTHS
from tui.paths import cache_dir
from tui.recall import Recall
from tui.rooms import Rooms
from tui.screens.library_message import Trouble
from tui.session import Session
from tui.terminal_text import one_line


class PostilApp(Rooms):
    """Postil on a terminal."""

    TITLE = "Postil"
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.APP)]
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    CSS = """
    Toast { background: $panel; color: $foreground; }
    .-narrow Toast { width: 1fr; max-width: 100%; margin: 0; padding: 0 1; }
    .-low Toast { max-height: 2; }
    .-low ToastRack { margin: 0; max-height: 40%; }
    * {
        scrollbar-background: $background; scrollbar-background-hover: $background;
        scrollbar-background-active: $background; scrollbar-color: $postil-faint 50%;
        scrollbar-color-hover: $postil-dim; scrollbar-color-active: $postil-accent;
    }
    Input > .input--placeholder { color: $postil-dim; }
    .-colourless Dialog > Vertical, .-colourless HelpScreen > VerticalScroll,
    .-colourless CommandPalette > Vertical, .-colourless Toast { border: round $foreground; }
    EntityList { scrollbar-background: $postil-side; scrollbar-background-hover: $postil-side; }
    """

    def __init__(self, launch: Launch, driver_class: type[Driver] | None = None) -> None:
        recall = Recall(cache_dir() / "memory") if launch.config.memory else None
        author, scope = Author(launch.annotator), Scope(launch.config.scope)
        session = Session(launch.store, author, scope, recall)
        super().__init__(launch, session, driver_class)
        self.farewell = ""
        """What is to be said after the screen was restored."""
        self.set_keymap(launch.keymap)

    def on_mount(self) -> None:
        """Show what was asked for, and say what there is to say."""
        self.open_first()
        self.theme_changed_signal.subscribe(self, self._theme_changed)
        for notice in self.launch.notices:
            self.notify(one_line(notice), severity="warning", timeout=10, markup=False)

    def _theme_changed(self, *_: object) -> None:
        self.repaint()

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette: every command with its keys, and the themes."""
        from tui.palette_entries import entries

        return entries(self)

    async def on_event(self, event: events.Event) -> None:
        """Count keys and clicks: the report card says what an article costs."""
        counts = isinstance(event, events.Key | events.MouseDown) and not event.is_forwarded
        if counts and not self.comes_again(event):
            self.session.author.keys += 1
        if self.holds(event):
            return
        if isinstance(event, events.Key) and event.is_forwarded and self._is_typed(event):
            return
        await super().on_event(event)

    def _is_typed(self, event: events.Key) -> bool:
        """Whether a key that nobody took was typed before the line that it is meant for was open.

        Keys that come in one breath go to what had the focus at the first of them. A line takes
        every character that it gets: what comes back while it has the focus never was in it.
        """
        line = self.focused
        if isinstance(line, Input) and event.is_printable:
            line.insert_text_at_cursor(event.character or "")
            return True
        return False

    def action_safe_colors(self) -> None:
        """Label colours that the colour-blind tell apart, or the usual ones."""
        super().action_safe_colors()
        self.in_front.say("", f"label colours: {self.launch.state.colors}")

    def action_help(self) -> None:
        """What every key does."""
        from tui.screens.help import HelpScreen

        if self.in_front.palette is not None and not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(self.in_front.palette, self.launch.keymap))

    def action_redraw(self) -> None:
        """Draw every widget anew."""
        for widget in self.screen.walk_children():
            widget.refresh()

    # Leaving.

    def _fatal_error(self) -> None:
        """Say in one line that the program failed, and keep the details in a file.

        Textual would print the traceback with the values of variables: untrusted text.
        """
        self.farewell = farewell()
        self._close_messages_no_wait()

    @on(Trouble)
    def _failed(self, message: Trouble) -> None:
        self.leave_with(message.problem)

    async def action_quit(self) -> None:
        """Leave: everything is saved, the store is made fit for other programs."""
        self.leave_desk()
        if self.library is not None:
            self.library.leave()
        self.launch.state.save()
        if self.client is not None:
            self.client.close()
        try:
            await self.session.close()
        except StoreError as error:
            self.leave_with(str(error))
        else:
            self.exit()

    def leave_with(self, problem: str) -> None:
        """Leave because of a problem; the command line says it when the screen is restored."""
        self.farewell = problem
        self.exit(return_code=1)
