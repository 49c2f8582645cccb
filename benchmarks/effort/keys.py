"""How many keys the acts of an annotator take: the cheapest way there, and the act itself.

The keys are those of `tui/commands.py`, each of which the annotator may press anywhere. Which
way is cheapest is searched over what each key does from where the cursor stands.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from annotations.annotation_set import AnnotationSet
from annotations.article import Article
from annotations.extraction.memory.words import Words
from annotations.span import Range
from benchmarks.effort.annotator import Act
from tui.page.wrapping import break_line

COLUMN = 84
"""Cells of a row, as the settings have it."""
PAGE = 40
"""Rows of a page."""
PICKER = 4
"""Enter, two letters, enter: for a label without a digit."""
DIGITS = 10


@dataclass(frozen=True)
class Pressed:
    """Keys that one act took."""

    moving: int
    acting: int


class Keyboard:
    """Presses keys in one article.

    Args:
        article: The article.
        labels: In the order of their digits.
        doubts: Where the memory is not sure.
    """

    def __init__(
        self, article: Article, labels: Iterable[str], doubts: Sequence[Range] = ()
    ) -> None:
        self._doubts, self._text = doubts, article.text
        self.words = Words.of(article)
        self.cursor = 0
        self._presses = {
            label: 1 if place < DIGITS else PICKER for place, label in enumerate(labels)
        }
        self._rows, self._row_of, self._cells = _rows(article, self.words)

    def press(self, act: Act) -> Pressed:
        """Go where an act is, and do it; the cursor stays where the act leaves it."""
        step, current = act.step, act.before
        if step.kind == "add":
            pressed = self._select(current, step.to, step.label)
        else:
            first, end = self.words.within(step.place)
            moving = self._go(current, range(first, end))
            acting = 1
            if step.kind == "label":
                acting = self._presses.get(step.label, PICKER)
            elif step.kind == "edges":
                acting = self._edges(step.place, step.to)
            pressed = Pressed(moving, acting)
        return Pressed(pressed.moving, pressed.acting + step.narrowed)

    def _edges(self, old: Range, new: Range) -> int:
        """A press for each token that an edge moves; the cursor follows an edge that passes it."""
        first, end = self.words.within(old)
        to, until = self.words.within(new)
        self.cursor = min(max(self.cursor, to), until - 1)
        return abs(first - to) + abs(end - until) + self._beside_tokens(new)

    def _select(self, current: AnnotationSet, extent: Range, label: str) -> Pressed:
        first, end = self.words.within(extent)
        here = self.cursor
        ways = []
        for start, last in {(first, end - 1), (end - 1, first)}:
            self.cursor = here
            moving = self._go(current, (start,))
            extending = abs(last - start)
            if extending > 1:  # v, any moves, and the label
                extending = min(extending, 1 + self._go(current, (last,)))
            ways.append((moving + extending, moving, extending, last))
        _, moving, extending, self.cursor = min(ways)
        characters = self._beside_tokens(extent)
        return Pressed(moving, extending + characters + self._presses.get(label, PICKER))

    def _beside_tokens(self, extent: Range) -> int:
        """Presses of the keys that move by character, where an extent ends in a token."""
        first, end = self.words.within(extent)
        start, stop = self.words.extent(first, end)
        return abs(start - extent[0]) + abs(stop - extent[1])

    def _go(self, current: AnnotationSet, targets: Iterable[int]) -> int:
        """The fewest presses to one of some words; the cursor is there then."""
        wanted = set(targets)
        seen, queue = {self.cursor}, deque([(self.cursor, 0)])
        while queue:
            at, presses = queue.popleft()
            if at in wanted:
                self.cursor = at
                return presses
            for place in self._reached(current, at):
                if place not in seen:
                    seen.add(place)
                    queue.append((place, presses + 1))
        raise AssertionError("no key leads there")

    def _reached(self, current: AnnotationSet, at: int) -> Iterator[int]:
        """Where each moving key leads."""
        last = len(self.words) - 1
        yield max(0, at - 1)  # h
        yield min(last, at + 1)  # l
        for rows in (1, -1, PAGE, -PAGE):  # j k space b
            yield self._by_rows(at, rows)
        yield 0  # g
        yield last  # G
        offset = self.words.starts[at]
        here = current.at(offset)
        start = here[0].span.start if here else offset
        yield from self._doubtful(current, offset)
        for way in (1, -1):
            for new in (False, True):  # . , ; :
                found = current.beside(start, way, new=new)
                if found is not None:
                    yield min(last, self.words.within(found.span.range)[0])

    def _doubtful(self, current: AnnotationSet, offset: int) -> Iterator[int]:
        """Where w leads."""
        for extent in self._doubts[bisect_left(self._doubts, (offset + 1, 0)) :]:
            if not current.is_judged(extent, self._text[slice(*extent)]):
                yield self.words.within(extent)[0]
                break

    def _by_rows(self, at: int, rows: int) -> int:
        row = min(len(self._rows) - 1, max(0, self._row_of[at] + rows))
        first, end = self._rows[row]
        cells = self._cells[first:end]
        return first + max(0, bisect_right(cells, self._cells[at]) - 1)


def _rows(article: Article, words: Words) -> tuple[list[Range], list[int], list[int]]:
    """The rows that hold words, as ranges of words; the row and the cell of each word."""
    rows: list[Range] = []
    row_of = [0] * len(words)
    cells = [0] * len(words)
    for line in range(article.line_count):
        start, end = article.line_range(line)
        breaks = break_line(article.text[start:end], COLUMN)
        edges = [start + b for b in breaks] + [end]
        for left, right in pairwise(edges):
            inside = [
                n for n in range(*words.within((left, max(right, left + 1))))
                if left <= words.starts[n] < right
            ]  # fmt: skip
            if inside:
                for number in inside:
                    row_of[number], cells[number] = len(rows), words.starts[number] - left
                rows.append((inside[0], inside[-1] + 1))
    return rows, row_of, cells
