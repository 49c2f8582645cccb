"""Sentences of tokens, for formats that are made of them.

Tokens are those of the screen, and may be cut where a span begins or ends inside one. Sentences
end at blank lines and after `.`, `!` and `?`; none ends inside a span.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise
from operator import itemgetter

from annotations.article import Article
from annotations.formats.words import article_tokens
from annotations.span import Range

Tokens = list[Range]

_OPENING = frozenset("\"'“‘([«¿¡")
_GAPS = re.compile("[.!?…。！？\n][\"'”’)\\]»\\s]*(?<=\\s)")
"""Space behind the end of a sentence, its quotes and brackets with it; and the ends of lines."""
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"\S+")
_start = itemgetter(0)


def sentences(
    article: Article, spans: Iterable[Range] = (), *, cut: bool = True
) -> Iterator[Tokens]:
    """The sentences of an article, each with its tokens; space is in none of them.

    Args:
        article: What is cut.
        spans: Ranges in which no sentence ends.
        cut: Whether tokens are cut at the edges of spans.
    """
    spans = sorted(spans)
    tokens = _pieces(article, article_tokens(article), spans if cut else ())
    for start, end in sentence_ranges(article.text, spans):
        first, last = (bisect_left(tokens, edge, key=_start) for edge in (start, end))
        yield tokens[first:last]


def sentence_ranges(text: str, spans: Sequence[Range] = ()) -> list[Range]:
    """Where the sentences of a text lie: they tile it, each with the space behind it.

    Args:
        text: What is cut; where there is only space, there is no sentence.
        spans: In order; no sentence ends in one of them.
    """
    if not text or text.isspace():
        return []
    begins = [start for start, _ in spans]
    reaches = [0, *accumulate((end for _, end in spans), max)]
    starts = [0]
    for end, start in gaps(text):
        if reaches[bisect_left(begins, start)] <= end:
            starts.append(start)
    return list(pairwise([*starts, len(text)]))


def gaps(text: str) -> Iterator[Range]:
    """The space between sentences, in order, though spans may hold them together."""
    for match in _GAPS.finditer(text, 0, len(text.rstrip())):
        start, end = match.span()
        if end == start + 2 and text[start] != "\n":  # nearly always
            if _begins(text[end]) or text[start + 1] == "\n":
                yield start + 1, end
            continue
        ended = text[start] != "\n"
        while not ended and start and text[start - 1].isspace():
            start -= 1
        for gap in _SPACE.finditer(text, start, end):
            if gap.start() and _parts(gap[0], text[gap.end()], ended=ended):
                yield gap.span()


def _begins(following: str) -> bool:
    """Whether a character begins a sentence."""
    return following.isupper() or following in _OPENING or following.isdigit()


def _parts(gap: str, following: str, *, ended: bool) -> bool:
    """Whether space before a character parts sentences."""
    lines = gap.count("\n")
    if lines > 1:
        return True
    return (ended and _begins(following)) or (lines == 1 and (ended or not following.islower()))


def _pieces(article: Article, tokens: Tokens, spans: Sequence[Range]) -> Tokens:
    """Tokens cut at the edges of spans and at space."""
    text = article.text
    edges = sorted({edge for span in spans for edge in span})
    spaceless = sum(end - start for start, end in tokens) == len("".join(text.split()))
    inside = set(edges) - {edge for token in tokens for edge in token} if edges else set()
    if spaceless and not inside:
        return tokens
    pieces: Tokens = []
    for start, end in tokens:
        place = bisect_right(edges, start)
        while start < end:
            cut = min(edges[place], end) if place < len(edges) else end
            pieces += (word.span() for word in _WORD.finditer(text, start, cut))
            start, place = cut, place + 1
    return pieces
