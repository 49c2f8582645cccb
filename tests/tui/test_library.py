"""The library: what is listed, chosen and marked there, and the way to the desk and back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from annotations.sources import SourceRef
from tests.tui.driving import Desk, WordFeed, Workplace
from tui.commands import COMMANDS, Where
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
