"""The rows of the sidebar, made from an annotation set: label, then surface."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
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
    first: int
    """Where its first mention begins."""
    ids: tuple[str, ...]
    """Its mentions, in document order."""

    @property
    def key(self) -> Key:
        """What its mentions have in common."""
        return self.surface, self.label, self.mark, self.was


Row = GroupRow | EntityRow
Key = tuple[str, str, str, str]
"""Surface, label, mark, and the label it was predicted with when that is another."""


def row_key(annotation: Annotation) -> Key:
    """The key of the row that stands for an annotation."""
    label, predicted = annotation.span.label, annotation.predicted
    was = predicted.label if predicted and predicted.label != label else ""
    mark = CONFLICT if annotation.conflict else MARKS[annotation.status]
    return annotation.span.text, label, mark, was


class EntityRows:
    """Makes the sidebar's rows, and remembers those of every text that stayed as it was."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[tuple[Annotation, ...], list[EntityRow]]] = {}

    def of(
        self, annotations: AnnotationSet, scheme: LabelScheme, folded: Collection[str]
    ) -> list[Row]:
        """The rows: labels in the scheme's order, surfaces as they first appear.

        Args:
            annotations: What stands in the article.
            scheme: Orders the labels; labels it lacks come last, by name.
            folded: Labels whose surfaces are hidden, and `REJECTED`.
        """
        groups: defaultdict[str, list[EntityRow]] = defaultdict(list)
        gone: list[EntityRow] = []
        for row in self._entities(annotations):
            (gone if row.mark == MARKS[Status.REJECTED] else groups[row.label]).append(row)
        order = {label.name: place for place, label in enumerate(scheme)}
        rows: list[Row] = []
        for label in sorted(groups, key=lambda name: (order.get(name, len(order)), name)):
            rows += _group(label, groups[label], label in folded)
        if gone:
            rows += _group(REJECTED, gone, REJECTED in folded, rejected=True)
        return rows

    def _entities(self, annotations: AnnotationSet) -> Iterator[EntityRow]:
        known, now = self._known, annotations.surfaces
        self._known = {}
        for surface, alike in now.items():
            before = known.get(surface)
            if before is None or before[0] is not alike:
                before = (alike, _rows_of(alike))
            self._known[surface] = before
            yield from before[1]


def _group(
    name: str, entities: list[EntityRow], folded: bool, *, rejected: bool = False
) -> Iterator[Row]:
    """A group's own row, and those of its surfaces unless it is folded."""
    yield GroupRow(name, sum(row.count for row in entities), folded, rejected)
    if not folded:
        yield from sorted(entities, key=lambda row: row.first)


def _rows_of(alike: Iterable[Annotation]) -> list[EntityRow]:
    """The rows of one surface; what was made by hand and deleted has none."""
    groups: defaultdict[Key, list[Annotation]] = defaultdict(list)
    for annotation in alike:
        if annotation.status is not Status.REJECTED or annotation.predicted:
            groups[row_key(annotation)].append(annotation)
    return [
        EntityRow(*key, len(group), group[0].span.start, tuple(a.id for a in group))
        for key, group in groups.items()
    ]
