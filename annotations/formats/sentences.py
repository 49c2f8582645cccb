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

_ENDS = frozenset(".!?…。！？")
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
    ended, before, reach, place = False, 0, 0, 0
    for token in found:
        start, end = token
        # In most places there is one space and nothing ends.
        if sentence and start != before and (ended or start != before + 1 or text[before] != " "):
            while place < len(spans) and spans[place][0] < start:
                reach = max(reach, spans[place][1])
                place += 1
            if reach <= before and _parts(text[before:start], text[start], ended=ended):
                yield sentence
                sentence = []
        sentence.append(token)
        before = end
        if end - start > 1 or text[start] not in _CLOSING:
            ended = text[end - 1] in _ENDS
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
    text, tokens = article.text, list(tokens)
    edges = sorted({edge for span in spans for edge in span})
    spaceless = sum(end - start for start, end in tokens) == len("".join(text.split()))
    inside = set(edges) - {edge for token in tokens for edge in token} if edges else set()
    if spaceless and not inside:
        yield from tokens
        return
    for start, end in tokens:
        place = bisect_right(edges, start)
        while start < end:
            cut = min(edges[place], end) if place < len(edges) else end
            for word in _WORD.finditer(text, start, cut):
                yield word.span()
            start, place = cut, place + 1
