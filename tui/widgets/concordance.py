"""`Concordance`: places in many articles, aligned on the name, each with what would change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from annotations.everywhere import Case, Effect
from annotations.labels import LabelScheme, default_scheme
from tui.terminal_text import fit, one_line, shorten
from tui.themes import Palette
from tui.widgets.bar import ink
from tui.widgets.row_list import RowList
from tui.widgets.ticking import Ticked

WIDE = 120
"""Cells from which on a reason has a column of its own."""
REASON = 28
ON, OFF = "●", "○"


@dataclass(frozen=True, slots=True)
class Row:
    """A place, and whether it is chosen."""

    case: Case
    name: str
    """What to call its article."""
    chosen: bool


class Choices(Ticked[Case, Row]):
    """Places and which of them are chosen."""

    def __init__(self, names: dict[str, str]) -> None:
        super().__init__()
        self._names = names

    def add(self, found: Sequence[Case]) -> None:
        """More places; those that nothing speaks against are chosen."""
        self.extend(found, bytes(not case.reason for case in found))

    def row(self, place: Case, ticked: bool) -> Row:
        """A place, with what to call its article."""
        return Row(place, self._names.get(place.article, ""), ticked)


def change_words(case: Case) -> str:
    """What would change: `NORP → GPE`, `+ GPE`, `✗ NORP`."""
    before, after = one_line(case.before), one_line(case.after)
    match case.effect:
        case Effect.ADD:
            return f"+ {after}"
        case Effect.REJECT:
            return f"✗ {before}"
        case Effect.ACCEPT:
            return f"✓ {after}"
        case Effect.RESIZE:
            label = after if before == after else f"{before} → {after}"
            return f"⇥ {label}"
    return f"{before} → {after}" if before else f"+ {after}"


def fit_end(text: str, width: int) -> str:
    """The end of a text in exactly `width` cells, blank at its left."""
    text = text[-width:] if width else ""
    while cell_len(text) > width:
        text = text[1:]
    return " " * (width - cell_len(text)) + text


def in_context(
    context: tuple[str, str, str], before: int, behind: int, text: Style, inked: Style
) -> list[Segment]:
    """What stands before a name, the name, and what stands behind it, so that names line up.

    Args:
        context: The three of them.
        before: Cells for what stands before it.
        behind: Cells for the name and what stands behind it.
        text: The style of what stands around it.
        inked: The style of the name.
    """
    left, form, right = map(one_line, context)
    form = shorten(form, max(4, behind - 4))
    return [
        Segment(fit_end(left, before), text),
        Segment(form, inked),
        Segment(fit(right, max(0, behind - cell_len(form))), text),
    ]


class Concordance(RowList[Row]):
    """Places in their context."""

    scheme: LabelScheme = default_scheme()
    """Gives the name its colour."""
    has_reasons = False
    """Whether any place had better stay as it is."""

    def draw(self, row: Row, width: int, palette: Palette, *, on: bool, focused: bool) -> Strip:
        """The sign, the article, the context with the name in the middle, what changes."""
        case = row.case
        ground = palette.row if on else palette.page
        dim = ink(palette.dim, ground)
        text = ink(palette.text if row.chosen else palette.dim, ground)
        mark = ink(palette.accent, ground, bold=True) if row.chosen else dim
        reason = REASON if width >= WIDE and self.has_reasons else 0
        change = min(22, max(13, width // 6))
        name = min(24, max(10, width // 7))
        room = max(12, width - 3 - name - 1 - change - 1 - reason)
        before = room * 9 // 20
        return Strip(
            [
                Segment(f" {ON if row.chosen else OFF} ", mark),
                Segment(fit(shorten(one_line(row.name), name), name) + " ", dim),
                *self._in_context(row, before, room - before, text, palette),
                Segment(" " + fit(shorten(change_words(case), change), change), text),
                Segment(fit(shorten(one_line(case.reason), reason - 1), reason), dim)
                if reason
                else Segment(""),
            ]
        ).adjust_cell_length(width, text)

    def _in_context(
        self, row: Row, before: int, behind: int, text: Style, palette: Palette
    ) -> list[Segment]:
        case = row.case
        color = palette.label(self.scheme.get(case.after or case.before).color)
        bold = Style(bold=True)
        inked = bold + ink(color.text, color.ground) if row.chosen else text + bold
        return in_context((case.left, case.form, case.right), before, behind, text, inked)
