"""`AnnotationSidebar`: the article's entities, relations, notes and history, a tab for each."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.getters import query_one
from textual.message import Message
from textual.reactive import var
from textual.timer import Timer

from annotations.annotation_set import Annotation, AnnotationSet, Status
from annotations.article import Article
from annotations.filtering import Filter
from annotations.history import Act
from annotations.labels import LabelScheme, default_scheme
from annotations.span import Range
from tui.themes import Palette
from tui.widgets.entity_list import EntityList
from tui.widgets.entity_row import REJECTED, EntityRow, GroupRow, MentionRow, Row
from tui.widgets.entity_rows import EntityRows
from tui.widgets.entity_sections import Rows, Sort
from tui.widgets.history_list import HistoryList
from tui.widgets.note_list import NoteList, NoteRow
from tui.widgets.relation_list import RelationList, RelationRow
from tui.widgets.row_list import RowList
from tui.widgets.sidebar_title import TABS, FilterLine, SidebarTitle

MANY = 2000
"""Annotations from which on the rows are not made anew with every portion of predictions."""
PAUSE = 0.25
"""Seconds between two such times."""


NO_ENTITIES = (
    "No entities here yet. A label’s digit makes one of the word under the cursor, or of what is "
    "selected."
)
NOTHING_LIKE_IT = "Nothing here is like that."
"""What the list says when it is empty: all of it, or what the filter leaves."""
BETWEEN = 0.01
"""Seconds between two portions of rows, when there are too many to be made at once."""


class AnnotationSidebar(Vertical):
    """The second pane. A row stands for all its mentions."""

    DEFAULT_CSS = """
    AnnotationSidebar {
        width: 42;
        height: 1fr;
        background: $postil-side;
        padding: 1 0 0 0;
    }
    AnnotationSidebar RowList { height: 1fr; background: $postil-side; display: none; }
    AnnotationSidebar RowList.-front { display: block; }
    """

    palette: var[Palette | None] = var(None, init=False)
    article: var[Article] = var(Article(""), init=False)
    annotations: var[AnnotationSet] = var(AnnotationSet.fold(""), init=False, always_update=True)
    scheme: var[LabelScheme] = var(default_scheme, init=False)

    complete: var[bool] = var(False, init=False)
    """Whether no more entities are coming."""

    list = query_one(EntityList)
    title = query_one(SidebarTitle)
    filter_line = query_one(FilterLine)

    @dataclass
    class Went(Message):
        """The user moved to a row: show its first mention."""

        id: str
        places: tuple[Range, ...] = ()
        """What shall stand out there."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._folded = {REJECTED}
        self._unfolded: set[str] = set()
        self._rows = EntityRows()
        self._entity_rows = Rows()
        self._filter = Filter()
        self.sort = Sort.ORDER
        self._made = 0.0
        self._waiting: Timer | None = None
        self._is_next = False
        self._followed: Annotation | None = None

    def compose(self) -> ComposeResult:
        """The tabs and the filter over the rows."""
        yield SidebarTitle()
        yield FilterLine()
        yield EntityList(id="entities", classes="-front")
        yield RelationList(id="relations")
        yield NoteList(id="notes")
        yield HistoryList(id="history")

    # The tabs.

    @property
    def tab(self) -> str:
        """The tab that is shown."""
        return self.title.tab

    @property
    def front(self) -> RowList[Any]:
        """The rows that are shown."""
        return self.query_one(f"#{self.tab}", RowList)

    def show_tab(self, tab: str) -> None:
        """Show the rows of a tab."""
        focused = self.front.has_focus
        self.front.remove_class("-front")
        self.title.tab = tab
        self.front.add_class("-front")
        self.filter_line.set_class(tab != TABS[0], "-plain")
        self._show_front()
        if focused:
            self.front.focus()

    def next_tab(self) -> None:
        """Show the tab after this one."""
        self.show_tab(TABS[(TABS.index(self.tab) + 1) % len(TABS)])

    @on(SidebarTitle.Picked)
    def _picked(self, message: SidebarTitle.Picked) -> None:
        self.show_tab(message.tab)

    # What is shown.

    def watch_palette(self, palette: Palette | None) -> None:
        """Hand the colours down."""
        self.title.palette = self.filter_line.palette = palette
        for rows in self.query(RowList):
            rows.palette = palette

    def watch_scheme(self, scheme: LabelScheme) -> None:
        """Hand the labels down."""
        self.list.scheme = scheme
        self._show_entities()

    def watch_article(self, article: Article) -> None:
        """Another article: nothing of it is unfolded yet."""
        self.list.text = article.text
        self._unfolded.clear()
        self.list.redraw()

    def watch_annotations(self, old: AnnotationSet, new: AnnotationSet) -> None:
        """Other annotations: other rows; while predictions arrive, when the page has its own.

        While many do, they are made anew now and then.
        """
        arriving = new.article == old.article and new.events is old.events
        left = PAUSE - (monotonic() - self._made)
        if not arriving:
            self._show_late()
        elif len(new) <= MANY or left <= 0:
            self._show_next()
        elif self._waiting is None:
            self._waiting = self.set_timer(left, self._show_late)

    def _show_next(self) -> None:
        """Show the rows when what is under way has been drawn: both at once keep keys waiting."""
        if not self._is_next:
            self._is_next = self.call_after_refresh(self._show_late)

    def watch_complete(self) -> None:
        """No more are coming: that there are none can be said."""
        self._say_empty()

    def _say_empty(self) -> None:
        """What the list of entities says when it has no rows."""
        said = NOTHING_LIKE_IT if self._filter else NO_ENTITIES
        self.list.empty = said if self.complete else ""
        if not self.list.rows:
            self.list.refresh()

    def _show_late(self) -> None:
        self._is_next = False
        if self._waiting is not None:
            self._waiting.stop()
            self._waiting = None
        self._show_entities()
        if self._followed is not None:
            self.follow(self.annotations.by_id.get(self._followed.id))
        self._made = monotonic()
        if self.tab != TABS[0]:
            self._show_front()

    def _show_front(self) -> None:
        """Make the rows of the tab in front, and count them."""
        current = self.annotations
        front: object = self.front
        if isinstance(front, HistoryList):
            front.show_history(current)
        elif isinstance(front, RelationList):
            front.show_relations(current)
        elif isinstance(front, NoteList):
            front.show_notes(current)
        self._count()

    def _count(self) -> None:
        current, line = self.annotations, self.filter_line
        if self.tab != TABS[0]:
            line.tell(f"{len(self.front.rows):,}" if self.front.rows else f"no {self.tab}")
            return
        total = f"{len(current):,}"
        if self._filter:
            shown = sum(section.count for section in self._entity_rows.sections.values())
            total = f"{shown:,} of {total}"
        by = f"by {self.sort} · " if self.sort is not Sort.ORDER else ""
        line.tell(by + total, f"{current.unreviewed:,} new" if current.unreviewed else "")

    def _show_entities(self) -> None:
        hidden, shown = self._hidden, self._unfolded
        current, only = self.annotations, self._filter
        rows = self._rows.of(current, self.scheme, hidden, shown, only=only, sort=self.sort)
        self.list.unfolded = frozenset(self._unfolded)
        self._entity_rows = rows
        self.list.show(rows)
        self._say_empty()
        if self.tab == TABS[0]:
            self._count()
        if self._rows.behind and self._waiting is None:
            self._waiting = self.set_timer(BETWEEN, self._show_late)

    @property
    def _hidden(self) -> set[str]:
        """The groups that are folded: of what is filtered, none but what was rejected."""
        if not self._filter:
            return self._folded
        return set() if self._filter.asks_for(Status.REJECTED) else self._folded & {REJECTED}

    # Following.

    def follow(self, annotation: Annotation | None) -> None:
        """Stand on the row of the annotation under the article's cursor, now and as rows come."""
        self._followed = annotation
        if annotation is not None and not self.front.has_focus:
            place = self._rows.find(annotation)
            if place is not None:
                self.list.put_cursor(place)

    @property
    def chosen(self) -> tuple[str, ...]:
        """The annotations that the row under the cursor stands for."""
        row = self.front.row
        if isinstance(row, GroupRow):
            return self._entity_rows.ids(row)
        if isinstance(row, EntityRow | NoteRow):
            return tuple(row.ids)
        return (row.id,) if isinstance(row, MentionRow) else ()

    @on(RowList.Highlighted)
    def _went(self) -> None:
        row: object = self.front.row
        if isinstance(row, RelationRow):
            self.post_message(self.Went(row.ends[0], row.places))
        elif isinstance(row, Act):
            self.post_message(self.Went(row.target))
        elif not isinstance(row, GroupRow) and self.chosen:
            self.post_message(self.Went(self.chosen[0]))

    # Folding.

    def fold_at_cursor(self, folded: bool) -> None:
        """Fold or unfold the row under the cursor; what cannot be folded folds what it is in."""
        row, place = self.list.row, self.list.cursor
        if row is None:
            return
        head = self._entity_rows.inside(place)[0]
        if not isinstance(row, GroupRow) and (row.surface in self._unfolded or not folded):
            (self._unfolded.discard if folded else self._unfolded.add)(row.surface)
        else:
            head = self._entity_rows.group_of(place)
            group = self._entity_rows.heads[head].label
            if isinstance(row, GroupRow) and row.rejected:
                group = REJECTED
            (self._folded.add if folded else self._folded.discard)(group)
        self._show_entities()
        self.list.redraw()
        self.list.put_cursor(self._entity_rows.row_of(head))

    @on(EntityList.Fold)
    def _fold(self, message: EntityList.Fold) -> None:
        self.fold_at_cursor(message.folded)

    @on(RowList.Chosen)
    def _twice(self) -> None:
        row = self.front.row
        if isinstance(row, GroupRow):
            self.fold_at_cursor(not row.folded)
        elif isinstance(row, EntityRow):
            self.fold_at_cursor(row.surface in self._unfolded)

    # Filtering and sorting.

    def open_filter(self) -> None:
        """Begin to type a filter."""
        if self.tab != TABS[0]:
            self.show_tab(TABS[0])
        self.filter_line.open()

    def next_sort(self) -> None:
        """Sort by the next thing."""
        row = self.list.row
        self.sort = self.sort.next
        self._show_entities()
        self._stand_on(row)

    @on(FilterLine.Typed)
    def _typed(self, message: FilterLine.Typed) -> None:
        row, self._filter = self.list.row, Filter.parse(message.query)
        self._show_entities()
        self._stand_on(row)

    @on(FilterLine.Kept)
    @on(FilterLine.Left)
    def _done_typing(self) -> None:
        self.list.focus()

    def _stand_on(self, row: Row | None) -> None:
        """Stand on the row that was stood on, wherever it is now; else on the first surface."""
        rows = self._entity_rows
        if not rows:
            return
        head = rows.head_of(row) if isinstance(row, EntityRow) else None
        if head is None:
            head = 1 if len(rows.heads) > 1 else 0
        self.list.put_cursor(rows.row_of(head))
