"""Label Studio's tasks: JSON with predictions and annotations, and its short form JSON_MIN.

Offsets count code points, as Label Studio does now; those of older exports, in UTF-16 units,
are known by the words that each span states.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, ClassVar

from annotations.annotation_set import Annotation, Status
from annotations.formats.base import Feature
from annotations.formats.document import Document, encodable
from annotations.formats.draft import Draft, RecordError, Refuse
from annotations.formats.facts import draft_of, facts, number, pipeline_of, status_of, string
from annotations.formats.json_text import encoded
from annotations.formats.losses import LossReport, losses
from annotations.formats.records import documents as documents_in
from annotations.formats.reporting import reported, write_array
from annotations.formats.sniffing import Head

_REGION = {"from_name": "label", "to_name": "text", "type": "labels"}
_ORIGINS = {
    Status.ADDED: "manual",
    Status.ACCEPTED: "prediction",
    Status.CORRECTED: "prediction-changed",
    Status.PREDICTED: "prediction",
    Status.REJECTED: "prediction",
}
_JUDGED = {
    "manual": Status.ADDED,
    "prediction": Status.ACCEPTED,
    "prediction-changed": Status.CORRECTED,
}


@dataclass(frozen=True)
class LabelStudio:
    """Tasks with what was predicted and what was annotated."""

    name: ClassVar[str] = "label-studio"
    title: ClassVar[str] = "Label Studio tasks, with predictions and annotations"
    extensions: ClassVar[tuple[str, ...]] = (".json",)
    media_type: ClassVar[str] = "application/json"
    carries: ClassVar[Feature] = ~(Feature.DISCONTINUOUS | Feature.HISTORY)

    def write(
        self, target: Path | BinaryIO, documents: Iterable[Document], *, strict: bool = False
    ) -> LossReport:
        """Write one task for each document."""
        return _write(target, documents, self.carries, _task, strict=strict)

    def recognizes(self, head: Head) -> bool:
        """Whether it begins with a task: data, and annotations or predictions of it."""
        return head.has("data") and (head.has("annotations") or head.has("predictions"))

    def read(self, source: Path | BinaryIO, *, refuse: Refuse) -> Iterator[Document]:
        """One document for each task; what several annotators found stands side by side.

        Predictions are read where nobody has annotated a task.
        """
        return documents_in(source, _document, refuse)


@dataclass(frozen=True)
class LabelStudioMin:
    """Label Studio's short export: what one annotator found in a text."""

    name: ClassVar[str] = "label-studio-min"
    title: ClassVar[str] = "Label Studio’s short export, JSON_MIN"
    extensions: ClassVar[tuple[str, ...]] = (".json",)
    media_type: ClassVar[str] = "application/json"
    carries: ClassVar[Feature] = (
        Feature.NESTED | Feature.OVERLAPPING | Feature.SUB_TOKEN | Feature.METADATA
        | Feature.TAGS | Feature.STATE | Feature.EMPTY | Feature.TEXT | Feature.LABELS
    )  # fmt: skip

    def write(
        self, target: Path | BinaryIO, documents: Iterable[Document], *, strict: bool = False
    ) -> LossReport:
        """Write one object for each document."""
        return _write(target, documents, self.carries, _short, strict=strict)

    def recognizes(self, head: Head) -> bool:
        """Whether it begins with a text and regions, or the fields of an annotation of it."""
        if not head.has("text") or head.has("postil"):
            return False
        regions = head.value.get("label")
        if isinstance(regions, list) and regions:
            return isinstance(regions[0], dict) and "labels" in regions[0]
        return head.has("annotator", "annotation_id")

    def read(self, source: Path | BinaryIO, *, refuse: Refuse) -> Iterator[Document]:
        """One document for each object."""
        return documents_in(source, document_of_short, refuse)


LABEL_STUDIO = LabelStudio()
LABEL_STUDIO_MIN = LabelStudioMin()


def _write(
    target: Path | BinaryIO, documents: Iterable[Document], carries: Feature, make: Any,
    *, strict: bool,
) -> LossReport:  # fmt: skip
    with reported(target, strict=strict) as (stream, report):

        def elements() -> Iterator[bytes]:
            for number, document in enumerate(documents, 1):
                yield encoded(make(number, document))
                report.add(losses(document, carries))

        write_array(stream, elements())
    return report


def _data(document: Document) -> dict[str, Any]:
    return {"text": document.article.text, **document.meta()}


def _task(number: int, document: Document) -> dict[str, Any]:
    judged = [a for a in document.annotations if a.reviewed]
    ids = {a.id for a in judged}
    inside = [r for r in document.relations if r.source in ids and r.target in ids]
    task: dict[str, Any] = {
        "id": number,
        "data": _data(document),
        "predictions": list(_predictions(document)),
        "annotations": [],
    }
    if judged or document.state.done:
        task["annotations"] = [{
            "id": number,
            "completed_by": document.live_events[-1].annotator if document.live_events else 1,
            "was_cancelled": False,
            "ground_truth": False,
            "result": [
                *map(_region, judged),
                *map(_relation, inside),
            ],
        }]  # fmt: skip
    return task


def _predictions(document: Document) -> Iterator[dict[str, Any]]:
    """What nobody has judged, by pipeline; relations with an end there stand in the last."""
    by_pipeline: dict[str, list[Annotation]] = {}
    for annotation in document.annotations:
        if not annotation.reviewed:
            name = str(annotation.pipeline) if annotation.pipeline else ""
            by_pipeline.setdefault(name, []).append(annotation)
    waiting = {a.id for found in by_pipeline.values() for a in found}
    related = [r for r in document.relations if r.source in waiting or r.target in waiting]
    for place, (name, found) in enumerate(by_pipeline.items(), 1):
        result = [_region(annotation) for annotation in found]
        if place == len(by_pipeline):
            result += map(_relation, related)
        yield {"model_version": name, "result": result}


def _region(annotation: Annotation) -> dict[str, Any]:
    span = annotation.span
    labels = [encodable(span.label)]
    region: dict[str, Any] = {
        "id": annotation.id,
        **_REGION,
        "origin": _ORIGINS[annotation.status],
        "value": {"start": span.start, "end": span.end, "text": span.text, "labels": labels},
    }
    if span.score is not None:
        region["score"] = span.score
    meta = {
        "text": [annotation.note] if annotation.note else [],
        "kb_id": annotation.link,
        "annotator": annotation.annotator,
        "pipeline": str(annotation.pipeline) if annotation.pipeline else "",
        "predicted_label": annotation.predicted.label if annotation.predicted else "",
        "status": str(annotation.status),
    }
    return region | {"meta": {name: value for name, value in meta.items() if value}}


def _relation(relation: Any) -> dict[str, Any]:
    return {
        "type": "relation", "from_id": relation.source, "to_id": relation.target,
        "direction": "right", "labels": [encodable(relation.label)],
    }  # fmt: skip


def _short(number: int, document: Document) -> dict[str, Any]:
    events = document.live_events
    return {
        **_data(document),
        "id": number,
        "article_id": document.article.id,
        "label": [
            {**_region(annotation)["value"]} for annotation in document.annotations
        ],
        "annotator": events[-1].annotator if events else "",
        "annotation_id": number,
    }  # fmt: skip


def _document(found: dict[str, Any]) -> Document:
    data = facts(found["data"])
    draft = draft_of(_text(data), data)
    annotations = [a for a in found.get("annotations") or () if not a.get("was_cancelled")]
    taken: set[str] = set()
    for annotation in annotations:
        who = _who(annotation.get("completed_by"))
        _take(draft, taken, annotation.get("result") or (), annotator=who)
    if not annotations or "id" in data:
        for prediction in found.get("predictions") or ():
            if isinstance(prediction, dict):  # an export may list their numbers
                version = prediction.get("model_version")
                _take(draft, taken, prediction.get("result") or (), pipeline=string(version))
    return draft.document()


def _text(data: Mapping[str, Any]) -> Any:
    """The text: the field of that name, else the only one that could be one."""
    if "text" in data:
        return data["text"]
    texts = [value for value in data.values() if isinstance(value, str)]
    if len(texts) != 1:
        raise RecordError("its data has no field “text”")
    return texts[0]


def _who(completed_by: Any) -> str:
    """The name of an annotator, who is a number, a name or an object."""
    if isinstance(completed_by, dict):
        known = completed_by.get("email") or completed_by.get("username") or completed_by.get("id")
        return _who(known)
    return "" if completed_by is None else encodable(str(completed_by))


def _take(
    draft: Draft, taken: set[str], result: Iterable[Any], *, annotator: str = "",
    pipeline: str | None = None,
) -> None:  # fmt: skip
    """Add the regions and relations of one answer; its ids count within it alone."""
    names: dict[str, list[str]] = {}
    related = []
    for region in result:
        if region.get("type") == "relation":
            related.append(region)
            continue
        kind, value = str(region.get("type", "labels")), region.get("value") or {}
        if not kind.endswith("labels"):
            continue  # an answer about the text as a whole
        for label in value.get(kind) or value.get("labels") or ():
            given = string(region.get("id"))
            id = "" if given in taken else given
            taken.add(given)
            added = _add(draft, region, label, id, annotator, pipeline)
            names.setdefault(given, []).append(added)
    for relation in related:
        ends = [names.get(relation[end]) or [relation[end]] for end in ("from_id", "to_id")]
        for label in relation.get("labels") or ["related"]:
            draft.relate(string(label), ends[0][0], ends[1][0])


def _add(
    draft: Draft, region: dict[str, Any], label: Any, id: str, annotator: str, pipeline: str | None
) -> str:
    value = region["value"]
    place = value.get("globalOffsets") or value
    meta = facts(region.get("meta"))
    judged = _JUDGED.get(region.get("origin", ""), Status.ADDED)
    status = status_of(meta.get("status"), judged if pipeline is None else Status.PREDICTED)
    predicted = label if status in (Status.PREDICTED, Status.ACCEPTED) else ""
    surface, notes = value.get("text"), meta.get("text")
    return draft.add(
        [(place["start"], place["end"])],
        label,
        surface=surface if isinstance(surface, str) else None,
        score=number(region.get("score")),
        id=id,
        status=status,
        annotator=string(meta.get("annotator")) or annotator * (not meta),
        note="\n".join(map(string, notes)) if isinstance(notes, list) else string(notes),
        link=string(meta.get("kb_id")),
        predicted_label=string(meta.get("predicted_label")) or string(predicted),
        pipeline=pipeline_of(meta.get("pipeline")) or pipeline_of(pipeline),
    )


def document_of_short(found: dict[str, Any]) -> Document:
    """A document of the short form.

    Raises:
        RecordError: Offsets do not fit the text.
    """
    known = {**found, "id": found.get("article_id")}
    draft = draft_of(_text(found), known)
    who = _who(found.get("annotator"))
    regions = found.get("label") or ()
    for region in regions if isinstance(regions, list) else ():
        for label in region.get("labels") or ():
            place = region.get("globalOffsets") or region
            draft.add(
                [(place["start"], place["end"])], label,
                surface=region.get("text"), annotator=who,
            )  # fmt: skip
    return draft.document()
