"""`DeskScreen`: the article, its sidebar, and the bars around them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.getters import query_one
from textual.reactive import var

from annotations import decisions
from annotations.annotation_set import AnnotationSet
from annotations.errors import PostilError, StoreError
from annotations.landmarks import least_sure
from annotations.span import Range
from tui.commands import Where, bindings
from tui.feed import PredictionFeed
from tui.holding import ASKS
from tui.housekeeping import Housekeeping
from tui.page.geometry import HUGE_SIDEBAR, SIDEBAR, SMALL_SIDEBAR
from tui.reading_list import ReadingList
from tui.screens.arranging import Arranging
from tui.screens.desk_words import Hints, about_annotation, quoted, reading
from tui.screens.hinting import Hinting
from tui.screens.library_message import Trouble
from tui.screens.opening import Opening
from tui.screens.reaching import Reaching
from tui.session import Session
from tui.state import State
from tui.terminal_text import one_line
from tui.themes import Palette
from tui.widgets.annotation_sidebar import AnnotationSidebar
from tui.widgets.article_moves import ArticlePane
from tui.widgets.article_view import ArticleView
from tui.widgets.find_bar import FindBar
from tui.widgets.header_bar import HeaderBar
from tui.widgets.hint_bar import HintBar
from tui.widgets.label_bar import LabelBar
from tui.widgets.status_line import Saved, StatusLine

REFRESH = 1.0
"""Seconds between looks at what other programs wrote to the store."""


class DeskScreen(Hinting, Arranging, Reaching, Opening):
    """Where articles are read and corrected.

    Args:
        session: The annotator at work.
        articles: What was opened.
        feed: Where predictions come from.
        state: What is remembered from earlier.
        hints: What keys would do.
    """

    AUTO_FOCUS = "ArticlePane"
    DEFAULT_CSS = (
        f"""
    DeskScreen AnnotationSidebar {{ width: {SIDEBAR}; }}
    DeskScreen.-medium AnnotationSidebar {{ width: {SMALL_SIDEBAR}; }}
    DeskScreen.-huge AnnotationSidebar {{ width: {HUGE_SIDEBAR}; }}
    """
        + """
    DeskScreen { background: $background; }
    DeskScreen #panes { height: 1fr; }
    DeskScreen.-narrow AnnotationSidebar { display: none; }
    DeskScreen.-narrow.-drawer AnnotationSidebar { display: block; width: 1fr; }
    DeskScreen.-narrow.-drawer ArticlePane { display: none; }
    DeskScreen.-low ArticlePane, DeskScreen.-low AnnotationSidebar { padding: 0; }
    DeskScreen.-low LabelBar, DeskScreen.-low HintBar { display: none; }
    """
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.DESK)]

    annotations: var[AnnotationSet] = var(AnnotationSet.fold(""), init=False, always_update=True)
    """What stands in it: the session's, handed down."""
    doubts: var[Sequence[Range]] = var((), init=False)
    """Where the memory is not sure, the least sure first, handed down."""
    palette: var[Palette | None] = var(None, init=False)
    """The theme's colours, handed down."""
    stand_at: tuple[int, int] | None = None
    """Where the cursor stands at first, and how many rows above it; None where it was left."""
    header = query_one(HeaderBar)
    labels = query_one(LabelBar)

    def __init__(
        self,
        session: Session,
        articles: ReadingList,
        feed: PredictionFeed,
        state: State,
        hints: Hints,
    ) -> None:
        super().__init__()
        self.session = session
        self.articles = articles
        self.words = hints
        self._feed = feed
        self._state = state
        self._house = Housekeeping()
        self._told_at: tuple[object, ...] | None = None
        self.doubts_known: Sequence[Range] = ()

    def compose(self) -> ComposeResult:
        """Two panes, a bar above and three below."""
        cls = DeskScreen
        yield HeaderBar().data_bind(cls.palette)
        with Horizontal(id="panes"):
            yield ArticlePane(id="article").data_bind(
                cls.palette, cls.scheme, cls.column, cls.centred, cls.show_tags, cls.focus_mode,
                cls.bookmarks, cls.article, cls.annotations, cls.doubts,
            )  # fmt: skip
            yield AnnotationSidebar().data_bind(
                cls.palette, cls.scheme, cls.article, cls.annotations
            )
        yield LabelBar().data_bind(cls.palette, cls.scheme)
        yield StatusLine().data_bind(cls.palette)
        yield FindBar().data_bind(cls.palette)
        yield HintBar().data_bind(cls.palette)

    def on_mount(self) -> None:
        """Open the first article, and look at the store from time to time."""
        self.header.working = ""
        self.lettering = self.begin_with_letters
        place = self.articles.place
        self._show_article(place, self.articles.read(place))
        if self.stand_at is not None:
            self.view.stand(*self.stand_at)
        self.call_after_refresh(self._start)

    @work
    async def _start(self) -> None:
        """Open the store, now that there is something to read meanwhile."""
        self._house.begin()
        try:
            await self.session.start()
        except StoreError as error:
            self.post_message(Trouble(str(error)))
            return
        self._tell_of_store()
        await self._settle(self.article)
        self.set_interval(REFRESH, self._refresh_store)

    def _tell_of_store(self) -> None:
        """Say what is new about the store: damage, repair, a disk that fails."""
        for notice in self.session.new_notices():
            self.warn(notice)
        if self.session.read_only:
            self.status.saved = Saved.READ_ONLY

    async def _refresh_store(self) -> None:
        self._house.tidy()
        try:
            if await self.session.refresh():
                self.show_annotations()
                self.say("", "another program changed the annotations")
            self._tell_of_store()
        except StoreError as error:
            self.warn(str(error))

    # Showing.

    def show_annotations(self) -> None:
        """Hand the session's annotations down."""
        before, self.annotations = self.annotations, self.session.annotations
        if self.doubts_known is not self.session.doubts:
            self.doubts_known = self.session.doubts
            self.doubts = least_sure(self.session.doubts, self.session.sureness)
        labels = {place.label for place in self.annotations.differing_places(before)}
        self.take_labels(sorted(labels))
        self.header.tags = self.annotations.state.tags
        total = len(self.annotations)
        self.header.reviewed = 1 - self.annotations.unreviewed / total if total else None

    def on_key(self) -> None:
        """Somebody is at work."""
        self._house.busy()

    @on(ArticleView.Moved)
    def _moved(self) -> None:
        self._house.busy()
        view, current = self.view, self.view.current
        self.sidebar.follow(current)
        self.remember(current)
        self.labels.active = current.span.label if current else ""
        self.status.read = reading(self.article, view.top_offset, view.position)
        if self._told_at != self._place():
            self._describe()
        self.show_hints()

    def _place(self) -> tuple[object, ...]:
        return self.article.id, self.view.cursor.offset, self.view.selection

    def _describe(self) -> None:
        """Say what is under the cursor."""
        self._told_at = None
        view, current = self.view, self.view.current
        if view.selection:
            surface = self.article.text[slice(*view.selection)]
            self.status.strong, self.status.said = quoted(surface), "selected"
        elif current is not None:
            self.status.strong = quoted(current.span.text)
            about = about_annotation(self.annotations, current)
            likely = self.other_edges(current) if self.lettering else ()
            self.status.said = f"{self._listed(likely)} · {about}" if likely else about
        else:
            surface = self.article.text[slice(*view.token)] if view.token else ""
            self.status.strong = quoted(surface) if surface else ""
            self.status.said = self._about_edges()

    def _about_edges(self) -> str:
        """Which edges a label takes, and which `>` leads to, while places wear letters."""
        likely = self.likely_edges() if self.lettering else ()
        return f"a label takes {self._listed(likely)[2:]}" if likely else ""

    def _listed(self, likely: Sequence[Range]) -> str:
        return " ".join(f"> {quoted(self.article.text[slice(*edges)])}" for edges in likely)

    def say(self, strong: str, said: str) -> None:
        """Tell in the status line, until the cursor moves."""
        self._told_at = self._place()
        self.status.strong, self.status.said = strong, said

    def warn(self, message: str) -> None:
        """Tell so that it is not overlooked."""
        self.notify(one_line(message), severity="warning", timeout=10, markup=False)

    def on_descendant_focus(self) -> None:
        """Another pane has the keyboard: other keys count."""
        self.show_hints()

    @on(AnnotationSidebar.Went)
    def _went(self, message: AnnotationSidebar.Went) -> None:
        annotation = self.annotations.by_id.get(message.id)
        if annotation is not None:
            self.view.go_to(annotation.span.start)
            self.point_out(message.places)

    # The desk's own keys; those of correcting are in `Judging`.

    def action_next(self) -> None:
        """The next entity."""
        self._go_to_entity(1)

    def action_previous(self) -> None:
        """The previous entity."""
        self._go_to_entity(-1)

    def action_next_new(self) -> None:
        """The next entity that nobody has judged."""
        if not self.review_on(1):
            self._go_to_entity(1, new=True)

    def action_previous_new(self) -> None:
        """The previous entity that nobody has judged."""
        if not self.review_on(-1):
            self._go_to_entity(-1, new=True)

    def _go_to_entity(self, step: int, *, new: bool = False) -> None:
        current = self.view.current
        at = current.span.start if current else self.view.cursor.offset
        found = self.annotations.beside(at, step, new=new)
        if found is None:
            way = "nothing new that way" if new else "no more entities that way"
            done = new and not self.annotations.unreviewed
            self.say("", "nothing is left to review" if done else way)
        else:
            self.view.cursor.clear()
            self.view.go_to(found.span.start)

    async def action_done(self) -> None:
        """Accept what is left, and turn to the next article."""
        outcome = await self.decide(lambda current, _: decisions.finish(current))
        if outcome is not None and self.articles.beside(1, to_do=True) is not None:
            self.go_on(1, to_do=True)

    @work(name=ASKS)
    async def action_export(self) -> None:
        """Ask what to export where."""
        from tui.screens.export import ExportScreen, export

        if self.palette is None:
            return
        folder = self.session.store.parent
        choice = await self.app.push_screen_wait(ExportScreen(folder, self.palette))
        if choice is None:
            return
        try:
            message = await asyncio.to_thread(export, choice, self.session)
        except PostilError as error:
            self.warn(str(error))
            return
        self.notify(one_line(message), timeout=10, markup=False)
