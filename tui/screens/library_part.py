"""`LibraryPart`: what the parts of the library may ask of each other."""

from __future__ import annotations

from collections.abc import Sequence

from textual.getters import query_one
from textual.reactive import var
from textual.screen import Screen

from annotations.library.entry import Entry
from annotations.library.queue import Order
from annotations.library.shelf import Shelf
from tui.feed import PredictionFeed
from tui.reading_list import ReadingList
from tui.session import Session
from tui.state import State
from tui.terminal_text import one_line
from tui.themes import Palette
from tui.widgets.article_list import ArticleList
from tui.widgets.library_bars import LibraryHeader
from tui.widgets.sidebar_title import FilterLine
from tui.widgets.status_line import StatusLine


class LibraryPart(Screen[None]):
    """A part of the library: some keys and what they do."""

    session: Session
    shelf: Shelf
    articles: ReadingList
    feed: PredictionFeed
    state: State
    order: Order
    """Which article comes next."""
    palette: var[Palette | None] = var(None, init=False)
    """The theme's colours, handed down."""
    list = query_one(ArticleList)
    header = query_one(LibraryHeader)
    status = query_one(StatusLine)
    filter_line = query_one(FilterLine)

    def say(self, strong: str, said: str) -> None:
        """Tell in the status line, until the cursor moves; it is gone while the program is left."""
        status = self.query_one_optional(StatusLine)
        if status is not None:
            status.strong, status.said = strong, said

    def warn(self, message: str) -> None:
        """Tell so that it is not overlooked."""
        self.notify(one_line(message), severity="warning", timeout=10, markup=False)

    @property
    def shown(self) -> Sequence[Entry]:
        """The articles that are shown, in their order."""
        raise NotImplementedError

    def show(self) -> None:
        """Show the articles as the shelf has them now."""
        raise NotImplementedError

    def show_soon(self) -> None:
        """Show them in a moment, with what comes meanwhile."""
        raise NotImplementedError

    async def look_again(self) -> None:
        """Take in what was written to the store."""
        raise NotImplementedError
