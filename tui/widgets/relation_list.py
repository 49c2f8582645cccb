"""`RelationList`: the relations between the article's entities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.binding import BindingType
from textual.strip import Strip

from annotations.annotation_set import AnnotationSet
from annotations.relating import name_of
from annotations.span import Range
from tui.commands import Where, bindings
from tui.terminal_text import one_line, shorten
from tui.themes import Palette
from tui.widgets.bar import ink
from tui.widgets.row_list import RowList


@dataclass(frozen=True, slots=True)
class RelationRow:
    """One relation."""

    id: str
    label: str
    source: str
    """What the entity it starts from is called."""
    target: str
    """What the entity it points to is called."""
    ends: tuple[str, str]
    """The two annotations."""
    places: tuple[Range, Range]
    """Where they stand."""


class RelationList(RowList[RelationRow]):
    """Relations: from, what, to."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.SIDEBAR)]
    EMPTY = "Relations between entities are listed here."

    def show_relations(self, annotations: AnnotationSet) -> None:
        """Show the relations that stand, in the order of the text."""
        rows = []
        for relation in annotations.relations:
            ends = relation.source, relation.target
            source, target = (annotations.by_id[id].span for id in ends)
            names = name_of(source), name_of(target)
            places = source.range, target.range
            rows.append(RelationRow(relation.id, relation.label, *names, ends, places))
        self.show(sorted(rows, key=lambda row: row.places))

    def draw(
        self, row: RelationRow, width: int, palette: Palette, *, on: bool, focused: bool
    ) -> Strip:
        """One relation: `Donald Lu → visits → Dushanbe`."""
        strong = on and focused
        ground = palette.accent if strong else palette.row if on else palette.side
        text = ink(palette.on_accent if strong else palette.text, ground)
        dim = ink(palette.on_accent if strong else palette.dim, ground)
        label = ink(palette.on_accent if strong else palette.accent, ground)
        what = shorten(one_line(row.label), max(4, width // 3))
        room = max(2, width - cell_len(what) - 9)
        source, target = one_line(row.source), one_line(row.target)
        if cell_len(source) + cell_len(target) > room:
            source = shorten(source, max(room // 2, room - cell_len(target)))
            target = shorten(target, room - cell_len(source))
        pieces = [("  ", dim), (source, text), (" → ", dim), (what, label), (" → ", dim)]
        strip = Strip([Segment(*piece) for piece in [*pieces, (target, text)]])
        return strip.adjust_cell_length(width, dim)
