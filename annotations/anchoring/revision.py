"""Carrying annotations over to a text that was changed since. Pure: nothing is written here.

Texts are compared as words: white space and the Unicode normal form count for nothing. What
lies in a stretch that was left alone is kept. What lies at or in a changed place is looked for
by quote and context, scored as Hypothes.is does, and is placed only where it stands alone: no
other place fits it nearly as well, and no other old words fit that place nearly as well. For
all else a candidate is shown and never taken.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256

from annotations.anchoring.alignment import REACH
from annotations.annotation_set import Annotation, AnnotationSet, Relation, Status
from annotations.article import Article
from annotations.corrections import Author, Change, Correction, Kind
from annotations.predictions import Pipeline, Predictions
from annotations.anchoring.quotes import CONTEXT, Anchored, Texts, Verdict
from annotations.span import Span, document_order

__all__ = [
    "CARRIED",
    "CONTEXT",
    "Anchored",
    "Carried",
    "Revision",
    "Verdict",
    "anchor",
    "anchor_all",
    "revise",
]

MOST_REACH = 4096
"""How far around a change places are looked for at most, however long the longest span."""
CARRIED = "carried"
"""The field of a carried correction that says where it comes from and who carried it."""


def anchor(span: Span, old_text: str, new_text: str) -> Anchored:
    """Find one span of the old text in the new one."""
    return anchor_all([span], old_text, new_text)[0]


def anchor_all(spans: Iterable[Span], old_text: str, new_text: str) -> list[Anchored]:
    """Find spans of the old text in the new one; the answers are in the order of `spans`.

    Spans of different places are never placed on the same words.
    """
    spans = list(spans)
    reach = max((len(span.text) for span in spans), default=0)
    texts = Texts(old_text, new_text, min(max(reach, REACH), MOST_REACH))
    found = [texts.anchor(span) for span in spans]
    claims = {(one.placed.range, one.old.range) for one in found if one.placed}
    claimed = Counter(place for place, _ in claims)
    return [
        replace(one, verdict=Verdict.UNSURE)
        if one.placed and claimed[one.placed.range] > 1
        else one
        for one in found
    ]


@dataclass(frozen=True, slots=True)
class Carried:
    """An annotation of the old text and where it is in the new one."""

    annotation: Annotation
    anchored: Anchored


@dataclass(frozen=True, slots=True)
class Revision:
    """What to record for a changed article, and what a human should look at."""

    predictions: tuple[Predictions, ...]
    """What pipelines had predicted and people judged, as far as it was placed."""
    corrections: tuple[Correction, ...]
    """One batch, each event by whom it was of old; `CARRIED` says from where, when and by whom."""
    kept: tuple[Carried, ...]
    moved: tuple[Carried, ...]
    unsure: tuple[Carried, ...]
    lost: tuple[Carried, ...]
    unrelated: tuple[Relation, ...]
    """Relations one of whose ends was not placed."""


def revise(current: AnnotationSet, old: Article, new: Article, author: Author) -> Revision:
    """What people decided about an article, for the text that it has now.

    That an article was done is not carried: nobody has read the new text yet.

    Args:
        current: What stands in the old article.
        old: The article as it was annotated.
        new: The article as it is now.
        author: Who carries.
    """
    judged = _judged(current)
    spans = dict.fromkeys(span for a, events in judged for span in _spans(a, events))
    places = dict(zip(spans, anchor_all(spans, old.text, new.text), strict=True))
    found = [Carried(annotation, places[_decisive(annotation)]) for annotation, _ in judged]
    names: dict[str, str] = {}
    acts = [(event, event.change) for event in _about_article(current)]
    for annotation, events in judged:
        if places[_decisive(annotation)].placed:
            names[annotation.id], more = _carry(annotation, events, places, old.id)
            acts += more
    acts += _related(current, names)
    author.saw(current.events)
    acts.sort(key=lambda act: act[0].order)
    stamped = author.stamp(new.id, [change for _, change in acts])
    kept, moved, unsure, lost = (
        tuple(c for c in found if c.anchored.verdict is verdict) for verdict in Verdict
    )
    unrelated = [r for r in current.relations if not {r.source, r.target} <= names.keys()]
    return Revision(
        tuple(_predicted([a for a, _ in judged if a.id in names], places, new.id)),
        tuple(_by(act[0], event, old.id) for act, event in zip(acts, stamped, strict=True)),
        kept,
        moved,
        unsure,
        lost,
        tuple(unrelated),
    )


Places = Mapping[Span, Anchored]


def _judged(current: AnnotationSet) -> list[tuple[Annotation, list[Correction]]]:
    """What people made or touched, and what they did to it; not what they made and removed."""
    about: defaultdict[str, list[Correction]] = defaultdict(list)
    for relation in current.relations:
        about[relation.source], about[relation.target] = [], []
    for event in current.live_events:
        about[event.target].append(event)
    known = [(current.by_id[id], events) for id, events in about.items() if id in current.by_id]
    return [(a, events) for a, events in known if a.predicted or a.status is not Status.REJECTED]


def _decisive(annotation: Annotation) -> Span:
    """The span that has to be placed for the annotation to be carried."""
    rejected = annotation.status is Status.REJECTED
    return annotation.predicted if rejected and annotation.predicted else annotation.span


def _spans(annotation: Annotation, events: Iterable[Correction]) -> Iterator[Span]:
    changes = [event.change for event in events]
    named = [span for change in changes for span in (change.before, change.after)]
    return (span for span in (annotation.span, annotation.predicted, *named) if span)


def _carry(
    annotation: Annotation, events: list[Correction], places: Places, old: str
) -> tuple[str, list[tuple[Correction, Change]]]:
    """The annotation's new id, and its events as they read there.

    When what was predicted is gone, what people made of it stands as if they had added it.
    """
    stands = places[_decisive(annotation)].placed
    predicted = places[annotation.predicted].placed if annotation.predicted else None
    assert stands is not None
    if predicted or not annotation.predicted:
        name = predicted.key if predicted else annotation.id
        read = [(e, _read(e.change, name, stands, places)) for e in events]
        return name, [(event, change) for event, change in read if change]
    name = "+" + sha256(f"{old} {annotation.id}".encode()).hexdigest()[:32]
    asides = [e for e in events if e.kind in (Kind.NOTE, Kind.LINK)]
    last = [e for e in events if e not in asides][-1]
    added = last, Change(Kind.ADD, name, after=stands)
    return name, [added, *((e, replace(e.change, target=name, before=stands)) for e in asides)]


def _read(change: Change, target: str, stands: Span, places: Places) -> Change | None:
    """A change in the new text; None for an extent that is no longer there and not what stands."""
    before, after = (places[s].placed if s else None for s in (change.before, change.after))
    if change.after and not after:
        if change.kind is Kind.RESIZE:
            return None
        after = stands.relabelled(change.after.label)
    return replace(change, target=target, before=before, after=after)


def _about_article(current: AnnotationSet) -> list[Correction]:
    """The events that gave the article its tags, note and flag."""
    last: dict[tuple[Kind, str], Correction] = {}
    for event in current.live_events:
        if event.target or event.kind is Kind.STATUS:
            continue
        tag = event.kind in (Kind.TAG, Kind.UNTAG)
        last[(Kind.TAG, event.change.value) if tag else (event.kind, "")] = event
    said = {(Kind.NOTE, ""), (Kind.FLAG, "no")}
    return [
        e
        for e in last.values()
        if e.kind is not Kind.UNTAG and (e.kind, e.change.value) not in said
    ]


def _related(
    current: AnnotationSet, names: Mapping[str, str]
) -> Iterator[tuple[Correction, Change]]:
    """The relations between what was placed."""
    events = {e.target: e for e in current.live_events if e.kind is Kind.RELATE}
    for relation in current.relations:
        if {relation.source, relation.target} <= names.keys():
            event, ends = events[relation.id], (names[relation.source], names[relation.target])
            yield event, replace(event.change, ends=ends)


def _predicted(judged: Iterable[Annotation], places: Places, article: str) -> Iterator[Predictions]:
    """What pipelines had predicted of what is carried."""
    found: defaultdict[str, list[Span]] = defaultdict(list)
    pipelines: dict[str, Pipeline] = {}
    for annotation in judged:
        placed = places[annotation.predicted].placed if annotation.predicted else None
        if placed and annotation.pipeline:
            pipelines[repr(annotation.pipeline)] = annotation.pipeline
            found[repr(annotation.pipeline)].append(placed)
    for name, spans in found.items():
        yield Predictions(article, pipelines[name], tuple(sorted(spans, key=document_order)))


def _by(origin: Correction, event: Correction, old: str) -> Correction:
    """A carried event under the name of who decided."""
    known = origin.extra.get(CARRIED)
    time = known.get("time") if isinstance(known, dict) else origin.time
    carried = {"article": old, "event": origin.id, "time": time, "by": event.annotator}
    return replace(event, annotator=origin.annotator, extra={**origin.extra, CARRIED: carried})
