"""Relations, article tags and flags, and discontinuous spans, as decisions. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from annotations.annotation import Annotation
from annotations.annotation_set import AnnotationSet
from annotations.corrections import Change, Kind, new_id
from annotations.decisions import Decision, settle
from annotations.span import Range, Span

ELLIPSIS = " … "
"""Stands between the parts of a discontinuous span where it is named."""


def relate(current: AnnotationSet, source: str, target: str, label: str) -> Decision:
    """A relation from one annotation to another; nothing when it is there already, or leads
    from an annotation to itself."""
    known = {(r.source, r.target, r.label) for r in current.relations}
    if source == target or not label or (source, target, label) in known:
        return Decision()
    return Decision((Change(Kind.RELATE, "~" + new_id(), value=label, ends=(source, target)),), 1)


def unrelate(current: AnnotationSet, ids: Iterable[str]) -> Decision:
    """Relations are none.

    Args:
        current: What stands.
        ids: The relations' ids; others are left out.
    """
    known = {relation.id: relation for relation in current.relations}
    changes = [
        Change(Kind.UNRELATE, id, value=known[id].label, ends=(known[id].source, known[id].target))
        for id in ids
        if id in known
    ]
    return Decision(tuple(changes), len(changes))


def tag(current: AnnotationSet, name: str) -> Decision:
    """The article carries a tag; one that it carries already is taken away."""
    if not name:
        return Decision()
    kind = Kind.UNTAG if name in current.state.tags else Kind.TAG
    return Decision((Change(kind, value=name),), 1)


def flag(current: AnnotationSet, *, flagged: bool) -> Decision:
    """The article is flagged, or not."""
    if current.state.flagged is flagged:
        return Decision()
    return Decision((Change(Kind.FLAG, value="yes" if flagged else "no"),), 1)


def add_fragment(annotation: Annotation, text: str, part: Range) -> Decision:
    """A stretch of the article becomes a part of an annotation.

    Parts that touch become one; when all do, the span is an ordinary one.

    Args:
        annotation: What gets another part.
        text: The article's text.
        part: Start and end of what is added.
    """
    span = annotation.span
    parts = _joined([*(span.fragments or (span.range,)), part])
    fragments = tuple(parts) if len(parts) > 1 else ()
    after = Span.of(text, parts[0][0], parts[-1][1], span.label, fragments=fragments)
    if after.key == span.key:
        return Decision()
    if after.range != span.range or annotation.from_memory:
        return Decision(tuple(settle(annotation, after)), 1)
    return Decision((Change(Kind.RESIZE, annotation.id, annotation.base, after),), 1)


def _joined(parts: Iterable[Range]) -> list[Range]:
    """Stretches in order, those that touch or overlap made one."""
    joined: list[Range] = []
    for start, end in sorted(parts):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def name_of(span: Span) -> str:
    """What a span is called: its text, or its parts with an ellipsis between them."""
    if not span.fragments:
        return span.text
    at = span.start
    return ELLIPSIS.join(span.text[s - at : e - at] for s, e in span.fragments)
