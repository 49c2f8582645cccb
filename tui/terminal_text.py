"""The one place where untrusted text becomes displayable text.

A terminal obeys control characters: an article could set the clipboard, move the cursor or
write a window title. `displayable` replaces each of them by one visible character, so offsets
stay as they are. Bidirectional controls, which would reorder what stands around them, go the
same way.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping

from annotations.tokens import graphemes

_REPLACEMENT = 0xFFFD

_TABLE: Mapping[int, int] = {
    **{code: 0x2400 + code for code in range(0x20)},
    0x7F: 0x2421,
    **dict.fromkeys(range(0x80, 0xA0), _REPLACEMENT),
    **dict.fromkeys((0x2028, 0x2029), 0x2424),
    **dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F)], _REPLACEMENT),
    **dict.fromkeys(range(0x2066, 0x206A), _REPLACEMENT),
    **dict.fromkeys(range(0xD800, 0xE000), _REPLACEMENT),
}
_KEEP_TABS: Mapping[int, int] = {code: to for code, to in _TABLE.items() if code != 9}
UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""A character that a terminal would obey."""

_NARROW = re.compile(
    "[ -~\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0377\u037a-\u037f\u0384-\u03ff\u0400-\u0482"
    "\u048a-\u052f\u2010-\u2015\u2018-\u2027\u2030-\u203b\u20a0-\u20bf\u2190-\u2193\u2400-\u2424]*"
)
"""Text in which every character is one grapheme, one cell wide."""

_ZWJ, _VS16 = "\u200d", "\ufe0f"
_NO_JOINER = "\u034f"
"""Takes no cell, and does nothing."""

TAB = 8
"""Cells between tab stops."""


def displayable(text: str, *, tabs: bool = False) -> str:
    """The text with every character that a terminal would obey made visible, one for one.

    Args:
        text: Anything, from anywhere.
        tabs: Keep tabs, for the one widget that draws them itself.
    """
    shown = text.translate(_KEEP_TABS if tabs else _TABLE)
    return _settled(shown) if _ZWJ in shown or _VS16 in shown else shown


def _settled(text: str) -> str:
    """The text with every joiner replaced that reaches out of its grapheme.

    Rich takes the character after any U+200D for a part of the one before, and lets U+FE0F
    widen a character that it does not follow; terminals do not.
    """
    settled: list[str] = []
    for start, end in graphemes(text):
        grapheme = text[start:end]
        if grapheme.endswith(_ZWJ):
            grapheme = grapheme[:-1] + _NO_JOINER
        if _VS16 in grapheme and not cell_len(grapheme.partition(_VS16)[0]):
            grapheme = grapheme.replace(_VS16, _NO_JOINER)
        settled.append(grapheme)
    return "".join(settled)


def cell_len(text: str) -> int:
    """The cells that a displayed text takes."""
    if _NARROW.fullmatch(text):
        return len(text)
    from rich.cells import cell_len as measure  # its tables take long to load

    return measure(text)


def one_line(text: str) -> str:
    """The text for a place of one line: line ends and tabs become spaces."""
    return displayable(text.replace("\r\n", " ").translate({9: " ", 10: " ", 13: " "}))


def shorten(text: str, width: int) -> str:
    """The text within `width` cells, with an ellipsis where something was cut."""
    if cell_len(text) <= width:
        return text
    cells = Cells(text)
    return text[: cells.char_at(max(0, width - 1))] + "…" if width > 0 else ""


def fit(text: str, width: int) -> str:
    """The text in exactly `width` cells: shortened, or filled with spaces."""
    text = shorten(text, width)
    return text + " " * (width - cell_len(text))


def is_narrow(text: str) -> bool:
    """Whether every character is one grapheme of one cell."""
    return _NARROW.fullmatch(text) is not None


class Cells:
    """Where each grapheme of a displayed line begins, as character and as cell."""

    __slots__ = ("_cells", "_chars", "_narrow", "width")

    def __init__(self, text: str) -> None:
        self._narrow = is_narrow(text)
        self._chars: list[int] = []
        self._cells: list[int] = []
        self.width = len(text) if self._narrow else self._measure(text)
        """How many cells the line takes."""

    def _measure(self, text: str) -> int:
        cell = 0
        for start, end in graphemes(text):
            self._chars.append(start)
            self._cells.append(cell)
            cell += grapheme_width(text[start:end], cell)
        self._chars.append(len(text))
        self._cells.append(cell)
        return cell

    def cell_of(self, char: int) -> int:
        """The cell where the grapheme that holds character `char` begins."""
        if self._narrow:
            return min(char, self.width)
        return self._cells[max(0, bisect_right(self._chars, char) - 1)]

    def char_at(self, cell: int) -> int:
        """The first character of the grapheme that covers `cell`; the end beyond the last."""
        if self._narrow:
            return max(0, min(cell, self.width))
        return self._chars[max(0, bisect_right(self._cells, cell) - 1)]

    def whole(self, start: int, end: int) -> tuple[int, int]:
        """The whole graphemes that characters `start` to `end` touch; none for none."""
        if self._narrow:
            return start, end
        chars = self._chars
        first = chars[max(0, bisect_right(chars, start) - 1)]
        return first, chars[bisect_left(chars, end)] if start < end else first


def grapheme_width(grapheme: str, cell: int) -> int:
    """The cells that one grapheme takes when it begins at `cell`."""
    return TAB - cell % TAB if grapheme == "\t" else cell_len(grapheme)


def plain_lines(lines: Iterable[str]) -> str:
    """Lines for standard output: each made displayable, joined by newlines."""
    return "\n".join(displayable(line, tabs=True) for line in lines)
