"""A store looked through once: how its pipelines did, and what correcting them cost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotations.effort import Effort, effort_of
from annotations.report_card import Reading, ReportCard, readings
from annotations.timeline import DAY

if TYPE_CHECKING:
    from annotations.store.corpus import Corpus


@dataclass(frozen=True, slots=True)
class Surveyed:
    """One article that people have corrected."""

    readings: tuple[Reading, ...]
    """What each pipeline said of it."""
    day: str
    """When somebody last corrected it: UTC, ISO 8601; empty when all was undone."""
    effort: Effort


@dataclass(frozen=True, slots=True)
class Survey:
    """A number of articles."""

    articles: tuple[Surveyed, ...] = ()

    @property
    def card(self) -> ReportCard:
        """How the pipelines did."""
        return ReportCard(tuple(one for article in self.articles for one in article.readings))

    @property
    def effort(self) -> Effort:
        """What was done."""
        return sum((article.effort for article in self.articles), Effort())

    def effort_over_time(self, period: int = DAY) -> Mapping[str, Effort]:
        """What was done by the period of an article's last correction, the earliest first.

        Args:
            period: `DAY`, `MONTH` or `YEAR`.
        """
        found: defaultdict[str, Effort] = defaultdict(Effort)
        for article in self.articles:
            if article.effort.articles:
                found[article.day[:period]] += article.effort
        return dict(sorted(found.items()))


def surveyed(corpus: Corpus, ids: Iterable[str] | None = None) -> Iterator[Surveyed]:
    """Look through articles of a store, one after the other.

    Args:
        corpus: The store.
        ids: Which articles; those with corrections when None.

    Raises:
        StoreError: An article cannot be read.
    """
    for id in corpus.corrected_since(0) if ids is None else ids:
        article = corpus.article(id)
        if article is None:
            continue
        current = corpus.annotations(id)
        day = current.live_events[-1].time[:DAY] if current.live_events else ""
        found = readings(article, current, corpus.predictions(id))
        yield Surveyed(tuple(found), day, effort_of(current))
