"""How many keys the acts of an annotator take: the cheapest way there, and the act itself.

The keys are those of `tui/commands.py`, each of which the annotator may press anywhere. Which
way is cheapest is searched over what each key does from where the cursor stands, and over what
is on the screen.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from heapq import heappop, heappush
from itertools import count

from annotations.annotation_set import AnnotationSet
from annotations.article import Article
from annotations.guesses import NO_GUESSES, Guesses
from annotations.naming import ending_with, name_from
from annotations.span import Range
from benchmarks.effort.annotator import Act, Step
from benchmarks.effort.corpora import Key
from benchmarks.effort.pages import Page

PICKER = 4
"""Enter, two letters, enter: for a label without a digit."""
DIGITS = 10
FAR = 9
"""What a place counts that is not in view."""
NEVER = 1_000
"""What a selection counts that no key makes."""
HOPED = 2
"""What the likely edges of an entity count as long as they are not told."""

Anchor = tuple[Iterable[int], int]
"""Words to go to, and about how many keys something takes there."""


@dataclass(frozen=True)
class Pressed:
    """Keys that one act took."""

    moving: int
    acting: int
    slips: int = 0
    """Acts of them that were wrong, and taken back."""


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
                to, until = self.words.within(step.to)
                self.cursor = min(max(self.cursor, to), until - 1)
            elif self._is_again(step):
                acting = 0
            elif step.kind == "label":
                acting = self._presses.get(step.label, PICKER)
            pressed = Pressed(moving, acting)
        if step.kind != "edges":
            self._last = step.label or "reject"
        if self.page.letters and step.kind != "edges":
            self._stand(self.page.led_on(act.after, self.cursor))
        return replace(pressed, acting=pressed.acting + step.narrowed)

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
            there_now = first <= self.cursor < end
            if not place and not there_now:
                there = range(first, first + 1) if step.kind == "add" else range(first, end)
                presses += min((len(codes[w]) for w in there if w in codes), default=3)
            if step.kind == "edges":
                presses += self._edges(step.place, step.to, told=there_now)
            elif step.kind == "add":
                presses += 1 + self._hoped(current, step.to)
            else:
                presses += 1
            presses += step.narrowed
        return presses

    def _stand(self, word: int) -> None:
        self.cursor, self.top = self.page.at(word, self.top)

    def _hoped(self, current: AnnotationSet, extent: Range) -> int:
        """About how many keys a selection takes, before anything is searched for."""
        first, end = self.words.within(extent)
        by_hand = (
            0
            if self._expected(current, extent)
            else self._by_hand(current, first, end - 1, search=False)
        )
        if self.page.letters and current.overlapping(extent):
            by_hand = min(by_hand, HOPED)
        return min(by_hand, self._selecting(current, extent, search=False))

    def _edges(self, old: Range, new: Range, *, told: bool = True) -> int:
        """A press for each token that an edge moves, or for each of the likely edges until these.

        What is likely is hoped for where it is not told.
        """
        first, end = self.words.within(old)
        to, until = self.words.within(new)
        by_tokens = abs(first - to) + abs(end - until) + self._beside_tokens(new)
        if not self.page.letters:
            return by_tokens
        if not told:
            return (by_tokens + min(by_tokens, HOPED) + 1) // 2
        others = self.page.edges_of(old)
        return min(by_tokens, others.index(new) + 1) if new in others else by_tokens

    def _capitals(self, extent: Range, end: int) -> int:
        """How often the word that ends at `end` has its letter pressed until the extent does."""
        if not self.page.letters or extent[1] == end:
            return FAR
        letter = self.words.texts[self.words.within((end - 1, end))[0]][:1]
        if letter.upper() not in self.page.capitals:
            return FAR
        for presses in range(1, FAR):
            moved = ending_with(self.page.tokens, self.page.text, extent, letter)
            if moved is None or moved[1] == end:
                return presses if moved else FAR
            extent = moved
        return FAR

    def _add(self, current: AnnotationSet, step: Step) -> Pressed:
        """Go to where a selection takes few keys, look there, and select or go on from there.

        Likely edges are known of the place where the cursor is, from the status line; what other
        places have is hoped for.
        """
        first, end = self.words.within(step.to)
        moving, slips, seen = 0, 0, {self.cursor}
        while True:
            here = self.cursor, self.top
            acting = self._selecting(current, step.to)
            ways = [(acting, 0, *here, False)]
            for words, hoped in self._anchors(current, first, end):
                self.cursor, self.top = here
                presses = self._go(current, words)
                again = (
                    self.cursor == first
                    and self._is_again(step)
                    and self._expected(current, step.to)
                )
                if self.cursor not in seen:
                    way = presses + hoped - again, presses, self.cursor, self.top, again
                    ways.append(way)
            _, presses, self.cursor, self.top, again = min(ways)
            moving += presses
            if not presses:
                acting += self._presses.get(step.label, PICKER) + self._beside_tokens(step.to)
                return Pressed(moving, acting, slips)
            if again:  # a capital, which takes what is likeliest there; u if that is something else
                if not self._selecting(current, step.to):
                    return Pressed(moving, 0, slips)
                moving, slips = moving + 1, slips + 1
            seen.add(self.cursor)

    def _anchors(self, current: AnnotationSet, first: int, end: int) -> Iterator[Anchor]:
        """Words to go to for a selection, and about how many keys it takes there."""
        extent = self.words.extent(first, end)
        looks = self._expected(current, extent)
        yield (first,), 0 if looks else self._by_hand(current, first, end - 1, search=False)
        yield (end - 1,), self._by_hand(current, end - 1, first, search=False)

    def _selecting(self, current: AnnotationSet, extent: Range, *, search: bool = True) -> int:
        """Presses until what a label takes at the cursor is an extent; NEVER if none gets there."""
        first, end = self.words.within(extent)
        found, over = [NEVER], current.at(self.words.starts[self.cursor])
        if self.cursor == first:
            found.append(self._by_hand(current, first, end - 1, search=search))
        if self.cursor == end - 1:
            found.append(self._by_hand(current, end - 1, first, search=search))
        if over and over[0].span.range == extent:
            return 0
        if self.page.letters:
            word = self.cursor
            likely = self.page.edges_of(over[0].span.range) if over else self.page.edges_at(word)
            if extent in likely:  # V and >, where an entity stands
                found.append(likely.index(extent) + bool(over))
        return min(found)

    def _expected(self, current: AnnotationSet, extent: Range) -> bool:
        """Whether by its looks a label takes an extent at its first word."""
        if not self.page.letters or current.at(extent[0]):
            return False
        return name_from(self.page.tokens, self.page.text, extent[0]) == extent

    def _by_hand(
        self, current: AnnotationSet, start: int, last: int, *, search: bool = True
    ) -> int:
        """Presses that select from one word to another, whatever is likely there."""
        if start == last:  # v, where a label would go to the entity or to the whole name
            return int(self.page.letters or bool(current.at(self.words.starts[start])))
        one_by_one, capitals, moves = abs(last - start), FAR, HOPED + 2
        if start < last:  # v, and the letter of the last word
            word = self.words.extent(start, start + 1)
            capitals = 1 + self._capitals(word, self.words.ends[last])
        if one_by_one > HOPED and search:  # v, and any moves
            here = self.cursor, self.top
            self._stand(start)
            moves = 1 + self._go(current, (last,))
            self.cursor, self.top = here
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
