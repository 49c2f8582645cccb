"""Decisions: what one human act changes in an article. Pure: nothing is written here.

A decision about a mention holds for every mention in the article with the same surface and
the same prediction, unless it is asked for this mention only. What a human made is never
silently replaced: it is reported as blocking, and the caller asks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from annotations.annotation_set import Annotation, AnnotationSet, Status
from annotations.corrections import Change, Kind, new_id
from annotations.predictions import MEMORY
from annotations.span import Range, Span
from annotations.tokens import Tokens

REPLACED = "replaced"
"""Why a span was rejected when another was put over it."""


class Scope(StrEnum):
    """How far a decision reaches."""

    MENTION = "mention"
    ARTICLE = "article"


@dataclass(frozen=True, slots=True)
class Decision:
    """What an act changes."""

    changes: tuple[Change, ...] = ()
    """To be stamped as one batch; empty when the act changes nothing."""
    mentions: int = 0
    """How many mentions it settles."""
    blocking: tuple[Annotation, ...] = ()
    """What humans made that would have to go; nothing changes unless forced."""


def mentions(current: AnnotationSet, annotation: Annotation) -> list[Annotation]:
    """The mentions that share a decision: same surface, same label, same prediction, all
    judged or all not. The given one comes first."""
    key = mention_key(annotation)
    alike = current.with_surface(annotation.span.text)
    others = (a for a in filter(_stands, alike) if a.id != annotation.id)
    return [annotation, *(a for a in others if mention_key(a) == key)]


def count_mentions(current: AnnotationSet, annotation: Annotation) -> int:
    """How many mentions share a decision about `annotation`."""
    key, surface = mention_key(annotation), annotation.span.text
    as_predicted = (surface, annotation.span.label, annotation.span.label, False)
    alike = (m for m in current.untouched(surface) if m.kind.label == annotation.span.label)
    untouched = sum(map(len, alike)) if key == as_predicted else 0
    touched = _grouped(surface, current.touched(surface)).get(key, 0)
    return untouched + touched or 1


_Key = tuple[str, str, str, bool]
_GROUPS: dict[str, tuple[tuple[Annotation, ...], Counter[_Key]]] = {}
"""How often what was asked for last was decided; a name may have thousands of mentions."""
_MOST_GROUPS = 64


def _grouped(surface: str, touched: tuple[Annotation, ...]) -> Counter[_Key]:
    """How many of the annotations stand, by what a decision has in common."""
    known = _GROUPS.get(surface)
    if known is None or known[0] is not touched:
        if len(_GROUPS) >= _MOST_GROUPS:
            _GROUPS.clear()
        known = _GROUPS[surface] = touched, Counter(map(mention_key, filter(_stands, touched)))
    return known[1]


def _stands(annotation: Annotation) -> bool:
    return annotation.status is not Status.REJECTED


def mention_key(annotation: Annotation) -> _Key:
    """What the mentions that share a decision have in common."""
    predicted = annotation.predicted.label if annotation.predicted else ""
    return annotation.span.text, annotation.span.label, predicted, annotation.reviewed


def _group(current: AnnotationSet, annotation: Annotation, scope: Scope) -> list[Annotation]:
    return mentions(current, annotation) if scope is Scope.ARTICLE else [annotation]


def accept(current: AnnotationSet, annotation: Annotation, scope: Scope) -> Decision:
    """The span is right."""
    group = [a for a in _group(current, annotation, scope) if not a.reviewed or a.conflict]
    return _settled([(a, a.span) for a in group])


def accept_rest(current: AnnotationSet, within: Iterable[Annotation] | None = None) -> Decision:
    """Every prediction that nobody has judged is right."""
    chosen = current if within is None else within
    return _settled([(a, a.span) for a in chosen if not a.reviewed])


def reject(current: AnnotationSet, annotation: Annotation, scope: Scope) -> Decision:
    """The span is none."""
    group = _group(current, annotation, scope)
    return Decision(tuple(Change(Kind.REJECT, a.id, a.base) for a in group), len(group))


def relabel(current: AnnotationSet, annotation: Annotation, label: str, scope: Scope) -> Decision:
    """The span's label is another; the same label accepts it."""
    if annotation.span.label == label:
        return accept(current, annotation, scope)
    group = _group(current, annotation, scope)
    return _settled([(a, a.span.relabelled(label)) for a in group])


def _settled(judged: list[tuple[Annotation, Span]]) -> Decision:
    """Annotations that are what is given beside them."""
    changes = [change for annotation, after in judged for change in settle(annotation, after)]
    return Decision(tuple(changes), len(judged))


def settle(annotation: Annotation, after: Span) -> list[Change]:
    """What makes an annotation `after`, said of what was predicted.

    What the memory makes of a prediction is none of the corrections, so that they hold without
    it: accepting its `GPE` for another pipeline's `NORP` is written as a relabelling.
    """
    id, before = annotation.id, annotation.base
    if annotation.from_memory:
        return [Change(Kind.ADD, id, after=after)]
    changes = []
    if after.range != before.range:
        resized = after.relabelled(before.label) if after.label != before.label else after
        changes.append(Change(Kind.RESIZE, id, before, resized))
        before = resized
    if after.label != before.label:
        changes.append(Change(Kind.RELABEL, id, before, after))
    return changes or [Change(Kind.ACCEPT, id, before, after)]


def resize(
    current: AnnotationSet,
    text: str,
    annotation: Annotation,
    extent: Range,
    scope: Scope,
    *,
    force: bool = False,
    overlap: bool = False,
) -> Decision:
    """The span's extent is another.

    Other mentions follow where moving their edges alike gives the same surface.

    Args:
        current: What stands.
        text: The article's text.
        annotation: The span to resize.
        extent: Its new start and end.
        scope: Whether other mentions follow.
        force: Replace even what humans made.
        overlap: Replace nothing.
    """
    left, right = extent[0] - annotation.span.start, extent[1] - annotation.span.end
    if extent[0] >= extent[1] or (left, right) == (0, 0):
        return Decision()
    surface = text[extent[0] : extent[1]]
    changes: dict[str, list[Change]] = {}
    taken: list[Range] = []
    for place, mention in enumerate(_group(current, annotation, scope)):
        start, end = mention.span.start + left, mention.span.end + right
        if start < 0 or text[start:end] != surface or mention.id in changes:
            continue
        in_way = [] if overlap else _in_way(current, (start, end), mention)
        blocking = tuple(a for a in in_way if a.reviewed)
        if blocking and not force and place == 0:
            return Decision(blocking=blocking)
        grown_together = not overlap and _any_overlaps(taken, (start, end))
        if place > 0 and (blocking or grown_together):
            continue
        after = mention.span.resized(text, start, end)
        changes[mention.id] = settle(mention, after)
        for change in replaced(in_way):
            changes.setdefault(change.target, [change])
        taken.append((start, end))
    return Decision(tuple(c for found in changes.values() for c in found), len(taken))


def add(
    current: AnnotationSet,
    tokens: Tokens,
    text: str,
    extent: Range,
    label: str,
    scope: Scope,
    *,
    force: bool = False,
    overlap: bool = False,
) -> Decision:
    """A span that no pipeline predicted.

    Other places with the same surface follow where nothing stands yet.

    Args:
        current: What stands.
        tokens: The article's tokens; only whole tokens follow.
        text: The article's text.
        extent: Start and end of the new span.
        label: Its label.
        scope: Whether other places follow: where nothing stands, or only predictions of parts.
        force: Replace even what humans made.
        overlap: Replace nothing.
    """
    in_way = [] if overlap else current.overlapping(extent)
    blocking = tuple(a for a in in_way if a.reviewed)
    if blocking and not force:
        return Decision(blocking=blocking)
    places = [extent]
    if scope is Scope.ARTICLE and tokens.is_aligned(*extent):
        surface = text[extent[0] : extent[1]]
        others = (p for p in tokens.occurrences(surface) if not _any_overlaps([extent], p))
        for place in others:
            standing = current.overlapping(place)
            if not standing or (not overlap and all(_gives_way(a, place) for a in standing)):
                places.append(place)
                in_way += standing
    new = [added(Span.of(text, *place, label)) for place in places]
    return Decision((*new, *replaced(in_way)), len(new))


def label_each(current: AnnotationSet, text: str, places: Iterable[Range], label: str) -> Decision:
    """A label for each of many places, in one act.

    A prediction that lies exactly there is relabelled, others that are in the way are replaced.
    A place where a human decided stays as it is.

    Args:
        current: What stands.
        text: The article's text.
        places: Start and end of each, first to last.
        label: The label.
    """
    changes: dict[str, Change] = {}
    settled = 0
    for start, end in places:
        in_way = current.overlapping((start, end))
        if any(a.reviewed or a.id in changes for a in in_way):
            continue
        settled += 1
        exact = next((a for a in in_way if a.span.range == (start, end)), None)
        others = [a for a in in_way if a is not exact]
        if exact is None:
            change = added(Span.of(text, start, end, label))
        elif exact.span.label == label:
            change = Change(Kind.ACCEPT, exact.id, exact.span, exact.span)
        else:
            change = Change(Kind.RELABEL, exact.id, exact.span, exact.span.relabelled(label))
        changes[change.target] = change
        changes |= {change.target: change for change in replaced(others)}
    return Decision(tuple(changes.values()), settled)


def _gives_way(annotation: Annotation, place: Range) -> bool:
    """Whether it is a mere prediction of a part of what follows a decision."""
    inside = place[0] <= annotation.span.start and annotation.span.end <= place[1]
    return inside and annotation.span.range != place and not annotation.reviewed


def added(span: Span) -> Change:
    """A span made by hand."""
    return Change(Kind.ADD, "+" + new_id(), after=span)


def _in_way(current: AnnotationSet, extent: Range, mention: Annotation) -> list[Annotation]:
    """What would overlap `extent` and did not overlap the mention before it moved."""
    return [
        a
        for a in current.overlapping(extent)
        if a.id != mention.id and not a.span.overlaps(mention.span)
    ]


def replaced(annotations: Iterable[Annotation]) -> list[Change]:
    """Annotations that go because another is put over them."""
    return [Change(Kind.REJECT, a.id, a.base, value=REPLACED) for a in annotations]


def _any_overlaps(taken: Iterable[Range], extent: Range) -> bool:
    return any(start < extent[1] and extent[0] < end for start, end in taken)


def annotate(annotation: Annotation, kind: Kind, value: str) -> Decision:
    """The note on a span, or its canonical name, is `value`."""
    return Decision((Change(kind, annotation.id, annotation.span, annotation.span, value),), 1)


def finish(current: AnnotationSet) -> Decision:
    """The article is done: accepts what is left, and that what the memory set aside is none."""
    rest = accept_rest(current)
    aside = [a for a in current.by_id.values() if a.set_aside]
    gone = [Change(Kind.REJECT, a.id, a.base, value=MEMORY) for a in aside]
    return Decision((*rest.changes, *gone, Change(Kind.STATUS, value="done")), rest.mentions)


def reopen(current: AnnotationSet) -> Decision:
    """The article is not done after all; what was accepted stays."""
    if not current.state.done:
        return Decision()
    return Decision((Change(Kind.STATUS, value="started"),))
