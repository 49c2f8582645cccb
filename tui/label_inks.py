"""What a label is drawn with: text and ground that read well on any page, and its line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from rich.color import ColorSystem
from rich.style import Style
from textual.color import BLACK, WHITE, Color

from tui.colors import DOUBLE, INKS_16, SAFE_DARK, SAFE_LIGHT, SLANTED, USUAL

READABLE = 4.5
"""The least contrast of a label's text on its ground: WCAG 2.1, level AA."""


@dataclass(frozen=True, slots=True)
class Ink:
    """A text colour on its ground, and what tells a label from others without colour."""

    text: Color
    ground: Color
    slanted: bool = False
    """In italics."""
    double: bool = False
    """Underlined twice while it is new."""

    def style(self, *, reviewed: bool, conflict: bool = False) -> Style:
        """A span: bold when somebody judged it, else underlined; struck when people disagree."""
        return Style(
            color=self.text.rich_color,
            bgcolor=self.ground.rich_color,
            bold=reviewed,
            underline=not reviewed and not self.double,
            underline2=True if self.double and not reviewed else None,
            italic=self.slanted or None,
            strike=conflict,
        )


@lru_cache(maxsize=512)
def usual(hue: Color, grounds: tuple[Color, ...], dark: bool) -> Ink:
    """An ink of a hue on a page.

    Args:
        hue: Its middle.
        grounds: Where it is read: the page first, then the other grounds.
        dark: Whether the page is dark.
    """
    ground = grounds[0].blend(hue, 0.22 if dark else 0.2)
    text = hue.blend(WHITE, 0.42) if dark else hue.blend(BLACK, 0.4)
    return Ink(readable(text, (ground, *grounds)), ground)


@lru_cache(maxsize=512)
def safe(name: str, grounds: tuple[Color, ...], dark: bool) -> Ink:
    """An ink of a named hue that the colour-blind tell from the others of its half."""
    text = Color.parse((SAFE_DARK if dark else SAFE_LIGHT)[name])
    ground = grounds[0].blend(text, 0.2 if dark else 0.14)
    return Ink(readable(text, (ground, *grounds)), ground, name in SLANTED, name in DOUBLE)


@lru_cache(maxsize=512)
def of_sixteen(color: str, dark: bool) -> Ink:
    """An ink of a hue name or `#rrggbb` among the sixteen colours of a terminal."""
    name = color if color in USUAL else _nearest(Color.parse(color))
    text, ground = map(Color.parse, INKS_16[dark][name])
    return Ink(text, ground, name in SLANTED, name in DOUBLE)


def _nearest(color: Color) -> str:
    def distance(name: str) -> int:
        other = Color.parse(USUAL[name])
        return sum((a - b) ** 2 for a, b in zip(color.rgb, other.rgb, strict=True))

    return min(USUAL, key=distance)


def of_256(ink: Ink, grounds: tuple[Color, ...], text: Color) -> Ink:
    """An ink that is as readable when each colour is shown as the nearest of 256.

    Its ground is a shade of grey between the page and the text: the dark and the pale colours
    among the 256 are loud.
    """
    ground = grey(grounds[0].blend(text, 0.14))
    shown = [nearest_of_256(one) for one in (ground, *grounds)]
    return replace(ink, text=readable(ink.text, shown, shown=nearest_of_256), ground=ground)


def grey(color: Color) -> Color:
    """The grey that is as light as a colour."""
    level = round(color.brightness * 255)
    return Color(level, level, level)


@lru_cache(maxsize=1024)
def nearest_of_256(color: Color) -> Color:
    """What a terminal of 256 colours shows for a colour."""
    return Color(*color.rich_color.downgrade(ColorSystem.EIGHT_BIT).get_truecolor())


def hues_of(variables: Mapping[str, str]) -> dict[str, str]:
    """The middle of each hue: the theme's own where its variables name one."""
    return {name: variables.get(f"postil-hue-{name}", color) for name, color in USUAL.items()}


def readable(
    text: Color,
    grounds: Iterable[Color],
    least: float = READABLE,
    shown: Callable[[Color], Color] = lambda color: color,
) -> Color:
    """`text`, moved towards black or white until it stands out from each of `grounds`.

    Args:
        text: A colour.
        grounds: What it is read on.
        least: The contrast it shall have.
        shown: What the terminal makes of a colour.
    """
    grounds = tuple(grounds)

    def worst(shade: Color) -> float:
        return min(contrast(shown(shade), ground) for ground in grounds)

    towards = max(BLACK, WHITE, key=worst)
    shades = (text.blend(towards, step / 20) for step in range(21))
    return next((shade for shade in shades if worst(shade) >= least), towards)


def contrast(one: Color, other: Color) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.1)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(color: Color) -> float:
    """The relative luminance of a colour, 0 to 1 (WCAG 2.1)."""
    channels = [
        c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in color.normalized
    ]
    return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]
