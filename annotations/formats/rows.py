"""What formats of one token a row share: entities on tokens, and a text made of tokens."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from operator import itemgetter
from typing import NamedTuple

from annotations.annotation_set import Annotation
from annotations.formats.base import Feature
from annotations.formats.document import Document
from annotations.formats.losses import Loss, loss
from annotations.formats.sentences import sentences
from annotations.formats.tags import Entity
from annotations.formats.words import article_tokens
from annotations.span import Range

SPACING_MADE_UP = "its spacing is made up when it is read"

_start, _end = itemgetter(0), itemgetter(1)
_SPACE = re.compile(r"\s+")


class Sentence(NamedTuple):
    """Tokens, and the entities on them by the places of their tokens."""

    tokens: list[Range]
    entities: list[Entity]


class FlatSentences(NamedTuple):
    """A document as sentences, and what has no place in them."""

    sentences: list[Sentence]
    lost: list[Loss]


def flat_sentences(document: Document) -> FlatSentences:
    """The sentences of a document with the entities of `document.flat`."""
    flat = document.flat
    whole = list(article_tokens(document.article))
    edges = {start for start, _ in whole}, {end for _, end in whole}
    ranges = [annotation.span.range for annotation in flat]
    cut = sentences(document.article, ranges, tokens=whole)
    found = [Sentence(tokens, []) for tokens in cut]
    lost: list[Loss] = []
    place = 0
    for annotation in flat:
        span = annotation.span
        while place < len(found) and found[place].tokens[-1][1] <= span.start:
            place += 1
        tokens = found[place].tokens if place < len(found) else []
        first = bisect_left(tokens, span.start, key=_start)
        last = bisect_right(tokens, span.end, key=_end)
        lost += _trouble(document, annotation, tokens[first:last], edges)
        if first < last:
            found[place].entities.append((first, last, label_of(span.label)))
    return FlatSentences(found, lost)


def label_of(label: str) -> str:
    """A label without space."""
    return _SPACE.sub("_", label)


def _trouble(
    document: Document,
    annotation: Annotation,
    tokens: Sequence[Range],
    edges: tuple[set[int], set[int]],
) -> list[Loss]:
    span = annotation.span
    found = []
    if not tokens:
        found.append(loss(document, Feature.SUB_TOKEN, span, "is only space: not written"))
    elif (tokens[0][0], tokens[-1][1]) != span.range:
        found.append(loss(document, Feature.SUB_TOKEN, span, "written without the space around it"))
    elif span.start not in edges[0] or span.end not in edges[1]:
        found.append(loss(document, Feature.SUB_TOKEN, span, "a token is cut in two for it"))
    if label_of(span.label) != span.label:
        found.append(loss(document, Feature.LABELS, span, f"written {label_of(span.label)}"))
    return found


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
        start = self.length + bool(self._lines)
        found = None if stated is None else _aligned(words, stated)
        if stated is None or found is None:
            stated, found = " ".join(words), _spaced(words)
        self._lines.append(stated)
        self.length = start + len(stated)
        return [(start + a, start + b) for a, b in found]


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
