"""`SpanIndex`: finds the items whose spans touch a place, by bisection."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import Generic, TypeVar

from annotations.span import Span

T = TypeVar("T")


class SpanIndex(Generic[T]):
    """Items by where their spans lie.

    Args:
        items: Sorted by their span's start.
        spans: The span of each item.
    """

    def __init__(self, items: Sequence[T], spans: Sequence[Span]) -> None:
        self._items = items
        self._starts = [span.start for span in spans]
        self._ends = [span.end for span in spans]
        self._reach = list(accumulate(self._ends, max))
        """The furthest end up to each item: how far back a search must look."""

    def overlapping(self, start: int, end: int) -> list[T]:
        """The items that share a character with `start` to `end`, in order."""
        first = bisect_right(self._reach, start)
        last = bisect_left(self._starts, end)
        return [self._items[i] for i in range(first, last) if self._ends[i] > start]

    def next_from(self, offset: int) -> int:
        """The place of the first item that starts at `offset` or later."""
        return bisect_left(self._starts, offset)
