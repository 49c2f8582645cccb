"""Postil's own format: one JSON object a line, an article with everything that is known of it.

`article` has the text, `predictions` what pipelines said, `corrections` every event, the undone
ones too. These are what is read. `annotations`, `relations` and `state` say what they come to,
for people and for programs that do not fold events; they are read where there are no events,
as in a file that was converted from another format.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, BinaryIO, ClassVar

from annotations.annotation_set import Annotation, AnnotationSet, Status
from annotations.article import Article
from annotations.corrections import Correction
from annotations.formats.atomic import writing
from annotations.formats.base import Feature
from annotations.formats.document import Document
from annotations.formats.draft import Draft, RecordError, Refuse, Unit
from annotations.formats.facts import facts, status_of, string
from annotations.formats.json_text import line
from annotations.formats.losses import LossReport
from annotations.formats.records import documents as documents_in
from annotations.formats.sniffing import Head
from annotations.predictions import Pipeline, Predictions
from annotations.span import Span

VERSION = 1


@dataclass(frozen=True)
class Postil:
    """Everything, so that another store has the same articles and the same history."""

    name: ClassVar[str] = "postil"
    title: ClassVar[str] = "Postil’s own, complete: one article with its history a line"
    extensions: ClassVar[tuple[str, ...]] = (".postil.jsonl", ".jsonl")
    media_type: ClassVar[str] = "application/x-ndjson"
    carries: ClassVar[Feature] = ~Feature(0)

    def write(
        self, target: Path | BinaryIO, documents: Iterable[Document], *, strict: bool = False
    ) -> LossReport:
        """Write one object for each document."""
        with writing(target, whole=strict) as stream:
            for document in documents:
                stream.write(line(record(document)))
        return LossReport()

    def recognizes(self, head: Head) -> bool:
        """Whether it begins with one of our objects."""
        return head.has("postil", "article")

    def read(self, source: Path | BinaryIO, *, refuse: Refuse) -> Iterator[Document]:
        """One document for each object."""
        return documents_in(source, _document, refuse)


POSTIL = Postil()


def record(document: Document) -> dict[str, Any]:
    """A document as JSON values."""
    article, state = document.article, document.state
    known = {field.name: string(getattr(article, field.name)) for field in fields(Article)}
    made = not document.derived
    return {
        "postil": VERSION,
        "id": article.id,
        "article": {name: value for name, value in known.items() if value or name == "text"},
        "state": {
            "progress": document.progress, "done": state.done, "flagged": state.flagged,
            "note": state.note, "tags": sorted(state.tags),
        },
        "annotations": [_annotation(annotation) for annotation in document.annotations],
        "relations": [
            {"id": r.id, "label": r.label, "source": r.source, "target": r.target}
            for r in document.relations
        ],
        "predictions": [p.to_dict() for p in document.predictions] if made else [],
        "corrections": [event.to_dict() for event in document.events] if made else [],
    }  # fmt: skip


def _annotation(annotation: Annotation) -> dict[str, Any]:
    pipeline, predicted = annotation.pipeline, annotation.predicted
    said = {
        "predicted": predicted.to_dict() if predicted else None,
        "pipeline": _pipeline(pipeline) if pipeline else None,
        "annotator": annotation.annotator, "note": annotation.note, "link": annotation.link,
        "conflict": annotation.conflict,
    }  # fmt: skip
    return {
        "id": annotation.id,
        **annotation.span.to_dict(),
        "status": str(annotation.status),
        **{name: value for name, value in said.items() if value},
    }


def _pipeline(pipeline: Pipeline) -> dict[str, Any]:
    return {
        "name": pipeline.name, "version": pipeline.version,
        "parameters": dict(pipeline.parameters),
    }  # fmt: skip


def _document(found: dict[str, Any]) -> Document:
    version = found.get("postil")
    if type(version) is not int or version > VERSION:
        raise RecordError(f"version {version!r} of this format is not known; update Postil")
    article = _article(found["article"])
    predictions = [_prediction(data, article) for data in found.get("predictions") or ()]
    events = [_event(data, article) for data in found.get("corrections") or ()]
    if predictions or events:
        return Document.of(article, AnnotationSet.fold(article.id, predictions, events))
    return _stated(article, found)


def _article(known: Mapping[str, Any]) -> Article:
    names = {field.name for field in fields(Article)}
    return Article(**{name: string(value) for name, value in known.items() if name in names} | {
        "text": known["text"]
    })  # fmt: skip


def _prediction(data: Mapping[str, Any], article: Article) -> Predictions:
    predictions = Predictions.from_dict(data)
    predictions.check(article.text)
    if predictions.article != article.id:
        raise RecordError("a prediction for another article")
    return predictions


def _event(data: Mapping[str, Any], article: Article) -> Correction:
    event = Correction.from_dict(data)
    if event.article != article.id:
        raise RecordError(f"correction {event.id[:12]} is about another article")
    for span in (event.change.before, event.change.after):
        if span is not None:
            span.check(article.text)
    return event


def _stated(article: Article, found: Mapping[str, Any]) -> Document:
    """The annotations that are written out, where no events say how they came about."""
    draft = Draft(article, units=(Unit.CODE_POINTS,))
    draft.state = _state(facts(found.get("state")))
    for data in found.get("annotations") or ():
        span, predicted, pipeline = (
            Span.from_dict(data),
            data.get("predicted"),
            data.get("pipeline"),
        )
        draft.add(
            span.fragments or [span.range], span.label,
            surface=span.text, score=span.score, id=string(data.get("id")),
            status=status_of(data.get("status"), Status.ADDED),
            annotator=string(data.get("annotator")), note=string(data.get("note")),
            link=string(data.get("link")),
            predicted=Span.from_dict(predicted) if predicted else None,
            pipeline=Pipeline(**pipeline) if pipeline else None,
        )  # fmt: skip
    for data in found.get("relations") or ():
        draft.relate(data["label"], data["source"], data["target"])
    return draft.document()


def _state(known: Mapping[str, Any]) -> Any:
    from annotations.formats.facts import state_of

    status = "done" if known.get("done") is True else ""
    return state_of({**known, "status": status})
