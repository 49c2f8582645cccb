"""`Completing`: a line to type in, and under it what may be meant."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.strip import Strip
from textual.widgets import Input

from tui.screens.dialog import Dialog
from tui.terminal_text import fit, one_line
from tui.themes import Palette
from tui.widgets.bar import ink
from tui.widgets.row_list import RowList

MOST = 8
"""Suggestions shown at once."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something that may be meant."""

    value: str
    """What the answer would be."""
    detail: str = ""
    """What is said of it."""
    key: str = ""
    """What is typed for it alone."""


Suggestions = Callable[[str], Sequence[Suggestion]]
"""What may be meant by what was typed, the likeliest first."""


def among(offered: Iterable[Suggestion]) -> Suggestions:
    """Suggestions from a list: those that begin with what is typed, then those that hold it."""
    every = list(dict.fromkeys(offered))

    def matching(typed: str) -> list[Suggestion]:
        typed = typed.strip().casefold()
        by_key = [s for s in every if typed and s.key == typed]
        begin = [s for s in every if s.value.casefold().startswith(typed)]
        inside = [s for s in every if typed in f"{s.value} {s.detail}".casefold()]
        return list(dict.fromkeys([*by_key, *begin, *inside]))

    return matching


class SuggestionList(RowList[Suggestion]):
    """What may be meant; before the first row, nothing is."""

    def draw(
        self, row: Suggestion, width: int, palette: Palette, *, on: bool, focused: bool
    ) -> Strip:
        """Key, value and what is said of it."""
        ground = palette.accent if on else palette.bar
        dim = ink(palette.on_accent if on else palette.dim, ground)
        text = ink(palette.on_accent if on else palette.text, ground)
        room = max(1, width - 3)
        value = one_line(row.value)
        name = min(room, max(24, room // 2)) if row.detail else room
        pieces = [
            Segment(f" {row.key or ' '} ", dim),
            Segment(fit(value, name), text),
            Segment(fit(f" {one_line(row.detail)}", room - name), dim),
        ]
        return Strip(pieces).adjust_cell_length(width, dim)


class Completing(Dialog[str]):
    """Answers with what was typed, or with the suggestion that was gone to.

    Args:
        title: What is asked for.
        suggestions: What may be meant.
        palette: The colours.
        now: What it is now.
        placeholder: Shown while nothing is typed.
        only_these: Nothing but a suggestion is an answer.
    """

    DEFAULT_CSS = """
    Completing SuggestionList { height: auto; margin-top: 1; background: $panel; display: none; }
    Completing.-low SuggestionList { margin-top: 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,tab", "move(1)", priority=True, show=False),
        Binding("up,shift+tab", "move(-1)", priority=True, show=False),
    ]

    def __init__(
        self,
        title: str,
        suggestions: Suggestions,
        palette: Palette | None,
        *,
        now: str = "",
        placeholder: str = "",
        only_these: bool = False,
    ) -> None:
        super().__init__(title, "↓ suggestions · ⏎ keep · esc back")
        self._suggestions, self._palette = suggestions, palette
        self._now, self._shown = now, one_line(now)
        self._placeholder, self._only = placeholder, only_these

    def body(self) -> ComposeResult:
        """The line, and the list."""
        yield Input(self._shown, placeholder=self._placeholder)
        yield SuggestionList()

    @property
    def offered(self) -> SuggestionList:
        """The list."""
        return self.query_one(SuggestionList)

    def on_mount(self) -> None:
        """Suggest before anything is typed."""
        self.offered.palette = self._palette
        self.offered.can_focus = False
        self._suggest("")

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._suggest("" if event.value == self._shown else event.value)

    def _suggest(self, typed: str) -> None:
        rows = self._suggestions(typed)
        self.offered.show(rows)
        self.offered.cursor = 0 if self._only else -1
        self.offered.redraw()
        self.on_resize()

    def on_resize(self) -> None:
        """As many suggestions as there is room for."""
        rows, room = len(self.offered.rows), self.room - (1 if self.is_low else 2)
        self.offered.display = rows > 0
        self.offered.styles.height = max(1, min(MOST, room, rows))

    def action_move(self, step: int) -> None:
        """Another suggestion; above the first one, what was typed."""
        offered = self.offered
        first = 0 if self._only else -1
        offered.cursor = max(first, min(offered.cursor + step, len(offered.rows) - 1))
        if offered.cursor >= 0:
            offered.put_cursor(offered.cursor)
        offered.redraw()

    @on(Input.Submitted)
    def _answer(self) -> None:
        row, value = self.offered.row, self.query_one(Input).value
        if row is not None:
            self.dismiss(row.value)
        elif not self._only:
            self.dismiss(self._now if value == self._shown else value.strip())

    @on(RowList.Chosen)
    def _clicked(self) -> None:
        if self.offered.row is not None:
            self.dismiss(self.offered.row.value)
