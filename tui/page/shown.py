"""`ShownLine`: one line of the article as it is displayed, with what is set into it.

Label tags and brackets are *inlays*: characters that are displayed and are not in the text.
Everything that draws or points works on the displayed line and maps to the article here.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from annotations.tokens import graphemes
from tui.terminal_text import displayable, is_narrow


@dataclass(frozen=True, slots=True)
class Inlay:
    """Characters set into the article before the one at `offset`."""

    offset: int
    text: str
    """What is shown. Its first character is U+00A0 where it must not start a row."""
    label: str
    """The label whose colour it takes."""
    closes: bool = True
    """Whether it belongs to the text before it."""


class ShownLine:
    """One line as it is displayed.

    Args:
        text: The line as it stands in the article.
        start: The article offset of its first character.
        inlays: What is set into it, by offset.
    """

    __slots__ = ("_display_starts", "_offsets", "inlays", "start", "text")

    def __init__(self, text: str, start: int, inlays: Sequence[Inlay]) -> None:
        self.start = start
        self.inlays: list[tuple[int, int, Inlay]] = []
        """Display position, length, and the inlay itself."""
        self._display_starts = [0]
        self._offsets = [start]
        text = displayable(text.removesuffix("\r"), tabs=True)
        self.text = self._with_inlays(text, inlays) if inlays else text
        """The displayed characters."""

    def _with_inlays(self, text: str, inlays: Sequence[Inlay]) -> str:
        pieces: list[str] = []
        done = length = 0
        for at, inlay in self._placed(text, inlays):
            pieces += [text[done:at], inlay.text]
            length += at - done
            self.inlays.append((length, len(inlay.text), inlay))
            length += len(inlay.text)
            done = at
            self._display_starts.append(length)
            self._offsets.append(self.start + at)
        pieces.append(text[done:])
        return "".join(pieces)

    def _placed(self, text: str, inlays: Sequence[Inlay]) -> list[tuple[int, Inlay]]:
        """Where in the text each inlay goes: beside a grapheme, not into it."""
        placed = [(min(inlay.offset - self.start, len(text)), inlay) for inlay in inlays]
        if is_narrow(text):
            return placed
        edges = [start for start, _ in graphemes(text)] + [len(text)]

        def beside(at: int, inlay: Inlay) -> int:
            return edges[bisect_left(edges, at) if inlay.closes else bisect_right(edges, at) - 1]

        return sorted(((beside(*pair), pair[1]) for pair in placed), key=lambda pair: pair[0])

    def to_display(self, offset: int) -> int:
        """Where the character at `offset` is displayed."""
        place = bisect_right(self._offsets, offset) - 1
        place = max(0, place)
        return self._display_starts[place] + offset - self._offsets[place]

    def end_to_display(self, offset: int) -> int:
        """Where a stretch that ends at `offset` ends on display: before what is set in there."""
        return self.to_display(offset - 1) + 1 if offset > self.start else 0

    def to_offset(self, display: int) -> int:
        """The article offset shown at `display`; inside an inlay, of the text it belongs to."""
        place = bisect_right(self._display_starts, display) - 1
        offset = self._offsets[place] + display - self._display_starts[place]
        if place + 1 < len(self._offsets) and offset >= self._offsets[place + 1]:
            offset = self._offsets[place + 1]
            return max(self.start, offset - 1) if self.inlays[place][2].closes else offset
        return offset
