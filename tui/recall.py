"""`Recall`: the memory at work beside the screen, in threads of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotations.annotation_set import AnnotationSet
from annotations.article import Article
from annotations.errors import PostilError

if TYPE_CHECKING:
    from annotations.extraction.memory import Memory
    from annotations.extraction.memory.proposing import Opinion
    from annotations.store.corpus import Corpus

Run = Callable[..., Awaitable[Any]]

LARGE = 100_000
"""Characters of an article that is gone over once it was read whole, not as it is read."""


PATIENCE = 2.0
"""Seconds for which proposals wait while a long past is learned."""


class Recall:
    """Learns from the articles that were corrected, and proposes for the one that is open.

    Args:
        folder: Where the memory is kept between sessions.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._memory: Memory | None = None
        self._turn = asyncio.Lock()
        self._beginning: asyncio.Task[None] | None = None
        self._last = 0
        self._learned: set[str] = set()
        self._closing = False
        self.problem = ""
        """Why there is no memory; empty when there is one."""

    def begin(self, corpus: Corpus, run: Run, is_open: Callable[[str], bool]) -> None:
        """Recall what was learned before, and learn what is new, without waiting for it.

        Args:
            corpus: The store.
            run: Runs what reads the store, in the thread that may.
            is_open: Whether an article is being worked on; it is learned from when it is left.
        """
        self._is_open = is_open
        self._on_store = run
        self._beginning = asyncio.create_task(self._begin(corpus))

    async def _begin(self, corpus: Corpus) -> None:
        async with self._turn:
            try:
                await self._catch_up(corpus)
            except PostilError as error:
                self.problem = f"nothing is remembered: {error}"

    async def _catch_up(self, corpus: Corpus) -> None:
        newest = await self._on_store(_newest, corpus)
        memory, last = await asyncio.to_thread(_recalled, self._folder, corpus.path, newest)
        lessons, self._last = await self._on_store(_news, corpus, last)
        for id, recent in lessons:
            if self._closing:
                return  # then all of it is learned next time
            lesson = None if self._is_open(id) else await self._on_store(_read, corpus, id)
            if lesson is not None:
                await asyncio.to_thread(memory.learn, *lesson, train=recent)
        self._memory = memory

    async def learn(self, article: Article, current: AnnotationSet) -> None:
        """Learn from an article that is left."""
        if current.events:
            async with self._turn:
                if self._memory is not None:
                    self._learned.add(article.id)
                    await asyncio.to_thread(self._memory.learn, article, current)

    async def propose(
        self, article: Article, current: AnnotationSet, part: float
    ) -> Opinion | None:
        """What the memory has to say of an article; None when that is nothing.

        Args:
            article: The open article.
            current: What stands in it.
            part: How much of it was read by the pipeline, 0 to 1.
        """
        if part < 1 and len(article.text) > LARGE:
            return None
        if self._memory is None and self._beginning is not None:
            await asyncio.wait([self._beginning], timeout=PATIENCE)
        if self._memory is None:
            return None
        async with self._turn:
            if self._memory.is_empty:
                return None
            return await asyncio.to_thread(self._memory.opinion, article, current)

    async def close(self, corpus: Corpus) -> None:
        """Keep what was learned for the next time."""
        from annotations.extraction.memory import keeping

        self._closing = True
        if self._beginning is not None:
            await self._beginning
        async with self._turn:
            if self._memory is not None and not self._memory.is_empty:
                news, last = await self._on_store(_news, corpus, self._last)
                if not {id for id, _ in news} <= self._learned:
                    last = self._last  # others corrected more: that is learned next time
                file = keeping.cache_file(self._folder, corpus.path)
                await asyncio.to_thread(keeping.save, self._memory, last, file)


def _recalled(folder: Path, store: Path, newest: int) -> tuple[Memory, int]:
    """What is known, and up to which correction; importing the memory takes a while as well."""
    from annotations.extraction.memory import catching_up, keeping

    return catching_up.recall(store, newest, keeping.cache_file(folder, store))


def _newest(corpus: Corpus) -> int:
    """The number of the last correction."""
    return corpus.last_correction


def _news(corpus: Corpus, last: int) -> tuple[list[tuple[str, bool]], int]:
    """What there is to learn behind a correction, and the number of the newest one."""
    from annotations.extraction.memory.catching_up import lessons

    return lessons(corpus, last), corpus.last_correction


def _read(corpus: Corpus, id: str) -> tuple[Article, AnnotationSet] | None:
    article = corpus.article(id)
    return (article, corpus.annotations(id)) if article else None
