"""Precision, recall and F of one set of spans against another.

Four ways to count, after SemEval-2013 task 9.1 (Segura-Bedmar et al.): `strict` wants extent
and label, `exact` the extent, `partial` gives half for an overlap, `type` wants the label and
an overlap. Spans are paired one to one, the best pairs first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Mention(NamedTuple):
    """A span as it is scored. Offsets in code points, half-open."""

    start: int
    end: int
    label: str


class Way(StrEnum):
    """How two spans that were paired are judged."""

    STRICT = "strict"
    """Right when extent and label are."""
    EXACT = "exact"
    """Right when the extent is."""
    PARTIAL = "partial"
    """Right when the extent is, half right when the two overlap."""
    TYPE = "type"
    """Right when the label is and the two overlap."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How the spans of two sets fared. Counts of several articles add up."""

    correct: int = 0
    incorrect: int = 0
    """Paired with a span that they do not agree with."""
    partial: int = 0
    """Half right; by `Way.PARTIAL` alone."""
    missed: int = 0
    """In the reference alone."""
    spurious: int = 0
    """In the other set alone."""

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.correct + other.correct,
            self.incorrect + other.incorrect,
            self.partial + other.partial,
            self.missed + other.missed,
            self.spurious + other.spurious,
        )

    @property
    def expected(self) -> int:
        """Spans of the reference."""
        return self.correct + self.incorrect + self.partial + self.missed

    @property
    def found(self) -> int:
        """Spans of the other set."""
        return self.correct + self.incorrect + self.partial + self.spurious

    @property
    def precision(self) -> float:
        """Which share of what was found is right, 0 to 1; 0 when nothing was found."""
        return (self.correct + self.partial / 2) / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Which share of the reference was found, 0 to 1; 0 when there is nothing to find."""
        return (self.correct + self.partial / 2) / self.expected if self.expected else 0.0

    @property
    def f(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


Side = list[Mention | None]
"""The spans of one set; None where one was paired."""


class Pair(NamedTuple):
    """A span of the reference and its counterpart; None where there is none."""

    reference: Mention | None
    other: Mention | None


def pairs(reference: Iterable[Mention], other: Iterable[Mention]) -> list[Pair]:
    """Every span once, with its counterpart where it has one, in document order.

    The same extent and label go before the same extent, that before an overlap with the same
    label, that before any overlap; among overlaps the larger go first.
    """
    ours: Side = [*sorted(reference)]
    theirs: Side = [*sorted(other)]
    found = _same(ours, theirs, lambda mention: mention)
    found += _same(ours, theirs, lambda mention: mention[:2])
    for _, _, mine, its in sorted(_overlaps(ours, theirs)):
        if ours[mine] is not None and theirs[its] is not None:
            found.append(Pair(ours[mine], theirs[its]))
            ours[mine] = theirs[its] = None
    found += [Pair(mention, None) for mention in ours if mention is not None]
    found += [Pair(None, mention) for mention in theirs if mention is not None]
    return sorted(found, key=_place)


def _place(pair: Pair) -> Mention:
    mention = pair.reference or pair.other
    assert mention is not None
    return mention


def _same(ours: Side, theirs: Side, key: Callable[[Mention], object]) -> list[Pair]:
    """Pairs of the same key, which are taken out of both lists."""
    waiting: dict[object, list[int]] = defaultdict(list)
    for place in range(len(theirs) - 1, -1, -1):
        candidate = theirs[place]
        if candidate is not None:
            waiting[key(candidate)].append(place)
    found = []
    for place, mention in enumerate(ours):
        if mention is not None and waiting.get(key(mention)):
            its = waiting[key(mention)].pop()
            found.append(Pair(mention, theirs[its]))
            ours[place] = theirs[its] = None
    return found


def _overlaps(ours: Side, theirs: Side) -> Iterable[tuple[bool, int, int, int]]:
    """Whether the labels differ, minus the shared length, and the places of those that overlap."""
    waiting = [(place, mention) for place, mention in enumerate(theirs) if mention is not None]
    first = 0
    longest = max((mention.end - mention.start for _, mention in waiting), default=0)
    for mine, mention in enumerate(ours):
        if mention is None:
            continue
        while first < len(waiting) and waiting[first][1].start + longest <= mention.start:
            first += 1
        for its, candidate in waiting[first:]:
            if candidate.start >= mention.end:
                break
            shared = min(mention.end, candidate.end) - max(mention.start, candidate.start)
            if shared > 0:
                yield mention.label != candidate.label, -shared, mine, its


def judge(found: Iterable[Pair], way: Way = Way.STRICT) -> Counts:
    """What pairs come to."""
    total: dict[str, int] = defaultdict(int)
    for pair in found:
        total[_verdict(pair, way)] += 1
    return Counts(**total)


def _verdict(pair: Pair, way: Way) -> str:
    if pair.reference is None:
        return "spurious"
    if pair.other is None:
        return "missed"
    same_extent = pair.reference[:2] == pair.other[:2]
    same_label = pair.reference.label == pair.other.label
    match way:
        case Way.STRICT:
            right = same_extent and same_label
        case Way.EXACT:
            right = same_extent
        case Way.TYPE:
            right = same_label
        case Way.PARTIAL:
            return "correct" if same_extent else "partial"
    return "correct" if right else "incorrect"


def by_label(found: Iterable[Pair], way: Way = Way.STRICT) -> Mapping[str, Counts]:
    """What pairs come to for each label, by name.

    A span that was given another label is missed for its own and spurious for the other one.
    """
    total: dict[str, Counts] = defaultdict(Counts)
    for pair in found:
        split = pair.reference and pair.other and pair.reference.label != pair.other.label
        parts = [Pair(pair.reference, None), Pair(None, pair.other)] if split else [pair]
        for part in parts:
            total[_place(part).label] += judge([part], way)
    return dict(sorted(total.items()))


class Error(StrEnum):
    """What is wrong with a pair."""

    LABEL = "label"
    """The right extent with another label."""
    BOUNDARY = "boundary"
    """The right label on another extent."""
    BOTH = "both"
    """Another label on another extent, which overlaps."""
    SPURIOUS = "spurious"
    """Found where nothing is."""
    MISSED = "missed"
    """Not found."""


def error_of(pair: Pair) -> Error | None:
    """What is wrong with a pair; None when nothing is."""
    if pair.reference is None:
        return Error.SPURIOUS
    if pair.other is None:
        return Error.MISSED
    same_extent = pair.reference[:2] == pair.other[:2]
    if pair.reference.label == pair.other.label:
        return None if same_extent else Error.BOUNDARY
    return Error.LABEL if same_extent else Error.BOTH


def confusion(found: Iterable[Pair]) -> Mapping[tuple[str, str], int]:
    """How often each label of the reference was found as which label.

    Returns:
        Counts by the reference's label and the other one's, the largest first; an empty label
        stands for nothing.
    """
    total: dict[tuple[str, str], int] = defaultdict(int)
    for reference, other in found:
        total[reference.label if reference else "", other.label if other else ""] += 1
    return dict(sorted(total.items(), key=lambda item: (-item[1], item[0])))
