"""Colours: two themes made for long reading, the user's own, and what all are drawn with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from rich.style import Style
from textual.color import BLACK, WHITE, Color
from textual.theme import BUILTIN_THEMES, Theme

from tui.colors import NIGHT_16, OURS, PAPER_16, SIXTEEN, Colors
from tui.depth import Depth
from tui.label_inks import (
    READABLE,
    Ink,
    contrast,
    grey,
    hues_of,
    of_256,
    of_sixteen,
    readable,
    safe,
    usual,
)  # fmt: skip

__all__ = ["READABLE", "THEMES", "Ink", "Palette", "contrast", "our_themes"]


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
    selection: Color
    on_selection: Color
    current: Color
    """The ground of the annotation under the cursor."""
    on_current: Color
    found: Color
    """The ground of what was searched for."""
    on_found: Color
    row: Color
    """The ground of the row that a list without the keyboard stands on."""
    hues: Colors = field(default_factory=dict, hash=False)
    """The middle of each label hue."""
    safe: bool = False
    """Whether labels have colours that the colour-blind tell apart."""
    depth: Depth = Depth.TRUE
    """How many colours there are; with few, all of these are among a terminal's sixteen."""

    @classmethod
    def of(
        cls,
        theme: Theme,
        variables: Mapping[str, str],
        depth: Depth = Depth.TRUE,
        *,
        safe: bool = False,
    ) -> Palette:
        """The palette of a theme, from its CSS variables, on a terminal of some depth."""
        if depth.poor or theme.ansi:
            dark = theme.dark or depth is Depth.NONE
            return cls._of_sixteen(dark, depth, native=theme.ansi and not depth.poor)
        page, text = Color.parse(variables["background"]), Color.parse(variables["foreground"])
        accent = Color.parse(variables.get("postil-accent", variables["accent"]))

        def pick(name: str, otherwise: Color) -> Color:
            return Color.parse(variables.get(f"postil-{name}", otherwise.hex))

        title = pick("title", WHITE if theme.dark else BLACK)
        side = pick("side", page.blend(text, 0.05))
        on_accent = readable(pick("on_accent", page), [accent])
        current, found = page.blend(accent, 0.45), page.blend(accent, 0.25)
        return cls(
            dark=theme.dark,
            page=page,
            side=side,
            bar=pick("bar", page.blend(text, 0.09)),
            text=text,
            title=title,
            dim=pick("dim", page.blend(text, 0.55)),
            faint=pick("faint", page.blend(text, 0.3)),
            number=pick("number", page.blend(text, 0.22)),
            accent=accent,
            on_accent=on_accent,
            selection=accent,
            on_selection=on_accent,
            current=current,
            on_current=readable(title, [current]),
            found=found,
            on_found=readable(title, [found]),
            row=_row(side, accent, text, depth),
            hues=hues_of(variables),
            safe=safe,
            depth=depth,
        )

    @classmethod
    def _of_sixteen(cls, dark: bool, depth: Depth, *, native: bool) -> Palette:
        """The palette of a terminal with sixteen colours.

        Args:
            dark: Whether the page is.
            depth: How many colours there are.
            native: Name the terminal's own colours, on its own ground, instead of what they
                look like.
        """
        table = NIGHT_16 if dark else PAPER_16
        colors: dict[str, Any] = {name: Color.parse(color) for name, color in table.items()}
        if native:
            colors = {name: _native(color) for name, color in colors.items()}
            ground = Color.parse("ansi_default")
            colors.update(page=ground, side=ground, text=ground)
        return cls(dark=dark, depth=depth if depth.poor else Depth.FEW, **colors)

    def variables(self) -> dict[str, str]:
        """The colours as CSS variables, for themes that do not name them."""
        named = {name: getattr(self, name) for name in (*_OWN, "accent")}
        return {f"postil-{name}": color.hex for name, color in named.items()}

    def label(self, color: str) -> Ink:
        """What a label is drawn with, from its hue name or `#rrggbb`."""
        if self.depth.poor:
            ink = of_sixteen(color, self.dark)
            if self.page.ansi is None:
                return ink
            ground = _native(ink.ground) if ink.ground.hex not in _PAGES_16 else self.page
            return Ink(_native(ink.text), ground, ink.slanted, ink.double)
        grounds = (self.page, self.side, self.bar)
        if self.safe and color in self.hues:
            ink = safe(color, grounds, self.dark)
        else:
            ink = usual(Color.parse(self.hues.get(color, color)), grounds, self.dark)
        return of_256(ink, grounds, self.text) if self.depth is Depth.MANY else ink

    def tag(self, color: str) -> Style:
        """The small letters beside a span, from its label's hue name or `#rrggbb`."""
        ink = self.label(color)
        if self.depth.poor:
            faint = True if self.depth is Depth.NONE else None
            return Style(color=ink.text.rich_color, bgcolor=ink.ground.rich_color, dim=faint)
        text = ink.text.blend(self.page, 0.3)
        return Style(color=text.rich_color, bgcolor=self.page.rich_color)


def _row(side: Color, accent: Color, text: Color, depth: Depth) -> Color:
    """The ground of a row; grey where tones of the accent are loud."""
    return grey(side.blend(text, 0.18)) if depth is Depth.MANY else side.blend(accent, 0.28)


_OWN = ("side", "bar", "title", "dim", "faint", "number")
"""Colours that are ours alone, beside those that every theme of Textual has."""

_PAGES_16 = (Color.parse(NIGHT_16["page"]).hex, Color.parse(PAPER_16["page"]).hex)
_NAMES_16 = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")


def _native(color: Color) -> Color:
    """One of the sixteen by its number, as the terminal's user set it."""
    number = [Color.parse(one).rgb for one in SIXTEEN].index(color.rgb)
    bright = "bright_" if number > 7 else ""
    return Color.parse(f"ansi_{bright}{_NAMES_16[number % 8]}")


_NIGHT_EXTRAS = ("#92b8ee", "#f0a0a8", "#9ad0a5")
_PAPER_EXTRAS = ("#1f4482", "#8d1f2d", "#1f5c33")


def _theme(name: str, colors: Colors) -> Theme:
    dark = Color.parse(colors["page"]).brightness < Color.parse(colors["text"]).brightness
    secondary, error, success = _NIGHT_EXTRAS if dark else _PAPER_EXTRAS
    own = (*_OWN, "on_accent", *(name for name in colors if name.startswith("hue-")))
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
        variables={f"postil-{name}": colors[name] for name in own},
    )


NIGHT, PAPER = (_theme(name, colors) for name, colors in OURS.items())

THEMES = (NIGHT, PAPER)
"""Ours; Textual's own are there as well."""


def our_themes(depth: Depth, users: Mapping[str, Colors]) -> Iterable[Theme]:
    """Our themes and the user's, for a terminal of some depth; with few colours, all there are."""
    themes = {**users, **OURS}
    if depth is Depth.MANY:
        themes = {name: _greyed(colors) for name, colors in themes.items()}
    named = [_theme(name, colors) for name, colors in themes.items()]
    if not depth.poor:
        return named
    only_dark = depth is Depth.NONE
    return [
        _theme(theme.name, NIGHT_16 if theme.dark or only_dark else PAPER_16)
        for theme in (*BUILTIN_THEMES.values(), *named)
    ]


def _greyed(colors: Colors) -> Colors:
    """The colours with grey grounds: of greys, 256 colours have many shades, of others few."""
    grounds = {name: grey(Color.parse(colors[name])).hex for name in ("page", "side", "bar")}
    return {**colors, **grounds}
