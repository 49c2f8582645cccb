"""`Opening`: turning from article to article, and bringing up what is known of each."""

from __future__ import annotations

import asyncio

from textual import work
from textual.getters import query_one
from textual.reactive import var

from annotations.article import Article
from annotations.errors import ExtractionError, PostilError, SourceError, StoreError
from annotations.sources import Reading
from annotations.span import Range
from tui.encodings import header_name
from tui.feed import PredictionFeed
from tui.page.found import Found
from tui.reading_list import ReadingList
from tui.screens.carrying import Carrying
from tui.screens.marking import Marking
from tui.widgets.header_bar import HeaderBar


class Opening(Marking, Carrying):
    """Reads an article, shows its text at once, and what is known of it as it comes."""

    article: var[Article] = var(Article(""), init=False)
    """What is read, handed down."""

    _awaited: tuple[str, Range] | None = None
    articles: ReadingList
    _feed: PredictionFeed
    header = query_one(HeaderBar)

    def turn_to(self, place: int) -> None:
        """Open the article at a place of the list."""
        if 0 <= place < len(self.articles):
            self._open(place)
        else:
            self._at_the_end(1 if place > 0 else -1)

    def go_on(self, step: int, *, to_do: bool = False) -> None:
        """Turn to the article that comes next on the way, or before."""
        place = self.articles.beside(step, to_do=to_do)
        if place is None:
            self._at_the_end(step)
        else:
            self._open(place)

    def _at_the_end(self, step: int) -> None:
        self.say("", "this is the last article" if step > 0 else "this is the first article")

    @work(exclusive=True, group="open")
    async def _open(self, place: int) -> None:
        try:
            reading = await asyncio.to_thread(self.articles.read, place)
        except SourceError as error:
            self._awaited = None
            self.warn(str(error))
        else:
            await self._turn_to(place, reading)

    def wait_for(self, article: str, place: Range) -> None:
        """When the article with this id is shown, go to a place in it."""
        self._awaited = article, place

    def go_to_awaited(self) -> None:
        """Go to the place that was waited for, if this is its article."""
        awaited, self._awaited = self._awaited, None
        if awaited is None:
            return
        id, (start, end) = awaited
        if id != self.article.id:
            self.warn("The text has changed since it was searched.")
            return
        self.view.cursor.clear()
        self.view.found = Found((start,), (end,), (start, end))
        self.view.go_to(start)

    def come_back(self) -> None:
        """The article is shown again: things may stand otherwise now."""
        self.header.place = self.articles.standing
        if self.settled.is_set() and self.session.article is self.article:
            self.show_annotations()

    async def open_article(self, id: str) -> None:
        """Turn to an article that was read before, or is in the store, by its id."""
        place = self.articles.place_of(id)
        if place is None:
            known = await asyncio.to_thread(self.session.corpus.article, id)
            place = self.articles.place_of_source(known.source) if known else None
        if place is None:
            self.warn("That was in an article that is not open here; it is changed all the same.")
            return
        await self._turn_to(place, await asyncio.to_thread(self.articles.read, place))

    async def _turn_to(self, place: int, reading: Reading) -> None:
        self.leave()
        self._show_article(place, reading)
        await self._settle(reading.article)

    def _show_article(self, place: int, reading: Reading) -> None:
        """Show the text; what is known of it comes with `_settle`."""
        article = reading.article
        self.settled.clear()
        self.sidebar.complete = False
        self.forget_found()
        self.articles.place = place
        self.article = article
        self.recall_bookmarks()
        self.header.name_shown = header_name(self.articles.ref, reading)
        self.header.place = self.articles.standing
        self.view.go_to(self._state.position(article.id))
        self.go_to_awaited()
        for notice in reading.notices:
            self.warn(notice)

    async def _settle(self, article: Article) -> None:
        """Bring up the article's annotations, and have more predicted."""
        try:
            await self.session.open(article)
        except PostilError as error:
            self.warn(str(error))
        else:
            self.show_annotations()
            self._predict(article)
            self.offer_earlier()
        finally:
            self.settled.set()

    def leave(self) -> None:
        """Remember where the open article was left."""
        if self.article.text:
            store, source = str(self.session.store), self.articles.ref.source
            self._state.leave(store, source, self.article.id, self.view.cursor.offset)

    @work(exclusive=True, group="predict")
    async def _predict(self, article: Article) -> None:
        """Take in the article's predictions as they come."""
        if self.session.predicted:
            self.sidebar.complete = True
            return
        self.header.working = "reading entities…"
        try:
            async for arrived in self._feed.predict(article, self.view.top_offset):
                if not self.session.predict(article.id, arrived.spans, arrived.pipeline):
                    return
                self.header.working = "" if arrived.part >= 1 else f"entities {arrived.part:.0%}"
                self.show_annotations()
                if await self.session.propose(arrived.part):
                    self.show_annotations()
                if arrived.problem:
                    self.warn(arrived.problem)
            await self.session.keep_predictions()
        except (ExtractionError, StoreError) as error:
            self.warn(str(error))
        finally:
            if self.is_running:
                self.header.working = ""
                self.sidebar.complete = True

    def action_next_article(self) -> None:
        """The next article."""
        self.go_on(1)

    def action_previous_article(self) -> None:
        """The previous article."""
        self.go_on(-1)
