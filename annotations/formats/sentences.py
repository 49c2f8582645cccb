"""Sentences of tokens, for formats that are made of them.

Tokens are those of the screen, and may be cut where a span begins or ends inside one. Sentences
end at blank lines and after `.`, `!` and `?`; none ends inside a span.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from annotations.article import Article
from annotations.formats.words import article_tokens
from annotations.span import Range

Tokens = list[Range]

_END = re.compile("[.!?…。！？]")
_CLOSING = frozenset("\"'”’)]»")
_OPENING = frozenset("\"'“‘([«¿¡")
_WORD = re.compile(r"\S+")


def sentences(
    article: Article,
    spans: Iterable[Range] = (),
    *,
    cut: bool = True,
    tokens: Iterable[Range] | None = None,
) -> Iterator[Tokens]:
    """The sentences of an article, each with its tokens; space is in none of them.

    Args:
        article: What is cut.
        spans: Ranges in which no sentence ends.
        cut: Whether tokens are cut at the edges of spans.
        tokens: Those of the article, where they are known.
    """
    spans = sorted(spans)
    tokens = article_tokens(article) if tokens is None else tokens
    text, found = article.text, list(_pieces(article, tokens, spans if cut else ()))
    sentence: Tokens = []
    ended, reach, place = False, 0, 0
    for start, end in found:
        while place < len(spans) and spans[place][0] < start:
            reach = max(reach, spans[place][1])
            place += 1
        if sentence and reach <= sentence[-1][1]:
            gap = text[sentence[-1][1] : start]
            if gap and _parts(gap, text[start], ended=ended):
                yield sentence
                sentence = []
        sentence.append((start, end))
        if end - start > 1 or text[start] not in _CLOSING:
            ended = _END.match(text, end - 1) is not None
    if sentence:
        yield sentence


def _parts(gap: str, following: str, *, ended: bool) -> bool:
    """Whether space before a character parts sentences."""
    lines = gap.count("\n")
    if lines > 1:
        return True
    begins = following.isupper() or following.isdigit() or following in _OPENING
    return (ended and begins) or (lines == 1 and (ended or not following.islower()))


def _pieces(article: Article, tokens: Iterable[Range], spans: Sequence[Range]) -> Iterator[Range]:
    """Tokens cut at the edges of spans and at space."""
    text = article.text
    edges = sorted({edge for span in spans for edge in span})
    spaceless = text.isascii()
    for start, end in tokens:
        place = bisect_right(edges, start)
        if spaceless and (place == len(edges) or edges[place] >= end):
            yield start, end
            continue
        while start < end:
            cut = min(edges[place], end) if place < len(edges) else end
            for word in _WORD.finditer(text, start, cut):
                yield word.span()
            start, place = cut, place + 1
