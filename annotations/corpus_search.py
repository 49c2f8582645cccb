"""Searching all articles of a store: text, regular expressions, entities; as a concordance.

with CorpusIndex(corpus, file) as index:
    for found in search(corpus, index, CorpusQuery("border", labels=("LOC",))):
        print(found.hit.left, found.hit.form, found.hit.right)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from annotations.article import Article
from annotations.corpus_index import CorpusIndex, Entity
from annotations.finding import Search
from annotations.search import WIDTH, Hit, Query, hit_at
from annotations.span import Range

if TYPE_CHECKING:
    from annotations.store.corpus import Corpus

_UNSURE = re.compile(r"[|?*{]|\\[gkLN]")
"""Where a pattern has one of these, what stands in it need not stand in a match."""
_NO_LITERALS = re.compile(r"\\[bBdDsSwW]|\\\w+|\\.|\[\^?\]?(?:\\.|[^\]])*\]|[.^$()+\]\s]")


@dataclass(frozen=True, slots=True)
class CorpusQuery:
    """What to look for. Without a choice of entities it is looked for in the text; with one, it
    is looked for in the entities, and may be empty."""

    text: str = ""
    """Small letters match capitals as well, unless capitals are in it; a space matches any
    white space."""
    pattern: bool = False
    """Whether the text is a regular expression."""
    word: bool = False
    """Whether it must begin and end between tokens: `Iran` is not found in `Iranian`."""
    labels: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    """Canonical names or knowledge-base ids."""
    annotators: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    """Values of `Status`; rejected entities are found only when asked for."""

    @property
    def for_entities(self) -> bool:
        """Whether entities are looked for, and not any text."""
        return bool(self.labels or self.links or self.annotators or self.statuses)

    @property
    def literals(self) -> list[str]:
        """What every match holds, in whatever capitals; none when that is not known."""
        if not self.pattern:
            return re.split("['’]", " ".join(self.text.split()))
        return [] if _UNSURE.search(self.text) else _NO_LITERALS.sub(" ", self.text).split()

    def ranges(self, article: Article) -> Iterator[Range]:
        """Start and end of every match in an article, in order.

        Raises:
            FindError: The regular expression is none, or takes too long.
        """
        if self.word and not self.pattern:
            yield from Query(self.text, case=self.text != self.text.lower()).ranges(article)
            return
        search = Search(article.text, self.text, pattern=self.pattern)
        while not search.step():
            pass
        yield from zip(*search.places, strict=True)

    def is_in(self, surface: str) -> bool:
        """Whether a name holds a match; every name holds nothing.

        Raises:
            FindError: The regular expression is none, or takes too long.
        """
        return not self.text or any(True for _ in self.ranges(Article(surface)))


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that was found, in its context."""

    hit: Hit
    entity: Entity | None
    """The entity that was found, or else the first one that stands where the text was found."""


def search(
    corpus: Corpus, index: CorpusIndex, query: CorpusQuery, width: int = WIDTH
) -> Iterator[Found]:
    """What a query finds, in the order of registration, each article's from top to end.

    Args:
        corpus: The store.
        index: Its index.
        query: What to look for.
        width: Characters of context on each side, at most.

    Raises:
        FindError: The regular expression is none, or takes too long.
        StoreError: An article cannot be read.
    """
    if query.for_entities:
        yield from _entities(corpus, index, query, width)
    elif query.text:
        yield from _texts(corpus, index, query, width)


def _texts(corpus: Corpus, index: CorpusIndex, query: CorpusQuery, width: int) -> Iterator[Found]:
    for number in index.numbers(query.literals):
        article = corpus.numbered(number)
        if article is None:
            continue
        for start, end in query.ranges(article):
            here = index.entity_at(number, start, end)
            yield Found(hit_at(article, start, end, width), here)


def _entities(
    corpus: Corpus, index: CorpusIndex, query: CorpusQuery, width: int
) -> Iterator[Found]:
    found = index.find_entities(
        query.literals, labels=query.labels, links=query.links, annotators=query.annotators,
        statuses=query.statuses,
    )  # fmt: skip
    says = lru_cache(maxsize=10_000)(query.is_in)
    for number, group in groupby(found, key=lambda one: one[0]):
        entities = [e for _, e in group if says(e.surface)]
        article = corpus.numbered(number) if entities else None
        if article is not None:
            for entity in entities:
                yield Found(hit_at(article, entity.start, entity.end, width), entity)
