"""Editing: decisions about a list of mentions at once, whatever they have in common. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from annotations.annotation import Annotation, Status
from annotations.annotation_set import AnnotationSet
from annotations.corrections import Change, Kind
from annotations.decisions import REPLACED, Decision, settle
from annotations.span import Range, Span


def accept_each(current: AnnotationSet, ids: Iterable[str]) -> Decision:
    """Each is right as it stands; what was rejected comes back where nothing took its place."""
    open_ = [a for a in _found(current, ids) if not a.reviewed or a.conflict or _free(current, a)]
    changes = [change for a in open_ for change in settle(a, a.span)]
    return Decision(tuple(changes), len(open_))


def reject_each(current: AnnotationSet, ids: Iterable[str]) -> Decision:
    """Each is none."""
    standing = [a for a in _found(current, ids) if a.status is not Status.REJECTED]
    return Decision(tuple(Change(Kind.REJECT, a.id, a.base) for a in standing), len(standing))


def relabel_each(current: AnnotationSet, ids: Iterable[str], label: str) -> Decision:
    """Each has another label; those that have it already are right."""
    ids = list(ids)
    others = [
        a
        for a in _found(current, ids)
        if a.span.label != label and (a.status is not Status.REJECTED or _free(current, a))
    ]
    changes = [change for a in others for change in settle(a, a.span.relabelled(label))]
    same = accept_each(current, (i for i in ids if current.by_id[i].span.label == label))
    return Decision((*changes, *same.changes), len(others) + same.mentions)


def annotate_each(current: AnnotationSet, ids: Iterable[str], kind: Kind, value: str) -> Decision:
    """The note on each, or its canonical name, is `value`.

    Args:
        current: What stands.
        ids: Which annotations.
        kind: `NOTE` or `LINK`.
        value: The note, or the name or id; empty for none.
    """
    changes = [
        Change(kind, a.id, a.span, a.span, value)
        for a in _found(current, ids)
        if (a.note if kind is Kind.NOTE else a.link) != value
    ]
    return Decision(tuple(changes), len(changes))


@dataclass(frozen=True, slots=True)
class Edit:
    """What is to be changed of every mention; None leaves it as it is."""

    label: str | None = None
    surface: str | None = None
    """What the span shall cover: it has to stand there, over the old place."""
    link: str | None = None
    note: str | None = None


def nearest(text: str, place: Range, surface: str) -> Range | None:
    """The stretch that reads `surface` and shares a character with `place`; None without any.

    White space stands for any white space, so that a name over a line's end is found as well.
    Of several, the one with the least moved edges.

    Args:
        text: The article's text.
        place: Where the span lies.
        surface: What it shall read.
    """
    words = surface.split()
    if not words:
        return None
    first = max(0, place[0] - 2 * len(surface))
    window = text[first : place[1] + 2 * len(surface)]
    pattern = re.compile("(?=(" + r"\s+".join(map(re.escape, words)) + "))")
    found = [(first + m.start(1), first + m.end(1)) for m in pattern.finditer(window)]
    over = [(s, e) for s, e in found if s < place[1] and place[0] < e]
    return min(over, key=lambda r: abs(r[0] - place[0]) + abs(r[1] - place[1]), default=None)


def edit_each(
    current: AnnotationSet, text: str, ids: Iterable[str], edit: Edit, *, force: bool = False
) -> Decision:
    """Each mention as an edit says; where its new text does not stand, its extent stays.

    Predictions that the new extent would lie over are replaced.

    Args:
        current: What stands.
        text: The article's text.
        ids: Which annotations.
        edit: What to change.
        force: Replace even what humans made.
    """
    mentions = _found(current, ids)
    group = {a.id for a in mentions}
    changes: list[Change] = []
    in_way: dict[str, Annotation] = {}
    settled = 0
    for a in mentions:
        after = _edited(a.span, text, edit)
        mine = settle(a, after) if after.key != a.span.key else []
        crossed = () if after.range == a.span.range else current.overlapping(after.range)
        in_way |= {b.id: b for b in crossed if b.id not in group and not b.span.overlaps(a.span)}
        for kind, now, value in ((Kind.LINK, a.link, edit.link), (Kind.NOTE, a.note, edit.note)):
            if value is not None and value != now:
                mine.append(Change(kind, a.id, after, after, value))
        changes += mine
        settled += bool(mine)
    blocking = tuple(b for b in in_way.values() if b.reviewed)
    if blocking and not force:
        return Decision((), 0, blocking)
    replaced = [Change(Kind.REJECT, b.id, b.base, value=REPLACED) for b in in_way.values()]
    return Decision((*changes, *replaced), settled)


def _edited(span: Span, text: str, edit: Edit) -> Span:
    place = nearest(text, span.range, edit.surface) if edit.surface else None
    if place is not None and place != span.range:
        span = span.resized(text, *place)
    return span.relabelled(edit.label) if edit.label and edit.label != span.label else span


def _found(current: AnnotationSet, ids: Iterable[str]) -> list[Annotation]:
    return [current.by_id[id] for id in dict.fromkeys(ids) if id in current.by_id]


def _free(current: AnnotationSet, annotation: Annotation) -> bool:
    """Whether it was rejected, and nothing stands where it was."""
    return annotation.status is Status.REJECTED and not current.overlapping(annotation.span.range)
