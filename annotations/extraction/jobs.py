"""The texts that wait for the pipeline, and what has been found in them."""

from __future__ import annotations

from asyncio import Queue
from collections import Counter
from dataclasses import dataclass

from annotations.errors import ExtractionError
from annotations.extraction.chunks import ON_SCREEN, Chunks, Cutting
from annotations.extraction.found import Found
from annotations.span import Range


class Job:
    """One text: the chunks that are still to be read, and the stretches that were."""

    def __init__(
        self, article_id: str, text: str, first: int, cutting: Cutting = ON_SCREEN
    ) -> None:
        """The chunk that holds `first` is to be read first."""
        self.article_id, self.text = article_id, text
        self._chunks = Chunks(text, cutting)
        self._waiting = self._chunks.order(first)[::-1]  # the next one last
        self._unanswered = len(self._waiting)
        self._found: Queue[Found | ExtractionError | None] = Queue()
        self._failures: Counter[int] = Counter()
        self.is_over = False
        if not self._waiting:
            self.end()

    @property
    def is_waiting(self) -> bool:
        """Whether a chunk remains to be sent."""
        return bool(self._waiting) and not self.is_over

    def next(self) -> Chunk:
        """Take the next chunk."""
        number = self._waiting.pop()
        start, end = self._chunks[number]
        return Chunk(self, number, (start, end), self.text[start:end])

    def put_back(self, number: int) -> None:
        """A chunk that was taken is to be read next."""
        self._waiting.append(number)

    def turn_to(self, first: int) -> None:
        """Read on from `first`."""
        at = self._chunks.number_at(first)
        self._waiting.sort(key=lambda number: (number < at, number), reverse=True)

    def failed(self, number: int) -> int:
        """Count a failure of a chunk; how many it is."""
        self._failures[number] += 1
        return self._failures[number]

    def has_failed(self, number: int) -> bool:
        """Whether a chunk has failed before."""
        return number in self._failures

    @property
    def next_is_suspect(self) -> bool:
        """Whether the next chunk has failed before."""
        return self.is_waiting and self.has_failed(self._waiting[-1])

    def tell(self, found: Found) -> None:
        """A stretch was read, or given up."""
        if not self.is_over:
            self._found.put_nowait(found)
            self._unanswered -= 1
            if not self._unanswered:
                self.end()

    def end(self, error: ExtractionError | None = None) -> None:
        """Nothing more will come."""
        if not self.is_over:
            self.is_over = True
            self._found.put_nowait(error)

    async def found(self) -> Found | None:
        """The next stretch, or None at the end.

        Raises:
            ExtractionError: Nothing can read the text.
        """
        found = await self._found.get()
        if isinstance(found, ExtractionError):
            raise found
        return found


@dataclass(frozen=True, slots=True)
class Chunk:
    """A chunk that was taken from its job."""

    job: Job
    number: int
    range: Range
    text: str

    @property
    def is_suspect(self) -> bool:
        """Whether a child may have died of it."""
        return self.job.has_failed(self.number)
