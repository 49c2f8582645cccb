"""`Found`: the places in an article that the reader looks for."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from annotations.span import Range


@dataclass(frozen=True)
class Found:
    """Places that match, first to last, and the one the reader is at."""

    starts: Sequence[int] = field(default_factory=lambda: array("q"), repr=False)
    ends: Sequence[int] = field(default_factory=lambda: array("q"), repr=False)
    at: Range | None = None
    """The place the reader is at."""

    def __len__(self) -> int:
        return len(self.starts)

    def __getitem__(self, place: int) -> Range:
        return self.starts[place], self.ends[place]

    def within(self, start: int, end: int) -> list[Range]:
        """The places that share a character with a stretch of the text."""
        first, last = bisect_right(self.ends, start), bisect_left(self.starts, end)
        return [self[place] for place in range(first, last)]

    def beside(self, offset: int, step: int) -> tuple[int, bool] | None:
        """The number of the next place behind an offset, or of the last before it.

        Returns:
            The number, and whether it lies beyond the end (or the top) of the article; None when
            there is no place at all.
        """
        if not self.starts:
            return None
        if step > 0:
            place = bisect_right(self.starts, offset)
            return (place, False) if place < len(self) else (0, True)
        place = bisect_left(self.starts, offset) - 1
        return (place, False) if place >= 0 else (len(self) - 1, True)


NOTHING_FOUND = Found()
