"""Many articles, one after the other, without a screen: for the command line and notebooks."""

from __future__ import annotations

import asyncio
import os
from collections import deque
from collections.abc import Coroutine, Iterable, Iterator
from concurrent.futures import Future
from threading import Lock, Thread
from typing import Any, TypeVar

from annotations.article import Article
from annotations.errors import ExtractionError
from annotations.extraction.cache import PredictionCache
from annotations.extraction.chunks import IN_BULK
from annotations.extraction.client import Client
from annotations.extraction.found import reading
from annotations.extraction.process import WorkerProcess, spawn
from annotations.predictions import Pipeline, Predictions

T = TypeVar("T")
Outcome = tuple[Article, Predictions | ExtractionError]

_AHEAD = 250_000
"""Characters per process that are read ahead, so that none ever waits: some three seconds."""
_QUEUE = 500
"""Articles that are read ahead, should they be short."""
_MOST_PROCESSES = 4


def predict(
    articles: Iterable[Article],
    model: str | None = None,
    cache: PredictionCache | None = None,
    *,
    code: str | None = None,
    processes: int | None = None,
    timeout: float = 30.0,
) -> Iterator[Outcome]:
    """Predict the entities of articles, in their order.

    Texts of up to 16 kB are read whole, longer ones in pieces of that length: what is found is
    what the pipeline finds by itself.

    Args:
        articles: Taken as they are needed.
        model: A package or a path; by default the best English pipeline that is installed.
        cache: Where predictions are kept. If it has them all, no pipeline is loaded.
        code: A Python file that registers what the pipeline needs.
        processes: At most so many at once; by default as many as there are processors, up to
            four. A further one is started only when there is work for it.
        timeout: Seconds that one chunk of an article may take.

    Yields:
        Each article with its predictions, or with the reason why it could not be read whole.

    Raises:
        ExtractionError: The pipeline cannot be used, or there is none.
    """
    crew = _Crew(model, cache, code, timeout, processes or min(_MOST_PROCESSES, _processors()))
    waiting: deque[tuple[Article, Future[Predictions]]] = deque()
    try:
        for article in articles:
            waiting.append((article, crew.predict(article)))
            while waiting and (crew.is_busy or len(waiting) > _QUEUE or waiting[0][1].done()):
                yield _outcome(*waiting.popleft())
        while waiting:
            yield _outcome(*waiting.popleft())
    finally:
        crew.close()


def known(
    cache: PredictionCache, model: str | None = None, code: str | None = None
) -> Pipeline | None:
    """Who would predict, if that is known without a child; as `PredictionCache.recall`."""
    identity = cache.recall(model, code)
    return reading(identity.pipeline, IN_BULK) if identity else None


class _Crew:
    """Some clients, on an event loop in a thread: the caller may be running a loop itself."""

    def __init__(
        self,
        model: str | None,
        cache: PredictionCache | None,
        code: str | None,
        timeout: float,
        most: int,
    ) -> None:
        self._model, self._code, self._cache = model, code, cache
        self._timeout, self._most = timeout, most
        self._known = known(cache, model, code) if cache else None
        self._clients: list[Client] = []
        self._loads: list[int] = []  # characters that wait, by client
        self._lock = Lock()
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    @property
    def is_busy(self) -> bool:
        """Whether there is enough to do for now."""
        return sum(self._loads) > _AHEAD * self._most

    def predict(self, article: Article) -> Future[Predictions]:
        """Begin with an article, or find it in the cache."""
        if hit := self._recall(article):
            found: Future[Predictions] = Future()
            found.set_result(hit)
            return found
        number = self._least_loaded()
        size = len(article.text)
        self._add(number, size)
        future = self._do(self._clients[number].predict(article))
        future.add_done_callback(lambda _: self._add(number, -size))
        return future

    def close(self) -> None:
        """End all."""
        self._do(self._end()).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _recall(self, article: Article) -> Predictions | None:
        if self._known and self._cache:
            return self._cache.get(article, self._known)
        return None

    def _add(self, number: int, size: int) -> None:
        with self._lock:  # called from both threads
            self._loads[number] += size

    def _least_loaded(self) -> int:
        number = min(range(len(self._loads)), key=self._loads.__getitem__, default=None)
        if number is None:
            self._do(self._hire()).result()
            self._do(self._clients[0].ready()).result()
            return 0
        if self._loads[number] > _AHEAD // 2 and len(self._loads) < self._most:
            self._do(self._hire()).result()
            return len(self._loads) - 1
        return number

    async def _hire(self) -> None:
        worker = spawn(self._model, code=self._code, nice=0)
        self._clients.append(self._client(worker))
        self._loads.append(0)

    def _client(self, worker: WorkerProcess) -> Client:
        return Client(worker, cache=self._cache, cutting=IN_BULK, timeout=self._timeout)

    async def _end(self) -> None:
        for client in self._clients:
            client.close()
        this = asyncio.current_task()
        others = [task for task in asyncio.all_tasks() if task is not this]
        await asyncio.gather(*others, return_exceptions=True)
        await self._loop.shutdown_asyncgens()
        await self._loop.shutdown_default_executor()

    def _do(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        return asyncio.run_coroutine_threadsafe(work, self._loop)


def _outcome(article: Article, future: Future[Predictions]) -> Outcome:
    try:
        return article, future.result()
    except ExtractionError as error:
        return article, error


def _processors() -> int:
    """How many this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
