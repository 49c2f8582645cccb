"""`FindBar`: a line to type in what is looked for, with how much of it there is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.reactive import var
from textual.widgets import Input

from tui.terminal_text import one_line
from tui.themes import Palette
from tui.widgets.bar import Bar, Piece, ink

KEPT = 50
"""Queries that up and down go through."""


class FindSign(Bar):
    """What is typed here: `/` for words, `.*` for a regular expression."""

    DEFAULT_CSS = "FindSign { width: 5; }"

    pattern: var[bool] = var(False)

    def left(self, palette: Palette, width: int) -> Iterable[Piece]:
        """The sign."""
        yield (" .*/ " if self.pattern else "   / "), ink(palette.accent, bold=True)

    def watch_pattern(self) -> None:
        """The other sign."""
        self.refresh()


class FindInfo(Bar):
    """How much was found."""

    DEFAULT_CSS = "FindInfo { width: 0; max-width: 70%; }"

    said: var[str] = var("")
    wrong: var[bool] = var(False)

    def left(self, palette: Palette, width: int) -> Iterable[Piece]:
        """The count, or what is wrong."""
        yield f" {self.said}", ink(palette.accent if self.wrong else palette.dim)

    def watch_said(self) -> None:
        """As wide as what is said."""
        self.styles.width = cell_len(self.said) + 3 if self.said else 0
        self.refresh()


class FindBar(Horizontal):
    """The line, shown while something is typed."""

    DEFAULT_CSS = """
    FindBar { height: 1; display: none; background: $postil-bar; }
    FindBar.-open { display: block; }
    FindBar Input, FindBar Input:focus {
        border: none; height: 1; padding: 0; width: 1fr; background: $postil-bar;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", show=False, priority=True),
        Binding("ctrl+t", "pattern", "Regular expression", show=False, priority=True),
        Binding("ctrl+f", "widen", "In all articles", show=False, priority=True),
        Binding("up", "earlier(-1)", "Earlier", show=False, priority=True),
        Binding("down", "earlier(1)", "Later", show=False, priority=True),
    ]

    palette: var[Palette | None] = var(None, init=False)
    pattern: var[bool] = var(False, init=False)
    """Whether a regular expression is typed."""

    @dataclass
    class Typed(Message):
        """Something else is looked for."""

        query: str
        pattern: bool

        def can_replace(self, message: Message) -> bool:
            """Only what was typed last counts."""
            return isinstance(message, FindBar.Typed)

    @dataclass
    class Kept(Message):
        """The user is done typing."""

        query: str

    @dataclass
    class Widened(Message):
        """It is to be looked for in all articles."""

        query: str
        pattern: bool

    class Left(Message):
        """The user wants none of it."""

    def __init__(self) -> None:
        super().__init__()
        self._queries: list[str] = []
        self._place = 0

    def compose(self) -> ComposeResult:
        """A sign, the line, and what was found."""
        yield FindSign()
        yield Input(select_on_focus=False, compact=True)
        yield FindInfo()

    @property
    def is_open(self) -> bool:
        """Whether something is typed here."""
        return self.has_class("-open")

    def open(self) -> None:
        """Begin to look for something."""
        self.add_class("-open")
        line = self.query_one(Input)
        with line.prevent(Input.Changed):
            line.value = ""
        line.placeholder = self._queries[-1] if self._queries else "words to look for"
        self._place = len(self._queries)
        self.tell("")
        self.screen.set_focus(line)  # at once: what is typed next belongs there

    def close(self) -> None:
        """No more typing."""
        self.remove_class("-open")

    def tell(self, said: str, *, wrong: bool = False) -> None:
        """Say what was found."""
        info = self.query_one(FindInfo)
        info.wrong, info.said = wrong, one_line(said)

    def watch_palette(self, palette: Palette | None) -> None:
        """Hand the colours down."""
        for bar in self.query(Bar):
            bar.palette = palette

    def watch_pattern(self) -> None:
        """Words, or a regular expression: look again."""
        self.query_one(FindSign).pattern = self.pattern
        self._typed()

    @on(Input.Changed)
    def _typed(self) -> None:
        self.post_message(self.Typed(self.query_one(Input).value, self.pattern))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        query = event.value or (self._queries[-1] if self._queries else "")
        if query:
            self._queries = [*(q for q in self._queries if q != query), query][-KEPT:]
        self.close()
        self.post_message(self.Kept(query))

    def action_leave(self) -> None:
        """Look for nothing."""
        self.close()
        self.post_message(self.Left())

    def action_widen(self) -> None:
        """Look for it in all articles."""
        query = self.query_one(Input).value
        self.action_leave()
        self.post_message(self.Widened(query, self.pattern))

    def action_pattern(self) -> None:
        """Words, or a regular expression."""
        self.pattern = not self.pattern

    def action_earlier(self, step: int) -> None:
        """What was looked for earlier, or later."""
        self._place = max(0, min(self._place + step, len(self._queries)))
        line = self.query_one(Input)
        line.value = (*self._queries, "")[self._place]
        line.cursor_position = len(line.value)
