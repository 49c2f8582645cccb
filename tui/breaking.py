"""Lines of styled text broken between words, as wide as a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from rich.cells import cell_len

Run = tuple[str, dict[str, Any]]
"""A stretch of text, and how it looks."""

_ATOMS = re.compile(r"\n|[ ]+|[^ \n]+")


def broken(runs: Iterable[Run], width: int) -> Iterator[Run]:
    """The same runs with line ends in place of the spaces where a line would be too long.

    A word may reach over several runs; one that is longer than a line stays whole.

    Args:
        runs: Safe to show.
        width: Cells of a line.
    """
    atoms = ((atom, style) for text, style in runs for atom in _ATOMS.findall(text))
    for style, same in groupby(_broken(atoms, width), key=lambda run: run[1]):
        yield "".join(text for text, _ in same), style


def _broken(atoms: Iterable[Run], width: int) -> Iterator[Run]:
    at = 0
    space: list[Run] = []
    word: list[Run] = []

    def flush() -> Iterator[Run]:
        """The word that is complete, on this line or on the next."""
        nonlocal at
        gap, size = (sum(cell_len(text) for text, _ in part) for part in (space, word))
        if space and word and at + gap + size > width:
            yield "\n", {}
            at = size
        else:
            yield from space
            at += gap + size
        yield from word
        space.clear()
        word.clear()

    for atom in atoms:
        if atom[0][0] not in " \n":
            word.append(atom)
            continue
        if word:
            yield from flush()
        if atom[0] == "\n":
            yield from space
            space.clear()
            yield atom
            at = 0
        else:
            space.append(atom)
    yield from flush()
