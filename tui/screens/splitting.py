"""`SplitDialog`: which forms of an entity are something else."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.getters import query_one
from textual.strip import Strip

from annotations.entities import Entity, Form
from tui.screens.desk_words import quoted
from tui.screens.dialog import Dialog
from tui.terminal_text import fit, one_line
from tui.themes import Palette
from tui.widgets.bar import ink
from tui.widgets.row_list import RowList

SHOWN = 14
LABEL, COUNT = 12, 8
"""Cells of the last columns."""


class FormList(RowList[tuple[Form, int]]):
    """How something is mentioned, with how often."""

    def __init__(self) -> None:
        super().__init__()
        self.chosen: set[Form] = set()

    def draw(
        self, row: tuple[Form, int], width: int, palette: Palette, *, on: bool, focused: bool
    ) -> Strip:
        """The sign, the surface with its canonical name, the label, and the count."""
        form, count = row
        ground = palette.accent if on else palette.bar
        text = ink(palette.on_accent if on else palette.text, ground)
        dim = ink(palette.on_accent if on else palette.dim, ground)
        name = f"{one_line(form.surface)}  = {one_line(form.link)}" if form.link else form.surface
        room = max(4, width - 4 - LABEL - COUNT)
        pieces = [
            Segment(" ● " if form in self.chosen else " ○ ", text),
            Segment(fit(one_line(name), room), text),
            Segment(" " + fit(one_line(form.label), LABEL - 1), dim),
            Segment(f"{count:>{COUNT},} ", dim),
        ]
        return Strip(pieces).adjust_cell_length(width, dim)


class SplitDialog(Dialog[list[Form]]):
    """Answers with the forms that are taken away.

    Args:
        entity: What is split.
        palette: The colours.
    """

    AUTO_FOCUS = "FormList"
    DEFAULT_CSS = """
    SplitDialog FormList { height: auto; background: $panel; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "choose", "Choose"),
        Binding("enter", "take", "Split off"),
        Binding("j,down", "move(1)", "Down"),
        Binding("k,up", "move(-1)", "Up"),
        Binding("q", "dismiss(None)", "Back"),
    ]

    list = query_one(FormList)

    def __init__(self, entity: Entity, palette: Palette) -> None:
        super().__init__(
            f"What is not {quoted(entity.name)}?", "space choose · ⏎ split off · esc back"
        )
        self._entity, self._palette = entity, palette

    def body(self) -> ComposeResult:
        """The forms."""
        yield FormList()

    def on_mount(self) -> None:
        """List them."""
        self.list.palette = self._palette
        self.list.show(list(self._entity.forms.items()))
        self.on_resize()

    def on_resize(self) -> None:
        """As many as there is room for."""
        self.list.styles.height = max(1, min(SHOWN, self.room, len(self.list.rows)))

    def action_move(self, step: int) -> None:
        """Another form."""
        self.list.move_cursor(self.list.cursor + step)

    @on(RowList.Chosen)
    def action_choose(self) -> None:
        """Choose the form, or not, and go on."""
        if self.list.row is not None:
            self.list.chosen ^= {self.list.row[0]}
            self.list.redraw()
            self.action_move(1)

    def action_take(self) -> None:
        """Take the chosen ones away; the one under the cursor when none is."""
        row = self.list.row
        chosen = [form for form in self._entity.forms if form in self.list.chosen]
        self.dismiss(chosen or ([row[0]] if row else []))
