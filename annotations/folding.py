"""How the events about one span, or about the article, make its state. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from annotations.annotation import Annotation, ArticleState, Status
from annotations.corrections import Change, Correction, Kind
from annotations.predictions import Pipeline, Proposal
from annotations.span import Range, Span


def base_of(annotation: Annotation | None) -> Annotation | None:
    """The annotation before anybody judged it; None for one that was not predicted."""
    if annotation is None or annotation.predicted is None:
        return None
    base = as_predicted(annotation)
    if annotation.proposal is None or annotation.proposer is None:
        return base
    return as_proposed(base, annotation.proposal, annotation.proposer)


def as_predicted(annotation: Annotation) -> Annotation:
    """A predicted annotation as its pipeline said it."""
    span = annotation.predicted or annotation.span
    return Annotation(annotation.id, span, Status.PREDICTED, span, annotation.pipeline)


def as_proposed(base: Annotation, proposal: Proposal, proposer: Pipeline) -> Annotation:
    """A prediction as it is shown when the memory makes something else of it."""
    span, status = proposal.span, Status.PREDICTED
    if span is None:
        span, status = base.span, Status.REJECTED
    return replace(base, span=span, status=status, proposal=proposal, proposer=proposer)


def fold_span(
    id: str, annotation: Annotation | None, live: Iterable[Correction]
) -> Annotation | None:
    """What became of one span, from what was predicted; None when it has never been.

    Decisions are about the prediction: what a memory makes of it holds until there is one.
    """
    live = list(live)
    if annotation and annotation.predicted and any(e.kind in _DECISIONS for e in live):
        annotation = replace(annotation, span=annotation.predicted, status=Status.PREDICTED)
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


def fold_article(live: Iterable[Correction]) -> ArticleState:
    """What people said of an article as a whole."""
    state = ArticleState()
    for event in live:
        state = _ARTICLE_FOLDS.get(event.kind, _unchanged)(state, event.change)
    return state
