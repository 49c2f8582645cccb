"""What people decided about a text, and where it is in the text as it is now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from annotations.anchoring.quotes import Anchored, Verdict, anchor_all
from annotations.annotation_set import Annotation, AnnotationSet, Status
from annotations.article import Article
from annotations.corrections import Correction
from annotations.span import Span, document_order


@dataclass(frozen=True, slots=True)
class Traced:
    """An annotation that people made or judged in the old text, and what became of it."""

    annotation: Annotation
    events: tuple[Correction, ...]
    """What they did to it; empty for a prediction that only a relation joins."""
    anchored: Anchored

    @property
    def id(self) -> str:
        """The annotation's id in the old text."""
        return self.annotation.id

    @property
    def verdict(self) -> Verdict:
        """What became of it."""
        return self.anchored.verdict


@dataclass(frozen=True)
class Revision:
    """Two texts of an article, and what people decided about the old one."""

    old: Article
    new: Article
    decided: AnnotationSet
    """What stands in the old text."""
    judged: tuple[Traced, ...]
    """All that people made or judged, and what their relations join, in document order."""
    places: Mapping[Span, Anchored]
    """Where the spans of their decisions are."""
    over: frozenset[str]
    """The ids of those that were carried over before."""

    @property
    def waiting(self) -> tuple[Traced, ...]:
        """What people made or judged and was not carried over yet."""
        return tuple(one for one in self.judged if one.events and one.id not in self.over)

    def of(self, *verdicts: Verdict) -> tuple[Traced, ...]:
        """What was not carried over yet, and became this."""
        return tuple(one for one in self.waiting if one.verdict in verdicts)

    def __bool__(self) -> bool:
        return bool(self.waiting)


def revise(
    decided: AnnotationSet, old: Article, new: Article, there: AnnotationSet | None = None
) -> Revision:
    """Look for what people decided about a text in the text that it has become.

    What would lie over something that people made or judged in the new text is never certain.

    Args:
        decided: What stands in the old text.
        old: The article as it was annotated.
        new: The article as it is now.
        there: What stands in the new text; nothing when None.
    """
    if there is None:
        there = AnnotationSet.fold(new.id)
    judged = sorted(_judged(decided), key=lambda one: document_order(_decisive(one[0])))
    spans = dict.fromkeys(span for a, events in judged for span in _spans(a, events))
    places = dict(zip(spans, anchor_all(spans, old.text, new.text), strict=True))
    carried = _carried(there)
    traced, over = [], set()
    for annotation, events in judged:
        anchored = places[_decisive(annotation)]
        if any(_is_over(event, carried, there) for event in events):
            over.add(annotation.id)
        elif anchored.placed and _is_taken(there, anchored.placed):
            anchored = replace(anchored, verdict=Verdict.UNSURE)
        traced.append(Traced(annotation, tuple(events), anchored))
    return Revision(old, new, decided, tuple(traced), places, frozenset(over))


def _carried(there: AnnotationSet) -> frozenset[str]:
    """The ids of the events that were carried to a text."""
    return frozenset(str(event.carried.get("event")) for event in there.live_events)


def _is_over(event: Correction, carried: frozenset[str], there: AnnotationSet) -> bool:
    """Whether an event was carried to the other text, or came from there."""
    return event.id in carried or event.carried.get("article") == there.article


def _is_taken(there: AnnotationSet, place: Span) -> bool:
    return any(annotation.reviewed for annotation in there.overlapping(place.range))


def _judged(decided: AnnotationSet) -> Iterator[tuple[Annotation, list[Correction]]]:
    """What people made or touched, and what they did to it; not what they made and removed.
    The ends of relations come with it."""
    about: defaultdict[str, list[Correction]] = defaultdict(list)
    for relation in decided.relations:
        about[relation.source], about[relation.target] = [], []
    for event in decided.live_events:
        about[event.target].append(event)
    for id, events in about.items():
        annotation = decided.by_id.get(id)
        if annotation and (annotation.predicted or annotation.status is not Status.REJECTED):
            yield annotation, events


def _decisive(annotation: Annotation) -> Span:
    """The span that has to be placed for the annotation to be carried."""
    rejected = annotation.status is Status.REJECTED
    return annotation.predicted if rejected and annotation.predicted else annotation.span


def _spans(annotation: Annotation, events: Iterable[Correction]) -> Iterator[Span]:
    changes = [event.change for event in events]
    named = [span for change in changes for span in (change.before, change.after)]
    return (span for span in (annotation.span, annotation.predicted, *named) if span)
