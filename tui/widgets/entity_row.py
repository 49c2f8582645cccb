"""The kinds of rows in the sidebar: labels, surfaces, mentions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from annotations.annotation_set import Annotation, Status

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


@dataclass(slots=True)  # not frozen, which would double what 50,000 of them cost
class EntityRow:
    """A surface and label, standing for all its mentions that share a decision. Never changed."""

    surface: str
    label: str
    mark: str
    was: str
    """The label it was predicted with, when that is another."""
    count: int
    first: int
    """Where its first mention begins."""
    ids: Sequence[str]
    """Its mentions, in document order."""
    extra: str = ""
    """What else its first mention carries: `m` a note, `=` a canonical name, by letters."""

    name: str = ""
    """The parts of a discontinuous span; empty for an ordinary one."""

    @property
    def shown(self) -> str:
        """What it is called."""
        return self.name or self.surface

    @property
    def key(self) -> Key:
        """What its mentions have in common."""
        return self.surface, self.label, self.mark, self.was

    def __hash__(self) -> int:
        return hash((self.key, self.count, self.first))


@dataclass(frozen=True, slots=True)
class MentionRow:
    """One mention of a surface, shown in its context."""

    surface: str
    label: str
    mark: str
    id: str
    start: int
    end: int


Row = GroupRow | EntityRow | MentionRow
Key = tuple[str, str, str, str]
"""Surface, label, mark, and the label it was predicted with when that is another."""


def row_key(annotation: Annotation) -> Key:
    """The key of the row that stands for an annotation."""
    label, predicted = annotation.span.label, annotation.predicted
    was = predicted.label if predicted and predicted.label != label else ""
    mark = CONFLICT if annotation.conflict else MARKS[annotation.status]
    return annotation.span.text, label, mark, was
