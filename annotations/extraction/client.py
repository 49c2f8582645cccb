"""The reader's side of the child process: ask for an article's entities, get them as they come."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from enum import StrEnum
from typing import TYPE_CHECKING

from annotations.article import Article
from annotations.errors import ExtractionError
from annotations.extraction.chunks import ON_SCREEN, SIZE, Cutting, tame
from annotations.extraction.found import Found, Identity, gather, is_complete, reading, spans_of
from annotations.extraction.jobs import Chunk, Job
from annotations.extraction.keeper import Keeper, Message
from annotations.extraction.process import WorkerProcess
from annotations.predictions import Pipeline, Predictions

if TYPE_CHECKING:
    from annotations.extraction.cache import PredictionCache

_WAITING = 64
"""How many short texts may be on their way to the child at once."""


class State(StrEnum):
    """How the pipeline is."""

    STARTING = "starting"
    """It loads, at first or again after a crash; `Client.problem` says which."""
    READY = "ready"
    """It waits for a text."""
    WORKING = "working"
    """It reads."""
    FAILED = "failed"
    """It cannot be used; `Client.problem` says why."""
    ABSENT = "absent"
    """No pipeline is installed."""


class Client:
    """Takes over a child process and keeps one running.

    Belongs to the event loop it was made in. Nothing in it waits for the child: a text goes
    over in chunks of a few kilobytes, at most two at a time, and each answer is one short line.
    A child that dies or hangs is replaced; the chunk it died of is tried once more, then given
    up and reported.
    """

    def __init__(
        self,
        worker: WorkerProcess,
        *,
        on_state: Callable[[State], None] | None = None,
        cache: PredictionCache | None = None,
        cutting: Cutting = ON_SCREEN,
        timeout: float = 30.0,
        load_timeout: float = 120.0,
        max_restarts: int = 10,
    ) -> None:
        """Listen to `worker`.

        Args:
            worker: A child from `spawn`.
            on_state: Called on the loop whenever `state` has changed.
            cache: Keeps predictions, and which pipeline `--model` meant.
            cutting: How long the pieces are in which texts are read.
            timeout: Seconds that one chunk may take.
            load_timeout: Seconds that loading may take.
            max_restarts: How many children may be lost before giving up.
        """
        self.state = State.STARTING
        self.problem = ""
        self.identity: Identity | None = None
        self._on_state, self._cache, self._timeout = on_state, cache, timeout
        self._cutting = cutting
        self._load_timeout, self._max_restarts = load_timeout, max_restarts
        self._restarts = max_restarts
        self._is_loaded = self._failed_to_load = self._is_closed = False
        self._jobs: list[Job] = []  # the most urgent one last
        self._sent: deque[Chunk] = deque()
        self._settled = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._keeper = Keeper(worker, self._loop, self._on_message, self._on_loss)
        self._keeper.expect(load_timeout)

    @property
    def pipeline(self) -> Pipeline | None:
        """Who predicts; known from the first time that it is ready."""
        if self.identity is None or self._cutting == ON_SCREEN:
            return self.identity.pipeline if self.identity else None
        return reading(self.identity.pipeline, self._cutting)

    @property
    def labels(self) -> tuple[str, ...]:
        """All that the pipeline can say."""
        return self.identity.labels if self.identity else ()

    @property
    def language(self) -> str:
        """The language that the pipeline reads."""
        return self.identity.language if self.identity else ""

    async def ready(self) -> Pipeline:
        """Wait until the pipeline is known.

        Raises:
            ExtractionError: It cannot be used, or there is none.
        """
        await self._settled.wait()
        if self.pipeline is None:
            raise ExtractionError(self.problem)
        return self.pipeline

    def extract(
        self, article_id: str, text: str, first: int = 0, *, urgent: bool = True
    ) -> AsyncIterator[Found]:
        """Read a text; the stretches come as they are read and together are the text.

        Leaving the loop over them ends the work, and so does `cancel`, which ends the loop.

        Args:
            article_id: Names the work for `cancel` and `look_at`.
            text: What to read.
            first: Where the reader looks: that stretch comes first, then what follows it.
            urgent: Go before all that waits already; otherwise after it.

        Raises:
            ExtractionError: The pipeline cannot be used, or there is none.
        """
        job = Job(article_id, text, first, self._cutting)
        if self.state in (State.FAILED, State.ABSENT):
            job.end(ExtractionError(self.problem))
        elif not job.is_over:
            self._jobs.insert(len(self._jobs) if urgent else 0, job)
            self._send()
        return self._stream(job)

    async def predict(self, article: Article) -> Predictions:
        """Read a whole article, or take it from the cache; after all that waits already.

        Raises:
            ExtractionError: It could not be read, or not all of it.
        """
        pipeline = await self.ready()
        cache = self._cache
        if cache and (known := await asyncio.to_thread(cache.get, article, pipeline)):
            return known
        founds = [f async for f in self.extract(article.id, article.text, urgent=False)]
        if errors := [found.error for found in founds if found.error]:
            raise ExtractionError(errors[0])
        if not is_complete(article, founds):
            raise ExtractionError("the extraction was cancelled")
        predictions = await asyncio.to_thread(gather, article, pipeline, founds)
        if cache:
            await asyncio.to_thread(cache.put, predictions)
        return predictions

    def look_at(self, article_id: str, first: int) -> None:
        """The reader has turned to another place: go on there, before all that waits."""
        for job in [job for job in self._jobs if job.article_id == article_id]:
            self._jobs.remove(job)
            self._jobs.append(job)
            job.turn_to(first)

    def cancel(self, article_id: str) -> None:
        """Read no more of a text; its loop ends."""
        for job in [job for job in self._jobs if job.article_id == article_id]:
            self._drop(job)

    def restart(self) -> None:
        """Start anew after a failure."""
        if self.state in (State.FAILED, State.ABSENT) and not self._is_closed:
            self._keeper.end()
            self._restarts = self._max_restarts
            self._failed_to_load = False
            self._settled.clear()
            self._start_another()

    def close(self) -> None:
        """End the child, and all loops. Takes milliseconds, leaves nothing."""
        if not self._is_closed:
            self._is_closed = True
            self._keeper.close()
            self._give_up(State.FAILED, "the extraction is closed")

    async def _stream(self, job: Job) -> AsyncIterator[Found]:
        try:
            while found := await job.found():
                yield found
        finally:
            self._drop(job)

    def _drop(self, job: Job) -> None:
        job.end()
        if job in self._jobs:
            self._jobs.remove(job)

    # What goes to the child

    def _send(self) -> None:
        """Send as many chunks as shall be on their way, the most urgent first."""
        while (job := self._next_job()) and self._has_room(job):
            chunk = job.next()
            self._sent.append(chunk)
            self._keeper.send({"id": chunk.number, "text": tame(chunk.text)})
            if len(self._sent) == 1 and self._is_loaded:
                self._keeper.expect(self._timeout)
        self._show(self._current_state())

    def _next_job(self) -> Job | None:
        return next((job for job in reversed(self._jobs) if job.is_waiting), None)

    def _has_room(self, job: Job) -> bool:
        """Two chunks, so that the child never waits; more where the texts are short.

        A chunk that a child died of goes alone, so that no other is blamed for it.
        """
        if not self._keeper.is_running or not self._sent:
            return self._keeper.is_running
        if job.next_is_suspect or self._sent[0].is_suspect:
            return False
        characters = sum(len(chunk.text) for chunk in self._sent)
        return len(self._sent) < 2 or (characters < SIZE and len(self._sent) < _WAITING)

    # What comes from the child

    def _on_message(self, message: Message) -> None:
        self._keeper.relax()
        if "ready" in message:
            self._on_ready(Identity.from_dict(message["ready"]))
        elif "error" in message:
            self._on_error(**message["error"])
        else:
            self._on_answer(message)

    def _on_ready(self, identity: Identity) -> None:
        self.identity = identity
        self._is_loaded, self._failed_to_load = True, False
        if self._cache:
            self._cache.remember(self._keeper.worker, identity)
        self._settled.set()
        if self._sent:
            self._keeper.expect(self._timeout)
        self._send()

    def _on_error(self, kind: str, message: str) -> None:
        self._keeper.end()
        self._give_up(State.ABSENT if kind == "absent" else State.FAILED, message)

    def _on_answer(self, message: Message) -> None:
        chunk = self._sent[0]
        if message["id"] != chunk.number:
            raise ValueError(f"to {message['id']}, not to {chunk.number}")
        start, end = chunk.range
        if error := message.get("failed"):
            found = Found(start, end, error=f"the pipeline failed: {error}")
        else:
            found = Found(start, end, spans_of(chunk.job.text, start, end, message["spans"]))
        self._sent.popleft()
        chunk.job.tell(found)
        if chunk.job.is_over:
            self._drop(chunk.job)
        if self._sent:
            self._keeper.expect(self._timeout)
        self._send()

    def _on_loss(self, reason: str) -> None:
        """A child is gone: another takes its place, and goes on with what it was doing."""
        self.problem = reason
        was_loaded, self._is_loaded = self._is_loaded, False
        self._take_back(reason, blame=was_loaded)
        if not self._restarts or (not was_loaded and self._failed_to_load):
            self._give_up(State.FAILED, reason)
            return
        self._restarts -= 1
        self._failed_to_load = not was_loaded
        self._start_another()

    def _take_back(self, reason: str, *, blame: bool) -> None:
        """Put the chunks back that were on their way; give up the first if it failed twice."""
        while self._sent:
            chunk = self._sent.pop()
            is_first = not self._sent
            if is_first and blame and chunk.job.failed(chunk.number) > 1:
                chunk.job.tell(Found(*chunk.range, error=reason))
            else:
                chunk.job.put_back(chunk.number)

    def _start_another(self) -> None:
        try:
            self._keeper.start_another()
        except ExtractionError as error:
            self._give_up(State.FAILED, str(error))
            return
        self._keeper.expect(self._load_timeout)
        self._show(State.STARTING)
        self._send()

    def _give_up(self, state: State, problem: str) -> None:
        self.problem = problem
        self._is_loaded = False
        self._sent.clear()
        for job in self._jobs:
            job.end(ExtractionError(problem))
        self._jobs.clear()
        self._settled.set()
        self._show(state)

    def _current_state(self) -> State:
        if not self._is_loaded:
            return self.state
        return State.WORKING if self._sent else State.READY

    def _show(self, state: State) -> None:
        if state != self.state and not self._loop.is_closed():
            self.state = state
            # Not now: an error in what is called must not pass for one of the child.
            self._loop.call_soon(self._tell, state)

    def _tell(self, state: State) -> None:
        if self._on_state and not self._is_closed:
            self._on_state(state)
