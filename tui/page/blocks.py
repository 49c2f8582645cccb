"""`Blocks`: an article's pieces in stretches of a few thousand characters, each with its rows.

The rows of a block are counted when the block is broken into rows; until then its height is an
estimate. So the page can be entered anywhere at once, however long the article is.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import accumulate

from annotations.article import Article

SIZE = 6000
"""Characters of a block, where its last piece ends no later."""


class Block:
    """Consecutive pieces, lines or parts of very long ones; and their rows, once it is broken."""

    __slots__ = ("broken", "first", "height", "last", "row_pieces", "row_starts")

    def __init__(self, first: int, last: int, height: int) -> None:
        self.first = first
        """Index of its first piece."""
        self.last = last
        """One past its last piece."""
        self.height = height
        """How many rows it has: counted when `broken`, else estimated."""
        self.broken = False
        self.row_pieces = array("l")
        """The piece of each row."""
        self.row_starts = array("l")
        """Where each row begins in its displayed piece; -1 for a blank row that shows no text."""

    def rows_of(self, piece: int) -> tuple[int, int]:
        """The first row of a piece, and one past its last, within the block."""
        return bisect_left(self.row_pieces, piece), bisect_right(self.row_pieces, piece)


class Blocks:
    """All blocks of an article, from top to bottom.

    Args:
        article: Whose text they hold.
        width: Cells in a row: what heights are estimated by.
    """

    def __init__(self, article: Article, width: int) -> None:
        self._all = list(_cut(article, width))
        self._firsts = [block.first for block in self._all]
        self._tops: list[int] | None = None
        self.unbroken = len(self._all)
        """How many have estimated heights."""

    def __len__(self) -> int:
        return len(self._all)

    def __getitem__(self, place: int) -> Block:
        return self._all[place]

    @property
    def tops(self) -> list[int]:
        """The first row of each block, and the height of all."""
        if self._tops is None:
            self._tops = list(accumulate((block.height for block in self._all), initial=0))
        return self._tops

    @property
    def height(self) -> int:
        """Rows of all blocks."""
        return self.tops[-1]

    def at_row(self, y: int) -> int:
        """The place of the block that holds row `y`; the nearest for a row that is not there."""
        place = bisect_right(self.tops, max(0, y)) - 1
        return min(place, len(self._all) - 1)

    def at_piece(self, piece: int) -> int:
        """The place of the block that holds a piece."""
        return bisect_right(self._firsts, piece) - 1

    def put(self, place: int, row_pieces: array[int], row_starts: array[int]) -> None:
        """Note the rows of a block."""
        block = self._all[place]
        if not block.broken:
            self.unbroken -= 1
        if block.height != len(row_pieces):
            self._tops = None
        block.row_pieces, block.row_starts = row_pieces, row_starts
        block.broken, block.height = True, len(row_pieces)

    def forget(self, place: int) -> None:
        """The rows of a block may be others now; its height stands as an estimate."""
        block = self._all[place]
        if block.broken:
            block.broken = False
            self.unbroken += 1


def _cut(article: Article, width: int) -> Iterator[Block]:
    """Blocks with estimated heights."""
    starts, count, length = article.piece_starts, article.piece_count, len(article.text)
    first = 0
    while first < count:
        last = max(first + 1, bisect_right(starts, starts[first] + SIZE, first, count) - 1)
        if last + 1 >= count:
            last = count
        end = starts[last] if last < count else length
        height = (end - starts[first]) // width + last - first
        yield Block(first, last, height)
        first = last
