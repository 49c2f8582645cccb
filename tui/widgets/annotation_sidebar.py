"""`AnnotationSidebar`: the article's entities, grouped; a row stands for all its mentions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.color import Color
from textual.containers import Vertical
from textual.message import Message
from textual.reactive import var
from textual.strip import Strip

from annotations.annotation_set import Annotation, AnnotationSet
from annotations.history import Act
from annotations.labels import LabelScheme, default_scheme
from tui.commands import Where, bindings
from tui.terminal_text import fit, one_line, shorten
from tui.themes import Palette
from tui.widgets.bar import Bar, Piece, ink, width_of
from tui.widgets.entity_rows import REJECTED, EntityRow, EntityRows, GroupRow, Key, Row, row_key
from tui.widgets.history_list import HistoryList
from tui.widgets.row_list import RowList

COUNT = 5
"""Cells of the count, flush right."""


TABS = ("entities", "history")


class SidebarTitle(Bar):
    """The tabs, and how much is new."""

    tab: var[str] = var(TABS[0])
    """The one that is shown."""
    total: var[int] = var(0)
    new: var[int] = var(0)

    @dataclass
    class Picked(Message):
        """A tab was clicked."""

        tab: str

    def ground(self, palette: Palette) -> Color:
        """The sidebar's colour."""
        return palette.side

    def left(self, palette: Palette, width: int) -> Iterable[Piece]:
        """The tabs."""
        for name in TABS:
            on = name == self.tab
            yield "  ", ink(palette.dim)
            yield name, ink(palette.title if on else palette.dim, bold=on)

    def right(self, palette: Palette, width: int) -> Iterable[Piece]:
        """The counts."""
        if width >= 40:
            yield f"{self.total} · " if self.new else str(self.total), ink(palette.dim)
        if self.new:
            yield f"{self.new} new", ink(palette.accent)
        yield "  ", ink(palette.dim)

    def on_click(self, event: events.Click) -> None:
        """A click on a tab shows it."""
        at = 0
        for name in TABS:
            at += len(name) + 2
            if event.x < at:
                self.post_message(self.Picked(name))
                return

    def _changed(self) -> None:
        self.refresh()

    watch_total = watch_new = watch_tab = _changed


class EntityList(RowList[Row]):
    """The rows."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.SIDEBAR)]

    scheme: var[LabelScheme] = var(default_scheme)
    """Labels' colours."""

    @dataclass
    class Fold(Message):
        """The group at the cursor shall be folded or not."""

        folded: bool

    def action_fold(self) -> None:
        """Fold the group at the cursor."""
        self.post_message(self.Fold(True))

    def action_unfold(self) -> None:
        """Unfold the group at the cursor."""
        self.post_message(self.Fold(False))

    def draw(self, row: Row, width: int, palette: Palette, *, on: bool, focused: bool) -> Strip:
        """A label with its count, or a surface with what became of it."""
        colors = _RowColors.of(palette, on=on, focused=focused)
        label = colors.label or palette.label(self.scheme.get(row.label).color).text
        if isinstance(row, GroupRow):
            title = colors.dim if row.rejected else label
            fold = (f"  {'▸' if row.folded else '▾'} ", ink(title))
            return _columns(fold, (row.label, ink(title, bold=True)), (), row.count, width, colors)
        was: tuple[Piece, ...] = ()
        if row.was:
            was = (
                (f"{shorten(one_line(row.was), 10)} → ", ink(colors.dim)),
                (shorten(one_line(row.label), 10), ink(label)),
            )
        mark = (f"    {row.mark} ", ink(colors.dim))
        return _columns(mark, (row.surface, ink(colors.text)), was, row.count, width, colors)


@dataclass(frozen=True, slots=True)
class _RowColors:
    """What a row is drawn with."""

    text: Color
    dim: Color
    ground: Color
    label: Color | None
    """The colour of labels; None for each label's own."""

    @classmethod
    def of(cls, palette: Palette, *, on: bool, focused: bool) -> _RowColors:
        if on and focused:
            return cls(palette.on_accent, palette.on_accent, palette.accent, palette.on_accent)
        ground = palette.row if on else palette.side
        return cls(palette.text, palette.dim, ground, None)


def _columns(
    mark: Piece, name: Piece, more: Sequence[Piece], count: int, width: int, colors: _RowColors
) -> Strip:
    """A mark, a name as long as fits, text flush right, and a count flush right."""
    room = width - width_of((mark, *more)) - COUNT - 3
    text = fit(one_line(name[0]), max(1, room))
    pieces = (
        mark,
        (text, name[1]),
        (" ", name[1]),
        *more,
        (f"{count:>{COUNT}}  ", ink(colors.dim)),
    )
    fill = ink(colors.dim, colors.ground)
    strip = Strip([Segment(piece, fill + style) for piece, style in pieces])
    return strip.adjust_cell_length(width, fill)


class AnnotationSidebar(Vertical):
    """The second pane."""

    DEFAULT_CSS = """
    AnnotationSidebar {
        width: 42;
        height: 1fr;
        background: $postil-side;
        padding: 1 0 0 0;
    }
    AnnotationSidebar SidebarTitle { margin-bottom: 1; }
    AnnotationSidebar RowList { height: 1fr; background: $postil-side; }
    AnnotationSidebar HistoryList { display: none; }
    AnnotationSidebar.-history HistoryList { display: block; }
    AnnotationSidebar.-history EntityList { display: none; }
    """

    palette: var[Palette | None] = var(None, init=False)
    annotations: var[AnnotationSet] = var(AnnotationSet.fold(""), init=False, always_update=True)
    scheme: var[LabelScheme] = var(default_scheme, init=False)

    @dataclass
    class Went(Message):
        """The user moved to a row: show its first mention."""

        id: str

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._folded = {REJECTED}
        self._rows = EntityRows()
        self._place_of: dict[Key, int] = {}

    def compose(self) -> ComposeResult:
        """A title over the rows."""
        yield SidebarTitle()
        yield EntityList(id="entities")
        yield HistoryList(id="history")

    @property
    def list(self) -> EntityList:
        """The rows."""
        return self.query_one(EntityList)

    @property
    def front(self) -> EntityList | HistoryList:
        """The rows that are shown."""
        return self.query_one(HistoryList) if self.has_class("-history") else self.list

    def show_tab(self, tab: str) -> None:
        """Show the entities or the history."""
        focused = self.front.has_focus
        self.set_class(tab == "history", "-history")
        self._show_history()
        self.query_one(SidebarTitle).tab = tab
        if focused:
            self.front.focus()

    def next_tab(self) -> None:
        """Show the other tab."""
        self.show_tab("entities" if self.has_class("-history") else "history")

    @on(SidebarTitle.Picked)
    def _picked(self, message: SidebarTitle.Picked) -> None:
        self.show_tab(message.tab)

    def watch_palette(self, palette: Palette | None) -> None:
        """Hand the colours down."""
        self.query_one(SidebarTitle).palette = palette
        self.list.palette = palette
        self.query_one(HistoryList).palette = palette

    def watch_scheme(self, scheme: LabelScheme) -> None:
        """Hand the labels down."""
        self.list.scheme = scheme
        self._show()

    def watch_annotations(self) -> None:
        """Other annotations: other rows and counts."""
        title = self.query_one(SidebarTitle)
        title.total, title.new = len(self.annotations), self.annotations.unreviewed
        self._show()
        self._show_history()

    def _show_history(self) -> None:
        if self.has_class("-history"):
            self.query_one(HistoryList).show_history(self.annotations)

    def _show(self) -> None:
        rows = self._rows.of(self.annotations, self.scheme, self._folded)
        self._place_of = {
            row.key: place for place, row in enumerate(rows) if isinstance(row, EntityRow)
        }
        self.list.show(rows)

    def follow(self, annotation: Annotation | None) -> None:
        """Stand on the row of the annotation under the article's cursor."""
        if annotation is not None and not self.list.has_focus:
            place = self._place_of.get(row_key(annotation))
            if place is not None:
                self.list.put_cursor(place)

    @property
    def selected(self) -> EntityRow | None:
        """The row under the cursor, when it stands for mentions."""
        row = self.list.row
        return row if isinstance(row, EntityRow) else None

    def fold_at_cursor(self, folded: bool) -> None:
        """Fold or unfold the group of the row under the cursor."""
        row = self.list.row
        if row is None:
            return
        name = self._group_of(self.list.cursor)
        (self._folded.add if folded else self._folded.discard)(name)
        self._show()
        self.list.put_cursor(self._place_of_group(name))

    def _group_of(self, place: int) -> str:
        above = (row for row in reversed(self.list.rows[: place + 1]) if isinstance(row, GroupRow))
        return next(above).label

    def _place_of_group(self, name: str) -> int:
        return next(
            place
            for place, row in enumerate(self.list.rows)
            if isinstance(row, GroupRow) and row.label == name
        )

    @on(EntityList.Fold)
    def _fold(self, message: EntityList.Fold) -> None:
        self.fold_at_cursor(message.folded)

    @on(RowList.Highlighted)
    def _went(self) -> None:
        row = self.front.row
        if isinstance(row, EntityRow):
            self.post_message(self.Went(row.ids[0]))
        elif isinstance(row, Act):
            self.post_message(self.Went(row.target))

    @on(RowList.Chosen)
    def _chosen(self) -> None:
        row = self.list.row
        if isinstance(row, GroupRow):
            self.fold_at_cursor(not row.folded)
