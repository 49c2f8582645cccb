"""`NoteList`: the notes on the article and on its entities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from textual.binding import BindingType
from textual.strip import Strip

from annotations.annotation_set import AnnotationSet
from annotations.relating import name_of
from tui.commands import Where, bindings
from tui.terminal_text import one_line, shorten
from tui.themes import Palette
from tui.widgets.bar import ink
from tui.widgets.row_list import RowList


@dataclass(frozen=True, slots=True)
class NoteRow:
    """One note, on all mentions of a surface that carry it."""

    name: str
    """What the entity is called; empty for the article."""
    note: str
    ids: tuple[str, ...]
    """The annotations that carry it, in the order of the text; none for the article."""


class NoteList(RowList[NoteRow]):
    """Notes: on what, and what they say."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.SIDEBAR)]
    EMPTY = "Notes on the article and its entities are listed here."

    def show_notes(self, annotations: AnnotationSet) -> None:
        """Show the notes: the article's, then those on entities, in the order of the text."""
        article = annotations.state.note
        found: dict[tuple[str, str], list[str]] = {}
        for a in annotations:
            if a.note:
                found.setdefault((name_of(a.span), a.note), []).append(a.id)
        first = [NoteRow("", article, ())] if article else []
        self.show([*first, *(NoteRow(*key, tuple(ids)) for key, ids in found.items())])

    def draw(self, row: NoteRow, width: int, palette: Palette, *, on: bool, focused: bool) -> Strip:
        """One note: what it is on, then what it says."""
        strong = on and focused
        ground = palette.accent if strong else palette.row if on else palette.side
        text = ink(palette.on_accent if strong else palette.text, ground)
        dim = ink(palette.on_accent if strong else palette.dim, ground)
        name = shorten(one_line(row.name or "article"), max(4, width // 3))
        count = f" ×{len(row.ids)}" if len(row.ids) > 1 else ""
        note = shorten(one_line(row.note), max(4, width - len(name) - len(count) - 6))
        pieces = [("  ", dim), (name, dim), (count, dim), ("  ", dim), (note, text)]
        return Strip([Segment(*piece) for piece in pieces]).adjust_cell_length(width, dim)
