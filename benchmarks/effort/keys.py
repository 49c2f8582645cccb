"""How many keys the acts of an annotator take: the cheapest way there, and the act itself.

The keys are those of `tui/commands.py`, each of which the annotator may press anywhere. Which
way is cheapest is searched over what each key does from where the cursor stands, and over what
is on the screen.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count

from annotations.annotation_set import AnnotationSet
from annotations.article import Article
from annotations.guesses import NO_GUESSES, Guesses
from annotations.naming import ending_with
from annotations.span import Range
from benchmarks.effort.annotator import Act, Step
from benchmarks.effort.corpora import Key
from benchmarks.effort.pages import Page

PICKER = 4
"""Enter, two letters, enter: for a label without a digit."""
DIGITS = 10
FAR = 9
"""What a place counts that is not in view."""


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
        sureness: How sure it is of each of these places.
        guesses: What else may be where.
        letters: Whether places wear letters to go by.
    """

    def __init__(
        self,
        article: Article,
        labels: Iterable[str],
        doubts: Sequence[Range] = (),
        sureness: Sequence[float] = (),
        guesses: Guesses = NO_GUESSES,
        *,
        letters: bool = False,
    ) -> None:
        self.page = Page(article, doubts, sureness, guesses, letters=letters)
        self.words = self.page.words
        self.cursor, self.top = 0, 0
        self._by_letter = False
        self._last = ""
        self._presses = {
            label: 1 if place < DIGITS else PICKER for place, label in enumerate(labels)
        }

    def press(self, act: Act) -> Pressed:
        """Go where an act is, and do it; the cursor stays where the act leaves it."""
        step, current = act.step, act.before
        if step.kind == "add":
            pressed = self._add(current, step)
        else:
            first, end = self.words.within(step.place)
            moving = self._go(current, range(first, end))
            acting = 1
            if step.kind == "edges":
                acting = self._edges(step.place, step.to)
            elif self._is_again(step):
                acting = 0
            elif step.kind == "label":
                acting = self._presses.get(step.label, PICKER)
            pressed = Pressed(moving, acting)
        if step.kind != "edges":
            self._last = step.label or "reject"
        if self.page.letters and step.kind != "edges":
            self._stand(self.page.led_on(act.after, self.cursor))
        return Pressed(pressed.moving, pressed.acting + step.narrowed)

    def _is_again(self, step: Step) -> bool:
        """Whether a capital did what the last decision did, where it led."""
        return self._by_letter and self._last == (step.label or "reject")

    def nearest(self, current: AnnotationSet, wrong: Collection[Key], gold: Collection[Key]) -> Key:
        """What is wrong and takes the fewest keys to get to."""
        if not self.page.letters:
            return min(wrong)
        codes, view = self.page.codes(current, self.top), self.page.in_view(self.top)

        def far(key: Key) -> tuple[int, int, Key]:
            first, end = self.words.within(key[:2])
            if first <= self.cursor < end:
                return 0, 0, key
            presses = len(codes.get(first, "")) or (3 if first in view else FAR)
            again = key[2] if key in gold else "reject"
            return presses + (again != self._last), first, key

        return min(wrong, key=far)

    def estimate(self, current: AnnotationSet, steps: Sequence[Step]) -> int:
        """About how many keys some steps take."""
        codes, presses = self.page.codes(current, self.top), 0
        for place, step in enumerate(steps):
            first, end = self.words.within(step.place)
            if not place and not first <= self.cursor < end:
                there = range(first, first + 1) if step.kind == "add" else range(first, end)
                presses += min((len(codes[w]) for w in there if w in codes), default=3)
            if step.kind == "edges":
                cursor = self.cursor
                presses += self._edges(step.place, step.to)
                self.cursor = cursor
            elif step.kind == "add":
                whole = self.words.extent(first, end) == step.to
                presses += 1 + self._extending(
                    current, first, end - 1, step.to if whole else None, search=False
                )
            else:
                presses += 1
            presses += step.narrowed
        return presses

    def _stand(self, word: int) -> None:
        self.cursor, self.top = self.page.at(word, self.top)

    def _edges(self, old: Range, new: Range) -> int:
        """A press for each token that an edge moves; the cursor follows an edge that passes it."""
        first, end = self.words.within(old)
        to, until = self.words.within(new)
        self.cursor = min(max(self.cursor, to), until - 1)
        by_tokens = abs(first - to) + abs(end - until) + self._beside_tokens(new)
        others = self.page.edges_of(old) if self.page.letters else []
        return min(by_tokens, others.index(new) + 1) if new in others else by_tokens

    def _capitals(self, extent: Range, end: int) -> int:
        """How often the word that ends at `end` has its letter pressed until the extent does."""
        if not self.page.letters or extent[1] == end:
            return FAR
        letter = self.words.texts[self.words.within((end - 1, end))[0]][:1].upper()
        if not "A" <= letter <= "Z":
            return FAR
        for presses in range(1, FAR):
            moved = ending_with(self.page.tokens, self.page.text, extent, letter)
            if moved is None or moved[1] == end:
                return presses if moved else FAR
            extent = moved
        return FAR

    def _add(self, current: AnnotationSet, step: Step) -> Pressed:
        """Select and label, or label the word that a name begins with."""
        extent, label = step.to, step.label
        first, end = self.words.within(extent)
        here = self.cursor, self.top
        whole = self.words.extent(first, end) == extent
        ways = []
        for start, last in self._anchors(current, first, end):
            self.cursor, self.top = here
            moving = self._go(current, (start,))
            extending = self._extending(current, start, last, extent if whole else None)
            acting = extending + self._presses.get(label, PICKER) + self._beside_tokens(extent)
            if not extending and self._is_again(step):
                acting -= 1
            ways.append((moving + acting, moving, acting, self.cursor, self.top))
        _, moving, acting, *at = min(ways)
        self.cursor, self.top = at
        return Pressed(moving, acting)

    def _anchors(self, current: AnnotationSet, first: int, end: int) -> set[Range]:
        """Words to select from, and to: each end, and the one inside that takes the fewest keys.

        From inside an entity it is chosen among the likely edges that the status line tells of.
        """
        found = {(first, end - 1), (end - 1, first)}
        if self.page.letters:
            here = self.cursor, self.top
            self._go(current, range(first, end))
            inside, (self.cursor, self.top) = self.cursor, here
            free = not current.at(self.words.starts[inside])
            if free and self.words.extent(first, end) in self.page.edges_at(inside):
                found.add((inside, end - 1))
        return found

    def _extending(
        self,
        current: AnnotationSet,
        start: int,
        last: int,
        extent: Range | None,
        *,
        search: bool = True,
    ) -> int:
        """Presses that select from the word under the cursor to another one."""
        page, offset = self.page, self.words.starts[start]
        over = bool(current.at(offset))
        edges = page.edges_at(start) if page.letters else [page.tokens.at(offset)]
        named = edges[0]
        if not over and extent in edges:
            return edges.index(extent)
        if start == last:  # v, where a label would go to the entity or to the whole name
            return 0 if not over and named == self.words.extent(last, last + 1) else 1
        one_by_one, capitals, moves = abs(last - start), FAR, FAR
        if start < last:  # v, and the letter of the last word
            word = self.words.extent(start, start + 1)
            capitals = 1 + self._capitals(word, self.words.ends[last])
        if one_by_one > 2 and search:  # v, and any moves
            moves = 1 + self._go(current, (last,))
        return min(one_by_one, capitals, moves)

    def _beside_tokens(self, extent: Range) -> int:
        """Presses of the keys that move by character, where an extent ends in a token."""
        first, end = self.words.within(extent)
        start, stop = self.words.extent(first, end)
        return abs(start - extent[0]) + abs(stop - extent[1])

    def _go(self, current: AnnotationSet, targets: Iterable[int]) -> int:
        """The fewest presses to one of some words; the cursor is there then."""
        wanted, order = set(targets), count()
        queue = [(0, next(order), False, (self.cursor, self.top))]
        seen = set()
        while queue:
            presses, _, lettered, place = heappop(queue)
            if place[0] in wanted:
                self.cursor, self.top = place
                self._by_letter = lettered
                return presses
            if place in seen:
                continue
            seen.add(place)
            for more, letter, there in self.page.reached(current, place):
                if there not in seen:
                    heappush(queue, (presses + more, next(order), letter, there))
        raise AssertionError("no key leads there")
