"""`PageLayout`: the article's lines as rows of a page, broken only as far as they are needed."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from time import perf_counter

from annotations.article import Article
from tui.page.shown import Inlay, ShownLine
from tui.page.wrapping import HANGING, break_line
from tui.terminal_text import Cells

TOO_MANY_LINES = 64
"""Changed lines from which on all that follow are broken anew."""

Inlays = Callable[[int, int], Sequence[Inlay]]
"""What is set into the article from one offset to another."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the page."""

    line: ShownLine
    number: int
    """The index of its line in the article."""
    first: int
    """Where it begins in the displayed line."""
    last: int
    """Where it ends there."""

    @property
    def text(self) -> str:
        """The displayed characters, hanging spaces left out."""
        return self.line.text[self.first : self.last].rstrip(HANGING)

    @property
    def start(self) -> int:
        """The article offset of its first character."""
        return self.line.to_offset(self.first)

    @property
    def end(self) -> int:
        """One past the article offset of its last character."""
        return self.line.to_offset(self.last - 1) + 1 if self.last > self.first else self.start


class PageLayout:
    """Rows of an article at a width.

    Lines are broken from the top as rows are asked for; `advance` breaks more in idle time.
    Until everything is broken, `height` holds an estimate of the rest.

    Args:
        article: What is shown.
        width: Cells in a row.
        inlays: What is set into the text.
        spaced: Whether a blank row follows each line that has none after it.
    """

    def __init__(self, article: Article, width: int, inlays: Inlays, *, spaced: bool) -> None:
        self.article = article
        self.width = max(1, width)
        self._inlays = inlays
        self._spaced = spaced
        self._row_lines = array("l")
        self._row_starts = array("l")
        self._first_rows = array("l")
        self.shown = lru_cache(maxsize=512)(self._shown)
        self.cells = lru_cache(maxsize=512)(self._cells)

    @property
    def complete(self) -> bool:
        """Whether every line is broken."""
        return len(self._first_rows) == self.article.line_count

    @property
    def height(self) -> int:
        """Rows of the page: counted where lines are broken, estimated for the rest."""
        if self.complete:
            return len(self._row_lines)
        done = len(self._first_rows)
        rest = len(self.article.text) - self.article.line_starts[done]
        return len(self._row_lines) + rest // self.width + self.article.line_count - done

    def _shown(self, number: int) -> ShownLine:
        start, end = self.article.line_range(number)
        return ShownLine(self.article.text[start:end], start, self._inlays(start, end))

    def _cells(self, number: int, first: int, last: int) -> Cells:
        return Cells(self.shown(number).text[first:last])

    def _breaks(self, number: int) -> list[int]:
        breaks = break_line(self.shown(number).text, self.width)
        return [*breaks, -1] if self._wants_gap(number) else breaks

    def _wants_gap(self, number: int) -> bool:
        """Whether a blank row goes below a line, because the text has none there."""
        if not self._spaced or number + 1 >= self.article.line_count:
            return False
        return not (self._is_blank(number) or self._is_blank(number + 1))

    def _is_blank(self, number: int) -> bool:
        start, end = self.article.line_range(number)
        return self.article.text[start:end].strip() == ""

    def _append_line(self) -> None:
        number = len(self._first_rows)
        breaks = self._breaks(number)
        self._first_rows.append(len(self._row_lines))
        self._row_lines.extend([number] * len(breaks))
        self._row_starts.extend(breaks)

    def advance(self, seconds: float) -> bool:
        """Break more lines for a while; True when all are broken."""
        end = perf_counter() + seconds
        while not self.complete and perf_counter() < end:
            for _ in range(min(32, self.article.line_count - len(self._first_rows))):
                self._append_line()
        return self.complete

    def reach_row(self, y: int) -> None:
        """Break lines until row `y` is known or the text ends."""
        while len(self._row_lines) <= y and not self.complete:
            self._append_line()

    def reach_offset(self, offset: int) -> None:
        """Break lines until the one that holds `offset` is broken."""
        line = self.article.line_at(offset)
        while len(self._first_rows) <= line:
            self._append_line()

    def row(self, y: int) -> Row | None:
        """Row number `y`; None below the end of the text."""
        self.reach_row(y)
        if not 0 <= y < len(self._row_lines):
            return None
        number, first = self._row_lines[y], self._row_starts[y]
        line = self.shown(number)
        if first < 0:
            return Row(line, number, len(line.text), len(line.text))
        following = y + 1 < len(self._row_lines) and self._row_lines[y + 1] == number
        last = self._row_starts[y + 1] if following else -1
        return Row(line, number, first, last if last >= 0 else len(line.text))

    def is_gap(self, y: int) -> bool:
        """Whether row `y` is a blank one that stands for no text."""
        return 0 <= y < len(self._row_starts) and self._row_starts[y] < 0

    def row_of(self, offset: int) -> int:
        """The row that shows the character at `offset`."""
        self.reach_offset(offset)
        number = self.article.line_at(offset)
        display = self.shown(number).to_display(offset)
        first = self._first_rows[number]
        last = first + self._line_rows(number)
        starts = [start for start in self._row_starts[first:last] if start >= 0]
        return first + max(0, bisect_right(starts, display) - 1)

    def _line_rows(self, number: int) -> int:
        known = len(self._first_rows)
        after = self._first_rows[number + 1] if number + 1 < known else len(self._row_lines)
        return after - self._first_rows[number]

    def cell_of(self, offset: int) -> tuple[int, int]:
        """Column and row of the grapheme that holds the character at `offset`."""
        y = self.row_of(offset)
        row = self.row(y)
        assert row is not None
        cells = self.cells(row.number, row.first, row.last)
        return cells.cell_of(row.line.to_display(offset) - row.first), y

    def offset_at(self, x: int, y: int) -> int:
        """The article offset at a column and row; the nearest one beside or below the text."""
        self.reach_row(y)
        row = self.row(max(0, min(y, len(self._row_lines) - 1)))
        if row is None or not row.text:
            return row.start if row else 0
        cells = self.cells(row.number, row.first, row.last)
        last = row.first + max(0, len(row.text) - 1)
        return row.line.to_offset(min(row.first + cells.char_at(max(0, x)), last))

    def relay(self, lines: Sequence[int]) -> bool:
        """Break the given lines anew after their inlays changed.

        Returns:
            Whether rows moved: some line has more or fewer rows than before.
        """
        self.shown.cache_clear()
        self.cells.cache_clear()
        if len(lines) > TOO_MANY_LINES:
            self._forget_from(min(lines))
            return True
        moved = False
        for number in lines:
            if number < len(self._first_rows):
                moved |= self._relay_line(number)
        return moved

    def _forget_from(self, number: int) -> None:
        """Break everything from a line on when it is next asked for."""
        if number < len(self._first_rows):
            first = self._first_rows[number]
            del self._row_lines[first:], self._row_starts[first:], self._first_rows[number:]

    def _relay_line(self, number: int) -> bool:
        breaks = self._breaks(number)
        first, before = self._first_rows[number], self._line_rows(number)
        self._row_starts[first : first + before] = array("l", breaks)
        if len(breaks) == before:
            return False
        self._row_lines[first : first + before] = array("l", [number] * len(breaks))
        shift = len(breaks) - before
        for later in range(number + 1, len(self._first_rows)):
            self._first_rows[later] += shift
        return True
