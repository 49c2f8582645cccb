"""A label that gets another name in what people decided. Pure: nothing is written."""

from __future__ import annotations

from annotations.annotation_set import AnnotationSet
from annotations.corrections import Change, Kind
from annotations.decisions import Decision


def rename_label(current: AnnotationSet, old: str, new: str) -> Decision:
    """Every judged span with a label gets another one.

    Predictions that nobody has judged keep theirs: renaming judges nothing.

    Args:
        current: What stands in an article.
        old: The label.
        new: What it shall be called.
    """
    if old == new:
        return Decision()
    changes = tuple(
        Change(Kind.RELABEL, a.id, a.span, a.span.relabelled(new))
        for a in current
        if a.reviewed and a.span.label == old
    )
    return Decision(changes, len(changes))


def count_predicted(current: AnnotationSet, label: str) -> int:
    """How many predictions that nobody has judged carry a label."""
    return sum(not a.reviewed and a.span.label == label for a in current)
