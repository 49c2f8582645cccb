"""Landmarks: the places of a stretch of text that may want a decision, most in need first. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from annotations.annotation_set import AnnotationSet
from annotations.naming import is_name
from annotations.span import Range
from annotations.tokens import Tokens

_SENTENCE_ENDS = frozenset(".!?:;…\"'“”‘’«»()[]")


LEADS = 0.75
"""How sure the memory may be at most of a place that a decision leads to."""


def leading(doubts: Sequence[Range], sureness: Sequence[float]) -> list[Range]:
    """The doubtful places that are likely to want a decision, in order.

    Args:
        doubts: Where the memory is not sure, in order.
        sureness: How sure it is of each, 0 to 1.
    """
    pairs = zip(doubts, sureness, strict=True)
    return [extent for extent, sure in pairs if sure < LEADS]


def least_sure(doubts: Sequence[Range], sureness: Sequence[float]) -> list[Range]:
    """The doubtful places, the least sure first."""
    return [extent for _, extent in sorted(zip(sureness, doubts, strict=True))]


def landmarks(
    current: AnnotationSet,
    tokens: Tokens,
    text: str,
    extent: Range,
    doubts: Iterable[Range] = (),
) -> list[int]:
    """Where the words begin at which a decision may be wanted, each once.

    First the places that are doubtful, then what nobody has judged and names that nobody has
    marked; what has the same text as one before, what may be but the first word of a sentence, the
    further words of a name and what was judged come last.

    Args:
        current: What stands in the article.
        tokens: The article's tokens.
        text: The article's text.
        extent: The stretch, as far as it is in view.
        doubts: Where the memory is not sure, in the stretch and around it, the least sure first.
    """
    first: list[int] = []
    second: list[int] = []
    last: list[int] = []
    seen: set[str] = set()

    def put(place: int, surface: str, tier: list[int]) -> None:
        (last if surface in seen else tier).append(place)
        seen.add(surface)

    for start, end in doubts:
        surface = text[start:end]
        if extent[0] <= start < extent[1] and not current.is_judged((start, end), surface):
            put(start, surface, first)
    here = current.overlapping(extent)
    for annotation in here:
        if annotation.span.start >= extent[0]:
            place, surface = annotation.span.start, annotation.span.text
            put(place, surface, last if annotation.reviewed else second)
    for token, leads, opens in _unmarked(tokens, text, extent, [a.span.range for a in here]):
        put(token[0], text[slice(*token)], second if leads and not opens else last)
    return list(dict.fromkeys((*first, *second, *last)))


def _unmarked(
    tokens: Tokens, text: str, extent: Range, marked: Sequence[Range]
) -> Iterator[tuple[Range, bool, bool]]:
    """Words that may be of names: whether each is the first of one, and opens a sentence."""
    spans = iter(sorted(marked))
    span = next(spans, None)
    before, in_name = "", False
    token = tokens.after(extent[0])
    while token is not None and token[0] < extent[1]:
        while span is not None and span[1] <= token[0]:
            span = next(spans, None)
        free = span is None or token[1] <= span[0]
        name = free and is_name(text, token)
        if name:
            yield token, not in_name, not before or before in _SENTENCE_ENDS
        in_name, before = name, text[slice(*token)]
        token = tokens.after(token[1])
