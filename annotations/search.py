"""The concordance: every mention of a name, in its context (keyword in context).

    >>> from annotations.article import Article
    >>> article = Article("Rain in Tajikistan. Tajikistan's border is open.")
    >>> [(hit.left, hit.form, hit.right) for hit in Query("Tajikistan").find(article)]
    [('Rain in ', 'Tajikistan', ". Tajikistan's border is open."), \
('Rain in Tajikistan. ', 'Tajikistan', "'s border is open.")]

A mention begins and ends between tokens, so that `Iran` is not found in `Iranian`. A space of
the name also finds the end of a line, and `'` also finds `’`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from annotations.article import Article
from annotations.span import Range
from annotations.tokens import Tokens

WIDTH = 60
"""Characters of context on each side, unless asked for otherwise."""

_POSSESSIVE = re.compile(r"['’][sS]\b")
_SPACE = r"(?:[^\S\n]+\n?|\n)[^\S\n]*"
"""A space, or the end of a line; never the blank line between paragraphs."""
_APOSTROPHE = "['’]"
_SHORTEST_STEM = 3
"""Letters that a word must have to be inflected."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One mention of what was searched."""

    article: Article
    start: int
    end: int
    """Half-open, in code points; a possessive ending lies behind it."""
    possessive: bool
    """Whether `'s` follows."""
    left: str
    """What stands before it in its line, shortened between words."""
    right: str
    """What stands behind it in its line, the possessive ending too."""

    @property
    def form(self) -> str:
        """The mention as it stands in the text."""
        return self.article.text[self.start : self.end]

    @property
    def range(self) -> Range:
        """Start and end."""
        return self.start, self.end


@dataclass(frozen=True)
class Query:
    """What to look for.

    A possessive ending of the surface itself counts for nothing where possessives are found:
    `Tajikistan's` then finds what `Tajikistan` finds.
    """

    surface: str
    """The name, as it stands somewhere."""
    case: bool = True
    """Whether capitals must be the same."""
    possessives: bool = True
    """Whether `Tajikistan's` is a mention of `Tajikistan`."""
    inflected: bool = False
    """Whether other endings of its words count: `drones` for `drone`, `Duschanbes`."""
    whole: bool = True
    """Whether a mention begins and ends between tokens."""

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Finds the places that may be mentions; where tokens end, it does not know."""
        return _pattern(self.stem, self.case, self.inflected)

    @property
    def stem(self) -> str:
        """The surface without what does not count."""
        surface = " ".join(self.surface.split())
        ending = list(_POSSESSIVE.finditer(surface)) if self.possessives else []
        if ending and ending[-1].end() == len(surface):
            return surface[: ending[-1].start()]
        return surface

    def ranges(self, article: Article, tokens: Tokens | None = None) -> Iterator[Range]:
        """Start and end of every mention in an article, in order; none overlap.

        Args:
            article: Where to look.
            tokens: The article's tokens, where they are at hand.
        """
        if not self.stem:
            return
        text, tokens, position = article.text, tokens or Tokens(article), 0
        while match := self.pattern.search(text, position):
            start, end = match.span()
            if self._counts(text, start, end) and self._is_aligned(tokens, start, end):
                yield start, end
                position = end
            else:
                position = start + 1

    def _is_aligned(self, tokens: Tokens, start: int, end: int) -> bool:
        """Whether a place begins and ends where a mention may."""
        if self.whole:
            return tokens.is_aligned(start, end)
        return tokens.snap_graphemes(start, end) == (start, end)

    def _counts(self, text: str, start: int, end: int) -> bool:
        """Rules out cheaply what stands in the midst of a word, and unwanted possessives."""
        if not self.whole:
            return self.possessives or not _POSSESSIVE.match(text, end)
        if start and _joins(text[start - 1], text[start]):
            return False
        if end < len(text) and _joins(text[end - 1], text[end]):
            return False
        return self.possessives or not _POSSESSIVE.match(text, end)

    def find(
        self, article: Article, width: int = WIDTH, tokens: Tokens | None = None
    ) -> Iterator[Hit]:
        """Every mention in an article, in its context.

        Args:
            article: Where to look.
            width: Characters of context on each side, at most.
            tokens: The article's tokens, where they are at hand.
        """
        for start, end in self.ranges(article, tokens):
            yield hit_at(article, start, end, width)


def hit_at(article: Article, start: int, end: int, width: int = WIDTH) -> Hit:
    """A stretch of an article in its context.

    Args:
        article: Where it stands.
        start: Its first character.
        end: One past its last character.
        width: Characters of context on each side, at most.
    """
    left, right = _context(article.text, start, end, width)
    possessive = _POSSESSIVE.match(article.text, end) is not None
    return Hit(article, start, end, possessive, left, right)


def concordance(articles: Iterable[Article], query: Query, width: int = WIDTH) -> Iterator[Hit]:
    """Every mention in articles, one article after the other."""
    for article in articles:
        yield from query.find(article, width)


def _joins(before: str, after: str) -> bool:
    """Whether two characters are sure to stand in one token: ASCII letters and digits."""
    return (before + after).isascii() and before.isalnum() and after.isalnum()


@lru_cache(maxsize=64)
def _pattern(surface: str, case: bool, inflected: bool) -> re.Pattern[str]:
    words = [_word(word, inflected) for word in surface.split(" ")]
    return re.compile(_SPACE.join(words), re.NOFLAG if case else re.IGNORECASE)


def _word(word: str, inflected: bool) -> str:
    if inflected and word.isalpha() and len(word) >= _SHORTEST_STEM:
        return _english(word) if word.isascii() else _any_language(word)
    return "".join(_APOSTROPHE if sign in "'’" else re.escape(sign) for sign in word)


def _english(word: str) -> str:
    """A word with the endings of nouns and verbs."""
    if word.endswith("y"):
        return f"{word[:-1]}(?:y(?:s|ing)?|ies|ied)"
    if word.endswith("e"):
        return f"{word[:-1]}(?:es?|ed|ing)"
    return f"{word}(?:s|es|ed|ing)?"


def _any_language(word: str) -> str:
    """A word whose last letter may be another, with up to three letters more."""
    return f"{re.escape(word[:-1])}\\w{{0,4}}"


def _context(text: str, start: int, end: int, width: int) -> tuple[str, str]:
    """What stands around a mention in its line, cut between words where it must be cut."""
    line = text.rfind("\n", 0, start) + 1
    stop = text.find("\n", end)
    stop = len(text) if stop < 0 else stop
    left, right = text[max(line, start - width) : start], text[end : min(stop, end + width)]
    if start - width > line and (space := left.find(" ")) >= 0:
        left = left[space + 1 :]
    if end + width < stop and (space := right.rfind(" ")) >= 0:
        right = right[:space]
    return left, right
