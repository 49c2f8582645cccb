"""`Rooms`: the desk, the library, and the screens about all articles that any of them calls for."""

from __future__ import annotations

import asyncio
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from textual import on, work
from textual.driver import Driver
from textual.screen import Screen

from annotations.errors import ExtractionError, SourceError
from annotations.extraction import PredictionCache
from tui.dressing import Dressing
from tui.encodings import Encodings
from tui.feed import PredictionFeed
from tui.holding import ASKS
from tui.launch import Launch
from tui.page.geometry import looks
from tui.paths import cache_dir, config_dir
from tui.screens.desk_words import Hints
from tui.screens.library_message import Back, Open, Shown
from tui.searching import Asked
from tui.session import Session
from tui.terminal_text import one_line

if TYPE_CHECKING:
    from annotations.extraction import Client
    from annotations.extraction import State as ClientState
    from tui.screens.desk import DeskScreen
    from tui.screens.library import LibraryScreen
    from tui.widgets.find_bar import FindBar


class Rooms(Dressing):
    """One of the desk and the library is in front; both are over one session.

    Args:
        launch: What the command line prepared.
        session: The annotator at work.
    """

    feed: PredictionFeed

    def __init__(
        self, launch: Launch, session: Session, driver_class: type[Driver] | None = None
    ) -> None:
        super().__init__(launch, driver_class)
        self.session = session
        self.client: Client | None = None
        self._desk: DeskScreen | None = None
        self.library: LibraryScreen | None = None
        """All articles; made when it is shown first."""
        self.asked = Asked()
        """What was looked for in all articles last."""

    def open_first(self) -> None:
        """Show what the command line asked for."""
        self._cache = PredictionCache(cache_dir() / "predictions")
        self.feed = PredictionFeed(None, self._cache, self.launch.model)
        if self.launch.library:
            self.action_library()
        else:
            self._take_over_pipeline()
            self.push_screen(self.desk)

    @on(Shown)
    def _take_over_pipeline(self) -> None:
        """Have the pipeline's process predict."""
        if self.launch.worker is None or self.client is not None:
            return
        from annotations.extraction.client import Client

        try:
            worker = self.launch.worker()
        except ExtractionError as error:
            self.notify(one_line(str(error)), severity="warning", timeout=10, markup=False)
            return
        self.client = Client(worker, on_state=self._client_changed, cache=self._cache)
        self.feed.client = self.client

    @property
    def desk(self) -> DeskScreen:
        """Where articles are read; loaded and made when it is asked for first."""
        if self._desk is None:
            self._desk = self._make_desk()
            self.install_screen(self._desk, "desk")
            self.watch(self._desk, "article", self.dress_for, init=False)
        return self._desk

    def _make_desk(self) -> DeskScreen:
        from tui.screens.desk import DeskScreen

        launch = self.launch
        desk = DeskScreen(
            self.session, launch.articles, self.feed, launch.state, Hints(launch.keymap)
        )
        desk.set_reactive(DeskScreen.scheme, launch.scheme)
        desk.labels_file, desk.keymap = launch.labels_file, launch.keymap
        desk.keys_file = config_dir() / "keys.toml"
        desk.set_reactive(DeskScreen.column, launch.config.column)
        desk.set_reactive(DeskScreen.centred, launch.config.centred)
        desk.set_reactive(DeskScreen.show_tags, launch.config.tags)
        desk.set_reactive(DeskScreen.palette, self.palette)
        desk.begin_with_letters = launch.config.letters
        if launch.config.kb:
            desk.knowledge_base = config_dir() / Path(launch.config.kb).expanduser()
        desk.add_class(*looks(*self.size))
        if launch.first_keys is not None and (left := launch.first_keys.left_at):
            desk.stand_at = left.offset, left.above
            self.session.author.keys += left.keys
        return desk

    def _client_changed(self, _state: ClientState) -> None:
        """Tell of a pipeline that is not there, or that fell over."""
        if self.client is not None and self.client.problem:
            self.in_front.warn(self.client.problem)

    # Which of them is shown.

    @property
    def in_front(self) -> DeskScreen | LibraryScreen:
        """The one of them that is shown."""
        if self.library is not None and self.library in self.screen_stack:
            return self.library
        return self.desk

    @property
    def article_shown(self) -> str:
        """The id of the article that is read; empty while none is."""
        desk = self._desk
        return desk.article.id if desk is not None and self.in_front is desk else ""

    def repaint(self) -> None:
        """Hand the colours down."""
        if self._desk is not None:
            self._desk.palette = self.palette
        if self.library is not None:
            self.library.palette = self.palette

    def action_library(self) -> None:
        """All articles."""
        if self.library is None:
            self.library = self._make_library()
            self.install_screen(self.library, "library")
        self.leave_desk()
        if self.library.is_running:
            self.library.come_back()
        self._show(self.library)

    def leave_desk(self) -> None:
        """Remember where the article that is read is left."""
        if self._desk is not None and self._desk.is_running:
            self._desk.leave()

    def _make_library(self) -> LibraryScreen:
        from tui.screens.library import LibraryScreen, Opened

        launch = self.launch
        left_before = bool(launch.state.library(str(launch.store)))
        opened = Opened(
            articles=launch.articles,
            paths=launch.paths,
            state=launch.state,
            encodings=launch.encodings or Encodings(None, launch.state),
            hints=Hints(launch.keymap),
            cache=cache_dir() / "library",
            order=launch.order or ("" if left_before else launch.config.order),
        )
        library = LibraryScreen(opened, self.session, self.feed)
        library.set_reactive(LibraryScreen.palette, self.palette)
        library.add_class(*looks(*self.size))
        return library

    def _show(self, screen: Screen[None]) -> None:
        """Put the desk or the library in front of the other."""
        if len(self.screen_stack) > 1:
            self.switch_screen(screen)
        else:
            self.push_screen(screen)

    @on(Open)
    async def _open(self, message: Open) -> None:
        await self.show_article(message.place)

    @on(Back)
    async def _back(self) -> None:
        await self.show_article(self.launch.articles.place)

    async def show_article(self, place: int) -> None:
        """Put the desk in front, with the article at a place of the list."""
        articles, desk = self.launch.articles, self._desk
        if desk is not None and desk.is_running:
            if place != articles.place:
                desk.turn_to(place)
            else:
                desk.come_back()
        else:
            try:
                await asyncio.to_thread(self._prepare_desk, place)
            except SourceError as error:
                self.notify(one_line(str(error)), severity="warning", timeout=10, markup=False)
                return
            articles.place = place
        self._show(self.desk)

    def _prepare_desk(self, place: int) -> None:
        """Read what it will show first, and load it: both take longer than a frame."""
        self.launch.articles.read_ahead(place)
        import_module("tui.screens.desk")

    # About all articles.

    @work(name=ASKS, exclusive=True, group="survey")
    async def action_search_corpus(self, typed: str = "") -> None:
        """Search all articles, and open what is chosen."""
        from tui.searching import search_corpus

        await search_corpus(self, typed)

    def on_find_bar_widened(self, message: FindBar.Widened) -> None:
        """What is looked for in one article shall be looked for in all."""
        self.asked.pattern = message.pattern
        self.action_search_corpus(message.query)

    @work(name=ASKS, exclusive=True, group="survey")
    async def action_entities(self) -> None:
        """Everything that is named in all articles."""
        from tui.searching import list_entities

        if await self._is_ready():
            await list_entities(self)

    @work(name=ASKS, exclusive=True, group="survey")
    async def action_report_card(self) -> None:
        """How good the pipelines are, and what correcting costs."""
        from tui.screens.report_card import ReportCardScreen

        if await self._is_ready():
            self.push_screen(ReportCardScreen(self.session, self.palette))

    def at_work(self) -> None:
        """Somebody is kept waiting: garbage can wait, a full collection takes too long."""
        if self.in_front.is_running:
            self.in_front.on_key()

    async def _is_ready(self) -> bool:
        """Whether the store is open, and the article that is shown as well."""
        if self.in_front is self.desk:
            return await self.desk.has_settled()
        return self.session.started
