"""Comma- and tab-separated values: one row for each span.

A table says where spans stand and in which article, not what the article is: to read it, the
articles are looked up, unless the table was written with a column for them.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from annotations.article import Article
from annotations.formats.base import Feature
from annotations.formats.document import Document
from annotations.formats.draft import Refuse
from annotations.formats.losses import LossReport, losses
from annotations.formats.reporting import reported
from annotations.formats.sniffing import Head

COLUMNS = (
    "doc_id", "source", "start", "end", "text", "label", "status", "predicted_label",
    "annotator", "time", "note", "link",
)  # fmt: skip
"""The first row. `start` and `end` count code points of the article, half-open."""

TEXT = "article"
"""The column of the article's text, where it is written."""

_CARRIES = (
    Feature.NESTED | Feature.OVERLAPPING | Feature.SUB_TOKEN | Feature.NOTES | Feature.LINKS
    | Feature.STATUSES | Feature.ANNOTATORS | Feature.LABELS
)  # fmt: skip

_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
"""What a spreadsheet would run, with the quotes that were put before it already."""


@dataclass(frozen=True)
class SeparatedValues:
    """A table of spans. A field that a spreadsheet would run as a formula gets a `'` before it."""

    name: str
    title: str
    extensions: tuple[str, ...]
    media_type: str
    separator: str
    lossless: bool = False
    """Whether every field is written as it is, for programs rather than spreadsheets."""
    texts: bool = False
    """Whether to write each article's text as well, in the row of its first span."""
    articles: Callable[[str, str], Article | None] | None = None
    """Finds an article by its id and source, to read a table without texts."""

    @property
    def carries(self) -> Feature:
        """Everything about a span but its score; articles without one need their text."""
        return _CARRIES | (Feature.EMPTY | Feature.TEXT if self.texts else Feature(0))

    def write(
        self, target: Path | BinaryIO, documents: Iterable[Document], *, strict: bool = False
    ) -> LossReport:
        """Write a row of column names, and one for each span."""
        with reported(target, strict=strict) as (stream, report):
            table = csv.writer(Rows(stream), delimiter=self.separator)
            table.writerow((*COLUMNS, TEXT) if self.texts else COLUMNS)
            for document in documents:
                table.writerows(map(self._row, self._rows(document)))
                report.add(losses(document, self.carries))
        return report

    def _rows(self, document: Document) -> Iterator[list[str | int]]:
        rows = _rows(document)
        if self.texts:
            article = document.article
            first = next(rows, [article.id, article.source, *[""] * (len(COLUMNS) - 2)])
            yield [*first, article.text]
        yield from rows

    def _row(self, fields: list[str | int]) -> list[str | int]:
        return fields if self.lossless else [harmless(field) for field in fields]

    def recognizes(self, head: Head) -> bool:
        """Whether the first row names the columns of a span."""
        names = head.lines[0].replace('"', "").split(self.separator)
        return {"start", "end", "label"} <= set(names) or {"label", "annotation_id"} <= set(names)

    def read(self, source: Path | BinaryIO, *, refuse: Refuse) -> Iterator[Document]:
        """One document for each run of rows about one article."""
        from annotations.formats.csv_reading import documents_in

        return documents_in(source, self, refuse)


CSV = SeparatedValues("csv", "Comma-separated values, one row a span", (".csv",), "text/csv", ",")
TSV = SeparatedValues(
    "tsv", "Tab-separated values, one row a span", (".tsv",), "text/tab-separated-values", "\t"
)


class Rows:
    """Takes the rows of a `csv.writer`, ends them with `\\n`, and writes them as UTF-8.

    The writer itself keeps `\\r\\n`: before Python 3.13 it quotes a field with a `\\r` only then.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def write(self, row: str) -> None:
        self._stream.write(row.removesuffix("\r\n").encode("utf-8", "replace") + b"\n")


def _rows(document: Document) -> Iterator[list[str | int]]:
    article = document.article
    for annotation in document.annotations:
        span, predicted = annotation.span, annotation.predicted
        yield [
            article.id, article.source, span.start, span.end, span.text, span.label,
            str(annotation.status), predicted.label if predicted else "", annotation.annotator,
            document.time(annotation), annotation.note, annotation.link,
        ]  # fmt: skip


def given_back(field: str) -> str:
    """The field as it was before a `'` was put before it."""
    return field[1:] if field[:1] == "'" and _FORMULA.match(field, 1) else field


def harmless(field: str | int) -> str | int:
    """The field with a `'` before what a spreadsheet would run; one `'` off gives it back."""
    return f"'{field}" if type(field) is str and _FORMULA.match(field) else field
