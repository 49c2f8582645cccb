"""Finding the words of one text in another by quote and context.

Texts are compared as words: white space and the Unicode normal form count for nothing. What
lies in a stretch that was left alone is kept. What lies at or in a changed place is looked for
by quote and context, scored as Hypothes.is does, and is placed only where it stands alone: no
other place fits it nearly as well, and no other old words fit that place nearly as well. For
all else a candidate is shown and never taken.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from annotations.anchoring.alignment import (
    EDGE,
    MOST,
    REACH,
    REWRITTEN,
    Side,
    Words,
    align,
    common,
    everywhere,
)
from annotations.span import Range, Span
from annotations.tokens import graphemes

CONTEXT, WIDER = 32, 48
"""Characters of context on each side, and how far around a new place they are looked for."""
PLACED, SHOWN, MARGIN = 0.8, 0.75, 0.1
"""The score to be placed or proposed, and how much better than any rival it has to be."""
FAR = 40
"""Elsewhere than where it should be, so many characters around it must be the same, too."""
MOST_REACH = 4096
"""How far around a change places are looked for at most, however long the longest span."""


class Verdict(StrEnum):
    """What became of a span."""

    KEPT = "kept"
    """It stands where it stood, in surroundings that nobody changed."""
    MOVED = "moved"
    """The same words were found; the surroundings, or the place, are others."""
    UNSURE = "unsure"
    """There may be a place for it; a human has to say."""
    LOST = "lost"
    """It is nowhere to be found."""


@dataclass(frozen=True, slots=True)
class Anchored:
    """A span of the old text and what became of it in the new one."""

    verdict: Verdict
    old: Span
    found: Span | None
    """Where it is, or may be, in the new text."""
    score: float
    """How well quote, context and position agree, 0 to 1."""
    context: tuple[str, str]
    """What stood before and behind it."""

    @property
    def placed(self) -> Span | None:
        """Where it is; None unless that is certain."""
        return self.found if self.verdict in (Verdict.KEPT, Verdict.MOVED) else None


class _Place(NamedTuple):
    verdict: Verdict = Verdict.LOST
    start: int = 0
    end: int = 0
    score: float = 0.0
    same: bool = True
    """Whether the words are the same, not only similar."""


class Texts:
    """Two texts side by side."""

    def __init__(self, old_text: str, new_text: str, reach: int) -> None:
        self._texts = old_text, new_text
        composed = all(unicodedata.is_normalized("NFC", text) for text in self._texts)
        self._from, self._to = (Words(text, composed=composed) for text in self._texts)
        stretches = align(self._from.text, self._to.text)
        self._old = Side(self._from.text, 0, stretches, reach)
        self._new = Side(self._to.text, 1, stretches, reach)
        self._places: dict[Range, _Place] = {}

    def anchor(self, span: Span) -> Anchored:
        """Find a span of the old text."""
        words = self._from.there(span.start), self._from.there(span.end)
        if words not in self._places:
            self._places[words] = self._place(*words) if words[0] < words[1] else _Place()
        place = self._places[words]
        context = surroundings(self._texts[0], *span.range)
        edges = [edge for part in span.fragments for edge in part] or [*span.range]
        there = [self._from.there(edge) - words[0] + place.start for edge in edges]
        if not place.same:
            there = [place.start, place.end]
        ends = [self._to.back(edge) for edge in there]
        if place.verdict is Verdict.LOST or any(a >= b for a, b in pairwise(ends)):
            return Anchored(Verdict.LOST, span, None, 0.0, context)
        parts = tuple(zip(ends[::2], ends[1::2], strict=True)) if len(ends) > 2 else ()
        found = Span.of(self._texts[1], ends[0], ends[-1], span.label, fragments=parts)
        exact = [self._to.there(end) for end in ends] == there and self._from.cuts_at(edges)
        verdict = place.verdict if exact else Verdict.UNSURE
        return Anchored(verdict, span, replace(found, score=span.score), place.score, context)

    def _place(self, start: int, end: int) -> _Place:
        """Where the words from `start` to `end` are now."""
        surface, context = self._old.text[start:end], surroundings(self._old.text, start, end)
        stretch, size = self._old.over(start, end), end - start
        home = start - stretch.old + stretch.new if stretch else -1
        unchanged = stretch and context == surroundings(self._new.text, home, home + size)
        if unchanged and self._old.is_firm(start, end):
            return _Place(Verdict.KEPT, home, home + size, 1.0)
        near = self._old.near(start, end)
        places = self._new.places(surface, context, near) | ({home} if stretch else set())
        scores = sorted((self._score(start, at, size), at) for at in places)
        score, at = scores.pop() if scores else (0.0, -1)
        is_near = near[0] <= at < near[1]
        if score < SHOWN and not stretch:
            return self._changed(start, end)
        rivals = [*(rival for rival, _ in scores), *self._claims(at, start, size)]
        sure = (
            score >= max([PLACED, *(rival + MARGIN for rival in rivals)])
            and len(rivals) < MOST - 1
            and (is_near or self._in_common(start, at, size) >= FAR)
            and self._is_whole(start, at, size)
        )
        return _Place(Verdict.MOVED if sure else Verdict.UNSURE, at, at + size, score)

    def _claims(self, at: int, start: int, size: int) -> list[float]:
        """How well other old words fit a place."""
        near, around = self._new.near(at, at + size), surroundings(self._new.text, at, at + size)
        others = self._old.places(self._old.text[start : start + size], around, near) - {start}
        return [self._score(other, at, size) for other in others]

    def _in_common(self, start: int, at: int, size: int) -> int:
        """How many characters around two places are the same, without a break."""
        old, new, end = self._old.text, self._new.text, at + size
        most = min(FAR, len(old) - start - size, len(new) - end)
        after = common(old, start + size, new, end, most)
        return after + common(old, start, new, at, min(FAR, start, at), back=True)

    def _is_whole(self, start: int, at: int, size: int) -> bool:
        """Whether a place begins and ends between words wherever the old one did."""
        old, new = self._old.text, self._new.text
        return all(_is_cut(new, at + n) <= _is_cut(old, start + n) for n in (0, size))

    def _score(
        self, start: int, at: int, size: int, new_size: int = 0, quote: float = 1.0
    ) -> float:
        """How well a place in the new text fits one in the old, as Hypothes.is measures it."""
        before, after = surroundings(self._old.text, start, start + size)
        new_before, new_after = surroundings(self._new.text, at, at + (new_size or size), WIDER)
        distance = abs(self._old.image(start) - at) / (len(self._new.text) + 1)
        context = _alike(before[::-1], new_before[::-1]) + _alike(after, new_after)
        return (50 * quote + 20 * context + 2 * (1 - distance)) / 92

    def _changed(self, start: int, end: int) -> _Place:
        """What stands in the place of words that were changed, or the same words beside it."""
        low, high = self._old.image(start), self._old.image(end, after=True)
        if high - low > REWRITTEN:
            return _Place()
        surface, window = self._old.text[start:end], self._new.text[low:high]
        errors = [*_distances(surface, window, anywhere=True)]
        if min(errors, default=len(surface)) > len(surface) // 3:
            return self._beside(start, end)
        last = errors.index(min(errors)) + 1
        lengths = [*_distances(surface[::-1], window[:last][::-1])]
        first = last - 1 - lengths.index(min(lengths))
        at, stop = self._widened(start, low + first, -1), self._widened(end, low + last, 1)
        score = self._score(start, at, end - start, stop - at, 1 - min(lengths) / len(surface))
        return _Place(Verdict.UNSURE, at, stop, score, same=False)

    def _beside(self, start: int, end: int) -> _Place:
        """The same words nearby, to which other old words have the better claim."""
        near, size = self._old.near(start, end), end - start
        twins = everywhere(self._new.text, self._old.text[start:end], *near)
        score, at = max(((self._score(start, at, size), at) for at in twins), default=(0.0, 0))
        return _Place(Verdict.UNSURE, at, at + size, score) if score >= PLACED else _Place()

    def _widened(self, edge: int, at: int, step: int) -> int:
        """The end of the word that `at` cuts, unless `edge` cut one too."""
        for _ in range(CONTEXT * (not _is_cut(self._old.text, edge))):
            if not _is_cut(self._new.text, at):
                break
            at += step
        return at


def anchor(span: Span, old_text: str, new_text: str) -> Anchored:
    """Find one span of the old text in the new one."""
    return anchor_all([span], old_text, new_text)[0]


def anchor_all(spans: Iterable[Span], old_text: str, new_text: str) -> list[Anchored]:
    """Find spans of the old text in the new one; the answers are in the order of `spans`.

    Spans of different places are never placed on the same words.
    """
    spans = list(spans)
    reach = max((len(span.text) for span in spans), default=0)
    texts = Texts(old_text, new_text, min(max(reach, REACH), MOST_REACH))
    found = [texts.anchor(span) for span in spans]
    claims = {(one.placed.range, one.old.range) for one in found if one.placed}
    claimed = Counter(place for place, _ in claims)
    return [
        replace(one, verdict=Verdict.UNSURE)
        if one.placed and claimed[one.placed.range] > 1
        else one
        for one in found
    ]


def surroundings(text: str, start: int, end: int, size: int = CONTEXT) -> tuple[str, str]:
    """What stands before and behind a place, `size` characters each."""
    return text[max(0, start - size) : start], text[end : end + size]


def _is_cut(text: str, at: int) -> bool:
    """Whether `at` lies inside a word or a character as people see them."""
    start = max(0, at - CONTEXT)
    if text[max(0, at - 1) : at].isalnum() and text[at : at + 1].isalnum():
        return True
    edges = {0, *(end for _, end in graphemes(text[start : at + EDGE]))}
    return at - start not in edges


def _alike(one: str, other: str) -> float:
    """How much of a text is at the head of another: 1 for all of it, 0 for nothing."""
    if not one:
        return 0.5 if other else 1.0
    if other.startswith(one):
        return 1.0
    return max(0.0, 1 - min(_distances(one, other), default=len(one)) / len(one))


def _distances(pattern: str, text: str, *, anywhere: bool = False) -> Iterator[int]:
    """Levenshtein distances to each head of `text`, or to what ends there best (Myers 1999)."""
    masks: dict[str, int] = {}
    for place, letter in enumerate(pattern):
        masks[letter] = masks.get(letter, 0) | 1 << place
    full, errors = (1 << len(pattern)) - 1, len(pattern)
    more, fewer = full, 0
    for letter in text:
        same = masks.get(letter, 0)
        level = (((same & more) + more) ^ more) | same | fewer
        up, down = fewer | ~(level | more) & full, more & level
        errors += (up >> len(pattern) - 1 & 1) - (down >> len(pattern) - 1 & 1)
        up, down = up << 1 | (not anywhere), down << 1
        more, fewer = (down | ~(level | up)) & full, up & level & full
        yield errors
