"""Words with their space: how spaCy and Prodigy tile a text."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, pairwise
from typing import NamedTuple

from annotations.article import Article
from annotations.span import Range
from annotations.tokens import is_plain, tokenize


class Word(NamedTuple):
    """A stretch of text, and whether one space that belongs to it follows."""

    start: int
    end: int
    spaced: bool


def article_tokens(article: Article) -> list[Range]:
    """The tokens of an article, the same as on the screen."""
    if is_plain(article.text):
        return tokenize(article.text)
    found: list[Range] = []
    for line in range(article.line_count):
        start, end = article.line_range(line)
        found += [(start + a, start + b) for a, b in tokenize(article.text[start:end])]
    return found


def words(text: str, tokens: Iterable[Range], spans: Iterable[Range]) -> list[Word]:
    """Words that tile `text` in such a way that every span begins and ends with one.

    Each word's text, and a space after those that are spaced, make up the text exactly.

    Args:
        text: The text to tile.
        tokens: Where words begin and end; what lies between them is space.
        spans: Ranges at whose edges words are cut as well.
    """
    return list(map(Word, *columns(text, tokens, spans)))


def columns(
    text: str, tokens: Iterable[Range], spans: Iterable[Range]
) -> tuple[list[int], list[int], list[bool]]:
    """The fields of `words`, each as a list."""
    spans = list(spans)
    starts, ends = {start for start, _ in spans}, {end for _, end in spans}
    edges = {0, len(text), *starts, *ends, *chain.from_iterable(tokens)}
    firsts: list[int] = []
    lasts: list[int] = []
    spaced: list[bool] = []
    for start, end in pairwise(sorted(edges)):
        if text[start] == " " and spaced and not spaced[-1]:
            in_a_span = start in starts or start + 1 in ends
            if not in_a_span and (end == start + 1 or text[start:end].isspace()):
                spaced[-1] = True
                start += 1
                if start == end:
                    continue
        firsts.append(start)
        lasts.append(end)
        spaced.append(False)
    return firsts, lasts, spaced
