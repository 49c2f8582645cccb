"""`ReadingList`: what was opened, in order, read when it is turned to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from annotations.article import Article
from annotations.sources import Reading, SourceRef, read


class ReadingList:
    """Sources and a place among them.

    Args:
        refs: What was opened.
        read: Reads one; blocks.
    """

    def __init__(
        self, refs: Sequence[SourceRef], read: Callable[[SourceRef], Reading] = read
    ) -> None:
        self.refs = tuple(refs)
        self.place = 0
        self._read = read
        self._places: dict[str, int] = {}
        self._next: tuple[int, Reading] | None = None

    def __len__(self) -> int:
        return len(self.refs)

    @property
    def ref(self) -> SourceRef:
        """The source at the present place."""
        return self.refs[self.place]

    def read(self, place: int) -> Reading:
        """Read the article at `place`; blocks.

        Raises:
            SourceError: It cannot be read.
        """
        if self._next and self._next[0] == place:
            reading, self._next = self._next[1], None
        else:
            reading = self._read(self.refs[place])
        self._places[reading.article.id] = place
        return reading

    def append(self, ref: SourceRef, reading: Reading) -> int:
        """Put an article at the end that was read already; its place."""
        before = self._read
        self._read = lambda one: reading if one == ref else before(one)
        self.refs = (*self.refs, ref)
        return len(self.refs) - 1

    def read_ahead(self, place: int) -> None:
        """Read the article at `place` now, for the next `read` of it.

        Raises:
            SourceError: It cannot be read.
        """
        self._next = place, self._read(self.refs[place])

    def read_again(self) -> Reading:
        """What `read_ahead` has read, which the next `read` will give."""
        assert self._next is not None
        return self._next[1]

    def place_of(self, article: Article | str) -> int | None:
        """Where an article was read; None when it was not yet."""
        return self._places.get(article if isinstance(article, str) else article.id)

    def place_of_source(self, source: str) -> int | None:
        """Where a source stands; None when it is not here."""
        wanted = Path(source).absolute()
        places = (i for i, ref in enumerate(self.refs) if Path(ref.source).absolute() == wanted)
        return next(places, None)
