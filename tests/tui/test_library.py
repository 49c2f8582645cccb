"""The library: what is listed, chosen and marked there, and the way to the desk and back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.tui.driving import Desk, WordFeed, Workplace
from tui.screens.corpus_search import CorpusSearchScreen
from tui.screens.library import LibraryScreen
from tui.widgets.article_row import FolderRow

THREE = {
    "1-one.txt": "The first article\n\n24 May 2022\n\nDushanbe waits for rain, and Kabul too.\n",
    "2-two.txt": "The second article\n\n3 June 2023\n\nKabul waits too, for a year or two.\n",
    "10-ten.txt": "The tenth article\n\nNobody waits here for anything at all, it seems.\n",
}
WORDS = {"Dushanbe": "ORG", "Kabul": "GPE"}


class Library(Desk):
    """A running program with the library in front."""

    @property
    def library(self) -> LibraryScreen:
        """The library itself, whatever lies over it."""
        assert self.app.library is not None
        return self.app.library

    @property
    def titles(self) -> list[str]:
        """The rows: titles of articles, names of folders."""
        return [
            Path(row.folder).name + "/" if isinstance(row, FolderRow) else row.title
            for row in self.library.list.rows
        ]

    @property
    def here(self) -> str:
        """The row under the cursor."""
        return self.titles[self.library.list.cursor]

    @property
    def statuses(self) -> dict[str, str]:
        """Where each article stands."""
        return {one.ref.name: one.standing.status for one in self.library.shelf.entries}

    @property
    def told(self) -> str:  # type: ignore[override]
        """What the status line says."""
        status = self.library.status
        return f"{status.strong} {status.said}".strip()

    async def knows(self, predicate: Callable[[], object], what: str) -> None:
        """Wait for the library to have learned something."""
        await self.until(predicate, what)

    async def arrive(self, name: str) -> None:
        """Wait until an article is open on the desk, with its predictions."""
        await self.dialog("DeskScreen")
        await self.until(lambda: self.screen.articles.ref.name == name, name)
        await self.until(
            lambda: (
                self.app.session.article is self.screen.article
                and self.screen.article.text
                and not self.screen.header.working
            ),
            "what stands in it",
        )


Opener = Callable[..., "AbstractLibrary"]


@pytest.fixture
def still_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody watches the folder: tests say when it changed."""
    monkeypatch.setattr("annotations.library.watching.Watcher.start", lambda self: None)


@pytest.fixture
def open_library(workplace: Workplace, still_files):
    """Opens the program with the library in front."""

    @asynccontextmanager
    async def opened(
        texts: Mapping[str, str | bytes] | None = None,
        *,
        size: tuple[int, int] = (120, 30),
        learned: bool = True,
        **launch: object,
    ) -> AsyncIterator[Library]:
        if texts is not None:
            workplace.write(texts)
        app = workplace.app(WordFeed(WORDS), library=True, **launch)
        try:
            async with app.run_test(size=size, notifications=True) as pilot:
                library = Library(app, pilot)
                await library.dialog("LibraryScreen")
                if learned:
                    await library.until(lambda: library.library.is_up_to_date, "all that is known")
                yield library
        finally:
            await app.session.close()

    return opened


async def searched(library: Library, typed: str) -> CorpusSearchScreen:
    """Search all articles from the library."""
    library.strike("/")
    await library.dialog("CorpusSearchScreen")
    screen = library.app.screen
    assert isinstance(screen, CorpusSearchScreen)
    await library.type(typed)
    await library.until(lambda: screen.is_complete, "the end of looking")
    return screen


class TestSearching:
    async def test_slash_looks_through_all_articles_and_opens_at_the_hit(self, open_library):
        async with open_library(THREE) as library:
            screen = await searched(library, "waits")
            assert {place.name for place in screen.hits.places} == set(THREE)
            await library.press("enter", "G", "enter")
            await library.dialog("DeskScreen")
            await library.until(lambda: library.token == "waits", "the hit")
            assert library.text == THREE["10-ten.txt"]

    async def test_the_article_that_was_left_is_gone_to_as_well(self, open_library):
        async with open_library(THREE) as library:
            await library.press("enter")
            await library.dialog("DeskScreen")
            await library.press("backspace")
            await library.dialog("LibraryScreen")
            await searched(library, "rain")
            await library.press("enter", "enter")
            await library.dialog("DeskScreen")
            await library.until(lambda: library.token == "rain", "the hit")

    async def test_what_is_labelled_there_is_seen_in_the_library(self, open_library):
        async with open_library(THREE) as library:
            await searched(library, "kabul")
            await library.press("enter", "A", "4")
            await library.until(lambda: "LOC · 2 places" in library.page, "the act")
            await library.press("escape")
            await library.dialog("LibraryScreen")
            started = {"1-one.txt": "started", "2-two.txt": "started", "10-ten.txt": "new"}
            await library.knows(lambda: library.statuses == started, "what was labelled")
            await library.press("u")
            await library.knows(lambda: set(library.statuses.values()) == {"new"}, "the undo")
