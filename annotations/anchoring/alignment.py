"""What two texts share as words: white space and the Unicode normal form count for nothing."""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import accumulate, pairwise
from typing import NamedTuple

from annotations.span import Range

REACH = 64
"""How far around a change places are looked for that the change may have made."""
EDGE, CROWD, MOST = 8, 8, 64
"""Of more than `CROWD` places elsewhere those with an `EDGE` of context in common are scored,
and from `MOST` on none can be told from the others."""
MUCH = 100_000
"""In more characters than these, surfaces with an ASCII word are found by an index of words."""
REWRITTEN = 1000
"""Where more characters than these were changed, nothing says any longer where to look."""


class Words:
    """A text with each white space as one blank and, unless `composed`, in decomposed letters."""

    def __init__(self, text: str, *, composed: bool) -> None:
        self._here, self._there = array("q", [0]), array("q", [0])
        pieces: list[str] = []
        here = there = 0
        spaces = r"[^\S ]\s*| \s+"
        for match in re.finditer(spaces if composed else spaces + r"|[^\x00-\x7f\s]+", text):
            found, space = match.group(), match.group().isspace()
            pieces += text[here : match.start()], " " if space else _decomposed(found)
            there += match.start() - here
            here = match.start()
            for letter in [found] if space else found:
                here += len(letter)
                there += 1 if space else len(_decomposed(letter))
                self._here.append(here)
                self._there.append(there)
        self.text = "".join([*pieces, text[here:]])

    def there(self, offset: int) -> int:
        """Where a character of the text is among the words."""
        return _through(offset, self._here, self._there)

    def back(self, offset: int) -> int:
        """Where a character of the words is in the text."""
        return _through(offset, self._there, self._here)

    def cuts_at(self, offsets: Iterable[int]) -> bool:
        """Whether the words have an edge at each of these places of the text."""
        return all(self.back(self.there(offset)) == offset for offset in offsets)


def _decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def _through(offset: int, source: array[int], target: array[int]) -> int:
    place = bisect_right(source, offset)
    found = target[place - 1] + offset - source[place - 1]
    return min(found, target[place]) if place < len(target) else found


class Stretch(NamedTuple):
    """Words that both texts share, in order with the others."""

    old: int
    new: int
    size: int
    lead: int = 0
    """So many characters of its head may as well belong before the change before it."""
    trail: int = 0
    """So many characters of its tail may as well belong behind the change behind it."""


class Side:
    """One of the texts and its stretches, and what the changes touch in it."""

    def __init__(self, text: str, side: int, stretches: list[Stretch], reach: int) -> None:
        self.text, self._side, self._stretches = text, side, stretches
        self._starts = [stretch[side] for stretch in stretches]
        ranges: list[Range] = [(0, 0)]
        for one, two in pairwise(stretches):
            low = max(0, one[side] + one.size - max(reach, one.trail))
            high = min(len(text), two[side] + max(reach, two.lead))
            if low <= ranges[-1][1]:
                low, before = ranges.pop()
                high = max(high, before)
            ranges.append((low, high))
        self._ranges = ranges
        self._touched = "\0".join(text[low:high] for low, high in ranges)
        self._joints = [*accumulate((high - low + 1 for low, high in ranges), initial=0)]
        self._found: dict[str, list[int]] = {}
        self._by_edge: dict[str, defaultdict[str, list[int]]] = {}

    def over(self, start: int, end: int) -> Stretch | None:
        """The stretch that holds all characters from `start` to `end`."""
        stretch = self._stretches[bisect_right(self._starts, start) - 1]
        return stretch if end <= stretch[self._side] + stretch.size else None

    def is_firm(self, start: int, end: int) -> bool:
        """Whether these words have their counterpart in the other text beyond doubt."""
        stretch = self.over(start, end)
        if stretch is None:
            return False
        first = stretch[self._side]
        return end > first + stretch.lead and start < first + stretch.size - stretch.trail

    def image(self, offset: int, *, after: bool = False) -> int:
        """Where a character has gone, or where what took its place begins; or `after`, ends."""
        place = bisect_right(self._starts, offset) - 1
        stretch, other = self._stretches[place], 1 - self._side
        beyond = offset - stretch[self._side] - stretch.size
        if beyond > 0 and after:
            return self._stretches[place + 1][other]
        return stretch[other] + stretch.size + min(beyond, 0)

    def near(self, start: int, end: int) -> Range:
        """Where in the other text these words should be; nowhere when too much was changed."""
        low, high = self.image(start), self.image(end, after=True)
        rewritten = high - low > REWRITTEN + end - start
        return (0, 0) if rewritten else (max(0, low - REACH), high + REACH)

    def places(self, surface: str, context: tuple[str, str], near: Range) -> set[int]:
        """Where the changes touch `surface`; of many places, those near or in a like context."""
        if surface not in self._found:
            self._found[surface] = [*self._search(surface)]
            self._by_edge[surface] = self._sorted_out(surface)
        found, by_edge = self._found[surface], self._by_edge[surface]
        if len(found) > CROWD:
            low, high = (bisect_left(found, edge) for edge in near)
            edges = "<" + context[0][-EDGE:], ">" + context[1][:EDGE]
            alike = [at for edge in edges for at in by_edge[edge][:MOST]]
            found = found[low:high][:MOST] + alike
        return set(found)

    def _search(self, surface: str) -> Iterator[int]:
        for joint in self._by_word(surface):
            part = bisect_right(self._joints, joint) - 1
            at = self._ranges[part][0] + joint - self._joints[part]
            end = at + len(surface)
            if end <= self._ranges[part][1] and not self.is_firm(at, end):
                yield at

    def _by_word(self, surface: str) -> Iterator[int]:
        words = [*_WORD.finditer(surface)] if len(self._touched) > MUCH else []
        if not words:
            yield from everywhere(self._touched, surface, 0, len(self._touched))
            return
        word = max(words, key=lambda found: len(found.group()))
        for at in self._words.get(word.group(), ()):
            if at >= word.start() and self._touched.startswith(surface, at - word.start()):
                yield at - word.start()

    @cached_property
    def _words(self) -> dict[str, array[int]]:
        """Where each word is in what the changes touch."""
        found: defaultdict[str, array[int]] = defaultdict(lambda: array("q"))
        for word in _WORD.finditer(self._touched):
            found[word.group()].append(word.start())
        return found

    def _sorted_out(self, surface: str) -> defaultdict[str, list[int]]:
        """The places of a frequent surface by what stands right before and behind it."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for at in self._found[surface] if len(self._found[surface]) > CROWD else ():
            end = at + len(surface)
            found["<" + self.text[max(0, at - EDGE) : at]].append(at)
            found[">" + self.text[end : end + EDGE]].append(at)
        return found


_WORD = re.compile(r"\w+", re.ASCII)


def everywhere(text: str, surface: str, low: int, high: int) -> Iterator[int]:
    """The places from `low` to `high` where `surface` begins."""
    at = text.find(surface, low, high + len(surface))
    while 0 <= at < high:
        yield at
        at = text.find(surface, at + 1, high + len(surface))


_LEVELS = (
    (re.compile(r"[.!?。！？]\W*"), 64, 1 << 62),
    (re.compile(r"\W(?=\w{9})"), 48, 1 << 62),
    *[(re.compile(r"\W(?=\w)"), 24, 1 << 20)] * 3,
)
"""What landmarks follow, how long they are, and how much text they are looked for in."""


def align(old: str, new: str) -> list[Stretch]:
    """The stretches that are the same in both texts, each as long as it can be."""
    runs = [(0, 0, 0)]
    for run in (*_runs(old, new, (0, len(old), 0, len(new))), (len(old), len(new), 0)):
        at, there, size = runs[-1]
        if (at + size, there + size) == run[:2]:
            runs[-1] = at, there, size + run[2]
        elif run[2] or run[0] == len(old):
            runs.append(run)
    stretches = [Stretch(*run) for run in runs]
    for place, (one, two) in enumerate(pairwise(stretches)):
        trail, lead = _slack(old, new, one, two)
        stretches[place] = stretches[place]._replace(trail=trail)
        stretches[place + 1] = two._replace(lead=lead)
    return stretches


def _slack(old: str, new: str, one: Stretch, two: Stretch) -> Range:
    """How far an insertion or deletion could lie further back or on, with the same result."""
    start, end = one.old + one.size, two.old
    from_, to = one.new + one.size, two.new
    if start < end and from_ < to:
        return 0, 0
    text, start, end = (old, start, end) if start < end else (new, from_, to)
    back = common(text, start, text, end, one.size, back=True)
    return back, common(text, start, text, end, two.size)


def _runs(
    old: str, new: str, box: tuple[int, int, int, int], level: int = 0
) -> Iterator[tuple[int, int, int]]:
    """Runs of the same characters in a box of both texts: where, where, and how many."""
    a, b, c, d = box
    head = common(old, a, new, c, min(b - a, d - c))
    yield a, c, head
    a, c = a + head, c + head
    tail = common(old, b, new, d, min(b - a, d - c), back=True)
    b, d = b - tail, d - tail
    if a < b and c < d and level < len(_LEVELS):
        marks = _marks(old, new, (a, b, c, d), level)
        for (a1, c1), (a2, c2) in pairwise([(a, c), *marks, (b, d)]):
            yield from _runs(old, new, (a1, a2, c1, c2), level + 1)
    yield b, d, tail


def common(one: str, at: int, other: str, there: int, most: int, *, back: bool = False) -> int:
    """How many characters are the same from two places on, or `back` from them."""

    def same(low: int, high: int) -> bool:
        if back:
            return one[at - high : at - low] == other[there - high : there - low]
        return one[at + low : at + high] == other[there + low : there + high]

    low, high = 0, min(16, most)
    while low < high and same(low, high):
        low, high = high, min(2 * high, most)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if same(low, middle) else (low, middle - 1)
    return low


def _marks(old: str, new: str, box: tuple[int, int, int, int], level: int) -> list[Range]:
    """Places of words that either box has once, in the order of both texts."""
    pattern, size, most = _LEVELS[level]
    a, b, c, d = box
    if b - a + d - c > most:
        return []
    mine, theirs = _once(old, a, b, pattern, size), _once(new, c, d, pattern, size)
    return _rising([(at, theirs[key]) for key, at in mine.items() if key in theirs])


def _once(text: str, start: int, end: int, pattern: re.Pattern[str], size: int) -> dict[str, int]:
    """The words at landmarks that are there once, and where."""
    found: dict[str, int] = {}
    for match in pattern.finditer(text, start, end - size):
        at = match.end()
        key = text[at : at + size]
        found[key] = -1 if key in found else at
    return {key: at for key, at in found.items() if 0 <= at <= end - size}


def _rising(pairs: list[Range]) -> list[Range]:
    """The longest choice of pairs whose second places rise with the first."""
    tops: list[int] = []
    heads: list[int] = []
    before: list[int] = []
    for place, (_, there) in enumerate(pairs):
        pile = bisect_left(tops, there)
        before.append(heads[pile - 1] if pile else -1)
        tops[pile : pile + 1], heads[pile : pile + 1] = [there], [place]
    chain, place = [], heads[-1] if heads else -1
    while place >= 0:
        chain.append(pairs[place])
        place = before[place]
    return chain[::-1]
