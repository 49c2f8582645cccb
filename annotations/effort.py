"""What annotating costs: acts, keys and time, read from the corrections themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from annotations.annotation_set import AnnotationSet
from annotations.corrections import parse_time
from annotations.history import acts

if TYPE_CHECKING:
    from annotations.store.corpus import Corpus

PAUSE = 300.0
"""Seconds without an act after which somebody counts as away."""


@dataclass(frozen=True, slots=True)
class Effort:
    """What was done in a number of articles; efforts add up."""

    articles: int = 0
    """In which something was done."""
    entities: int = 0
    """That stand there after review."""
    acts: int = 0
    """What people did, one for all the mentions that it settled."""
    seconds: float = 0.0
    """Between acts, without pauses longer than `PAUSE`. Reading before the first act is not in."""
    keys: int = 0
    """Keys and clicks, those of undo too, where they were counted."""
    keyed: int = 0
    """Articles in which they were: on the screen, by a version that does."""
    keyed_entities: int = 0
    """Entities that stand in these after review."""

    def __add__(self, other: Effort) -> Effort:
        return Effort(
            self.articles + other.articles,
            self.entities + other.entities,
            self.acts + other.acts,
            self.seconds + other.seconds,
            self.keys + other.keys,
            self.keyed + other.keyed,
            self.keyed_entities + other.keyed_entities,
        )

    @property
    def acts_per_article(self) -> float:
        """Acts an article."""
        return self.acts / self.articles if self.articles else 0.0

    @property
    def acts_per_100(self) -> float:
        """Acts for a hundred reviewed entities."""
        return 100 * self.acts / self.entities if self.entities else 0.0

    @property
    def keys_per_article(self) -> float:
        """Keys and clicks an article."""
        return self.keys / self.keyed if self.keyed else 0.0

    @property
    def keys_per_100(self) -> float:
        """Keys and clicks for a hundred reviewed entities."""
        return 100 * self.keys / self.keyed_entities if self.keyed_entities else 0.0

    @property
    def seconds_per_article(self) -> float:
        """Seconds an article."""
        return self.seconds / self.articles if self.articles else 0.0


def effort(corpus: Corpus) -> Effort:
    """What was done in a store.

    Raises:
        StoreError: A correction cannot be read.
    """
    sets = (corpus.annotations(id) for id in corpus.corrected_since(0))
    return sum(map(effort_of, sets), Effort())


def effort_of(current: AnnotationSet) -> Effort:
    """What was done in one article. What was carried over from an earlier text is no act."""
    done = [act for act in acts(current.events) if not act.carried]
    if not done:
        return Effort()
    people = {act.annotator for act in done}
    seconds = sum(_worked(a.time for a in done if a.annotator == name) for name in people)
    entities, keys = sum(a.reviewed for a in current), sum(event.keys for event in current.events)
    keyed = (keys, 1, entities) if keys else ()
    return Effort(1, entities, len(done), seconds, *keyed)


def _worked(times: Iterable[str]) -> float:
    """Seconds from act to act."""
    moments = sorted(map(parse_time, times))
    gaps = ((later - earlier).total_seconds() for earlier, later in pairwise(moments))
    return sum(gap for gap in gaps if gap <= PAUSE)
