"""One row a token, with the tag of its entity.

Words recur, and names do: what is written for them is made once.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from itertools import chain, pairwise
from typing import Generic, TypeVar

from annotations.annotation_set import Annotation
from annotations.formats.base import Feature
from annotations.formats.document import Document
from annotations.formats.losses import Loss, loss
from annotations.formats.rows import label_of
from annotations.formats.sentences import Tokens, gaps
from annotations.formats.tags import Entity, Scheme, tags
from annotations.tokens import tokenize

_SPACE = re.compile(r"\s")
_WORD = re.compile(r"\S+")
_LONG = 200
"""Characters from which on words are not remembered: they do not recur."""
_MANY = 50_000
"""Words from which on all are forgotten before the next document."""

Stretch = tuple[int, int, tuple[Entity, ...]]
"""Whole words that entities touch, or space that one names: start, end, and the entities, which
lie in order and apart and are counted in characters from the start."""


_Words = tuple[str, tuple[Entity, ...], str]
"""The words of a stretch, its entities, and the label of the token before it if it has one."""

_Part = tuple[str, str, bool, bool, str]
"""A word all of which is in an entity, the entity's label, whether words of it come before and
after, and the label of the token before the entity if it has one."""

_Lost = tuple[int, Feature, str]
"""Which entity of a stretch cannot be written as it is, what is lost of it, and how."""

_END = "\n"
"""Stands behind a sentence: the blank line there, which is no word."""


class TagRows:
    """Makes the rows of documents.

    Args:
        row: A row, with its line's end, of a token and its tag.
        scheme: How tags say which tokens an entity has.
    """

    def __init__(self, row: Callable[[str, str], str], scheme: Scheme) -> None:
        self._row = row
        self._scheme = scheme
        self._rows: _Remembered[str | _Words, str] = _Remembered(self._make)
        self._parts: _Remembered[_Part, str] = _Remembered(self._make_part)
        self._losses: dict[_Words, list[_Lost]] = {}
        """Those of the stretches that have any."""

    def of(self, document: Document, lost: list[Loss]) -> str:
        """The rows of a document with its flat annotations, a blank line after each sentence.

        Args:
            document: What is written.
            lost: Gets what cannot be written as it is.
        """
        if len(self._rows) > _MANY:
            self._rows.clear()
            self._parts.clear()
            self._losses.clear()
        flat, told = document.flat, 0
        said, named = self._units(document.article.text, stretches(document.article.text, flat))
        rows = "".join(map(self._rows.__getitem__, said))
        for words in named:
            for number, feature, how in self._losses.get(words, ()):
                lost.append(loss(document, feature, flat[told + number].span, how))
            told += len(words[1])
        lost += (loss(document, Feature.SUB_TOKEN, a.span, _ONLY_SPACE) for a in flat[told:])
        return rows

    def _units(self, text: str, touched: list[Stretch]) -> tuple[list[str | _Words], list[_Words]]:
        """What rows are made of: words outside, those of stretches, and the ends of sentences;
        and, once more, the stretches."""
        said, named = list[str | _Words](), list[_Words]()
        if not text or text.isspace():
            return said, named
        adjoins = self._scheme is Scheme.IOB1
        place, label, size = 0, "", len(text)
        rest = iter([*touched, (size, size, ())])
        first, last, entities = next(rest)
        for end, start in chain(gaps(text), [(size, size)]):
            while first < start:
                between = text[place:first].split()
                said += between
                words = text[first:last], entities, "" if between else label
                said.append(words)
                named.append(words)
                if adjoins:
                    label = label_of(entities[-1][2]) if entities[-1][1] == last - first else ""
                place = last
                first, last, entities = next(rest)
            if place <= end:  # no stretch holds the sentences together
                said += text[place:end].split()
                said.append(_END)
                place, label = start, ""
        return said, named

    def _make(self, said: str | _Words) -> str:
        """The rows of a word outside or of a stretch, or the end of a sentence."""
        if said == _END:
            return _END
        if isinstance(said, str):
            return "".join([self._row(token, "O") for token in _forms(said)])
        words, entities, before = said
        start, end, label = entities[0]
        if start == 0 and end == len(words) == len(words.strip()) and label == label_of(label):
            parts = words.split()
            final = len(parts) - 1
            keys = [(part, label, at > 0, at < final, before) for at, part in enumerate(parts)]
            return "".join(map(self._parts.__getitem__, keys))
        forms, placed, lost = _placed(words, entities)
        if lost:
            self._losses[said] = lost
        return "".join(map(self._row, forms, tags(len(forms), placed, self._scheme, before=before)))

    def _make_part(self, part: _Part) -> str:
        word, label, after, more, before = part
        forms = _forms(word)
        count = after + len(forms) + more
        found = tags(count, [(0, count, label)], self._scheme, before=before)
        return "".join(map(self._row, forms, found[after:]))


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


_Key = TypeVar("_Key", bound=str | _Words | _Part)
_Value = TypeVar("_Value")


class _Remembered(dict[_Key, _Value], Generic[_Key, _Value]):
    """What is made of words, by the words."""

    def __init__(self, make: Callable[[_Key], _Value]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: _Key) -> _Value:
        made = self._make(key)
        if len(key if isinstance(key, str) else key[0]) < _LONG:
            self[key] = made
        return made
