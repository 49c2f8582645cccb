"""`AttributeFilter`: what colours say, said by bold, underline and reverse instead."""

from __future__ import annotations

from functools import lru_cache

from rich.color import Color as RichColor
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

from tui.colors import NIGHT_16, SIXTEEN

_PLAIN = Style(color="default", bgcolor="default")
_REVERSE = Style(reverse=True)
_BOTH = Style(bold=True, underline=True)
_NUMBER = {name: SIXTEEN.index(color) for name, color in NIGHT_16.items()}
_GROUNDS = {
    **dict.fromkeys((2, 9, 10, 13, 14, 15), _REVERSE),
    _NUMBER["accent"]: Style(reverse=True, bold=True, underline=False, underline2=False),
    _NUMBER["selection"]: Style(reverse=True, underline=True, underline2=False),
    _NUMBER["current"]: _BOTH,
    _NUMBER["found"]: _REVERSE,
    _NUMBER["row"]: _BOTH,
}
"""What a ground becomes: that of the cursor, of the selection, of the annotation under the cursor
(both of what else says new, underlined, and judged, bold), of the row that a list without the
keyboard stands on; what was searched for, and any other ground that is bright."""


class AttributeFilter(LineFilter):
    """For terminals without colours: the palette of sixteen in, attributes out.

    Takes the place of Textual's own filters for `NO_COLOR`, which leave shades of grey.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Take the colours out of every style."""
        return [
            Segment(text, _without_colour(style) if style else style, control)
            for text, style, control in segments
        ]


@lru_cache(maxsize=2048)
def _without_colour(style: Style) -> Style:
    plain = style + _PLAIN
    attributes = _GROUNDS.get(_number(style.bgcolor))
    if attributes:
        return plain + attributes
    faint = _number(style.color) == _NUMBER["faint"]
    return plain + Style(dim=True) if faint else plain


def _number(color: RichColor | None) -> int:
    """Which of the sixteen is nearest; -1 for none, and for the terminal's own."""
    if color is None or color.triplet is None:
        return -1
    number = color.downgrade(ColorSystem.STANDARD).number
    return -1 if number is None else number
