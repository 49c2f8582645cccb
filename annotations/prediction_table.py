"""`PredictionTable`: the predictions that nobody has touched, in columns.

A long article has hundreds of thousands of them, and a screen shows thirty. Here each is a few
numbers and two shared texts, an eighth of what the `Annotation` takes that is made when it is
asked for; and the garbage collector has nothing to look at.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from functools import cached_property
from itertools import chain
from typing import NamedTuple, TypeVar, overload

from annotations.annotation import Annotation, Status
from annotations.predictions import Pipeline
from annotations.span import Span

REACH = 2048
"""Characters of a bucket, and the longest span, so that the bucket before is far enough."""
FARTHEST = 1 << 32
"""Offsets are less: they take four bytes."""

T = TypeVar("T")
_ID = re.compile(r"(\d{1,10})-(\d{1,10}):(.+)", re.ASCII | re.DOTALL)


class Kind(NamedTuple):
    """What predictions have in common."""

    label: str
    pipeline: Pipeline


class Place(NamedTuple):
    """Where something is, and its label."""

    start: int
    end: int
    label: str


class _Bucket(NamedTuple):
    """The predictions that start in one stretch of the article, in document order."""

    starts: array[int]
    texts: tuple[str, ...]
    kinds: array[int]


_EMPTY = _Bucket(array("I"), (), array("H"))
_Row = tuple[int, int, str, int, str]
"""Start, minus length, label, number of the kind, and text: in this order rows sort."""
_Starts = Mapping[str, "array[int]"]
"""Where the predictions of a kind start, by their text."""


class Mentions(Sequence[str]):
    """The ids of all predictions of one kind with one text, in document order.

    Args:
        text: What stands in each place.
        kind: Their label and pipeline.
        starts: Where they start.
    """

    __slots__ = ("kind", "starts", "text")

    def __init__(self, text: str, kind: Kind, starts: array[int]) -> None:
        self.text = text
        self.kind = kind
        self.starts = starts

    def __len__(self) -> int:
        return len(self.starts)

    @overload
    def __getitem__(self, place: int) -> str: ...

    @overload
    def __getitem__(self, place: slice) -> list[str]: ...

    def __getitem__(self, place: int | slice) -> str | list[str]:
        if isinstance(place, slice):
            return [self._id(start) for start in self.starts[place]]
        return self._id(self.starts[place])

    def _id(self, start: int) -> str:
        return f"{start}-{start + len(self.text)}:{self.kind.label}"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Mentions):
            return NotImplemented
        if (self.text, self.kind.label) != (other.text, other.kind.label):
            return False
        return self.starts is other.starts or self.starts == other.starts

    def __hash__(self) -> int:
        return hash((self.text, self.kind.label, len(self.starts)))

    @property
    def annotations(self) -> Iterator[Annotation]:
        """The predictions themselves."""
        return (_made(start, self.text, self.kind) for start in self.starts)


class PredictionTable:
    """Predictions in document order. Never changed; `with_changes` makes the next version.

    Two versions share the buckets in which they are the same.

    Args:
        kinds: What there is, by number; a later version may have more at the end.
        buckets: The predictions by where they start.
        index: Where they start, by kind and text.
        count: How many there are.
    """

    def __init__(
        self,
        kinds: tuple[Kind, ...] = (),
        buckets: Mapping[int, _Bucket] | None = None,
        index: tuple[_Starts, ...] = (),
        count: int = 0,
    ) -> None:
        self._kinds = kinds
        self._buckets = buckets or {}
        self._index = index
        self._count = count

    @staticmethod
    def takes(annotation: Annotation) -> bool:
        """Whether an annotation is nothing but what its pipeline said, and that fits in here."""
        span, made_by = annotation.span, annotation.pipeline
        if annotation.status is not Status.PREDICTED or made_by is None or not made_by.reads:
            return False
        if span.fragments or span.score is not None:
            return False
        if len(span.text) > REACH or span.end >= FARTHEST:
            return False
        return annotation == _made(span.start, span.text, Kind(span.label, made_by))

    def with_changes(
        self, gone: Iterable[Annotation], come: Iterable[Annotation]
    ) -> PredictionTable:
        """The table without some of its predictions, and with others that it `takes`."""
        kinds = _Numbers(self._kinds)
        leaving, coming = _by_bucket(gone, kinds), _by_bucket(come, kinds)
        buckets, count = dict(self._buckets), self._count
        for number in leaving.keys() | coming.keys():
            old = buckets.get(number, _EMPTY)
            new = _changed(old, kinds.known, leaving.get(number, ()), coming.get(number, ()))
            count += len(new.starts) - len(old.starts)
            if new.texts:
                buckets[number] = new
            else:
                buckets.pop(number, None)
        index = [*self._index, *({} for _ in kinds.known[len(self._index) :])]
        _reindex(index, chain.from_iterable(leaving.values()), chain.from_iterable(coming.values()))
        return PredictionTable(tuple(kinds.known), buckets, tuple(index), count)

    # What there is.

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Annotation]:
        for number in self._numbers:
            starts, texts, kinds = self._buckets[number]
            yield from map(_made, starts, texts, [self._kinds[kind] for kind in kinds])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, PredictionTable):
            return NotImplemented
        return len(self) == len(other) and not any(True for _ in self.differences(other))

    __hash__ = None  # type: ignore[assignment]

    @cached_property
    def _numbers(self) -> list[int]:
        """The buckets that hold something, in order."""
        return sorted(self._buckets)

    def _at(self, bucket: _Bucket, place: int) -> Annotation:
        kind = self._kinds[bucket.kinds[place]]
        return _made(bucket.starts[place], bucket.texts[place], kind)

    def get(self, id: str) -> Annotation | None:
        """The prediction with an id."""
        found = _ID.fullmatch(id)
        if found is None:
            return None
        start, length, label = int(found[1]), int(found[2]) - int(found[1]), found[3]
        bucket = self._buckets.get(start // REACH, _EMPTY)
        for place in range(bisect_left(bucket.starts, start), bisect_right(bucket.starts, start)):
            fits = len(bucket.texts[place]) == length
            if fits and self._kinds[bucket.kinds[place]].label == label:
                annotation = self._at(bucket, place)
                return annotation if annotation.id == id else None
        return None

    def overlapping(self, start: int, end: int) -> list[Annotation]:
        """The predictions that share a character with `start` to `end`, in order."""
        numbers = self._numbers
        first = bisect_left(numbers, (start - REACH) // REACH)
        found: list[Annotation] = []
        for number in numbers[first : bisect_right(numbers, (end - 1) // REACH)]:
            bucket = self._buckets[number]
            starts, texts = bucket.starts, bucket.texts
            place = bisect_left(starts, start - REACH)
            while place < len(starts) and starts[place] < end:
                if starts[place] + len(texts[place]) > start:
                    found.append(self._at(bucket, place))
                place += 1
        return found

    def beside(self, offset: int, step: int) -> Annotation | None:
        """The first prediction that starts behind `offset`, or the last that starts before it.

        Args:
            offset: Where to look from.
            step: 1 for behind, -1 for before.
        """
        numbers, own = self._numbers, offset // REACH
        if step > 0:
            way: Iterable[int] = numbers[(at := bisect_left(numbers, own)) : at + 2]
        else:
            at = bisect_right(numbers, own)
            way = reversed(numbers[max(0, at - 2) : at])
        for number in way:
            bucket = self._buckets[number]
            cut = bisect_right if step > 0 else bisect_left
            place = cut(bucket.starts, offset) - (step < 0)
            if 0 <= place < len(bucket.starts):
                return self._at(bucket, place)
        return None

    def mentions(self, text: str) -> list[Mentions]:
        """The predictions with a text, by kind."""
        kinds = zip(self._kinds, self._index, strict=True)
        return [Mentions(text, kind, index[text]) for kind, index in kinds if text in index]

    @property
    def texts(self) -> set[str]:
        """Every text that is predicted."""
        return set().union(*self._index)

    # What differs.

    def differences(self, other: PredictionTable) -> Iterator[Annotation]:
        """The predictions that only one of two versions holds; cheap where they share buckets."""
        for start, text, number in self._differing(other):
            yield _made(start, text, self._kinds[number] if number >= 0 else other._kinds[~number])

    def differing_places(self, other: PredictionTable) -> Iterator[Place]:
        """Where these are, and their labels."""
        for start, text, number in self._differing(other):
            kind = self._kinds[number] if number >= 0 else other._kinds[~number]
            yield Place(start, start + len(text), kind.label)

    def differing_texts(self, other: PredictionTable) -> list[str]:
        """The texts that only one of two versions holds somewhere, as they first differ."""
        return list(dict.fromkeys(text for _, text, _ in self._differing(other)))

    def _differing(self, other: PredictionTable) -> Iterator[tuple[int, str, int]]:
        """Start, text and kind of the rows of one version; `other`'s own kinds are -1, -2…"""
        mine, theirs = self._buckets, other._buckets
        numbers = range(len(self._kinds))
        if mine is theirs:
            return
        as_mine = [
            next((n for n in numbers if self._kinds[n] == kind), ~place)
            for place, kind in enumerate(other._kinds)
        ]
        for number in sorted(mine.keys() | theirs.keys()):
            one, another = mine.get(number, _EMPTY), theirs.get(number, _EMPTY)
            if one is not another:
                here, there = zip(*one, strict=True), zip(*another, strict=True)
                rows = {(start, text, kind) for start, text, kind in here}
                rows ^= {(start, text, as_mine[kind]) for start, text, kind in there}
                yield from sorted(rows)


def _maker(cls: type[T]) -> Callable[..., T]:
    """Makes instances of a frozen dataclass, of all its fields, without checking them again.

    Half of what a call of the class takes.
    """
    setters = [getattr(cls, field.name).__set__ for field in fields(cls)]  # type: ignore[arg-type]
    new = object.__new__

    def make(*values: object) -> T:
        made = new(cls)
        for setter, value in zip(setters, values, strict=True):
            setter(made, value)
        return made

    return make


_span, _annotation = _maker(Span), _maker(Annotation)


def _made(start: int, text: str, kind: Kind) -> Annotation:
    """A prediction as an annotation."""
    label, pipeline = kind
    end = start + len(text)
    span, id = _span(start, end, label, text, (), None), f"{start}-{end}:{label}"
    return _annotation(id, span, Status.PREDICTED, span, pipeline, "", "", "", False, None, None)


class _Numbers:
    """Numbers for kinds, in the order in which they come."""

    def __init__(self, known: Iterable[Kind]) -> None:
        self.known = list(known)
        self._seen: dict[tuple[str, int], int] = {}

    def of(self, annotation: Annotation) -> int:
        """The number of an annotation's kind."""
        label, pipeline = annotation.span.label, annotation.pipeline
        assert pipeline is not None
        seen = label, id(pipeline)
        if seen not in self._seen:
            kind = Kind(label, pipeline)
            if kind not in self.known:
                self.known.append(kind)
            self._seen[seen] = self.known.index(kind)
        return self._seen[seen]


def _by_bucket(annotations: Iterable[Annotation], kinds: _Numbers) -> Mapping[int, list[_Row]]:
    found: defaultdict[int, list[_Row]] = defaultdict(list)
    for annotation in annotations:
        span = annotation.span
        row = (span.start, -len(span.text), span.label, kinds.of(annotation), span.text)
        found[span.start // REACH].append(row)
    return found


def _changed(
    bucket: _Bucket, kinds: Sequence[Kind], gone: Iterable[_Row], come: Iterable[_Row]
) -> _Bucket:
    """A bucket without some rows, and with others."""
    out = set(gone)
    rows = [(s, -len(t), kinds[k].label, k, t) for s, t, k in zip(*bucket, strict=True)]
    rows = sorted([*(row for row in rows if row not in out), *come])
    return _Bucket(
        array("I", [row[0] for row in rows]),
        tuple([row[4] for row in rows]),
        array("H", [row[3] for row in rows]),
    )


def _reindex(index: list[_Starts], gone: Iterable[_Row], come: Iterable[_Row]) -> None:
    """Take rows out of the index, and others in; what was in it before is left as it was."""
    out, in_ = _by_text(gone), _by_text(come)
    for number in {number for number, _ in out.keys() | in_.keys()}:
        index[number] = dict(index[number])
    for number, text in out.keys() | in_.keys():
        starts: dict[str, array[int]] = index[number]  # type: ignore[assignment]
        known, leaving = starts.get(text, array("I")), out.get((number, text))
        new = sorted(in_.get((number, text), ()))
        if leaving:
            known = array("I", [start for start in known if start not in leaving])
        if known and new and new[0] < known[-1]:
            starts[text] = array("I", sorted([*known, *new]))
        else:
            starts[text] = known + array("I", new)
        if not starts[text]:
            del starts[text]


def _by_text(rows: Iterable[_Row]) -> Mapping[tuple[int, str], set[int]]:
    found: defaultdict[tuple[int, str], set[int]] = defaultdict(set)
    for start, _, _, number, text in rows:
        found[number, text].add(start)
    return found
