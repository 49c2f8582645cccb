"""`AnnotationSet`: what stands in an article now, folded from predictions and corrections.

The state of a span depends on its prediction and on its own live events alone, so that
corrections of different spans cannot disturb each other, in whatever order they arrive.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property

from annotations.corrections import Change, Correction, Kind, in_order, undone_batches
from annotations.predictions import MEMORY, Pipeline, Predictions, Proposal
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
    proposal: Proposal | None = None
    """What the memory makes of the prediction, when it makes something else of it."""
    proposer: Pipeline | None = None
    """Who proposed it."""

    @property
    def reviewed(self) -> bool:
        """Whether a human has judged it."""
        return self.status is not Status.PREDICTED and not self.set_aside

    @property
    def base(self) -> Span:
        """What a correction starts from: the prediction, whatever the memory makes of it."""
        return self.predicted if self.predicted and not self.reviewed else self.span

    @property
    def from_memory(self) -> bool:
        """Whether only the memory predicted it, and no human has judged that."""
        return not self.reviewed and self.pipeline is not None and self.pipeline.name == MEMORY

    @property
    def set_aside(self) -> bool:
        """Whether the memory took it for no entity, and no human has judged that."""
        dropped = self.proposal is not None and self.proposal.span is None
        return dropped and self.status is Status.REJECTED and not self.annotator


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
Predicted = Mapping[str, tuple[Span, Pipeline]]
Proposed = Mapping[str, tuple[Proposal, Pipeline]]


@dataclass(frozen=True)
class AnnotationSet:
    """Everything known of one article's annotations. Never changed; `with_…` makes the next one.

    Make one with `fold`.
    """

    article: str
    """The article's id."""
    predicted: Predicted
    """The predictions, by id."""
    events: tuple[Correction, ...]
    """All corrections, in order, the undone ones too."""
    undone: frozenset[str]
    """Batches that are as if they had never been."""
    by_id: Mapping[str, Annotation]
    """Every annotation, the rejected ones too."""
    _by_target: Events = field(repr=False, compare=False)
    proposed: Proposed = field(default_factory=dict)
    """What the memory makes of predictions, by their id; the predictions stay as they are."""

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
            empty = empty._with_proposals(prediction.proposals, prediction.pipeline)
        return empty.with_events(events)

    def with_predictions(self, spans: Iterable[Span], pipeline: Pipeline) -> AnnotationSet:
        """This set with more predictions; one that is there already stays as it is."""
        new: dict[str, tuple[Span, Pipeline]] = {}
        for span in spans:
            if span.key not in self.predicted:
                new.setdefault(span.key, (span, pipeline))
        if not new:
            return self
        return replace(self, predicted={**self.predicted, **new})._refolded(new)

    def with_memory(self, predictions: Predictions) -> AnnotationSet:
        """This set with what a memory makes of its predictions.

        What the same memory made of them before goes, but for what a human has judged.
        """
        before = self._without_guesses(predictions.pipeline.name)
        grown = before.with_predictions(predictions.spans, predictions.pipeline)
        return grown._with_proposals(predictions.proposals, predictions.pipeline)

    def _without_guesses(self, name: str) -> AnnotationSet:
        """This set without what one pipeline predicted and proposed, and nobody has judged."""

        def stays(key: str, pipeline: Pipeline) -> bool:
            return pipeline.name != name or key in self._by_target

        predicted = {key: p for key, p in self.predicted.items() if stays(key, p[1])}
        proposed = {key: p for key, p in self.proposed.items() if stays(key, p[1])}
        stale = (self.predicted.keys() - predicted) | (self.proposed.keys() - proposed)
        return replace(self, predicted=predicted, proposed=proposed)._refolded(stale)

    def _with_proposals(self, proposals: Iterable[Proposal], pipeline: Pipeline) -> AnnotationSet:
        """This set with proposals; one for the same prediction that is there already stays."""
        new: dict[str, tuple[Proposal, Pipeline]] = {}
        for proposal in proposals:
            if proposal.target not in self.proposed:
                new.setdefault(proposal.target, (proposal, pipeline))
        if not new:
            return self
        return replace(self, proposed={**self.proposed, **new})._refolded(new)

    def without_predictions(self) -> AnnotationSet:
        """This set without what no human has touched."""
        kept = {key: value for key, value in self.predicted.items() if key in self._by_target}
        gone = self.predicted.keys() - kept.keys()
        by_id = {key: a for key, a in self.by_id.items() if key not in gone}
        proposed = {key: value for key, value in self.proposed.items() if key in kept}
        return replace(self, predicted=kept, by_id=by_id, proposed=proposed)

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
        changed = replace(self, events=everything, undone=undone, _by_target=_by_target(everything))
        return changed._refolded(stale)

    def _refolded(self, stale: Iterable[str]) -> AnnotationSet:
        """This set with the `stale` targets folded anew."""
        by_id = dict(self.by_id)
        for target in stale:
            live = [e for e in self._by_target.get(target, ()) if e.batch not in self.undone]
            known = self.predicted.get(target)
            annotation = _fold_span(target, known, self.proposed.get(target), live)
            if annotation is not None:
                by_id[target] = annotation
            else:
                by_id.pop(target, None)
        return replace(self, by_id=by_id)

    @cached_property
    def annotations(self) -> tuple[Annotation, ...]:
        """What stands: all but the rejected, in document order."""
        standing = [a for a in self.by_id.values() if a.status is not Status.REJECTED]
        return tuple(sorted(standing, key=lambda a: (*document_order(a.span), a.id)))

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


def _length(annotation: Annotation) -> int:
    return annotation.span.end - annotation.span.start


def _by_target(events: Iterable[Correction]) -> Events:
    found: defaultdict[str, list[Correction]] = defaultdict(list)
    for event in events:
        found[event.target].append(event)
    return {target: tuple(about) for target, about in found.items()}


def _fold_span(
    id: str,
    predicted: tuple[Span, Pipeline] | None,
    proposed: tuple[Proposal, Pipeline] | None,
    live: Iterable[Correction],
) -> Annotation | None:
    """What became of one span; None when it has never been."""
    annotation = _before_judging(id, predicted, proposed) if predicted else None
    decisions: dict[str, tuple[str, Range] | None] = {}
    for event in live:
        annotation = _apply(id, annotation, event)
        if annotation is not None and event.kind in _DECISIONS:
            gone = annotation.status is Status.REJECTED
            decided = None if gone else (annotation.span.label, annotation.span.range)
            decisions[event.annotator] = decided
    if annotation is not None and len(set(decisions.values())) > 1:
        return replace(annotation, conflict=True)
    return annotation


def _before_judging(
    id: str, predicted: tuple[Span, Pipeline], proposed: tuple[Proposal, Pipeline] | None
) -> Annotation:
    """A prediction as it is shown before a human has judged it."""
    annotation = Annotation(id, predicted[0], Status.PREDICTED, *predicted)
    if proposed is None:
        return annotation
    proposal, proposer = proposed
    span, status = proposal.span, Status.PREDICTED
    if span is None:
        span, status = annotation.span, Status.REJECTED
    return replace(annotation, span=span, status=status, proposal=proposal, proposer=proposer)


_DECISIONS = frozenset({Kind.ACCEPT, Kind.REJECT, Kind.RELABEL, Kind.RESIZE, Kind.ADD})


def _apply(id: str, annotation: Annotation | None, event: Correction) -> Annotation | None:
    change = event.change
    if change.kind is Kind.ADD and change.after is not None:
        if annotation is not None and annotation.predicted is not None:
            return _decided(annotation, change.after, event.annotator)
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
