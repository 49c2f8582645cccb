"""`AnnotationSet`: what stands in an article now, folded from predictions and corrections.

The state of a span depends on its prediction and on its own live events alone, so that
corrections of different spans cannot disturb each other, in whatever order they arrive.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from heapq import merge

from annotations.annotation import Annotation, ArticleState, Relation, Status
from annotations.by_id import ById
from annotations.corrections import Correction, Kind, in_order, undone_batches
from annotations.folding import as_predicted, as_proposed, base_of, fold_article, fold_span
from annotations.prediction_table import Mentions, Place, PredictionTable
from annotations.predictions import Pipeline, Predictions, Proposal
from annotations.span import Range, Span
from annotations.span_table import SpanTable, place
from annotations.surfaces import Surfaces, merged, resurfaced

__all__ = ["Annotation", "AnnotationSet", "ArticleState", "Relation", "Status"]

Events = Mapping[str, tuple[Correction, ...]]


@dataclass(frozen=True)
class AnnotationSet:
    """Everything known of one article's annotations. Never changed; `with_…` makes the next one.

    Make one with `fold`. The next set shares with this one what did not change, so that an act
    costs what it touches, however many annotations there are.
    """

    article: str
    """The article's id."""
    events: tuple[Correction, ...]
    """All corrections, in order, the undone ones too."""
    undone: frozenset[str]
    """Batches that are as if they had never been."""
    _untouched: PredictionTable
    """What is as its pipeline said it."""
    _touched: Mapping[str, Annotation]
    """All other annotations by id, the rejected ones too."""
    _by_target: Events = field(repr=False, compare=False)
    _standing: SpanTable[Annotation] = field(repr=False, compare=False)
    """What stands of the touched ones."""
    _surfaces: Surfaces = field(repr=False, compare=False)
    """All touched ones by their text."""
    unreviewed: int = field(compare=False)
    """How many predictions nobody has judged."""

    @classmethod
    def fold(
        cls,
        article: str,
        predictions: Iterable[Predictions] = (),
        events: Iterable[Correction] = (),
    ) -> AnnotationSet:
        """The state that `events` make of `predictions`, in whatever order they are given."""
        table: SpanTable[Annotation] = SpanTable()
        empty = cls(article, (), frozenset(), PredictionTable(), {}, {}, table, {}, 0)
        predictions = list(predictions)
        for prediction in predictions:
            empty = empty.with_predictions(prediction.spans, prediction.pipeline)
        for prediction in predictions:
            if prediction.proposals:
                empty = empty.with_memory(prediction)
        return empty.with_events(events)

    @property
    def by_id(self) -> ById:
        """Every annotation, the rejected ones too."""
        return ById(self._touched, self._untouched)

    @property
    def predicted(self) -> Mapping[str, tuple[Span, Pipeline]]:
        """The predictions, by id."""
        return {
            key: (a.predicted, a.pipeline)
            for key, a in self.by_id.items()
            if a.predicted is not None and a.pipeline is not None
        }

    @property
    def has_predictions(self) -> bool:
        """Whether anything was predicted."""
        return any(a.predicted is not None for a in self.by_id.values())

    def with_predictions(self, spans: Iterable[Span], pipeline: Pipeline) -> AnnotationSet:
        """This set with more predictions; one that is there already stays as it is."""
        new: dict[str, Annotation] = {}
        known = self.by_id
        for span in spans:
            key = span.key
            if key not in new and key not in known:
                new[key] = Annotation(key, span, Status.PREDICTED, span, pipeline)
        return self._refolded(new, self.events, self.undone, self._by_target) if new else self

    def with_memory(self, predictions: Predictions) -> AnnotationSet:
        """This set with what a memory makes of its predictions.

        What the same memory made of them before goes, but for what a human has judged.
        """
        name, pipeline = predictions.pipeline.name, predictions.pipeline
        known, judged = self.by_id, self._by_target
        changed: dict[str, Annotation | None] = {}
        for id, annotation in self._touched.items():
            if id in judged:
                continue
            if annotation.pipeline and annotation.pipeline.name == name:
                changed[id] = None
            elif annotation.proposer and annotation.proposer.name == name:
                changed[id] = as_predicted(annotation)
        for span in predictions.spans:
            if changed.get(span.key, known.find(span.key)) is None:
                changed[span.key] = Annotation(span.key, span, Status.PREDICTED, span, pipeline)
        for proposal in predictions.proposals:
            target = known.find(proposal.target)
            if target is not None and target.id not in judged:
                changed[target.id] = as_proposed(as_predicted(target), proposal, pipeline)
        return self._changed(changed, self.events, self.undone, self._by_target)

    def as_predictions(self) -> list[Predictions]:
        """What each pipeline predicted and proposed."""
        spans: defaultdict[tuple[str, str, bool], list[Span]] = defaultdict(list)
        proposals: defaultdict[tuple[str, str, bool], list[Proposal]] = defaultdict(list)
        pipelines: dict[tuple[str, str, bool], Pipeline] = {}
        for a in self.by_id.values():
            if a.predicted is not None and a.pipeline is not None:
                made = a.pipeline
                pipelines[name := (made.name, made.version, made.carried)] = made
                spans[name].append(a.predicted)
            if a.proposal is not None and a.proposer is not None:
                made = a.proposer
                pipelines[name := (made.name, made.version, made.carried)] = made
                proposals[name].append(a.proposal)
        return [
            Predictions(
                self.article,
                pipeline,
                tuple(sorted(spans[name], key=_by_extent)),
                tuple(proposals[name]),
            )
            for name, pipeline in pipelines.items()
        ]

    def without_predictions(self) -> AnnotationSet:
        """This set without what no human has touched."""
        about, nothing = self._by_target, PredictionTable()
        again = nothing.with_changes((), filter(None, map(self._untouched.get, about)))
        unreviewed = self._judging + len(again)
        rest = replace(self, _untouched=again, unreviewed=unreviewed)
        gone = {id: None for id in self._touched if id not in about}
        return rest._changed(gone, self.events, self.undone, about)

    def with_events(self, events: Iterable[Correction]) -> AnnotationSet:
        """This set after more corrections."""
        new = in_order(events)
        if self.events and new and new[0].order <= self.events[-1].order:
            known = {event.id for event in self.events}
            new = [event for event in new if event.id not in known]
        if not new:
            return self
        latest = not self.events or self.events[-1].order < new[0].order
        everything = (*self.events, *new) if latest else tuple(in_order((*self.events, *new)))
        undoing = self.undone or any(event.kind is Kind.UNDO for event in new)
        undone = undone_batches(everything) if undoing else self.undone
        turned = undone ^ self.undone
        stale = {event.target for event in new}
        if turned:
            stale |= {event.target for event in everything if event.batch in turned}
        by_target = _with(self._by_target, new) if latest else _by_target(everything)
        bases = {target: base_of(self.by_id.find(target)) for target in stale}
        return self._refolded(bases, everything, undone, by_target)

    def _refolded(
        self,
        bases: Mapping[str, Annotation | None],
        events: tuple[Correction, ...],
        undone: frozenset[str],
        by_target: Events,
    ) -> AnnotationSet:
        """The next set, in which some targets are folded anew, each from its prediction."""
        folded: dict[str, Annotation | None] = {}
        for target, base in bases.items():
            about = by_target.get(target, ())
            live = [e for e in about if e.batch not in undone] if about else ()
            folded[target] = fold_span(target, base, live) if live else base
        return self._changed(folded, events, undone, by_target)

    def _changed(
        self,
        changed: Mapping[str, Annotation | None],
        events: tuple[Correction, ...],
        undone: frozenset[str],
        by_target: Events,
    ) -> AnnotationSet:
        """The next set, in which some annotations are others, or none."""
        untouched, touched = self._untouched, self._touched
        gone = [touched[id] for id in changed if id in touched]
        were_untouched = [*filter(None, map(untouched.get, changed.keys() - touched.keys()))]
        come, are_untouched = _parted(filter(None, changed.values()))
        if were_untouched or are_untouched:
            untouched = untouched.with_changes(were_untouched, are_untouched)
        if gone or come:
            out = {annotation.id for annotation in gone}
            kept = {id: a for id, a in touched.items() if id not in out} if out else touched
            touched = {**kept, **{annotation.id: annotation for annotation in come}}
        standing, surfaces = self._standing, self._surfaces
        if gone or come:
            standing = standing.with_changes(filter(_stands, gone), filter(_stands, come))
            surfaces = resurfaced(surfaces, gone, come)
        unreviewed = len(untouched) + self._judging - _predicted(gone) + _predicted(come)
        return AnnotationSet(
            self.article, events, undone, untouched, touched, by_target, standing, surfaces,
            unreviewed,
        )  # fmt: skip

    @property
    def _judging(self) -> int:
        """How many touched predictions nobody has judged: the memory makes others of them."""
        return self.unreviewed - len(self._untouched)

    @cached_property
    def annotations(self) -> tuple[Annotation, ...]:
        """What stands: all but the rejected, in document order."""
        return tuple(self)

    def __iter__(self) -> Iterator[Annotation]:
        if not self._standing:
            return iter(self._untouched)
        return merge(self._untouched, self._standing, key=place)

    def __len__(self) -> int:
        return len(self._untouched) + len(self._standing)

    def at(self, offset: int) -> list[Annotation]:
        """What stands over the character at `offset`, the innermost first."""
        return sorted(self.overlapping((offset, offset + 1)), key=_length)

    def overlapping(self, extent: Range) -> list[Annotation]:
        """What shares a character with `extent`, in document order."""
        untouched = self._untouched.overlapping(*extent)
        touched = self._standing.overlapping(*extent)
        return (
            sorted([*untouched, *touched], key=place)
            if untouched and touched
            else (untouched or touched)
        )

    def is_judged(self, extent: Range, surface: str) -> bool:
        """Whether a human has judged what stands in an extent, or refused what stood there.

        Args:
            extent: Start and end.
            surface: The text between them.
        """
        alike = self._surfaces.get(surface, ())
        refused = any(a.reviewed and a.span.range == extent for a in alike)
        return refused or any(a.reviewed for a in self._standing.overlapping(*extent))

    def beside(self, offset: int, step: int, *, new: bool = False) -> Annotation | None:
        """The next annotation that starts behind `offset`, or the last that starts before it.

        Args:
            offset: Where to look from.
            step: 1 for behind, -1 for before.
            new: Only those that nobody has judged.
        """
        untouched = self._untouched.beside(offset, step)
        touched = self._standing.beside(offset, step, lambda a: not (new and a.reviewed))
        if untouched is None or touched is None:
            return untouched or touched
        return (min if step > 0 else max)(untouched, touched, key=place)

    def differences(self, other: AnnotationSet) -> Iterator[Annotation]:
        """What stands in one of two sets and not, or otherwise, in the other."""
        yield from self._untouched.differences(other._untouched)
        yield from self._standing.differences(other._standing)

    def differing_places(self, other: AnnotationSet) -> Iterator[Place]:
        """Extent and label of each of these, in a fraction of the time."""
        yield from self._untouched.differing_places(other._untouched)
        spans = (annotation.span for annotation in self._standing.differences(other._standing))
        yield from (Place(span.start, span.end, span.label) for span in spans)

    def with_surface(self, surface: str) -> tuple[Annotation, ...]:
        """Every annotation with this text, the rejected ones too, in document order."""
        untouched = [a for alike in self.untouched(surface) for a in alike.annotations]
        return tuple(merged(untouched, self.touched(surface)))

    def untouched(self, surface: str) -> list[Mentions]:
        """What is with this text as its pipeline said it: the mentions of each kind."""
        return self._untouched.mentions(surface)

    def touched(self, surface: str) -> tuple[Annotation, ...]:
        """Every annotation with this text that is not as predicted, in document order."""
        return self._surfaces.get(surface, ())

    @property
    def surfaces(self) -> set[str]:
        """The texts of all annotations, the rejected ones too."""
        return self._untouched.texts.union(self._surfaces)

    def differing_surfaces(self, other: AnnotationSet) -> list[str]:
        """The texts whose annotations are others in another set, the rejected ones too."""
        mine, theirs = self._surfaces, other._surfaces
        both = mine.keys() | theirs.keys() if mine is not theirs else ()
        touched = [text for text in both if mine.get(text) is not theirs.get(text)]
        return [*touched, *self._untouched.differing_texts(other._untouched)]

    def history(self, target: str) -> tuple[Correction, ...]:
        """All events about one annotation, the undone ones too."""
        return self._by_target.get(target, ())

    @cached_property
    def live_events(self) -> tuple[Correction, ...]:
        """The corrections that count, in order."""
        return tuple(event for event in self.events if event.batch not in self.undone)

    @cached_property
    def state(self) -> ArticleState:
        """What people said of the article as a whole."""
        return fold_article(e for e in self._by_target.get("", ()) if e.batch not in self.undone)

    @property
    def progress(self) -> str:
        """`new`, `started` or `done`."""
        if self.state.done:
            return "done"
        return "started" if any(e.kind is not Kind.UNDO for e in self.live_events) else "new"

    @cached_property
    def relations(self) -> tuple[Relation, ...]:
        """The relations between annotations that stand."""
        relations: dict[str, Relation] = {}
        for event in self.live_events:
            change = event.change
            if change.kind is Kind.RELATE and change.ends:
                relations[change.target] = Relation(change.target, change.value, *change.ends)
            elif change.kind is Kind.UNRELATE:
                relations.pop(change.target, None)
        return tuple(r for r in relations.values() if self._stands(r.source, r.target))

    def _stands(self, *ids: str) -> bool:
        found = [self.by_id.get(id) for id in ids]
        return all(a is not None and a.status is not Status.REJECTED for a in found)


def _by_extent(span: Span) -> tuple[int, int, str, tuple[Range, ...]]:
    return span.start, span.end, span.label, span.fragments


def _length(annotation: Annotation) -> int:
    return annotation.span.end - annotation.span.start


def _by_target(events: Iterable[Correction]) -> Events:
    found: defaultdict[str, list[Correction]] = defaultdict(list)
    for event in events:
        found[event.target].append(event)
    return {target: tuple(about) for target, about in found.items()}


def _with(by_target: Events, new: Iterable[Correction]) -> Events:
    """The events by target, with later ones."""
    more = _by_target(new)
    return {**by_target, **{id: (*by_target.get(id, ()), *about) for id, about in more.items()}}


def _parted(annotations: Iterable[Annotation]) -> tuple[list[Annotation], list[Annotation]]:
    """Annotations that are touched, and those that are not."""
    parts: tuple[list[Annotation], list[Annotation]] = [], []
    for annotation in annotations:
        parts[PredictionTable.takes(annotation)].append(annotation)
    return parts


def _stands(annotation: Annotation) -> bool:
    return annotation.status is not Status.REJECTED


def _predicted(annotations: Iterable[Annotation]) -> int:
    return sum(annotation.status is Status.PREDICTED for annotation in annotations)
