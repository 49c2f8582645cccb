"""Guesses: which spans may be where, and how likely each is; edges that a name may have. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from heapq import nlargest

from annotations.naming import name_from
from annotations.span import Range
from annotations.tokens import Tokens

SHOWN = 4
"""Edges to choose from at most."""
NAMED = 0.4
"""What counts for the name that the letters tell of."""
ALONE = 0.02
"""What counts for a word by itself, and for edges with and without the word beside them."""
FROM_BEFORE = 0.3
"""The part that counts of a span that begins before the word it is asked for at."""


@dataclass(frozen=True, slots=True, order=True)
class Guess:
    """A span that may be one."""

    start: int
    end: int
    label: str
    odds: float
    """How likely it is, 0 to 1."""


class Guesses:
    """What may be where in an article.

    Args:
        found: The spans that may be, each extent and label once.
    """

    def __init__(self, found: Iterable[Guess] = ()) -> None:
        self._found = sorted(found)
        self._starts = [guess.start for guess in self._found]
        self._longest = max((guess.end - guess.start for guess in self._found), default=0)

    def over(self, extent: Range) -> list[Guess]:
        """The guesses that overlap an extent, in order."""
        first = bisect_left(self._starts, extent[0] - self._longest)
        end = bisect_left(self._starts, extent[1])
        return [guess for guess in self._found[first:end] if guess.end > extent[0]]


NO_GUESSES = Guesses()


def edges_at(tokens: Tokens, text: str, offset: int, guesses: Guesses) -> list[Range]:
    """The extents that an entity at a word may have, the likeliest first; empty between words.

    Args:
        tokens: The article's tokens.
        text: The article's text.
        offset: Anywhere in the word.
        guesses: What the memory thinks may be there.
    """
    word = tokens.at(offset)
    if word is None:
        return []
    odds = _odds(guesses, word, word[0])
    odds[name_from(tokens, text, word[0]) or word] += NAMED
    odds[word] += ALONE
    return _likeliest(odds)


def edges_of(tokens: Tokens, text: str, extent: Range, guesses: Guesses) -> list[Range]:
    """The extents that an entity may have instead of its own, the likeliest first.

    Args:
        tokens: The article's tokens.
        text: The article's text.
        extent: Its start and end.
        guesses: What the memory thinks may be there.
    """
    odds = _odds(guesses, extent, extent[0])
    odds[name_from(tokens, text, extent[0]) or extent] += ALONE
    if before := tokens.before(extent[0]):
        odds[before[0], extent[1]] += ALONE / 2
    if first := tokens.at(extent[0]):
        inside = tokens.after(first[1])
        if inside is not None and inside[0] < extent[1]:
            odds[inside[0], extent[1]] += ALONE / 2
    odds.pop(extent, None)
    return _likeliest(odds)


def _odds(guesses: Guesses, extent: Range, start: int) -> defaultdict[Range, float]:
    """How likely each extent is, whatever its label."""
    odds: defaultdict[Range, float] = defaultdict(float)
    for guess in guesses.over(extent):
        odds[guess.start, guess.end] += guess.odds * (FROM_BEFORE if guess.start < start else 1)
    return odds


def _likeliest(odds: Mapping[Range, float]) -> list[Range]:
    return nlargest(SHOWN, odds, key=odds.__getitem__)
