"""How many colours the terminal has."""

from __future__ import annotations

import os
from collections.abc import Mapping
from enum import Enum


class Depth(Enum):
    """What colours the program may use; the value is what Textual calls it."""

    TRUE = "truecolor"
    """Any."""
    MANY = "256"
    """The nearest of 256."""
    FEW = "standard"
    """Sixteen, which the terminal's user may have changed."""
    NONE = "none"
    """None at all: bold, underline, reverse, and signs."""

    @property
    def poor(self) -> bool:
        """Whether our themes need other colours than their own."""
        return self in (Depth.FEW, Depth.NONE)


_ASKED = {"truecolor": Depth.TRUE, "256": Depth.MANY, "standard": Depth.FEW, "windows": Depth.FEW}


def depth(environment: Mapping[str, str] = os.environ) -> Depth:
    """The depth of the terminal that the environment speaks of.

    `NO_COLOR` (no-color.org) comes first, then `TEXTUAL_COLOR_SYSTEM`, `COLORTERM`, and what
    `TERM` and the terminfo database say.
    """
    if environment.get("NO_COLOR"):
        return Depth.NONE
    asked = _ASKED.get(environment.get("TEXTUAL_COLOR_SYSTEM", ""))
    if asked:
        return asked
    if environment.get("COLORTERM", "").strip().lower() in ("truecolor", "24bit"):
        return Depth.TRUE
    term = environment.get("TERM", "")
    colors = 256 if term.endswith("-256color") else _colors(term)
    if colors >= 256:
        return Depth.MANY
    return Depth.FEW if colors >= 8 else Depth.NONE


def _colors(term: str) -> int:
    """How many colours terminfo knows of; eight for a terminal it does not know."""
    try:
        import curses

        curses.setupterm(term, 1)
        return curses.tigetnum("colors")
    except Exception:  # no curses on Windows, no such terminal, no database: as many types
        return 8
