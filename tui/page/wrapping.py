"""Where a displayed line breaks into rows."""

from __future__ import annotations

from annotations.tokens import graphemes
from tui.terminal_text import grapheme_width, is_narrow

_NO_START = frozenset("、。，．：；！？）」』】〕》〉…ー々’”")
"""Characters that do not begin a row in Chinese and Japanese text."""
HANGING = " \t"
"""Characters that are not drawn at the end of a row."""


def break_line(text: str, width: int) -> list[int]:
    """The positions at which rows of `text` begin; the first is 0.

    Rows break after spaces and tabs, and anywhere in text written without spaces; a word longer
    than a row is cut between graphemes. Spaces at a break hang over the end of their row.

    Args:
        text: A displayed line.
        width: Cells in a row, at least 1.
    """
    if len(text) <= width and is_narrow(text):
        return [0]
    return _break_narrow(text, width) if is_narrow(text) else _break_wide(text, width)


def _break_narrow(text: str, width: int) -> list[int]:
    starts, start, length = [0], 0, len(text)
    rfind = text.rfind
    while length - start > width:
        space = rfind(" ", start, start + width + 1)
        if space < start:
            start += width
        else:
            start = space + 1
            while start < length and text[start] == " ":
                start += 1
        if start < length:
            starts.append(start)
    return starts


def _break_wide(text: str, width: int) -> list[int]:
    starts, cell = [0], 0
    breakable = -1  # the last place in this row where it may end
    after_break = 0  # cells from that place to here
    for start, end in graphemes(text):
        grapheme = text[start:end]
        cells = grapheme_width(grapheme, cell)
        if grapheme in HANGING:
            cell += cells
            breakable, after_break = end, 0
            continue
        if cells > 1 and start > starts[-1] and grapheme not in _NO_START:
            breakable, after_break = start, 0
        if cell + cells > width and cell > 0:
            if breakable > starts[-1]:
                starts.append(breakable)
                cell = after_break
            if cell + cells > width and cell > 0:
                starts.append(start)
                cell = 0
            breakable, after_break = -1, cell
        cell += cells
        after_break += cells
    return starts if starts[-1] < len(text) or len(starts) == 1 else starts[:-1]
