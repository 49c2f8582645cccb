"""The corrections that carry decisions over to a changed text."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256

from annotations.anchoring.quotes import Anchored, Verdict
from annotations.anchoring.revision import Revision, Traced
from annotations.annotation_set import AnnotationSet, Status
from annotations.corrections import CARRIED, Author, Change, Correction, Kind
from annotations.predictions import Pipeline, Predictions, by_pipeline
from annotations.span import Span

Act = tuple[Correction, Change]
"""A correction of the old text, and what it changes in the new one."""


@dataclass(frozen=True, slots=True)
class CarriedOver:
    """What to record for the new text."""

    predictions: tuple[Predictions, ...] = ()
    """What pipelines had predicted of what is carried."""
    corrections: tuple[Correction, ...] = ()
    """One batch, each event under the name of who decided it of old."""
    spans: int = 0
    """How many annotations it carries."""


def carry(
    revision: Revision, chosen: Collection[str], there: AnnotationSet, author: Author
) -> CarriedOver:
    """Carry annotations over to the new text, and what people said of the article.

    That an article was done is not carried: nobody has read the new text yet.

    Args:
        revision: The texts, and where the annotations are.
        chosen: The ids of those to carry; what was not found, or is there, is left out.
        there: What stands in the new text.
        author: Who carries.
    """
    found = [one for one in revision.waiting if one.id in chosen and one.anchored.found]
    readings = [_Reading(one, revision.places, revision.old.id) for one in found]
    acts = [*_about_article(revision.decided, there)]
    for reading in readings:
        acts += reading.acts()
    ends = {reading.traced.id: reading for reading in (*readings, *_ends(revision))}
    acts += _related(revision.decided, ends, there)
    acts.sort(key=lambda act: act[0].order)
    author.saw((*revision.decided.events, *there.events))
    stamped = author.stamp(revision.new.id, [change for _, change in acts])
    carried = [_by(act[0], event) for act, event in zip(acts, stamped, strict=True)]
    named = {end for _, change in acts for end in change.ends or ()}
    joined = (e for e in ends.values() if e.id in named and e.traced.id not in chosen)
    return CarriedOver(
        tuple(by_pipeline(revision.new.id, _predicted([*readings, *joined]))),
        tuple(carried),
        len(found),
    )


class _Reading:
    """An annotation as it reads in the new text."""

    def __init__(self, traced: Traced, places: Mapping[Span, Anchored], old: str) -> None:
        self.traced, self._places = traced, places
        annotation, anchored = traced.annotation, traced.anchored
        assert anchored.found is not None
        self.stands = anchored.found
        self.rejected = annotation.status is Status.REJECTED
        unlike = anchored.verdict is Verdict.UNSURE and self.stands.text != anchored.old.text
        gone = unlike and annotation.reviewed and not self.rejected
        self.predicted = None if gone else self._there(annotation.predicted)
        """What was predicted; None when that is not there, or never was."""
        if self.predicted:
            self.id = self.predicted.key
        elif not annotation.predicted:
            self.id = annotation.id
        else:
            self.id = "+" + sha256(f"{old} {annotation.id}".encode()).hexdigest()[:32]

    def _there(self, span: Span | None) -> Span | None:
        """Where a span of its history is, if that is certain."""
        if span is None:
            return None
        if span.range == self.traced.anchored.old.range:
            return replace(self.stands, label=span.label, score=span.score)
        return self._places[span].placed

    def acts(self) -> Iterator[Act]:
        """Its history in the new text.

        When what was predicted is gone, what people made of it stands as if they had added it.
        """
        events = self.traced.events
        if self.predicted or not self.traced.annotation.predicted:
            changes = ((event, self._read(event.change)) for event in events)
            yield from ((event, change) for event, change in changes if change)
            return
        asides = [event for event in events if event.kind in (Kind.NOTE, Kind.LINK)]
        last = [event for event in events if event not in asides][-1]
        yield last, Change(Kind.ADD, self.id, after=self.stands)
        for event in asides:
            yield event, replace(event.change, target=self.id, before=self.stands, after=None)

    def _read(self, change: Change) -> Change | None:
        """A change in the new text; None for an extent that is gone and is not what stands."""
        before, after = self._there(change.before), self._there(change.after)
        if change.after and not after:
            if change.kind is Kind.RESIZE:
                return None
            after = self.stands.relabelled(change.after.label)
        return replace(change, target=self.id, before=before, after=after)


def _about_article(decided: AnnotationSet, there: AnnotationSet) -> Iterator[Act]:
    """The events that gave the article its tags, note and flag, unless they were carried."""
    known = {event.carried.get("event") for event in there.live_events}
    last: dict[tuple[Kind, str], Correction] = {}
    for event in decided.live_events:
        if event.target or event.kind in (Kind.STATUS, Kind.UNDO):
            continue
        tag = event.kind in (Kind.TAG, Kind.UNTAG)
        last[(Kind.TAG, event.change.value) if tag else (event.kind, "")] = event
    nothing = {(Kind.NOTE, ""), (Kind.FLAG, "no")}
    for event in last.values():
        said = event.kind, event.change.value
        if event.kind is not Kind.UNTAG and said not in nothing and event.id not in known:
            yield event, event.change


def _ends(revision: Revision) -> Iterator[_Reading]:
    """What relations of what is carried may join: what was carried before, and predictions."""
    for one in revision.judged:
        certain = one.id in revision.over if one.events else one.anchored.placed
        if certain and one.anchored.found:
            yield _Reading(one, revision.places, revision.old.id)


def _related(
    decided: AnnotationSet, ends: Mapping[str, _Reading], there: AnnotationSet
) -> Iterator[Act]:
    """The relations whose ends are there now, unless they were carried."""
    events = {e.target: e for e in decided.live_events if e.kind is Kind.RELATE}
    known = {event.target for event in there.live_events if event.kind is Kind.RELATE}
    for relation in decided.relations:
        source, target = ends.get(relation.source), ends.get(relation.target)
        if relation.id in known or source is None or target is None:
            continue
        event = events[relation.id]
        yield event, replace(event.change, ends=(source.id, target.id))
        for end in (source, target):
            if not end.traced.events:  # a prediction that is carried needs an event to stand
                yield event, Change(Kind.NOTE, end.id, end.stands, end.stands)


def _predicted(readings: Iterable[_Reading]) -> Iterator[tuple[Span, Pipeline]]:
    """What pipelines had predicted of what is carried."""
    for reading in readings:
        pipeline = reading.traced.annotation.pipeline
        if reading.predicted and pipeline:
            yield reading.predicted, pipeline.of_earlier_text()


def _by(origin: Correction, event: Correction) -> Correction:
    """A carried event under the name of who decided."""
    carried = {
        "article": origin.article,
        "event": origin.id,
        "time": origin.carried.get("time") or origin.time,
        "by": event.annotator,
    }
    return replace(event, annotator=origin.annotator, extra={**origin.extra, CARRIED: carried})
