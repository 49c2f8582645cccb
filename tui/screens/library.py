"""`LibraryScreen`: all articles, where each stands, and the way through them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.getters import query_one
from textual.timer import Timer

from annotations.corpus_index import index_file
from annotations.corrections import format_time
from annotations.library.catalogue import Catalogue
from annotations.library.entry import Entry, Presence, progress
from annotations.library.filtering import LibraryFilter
from annotations.library.pace import pace
from annotations.library.queue import Order, OrderError
from annotations.library.shelf import Shelf
from annotations.library.sorting import Sort, arranged
from annotations.library.standing import standing
from annotations.sources import SourceRef
from tui.commands import Where, bindings
from tui.encodings import Encodings
from tui.feed import PredictionFeed
from tui.holding import ASKS
from tui.reading_list import ReadingList
from tui.screens.desk_words import Hints, quoted
from tui.screens.library_marking import LibraryMarking
from tui.screens.library_message import Back, Open, Shown
from tui.screens.library_news import LibraryNews
from tui.screens.library_words import choice, described, listed, orders
from tui.session import Session
from tui.state import State
from tui.terminal_text import one_line
from tui.widgets.article_list import ArticleList
from tui.widgets.article_row import FolderRow, Row, with_folders
from tui.widgets.hint_bar import HintBar
from tui.widgets.library_bars import ColumnBar, LibraryHeader
from tui.widgets.row_list import RowList
from tui.widgets.sidebar_title import FilterLine
from tui.widgets.status_line import StatusLine

NOT_THERE = (Presence.GONE, Presence.UNREADABLE)
CALM = 0.1
"""Seconds after the first frame that belong to the first keys alone."""
SOON = 0.25
"""Seconds for which news is collected before it is shown."""


@dataclass(frozen=True)
class Opened:
    """What was opened, and how the library shall be."""

    articles: ReadingList
    paths: tuple[str, ...]
    """What was named on the command line."""
    state: State
    encodings: Encodings
    hints: Hints
    cache: Path
    """The folder of catalogues."""
    order: str = ""
    """The queue that was asked for; empty for the one of last time."""


class LibraryScreen(LibraryNews, LibraryMarking):
    """The corpus.

    Args:
        opened: What was opened, and how to read it.
    """

    AUTO_FOCUS = "ArticleList"
    DEFAULT_CSS = """
    LibraryScreen { background: $background; }
    LibraryScreen.-low HintBar, LibraryScreen.-low ColumnBar { display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.LIBRARY)]

    header = query_one(LibraryHeader)
    heads = query_one(ColumnBar)
    hints = query_one(HintBar)

    def __init__(self, opened: Opened, session: Session, feed: PredictionFeed) -> None:
        super().__init__()
        self.session, self.feed = session, feed
        self.articles, self.state = opened.articles, opened.state
        self.paths, self.encodings = opened.paths, opened.encodings
        self.words = opened.hints
        self.catalogue = Catalogue(index_file(opened.cache, session.store))
        self.known = self.catalogue.load()
        self.shelf = Shelf(self.articles.refs, self.known)
        self.articles.is_done = self.shelf.is_done
        self.selected = {}
        self._read_state(opened.order)
        self._arranged: list[Entry] = []
        self._of: tuple[object, ...] = ()
        self._shown: list[Entry] = []
        self._soon: Timer | None = None
        self._described = ("", "")
        """What was said of the row."""
        self._begun = False
        """Whether an article was opened, now or earlier."""
        self._since = format_time(datetime.now(UTC))
        self.begin()

    def _read_state(self, order: str) -> None:
        """Be as the library was left."""
        left = self.state.library(str(self.session.store))
        self.sort = choice(Sort, left.get("sort"), Sort.ORDER)
        self.by_folder = left.get("by_folder") is True
        self.folded = {str(one) for one in listed(left.get("folded"))}
        self.typed = str(left.get("filter", ""))
        self.filter = LibraryFilter.parse(self.typed)
        try:
            self.order = Order.parse(order or str(left.get("order") or "listed"))
        except OrderError:
            self.order = Order()

    def leave(self) -> None:
        """Remember how the library is left."""
        self.state.leave_library(
            str(self.session.store),
            {"sort": str(self.sort), "by_folder": self.by_folder, "order": str(self.order),
             "folded": sorted(self.folded), "filter": self.typed},
        )  # fmt: skip

    def compose(self) -> ComposeResult:
        """The list, two bars above and two below."""
        cls = LibraryScreen
        yield LibraryHeader().data_bind(cls.palette)
        yield FilterLine().data_bind(cls.palette)
        yield ColumnBar().data_bind(cls.palette)
        yield ArticleList().data_bind(cls.palette)
        yield StatusLine().data_bind(cls.palette)
        yield HintBar().data_bind(cls.palette)

    def on_mount(self) -> None:
        """Show what is known; what is not is found out after the first frame."""
        self.header.name_shown = " ".join(self.paths)
        self.filter_line.start_with(self.typed)
        self.show()
        self._stand_where_left()
        self._describe()
        self.show_hints()
        self.call_after_refresh(self.set_timer, CALM, self._learn)

    def _learn(self) -> None:
        self.post_message(Shown())
        self.beside(self.learn())

    def on_screen_resume(self) -> None:
        """It is shown again: things may stand otherwise now."""
        self.beside(self.look_again())

    def come_back(self) -> None:
        """Back from an article: stand on it, with what was found in it."""
        open_ = self.session.article
        if open_.text:
            self.shelf.opened(self.articles.ref)
            self.shelf.take_live(open_.id, standing(open_, self.session.annotations))
            self.show()
            self._stand_on(self.articles.ref)

    @property
    def is_up_to_date(self) -> bool:
        """Whether all that can be known is shown."""
        return self._soon is None and super().is_up_to_date

    # What is shown.

    @property
    def shown(self) -> Sequence[Entry]:
        """The articles that are shown, in their order."""
        return self._shown

    def show(self) -> None:
        """Show the articles as the shelf has them now."""
        self._soon = None
        entries = self.shelf.entries
        basis = (entries, self.sort, self.by_folder)
        if any(new is not old for new, old in zip(basis, self._of, strict=False)) or not self._of:
            self._of = basis
            self._arranged = arranged(entries, self.sort, by_folder=self.by_folder)
            self.articles.replace(self.shelf.sources)
            self.header.progress = progress(entries)
            self.header.pace = pace(self.shelf.finished, self._since)
        self._show_filtered()

    def _show_filtered(self) -> None:
        row = self.list.row
        self._shown = self.filter.of(self._arranged)
        rows: Sequence[Row] = self._shown
        if self.by_folder:
            rows = with_folders(self._shown, () if self.filter else self.folded)
        self.list.nothing = self._why_nothing()
        self.list.show(rows)
        self._stand_on(row.folder if isinstance(row, FolderRow) else row.ref if row else None)
        if (self.status.strong, self.status.said) == self._described:
            self._describe()
        self.count()

    def _why_nothing(self) -> str:
        if self._shown:
            return ""
        return "no article is like this; esc shows all" if self.filter else "no articles here"

    def count(self) -> None:
        """Say how many are shown and selected."""
        every, shown = len(self._arranged), len(self._shown)
        counted = f"{shown:,} of {every:,}" if self.filter else f"{every:,}"
        by = f"by {self.sort} · " if self.sort is not Sort.ORDER else ""
        queue = f"{self.order.said} · " if self.order.way != "listed" else ""
        selected = f"{len(self.selected):,} selected" if self.selected else ""
        self.filter_line.tell(by + one_line(queue) + counted, selected)
        self.heads.sort = str(self.sort)

    def show_soon(self) -> None:
        """Show them in a moment, with what comes meanwhile."""
        if self._soon is None and self.is_running:
            self._soon = self.set_timer(SOON, self.show)

    def _stand_on(self, wanted: SourceRef | str | None) -> None:
        """Stand on a source or a folder again, wherever it is now."""
        if wanted is None:
            return
        for place, row in enumerate(self.list.rows):
            mark = row.folder if isinstance(row, FolderRow) else row.ref
            if mark is wanted or (isinstance(mark, type(wanted)) and mark == wanted):
                self.list.put_cursor(place)
                return

    def _stand_where_left(self) -> None:
        """Stand on the article that was open last, else on the first of the queue."""
        last = self.articles.place_of_source(self.state.last_source(str(self.session.store)))
        if self.session.article.text:
            self._begun = True
            self._stand_on(self.articles.ref)
        elif last is not None:
            self._begun = True
            self.articles.place = last
            self._stand_on(self.articles.ref)
        elif self.order.way != "listed" and (queue := self.order.of(self._shown)):
            self._stand_on(queue[0].ref)

    def on_resize(self) -> None:
        """Other columns."""
        self.call_after_refresh(self._show_heads)

    def _show_heads(self) -> None:
        self.heads.shown = self.list.shown_columns

    @on(RowList.Highlighted)
    def _describe(self) -> None:
        """Say what there is to say of the row."""
        self._described = described(self.list.row)
        self.say(*self._described)

    def show_hints(self) -> None:
        """Say what the keys would do here."""
        typing = self.filter_line.line.has_focus
        words = self.words
        self.hints.hints = (
            words.for_library_filter() if typing else words.for_library(len(self.selected))
        )

    def on_descendant_focus(self) -> None:
        """Something else has the keyboard: other keys count."""
        self.show_hints()

    def on_key(self) -> None:
        """Somebody is at work."""
        self._house.busy()

    # Keys.

    def action_filter(self) -> None:
        """Begin to type a filter."""
        self.filter_line.open()

    @on(FilterLine.Typed)
    def _typed(self, message: FilterLine.Typed) -> None:
        self.filter_by(message.query)

    def filter_by(self, query: str) -> None:
        """Show the articles that a filter means."""
        self.typed, self.filter = query, LibraryFilter.parse(query)
        self._show_filtered()

    @on(FilterLine.Kept)
    @on(FilterLine.Left)
    def _done_typing(self) -> None:
        self.list.focus()

    @on(ColumnBar.Picked)
    def action_sort(self) -> None:
        """Sort by the next thing."""
        self.sort = self.sort.next
        self.show()
        self.say("", f"articles by {self.sort}")

    def action_by_folder(self) -> None:
        """Group by folder, or not."""
        self.by_folder = not self.by_folder
        self.show()

    @on(ArticleList.Fold)
    def _fold(self, message: ArticleList.Fold) -> None:
        row = self.list.row
        if row is None or not self.by_folder:
            return
        (self.folded.add if message.folded else self.folded.discard)(row.folder)
        self._show_filtered()
        self._stand_on(row.folder)

    def action_page_down(self) -> None:
        """A page down."""
        self.list.action_page_down()

    def action_page_up(self) -> None:
        """A page up."""
        self.list.action_page_up()

    def action_theme(self) -> None:
        """The other of our themes."""
        self.app.theme = "paper" if self.app.current_theme.dark else "night"

    def action_escape(self) -> None:
        """Clear the selection, then the filter."""
        if self.selected:
            self.select({})
        elif self.typed:
            self.filter_line.clear()

    # The way to the desk.

    @on(RowList.Chosen)
    def action_open(self) -> None:
        """Open the article; a folder is folded or unfolded."""
        row = self.list.row
        if isinstance(row, FolderRow):
            self._fold(ArticleList.Fold(not row.folded))
        elif row is not None:
            self._open(row)

    def action_next(self) -> None:
        """Open the next article of the queue."""
        queue = self.order.of(self._shown)
        refs = [entry.ref for entry in queue]
        here = self.articles.ref
        behind = queue[refs.index(here) + 1 :] if self._begun and here in refs else queue
        left = [e for e in behind if e.standing.status != "done" and e.presence not in NOT_THERE]
        if left:
            self._open(left[0])
        else:
            self.say("", "the queue is at its end")

    def _open(self, entry: Entry) -> None:
        self.articles.queue = tuple(one.ref for one in self.order.of(self._shown))
        place = self.articles.place_of_ref(entry.ref)
        if entry.presence in NOT_THERE or place is None:
            self.say(quoted(entry.title), entry.facts.problem or "the file is gone")
        else:
            self._begun = True
            self.post_message(Open(place))

    def action_back(self) -> None:
        """Back to the article that was open."""
        self.post_message(Back())

    @work(name=ASKS)
    async def action_order(self) -> None:
        """Choose which article comes next."""
        from tui.screens.completing import Completing, among

        dialog = Completing(
            f"What comes next · now {self.order.said}",
            among(orders(self.shelf.entries)), self.palette, placeholder="order",
        )  # fmt: skip
        chosen = await self.app.push_screen_wait(dialog)
        if not chosen:
            return
        try:
            self.order = Order.parse(chosen)
        except OrderError as error:
            self.warn(str(error))
            return
        self.count()
        if queue := self.order.of(self._shown):
            self._stand_on(queue[0].ref)
        self.say("", f"next: {self.order.said}")
