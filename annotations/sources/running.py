"""Running heads and feet: what a printed document says again on every page."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

EDGE = 2
"""Lines at the top and at the bottom of a page that may be one."""
PAGES = 3
"""They stand on so many pages at least, and on so large a part of all:"""
SHARE = 0.3


class Cut(NamedTuple):
    """Pages without what they repeat."""

    pages: list[str]
    repeated: str
    """What was said most often, as it first stood there; empty when nothing was."""


def without_running_lines(pages: list[str]) -> Cut:
    """The pages without their running heads, feet and numbers.

    A line counts as one where it stands at the same edge of many pages, whatever its numbers.
    """
    lines = [page.split("\n") for page in pages]
    counted = Counter(key for page in lines for key in {key for _, key in _edges(page)})
    least = max(PAGES, SHARE * len(pages))
    running = {key for key, count in counted.items() if count >= least}
    if not running:
        return Cut(pages, "")
    first = max(running, key=lambda key: (counted[key], len(key[1])))
    said = next(page[at] for page in lines for at, key in _edges(page) if key == first)
    return Cut([_without(page, running) for page in lines], " ".join(said.split()))


Key = tuple[bool, str]
"""Whether it is at the bottom, and what it says without its numbers."""


def _edges(page: list[str]) -> list[tuple[int, Key]]:
    """The lines at a page's edges: which they are, and their keys."""
    filled = [at for at, line in enumerate(page) if line.strip()]
    top, bottom = filled[:EDGE], filled[EDGE:][-EDGE:]
    return [
        (at, (at in bottom, re.sub(r"\d+", "#", " ".join(page[at].split()))))
        for at in (*top, *bottom)
    ]


def _without(page: list[str], running: set[Key]) -> str:
    gone = {at for at, key in _edges(page) if key in running}
    return "\n".join(line for at, line in enumerate(page) if at not in gone)
