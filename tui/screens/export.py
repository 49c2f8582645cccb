"""`ExportScreen`: the annotation set as a file another program reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from rich.segment import Segment
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.getters import query_one
from textual.strip import Strip
from textual.widgets import Input

from annotations.formats import Document, Format, registry
from tui.screens.dialog import Dialog
from tui.session import Session
from tui.terminal_text import fit
from tui.themes import Palette
from tui.widgets.bar import ink
from tui.widgets.row_list import RowList

NAMES, SHOWN = 17, 12
"""Cells for a format's name, and formats that are in view."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What to export where."""

    format: Format
    path: Path


@dataclass(frozen=True, slots=True)
class FormatRow:
    """A format in the list."""

    name: str
    title: str
    extension: str


class FormatList(RowList[FormatRow]):
    """Formats with what they are."""

    def draw(
        self, row: FormatRow, width: int, palette: Palette, *, on: bool, focused: bool
    ) -> Strip:
        """Name and title."""
        ground = palette.accent if on else palette.bar
        text = ink(palette.on_accent if on else palette.text, ground, bold=True)
        dim = ink(palette.on_accent if on else palette.dim, ground)
        return Strip(
            [
                Segment(" " + fit(row.name, NAMES), text),
                Segment(fit(row.title, max(0, width - NAMES - 2)) + " ", dim),
            ]
        ).adjust_cell_length(width, dim)


class ExportScreen(Dialog[Choice]):
    """Asks for a format and a file.

    Args:
        folder: Where the file goes unless another is typed.
        palette: The theme's colours.
    """

    AUTO_FOCUS = "#format"
    DEFAULT_CSS = """
    ExportScreen FormatList { height: auto; margin: 1 0; background: $panel; }
    ExportScreen.-low FormatList { margin: 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", priority=True, show=False),
        Binding("up", "move(-1)", priority=True, show=False),
    ]

    formats = query_one(FormatList)

    def __init__(self, folder: Path, palette: Palette) -> None:
        hint = "type to filter · ↑ ↓ format · tab file · ⏎ write · esc back"
        super().__init__("Export the annotation set", hint)
        self._folder, self._palette = folder, palette

    def body(self) -> ComposeResult:
        """A line to type in, the formats, and the file."""
        yield Input(placeholder="format", id="format")
        yield FormatList()
        yield Input(id="file")

    def on_mount(self) -> None:
        """List the formats."""
        self.formats.palette = self._palette
        self.formats.can_focus = False
        self._filter("")

    @on(Input.Changed, "#format")
    def _typed(self, event: Input.Changed) -> None:
        self._filter(event.value)

    def _filter(self, typed: str) -> None:
        self.formats.cursor = 0
        self.formats.show(matching(typed))
        self._fit()
        self.formats.redraw()
        self._propose()

    def on_resize(self) -> None:
        """Another size: as many formats as there is room for."""
        self._fit()

    def _fit(self) -> None:
        room = min(SHOWN, self.room - (2 if self.is_low else 4))
        self.formats.styles.height = max(1, min(room, len(self.formats.rows)))

    def action_move(self, step: int) -> None:
        """Another format."""
        self.formats.move_cursor(self.formats.cursor + step)

    @on(RowList.Highlighted)
    def _propose(self) -> None:
        row = self.formats.row
        if row is not None:
            path = self.query_one("#file", Input)
            path.value = str(self._folder / f"annotations-export{row.extension}")
            path.cursor_position = len(path.value)

    @on(Input.Submitted)
    @on(RowList.Chosen)
    def _chosen(self) -> None:
        row, typed = self.formats.row, self.query_one("#file", Input).value.strip()
        if row is not None and typed:
            self.dismiss(Choice(registry.get(row.name), Path(typed).expanduser()))


def matching(typed: str) -> list[FormatRow]:
    """The formats whose names begin with what was typed, then those that it is found in."""
    typed = typed.strip().casefold()
    rows = [
        FormatRow(entry.name, entry.title, "" if entry.folder else entry.extensions[0])
        for entry in registry.entries()
    ]
    first = [row for row in rows if row.name.startswith(typed)]
    found = [row for row in rows if typed in f"{row.name} {row.title}".casefold()]
    return [*first, *(row for row in found if row not in first)]


def export(choice: Choice, session: Session) -> str:
    """Write every article of the store, and the open one as it stands.

    Returns:
        What was written, and what the format could not carry, in one line.

    Raises:
        FormatError: It could not be written; the old file is as it was.
        StoreError: The store cannot be read.
    """
    written = 0

    def documents() -> Iterator[Document]:
        nonlocal written
        for article, current in session.sets():
            written += 1
            yield Document.of(article, current)

    report = choice.format.write(choice.path, documents())
    lost = f"; not carried: {report.summary()}" if report.serious else ""
    return f"{written} {'article' if written == 1 else 'articles'} written to {choice.path}{lost}"
