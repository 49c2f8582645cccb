"""`ReportCard`: a pipeline against the people who corrected it.

The reference is what stands after review. A prediction counts when somebody judged it, when it
overlaps what somebody judged or made, or when its article is done: what nobody has looked at is
neither right nor wrong. Precision, recall and F are those of `annotations.scoring`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from annotations.annotation import Annotation, Status
from annotations.annotation_set import AnnotationSet
from annotations.article import Article
from annotations.predictions import Pipeline, Predictions
from annotations.scoring import Counts, Error, Mention, Pair, Way, error_of, judge, pairs
from annotations.scoring import by_label as count_by_label
from annotations.scoring import confusion as count_confusion
from annotations.span import Span
from annotations.timeline import DAY

if TYPE_CHECKING:
    from annotations.store.corpus import Corpus


class Verdict(NamedTuple):
    """One mention: what was predicted and what people made of it."""

    surface: str
    """What was predicted; where nothing was, what people marked. Untrusted text."""
    pair: Pair
    """What people say, and what the pipeline said."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One article as one pipeline read it and people judged it."""

    article: str
    """The article's id."""
    pipeline: Pipeline
    day: str
    """When somebody last corrected the article: UTC, ISO 8601; empty when nobody did."""
    verdicts: tuple[Verdict, ...]
    """In document order."""
    decisions: Mapping[Status, int]
    """What became of the pipeline's own predictions that were judged one by one."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A string that a pipeline gets wrong."""

    surface: str
    error: Error
    predicted: str
    """The label; empty for nothing."""
    expected: str
    """The label; empty for nothing."""
    count: int
    """How often."""
    articles: int
    """In how many articles."""


@dataclass(frozen=True)
class ReportCard:
    """How pipelines did in a number of articles."""

    readings: tuple[Reading, ...]

    @cached_property
    def pairs(self) -> list[Pair]:
        """All mentions. Their offsets belong to different articles: do not pair them anew."""
        return [verdict.pair for reading in self.readings for verdict in reading.verdicts]

    @property
    def articles(self) -> int:
        """How many articles were judged, wholly or in part."""
        return len({reading.article for reading in self.readings})

    def counts(self, way: Way = Way.STRICT) -> Counts:
        """How the predictions fared."""
        return judge(self.pairs, way)

    def by_label(self, way: Way = Way.STRICT) -> Mapping[str, Counts]:
        """How the predictions of each label fared, by its name."""
        return count_by_label(self.pairs, way)

    @property
    def confusion(self) -> Mapping[tuple[str, str], int]:
        """How often which label was predicted as which; see `scoring.confusion`."""
        return count_confusion(self.pairs)

    @property
    def errors(self) -> Mapping[Error, int]:
        """How often each kind of error was made; every kind is there."""
        found = Counter(map(error_of, self.pairs))
        return {error: found[error] for error in Error}

    @property
    def decisions(self) -> Mapping[Status, int]:
        """What became of the predictions that were judged one by one."""
        total: Counter[Status] = Counter()
        for reading in self.readings:
            total.update(reading.decisions)
        return dict(total)

    @property
    def acceptance(self) -> float:
        """Which share of the predictions that were judged was right as it stood, 0 to 1."""
        decisions = self.decisions
        judged = sum(decisions.values())
        return decisions.get(Status.ACCEPTED, 0) / judged if judged else 0.0

    def worst(self, most: int = 20) -> list[Trouble]:
        """The strings with the most errors, one line for each string and kind of error.

        Args:
            most: How many at most.
        """
        count: Counter[tuple[str, Error, str, str]] = Counter()
        where: defaultdict[tuple[str, Error, str, str], set[str]] = defaultdict(set)
        for reading in self.readings:
            for surface, pair in reading.verdicts:
                if error := error_of(pair):
                    key = surface, error, _label(pair.other), _label(pair.reference)
                    count[key] += 1
                    where[key].add(reading.article)
        ranked = sorted(count, key=lambda key: (-count[key], key))
        return [Trouble(*key, count[key], len(where[key])) for key in ranked[:most]]

    def by_pipeline(self) -> list[tuple[Pipeline, ReportCard]]:
        """One card a pipeline and version, by name; what else it was told does not count."""
        found: defaultdict[tuple[str, str], list[Reading]] = defaultdict(list)
        for reading in self.readings:
            found[reading.pipeline.name, reading.pipeline.version].append(reading)
        return [(Pipeline(*key), ReportCard(tuple(found[key]))) for key in sorted(found)]

    def over_time(self, period: int = DAY) -> Mapping[str, ReportCard]:
        """One card a period, the earliest first.

        Args:
            period: `DAY`, `MONTH` or `YEAR`, of an article's last correction.
        """
        found: defaultdict[str, list[Reading]] = defaultdict(list)
        for reading in self.readings:
            found[reading.day[:period]].append(reading)
        return {when: ReportCard(tuple(found[when])) for when in sorted(found)}


def report_card(corpus: Corpus) -> ReportCard:
    """How every pipeline did in the articles of a store that people have corrected.

    Raises:
        StoreError: An article cannot be read.
    """
    found: list[Reading] = []
    for id in corpus.corrected_since(0):
        if article := corpus.article(id):
            found += readings(article, corpus.annotations(id), corpus.predictions(id))
    return ReportCard(tuple(found))


def readings(
    article: Article, current: AnnotationSet, predictions: Iterable[Predictions]
) -> Iterator[Reading]:
    """How each pipeline did in one article.

    Args:
        article: The article.
        current: What stands in it.
        predictions: What pipelines said of it; what one said of an earlier text of the article
            does not count again.
    """
    done = current.state.done
    right = [a for a in current if a.reviewed or done]
    if not done and not any(a.reviewed for a in current.by_id.values()):
        return
    reference = {_mention(a.span) for a in right}
    day = current.live_events[-1].time[:DAY] if current.live_events else ""
    for made in predictions:
        if made.pipeline.carried:
            continue
        counting = [span for span in made.spans if done or _is_judged(current, span)]
        found = pairs(reference, {_mention(span) for span in counting})
        verdicts = tuple(Verdict(_surface(article.text, pair), pair) for pair in found)
        decided = (_decided(current.by_id.get(span.key)) for span in counting)
        decisions = Counter(status for status in decided if status is not None)
        yield Reading(article.id, made.pipeline, day, verdicts, decisions)


def _is_judged(current: AnnotationSet, span: Span) -> bool:
    own = current.by_id.get(span.key)
    if own is not None and own.reviewed:
        return True
    return any(other.reviewed for other in current.overlapping(span.range))


def _decided(annotation: Annotation | None) -> Status | None:
    return annotation.status if annotation and annotation.reviewed else None


def _mention(span: Span) -> Mention:
    return Mention(span.start, span.end, span.label)


def _surface(text: str, pair: Pair) -> str:
    mention = pair.other or pair.reference
    assert mention is not None
    return text[mention.start : mention.end]


def _label(mention: Mention | None) -> str:
    return mention.label if mention else ""
