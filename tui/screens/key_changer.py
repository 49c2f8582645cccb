"""Changing a key: pick a command, press the key it shall have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from rich.segment import Segment
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.strip import Strip
from textual.widgets import Input, Static

from tui.commands import BY_ID, COMMANDS, Command, shown_key, shown_keys
from tui.keymap import owners
from tui.screens.dialog import Dialog
from tui.terminal_text import fit
from tui.themes import Palette
from tui.widgets.bar import ink
from tui.widgets.row_list import RowList

MOST = 16


class CommandList(RowList[tuple[str, str]]):
    """Commands with their keys: keys, then the id."""

    def draw(
        self, row: tuple[str, str], width: int, palette: Palette, *, on: bool, focused: bool
    ) -> Strip:
        """What it does, and its keys."""
        keys, id = row
        ground = palette.accent if on else palette.bar
        text = ink(palette.on_accent if on else palette.text, ground)
        dim = ink(palette.on_accent if on else palette.dim, ground)
        room = max(8, width - 22)
        pieces = [Segment(" " + fit(BY_ID[id].title, room - 1), text), Segment(fit(keys, 22), dim)]
        return Strip(pieces).adjust_cell_length(width, dim)


class CommandPicker(Dialog[str]):
    """Answers with a command's id.

    Args:
        keymap: The user's keys.
        palette: The colours.
    """

    DEFAULT_CSS = """
    CommandPicker CommandList { height: auto; margin-top: 1; background: $panel; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", priority=True, show=False),
        Binding("up", "move(-1)", priority=True, show=False),
    ]

    def __init__(self, keymap: Mapping[str, str], palette: Palette) -> None:
        super().__init__("Change the key of", "type to filter · ⏎ this one · esc back")
        self._keymap, self._palette = keymap, palette

    def body(self) -> ComposeResult:
        """A line to type in, and the commands."""
        yield Input(placeholder="command")
        yield CommandList()

    def on_mount(self) -> None:
        """Show all of them."""
        rows = self.query_one(CommandList)
        rows.palette, rows.can_focus = self._palette, False
        self._filter("")

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._filter(event.value)

    def _filter(self, typed: str) -> None:
        rows = self.query_one(CommandList)
        rows.cursor = 0
        rows.show([self._row(command) for command in COMMANDS if _fits(command, typed)])
        rows.styles.height = max(1, min(MOST, self.room - 2, len(rows.rows)))
        rows.redraw()

    def _row(self, command: Command) -> tuple[str, str]:
        return shown_keys(self._keymap.get(command.id, command.keys)), command.id

    def action_move(self, step: int) -> None:
        """Another command."""
        rows = self.query_one(CommandList)
        rows.move_cursor(rows.cursor + step)

    @on(Input.Submitted)
    @on(RowList.Chosen)
    def _picked(self) -> None:
        row = self.query_one(CommandList).row
        if row is not None:
            self.dismiss(row[1])


def _fits(command: Command, typed: str) -> bool:
    typed = typed.strip().casefold()
    return typed in command.title.casefold() or typed in command.id


class KeyCatcher(Dialog[str]):
    """Answers with the key that is pressed; one that is taken has to be pressed twice.

    Args:
        id: The command that shall have it.
        keymap: The user's keys.
    """

    def __init__(self, id: str, keymap: Mapping[str, str]) -> None:
        super().__init__(f"Press the key for: {BY_ID[id].title}", "esc back")
        self._command, self._keymap, self._asked = id, keymap, ""

    def body(self) -> ComposeResult:
        """What is said of the key."""
        now = self._keymap.get(self._command, BY_ID[self._command].keys)
        yield Static(Content(f"now {shown_keys(now)}"), id="said")

    def on_key(self, event: events.Key) -> None:
        """Take the key, unless it is taken."""
        if event.key == "escape":
            return
        event.stop()
        event.prevent_default()
        key = event.key
        others = owners(key, BY_ID[self._command], self._keymap)
        stuck = [o for o in others if self._keymap.get(o, BY_ID[o].keys) == key]
        if not others or (key == self._asked and not stuck):
            self.dismiss(key)
            return
        names = " and ".join(BY_ID[other].title for other in stuck or others)
        said = f"{shown_key(key)} is the only key of: {names}" if stuck else (
            f"{shown_key(key)} is a key of: {names}; press it again to take it from there"
        )  # fmt: skip
        self._asked = key
        self.query_one("#said", Static).update(Content(said))
