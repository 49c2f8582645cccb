"""What an imported document adds to a store: predictions, or an annotator's corrections.

Pure: the caller writes what comes out. All corrections of one import are one batch, and its
predictions carry the batch's name, so that the import can be taken back as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from annotations.annotation_set import Annotation, AnnotationSet, Status
from annotations.article import Article
from annotations.corrections import Author, Change, Correction, Kind, new_id
from annotations.decisions import REPLACED
from annotations.formats.document import Document
from annotations.predictions import Pipeline, Predictions
from annotations.span import Span, document_order

IMPORT = "import"
"""The pipeline parameter that names the import which brought a prediction."""
TIME = "imported"
"""The pipeline parameter that says when."""


@dataclass(frozen=True)
class Intake:
    """What to write to a store."""

    article: Article
    predictions: tuple[Predictions, ...] = ()
    corrections: tuple[Correction, ...] = ()
    left_out: int = 0
    """Notes, links and relations, which no pipeline can have predicted."""

    @property
    def spans(self) -> int:
        """How many predictions and corrections there are."""
        return sum(len(made.spans) for made in self.predictions) + len(self.corrections)


class Import:
    """One import: a batch over all articles.

    Args:
        author: Stamps corrections, with the name of those who state none.
        pipeline: Whose predictions they are, where the file does not say.
        corrections: Whether annotations are taken as corrections rather than predictions.
        force_author: Whether all corrections are the author's, whoever the file says.
        force_pipeline: Whether all predictions are `pipeline`'s.
    """

    def __init__(
        self,
        author: Author,
        pipeline: Pipeline,
        *,
        corrections: bool = False,
        force_author: bool = False,
        force_pipeline: bool = False,
    ) -> None:
        self.batch = new_id()
        self._author, self._pipeline, self._as_corrections = author, pipeline, corrections
        self._force_author, self._force_pipeline = force_author, force_pipeline
        marker = self._stamp("", [Change(Kind.NOTE)])
        self._mark = {IMPORT: self.batch, TIME: marker[0].time}

    def take(self, document: Document, current: AnnotationSet) -> Intake:
        """What a document adds to what is known of its article.

        Our own files are taken as they are, whatever was asked for: their predictions and
        events are united with those that are there.
        """
        self._author.saw(current.events)
        if (document.events or document.predicted) and not document.derived:
            return _united(document, current)
        if self._as_corrections:
            return self._corrections(document, current)
        left_out = sum(bool(a.note) + bool(a.link) for a in document.annotations)
        spans = (
            (annotation.span, annotation.pipeline)
            for annotation in document.annotations
            if annotation.status is not Status.REJECTED
        )
        return Intake(
            document.article,
            tuple(self._predictions(document.article, spans, current)),
            left_out=left_out + len(document.relations),
        )

    def _predictions(
        self,
        article: Article,
        spans: Iterable[tuple[Span, Pipeline | None]],
        current: AnnotationSet,
    ) -> Iterator[Predictions]:
        """Predictions of what is not predicted yet, by pipeline."""
        known = set(current.predicted)
        by_pipeline: dict[tuple[str, str], list[Span]] = {}
        for span, pipeline in spans:
            if span.key not in known:
                known.add(span.key)
                made_by = self._pipeline if self._force_pipeline else pipeline or self._pipeline
                by_pipeline.setdefault((made_by.name, made_by.version), []).append(span)
        for (name, version), found in by_pipeline.items():
            pipeline = Pipeline(name, version, self._mark)
            found.sort(key=document_order)
            yield Predictions(article.id, pipeline, tuple(found))

    def _corrections(self, document: Document, current: AnnotationSet) -> Intake:
        predicted = [
            (a.span if a.status is Status.PREDICTED else a.predicted, a.pipeline)
            for a in document.annotations
            if a.predicted is not None or a.status is Status.PREDICTED
        ]
        made = tuple(
            self._predictions(
                document.article, ((span, by) for span, by in predicted if span), current
            )
        )
        for prediction in made:
            current = current.with_predictions(prediction.spans, prediction.pipeline)
        plan = _Plan(document, current)
        events = [
            event
            for annotator, change in plan.changes()
            for event in self._stamp(document.article.id, [change], annotator)
        ]
        return Intake(document.article, made, tuple(events))

    def _stamp(self, article: str, changes: list[Change], annotator: str = "") -> list[Correction]:
        events = self._author.stamp(article, changes, self.batch)
        if not annotator or self._force_author:
            return events
        return [replace(event, annotator=annotator) for event in events]


def _united(document: Document, current: AnnotationSet) -> Intake:
    known = {event.id for event in current.events}
    events = tuple(event for event in document.events if event.id not in known)
    made = tuple(
        prediction
        for prediction in document.predictions
        if any(span.key not in current.predicted for span in prediction.spans)
    )
    return Intake(document.article, made, events)


class _Plan:
    """The changes that make what stands into what a document says."""

    def __init__(self, document: Document, current: AnnotationSet) -> None:
        self._document, self._current = document, current
        self._by_key = {a.span.key: a for a in current}
        self._targets: dict[str, str] = {}
        self._wanted = {a.span.key for a in document.annotations}
        self._wanted |= {a.predicted.key for a in document.annotations if a.predicted}
        self._settled: dict[str, str] = {}
        """What was decided upon already, and by whom."""

    def changes(self) -> Iterator[tuple[str, Change]]:
        """Each with the name of who decided; empty where the file does not say."""
        for annotation in self._document.annotations:
            for change in self._about(annotation):
                yield annotation.annotator, change
        yield from (("", change) for change in self._relations())
        yield from (("", change) for change in self._state())

    def _about(self, annotation: Annotation) -> Iterator[Change]:
        there = self._there(annotation)
        target = there.id if there else "+" + new_id()
        self._targets[annotation.id] = target
        if there is not None:
            yield from self._judged(annotation, there)
        elif annotation.status is Status.REJECTED:
            del self._targets[annotation.id]
            return
        else:
            yield Change(Kind.ADD, target, after=replace(annotation.span, score=None))
            yield from self._replaced(annotation.span)
            by = annotation.annotator
            there = Annotation(target, annotation.span, Status.ADDED, annotator=by)
            self._by_key[annotation.span.key] = there
        span = annotation.span
        if annotation.note and annotation.note != there.note:
            yield Change(Kind.NOTE, target, span, span, annotation.note)
        if annotation.link and annotation.link != there.link:
            yield Change(Kind.LINK, target, span, span, annotation.link)

    def _there(self, annotation: Annotation) -> Annotation | None:
        """What stands there already: the same span, its prediction, or one with another label."""
        found = self._by_key.get(annotation.span.key)
        made_of = annotation.predicted.key if annotation.predicted else ""
        # Of two spans that one annotator made of one prediction, the second is new.
        if found is None and self._settled.get(made_of) != annotation.annotator:
            found = self._current.by_id.get(made_of)
        return found or self._other_label(annotation.span)

    def _other_label(self, span: Span) -> Annotation | None:
        """A prediction of the same place that nobody judged and the document does not state."""
        for candidate in self._current.overlapping(span.range):
            other = candidate.span
            free = not candidate.reviewed and candidate.id not in self._settled
            same = (other.range, other.fragments) == (span.range, span.fragments)
            if free and same and other.key not in self._wanted:
                return candidate
        return None

    def _judged(self, annotation: Annotation, there: Annotation) -> Iterator[Change]:
        """What the document decides about a span that is there."""
        self._settled[there.id] = annotation.annotator
        span, before = annotation.span, there.span
        if annotation.status is Status.PREDICTED:
            return
        if annotation.status is Status.REJECTED:
            if there.status is not Status.REJECTED:
                yield Change(Kind.REJECT, there.id, before)
        elif span.key == before.key and there.status is not Status.REJECTED:
            if not (there.reviewed and there.annotator == annotation.annotator):
                yield Change(Kind.ACCEPT, there.id, before, before)
        else:
            moved = (span.range, span.fragments) != (before.range, before.fragments)
            if moved:
                yield Change(Kind.RESIZE, there.id, before, span.relabelled(before.label))
            if not moved or span.label != before.label:
                yield Change(Kind.RELABEL, there.id, before, span.relabelled(span.label))

    def _replaced(self, span: Span) -> Iterator[Change]:
        """Predictions nobody judged give way to what is put over them."""
        for other in self._current.overlapping(span.range):
            free = not other.reviewed and other.id not in self._settled
            if free and other.span.key not in self._wanted:
                self._settled[other.id] = ""
                yield Change(Kind.REJECT, other.id, other.span, value=REPLACED)

    def _relations(self) -> Iterator[Change]:
        known = {(r.label, r.source, r.target) for r in self._current.relations}
        for relation in self._document.relations:
            ends = self._targets.get(relation.source), self._targets.get(relation.target)
            if ends[0] and ends[1] and (relation.label, *ends) not in known:
                pair = (ends[0], ends[1])
                yield Change(Kind.RELATE, new_id(), value=relation.label, ends=pair)

    def _state(self) -> Iterator[Change]:
        said, known = self._document.state, self._current.state
        for tag in sorted(said.tags - known.tags):
            yield Change(Kind.TAG, value=tag)
        if said.note and said.note != known.note:
            yield Change(Kind.NOTE, value=said.note)
        if said.flagged and not known.flagged:
            yield Change(Kind.FLAG, value="yes")
        if said.done and not known.done:
            yield Change(Kind.STATUS, value="done")
