"""Where a very long line is cut, so that what works line by line never takes on megabytes.

A cut is made where nothing is torn: behind a space, or between two letters of a script without
spaces. Only where thousands of characters have neither, a word is cut, between graphemes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from annotations.tokens import graphemes, tokenize

LONG = 8192
"""Characters of a line that is taken whole."""
PIECE = 4096
"""Characters of a piece, or a few more."""
LOOKED_AT = 2048
"""Characters in which a place to cut is looked for."""

_SPACED = re.compile(r"[ \t](?=\w)")
_UNSPACED = re.compile(r"[^\x00-\x7F](?=[^\x00-\x7F])")
_ZWJ = "\u200d"
_FLAGS = range(0x1F1E6, 0x1F200)


def piece_starts(text: str, starts: Iterable[int]) -> Iterator[int]:
    """Where the pieces begin: at each line, and within the long ones.

    Args:
        text: All of it.
        starts: Where its lines begin, in order, and where the last one ends.
    """
    for start, end in pairwise(starts):
        yield start
        while end - start > LONG:
            start = _cut(text, start)
            yield start


def _cut(text: str, start: int) -> int:
    """The first good place to cut behind the piece that begins at `start`."""
    at = start + PIECE
    last = at + LOOKED_AT
    for space in _SPACED.finditer(text, at, last):
        if _is_edge(text, space.end()):
            return space.end()
    for letter in _UNSPACED.finditer(text, at, last):
        letters = text[letter.start() : letter.end() + 1]
        if _is_edge(text, letter.end()) and letters.isalpha() and len(tokenize(letters)) == 2:
            return letter.end()
    sure = next((place for place in range(at + 1, last) if _is_edge(text, place)), 0)
    return sure or _last_edge(text, start, last)


def _last_edge(text: str, start: int, last: int) -> int:
    """The end of the last grapheme before a place; the place itself where none ends for long."""
    edges = [start + edge for edge, _ in graphemes(text[start : last + 1])]
    return edges[-1] if edges[-1] > start + PIECE else last


def _is_edge(text: str, place: int) -> bool:
    """Whether a grapheme ends at a place, for sure and whatever stands around it."""
    before, behind = text[place - 1], text[place]
    if before == "\r":  # at the end of a piece it is not drawn
        return False
    if not before.isascii():
        from unicodedata import category

        if before == _ZWJ or ord(before) in _FLAGS or category(before)[0] == "M":
            return False
    return len(graphemes(before + behind)) == 2
