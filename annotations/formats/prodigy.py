"""Prodigy's task format: one JSON object a line, each an article with its tokens and spans."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, ClassVar

from annotations.annotation_set import Annotation, Status
from annotations.corrections import parse_time
from annotations.formats.base import Feature
from annotations.formats.document import Document
from annotations.formats.draft import Draft, RecordError, Refuse
from annotations.formats.facts import draft_of, facts, number, pipeline_of, status_of, string
from annotations.formats.json_text import line
from annotations.formats.losses import LossReport, losses
from annotations.formats.records import documents as documents_in
from annotations.formats.reporting import reported
from annotations.formats.sniffing import Head
from annotations.formats.words import Columns, article_tokens, columns


@dataclass(frozen=True)
class Prodigy:
    """Tasks as Prodigy's `ner_manual` and `spans_manual` make them.

    Notes, links and statuses stand in each span, in fields beside Prodigy's own.
    """

    name: ClassVar[str] = "prodigy"
    title: ClassVar[str] = "Prodigy tasks, one JSON object a line"
    extensions: ClassVar[tuple[str, ...]] = (".jsonl", ".ndjson")
    media_type: ClassVar[str] = "application/x-ndjson"
    carries: ClassVar[Feature] = ~(Feature.DISCONTINUOUS | Feature.RELATIONS | Feature.HISTORY)

    def write(
        self, target: Path | BinaryIO, documents: Iterable[Document], *, strict: bool = False
    ) -> LossReport:
        """Write one task for each document."""
        with reported(target, strict=strict) as (stream, report):
            for document in documents:
                stream.write(line(task(document)))
                report.add(losses(document, self.carries))
        return report

    def recognizes(self, head: Head) -> bool:
        """Whether it begins with a task: a text with Prodigy's own fields, or nothing else."""
        if not head.has("text") or head.has("postil"):
            return False
        tokens = head.value.get("tokens")
        if isinstance(tokens, list) and any(isinstance(token, str) for token in tokens):
            return False
        return head.value.keys() <= {"text", "meta"} or any(map(head.value.__contains__, _OWN))

    def read(self, source: Path | BinaryIO, *, refuse: Refuse) -> Iterator[Document]:
        """One document for each task, whatever its answer.

        Of an accepted task the spans are accepted, of a rejected one rejected; those of a task
        that was ignored or not answered are predictions.
        """
        return documents_in(source, _document, refuse)


PRODIGY = Prodigy()

_OWN = ("_input_hash", "_task_hash", "spans", "answer", "_view_id")
_ANSWERS = {"accept": Status.ADDED, "reject": Status.REJECTED}


def task(document: Document) -> dict[str, Any]:
    """A document as a Prodigy task."""
    text = document.article.text
    ranges = [annotation.span.range for annotation in document.annotations]
    cut = columns(text, article_tokens(document.article), ranges)
    view = "spans_manual" if document.overlaid else "ner_manual"
    input_hash = hash_input(text)
    return {
        "text": text,
        "meta": document.meta(),
        "_input_hash": input_hash,
        "_task_hash": hash_task(input_hash, document),
        "_is_binary": False,
        "tokens": list(_tokens(text, cut)),
        "_view_id": view,
        "spans": list(_spans(document, cut)),
        "answer": "accept",
        **_who_and_when(document),
    }


def _document(found: dict[str, Any]) -> Document:
    draft = draft_of(found.get("text"), found.get("meta"))
    answer = _ANSWERS.get(found.get("answer", ""), Status.PREDICTED)
    annotator = "" if answer is Status.PREDICTED else string(found.get("_annotator_id"))
    places: dict[Any, str] = {}
    for span in found.get("spans") or ():
        places[_place(span)] = _add(draft, span, answer, annotator)
    for relation in found.get("relations") or ():
        ends = [places.get(_place(relation.get(end))) for end in ("head_span", "child_span")]
        if None in ends:
            raise RecordError("a relation between tokens that are no spans")
        draft.relate(string(relation.get("label")) or "related", ends[0] or "", ends[1] or "")
    return draft.document()


def _place(span: Any) -> tuple[Any, ...]:
    known = facts(span)
    return known.get("start"), known.get("end"), known.get("label")


def _add(draft: Draft, span: Any, answer: Status, annotator: str) -> str:
    pipeline, label = pipeline_of(span.get("source")), span.get("label")
    if answer is Status.ADDED and pipeline is not None:
        answer = Status.ACCEPTED
    predicted = answer is not Status.ADDED and label
    surface = span.get("text")
    return draft.add(
        [(span["start"], span["end"])],
        label,
        surface=surface if isinstance(surface, str) else None,
        score=number(span.get("score")),
        status=status_of(span.get("status"), answer),
        annotator=string(span.get("annotator")) or annotator,
        note=string(span.get("note")),
        link=string(span.get("kb_id")),
        predicted_label=string(span.get("predicted_label")) or string(predicted),
        pipeline=pipeline,
    )


def hash_input(text: str) -> int:
    """Prodigy's own hash of a task's input, so that it knows the text again."""
    return _hash("text=" + json.dumps(text))


def hash_task(input_hash: int, document: Document) -> int:
    """A hash of the input with its spans, made as Prodigy makes it."""
    spans = [
        {"end": a.span.end, "label": a.span.label, "start": a.span.start}
        for a in document.annotations
    ]
    return _hash(f"{input_hash}spans=" + json.dumps(spans, separators=(",", ":")))


def _hash(key: str) -> int:
    """MurmurHash3 of `key`, as a signed number of 32 bits."""
    from murmurhash.mrmr import hash  # type: ignore[import-untyped]

    unsigned: int = hash(key) & 0xFFFFFFFF
    return unsigned - (1 << 32) if unsigned >> 31 else unsigned


def _tokens(text: str, cut: Columns) -> Iterator[dict[str, Any]]:
    for place, (start, end, spaced) in enumerate(zip(*cut, strict=True)):
        yield {"text": text[start:end], "start": start, "end": end, "id": place, "ws": spaced}


def _spans(document: Document, cut: Columns) -> Iterator[dict[str, Any]]:
    first = {start: place for place, start in enumerate(cut[0])}
    last = {end: place for place, end in enumerate(cut[1])}
    for annotation in document.annotations:
        span = annotation.span
        yield {
            "text": span.text,
            "start": span.start,
            "end": span.end,
            "token_start": first[span.start],
            "token_end": last[span.end],  # inclusive, unlike `end`
            "label": span.label,
            **_beside(annotation),
        }


def _beside(annotation: Annotation) -> dict[str, Any]:
    """What else is known of a span; fields that say nothing are left out."""
    predicted, pipeline = annotation.predicted, annotation.pipeline
    facts = {
        "source": str(pipeline) if pipeline else "",
        "score": annotation.span.score,
        "status": str(annotation.status),
        "predicted_label": predicted.label if predicted else "",
        "annotator": annotation.annotator,
        "kb_id": annotation.link,
        "note": annotation.note,
    }
    return {key: value for key, value in facts.items() if value not in ("", None)}


def _who_and_when(document: Document) -> dict[str, Any]:
    """Who decided last, and when; nothing for an article that nobody has judged."""
    if not document.live_events:
        return {}
    last = document.live_events[-1]
    return {
        "_timestamp": int(parse_time(last.time).timestamp()),
        "_annotator_id": last.annotator,
        "_session_id": last.annotator,
    }
