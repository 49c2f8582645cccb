"""Where the articles of a store stand, brought up to date a slice at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

from annotations.annotation_set import AnnotationSet
from annotations.article import Article
from annotations.corrections import Kind
from annotations.doubt import doubts
from annotations.errors import PostilError
from annotations.library.days import day_of
from annotations.library.entry import Facts, Standing, tallied
from annotations.overview import summary

if TYPE_CHECKING:
    from annotations.store.corpus import Corpus

SLICE = 0.05
"""Seconds for which a slice keeps others from the store."""
GRAVEST = 10
"""Doubts of an article that count."""


class Stored(NamedTuple):
    """An article of the store."""

    stamp: int
    """Changes with everything that is stored of it."""
    source: str
    """Where it was read from."""
    facts: Facts
    standing: Standing


def standing(article: Article, current: AnnotationSet) -> Standing:
    """Where an article stands.

    Its doubt is the mean weight of its `GRAVEST` doubts, missing ones counted as none: a long
    article is not more doubtful for being long.

    Args:
        article: The article.
        current: What stands in it.
    """
    known = summary(article, current)
    labels = Counter(annotation.span.label for annotation in current)
    weights = [doubt.weight for doubt in doubts(current)[:GRAVEST]] if known.unreviewed else []
    return Standing(
        known.status, known.entities, known.unreviewed, known.corrections, known.tags,
        known.flagged, tallied(labels.most_common()), round(sum(weights) / GRAVEST, 3),
        _finished(current),
    )  # fmt: skip


def _finished(current: AnnotationSet) -> str:
    if not current.state.done:
        return ""
    marks = (e for e in reversed(current.live_events) if e.kind is Kind.STATUS)
    return next((event.time for event in marks), "")


class Standings:
    """Reads what changed in a store. Every method blocks: for the thread that reads the store.

    Args:
        corpus: The store.
        known: What was found earlier, by article.
    """

    def __init__(self, corpus: Corpus, known: Mapping[str, Stored]) -> None:
        self._corpus = corpus
        self._stamps = {id: stored.stamp for id, stored in known.items()}
        self._seen = (corpus.last_correction, corpus.last_prediction)
        self._waiting: Iterator[str] = iter(())
        self.left = 0
        """How many articles have to be looked at."""

    def compare(self) -> set[str]:
        """Look for all that changed since it was last known.

        Returns:
            The ids of articles that are not in the store any more.
        """
        self._seen = (self._corpus.last_correction, self._corpus.last_prediction)
        now = self._corpus.stamps()
        self._begin(id for id, stamp in now.items() if self._stamps.get(id) != stamp)
        gone = self._stamps.keys() - now.keys()
        self._stamps = now
        return gone

    def follow(self) -> set[str]:
        """The articles about which something was written since this was asked last."""
        corrections, predictions = self._seen
        self._seen = (self._corpus.last_correction, self._corpus.last_prediction)
        found = set(self._corpus.corrected_since(corrections))
        return found | set(self._corpus.predicted_since(predictions))

    def look_at(self, ids: Iterable[str]) -> None:
        """Look at these as well, and first."""
        self._begin([*ids, *self._waiting])

    def _begin(self, ids: Iterable[str]) -> None:
        waiting = list(dict.fromkeys(ids))
        self._waiting, self.left = iter(waiting), len(waiting)

    def step(self) -> dict[str, Stored]:
        """Look at some articles; empty when nothing is left to look at."""
        until, found = monotonic() + SLICE, dict[str, Stored]()
        for id in self._waiting:
            self.left -= 1
            stored = self._read(id)
            if stored is not None:
                found[id] = stored
            if monotonic() > until:
                break
        return found

    def _read(self, id: str) -> Stored | None:
        try:
            article = self._corpus.article(id)
            if article is None:
                return None
            now = standing(article, self._corpus.annotations(id))
        except PostilError:
            return None  # `postil check` says what is the matter with it
        facts = Facts(id, article.title, day_of(article.date))
        return Stored(self._stamps.get(id, 0), article.source, facts, now)
