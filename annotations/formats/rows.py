"""What formats of one token a row share: labels without space, and a text made of tokens."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from annotations.span import Range

SPACING_MADE_UP = "its spacing is made up when it is read"

_SPACE = re.compile(r"\s+")


@lru_cache(maxsize=4096)
def label_of(label: str) -> str:
    """A label without space."""
    return _SPACE.sub("_", label)


class TokenText:
    """A text that is made of tokens, sentence by sentence, a line each."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self.length = 0

    @property
    def text(self) -> str:
        """All of it."""
        return "\n".join(self._lines)

    def add(self, words: Sequence[str], stated: str | None = None) -> list[Range]:
        """Add a sentence; returns where its words are.

        Args:
            words: The tokens.
            stated: The sentence as the file has it; one that does not fit is left aside.
        """
        found = None if stated is None else _aligned(words, stated)
        if stated is None or found is None:
            stated, found = " ".join(words), _spaced(words)
        start = self.add_line(stated)
        return [(start + a, start + b) for a, b in found]

    def add_line(self, line: str) -> int:
        """Add a line, or several; returns where it is."""
        start = self.length + bool(self._lines)
        self._lines.append(line)
        self.length = start + len(line)
        return start


def _spaced(words: Sequence[str]) -> list[Range]:
    found, place = [], 0
    for word in words:
        found.append((place, place + len(word)))
        place += len(word) + 1
    return found


def _aligned(words: Sequence[str], text: str) -> list[Range] | None:
    """Where the words are in a text that has nothing else but space; None if it has."""
    found, place = [], 0
    for word in words:
        start = text.find(word, place)
        if start < 0 or text[place:start].strip():
            return None
        place = start + len(word)
        found.append((start, place))
    return None if text[place:].strip() else found
