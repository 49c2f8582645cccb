"""Words with their space: how spaCy and Prodigy tile a text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, pairwise
from typing import NamedTuple

from annotations.article import Article
from annotations.span import Range
from annotations.tokens import tokenize


class Word(NamedTuple):
    """A stretch of text, and whether one space that belongs to it follows."""

    start: int
    end: int
    spaced: bool


def article_tokens(article: Article) -> Iterator[Range]:
    """The tokens of an article, the same as on the screen."""
    for line in range(article.line_count):
        start, end = article.line_range(line)
        for a, b in tokenize(article.text[start:end]):
            yield start + a, start + b


def words(text: str, tokens: Iterable[Range], spans: Iterable[Range]) -> list[Word]:
    """Words that tile `text` in such a way that every span begins and ends with one.

    Each word's text, and a space after those that are spaced, make up the text exactly.

    Args:
        text: The text to tile.
        tokens: Where words begin and end; what lies between them is space.
        spans: Ranges at whose edges words are cut as well.
    """
    spans = list(spans)
    starts, ends = {start for start, _ in spans}, {end for _, end in spans}
    edges = {0, len(text), *starts, *ends, *chain.from_iterable(tokens)}
    found: list[Word] = []
    for start, end in pairwise(sorted(edges)):
        if text[start] == " " and found and not found[-1].spaced:
            in_a_span = start in starts or start + 1 in ends
            if text[start:end].isspace() and not in_a_span:
                found[-1] = Word(found[-1].start, found[-1].end, True)
                start += 1
        if start < end:
            found.append(Word(start, end, False))
    return found
