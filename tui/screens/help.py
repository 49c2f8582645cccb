"""`HelpScreen`: the keys, grouped, from the table of commands."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import wrap
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.style import Style
from textual.widgets import Static

from tui.commands import GROUPS, in_group, shown_keys
from tui.terminal_text import fit
from tui.themes import Palette

KEYS, HELP = 20, 52
"""Cells of the columns."""


class HelpScreen(ModalScreen[None]):
    """What every key does."""

    DEFAULT_CSS = """
    HelpScreen { align: center middle; background: $background 60%; }
    HelpScreen VerticalScroll {
        width: 82; max-width: 96%; height: auto; max-height: 92%;
        background: $panel; padding: 1 2; scrollbar-size-vertical: 1;
    }
    HelpScreen Static { padding-right: 1; }
    HelpScreen.-low VerticalScroll {
        padding: 0 1; max-width: 100%; max-height: 100%; border: none;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,question_mark,q,f1", "dismiss", "Back"),
        ("j", "scroll_by(1)", "Down"),
        ("k", "scroll_by(-1)", "Up"),
        ("space", "scroll_by(12)", "Page down"),
        ("b", "scroll_by(-12)", "Page up"),
    ]

    def __init__(self, palette: Palette, keymap: Mapping[str, str]) -> None:
        super().__init__()
        self._palette, self._keymap = palette, keymap

    def compose(self) -> ComposeResult:
        """The first minute in a few lines, then every group."""
        with VerticalScroll():
            yield Static(self._content())

    def _content(self) -> Content:
        p = self._palette
        title = Style(foreground=p.title, bold=True)
        dim, accent = Style(foreground=p.dim), Style(foreground=p.accent)
        parts: list[tuple[str, Style]] = [("Reading and correcting\n", title), (FIRST_MINUTE, dim)]
        for group, name in GROUPS.items():
            parts.append((f"\n{name}\n", title))
            for command in in_group(group):
                if command.id.startswith("judge.label_"):
                    continue
                keys = shown_keys(self._keymap.get(command.id, command.keys))
                parts.append((fit(keys, KEYS), accent))
                parts.append((f"{command.title}\n", Style(foreground=p.text)))
                if command.help:
                    lines = wrap(command.help, HELP)
                    parts += [(f"{' ' * KEYS}{line}\n", dim) for line in lines]
            if group == "judge":
                parts.append((fit("1 … 9  0", KEYS), accent))
                parts.append(("The label with that key\n", Style(foreground=p.text)))
        return Content.assemble(*parts)

    def action_scroll_by(self, lines: int) -> None:
        """Scroll."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)


FIRST_MINUTE = (
    "; goes to the next entity that nobody has judged. There, a accepts it, x rejects it, a digit "
    "gives it another label, and [ ] { } move its edges by a token. Each holds for every mention "
    "in the article; ! narrows it to this one; u takes it back. A digit on a plain word, or on "
    "words selected with shift+→, makes a new entity.\n"
)
