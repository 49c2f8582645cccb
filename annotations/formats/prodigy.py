"""Prodigy's task format: one JSON object a line, each an article with its tokens and spans."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, ClassVar

from annotations.annotation_set import Annotation
from annotations.corrections import parse_time
from annotations.formats.atomic import writing
from annotations.formats.base import Feature
from annotations.formats.document import Document
from annotations.formats.losses import LossReport, losses
from annotations.formats.words import Word, article_tokens, words


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
        report = LossReport()
        with writing(target, whole=strict) as stream:
            for document in documents:
                # Escaped as Prodigy does it: some readers end a line at U+2028.
                stream.write(json.dumps(task(document), separators=(",", ":")).encode() + b"\n")
                report.add(losses(document, self.carries))
            if strict:
                report.forbid()
        return report


PRODIGY = Prodigy()


def task(document: Document) -> dict[str, Any]:
    """A document as a Prodigy task."""
    text = document.article.text
    ranges = [annotation.span.range for annotation in document.annotations]
    cut = words(text, article_tokens(document.article), ranges)
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


def _tokens(text: str, cut: Iterable[Word]) -> Iterator[dict[str, Any]]:
    for place, word in enumerate(cut):
        start, end, spaced = word
        yield {"text": text[start:end], "start": start, "end": end, "id": place, "ws": spaced}


def _spans(document: Document, cut: list[Word]) -> Iterator[dict[str, Any]]:
    first = {word.start: place for place, word in enumerate(cut)}
    last = {word.end: place for place, word in enumerate(cut)}
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
