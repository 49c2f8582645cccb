"""The page as the keys see it: words in rows, some of them in view, and where each key leads."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from annotations.annotation_set import AnnotationSet
from annotations.article import Article
from annotations.extraction.memory.words import Words
from annotations.guesses import Guesses, edges_at, edges_of
from annotations.landmarks import landmarks, leading, least_sure
from annotations.span import Range
from annotations.tokens import Tokens
from tui.page import geometry
from tui.page.layout import PageLayout
from tui.page.letters import free_capitals, free_letters, lettered

SCREEN = 120, 36
"""Columns and rows of the terminal."""
COLUMN = 84
"""Cells of a row at most, as the settings have it."""

Place = tuple[int, int]
"""The word under the cursor, and the row at the top of the view."""


class Page:
    """One article on the screen.

    Args:
        article: The article.
        doubts: Where the memory is not sure, in order.
        sureness: How sure it is of each.
        guesses: What else may be where.
        letters: Whether places wear letters, and decisions lead on.
    """

    def __init__(
        self,
        article: Article,
        doubts: Sequence[Range],
        sureness: Sequence[float],
        guesses: Guesses,
        *,
        letters: bool,
    ) -> None:
        self.text, self.doubts, self.letters = article.text, doubts, letters
        self.guesses = guesses
        self._ranked = least_sure(doubts, sureness)
        self._leading = leading(doubts, sureness)
        self.words, self.tokens = Words.of(article), Tokens(article)
        columns, self.height = geometry.pane_size(*SCREEN)
        width = geometry.text_width(columns, COLUMN)
        layout = PageLayout(article, width, lambda *_: (), spaced=True)
        self.row_of = [layout.row_of(start) for start in self.words.starts]
        self._cells = [layout.cell_of(start)[0] for start in self.words.starts]
        self._rows = sorted(set(self.row_of))
        self._alphabet, self.capitals = free_letters({}), free_capitals({})
        self._coded: tuple[AnnotationSet | None, int, dict[int, str]] = (None, -1, {})

    def at(self, word: int, top: int) -> Place:
        """The cursor on a word, which is in view then."""
        return word, geometry.top_for(self.row_of[word], top, self.height)

    def in_view(self, top: int) -> range:
        """The words in view."""
        first, end = (bisect_left(self.row_of, row) for row in (top, top + self.height))
        return range(first, end)

    def codes(self, current: AnnotationSet, top: int) -> dict[int, str]:
        """The letters that words in view wear."""
        if not self.letters:
            return {}
        known, at, coded = self._coded
        if known is not current or at != top:
            coded = self._lettered(current, top, coded if at == top else {})
            self._coded = current, top, coded
        return coded

    def _lettered(self, current: AnnotationSet, top: int, before: dict[int, str]) -> dict[int, str]:
        seen = self.in_view(top)
        if not seen:
            return {}
        extent = self.words.starts[seen[0]], self.words.ends[seen[-1]]
        places = landmarks(current, self.tokens, self.text, extent, self._ranked)
        numbers = [self.words.within((place, place + 1))[0] for place in places]
        return lettered(numbers, self._alphabet, before)

    def edges_at(self, word: int) -> list[Range]:
        """What a label on a word without one would take, and what it could take instead."""
        return edges_at(self.tokens, self.text, self.words.starts[word], self.guesses)

    def edges_of(self, extent: Range) -> list[Range]:
        """The other edges that an entity may have."""
        return edges_of(self.tokens, self.text, extent, self.guesses)

    def led_on(self, current: AnnotationSet, word: int) -> int:
        """Where a decision leads: to the next place that is in doubt, if there is one."""
        behind = self._doubtful(current, self.words.starts[word], self._leading)
        return next(behind, next(self._doubtful(current, -1, self._leading), word))

    def reached(self, current: AnnotationSet, place: Place) -> Iterator[tuple[int, bool, Place]]:
        """Where each key leads, how many presses it takes, and whether it is a place's letter."""
        word, top = place
        for there, code in self.codes(current, top).items():
            yield len(code), True, self.at(there, top)
        for there in self._moved(current, word):
            yield 1, False, self.at(there, top)

    def _moved(self, current: AnnotationSet, at: int) -> Iterator[int]:
        last = len(self.words) - 1
        yield max(0, at - 1)  # left
        yield min(last, at + 1)  # right
        for rows in (1, -1):  # down up
            yield self._by_rows(at, rows)
        for rows in (1, -1):  # a page
            yield self._by_page(at, rows * (self.height - 2))
        yield 0  # home
        yield last  # end
        offset = self.words.starts[at]
        here = current.at(offset)
        start = here[0].span.start if here else offset
        if not self.letters:  # w
            yield from self._doubtful(current, offset, self.doubts)
        for way in (1, -1):
            for new in (False, True):  # . , ; :
                found = current.beside(start, way, new=new)
                if found is not None:
                    yield min(last, self.words.within(found.span.range)[0])

    def _doubtful(
        self, current: AnnotationSet, offset: int, doubts: Sequence[Range]
    ) -> Iterator[int]:
        for extent in doubts[bisect_left(doubts, (offset + 1, 0)) :]:
            if not current.is_judged(extent, self.text[slice(*extent)]):
                yield self.words.within(extent)[0]
                break

    def _by_rows(self, at: int, rows: int) -> int:
        """The word in the same column so many rows of text further on."""
        place = bisect_left(self._rows, self.row_of[at]) + rows
        return self._in_row(self._rows[max(0, min(place, len(self._rows) - 1))], at)

    def _by_page(self, at: int, rows: int) -> int:
        place = bisect_left(self._rows, self.row_of[at] + rows)
        return self._in_row(self._rows[max(0, min(place, len(self._rows) - 1))], at)

    def _in_row(self, row: int, at: int) -> int:
        first, end = bisect_left(self.row_of, row), bisect_right(self.row_of, row)
        return first + max(0, bisect_right(self._cells[first:end], self._cells[at]) - 1)
