"""Searching all articles of a store: text, regular expressions, entities; as a concordance.

with CorpusIndex(corpus, file) as index:
    for found in search(corpus, index, CorpusQuery("border", labels=("LOC",))):
        print(found.hit.left, found.hit.form, found.hit.right)
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import count, groupby, islice
from typing import TYPE_CHECKING

from annotations.corpus_index import CorpusIndex, Entity
from annotations.corpus_query import CorpusQuery
from annotations.search import WIDTH, Hit, hit_at

if TYPE_CHECKING:
    from annotations.annotation import Annotation
    from annotations.annotation_set import AnnotationSet
    from annotations.article import Article
    from annotations.store.corpus import Corpus


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
    return (one for one in search_slowly(corpus, index, query, width) if one is not None)


def search_slowly(
    corpus: Corpus, index: CorpusIndex, query: CorpusQuery, width: int = WIDTH
) -> Iterator[Found | None]:
    """The same, with None after each article, found or not: whoever shows it may do other things
    then. Where the index turns out to be damaged, it is made anew.

    Raises:
        FindError: The regular expression is none, or takes too long.
        StoreError: An article cannot be read.
    """
    told = 0
    for damages in count(1):
        try:
            for one in islice(_walk(corpus, index, query, width), told, None):
                told += 1
                yield one
            return
        except sqlite3.DatabaseError:
            if damages > 2:
                raise
            index.make_anew(in_memory=damages > 1)


def _walk(
    corpus: Corpus, index: CorpusIndex, query: CorpusQuery, width: int
) -> Iterator[Found | None]:
    if query.for_entities:
        return _entities(corpus, index, query, width)
    return _texts(corpus, index, query, width) if query.text else iter(())


def _texts(
    corpus: Corpus, index: CorpusIndex, query: CorpusQuery, width: int
) -> Iterator[Found | None]:
    for number in index.numbers(query.literals):
        article = corpus.numbered(number)
        if article is not None:
            for start, end in query.ranges(article):
                here = index.entity_at(number, start, end)
                yield Found(hit_at(article, start, end, width), here)
        yield None


def _entities(
    corpus: Corpus, index: CorpusIndex, query: CorpusQuery, width: int
) -> Iterator[Found | None]:
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
        yield None


def search_article(
    article: Article, current: AnnotationSet, query: CorpusQuery, width: int = WIDTH
) -> Iterator[Found]:
    """What a query finds in an article that no index knows, or knows as it was.

    Args:
        article: The article.
        current: What stands in it.
        query: What to look for; its labels, links and annotators may be beginnings.
        width: Characters of context on each side, at most.

    Raises:
        FindError: The regular expression is none, or takes too long.
    """
    if query.for_entities:
        chosen = sorted(
            (a for a in current.by_id.values() if query.means(a) and query.is_in(a.span.text)),
            key=lambda a: a.span.range,
        )
        for a in chosen:
            yield Found(hit_at(article, *a.span.range, width), _entity(a))
    elif query.text:
        for start, end in query.ranges(article):
            here = next(iter(current.overlapping((start, end))), None)
            entity = _entity(here) if here else None
            yield Found(hit_at(article, start, end, width), entity)


def _entity(a: Annotation) -> Entity:
    span = a.span
    return Entity(span.start, span.end, span.label, span.text, str(a.status), a.link, a.annotator)
