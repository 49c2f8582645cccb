"""The colours of our own themes, as plain text: what paints before Textual is there needs them."""

from __future__ import annotations

import re
from collections.abc import Mapping

NIGHT = {
    "page": "#15171c",
    "side": "#1b1e25",
    "bar": "#1f232b",
    "text": "#d8d4cb",
    "title": "#f3efe6",
    "dim": "#858b99",
    "faint": "#565d6b",
    "number": "#424853",
    "accent": "#e0b15e",
    "on_accent": "#15171c",
}
PAPER = {
    "page": "#f6f1e7",
    "side": "#ece5d8",
    "bar": "#e4dccd",
    "text": "#2b2a28",
    "title": "#171615",
    "dim": "#655f54",
    "faint": "#a39a88",
    "number": "#bcb4a5",
    "accent": "#8d5110",
    "on_accent": "#f6f1e7",
}
OURS = {"night": NIGHT, "paper": PAPER}

BLACK, RED, GREEN, BROWN, BLUE, MAGENTA, CYAN, GREY = (
    "#000000", "#aa0000", "#00aa00", "#aa5500", "#0000aa", "#aa00aa", "#00aaaa", "#aaaaaa",
)  # fmt: skip
DARK_GREY, BRIGHT_RED, BRIGHT_GREEN, YELLOW, BRIGHT_BLUE, PINK, BRIGHT_CYAN, WHITE = (
    "#555555", "#ff5555", "#55ff55", "#ffff55", "#5555ff", "#ff55ff", "#55ffff", "#ffffff",
)  # fmt: skip
SIXTEEN = (
    BLACK, RED, GREEN, BROWN, BLUE, MAGENTA, CYAN, GREY,
    DARK_GREY, BRIGHT_RED, BRIGHT_GREEN, YELLOW, BRIGHT_BLUE, PINK, BRIGHT_CYAN, WHITE,
)  # fmt: skip
"""The colours of a terminal that has sixteen, in the order of their numbers, as the Linux
console and VGA show them. Rich, which writes a colour as the nearest of these, keeps them."""

NIGHT_16 = {
    "page": BLACK, "side": BLACK, "bar": BLUE, "text": WHITE, "title": WHITE, "dim": GREY,
    "faint": DARK_GREY, "number": DARK_GREY, "accent": YELLOW, "on_accent": BLACK,
    "selection": CYAN, "on_selection": BLACK, "current": GREY, "on_current": BLACK,
    "found": MAGENTA, "on_found": WHITE, "row": DARK_GREY,
}  # fmt: skip
PAPER_16 = {
    "page": WHITE, "side": WHITE, "bar": GREY, "text": BLACK, "title": BLACK, "dim": BLUE,
    "faint": DARK_GREY, "number": DARK_GREY, "accent": RED, "on_accent": WHITE,
    "selection": CYAN, "on_selection": BLACK, "current": GREY, "on_current": BLACK,
    "found": MAGENTA, "on_found": WHITE, "row": GREY,
}  # fmt: skip
"""The same themes on a terminal of sixteen colours, and all other dark and light ones."""

USUAL = {
    "green": "#3fae62", "blue": "#4a86e0", "orange": "#e07b39", "yellow": "#c9a521",
    "red": "#d9506a", "purple": "#9a68d4", "teal": "#28a89b", "slate": "#7d8fa3",
    "pink": "#cf5aaf", "olive": "#8a9a3c",
}  # fmt: skip
"""The middle of each hue; a theme's own text and ground are made from it."""

SAFE_DARK = {
    "green": "#8fe388", "blue": "#d1deff", "orange": "#ef7540", "yellow": "#f2e53c",
    "red": "#f2747b", "purple": "#ba80fd", "teal": "#3fc1a9", "slate": "#949aae",
    "pink": "#fbddf3", "olive": "#cfd93a",
}  # fmt: skip
SAFE_LIGHT = {
    "green": "#1e624b", "blue": "#013ed1", "orange": "#472705", "yellow": "#665909",
    "red": "#5b1317", "purple": "#3f1c64", "teal": "#153f3c", "slate": "#2b313f",
    "pink": "#99148e", "olive": "#5a5d1a",
}  # fmt: skip
"""Label texts that those who lack a kind of cone tell apart, each half of them: see `SLANTED`."""

SLANTED = frozenset({"green", "red", "slate", "pink", "olive"})
"""Hues whose spans are in italics where colours say little: two halves of five colours are told
apart where ten are not."""
DOUBLE = frozenset({"orange", "yellow", "pink", "olive"})
"""Hues whose new spans are underlined twice where colours say little."""

INKS_16 = {
    True: {
        "green": (BRIGHT_GREEN, BLACK), "blue": (BRIGHT_BLUE, BLACK), "orange": (BROWN, BLACK),
        "yellow": (YELLOW, BLACK), "red": (BRIGHT_RED, BLACK), "purple": (MAGENTA, BLACK),
        "teal": (BRIGHT_CYAN, BLACK), "slate": (CYAN, BLACK), "pink": (PINK, BLACK),
        "olive": (GREEN, BLACK),
    },
    False: {
        "green": (BLACK, GREEN), "blue": (BLUE, WHITE), "orange": (BLACK, BRIGHT_RED),
        "yellow": (BLACK, YELLOW), "red": (RED, WHITE), "purple": (MAGENTA, WHITE),
        "teal": (BLACK, BRIGHT_CYAN), "slate": (WHITE, DARK_GREY), "pink": (BLACK, PINK),
        "olive": (BLACK, BRIGHT_GREEN),
    },
}  # fmt: skip
"""Text and ground of each hue among sixteen colours, on dark pages and on light ones."""

HEX = re.compile(r"#[0-9a-fA-F]{6}")

Colors = Mapping[str, str]


def complete(table: Mapping[str, object]) -> dict[str, str]:
    """The colours of a theme that a user wrote: its own, and those of its base for the rest.

    Args:
        table: `base`, the colours by the names of `NIGHT`, and `hues`, a table of label hues.

    Raises:
        ValueError: What is wrong with it, in a few words.
    """
    base = table.get("base", "night")
    if not isinstance(base, str) or base not in OURS:
        raise ValueError(f"base is one of {', '.join(OURS)}, not {base!r}")
    hues = table.get("hues", {})
    if not isinstance(hues, dict):
        raise ValueError("hues is a table: a colour for each hue")
    own = {name: value for name, value in table.items() if name not in ("base", "hues")}
    return (
        OURS[base]
        | _checked(own, OURS[base], "colour")
        | {f"hue-{name}": color for name, color in _checked(hues, USUAL, "hue").items()}
    )


def _checked(given: Mapping[str, object], known: Colors, what: str) -> dict[str, str]:
    for name, value in given.items():
        if name not in known:
            raise ValueError(f"unknown {what} “{name}”; known: {', '.join(known)}")
        if not isinstance(value, str) or not HEX.fullmatch(value):
            raise ValueError(f"{name}: write a colour as “#rrggbb”, not {value!r}")
    return {name: str(value) for name, value in given.items()}
