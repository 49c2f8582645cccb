"""Words with their space: how spaCy and Prodigy tile a text."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, pairwise
from operator import le
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


Columns = tuple[list[int], list[int], list[bool]]
"""Where words start and end, and whether a space follows each."""


def columns(text: str, tokens: Iterable[Range], spans: Iterable[Range]) -> Columns:
    """The fields of `words`, each as a list."""
    spans, tokens = list(spans), list(tokens)
    starts, ends = {start for start, _ in spans}, {end for _, end in spans}
    token_starts, token_ends = [start for start, _ in tokens], [end for _, end in tokens]
    if starts <= set(token_starts) and ends <= set(token_ends):
        apart = all(map(le, token_ends, token_starts[1:]))
        if apart and text and tokens:
            return _between(text, token_starts, token_ends)
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


def _between(text: str, starts: list[int], ends: list[int]) -> Columns:
    """The same, where no span cuts a token: what lies between tokens is all there is to do."""
    following = [*starts[1:], len(text)]
    gaps = [text[end:start] for end, start in zip(ends, following, strict=True)]
    firsts, lasts, spaced = [*starts], [*ends], [gap == " " for gap in gaps]
    for place in reversed([place for place, gap in enumerate(gaps) if gap not in ("", " ")]):
        gap = gaps[place]
        spaced[place] = gap[0] == " " and gap.isspace()
        firsts.insert(place + 1, ends[place] + spaced[place])
        lasts.insert(place + 1, following[place])
        spaced.insert(place + 1, False)
    if starts[0] > 0:
        return [0, *firsts], [starts[0], *lasts], [False, *spaced]
    return firsts, lasts, spaced
