"""One row a token, with the tag of its entity.

Words recur, and names do: what is written for them is made once.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import pairwise
from typing import Generic, NamedTuple, TypeVar

from annotations.annotation_set import Annotation
from annotations.formats.base import Feature
from annotations.formats.document import Document
from annotations.formats.losses import Loss, loss
from annotations.formats.rows import label_of
from annotations.formats.sentences import Tokens, sentence_ranges
from annotations.formats.tags import Entity, Scheme, tags
from annotations.tokens import tokenize

_SPACE = re.compile(r"\s")
_WORD = re.compile(r"\S+")
_LONG = 200
"""Characters from which on words are not remembered: they do not recur."""
_MANY = 50_000
"""Words that are remembered."""

Stretch = tuple[int, int, tuple[Entity, ...]]
"""Whole words that entities touch, or space that one names: start, end, and the entities, which
lie in order and apart and are counted in characters from the start."""


_Lost = tuple[int, Feature, str]
"""Which entity of a stretch cannot be written as it is, what is lost of it, and how."""


class _Made(NamedTuple):
    rows: str
    losses: tuple[_Lost, ...]
    label: str
    """That of the last token; empty where it is outside."""


class TagRows:
    """Makes the rows of documents.

    Args:
        row: A row, with its line's end, of a token and its tag.
        scheme: How tags say which tokens an entity has.
    """

    def __init__(self, row: Callable[[str, str], str], scheme: Scheme) -> None:
        self._row = row
        self._scheme = scheme
        self._tokens = _Remembered(_forms)
        self._outside = _Remembered(self._make_outside)
        self._made = lru_cache(maxsize=8192)(self._make)

    def of(self, document: Document, lost: list[Loss]) -> str:
        """The rows of a document with its flat annotations, a blank line after each sentence.

        Args:
            document: What is written.
            lost: Gets what cannot be written as it is.
        """
        text, flat = document.article.text, document.flat
        outside, rows = self._outside.__getitem__, list[str]()
        touched, told = stretches(text, flat), 0
        sentences = sentence_ranges(text, [stretch[:2] for stretch in touched])
        touched.reverse()
        for start, end in sentences:
            label = ""
            while touched and touched[-1][0] < end:
                first, last, entities = touched.pop()
                between = text[start:first].split()
                rows += map(outside, between)
                make = self._made if last - first < _LONG else self._make
                made = make(text[first:last], entities, "" if between else label)
                rows.append(made.rows)
                for number, feature, how in made.losses:
                    lost.append(loss(document, feature, flat[told + number].span, how))
                start, label, told = last, made.label, told + len(entities)
            rows += map(outside, text[start:end].split())
            rows.append("\n")
        lost += (loss(document, Feature.SUB_TOKEN, a.span, _ONLY_SPACE) for a in flat[told:])
        return "".join(rows)

    def _make_outside(self, word: str) -> str:
        return "".join([self._row(token, "O") for token in self._tokens[word]])

    def _make(self, words: str, entities: tuple[Entity, ...], before: str) -> _Made:
        """The rows of a stretch; `before` is the label of the token before it, if it has one."""
        start, end, label = entities[0]
        whole = start == 0 and end == len(words) == len(words.strip())
        if whole and label == label_of(label):
            forms = [form for word in words.split() for form in self._tokens[word]]
            placed, lost = [(0, len(forms), label)], list[_Lost]()
        else:
            forms, placed, lost = _placed(words, entities)
        found = tags(len(forms), placed, self._scheme, before=before)
        rows = "".join(map(self._row, forms, found))
        inside = placed and placed[-1][1] == len(forms)
        return _Made(rows, tuple(lost), placed[-1][2] if inside else "")


def stretches(text: str, flat: Iterable[Annotation]) -> list[Stretch]:
    """The words that entities touch, in order; those that share a word are together."""
    found: list[Stretch] = []
    start = end = 0
    size = len(text)
    for annotation in flat:
        span = annotation.span
        first, last = span.start, span.end
        entities: tuple[Entity, ...] = ()
        if first < end:
            entities = found.pop()[2]
        else:
            apart = first == end or text[first - 1].isspace() or text[first].isspace()
            start = first if apart else first - len(text[end:first].rsplit(None, 1)[-1])
        if last > end:
            end = last
            if last < size and not (text[last].isspace() or text[last - 1].isspace()):
                space = _SPACE.search(text, last)
                end = space.start() if space else size
        found.append((start, end, (*entities, (first - start, last - start, span.label))))
    return found


_ONLY_SPACE = "is only space: not written"


def _placed(words: str, entities: Iterable[Entity]) -> tuple[list[str], list[Entity], list[_Lost]]:
    """Tokens, cut where entities begin and end; the entities by token; and what is lost."""
    whole = [
        (word.start() + start, word.start() + end)
        for word in _WORD.finditer(words)
        for start, end in tokenize(word[0])
    ]
    edges = sorted({edge for start, end, _ in entities for edge in (start, end)})
    tokens = [piece for token in whole for piece in _cut(token, edges)]
    starts, ends = [start for start, _ in tokens], [end for _, end in tokens]
    placed: list[Entity] = []
    lost: list[_Lost] = []
    for number, (start, end, label) in enumerate(entities):
        first, last, name = bisect_left(starts, start), bisect_right(ends, end), label_of(label)
        if problem := _problem((start, end), tokens[first:last], whole):
            lost.append((number, Feature.SUB_TOKEN, problem))
        if name != label:
            lost.append((number, Feature.LABELS, f"written {name}"))
        if first < last:
            placed.append((first, last, name))
    return [words[start:end] for start, end in tokens], placed, lost


def _cut(token: tuple[int, int], edges: Iterable[int]) -> Tokens:
    """A token in pieces, cut at those of the edges that lie inside it."""
    start, end = token
    return list(pairwise([start, *(edge for edge in edges if start < edge < end), end]))


def _problem(span: tuple[int, int], tokens: Tokens, whole: Tokens) -> str:
    """What is not as it was of a span that is written as tokens, which may be cut ones."""
    if not tokens:
        return _ONLY_SPACE
    if (tokens[0][0], tokens[-1][1]) != span:
        return "written without the space around it"
    cut = any(start < edge < end for start, end in whole for edge in span)
    return "a token is cut in two for it" if cut else ""


def _forms(word: str) -> list[str]:
    return [word[start:end] for start, end in tokenize(word)]


_Value = TypeVar("_Value")


class _Remembered(dict[str, _Value], Generic[_Value]):
    """What is made of words, by the word."""

    def __init__(self, make: Callable[[str], _Value]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, word: str) -> _Value:
        made = self._make(word)
        if len(word) < _LONG:
            if len(self) >= _MANY:
                self.clear()
            self[word] = made
        return made
