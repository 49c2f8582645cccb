"""How a text is cut into the chunks that a pipeline reads one at a time.

Where the cuts lie depends on the text alone, never on what the reader looks at, so that the
same text always gets the same predictions; only the order depends on the reader. Each cut can
be found without finding those before it, so that the last page of ten megabytes comes as fast
as the first.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annotations.span import Range

FIRST = 1024
"""About how long the first chunk is: short, so that the first entities are seen soon."""
SIZE = 4096
"""About how long the others are: 2-8 kB find the same entities as the whole text, faster."""
WHOLE = 16_384
"""Where nobody waits for the first page: about so long a text is read in one piece, so that what
is found is what the pipeline finds without Postil."""
SLACK = 1024
"""How far a cut may move to fall on an edge of the text's own."""
RUN = 200
"""The longest run of punctuation that a tokenizer gets to see."""

_EDGES = (
    # Best first: after a blank line, after a sentence that ends its line, after a sentence
    # (of five letters before the full stop, as “Sept.” and “Gov.” end none), line, word.
    re.compile(r"\n[^\S\n]*\n\s*"),
    re.compile(r"""[.!?…。！？]["'”’»)\]]*[^\S\n]*\n\s*"""),
    re.compile(r"""(?:\w{5}[.…]|[!?])["'”’»)\]]*\s+|[。！？]["'”’»」』]*"""),
    re.compile(r"\n"),
    re.compile(r"\s+"),
)
_RUNS = re.compile(r"(?:[^\w\s]|_)+")  # of any length: to ask for a long one is quadratic, too
_SURROGATES = re.compile("[\ud800-\udfff]")
_JOINERS = "\u200d\ufe0e\ufe0f"


@dataclass(frozen=True, slots=True)
class Cutting:
    """How long chunks are, about."""

    first: int
    size: int
    """All but the first."""


ON_SCREEN = Cutting(FIRST, SIZE)
IN_BULK = Cutting(WHOLE, WHOLE)


class Chunks:
    """The chunks of one text, by number; together they are the text, each character once."""

    def __init__(self, text: str, cutting: Cutting = ON_SCREEN) -> None:
        """Finds out how many there are, and no more."""
        self._text, self._cutting = text, cutting
        beyond_first = len(text) - cutting.first - SLACK
        # The last cut leaves more behind it than it may move.
        self._count = 1 + max(0, -(-beyond_first // cutting.size)) if text else 0

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, number: int) -> Range:
        """Start and end of a chunk."""
        if not 0 <= number < self._count:
            raise IndexError(number)
        return self._cut(number), self._cut(number + 1)

    def number_at(self, offset: int) -> int:
        """The chunk that holds `offset`; the nearest one for an offset outside the text."""
        return max(0, bisect_right(range(self._count), offset, key=self._cut) - 1)

    def order(self, first: int = 0) -> list[int]:
        """All chunk numbers: from the one that holds `first` to the end, then the rest."""
        if not self._count:
            return []
        start = self.number_at(first)
        return [*range(start, self._count), *range(start)]

    def _cut(self, number: int) -> int:
        if number <= 0:
            return 0
        if number >= self._count:
            return len(self._text)
        aim = self._cutting.first + (number - 1) * self._cutting.size
        slack = min(SLACK, self._cutting.first // 2) if number == 1 else SLACK
        return _best_cut(self._text, aim - slack, aim, aim + slack)


def cut(text: str, first: int = 0, cutting: Cutting = ON_SCREEN) -> Iterator[Range]:
    """Start and end of every chunk, the one that holds `first` first."""
    chunks = Chunks(text, cutting)
    return (chunks[number] for number in chunks.order(first))


def tame(text: str) -> str:
    """What a pipeline gets to read in place of `text`: as long, without what would break it.

    spaCy cannot encode lone surrogates, and its tokenizer needs quadratic time for runs of
    punctuation (ten seconds for 8,000 parentheses), so the inside of such a run is blanked.
    """
    text = _SURROGATES.sub("\ufffd", text)
    return _RUNS.sub(_blanked, text)


def _blanked(run: re.Match[str]) -> str:
    return run[0][:RUN].ljust(len(run[0])) if len(run[0]) > RUN else run[0]


def _best_cut(text: str, low: int, aim: int, high: int) -> int:
    """The edge of the best kind between `low` and `high`, nearest to `aim`."""
    for edge in _EDGES:
        ends = [match.end() for match in edge.finditer(text, low, high)]
        if ends:
            return min(ends, key=lambda end: abs(end - aim))
    return _hard_cut(text, low, aim)


def _hard_cut(text: str, low: int, aim: int) -> int:
    """`aim`, or a little before it where a cut would split what is drawn as one character."""
    for position in range(aim, low, -1):
        joined = text[position] in _JOINERS or unicodedata.combining(text[position])
        if not joined and text[position - 1] != "\u200d":
            return position
    return aim
