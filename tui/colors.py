"""The colours of our own themes, as plain text: what paints before Textual is there needs them."""

from __future__ import annotations

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
    "dim": "#6f695d",
    "faint": "#a39a88",
    "number": "#bcb4a5",
    "accent": "#9a5b13",
    "on_accent": "#f6f1e7",
}
OURS = {"night": NIGHT, "paper": PAPER}
