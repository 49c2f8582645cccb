"""Relations for other programs: a table in CSV, and a graph in GraphML."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, ClassVar

from annotations.annotation_set import Annotation
from annotations.formats import graphml
from annotations.formats.base import Feature
from annotations.formats.document import Document
from annotations.formats.losses import Loss, LossReport, loss, losses
from annotations.formats.reporting import reported

_END = ("text", "label", "start", "end", "link")
COLUMNS = (
    "doc_id", "source", "relation", *(f"from_{one}" for one in _END),
    *(f"to_{one}" for one in _END),
)  # fmt: skip
_SPANS = (
    Feature.NESTED
    | Feature.OVERLAPPING
    | Feature.SUB_TOKEN
    | Feature.LINKS
    | Feature.RELATIONS
    | Feature.LABELS
)
_NODE = {
    "label": "string", "text": "string", "start": "int", "end": "int", "link": "string",
    "note": "string", "status": "string", "annotator": "string", "article": "string",
}  # fmt: skip
_EDGE = {"relation": "string"}


@dataclass(frozen=True)
class RelationTable:
    """A row for each relation. A field that a spreadsheet would run gets a `'` before it."""

    lossless: bool = False
    """Whether every field is written as it is, for programs rather than spreadsheets."""
    name: ClassVar[str] = "relations"
    title: ClassVar[str] = "Relations in CSV, one row each"
    extensions: ClassVar[tuple[str, ...]] = (".relations.csv",)
    media_type: ClassVar[str] = "text/csv"
    carries: ClassVar[Feature] = _SPANS

    def write(
        self, target: Path | BinaryIO, documents: Iterable[Document], *, strict: bool = False
    ) -> LossReport:
        """Write a row of column names, and one for each relation."""
        from annotations.formats.csv import Rows, harmless

        with reported(target, strict=strict) as (stream, report):
            table = csv.writer(Rows(stream))
            table.writerow(COLUMNS)
            for document in documents:
                for row in _rows(document):
                    table.writerow(row if self.lossless else [harmless(field) for field in row])
                report.add(losses(document, self.carries))
                report.add(_left(document))
        return report


RELATIONS = RelationTable()


def _rows(document: Document) -> Iterator[list[str | int]]:
    known = {a.id: a for a in document.annotations}
    for r in document.relations:
        ends = [cell for id in (r.source, r.target) for cell in _cells(known[id])]
        yield [document.article.id, document.article.source, r.label, *ends]


def _cells(a: Annotation) -> list[str | int]:
    return [a.span.text, a.span.label, a.span.start, a.span.end, a.link]


def _left(document: Document) -> Iterator[Loss]:
    if document.article.text:
        yield loss(document, Feature.TEXT, None, "is not written")
    if document.annotations and not document.relations:
        yield loss(document, Feature.EMPTY, None, "has no relations")


@dataclass(frozen=True)
class GraphMl:
    """Entities and relations of all articles in one graph."""

    name: ClassVar[str] = "graphml"
    title: ClassVar[str] = "GraphML, entities and relations as a graph"
    extensions: ClassVar[tuple[str, ...]] = (".graphml",)
    media_type: ClassVar[str] = "application/graphml+xml"
    carries: ClassVar[Feature] = (
        _SPANS | Feature.NOTES | Feature.STATUSES | Feature.ANNOTATORS
    )  # fmt: skip

    def write(
        self, target: Path | BinaryIO, documents: Iterable[Document], *, strict: bool = False
    ) -> LossReport:
        """Write nodes and edges of each document."""
        with reported(target, strict=strict) as (stream, report):
            opening = graphml.opening("annotations", _NODE, _EDGE, directed=True)
            stream.write(opening.encode())
            for number, document in enumerate(documents, 1):
                stream.write("".join(_graph(document, number)).encode("utf-8", "replace"))
                report.add(losses(document, self.carries))
                report.add(_left(document))
            stream.write(graphml.CLOSING.encode())
        return report


GRAPHML = GraphMl()


def _graph(document: Document, number: int) -> Iterator[str]:
    names = {a.id: f"d{number}n{place}" for place, a in enumerate(document.annotations, 1)}
    for a in document.annotations:
        said = {
            "label": a.span.label, "text": a.span.text, "start": a.span.start, "end": a.span.end,
            "link": a.link, "note": a.note, "status": a.status, "annotator": a.annotator,
            "article": document.name,
        }  # fmt: skip
        yield graphml.node(names[a.id], said)
    for place, r in enumerate(document.relations, 1):
        ends = names[r.source], names[r.target]
        yield graphml.edge(f"d{number}e{place}", ends, {"relation": r.label})
