"""`ReadingList`: what was opened, in order, read when it is turned to."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence

from annotations.article import Article
from annotations.sources import Reading, SourceRef, read


class ReadingList:
    """Sources, a place among them, and the way from one to the next.

    Args:
        refs: What was opened.
        read: Reads one; blocks.
    """

    def __init__(
        self, refs: Sequence[SourceRef], read: Callable[[SourceRef], Reading] = read
    ) -> None:
        self.refs = tuple(refs)
        self.place = 0
        self.queue: tuple[SourceRef, ...] = ()
        """The way through them; empty to go by their order."""
        self.is_done: Callable[[SourceRef], bool] = lambda _: False
        """Whether an article needs no more work."""
        self._read = read
        self._refs: dict[str, SourceRef] = {}
        self._next: tuple[SourceRef, Reading] | None = None
        self._indexed: tuple[tuple[SourceRef, ...], dict[SourceRef, int]] = ((), {})

    def __len__(self) -> int:
        return len(self.refs)

    @property
    def ref(self) -> SourceRef:
        """The source at the present place."""
        return self.refs[self.place]

    def replace(self, refs: Iterable[SourceRef]) -> None:
        """Other sources are there now. The present one stays, wherever it is then."""
        refs = tuple(refs)
        if refs == self.refs:
            return
        present, self.refs = self.ref, refs
        place = self.place_of_ref(present)
        if place is None:
            one = next((i for i, r in enumerate(self.refs) if r.address == present.address), None)
            if one is None:
                self.refs = (*self.refs, present)
                one = len(self.refs) - 1
            place = one
        self.place = place

    def read(self, place: int) -> Reading:
        """Read the article at `place`; blocks.

        Raises:
            SourceError: It cannot be read.
        """
        return self.read_ref(self.refs[place])

    def read_ref(self, ref: SourceRef) -> Reading:
        """Read one of the articles; blocks.

        Raises:
            SourceError: It cannot be read.
        """
        if self._next and self._next[0] == ref:
            reading, self._next = self._next[1], None
        else:
            reading = self._read(ref)
        self._refs[reading.article.id] = ref
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
        self._next = self.refs[place], self._read(self.refs[place])

    def read_again(self) -> Reading:
        """What `read_ahead` has read, which the next `read` will give."""
        assert self._next is not None
        return self._next[1]

    def place_of(self, article: Article | str) -> int | None:
        """Where an article was read; None when it was not yet."""
        ref = self._refs.get(article if isinstance(article, str) else article.id)
        return self.place_of_ref(ref) if ref is not None else None

    def place_of_ref(self, ref: SourceRef) -> int | None:
        """Where a source stands; None when it is not here."""
        refs, places = self._indexed
        if refs is not self.refs:
            places = {one: place for place, one in enumerate(self.refs)}
            self._indexed = self.refs, places
        return places.get(ref)

    def place_of_source(self, source: str) -> int | None:
        """Where a source stands, by what it is called; None when it is not here."""
        if not source:
            return None
        wanted = os.path.abspath(source)  # noqa: PTH100  (pathlib takes long for thousands)
        name = os.path.basename(source)  # noqa: PTH119
        likely = ((i, ref) for i, ref in enumerate(self.refs) if ref.source.endswith(name))
        places = (i for i, ref in likely if os.path.abspath(ref.source) == wanted)  # noqa: PTH100
        return next(places, None)

    # The way through them.

    @property
    def standing(self) -> str:
        """Which of how many this is: `3 of 12`."""
        way = self.queue or self.refs
        at = self._on_the_way()
        return f"{'–' if at is None else at + 1} of {len(way)}"

    def beside(self, step: int, *, to_do: bool = False) -> int | None:
        """The place of the article that comes next, or before; None at the end of the way.

        Args:
            step: 1 or -1.
            to_do: Only one that is not done.
        """
        way, at = self.queue or self.refs, self._on_the_way()
        if at is None:
            at = -1 if step > 0 else len(way)
        for number in range(at + step, len(way) if step > 0 else -1, step):
            place = self.place_of_ref(way[number])
            if place is not None and not (to_do and self.is_done(way[number])):
                return place
        return None

    def _on_the_way(self) -> int | None:
        """Where the present article stands on the way."""
        if not self.queue:
            return self.place
        return self.queue.index(self.ref) if self.ref in self.queue else None
