"""`Dialog`: a small box over the desk that returns an answer."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from tui.page.geometry import LOW
from tui.terminal_text import one_line

A = TypeVar("A")


class Dialog(ModalScreen[A]):
    """A titled box; escape leaves it without an answer."""

    DEFAULT_CSS = """
    Dialog { align: center middle; background: $background 60%; }
    Dialog > Vertical {
        width: 64; max-width: 94%; height: auto; max-height: 90%;
        background: $panel; padding: 1 2;
    }
    Dialog .title { text-style: bold; color: $postil-title; margin-bottom: 1; height: auto; }
    Dialog .hint { color: $postil-dim; margin-top: 1; height: auto; }
    Dialog.-low > Vertical { padding: 0 1; max-width: 100%; max-height: 100%; border: none; }
    Dialog.-low .title { margin: 0; height: 1; text-wrap: nowrap; text-overflow: ellipsis; }
    Dialog.-low .hint { display: none; }
    Dialog Input, Dialog Input:focus {
        border: none; height: 1; padding: 0 1; background: $background;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [("escape", "dismiss(None)", "Back")]

    def __init__(self, title: str, hint: str = "") -> None:
        super().__init__()
        self._title, self._hint = title, hint

    @property
    def is_low(self) -> bool:
        """Whether the terminal has room for the answer only."""
        return self.app.size.height < LOW

    @property
    def room(self) -> int:
        """Rows for what the dialog is about."""
        height = self.app.size.height
        if self.is_low:
            return height - 1
        around = self.query_one(Vertical).gutter.height
        return height * 9 // 10 - around - 2 - (2 if self._hint else 0)

    def compose(self) -> ComposeResult:
        """The title, what the dialog is about, and a hint."""
        with Vertical():
            yield Static(Content(one_line(self._title)), classes="title")
            yield from self.body()
            if self._hint:
                yield Static(Content(one_line(self._hint)), classes="hint")

    def body(self) -> ComposeResult:
        """What the dialog is about."""
        yield from ()


class Prompt(Dialog[str]):
    """Asks for a line of text."""

    def __init__(self, title: str, text: str = "", placeholder: str = "") -> None:
        super().__init__(title, "⏎ keep · esc back")
        self._text, self._shown, self._placeholder = text, one_line(text), placeholder

    def body(self) -> ComposeResult:
        """The line."""
        yield Input(self._shown, placeholder=self._placeholder)

    @on(Input.Submitted)
    def _answer(self, event: Input.Submitted) -> None:
        self.dismiss(self._text if event.value == self._shown else event.value.strip())


class Confirm(Dialog[bool]):
    """Asks yes or no."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("y,enter", "dismiss(True)", "Yes"),
        ("n,escape", "dismiss(False)", "No"),
    ]

    def __init__(self, question: str, detail: str = "") -> None:
        super().__init__(question, "y yes · n no")
        self._detail = detail

    def body(self) -> ComposeResult:
        """What it means."""
        if self._detail:
            yield Static(Content(one_line(self._detail)))
