"""The rows of the sidebar, made from an annotation set: label, then surface."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from annotations.annotation_set import Annotation, AnnotationSet, Status
from annotations.labels import LabelScheme

REJECTED = "rejected"
"""The name of the group of what was rejected; no label has it, for it is not upper case."""

MARKS = {
    Status.PREDICTED: "○",
    Status.ACCEPTED: "✓",
    Status.CORRECTED: "✎",
    Status.ADDED: "+",
    Status.REJECTED: "✗",
}
"""One sign per status."""
CONFLICT = "≠"


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A label and how many mentions carry it."""

    label: str
    count: int
    folded: bool
    rejected: bool = False


@dataclass(frozen=True, slots=True)
class EntityRow:
    """A surface and label, standing for all its mentions that share a decision."""

    surface: str
    label: str
    mark: str
    was: str
    """The label it was predicted with, when that is another."""
    count: int
    ids: tuple[str, ...]
    """Its mentions, in document order."""


Row = GroupRow | EntityRow


def entity_rows(
    annotations: AnnotationSet, scheme: LabelScheme, folded: Collection[str]
) -> list[Row]:
    """The sidebar's rows: labels in the scheme's order, surfaces as they first appear.

    Args:
        annotations: What stands in the article.
        scheme: Orders the labels; labels it lacks come last, by name.
        folded: Labels whose surfaces are hidden, and `REJECTED`.
    """
    groups: defaultdict[str, list[Annotation]] = defaultdict(list)
    for annotation in annotations:
        groups[annotation.span.label].append(annotation)
    order = {label.name: place for place, label in enumerate(scheme)}
    rows: list[Row] = []
    for label in sorted(groups, key=lambda name: (order.get(name, len(order)), name)):
        rows.append(GroupRow(label, len(groups[label]), label in folded))
        if label not in folded:
            rows += _entities(groups[label])
    gone = sorted(
        (a for a in annotations.by_id.values() if a.status is Status.REJECTED and a.predicted),
        key=lambda a: a.span,
    )
    if gone:
        rows.append(GroupRow(REJECTED, len(gone), REJECTED in folded, rejected=True))
        if REJECTED not in folded:
            rows += _entities(gone)
    return rows


def _entities(annotations: Iterable[Annotation]) -> list[EntityRow]:
    groups: defaultdict[tuple[str, str, str, str], list[Annotation]] = defaultdict(list)
    for a in annotations:
        was = a.predicted.label if a.predicted and a.predicted.label != a.span.label else ""
        mark = CONFLICT if a.conflict else MARKS[a.status]
        groups[a.span.text, a.span.label, mark, was].append(a)
    return [
        EntityRow(surface, label, mark, was, len(group), tuple(a.id for a in group))
        for (surface, label, mark, was), group in groups.items()
    ]
