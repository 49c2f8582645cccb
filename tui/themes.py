"""Colours: two themes made for long reading, and label colours that read well on any theme."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from textual.color import BLACK, WHITE, Color
from textual.theme import Theme

from annotations.labels import HUES
from tui.colors import OURS

HUE_COLORS: Mapping[str, str] = dict(
    zip(
        HUES,
        ("#3fae62", "#4a86e0", "#e07b39", "#c9a521", "#d9506a",
         "#9a68d4", "#28a89b", "#7d8fa3", "#cf5aaf", "#8a9a3c"),
        strict=True,
    )
)  # fmt: skip
"""The middle of each hue; a theme's own text and ground are made from it."""

READABLE = 4.5
"""The least contrast of a label's text on its ground: WCAG 2.1, level AA."""


@dataclass(frozen=True, slots=True)
class Ink:
    """A text colour on its ground."""

    text: Color
    ground: Color


@dataclass(frozen=True)
class Palette:
    """The colours that the article, the sidebar and the bars are drawn with."""

    dark: bool
    page: Color
    side: Color
    bar: Color
    text: Color
    title: Color
    dim: Color
    faint: Color
    number: Color
    accent: Color
    on_accent: Color

    @classmethod
    def of(cls, theme: Theme, variables: Mapping[str, str]) -> Palette:
        """The palette of a theme, from its CSS variables."""
        background = Color.parse(variables["background"])
        text = Color.parse(variables["foreground"])
        accent = Color.parse(variables.get("postil-accent", variables["accent"]))

        def pick(name: str, otherwise: Color) -> Color:
            return Color.parse(variables[name]) if name in variables else otherwise

        return cls(
            dark=theme.dark,
            page=background,
            side=pick("postil-side", background.blend(text, 0.05)),
            bar=pick("postil-bar", background.blend(text, 0.09)),
            text=text,
            title=pick("postil-title", WHITE if theme.dark else BLACK),
            dim=pick("postil-dim", background.blend(text, 0.55)),
            faint=pick("postil-faint", background.blend(text, 0.3)),
            number=pick("postil-number", background.blend(text, 0.22)),
            accent=accent,
            on_accent=_readable(background, accent, READABLE),
        )

    def variables(self) -> dict[str, str]:
        """The colours as CSS variables, for themes that do not name them."""
        named = {name: getattr(self, name) for name in (*_OWN, "accent")}
        return {f"postil-{name}": color.hex for name, color in named.items()}

    def label(self, color: str) -> Ink:
        """The colours of a label, from its hue name or `#rrggbb`."""
        return _label_ink(Color.parse(HUE_COLORS.get(color, color)), self.page, self.dark)


@lru_cache(maxsize=256)
def _label_ink(hue: Color, page: Color, dark: bool) -> Ink:
    ground = page.blend(hue, 0.22 if dark else 0.2)
    text = hue.blend(WHITE, 0.42) if dark else hue.blend(BLACK, 0.4)
    return Ink(_readable(text, ground, READABLE), ground)


def _readable(text: Color, ground: Color, least: float) -> Color:
    """`text`, moved towards black or white until it stands out from `ground`."""
    towards = max(BLACK, WHITE, key=lambda end: contrast(end, ground))
    return next(
        shade
        for step in range(21)
        if contrast(shade := text.blend(towards, step / 20), ground) >= least or step == 20
    )


def contrast(one: Color, other: Color) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.1)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: Color) -> float:
    channels = [
        c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in color.normalized
    ]
    return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]


_OWN = ("side", "bar", "title", "dim", "faint", "number")
"""Colours that are ours alone, beside those that every theme of Textual has."""


def _theme(name: str, dark: bool, secondary: str, error: str, success: str) -> Theme:
    colors = OURS[name]
    return Theme(
        name=name,
        dark=dark,
        primary=colors["accent"],
        secondary=secondary,
        accent=colors["accent"],
        warning=colors["accent"],
        error=error,
        success=success,
        foreground=colors["text"],
        background=colors["page"],
        surface=colors["side"],
        panel=colors["bar"],
        variables={f"postil-{own}": colors[own] for own in _OWN},
    )


NIGHT = _theme("night", True, "#92b8ee", "#f0a0a8", "#9ad0a5")
PAPER = _theme("paper", False, "#1f4482", "#8d1f2d", "#1f5c33")

THEMES = (NIGHT, PAPER)
"""Ours; Textual's own are there as well."""
