"""doccano's JSON Lines: `label` triples, or `entities` with ids and `relations` between them.

doccano's page counts UTF-16 units unless a project says otherwise, so these are written. What
is read is in UTF-16 units or code points; where both fit and differ, the offsets that cut fewer
words are believed, and our own files say which they have.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, ClassVar

from annotations.formats.base import Feature
from annotations.formats.document import Document, encodable
from annotations.formats.draft import RecordError, Refuse, Unit
from annotations.formats.facts import draft_of, string
from annotations.formats.json_text import line
from annotations.formats.losses import LossReport, losses
from annotations.formats.records import documents as documents_in
from annotations.formats.reporting import reported
from annotations.formats.sniffing import Head

UNIT = "offset_unit"
"""A field of our own, which doccano keeps among the example's metadata."""


@dataclass(frozen=True)
class Doccano:
    """A line for each article, as doccano imports it for sequence labelling."""

    relations: bool = False
    """Whether to write `entities` and `relations`, for a project that has relations."""
    code_points: bool = False
    """Whether to count code points, for a project that counts graphemes and for scripts."""

    name: ClassVar[str] = "doccano"
    title: ClassVar[str] = "doccano, one JSON object a line"
    extensions: ClassVar[tuple[str, ...]] = (".jsonl", ".json")
    media_type: ClassVar[str] = "application/x-ndjson"

    @property
    def carries(self) -> Feature:
        """Spans and metadata; relations where they are asked for."""
        spans = Feature.NESTED | Feature.OVERLAPPING | Feature.SUB_TOKEN | Feature.EMPTY
        about = Feature.METADATA | Feature.TAGS | Feature.STATE | Feature.TEXT | Feature.LABELS
        return spans | about | (Feature.RELATIONS if self.relations else Feature(0))

    def write(
        self, target: Path | BinaryIO, documents: Iterable[Document], *, strict: bool = False
    ) -> LossReport:
        """Write one line for each document."""
        with reported(target, strict=strict) as (stream, report):
            for document in documents:
                stream.write(line(self._example(document)))
                report.add(losses(document, self.carries))
        return report

    def _example(self, document: Document) -> dict[str, Any]:
        unit = Unit.CODE_POINTS if self.code_points else Unit.UTF16
        at = unit.offsets(document.article.text)
        rows = [
            (at[a.span.start], at[a.span.end], encodable(a.span.label))
            for a in document.annotations
        ]
        said = _related(document, rows) if self.relations else {"label": rows}
        return {"text": document.article.text, **said, **document.meta(), UNIT: str(unit)}

    def recognizes(self, head: Head) -> bool:
        """Whether it begins with an example of either shape, or of that before version 1.2."""
        if not head.has("text") or head.has("postil"):
            return False
        if head.has("entities") and not head.has("ents"):
            found = head.value["entities"]
            return _are(found, "start_offset") or _are_triples(found)
        if head.has("annotations"):
            return _are(head.value["annotations"], "start_offset")
        return any(_are_triples(head.value[name]) for name in _LABELS if head.has(name))

    def read(self, source: Path | BinaryIO, *, refuse: Refuse) -> Iterator[Document]:
        """One document for each line, of either shape, or of that before version 1.2."""
        return documents_in(source, _document, refuse)


DOCCANO = Doccano()

_LABELS = ("label", "labels")


def _related(document: Document, rows: list[tuple[int, int, str]]) -> dict[str, Any]:
    numbers = {annotation.id: number for number, annotation in enumerate(document.annotations)}
    return {
        "entities": [
            {"id": number, "start_offset": start, "end_offset": end, "label": label}
            for number, (start, end, label) in enumerate(rows)
        ],
        "relations": [
            {
                "id": number, "from_id": numbers[relation.source],
                "to_id": numbers[relation.target], "type": encodable(relation.label),
            }
            for number, relation in enumerate(document.relations)
        ],
    }  # fmt: skip


def _are(value: Any, field: str) -> bool:
    """Whether a value that may be cut off is a list of objects with a field."""
    return value is None or (
        isinstance(value, list) and all(isinstance(one, dict) and field in one for one in value)
    )


def _are_triples(value: Any) -> bool:
    return value is None or (
        isinstance(value, list) and all(isinstance(one, list) and len(one) == 3 for one in value)
    )


def _document(found: dict[str, Any]) -> Document:
    draft = draft_of(found.get("text"), found, units=_units(found), guess=True)
    for name in _LABELS:
        for start, end, label in found.get(name) or ():
            draft.add([(start, end)], label)
    for field in ("entities", "annotations"):
        for entity in found.get(field) or ():
            if isinstance(entity, list):  # as a project for intents and slots has them
                start, end, label = entity
                draft.add([(start, end)], label)
                continue
            place = (entity["start_offset"], entity["end_offset"])
            label = entity["label"]
            draft.add(
                [place],
                # Before version 1.2 labels were exported as their numbers.
                label if isinstance(label, str) else f"label {label}",
                id=str(entity.get("id", "")),
                annotator=string(entity.get("user")),
            )
    for relation in found.get("relations") or ():
        draft.relate(str(relation["type"]), str(relation["from_id"]), str(relation["to_id"]))
    return draft.document()


def _units(found: dict[str, Any]) -> tuple[Unit, ...]:
    stated = found.get(UNIT)
    if stated is None:
        return Unit.UTF16, Unit.CODE_POINTS
    if stated not in list(Unit):
        raise RecordError(f"offsets in “{stated!s}” are not known; name one of {', '.join(Unit)}")
    return (Unit(stated),)
