"""`PageLayout`: the article's lines as rows of a page, broken only where they are looked at."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from time import perf_counter

from annotations.article import Article
from annotations.structure.paragraphs import Paragraphs
from tui.page.blocks import Block, Blocks
from tui.page.shown import Inlay, ShownLine
from tui.page.wrapping import HANGING, break_line
from tui.terminal_text import Cells

REMEMBERED = 1024
"""Displayed lines that are kept."""

Inlays = Callable[[int, int], Sequence[Inlay]]
"""What is set into the article from one offset to another."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the page."""

    line: ShownLine
    """The piece of the article that it is in, as that is displayed."""
    piece: int
    """The index of the piece."""
    number: int
    """The index of its line in the article."""
    first: int
    """Where it begins in the displayed line."""
    last: int
    """Where it ends there."""

    @property
    def key(self) -> tuple[int, int, int]:
        """Names its cells within the layout."""
        return self.piece, self.first, self.last

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

    Lines, very long ones in pieces, are broken into rows a block at a time, where rows are asked
    for; `advance` breaks the rest in idle time. Until a block is broken its height is an estimate,
    so that the numbers of the rows below it may still change: hold on to offsets, not to rows.

    Args:
        article: What is shown.
        width: Cells in a row.
        inlays: What is set into the text.
        spaced: Whether a blank row follows each paragraph that has none after it.
    """

    def __init__(self, article: Article, width: int, inlays: Inlays, *, spaced: bool) -> None:
        self.article = article
        self.width = max(1, width)
        self._inlays = inlays
        self._spaced = spaced
        self._paragraphs = Paragraphs(article)
        self._blocks = Blocks(article, self.width)
        self._next = 0
        self._lines: dict[int, ShownLine] = {}
        self.cells = lru_cache(maxsize=512)(self._cells)

    @property
    def complete(self) -> bool:
        """Whether every line is broken."""
        return not self._blocks.unbroken

    @property
    def height(self) -> int:
        """Rows of the page: counted where lines are broken, estimated for the rest."""
        return self._blocks.height

    def shown(self, number: int) -> ShownLine:
        """A piece as it is displayed."""
        line = self._lines.get(number)
        if line is None:
            if len(self._lines) >= REMEMBERED:
                self._lines.clear()
                self.cells.cache_clear()
            line = self._lines[number] = self._make(number)
        return line

    def _make(self, number: int) -> ShownLine:
        start, end = self.article.piece_range(number)
        return ShownLine(self.article.text[start:end], start, self._inlays(start, end))

    def _cells(self, number: int, first: int, last: int) -> Cells:
        return Cells(self.shown(number).text[first:last])

    def _breaks(self, number: int) -> list[int]:
        line = self._lines.get(number) or self._make(number)
        breaks = break_line(line.text, self.width)
        return [*breaks, -1] if self._wants_gap(number) else breaks

    def _wants_gap(self, number: int) -> bool:
        """Whether a blank row goes below a piece: it ends a line, and the text has none there."""
        if not self._spaced or number + 1 >= self.article.piece_count:
            return False
        line, following = self._line_of(number), self._line_of(number + 1)
        blank = self._paragraphs.is_blank
        if line == following or self._paragraphs.apart:
            return False
        return not (blank(line) or blank(following))

    def _line_of(self, number: int) -> int:
        """The line that a piece is in."""
        return self.article.line_at(self.article.piece_starts[number])

    # ------------------------------------------------------------- breaking

    def _break(self, place: int) -> Block:
        """The block at a place, broken."""
        block = self._blocks[place]
        if not block.broken:
            pieces, starts = array("l"), array("l")
            for number in range(block.first, block.last):
                breaks = self._breaks(number)
                pieces.extend([number] * len(breaks))
                starts.extend(breaks)
            self._blocks.put(place, pieces, starts)
        return block

    def advance(self, seconds: float) -> bool:
        """Break more lines for a while; True when all are broken."""
        end = perf_counter() + seconds
        while not self.complete and perf_counter() < end:
            self._next = (self._next + 1) % len(self._blocks)
            self._break(self._next)
        return self.complete

    def break_rows(self, first: int, last: int) -> None:
        """Break what shows rows `first` to `last`, and go on from there with `advance`."""
        place = self._blocks.at_row(first)
        while place < len(self._blocks) and self._blocks.tops[place] < max(last, 1):
            self._break(place)
            self._next = place
            place += 1

    def settle(self, offset: int, height: int) -> int:
        """Break the rows within `height` of the one that shows `offset`; returns that row."""
        for way in (0, -1, -1, 1, 1):
            at = self.row_of(offset)
            self.break_rows(*sorted((at, at + way * height)))
        return self.row_of(offset)

    def relay(self, pieces: Iterable[int]) -> None:
        """What is set into some pieces has changed: break them anew when they are looked at."""
        pieces = set(pieces)
        for number in pieces & self._lines.keys():
            del self._lines[number]
        self.cells.cache_clear()
        for place in {self._blocks.at_piece(number) for number in pieces}:
            self._blocks.forget(place)

    # ------------------------------------------------------------- rows

    def begins(self, row: Row) -> bool:
        """Whether a line of the article begins with a row."""
        return row.first == 0 and row.line.start == self.article.line_starts[row.number]

    def _at_row(self, y: int) -> tuple[Block, int] | None:
        """The block that shows row `y`, broken, and the row within it."""
        if y < 0:
            return None
        while True:
            place = self._blocks.at_row(y)
            block = self._break(place)
            within = y - self._blocks.tops[place]
            if within < block.height:
                return block, within
            if place == len(self._blocks) - 1:
                return None

    def row(self, y: int) -> Row | None:
        """Row number `y`; None above the text and below its end."""
        found = self._at_row(y)
        if found is None:
            return None
        block, at = found
        number, first = block.row_pieces[at], block.row_starts[at]
        line = self.shown(number)
        if first < 0:
            return Row(line, number, self._line_of(number), len(line.text), len(line.text))
        following = at + 1 < block.height and block.row_pieces[at + 1] == number
        last = block.row_starts[at + 1] if following else -1
        last = last if last >= 0 else len(line.text)
        return Row(line, number, self._line_of(number), first, last)

    def place(self, y: int) -> tuple[int, int] | None:
        """The piece of row `y`, and where the row begins in it: -1 for one that shows no text."""
        found = self._at_row(y)
        return (found[0].row_pieces[found[1]], found[0].row_starts[found[1]]) if found else None

    def row_of(self, offset: int) -> int:
        """The row that shows the character at `offset`."""
        number = self.article.piece_at(offset)
        place = self._blocks.at_piece(number)
        block = self._break(place)
        first, last = block.rows_of(number)
        display = self.shown(number).to_display(offset)
        starts = [start for start in block.row_starts[first:last] if start >= 0]
        return self._blocks.tops[place] + first + max(0, bisect_right(starts, display) - 1)

    def cell_of(self, offset: int) -> tuple[int, int]:
        """Column and row of the grapheme that holds the character at `offset`."""
        y = self.row_of(offset)
        row = self.row(y)
        assert row is not None
        cells = self.cells(*row.key)
        return cells.cell_of(row.line.to_display(offset) - row.first), y

    def offset_at(self, x: int, y: int) -> int:
        """The article offset at a column and row; the nearest one beside or below the text."""
        row = self.row(max(0, y)) or self.row(self.height - 1)
        if row is None or not row.text:
            return row.start if row else 0
        cells = self.cells(*row.key)
        last = row.first + max(0, len(row.text) - 1)
        return row.line.to_offset(min(row.first + cells.char_at(max(0, x)), last))
