"""`EntityReading`: what is named in all articles, read a little at a time; and named otherwise.

Every method blocks: for a thread beside the screen.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from heapq import merge
from time import monotonic
from typing import Any

from annotations.annotation_set import AnnotationSet
from annotations.article import Article
from annotations.canonical import name_forms
from annotations.entities import Entity, EntityIndex, Form, Named, names_in
from annotations.knowledge import Knowledge
from tui.outcome import Part
from tui.session import Session

SLICE = 0.02
"""Seconds of reading before somebody else has a turn."""
_RUN = 4000
"""Entities that are sorted in one go."""


def _latest(day: str) -> list[int]:
    """Sorts later dates first, what is not dated last."""
    return [-int(part) for part in f"{day or 0}-0-0".split("-")[:3]]


SORTS: dict[str, Callable[[Entity], Any]] = {
    "mentions": lambda one: (-one.mentions, one.name),
    "articles": lambda one: (-len(one.places), -one.mentions, one.name),
    "name": lambda one: (one.name.casefold(), one.name),
    "last": lambda one: (*_latest(one.last), one.name),
    "first": lambda one: (not one.first, one.first, one.name),
}
"""Orders by the title of their column."""


class EntityReading:
    """Reads what a session's articles name.

    Args:
        session: The annotator at work.
        knowledge: Names what canonical names are ids of.
        known: What was read before; everything is read when None.
        stale: Articles of `known` that have changed since.
    """

    def __init__(
        self,
        session: Session,
        knowledge: Knowledge,
        known: Iterable[Named] | None = None,
        stale: Collection[str] = (),
    ) -> None:
        self._session = session
        self.index = EntityIndex(knowledge)
        self._left = self._all() if known is None else self._again(list(known), stale)
        self.complete = False

    def _all(self) -> Iterator[Named]:
        for article, found in self._session.sets():
            yield names_in(article, found)

    def _again(self, known: Iterable[Named], stale: Collection[str]) -> Iterator[Named]:
        shown = self._session.article
        for named in known:
            if named.article not in stale:
                yield named
            elif named.article == shown.id:
                yield names_in(shown, self._session.annotations)
            elif article := self._session.corpus.article(named.article):
                yield names_in(article, self._session.corpus.annotations(article.id))

    def step(self) -> None:
        """Read a little further.

        Raises:
            StoreError: The store cannot be read.
        """
        until = monotonic() + SLICE
        while monotonic() < until:
            named = next(self._left, None)
            if named is None:
                self.complete = True
                return
            self.index.add(named)

    @property
    def count(self) -> int:
        """About how many articles there are."""
        table = self._session.corpus.database.table("articles")
        return max(len(self.index.articles), len(table))


def in_order(entities: Sequence[Entity], sort: str) -> list[Entity]:
    """Entities by one of `SORTS`; in short runs, so that nobody else waits for long."""
    key = SORTS[sort]
    runs = (entities[at : at + _RUN] for at in range(0, len(entities), _RUN))
    return list(merge(*(sorted(run, key=key) for run in runs), key=key))


def naming(
    session: Session,
    index: EntityIndex,
    forms: Collection[Form],
    places: Iterable[int],
    name: str,
    going: Callable[[int], bool] = lambda _: True,
) -> Callable[[Article, AnnotationSet], list[Part]]:
    """The act that gives every mention of some forms a canonical name.

    Args:
        session: Knows what stands in each article.
        index: Knows the articles.
        forms: Which mentions.
        places: In which articles, as places in the index.
        name: The name, or an id; empty takes the one they have away.
        going: Told how many articles are made ready; nothing is done when it says no.
    """
    ids = [index.articles[place].article for place in sorted(set(places))]

    def plan(shown: Article, current: AnnotationSet) -> list[Part]:
        parts = []
        for ready, id in enumerate(ids):
            if not going(ready):
                return []
            article = shown if id == shown.id else session.corpus.article(id)
            if article is None:
                continue
            found = current if id == shown.id else session.corpus.annotations(id)
            made = name_forms(found, forms, name)
            if made.changes:
                parts.append(Part(article, made.changes, made.mentions))
        return parts

    return plan
