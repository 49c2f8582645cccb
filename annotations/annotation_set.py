"""`AnnotationSet`: what stands in an article now, folded from predictions and corrections.

The state of a span depends on its prediction and on its own live events alone, so that
corrections of different spans cannot disturb each other, in whatever order they arrive.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property

from annotations.corrections import Change, Correction, Kind, in_order, undone_batches
from annotations.predictions import Pipeline, Predictions
from annotations.span import Range, Span, document_order
from annotations.span_index import SpanIndex


class Status(StrEnum):
    """What became of a span."""

    PREDICTED = "predicted"
    """Nobody has judged it."""
    ACCEPTED = "accepted"
    """Right as predicted."""
    CORRECTED = "corrected"
    """Predicted with another label or extent."""
    ADDED = "added"
    """Made by a human."""
    REJECTED = "rejected"
    """Gone."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """A span and what became of it."""

    id: str
    """The key of the predicted span, or `+` and the id of the event that added it."""
    span: Span
    """As it stands now."""
    status: Status = Status.PREDICTED
    predicted: Span | None = None
    """As a pipeline predicted it; None for a span made by hand."""
    pipeline: Pipeline | None = None
    """Who predicted it."""
    annotator: str = ""
    """Who decided last."""
    note: str = ""
    link: str = ""
    """Canonical name or knowledge-base id."""
    conflict: bool = False
    """Whether annotators decided differently."""
    carried: bool = False
    """Whether it was decided about an earlier text and carried over."""

    @property
    def reviewed(self) -> bool:
        """Whether a human has judged it."""
        return self.status is not Status.PREDICTED


@dataclass(frozen=True, slots=True)
class Relation:
    """A labelled, directed link between two annotations."""

    id: str
    label: str
    source: str
    """The annotation it starts from."""
    target: str
    """The annotation it points to."""


@dataclass(frozen=True, slots=True)
class ArticleState:
    """What people said of the article as a whole."""

    done: bool = False
    flagged: bool = False
    note: str = ""
    tags: frozenset[str] = frozenset()


Events = Mapping[str, tuple[Correction, ...]]


@dataclass(frozen=True)
class AnnotationSet:
    """Everything known of one article's annotations. Never changed; `with_…` makes the next one.

    Make one with `fold`.
    """

    article: str
    """The article's id."""
    predicted: Mapping[str, tuple[Span, Pipeline]]
    """The predictions, by id."""
    events: tuple[Correction, ...]
    """All corrections, in order, the undone ones too."""
    undone: frozenset[str]
    """Batches that are as if they had never been."""
    by_id: Mapping[str, Annotation]
    """Every annotation, the rejected ones too."""
    _by_target: Events = field(repr=False, compare=False)

    @classmethod
    def fold(
        cls,
        article: str,
        predictions: Iterable[Predictions] = (),
        events: Iterable[Correction] = (),
    ) -> AnnotationSet:
        """The state that `events` make of `predictions`, in whatever order they are given."""
        empty = cls(article, {}, (), frozenset(), {}, {})
        for prediction in predictions:
            empty = empty.with_predictions(prediction.spans, prediction.pipeline)
        return empty.with_events(events)

    def with_predictions(self, spans: Iterable[Span], pipeline: Pipeline) -> AnnotationSet:
        """This set with more predictions; one that is there already stays as it is.

        One that was carried over from an earlier text gives way to the same made of this text.
        """
        new: dict[str, tuple[Span, Pipeline]] = {}
        for span in spans:
            known = self.predicted.get(span.key)
            if known is None or (known[1].carried and not pipeline.carried):
                new.setdefault(span.key, (span, pipeline))
        return (
            self._refolded(new, {**self.predicted, **new}, self.events, self.undone)
            if new
            else self
        )

    def without_predictions(self) -> AnnotationSet:
        """This set without what no human has touched."""
        kept = {key: value for key, value in self.predicted.items() if key in self._by_target}
        gone = self.predicted.keys() - kept.keys()
        by_id = {key: a for key, a in self.by_id.items() if key not in gone}
        return replace(self, predicted=kept, by_id=by_id)

    def with_events(self, events: Iterable[Correction]) -> AnnotationSet:
        """This set after more corrections."""
        known = {event.id for event in self.events} if self.events else set()
        new = [event for event in events if event.id not in known]
        if not new:
            return self
        everything = tuple(in_order((*self.events, *new)))
        undone = undone_batches(everything)
        turned = undone ^ self.undone
        stale = {event.target for event in new}
        if turned:
            stale |= {event.target for event in everything if event.batch in turned}
        return self._refolded(stale, self.predicted, everything, undone)

    def _refolded(
        self,
        stale: Iterable[str],
        predicted: Mapping[str, tuple[Span, Pipeline]],
        events: tuple[Correction, ...],
        undone: frozenset[str],
    ) -> AnnotationSet:
        """The next set, in which only the `stale` targets are folded anew."""
        by_target = self._by_target if events is self.events else _by_target(events)
        by_id = dict(self.by_id)
        for target in stale:
            live = [e for e in by_target.get(target, ()) if e.batch not in undone]
            annotation = _fold_span(target, predicted.get(target), live)
            if annotation is not None:
                by_id[target] = annotation
            else:
                by_id.pop(target, None)
        return AnnotationSet(self.article, predicted, events, undone, by_id, by_target)

    @cached_property
    def annotations(self) -> tuple[Annotation, ...]:
        """What stands, in document order: all but the rejected, and but the predictions that
        lie over what was carried over from an earlier text."""
        standing = [a for a in self.by_id.values() if a.status is not Status.REJECTED]
        return _uncovered(sorted(standing, key=lambda a: (*document_order(a.span), a.id)))

    @cached_property
    def index(self) -> SpanIndex[Annotation]:
        """Finds what stands by place."""
        return SpanIndex(self.annotations, [annotation.span for annotation in self.annotations])

    def __iter__(self) -> Iterator[Annotation]:
        return iter(self.annotations)

    def __len__(self) -> int:
        return len(self.annotations)

    def at(self, offset: int) -> list[Annotation]:
        """What stands over the character at `offset`, the innermost first."""
        return sorted(self.index.overlapping(offset, offset + 1), key=_length)

    def overlapping(self, extent: Range) -> list[Annotation]:
        """What shares a character with `extent`, in document order."""
        return self.index.overlapping(*extent)

    def beside(self, offset: int, step: int, *, new: bool = False) -> Annotation | None:
        """The next annotation that starts behind `offset`, or the last that starts before it.

        Args:
            offset: Where to look from.
            step: 1 for behind, -1 for before.
            new: Only those that nobody has judged.
        """
        place = self.index.next_from(offset + 1) if step > 0 else self.index.next_from(offset) - 1
        while 0 <= place < len(self.annotations):
            if not (new and self.annotations[place].reviewed):
                return self.annotations[place]
            place += step
        return None

    def history(self, target: str) -> tuple[Correction, ...]:
        """All events about one annotation, the undone ones too."""
        return self._by_target.get(target, ())

    @cached_property
    def unreviewed(self) -> int:
        """How many predictions nobody has judged."""
        return sum(not annotation.reviewed for annotation in self.annotations)

    @cached_property
    def live_events(self) -> tuple[Correction, ...]:
        """The corrections that count, in order."""
        return tuple(event for event in self.events if event.batch not in self.undone)

    @cached_property
    def state(self) -> ArticleState:
        """What people said of the article as a whole."""
        state = ArticleState()
        for event in self._by_target.get("", ()):
            if event.batch not in self.undone:
                state = _ARTICLE_FOLDS.get(event.kind, _unchanged)(state, event.change)
        return state

    @property
    def progress(self) -> str:
        """`new`, `started` or `done`."""
        if self.state.done:
            return "done"
        return "started" if any(e.kind is not Kind.UNDO for e in self.live_events) else "new"

    @cached_property
    def relations(self) -> tuple[Relation, ...]:
        """The relations between annotations that stand."""
        relations: dict[str, Relation] = {}
        for event in self.live_events:
            change = event.change
            if change.kind is Kind.RELATE and change.ends:
                relations[change.target] = Relation(change.target, change.value, *change.ends)
            elif change.kind is Kind.UNRELATE:
                relations.pop(change.target, None)
        return tuple(r for r in relations.values() if self._stands(r.source, r.target))

    def _stands(self, *ids: str) -> bool:
        found = [self.by_id.get(id) for id in ids]
        return all(a is not None and a.status is not Status.REJECTED for a in found)


def _uncovered(annotations: list[Annotation]) -> tuple[Annotation, ...]:
    """All but the predictions that share a character with what was carried over."""
    carried = [a for a in annotations if a.carried and a.reviewed]
    if not carried:
        return tuple(annotations)
    index = SpanIndex(carried, [annotation.span for annotation in carried])
    return tuple(
        a for a in annotations if a.reviewed or a.carried or not index.overlapping(*a.span.range)
    )


def _length(annotation: Annotation) -> int:
    return annotation.span.end - annotation.span.start


def _by_target(events: Iterable[Correction]) -> Events:
    found: defaultdict[str, list[Correction]] = defaultdict(list)
    for event in events:
        found[event.target].append(event)
    return {target: tuple(about) for target, about in found.items()}


def _fold_span(
    id: str, predicted: tuple[Span, Pipeline] | None, live: Sequence[Correction]
) -> Annotation | None:
    """What became of one span; None when it has never been.

    What was predicted on an earlier text is there for the corrections that came with it.
    """
    if predicted and predicted[1].carried and not live:
        return None
    annotation = Annotation(id, predicted[0], Status.PREDICTED, *predicted) if predicted else None
    decisions: dict[str, tuple[str, Range] | None] = {}
    for event in live:
        annotation = _apply(id, annotation, event)
        if annotation is not None and event.kind in _DECISIONS:
            gone = annotation.status is Status.REJECTED
            decided = None if gone else (annotation.span.label, annotation.span.range)
            decisions[event.annotator] = decided
    if annotation is not None and any(event.carried for event in live):
        annotation = replace(annotation, carried=True)
    if annotation is not None and len(set(decisions.values())) > 1:
        return replace(annotation, conflict=True)
    return annotation


_DECISIONS = frozenset({Kind.ACCEPT, Kind.REJECT, Kind.RELABEL, Kind.RESIZE, Kind.ADD})


def _apply(id: str, annotation: Annotation | None, event: Correction) -> Annotation | None:
    change = event.change
    if change.kind is Kind.ADD and change.after is not None:
        return Annotation(id, change.after, Status.ADDED, annotator=event.annotator)
    if annotation is None:
        return None
    match change.kind:
        case Kind.NOTE:
            return replace(annotation, note=change.value)
        case Kind.LINK:
            return replace(annotation, link=change.value)
        case Kind.REJECT:
            return replace(annotation, status=Status.REJECTED, annotator=event.annotator)
        case Kind.ACCEPT:
            return _decided(annotation, annotation.span, event.annotator)
        case Kind.RELABEL if change.after is not None:
            span = annotation.span.relabelled(change.after.label)
            return _decided(annotation, span, event.annotator)
        case Kind.RESIZE if change.after is not None:
            after, label = change.after, annotation.span.label
            return _decided(annotation, after.relabelled(label), event.annotator)
    return annotation


def _decided(annotation: Annotation, span: Span, annotator: str) -> Annotation:
    """The annotation judged to be `span`."""
    predicted = annotation.predicted
    if predicted is None:
        status = Status.ADDED
    else:
        status = Status.ACCEPTED if predicted.key == span.key else Status.CORRECTED
    return replace(annotation, span=span, status=status, annotator=annotator)


ArticleFold = Callable[[ArticleState, Change], ArticleState]


def _unchanged(state: ArticleState, _change: Change) -> ArticleState:
    return state


_ARTICLE_FOLDS: Mapping[Kind, ArticleFold] = {
    Kind.STATUS: lambda state, change: replace(state, done=change.value == "done"),
    Kind.FLAG: lambda state, change: replace(state, flagged=change.value == "yes"),
    Kind.NOTE: lambda state, change: replace(state, note=change.value),
    Kind.TAG: lambda state, change: replace(state, tags=state.tags | {change.value}),
    Kind.UNTAG: lambda state, change: replace(state, tags=state.tags - {change.value}),
}
