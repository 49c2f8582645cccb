"""`LossReport`: what a format could not carry, article by article and span by span."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from typing import Any

from annotations.annotation_set import Annotation
from annotations.errors import FormatError
from annotations.formats.base import CONTEXT, Feature
from annotations.formats.document import Document
from annotations.span import Span

LISTED = 1000
"""Losses of each kind of knowledge about articles that a report lists."""

Found = tuple[Span | None, str]
"""A span, or None for the article as a whole, and what about it is lost."""


@dataclass(frozen=True, slots=True)
class Loss:
    """Something that did not survive."""

    feature: Feature
    """What kind of thing."""
    article: str
    """The article's id."""
    name: str
    """What people call the article."""
    span: Span | None = None
    """The span it was about; None for the article as a whole."""
    detail: str = ""
    """What is lost, or what was done instead."""

    def __str__(self) -> str:
        """One line. Quotes untrusted text: whoever prints it makes that safe."""
        parts = [_short(self.name), str(self.feature)]
        if self.span is not None:
            parts.append(f"{self.span.label} {self.span.start}-{self.span.end} “{self.span.text}”")
        return ": ".join(_short(part) for part in [*parts, self.detail] if part)

    def to_dict(self) -> dict[str, Any]:
        """JSON values."""
        return {
            "lost": str(self.feature),
            "article": self.article,
            "name": self.name,
            "span": self.span.to_dict() if self.span else None,
            "detail": self.detail,
        }


class LossReport:
    """Everything that one export could not carry. Empty, and false, when all of it went.

    What is lost of what is known about articles, which may be something of each, is listed for
    `LISTED` of them and counted from there on, so that a report does not grow with a corpus.

    Args:
        losses: What to start from.
    """

    def __init__(self, losses: Iterable[Loss] = ()) -> None:
        self._losses: list[Loss] = []
        self._counts: Counter[Feature] = Counter()
        self.add(losses)

    def add(self, losses: Iterable[Loss]) -> None:
        """Note more losses."""
        counts = self._counts
        for loss in losses:
            counts[loss.feature] += 1
            if counts[loss.feature] <= LISTED or loss.feature not in CONTEXT:
                self._losses.append(loss)
        if isinstance(losses, LossReport):
            counts.update(losses.unlisted)

    def __iter__(self) -> Iterator[Loss]:
        return iter(self._losses)

    def __len__(self) -> int:
        return self._counts.total()

    @property
    def counts(self) -> dict[Feature, int]:
        """How many there are of each kind, in the order of `Feature`."""
        return {feature: self._counts[feature] for feature in Feature if self._counts[feature]}

    @property
    def unlisted(self) -> Counter[Feature]:
        """How many are counted and not listed, of each kind."""
        return self._counts - Counter(loss.feature for loss in self)

    @property
    def serious(self) -> LossReport:
        """The losses that change what is annotated, not only what is known about it."""
        return LossReport(loss for loss in self if loss.feature not in CONTEXT)

    def forbid(self) -> None:
        """Refuse to go on when something serious is lost.

        Raises:
            LossError: Something is.
        """
        if serious := self.serious:
            raise LossError(serious)

    def lines(self) -> Iterator[str]:
        """One line for each loss."""
        return map(str, self)

    def summary(self) -> str:
        """One line: `nested 3, notes 1`; empty when nothing was lost."""
        return ", ".join(f"{feature} {count}" for feature, count in self.counts.items())


class LossError(FormatError):
    """An export that would lose something, and was not to."""

    def __init__(self, report: LossReport) -> None:
        first = next(report.lines())
        super().__init__(f"nothing written, this would be lost: {report.summary()}; {first}")
        self.report = report
        """What would be lost."""


class _Traits:
    """What annotations have, found without a step of Python for each of them.

    Args:
        annotations: Those of a document.
    """

    _all = attrgetter("status._value_", "annotator", "note", "link", "span.score", "span.fragments")

    def __init__(self, annotations: Iterable[Annotation]) -> None:
        self.counts = Counter(map(self._all, annotations))
        columns = zip(*self.counts, strict=True) if self.counts else ((),) * 6
        _, annotators, notes, links, scores, fragments = map(set, columns)
        self.annotators = annotators - {""}
        self.notes, self.links, self.fragments = any(notes), any(links), any(fragments)
        self.scores = bool(scores - {None})


def losses(
    document: Document, carries: Feature, remarks: Mapping[Feature, str] | None = None
) -> Iterator[Loss]:
    """What a format that carries only `carries` loses of a document.

    Spans inside tokens are for the format to find: tokens differ.

    Args:
        document: What is exported.
        carries: What the format can carry.
        remarks: What the format does instead, by feature.
    """
    traits = _Traits(document.annotations)
    for feature, find in _finders(carries):
        for span, detail in find(document, traits):
            yield loss(document, feature, span, (remarks or {}).get(feature, detail))


def loss(document: Document, feature: Feature, span: Span | None, detail: str) -> Loss:
    """A loss of one of a document's features."""
    return Loss(feature, document.article.id, document.name, span, detail)


def _nested(document: Document, _: _Traits) -> Iterator[Found]:
    for span in _overlaid(document, nested=True):
        yield span, "lies inside another"


def _overlapping(document: Document, _: _Traits) -> Iterator[Found]:
    for span in _overlaid(document, nested=False):
        yield span, "crosses another"


def _overlaid(document: Document, *, nested: bool) -> Iterator[Span]:
    overlaid = document.overlaid
    flat = [annotation.span for annotation in document.flat] if overlaid else []
    for annotation in overlaid:
        if any(outer.contains(annotation.span) for outer in flat) is nested:
            yield annotation.span


def _discontinuous(document: Document, traits: _Traits) -> Iterator[Found]:
    if traits.fragments:
        for annotation in document.annotations:
            if annotation.span.fragments:
                yield annotation.span, "written as one stretch"


def _notes(document: Document, traits: _Traits) -> Iterator[Found]:
    if traits.notes:
        yield from ((a.span, a.note) for a in document.annotations if a.note)


def _links(document: Document, traits: _Traits) -> Iterator[Found]:
    if traits.links:
        yield from ((a.span, a.link) for a in document.annotations if a.link)


def _relations(document: Document, _: _Traits) -> Iterator[Found]:
    if not document.relations:
        return
    spans = {annotation.id: annotation.span for annotation in document.annotations}
    for relation in document.relations:
        yield spans[relation.source], f"{relation.label} “{spans[relation.target].text}”"


def _tags(document: Document, _: _Traits) -> Iterator[Found]:
    if document.state.tags:
        yield None, ", ".join(sorted(document.state.tags))


def _state(document: Document, _: _Traits) -> Iterator[Found]:
    state = document.state
    said = ["done"] * state.done + ["flagged"] * state.flagged + [state.note] * bool(state.note)
    if said:
        yield None, ", ".join(said)


def _metadata(document: Document, _: _Traits) -> Iterator[Found]:
    known = [
        field
        for field in ("title", "byline", "date", "language")
        if getattr(document.article, field)
    ]
    if known:
        yield None, ", ".join(known)


def _statuses(_: Document, traits: _Traits) -> Iterator[Found]:
    counted: Counter[str] = Counter()
    for (status, *_traits), count in traits.counts.items():
        counted[status] += count
    if counted:
        yield None, ", ".join(f"{count} {status}" for status, count in sorted(counted.items()))


def _annotators(_: Document, traits: _Traits) -> Iterator[Found]:
    if traits.annotators:
        yield None, ", ".join(sorted(traits.annotators))


def _scores(document: Document, traits: _Traits) -> Iterator[Found]:
    if traits.scores:
        scored = sum(annotation.span.score is not None for annotation in document.annotations)
        yield None, f"of {scored} spans"


def _history(document: Document, _: _Traits) -> Iterator[Found]:
    if document.events:
        yield None, f"{len(document.events)} corrections"


def _empty(document: Document, _: _Traits) -> Iterator[Found]:
    if not document.annotations:
        yield None, "nothing stands in it"


_Find = Callable[[Document, _Traits], Iterable[Found]]

_FINDERS: Mapping[Feature, _Find] = {
    Feature.NESTED: _nested,
    Feature.OVERLAPPING: _overlapping,
    Feature.DISCONTINUOUS: _discontinuous,
    Feature.NOTES: _notes,
    Feature.LINKS: _links,
    Feature.RELATIONS: _relations,
    Feature.TAGS: _tags,
    Feature.STATE: _state,
    Feature.METADATA: _metadata,
    Feature.STATUSES: _statuses,
    Feature.ANNOTATORS: _annotators,
    Feature.SCORES: _scores,
    Feature.HISTORY: _history,
    Feature.EMPTY: _empty,
}


@lru_cache
def _finders(carries: Feature) -> list[tuple[Feature, _Find]]:
    """What finds the losses of a format that carries only `carries`."""
    return [(feature, find) for feature, find in _FINDERS.items() if feature not in carries]


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 100 else line[:99] + "…"
