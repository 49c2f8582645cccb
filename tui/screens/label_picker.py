"""`LabelPicker`: type a few letters of a label, then enter."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.strip import Strip
from textual.widgets import Input

from annotations.labels import Label, LabelScheme
from tui.screens.dialog import Dialog
from tui.terminal_text import fit, one_line
from tui.themes import Palette
from tui.widgets.bar import ink
from tui.widgets.row_list import RowList

MOST = 18
"""Labels shown at once."""


class LabelList(RowList[Label]):
    """Labels with their keys and what they mean."""

    def draw(self, row: Label, width: int, palette: Palette, *, on: bool, focused: bool) -> Strip:
        """Key, name and meaning."""
        colors = palette.label(row.color)
        ground = palette.accent if on else palette.bar
        name = min(20, width // 2)
        dim = ink(palette.on_accent if on else palette.dim, ground)
        own = colors.ground if palette.depth.poor else ground
        text = ink(palette.on_accent if on else colors.text, ground if on else own, bold=True)
        return Strip(
            [
                Segment(f" {row.key or ' '} ", dim),
                Segment(fit(one_line(row.name), name), text),
                Segment(" " + fit(one_line(row.description), max(0, width - name - 5)) + " ", dim),
            ]
        ).adjust_cell_length(width, dim)


def matching(scheme: LabelScheme, typed: str) -> list[Label]:
    """The labels that `typed` may mean: by start, then by word, then by letters in order."""
    typed = typed.strip().casefold()
    ranked = [
        (rank, place, label)
        for place, label in enumerate(scheme)
        if (rank := _rank(label, typed)) is not None
    ]
    return [label for *_, label in sorted(ranked, key=lambda entry: entry[:2])]


def _rank(label: Label, typed: str) -> int | None:
    name = label.name.casefold()
    if name.startswith(typed) or label.tag.casefold() == typed:
        return 0
    if any(word.startswith(typed) for word in name.replace("-", "_").split("_")):
        return 1
    if typed in name:
        return 2
    letters = iter(name)
    return 3 if all(letter in letters for letter in typed) else None


class LabelPicker(Dialog[str]):
    """Answers with a label's name."""

    DEFAULT_CSS = """
    LabelPicker LabelList { height: auto; margin-top: 1; background: $panel; }
    LabelPicker.-low LabelList { margin-top: 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", priority=True, show=False),
        Binding("up", "move(-1)", priority=True, show=False),
        Binding("f1", "guideline", "What it means", priority=True, show=False),
    ]

    def __init__(self, title: str, scheme: LabelScheme, palette: Palette, now: str = "") -> None:
        super().__init__(title, "type to filter · ⏎ label · F1 what it means · esc back")
        self._scheme, self._palette, self._now = scheme, palette, now

    def body(self) -> ComposeResult:
        """A line to type in, and the labels."""
        yield Input(placeholder="label")
        yield LabelList()

    def on_mount(self) -> None:
        """Show all labels, with the cursor on the present one."""
        labels = self.query_one(LabelList)
        labels.palette = self._palette
        labels.can_focus = False
        self._filter("")
        names = [label.name for label in self._scheme]
        if self._now in names:
            labels.put_cursor(names.index(self._now))

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._filter(event.value)

    def _filter(self, typed: str) -> None:
        labels = self.query_one(LabelList)
        labels.cursor = 0
        labels.show(matching(self._scheme, typed))
        self._fit()
        labels.redraw()

    def on_resize(self) -> None:
        """Another size: as many labels as there is room for."""
        self._fit()

    def _fit(self) -> None:
        labels = self.query_one(LabelList)
        labels.styles.height = max(
            1, min(MOST, self.room - (1 if self.is_low else 2), len(labels.rows))
        )

    def action_move(self, step: int) -> None:
        """Another label."""
        labels = self.query_one(LabelList)
        labels.move_cursor(labels.cursor + step)

    def action_guideline(self) -> None:
        """What the label means."""
        from tui.screens.guideline import Guideline

        row = self.query_one(LabelList).row
        if row is not None:
            self.app.push_screen(Guideline(row, self._palette))

    @on(Input.Submitted)
    @on(RowList.Chosen)
    def _picked(self) -> None:
        row = self.query_one(LabelList).row
        if row is not None:
            self.dismiss(row.name)
