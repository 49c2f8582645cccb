"""`ControlFilter`: the net behind `terminal_text`."""

from __future__ import annotations

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from tui.terminal_text import UNSAFE, displayable


class ControlFilter(LineFilter):
    """No segment leaves the program with a character that a terminal would obey."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Replace such characters in segments that are text."""
        if not any(map(_unsafe, segments)):
            return segments
        return [Segment(displayable(s.text), s.style) if _unsafe(s) else s for s in segments]


def _unsafe(segment: Segment) -> bool:
    return segment.control is None and UNSAFE.search(segment.text) is not None
