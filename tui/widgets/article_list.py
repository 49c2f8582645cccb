"""`ArticleList`: the articles of the library, however many there are."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.binding import BindingType
from textual.message import Message
from textual.strip import Strip

from annotations.library.entry import Presence
from tui.commands import Where, bindings
from tui.terminal_text import fit, one_line
from tui.themes import Palette
from tui.widgets.article_row import (
    MARKS,
    PRESENCES,
    SIGNS,
    Column,
    FolderRow,
    Row,
    cells_of,
    columns,
    title_of,
)
from tui.widgets.bar import ink
from tui.widgets.row_list import RowList

_OTHER_HERE = ("list.page_down", "list.page_up")
"""`space` selects here."""


class ArticleList(RowList[Row]):
    """The rows, and which of them are selected."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding for binding in bindings(Where.SIDEBAR) if binding.id not in _OTHER_HERE
    ]
    DEFAULT_CSS = """
    ArticleList { height: 1fr; background: $background; }
    """

    @dataclass
    class Fold(Message):
        """The folder at the cursor shall be folded or not."""

        folded: bool

    def __init__(self) -> None:
        super().__init__()
        self.selected: Collection[str] = frozenset()
        """The keys of the selected articles."""
        self.nothing = ""
        """What is said where there are no rows."""
        self._columns: tuple[Column, ...] = ()
        self._columns_for = -1

    def action_fold(self) -> None:
        """Fold the folder at the cursor."""
        self.post_message(self.Fold(True))

    def action_unfold(self) -> None:
        """Unfold it."""
        self.post_message(self.Fold(False))

    def render_line(self, y: int) -> Strip:
        """Row `y` of the view; without rows, why there are none."""
        if y == 1 and not self.rows and self.palette is not None:
            style = ink(self.palette.dim, self.palette.page)
            said = fit(" " * MARKS + self.nothing, self.size.width)
            return Strip([Segment(said, style)])
        return super().render_line(y)

    @property
    def shown_columns(self) -> tuple[Column, ...]:
        """The columns for the present width."""
        return columns(self.size.width)

    def select(self, keys: Collection[str]) -> None:
        """Show these as selected."""
        self.selected = keys
        self.redraw()

    def draw(self, row: Row, width: int, palette: Palette, *, on: bool, focused: bool) -> Strip:
        """An article in columns; a folder with its sums."""
        look = _Look.of(row, palette, on=on, focused=focused)
        if isinstance(row, FolderRow):
            return _folder(row, width, look)
        if self._columns_for != width:
            self._columns_for, self._columns = width, columns(width)
        first, *rest = self._columns
        standing = row.standing
        picked = "✓" if row.key in self.selected else " "
        flag = "⚑" if standing.flagged else " "
        sign = SIGNS.get(standing.status, "○")
        tags = not any(column.name == "tags" for column in rest)
        title, behind = title_of(row, first.cells, tags=tags)
        segments = [
            Segment(f" {picked}", look.accent),
            Segment(f" {sign}", look.dim),
            Segment(f" {PRESENCES[row.presence]}{flag} ", look.accent),
            Segment(title, look.title),
            Segment(behind, look.accent),
        ]
        for column, text in cells_of(row, self._columns):
            segments.append(Segment(text, look.accent if column.name == "new" else look.dim))
        return Strip(segments).adjust_cell_length(width, look.dim)


@dataclass(frozen=True, slots=True)
class _Look:
    """What a row is drawn with."""

    title: Style
    dim: Style
    accent: Style

    @classmethod
    def of(cls, row: Row, palette: Palette, *, on: bool, focused: bool) -> _Look:
        if on and focused:
            every = ink(palette.on_accent, palette.accent)
            return cls(every + Style(bold=True), every, every)
        ground = palette.row if on else palette.page
        dim, accent = ink(palette.dim, ground), ink(palette.accent, ground)
        if isinstance(row, FolderRow):
            return cls(ink(palette.title, ground, bold=True), dim, accent)
        gone = row.presence in (Presence.GONE, Presence.UNREADABLE)
        done = row.standing.status == "done"
        color = palette.faint if gone else palette.dim if done else palette.text
        return cls(ink(color, ground), ink(palette.faint, ground) if gone else dim, accent)


def _folder(row: FolderRow, width: int, look: _Look) -> Strip:
    """A folder: its name, how many articles are done, and its counts under the columns."""
    shown = columns(width)
    counts = {"entities": row.entities, "new": row.unreviewed}
    right = ""
    for column in shown[1:]:
        if column.right:
            count = counts.get(column.name, 0)
            right += column.fit(f"{count:,}" if count else "")
    done = f"{row.done:,} of {row.articles:,} done"
    room = width - 3 - len(right) - len(done) - 3
    name = fit(one_line(row.folder or "."), max(1, room))
    sign = "▸" if row.folded else "▾"
    return Strip(
        [
            Segment(f" {sign} ", look.dim),
            Segment(name, look.title),
            Segment(f" {done} ", look.dim),
            Segment(right, look.dim),
        ]
    ).adjust_cell_length(width, look.dim)
