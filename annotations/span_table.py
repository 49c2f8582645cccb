"""`SpanTable`: items by where their spans lie, in a form whose next version costs what changed."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from heapq import merge
from typing import Generic, Protocol, TypeVar

from annotations.span import Span, document_order

REACH = 2048
"""Characters of a bucket; a longer span is kept apart, so that the bucket before is far enough."""


class Placed(Protocol):
    """Anything with a span and a name."""

    @property
    def id(self) -> str:
        """Names the item; orders those with the same extent and label."""

    @property
    def span(self) -> Span:
        """Where it lies."""


T = TypeVar("T", bound=Placed)


def place(item: Placed) -> tuple[int, int, str, str]:
    """Sorts items: document order, then id."""
    return (*document_order(item.span), item.id)


def _start(item: Placed) -> int:
    return item.span.start


class SpanTable(Generic[T]):
    """Items in document order. Never changed; `with_changes` makes the next version.

    Items are kept in buckets by where they start, and two versions share the buckets in which
    they are the same. The few spans longer than a bucket are kept apart.
    """

    def __init__(
        self,
        buckets: Mapping[int, tuple[T, ...]] | None = None,
        long: tuple[T, ...] = (),
        count: int = 0,
    ) -> None:
        self._buckets = buckets or {}
        self._long = long
        self._count = count

    def with_changes(self, gone: Iterable[T], come: Iterable[T]) -> SpanTable[T]:
        """The table without some of its items and with others."""
        out, in_ = self._by_bucket(gone), self._by_bucket(come)
        buckets, long, count = dict(self._buckets), self._long, self._count
        for number in out.keys() | in_.keys():
            old = long if number < 0 else buckets.get(number, ())
            leaving = {item.id for item in out.get(number, ())}
            kept = [item for item in old if item.id not in leaving] if leaving else list(old)
            new = tuple(sorted([*kept, *in_.get(number, ())], key=place))
            count += len(new) - len(old)
            if number < 0:
                long = new
            elif new:
                buckets[number] = new
            else:
                buckets.pop(number, None)
        return SpanTable(buckets, long, count)

    @staticmethod
    def _by_bucket(items: Iterable[T]) -> Mapping[int, list[T]]:
        found: defaultdict[int, list[T]] = defaultdict(list)
        for item in items:
            span = item.span
            found[-1 if span.end - span.start > REACH else span.start // REACH].append(item)
        return found

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[T]:
        short = (item for number in self._numbers for item in self._buckets[number])
        return merge(short, self._long, key=place) if self._long else iter(short)

    @cached_property
    def _numbers(self) -> list[int]:
        """The buckets that hold something, in order."""
        return sorted(self._buckets)

    def overlapping(self, start: int, end: int) -> list[T]:
        """The items that share a character with `start` to `end`, in order."""
        found: list[T] = []
        numbers = self._numbers
        first = bisect_left(numbers, (start - REACH) // REACH)
        for number in numbers[first : bisect_right(numbers, (end - 1) // REACH)]:
            bucket = self._buckets[number]
            until = bisect_left(bucket, end, key=_start)
            found += [item for item in bucket[:until] if item.span.end > start]
        long = [a for a in self._long if a.span.start < end and a.span.end > start]
        return sorted([*found, *long], key=place) if long else found

    def beside(self, offset: int, step: int, wanted: Callable[[T], bool]) -> T | None:
        """The first wanted item that starts behind `offset`, or the last that starts before it.

        Args:
            offset: Where to look from.
            step: 1 for behind, -1 for before.
            wanted: Which items count.
        """
        behind = step > 0

        def counts(item: T) -> bool:
            return (item.span.start > offset if behind else item.span.start < offset) and wanted(
                item
            )

        long = [item for item in self._long if counts(item)]
        numbers = self._numbers
        edge = bisect_left(numbers, offset // REACH)
        if behind:
            way: Iterable[int] = (numbers[i] for i in range(edge, len(numbers)))
        else:
            last = bisect_right(numbers, offset // REACH) - 1
            way = (numbers[i] for i in range(last, -1, -1))
        for number in way:
            bucket = self._buckets[number]
            found = next(filter(counts, bucket if behind else reversed(bucket)), None)
            if found is not None:
                long.append(found)
                break
        return (min if behind else max)(long, key=place, default=None)

    def differences(self, other: SpanTable[T]) -> Iterator[T]:
        """The items that only one of two versions holds; cheap where they share buckets."""
        mine, theirs = self._buckets, other._buckets
        pairs = [(self._long, other._long)]
        pairs += [(mine.get(n, ()), theirs.get(n, ())) for n in mine.keys() | theirs.keys()]
        for one, another in pairs:
            if one is not another:
                here, there = ({id(item): item for item in items} for items in (one, another))
                yield from (item for key, item in here.items() if key not in there)
                yield from (item for key, item in there.items() if key not in here)
