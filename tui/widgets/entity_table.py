"""`EntityTable`: everything that is named, with counts and dates."""

from __future__ import annotations

from collections.abc import Sequence

from rich.style import Style

from annotations.entities import Entity
from annotations.labels import LabelScheme, default_scheme
from tui.terminal_text import one_line
from tui.themes import Palette
from tui.widgets.bar import ink
from tui.widgets.table_list import Column, TableList

COLUMNS = (
    Column("name", share=3),
    Column("label", 12, weight=3),
    Column("mentions", 8, right=True),
    Column("articles", 8, right=True, weight=2),
    Column("new", 6, right=True, weight=6),
    Column("first", 10, weight=5),
    Column("last", 10, weight=4),
    Column("also", share=2, weight=7),
)
_LABEL = 1
_DIM = (4, 5, 6, 7)
_FORMS = 4
"""Other forms that a row names."""


class EntityTable(TableList[Entity]):
    """Entities; those that are marked are acted on together."""

    columns = COLUMNS
    scheme: LabelScheme = default_scheme()
    """Gives labels their colours."""

    def __init__(self) -> None:
        super().__init__()
        self.marked: set[str] = set()
        """The names of those that are marked."""

    @property
    def chosen(self) -> list[Entity]:
        """What an act is about: the marked ones that are shown, else the one under the cursor."""
        marked = [entity for entity in self.rows if entity.name in self.marked]
        return marked or ([self.row] if self.row else [])

    def toggle(self) -> None:
        """Mark the one under the cursor, or not."""
        if self.row is not None:
            self.marked ^= {self.row.name}
            self.redraw()

    def sign(self, row: Entity) -> str:
        """A dot when it is marked."""
        return "●" if row.name in self.marked else " "

    def cells(self, row: Entity) -> Sequence[str]:
        """Name, label, counts, dates, and other forms."""
        labels, name = row.labels, one_line(row.name)
        label = one_line(row.label) + (f" +{len(labels) - 1}" if len(labels) > 1 else "")
        forms = [one_line(surface) for surface in row.surfaces if surface != row.name]
        mentions = row.mentions
        new = mentions - row.reviewed
        return (
            name, label, f"{mentions:,}", f"{len(row.places):,}", f"{new:,}" if new else "",
            row.first, row.last, " · ".join(forms[:_FORMS]),
        )  # fmt: skip

    def style(self, row: Entity, place: int, plain: Style, palette: Palette) -> Style:
        """The label in its colour, what comes behind the counts dim."""
        if place == _LABEL:
            return plain + ink(palette.label(self.scheme.get(row.label).color).text)
        if place in _DIM:
            return plain + ink(palette.dim)
        return plain + Style(bold=True) if place == 0 and row.link else plain
