"""`Search`: the places in a text that match what a reader looks for, piece by piece.

Made to run in a thread beside a screen: each step is short, and matching itself does not hold
the interpreter's lock. A pattern that takes too long is given up rather than waited for.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from itertools import pairwise
from time import monotonic
from typing import Any

from annotations.errors import PostilError
from annotations.span import Range

PIECE = 1 << 16
"""Characters that one step looks through; a match is no longer than this."""
MOST = 100_000
"""Matches after which no more are looked for."""
PATIENCE = 2.0
"""Seconds after which a step is given up, however many matches it has found."""


class FindError(PostilError):
    """What was typed cannot be looked for."""


class Search:
    """Looks through a text from a place to its end, then from its top to that place.

    Small letters match capitals as well, unless capitals were typed (smart case). A space
    matches any white space, so that line ends do not hide a name.

    Args:
        text: The text.
        query: What is looked for.
        pattern: Whether it is a regular expression.
        start: Where to begin.

    Raises:
        FindError: The regular expression is none.
    """

    def __init__(self, text: str, query: str, *, pattern: bool = False, start: int = 0) -> None:
        self.query = query
        self._text = text
        self._search = _compiled(query, pattern=pattern)
        self._pieces = _pieces(len(text), start)
        self._behind: tuple[array[int], array[int]] = (array("q"), array("q"))
        self._before: tuple[array[int], array[int]] = (array("q"), array("q"))
        self._start = start
        self.complete = not query
        """Whether the whole text was looked through, or as much of it as is useful."""

    @property
    def places(self) -> tuple[array[int], array[int]]:
        """Where the matches begin and end, first to last."""
        (starts, ends), (more_starts, more_ends) = self._before, self._behind
        return starts + more_starts, ends + more_ends

    def __len__(self) -> int:
        return len(self._before[0]) + len(self._behind[0])

    @property
    def full(self) -> bool:
        """Whether there are more matches than anybody needs."""
        return len(self) >= MOST

    def step(self) -> bool:
        """Look through the next piece; True when there is none left.

        Raises:
            FindError: The regular expression takes too long.
        """
        if self.complete or not self._pieces:
            self.complete = True
            return True
        begin, end = self._pieces.pop(0)
        starts, ends = self._behind if begin >= self._start else self._before
        at = max(begin, ends[-1]) if ends else begin
        deadline = monotonic() + PATIENCE
        while at < end and not self.full:
            last = min(len(self._text), end + PIECE)
            found = self._search(at, last, self._text, deadline - monotonic())
            if found is None or found[0] >= end:
                break
            if found[0] < found[1] and not self._cut_off(begin, found):
                starts.append(found[0])
                ends.append(found[1])
            at = max(found[1], at + 1)
        self.complete = not self._pieces or self.full
        return self.complete

    def _cut_off(self, begin: int, found: Range) -> bool:
        """Whether a match before the start reaches into one behind it."""
        first = self._behind[0]
        return begin < self._start and bool(first) and found[1] > first[0]


def _pieces(length: int, start: int) -> list[Range]:
    """Stretches that tile a text, those from `start` on before the others."""
    edges = [*range(start, length, PIECE), length]
    behind = list(pairwise(edges))
    edges = [*range(0, start, PIECE), start]
    return behind + list(pairwise(edges))


def _compiled(query: str, *, pattern: bool) -> Callable[[int, int, str, float], Range | None]:
    import regex

    letters = regex.sub(r"\\.", "", query) if pattern else query  # the S of \S is no capital
    flags = regex.MULTILINE if letters != letters.lower() else regex.MULTILINE | regex.IGNORECASE
    source = query if pattern else r"\s+".join(regex.escape(word) for word in query.split(" "))
    try:
        compiled: Any = regex.compile(source, flags)
    except regex.error as error:
        raise FindError(f"not a regular expression: {error}") from None

    def search(begin: int, end: int, text: str, seconds: float) -> Range | None:
        try:
            if seconds <= 0:
                raise TimeoutError
            found = compiled.search(text, begin, end, concurrent=True, timeout=seconds)
        except TimeoutError:
            raise FindError("this takes too long to look for; make it simpler") from None
        return found.span() if found else None

    return search
