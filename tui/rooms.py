"""`Rooms`: the desk, the library, and the screens about all articles that any of them calls for."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from textual import on, work
from textual.driver import Driver
from textual.screen import Screen

from annotations.errors import SourceError
from annotations.extraction import Client, PredictionCache
from annotations.extraction import State as ClientState
from tui.dressing import Dressing
from tui.encodings import Encodings
from tui.feed import PredictionFeed
from tui.launch import Launch
from tui.paths import cache_dir, config_dir
from tui.screens.desk import DeskScreen
from tui.screens.desk_words import Hints
from tui.screens.library_message import Back, Open
from tui.searching import Asked
from tui.session import Session
from tui.terminal_text import one_line
from tui.widgets.find_bar import FindBar

if TYPE_CHECKING:
    from tui.screens.library import LibraryScreen


class Rooms(Dressing):
    """One of the desk and the library is in front; both are over one session.

    Args:
        launch: What the command line prepared.
        session: The annotator at work.
    """

    desk: DeskScreen
    feed: PredictionFeed

    def __init__(
        self, launch: Launch, session: Session, driver_class: type[Driver] | None = None
    ) -> None:
        super().__init__(launch, driver_class)
        self.session = session
        self.client: Client | None = None
        self.library: LibraryScreen | None = None
        """All articles; made when it is shown first."""
        self.asked = Asked()
        """What was looked for in all articles last."""

    def _furnish(self) -> None:
        """Make the desk, and take over the pipeline's process."""
        launch = self.launch
        cache = PredictionCache(cache_dir() / "predictions")
        if launch.worker is not None:
            self.client = Client(launch.worker, on_state=self._client_changed, cache=cache)
        self.feed = PredictionFeed(self.client, cache, launch.model)
        desk = self.desk = DeskScreen(
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
        desk.fit(self.size)
        if launch.first_keys is not None and (left := launch.first_keys.left_at):
            desk.stand_at = left.offset, left.above
            self.session.author.keys += left.keys

    def open_first(self) -> None:
        """Show what the command line asked for."""
        self._furnish()
        self.install_screen(self.desk, "desk")
        if self.launch.library:
            self.action_library()
        else:
            self.push_screen(self.desk)
        self.watch(self.desk, "article", self.dress_for, init=False)

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
        shown = hasattr(self, "desk") and self.in_front is self.desk
        return self.desk.article.id if shown else ""

    def repaint(self) -> None:
        """Hand the colours down."""
        self.desk.palette = self.palette
        if self.library is not None:
            self.library.palette = self.palette

    def action_library(self) -> None:
        """All articles."""
        if self.library is None:
            self.library = self._make_library()
            self.install_screen(self.library, "library")
        if self.desk.is_running:
            self.desk.leave()
        if self.library.is_running:
            self.library.come_back()
        self._show(self.library)

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
        articles = self.launch.articles
        if self.desk.is_running:
            if place != articles.place:
                self.desk.turn_to(place)
            else:
                self.desk.come_back()
        else:
            try:
                await asyncio.to_thread(articles.read_ahead, place)
            except SourceError as error:
                self.notify(one_line(str(error)), severity="warning", timeout=10, markup=False)
                return
            articles.place = place
        self._show(self.desk)

    # About all articles.

    @work(exclusive=True, group="survey")
    async def action_search_corpus(self, typed: str = "") -> None:
        """Search all articles, and open what is chosen."""
        from tui.searching import search_corpus

        await search_corpus(self, typed)

    @on(FindBar.Widened)
    def _widened(self, message: FindBar.Widened) -> None:
        self.asked.pattern = message.pattern
        self.action_search_corpus(message.query)

    @work(exclusive=True, group="survey")
    async def action_entities(self) -> None:
        """Everything that is named in all articles."""
        from tui.searching import list_entities

        if await self._is_ready():
            await list_entities(self)

    @work(exclusive=True, group="survey")
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
