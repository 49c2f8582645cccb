"""Which predictions a human should look at first: those most likely to be wrong. Pure.

Predictions that one decision would settle together count once. What speaks against a prediction,
the gravest first: people decided otherwise about the same text, pipelines disagree, the memory
says otherwise, the text has several labels in the article, the pipeline was not sure, it stands
there once only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from annotations.annotation_set import Annotation, AnnotationSet, Status
from annotations.decisions import mention_key

SURE = 0.9
"""The score from which on a pipeline counts as sure."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A prediction that nobody has judged, and why to look at it."""

    id: str
    """The annotation's id: the first of those that one decision would settle."""
    why: str
    """What speaks against it, in a few words; untrusted text."""
    weight: float
    """How much speaks against it; only comparable with others of the same ranking."""


def doubts(current: AnnotationSet) -> list[Doubt]:
    """Every decision that is left in an article, the most doubtful first.

    Args:
        current: What stands in the article.
    """
    groups: dict[object, tuple[Annotation, int]] = {}
    for annotation in current:
        if not annotation.reviewed:
            key = mention_key(annotation)
            first, count = groups.get(key, (annotation, 0))
            groups[key] = first, count + 1
    found = [_doubt(current, first, count) for first, count in groups.values()]
    return sorted(found, key=lambda doubt: -doubt.weight)


def _doubt(current: AnnotationSet, annotation: Annotation, count: int) -> Doubt:
    weight, why = next(_reasons(current, annotation, count))
    return Doubt(annotation.id, why, weight)


def _reasons(
    current: AnnotationSet, annotation: Annotation, count: int
) -> Iterator[tuple[float, str]]:
    """What speaks against a prediction, the gravest first; at least one reason."""
    span = annotation.span
    touched = current.touched(span.text)
    if said := _judged_otherwise(span.label, touched):
        yield 6, f"decided as {said} elsewhere here"
    if other := _rival(current, annotation):
        yield 5, f"{_source(other)} says {_said(annotation, other)}"
    if annotation.proposal is not None and annotation.predicted is not None:
        yield 4, f"{_source(annotation)} said {_was(annotation)}, the memory {span.label}"
    if annotation.from_memory:
        yield 3.5, f"only the memory says {span.label}"
    labels = Counter(a.span.label for a in touched if a.status is not Status.REJECTED)
    for alike in current.untouched(span.text):
        labels[alike.kind.label] += len(alike)
    if len(labels) > 1:
        counts = ", ".join(f"{label} {number:,}" for label, number in labels.most_common(3))
        yield 2 + 1 - labels[span.label] / labels.total(), f"several labels: {counts}"
    if span.score is not None and span.score < SURE:
        yield 2 - span.score, f"score {span.score:.2f}"
    if count == 1:
        yield 0.5, "stands here once"
    yield 0.5 / count, f"{count:,} mentions"


def _judged_otherwise(label: str, alike: Iterable[Annotation]) -> str:
    """What people made of the same text; empty when it was the same or nothing."""
    judged = Counter(
        "no entity" if a.status is Status.REJECTED else a.span.label for a in alike if a.reviewed
    )
    if not judged or label in judged:
        return ""
    return judged.most_common(1)[0][0]


def _rival(current: AnnotationSet, annotation: Annotation) -> Annotation | None:
    """Another pipeline's prediction over the same words that says something else."""
    span = annotation.span
    for other in current.overlapping(span.range):
        differs = other.pipeline is not None and other.pipeline != annotation.pipeline
        if differs and not other.reviewed and other.span.key != span.key:
            return other
    return None


def _source(annotation: Annotation) -> str:
    return annotation.pipeline.name if annotation.pipeline else "somebody"


def _said(annotation: Annotation, other: Annotation) -> str:
    same = annotation.span.range == other.span.range
    return other.span.label if same else f"“{other.span.text}” {other.span.label}"


def _was(annotation: Annotation) -> str:
    predicted = annotation.predicted or annotation.span
    same = predicted.range == annotation.span.range
    return predicted.label if same else f"“{predicted.text}” {predicted.label}"
