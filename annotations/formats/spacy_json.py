"""spaCy's JSON: what `Doc.to_json` gives, and the older shapes of training data.

Written is an array of `Doc.to_json`, which `Doc.from_json` reads. Read are also the training
data of spaCy 2, which `spacy convert` takes (`paragraphs` of tokens with BILUO tags), and pairs
of a text and its entities.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, ClassVar

from annotations.annotation_set import Annotation
from annotations.formats.base import Feature
from annotations.formats.document import Document, encodable
from annotations.formats.draft import Draft, RecordError, Refuse, Unit
from annotations.formats.facts import draft_of, facts, string
from annotations.formats.json_text import encoded
from annotations.formats.losses import LossReport, losses
from annotations.formats.records import Record
from annotations.formats.records import documents as documents_in
from annotations.formats.reporting import reported, write_array
from annotations.formats.sniffing import Head
from annotations.formats.spacy_docbin import ELSEWHERE, GROUP
from annotations.formats.tagged import places
from annotations.formats.tags import entities
from annotations.formats.words import article_tokens, columns

_CODE_POINTS = (Unit.CODE_POINTS,)


@dataclass(frozen=True)
class SpacyJson:
    """An array of documents as `Doc.to_json` gives them."""

    name: ClassVar[str] = "spacy-json"
    title: ClassVar[str] = "spaCy JSON, as Doc.to_json gives it"
    extensions: ClassVar[tuple[str, ...]] = (".json", ".jsonl")
    media_type: ClassVar[str] = "application/json"
    carries: ClassVar[Feature] = (
        Feature.SUB_TOKEN | Feature.LINKS | Feature.TAGS | Feature.STATE | Feature.METADATA
        | Feature.EMPTY | Feature.TEXT | Feature.LABELS
    )  # fmt: skip

    def write(
        self, target: Path | BinaryIO, documents: Iterable[Document], *, strict: bool = False
    ) -> LossReport:
        """Write one element for each document."""
        remarks = {Feature.NESTED: ELSEWHERE, Feature.OVERLAPPING: ELSEWHERE}
        with reported(target, strict=strict) as (stream, report):

            def elements() -> Iterator[bytes]:
                for document in documents:
                    yield encoded(_doc(document))
                    report.add(losses(document, self.carries, remarks))

            write_array(stream, elements())
        return report

    def recognizes(self, head: Head) -> bool:
        """Whether it begins with a document of any of the shapes."""
        first = head.value
        if isinstance(first, list):
            return _is_pair(first)
        return (
            head.has("paragraphs")
            or head.has("text", "ents")
            or head.has("text", "tokens", "sents")
        )

    def read(self, source: Path | BinaryIO, *, refuse: Refuse) -> Iterator[Document]:
        """One document for each element, or for each paragraph of an element."""
        return documents_in(source, _document, refuse, _paragraphs)


SPACY_JSON = SpacyJson()


def _doc(document: Document) -> dict[str, Any]:
    text = document.article.text
    ranges = [annotation.span.range for annotation in document.annotations]
    starts, ends, _ = columns(text, article_tokens(document.article), ranges)
    return {
        "text": text,
        "ents": [_span(annotation) for annotation in document.flat],
        "tokens": [
            {"id": place, "start": start, "end": end}
            for place, (start, end) in enumerate(zip(starts, ends, strict=True))
        ],
        "spans": {GROUP: [_span(annotation) for annotation in document.annotations]},
        "meta": document.meta(),  # not "_", which Doc.from_json takes from few programs
    }


def _span(annotation: Annotation) -> dict[str, Any]:
    return {
        "start": annotation.span.start,
        "end": annotation.span.end,
        "label": encodable(annotation.span.label),
        "kb_id": encodable(annotation.link),
    }


def _is_pair(value: list[Any]) -> bool:
    """Whether a list is a text with what is annotated in it."""
    return len(value) == 2 and isinstance(value[0], str) and isinstance(value[1], dict)


def _paragraphs(record: Record) -> Iterator[Record]:
    """The paragraphs of training data; any other record as it is."""
    paragraphs = facts(record.value).get("paragraphs")
    if not isinstance(paragraphs, list):
        yield record
        return
    for number, paragraph in enumerate(paragraphs, 1):
        yield Record(f"{record.place}, paragraph {number}", {"paragraph": paragraph})


def _document(found: Any) -> Document:
    if isinstance(found, list):
        if not _is_pair(found):
            raise RecordError("not a text with its annotations")
        return _of_pair(*found)
    if "paragraph" in found:
        return _of_paragraph(found["paragraph"])
    if not ("ents" in found or "spans" in found or "tokens" in found):
        raise RecordError("neither a document of spaCy nor training data")
    return _of_doc(found)


def _of_doc(found: dict[str, Any]) -> Document:
    draft = draft_of(found.get("text"), found.get("meta") or found.get("_"), units=_CODE_POINTS)
    groups = facts(found.get("spans")).values()
    _add_all(draft, [found.get("ents") or (), *groups])
    return draft.document()


def _add_all(draft: Draft, groups: Iterable[Iterable[Any]]) -> None:
    """Add spans, each once, whatever groups it is in."""
    seen: set[tuple[Any, ...]] = set()
    for group in groups:
        for span in group:
            key = (span["start"], span["end"], span["label"])
            if key not in seen:
                seen.add(key)
                link = string(span.get("kb_id")) or string(span.get("id"))
                draft.add([key[:2]], key[2], link=link)


def _of_pair(text: Any, said: dict[str, Any]) -> Document:
    draft = draft_of(text, units=_CODE_POINTS)
    groups = [said.get("entities") or (), *facts(said.get("spans")).values()]
    seen: set[tuple[Any, ...]] = set()
    for entity in (entity for group in groups for entity in group):
        if not isinstance(entity, list) or len(entity) < 3:
            raise RecordError("its entities are not stated as start, end and label")
        key = tuple(entity[:3])
        if key not in seen:
            seen.add(key)
            draft.add([key[:2]], key[2], link=string(entity[3]) if len(entity) > 3 else "")
    return draft.document()


def _of_paragraph(paragraph: dict[str, Any]) -> Document:
    sentences = paragraph.get("sentences") or ()
    tokens = [token for sentence in sentences for token in sentence.get("tokens") or ()]
    forms = [token["orth"] for token in tokens]
    raw = paragraph.get("raw")
    text = raw if isinstance(raw, str) else _joined(tokens)
    draft = draft_of(text, units=_CODE_POINTS)
    at = places(text, forms)
    for start, end, label in entities(token.get("ner") for token in tokens):
        draft.add([(at[start][0], at[end - 1][1])], label)
    return draft.document()


def _joined(tokens: Iterable[dict[str, Any]]) -> str:
    """The text of tokens that stand alone, with a space after each that does not say otherwise."""
    return "".join(token["orth"] + token.get("space", " ") for token in tokens).rstrip(" ")
