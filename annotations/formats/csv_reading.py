"""Reads tables of spans: our own, Label Studio's, and any whose first row names the columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from annotations.annotation_set import Status
from annotations.article import Article
from annotations.errors import ArticleError, FormatError, PostilError
from annotations.formats.csv import TEXT, given_back
from annotations.formats.document import Document
from annotations.formats.draft import Draft, RecordError, Refusal, Refuse
from annotations.formats.facts import status_of
from annotations.formats.label_studio import document_of_short
from annotations.formats.records import LARGEST, opened, parse

if TYPE_CHECKING:
    from annotations.formats.csv import SeparatedValues

Row = tuple[int, dict[str, str]]
"""The number of the line that a row ends on, and its fields by column."""

_NEEDED = {"start", "end", "label"}


def documents_in(
    source: Path | BinaryIO, format: SeparatedValues, refuse: Refuse
) -> Iterator[Document]:
    """The documents of a table.

    Raises:
        FormatError: It is no table of spans, or not in UTF-8.
    """
    with opened(source) as stream, _text(stream) as lines:
        try:
            names, rows = _rows(lines, format.separator)
            if {"annotation_id", "label", "text"} <= names:
                yield from _label_studio(rows, refuse)
            elif names >= _NEEDED:
                yield from _spans(rows, format, refuse)
            else:
                missing = ", ".join(sorted(_NEEDED - names))
                raise FormatError(f"no table of spans: its first row does not name {missing}")
        except csv.Error as error:
            raise FormatError(f"not a table: {error}") from None
        except UnicodeDecodeError as error:
            raise FormatError(f"not UTF-8 ({error.reason}); save it as UTF-8") from None


@contextmanager
def _text(stream: BinaryIO) -> Iterator[Iterable[str]]:
    text = io.TextIOWrapper(stream, "utf-8-sig", newline="")
    try:
        yield text
    finally:
        text.detach()  # the stream is not ours to close


def _rows(lines: Iterable[str], separator: str) -> tuple[set[str], Iterator[Row]]:
    csv.field_size_limit(LARGEST)
    reader = csv.reader(lines, delimiter=separator)
    names = next(reader, [])
    rows = ((reader.line_num, dict(zip(names, row, strict=False))) for row in reader if row)
    return set(names), rows


def _label_studio(rows: Iterable[Row], refuse: Refuse) -> Iterator[Document]:
    """A row for each annotator of a text; the spans are JSON in one cell."""
    for line, row in rows:
        try:
            regions = parse(row.get("label") or "[]")
            yield document_of_short({**row, "label": regions})
        except (PostilError, KeyError, TypeError, ValueError, AttributeError) as error:
            refuse(Refusal(f"line {line}", str(error)))


def _spans(rows: Iterable[Row], format: SeparatedValues, refuse: Refuse) -> Iterator[Document]:
    for _, group in groupby(rows, lambda row: (row[1].get("doc_id"), row[1].get("source"))):
        first, *rest = group
        try:
            draft = Draft(_article(first[1], format))
        except PostilError as error:
            refuse(Refusal(f"line {first[0]}", str(error)))
            continue
        for line, row in (first, *rest):
            try:
                _add(draft, row, format)
            except RecordError as error:
                refuse(Refusal(f"line {line}", str(error)))
        try:
            yield draft.document()
        except PostilError as error:
            refuse(Refusal(f"lines {first[0]} to {line}", str(error)))


def _article(row: dict[str, str], format: SeparatedValues) -> Article:
    """The article of a row: from the table itself, or looked up."""
    id = row.get("doc_id", "")
    source = row.get("source", "") if format.lossless else given_back(row.get("source", ""))
    if TEXT in row:
        text = row[TEXT] if format.lossless else given_back(row[TEXT])
        try:
            return Article(text, source=source)
        except ArticleError as error:
            raise RecordError(str(error)) from None
    found = format.articles(id, source) if format.articles else None
    if found is None:
        raise RecordError(
            f"article {id[:12] or source or '?'} is not known, and its text is not in the table; "
            "open it in Postil first"
        )
    return found


def _add(draft: Draft, raw: dict[str, str], format: SeparatedValues) -> None:
    if not raw.get("start") and not raw.get("end"):
        return  # an article in which nothing stands
    start, end = _whole(raw.get("start", "")), _whole(raw.get("end", ""))
    row = raw if format.lossless else _given_back(raw)
    surface = raw.get("text")
    if surface is not None and draft.article.text[start:end] != surface:
        surface = row["text"]
    get = row.get
    draft.add(
        ((start, end),),
        get("label", ""),
        surface=surface,
        status=status_of(get("status"), Status.ADDED),
        annotator=get("annotator", ""),
        note=get("note", ""),
        link=get("link", ""),
        predicted_label=get("predicted_label", ""),
    )


def _given_back(row: dict[str, str]) -> dict[str, str]:
    """The fields as they were before some got a `'`."""
    for value in row.values():
        if value[:1] == "'":
            return {name: given_back(value) for name, value in row.items()}
    return row


def _whole(value: str) -> int:
    if not (value.isascii() and value.isdigit()) or len(value) > 12:
        raise RecordError(f"offset “{value[:20]}” is no whole number")
    return int(value)
