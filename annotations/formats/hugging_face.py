"""Data sets for Hugging Face's `datasets`: JSON Lines with a dataset card, or Parquet.

A row has `tokens` and `ner_tags` (IOB2), as every script for token classification wants them,
and beside these `text` and `spans`, which lose nothing. The tags are a `ClassLabel`: in Parquet
numbers, whose names the file itself states; in JSON Lines names, which `datasets` turns into
numbers by the card `README.md` beside the file. Read are names and numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, ClassVar

from annotations.formats.base import Feature
from annotations.formats.dataset_card import class_names, write_card
from annotations.formats.document import Document, encodable
from annotations.formats.draft import Draft, RecordError, Refuse, Unit
from annotations.formats.facts import draft_of
from annotations.formats.json_text import line
from annotations.formats.losses import LossReport, losses
from annotations.formats.records import documents as documents_in
from annotations.formats.reporting import reported
from annotations.formats.sniffing import Head
from annotations.formats.tagged import iob2, places
from annotations.formats.tags import entities
from annotations.formats.words import article_tokens, columns

CARRIES = Feature.SUB_TOKEN | Feature.EMPTY | Feature.TEXT | Feature.LABELS
ELSEWHERE = "in the column “spans”, not in “ner_tags”"
REMARKS = {Feature.NESTED: ELSEWHERE, Feature.OVERLAPPING: ELSEWHERE}
TAG_COLUMNS = ("ner_tags", "tags", "labels", "ner")
"""Where other people's data sets have their tags."""


class Names:
    """The names of tags, each with its number, in the order in which they were met."""

    def __init__(self) -> None:
        self._numbers = {"O": 0}

    def number(self, tag: str) -> int:
        """The number of a tag; `B-` and `I-` of a label get theirs together."""
        found = self._numbers.get(tag)
        if found is None:
            for mark in ("B-", "I-"):
                self._numbers.setdefault(mark + tag[2:], len(self._numbers))
            found = self._numbers[tag]
        return found

    def noted(self, tag: str) -> str:
        """The tag itself, which is among the names from now on."""
        self.number(tag)
        return tag

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)


def row(document: Document, tag: Callable[[str], Any]) -> dict[str, Any]:
    """A document as a row, each of its tags as `tag` writes it."""
    article = document.article
    ranges = [annotation.span.range for annotation in document.annotations]
    starts, ends, _ = columns(article.text, article_tokens(article), ranges)
    tokens = list(zip(starts, ends, strict=True))
    forms = [article.text[start:end] for start, end in tokens]
    if any(map(str.isspace, forms)):
        edges = {edge for extent in ranges for edge in extent}
        tokens = [t for t in tokens if t[0] in edges or not article.text[t[0] : t[1]].isspace()]
        forms = [article.text[start:end] for start, end in tokens]
    tags = iob2(tokens, [annotation.span for annotation in document.flat])
    names = {name: tag(encodable(name)) for name in dict.fromkeys(tags)}
    return {
        "id": article.id,
        "text": article.text,
        "tokens": forms,
        "ner_tags": [names[name] for name in tags],
        "spans": [
            {"start": a.span.start, "end": a.span.end, "label": encodable(a.span.label)}
            for a in document.annotations
        ],
    }


def document_of(found: dict[str, Any], names: list[str] | None) -> Document:
    """A row as a document.

    Args:
        found: The row.
        names: The names of numbered tags; None where they are not known.

    Raises:
        RecordError: It has no tokens, or numbers without names.
    """
    text, tokens = found.get("text"), found.get("tokens") or ()
    if not isinstance(text, str):
        text = " ".join(tokens)
    draft = draft_of(text, units=(Unit.CODE_POINTS,))
    if isinstance(found.get("spans"), list) and "text" in found:
        for span in found["spans"]:
            draft.add([(span["start"], span["end"])], span["label"])
    else:
        _add_tagged(draft, text, tokens, _tags(found, names))
    return draft.document()


def _add_tagged(draft: Draft, text: str, tokens: Iterable[str], tags: list[str | None]) -> None:
    at = places(text, tokens)
    if len(at) != len(tags):
        raise RecordError(f"{len(at)} tokens and {len(tags)} tags")
    for start, end, label in entities(tags):
        draft.add([(at[start][0], at[end - 1][1])], label)


def _tags(found: dict[str, Any], names: list[str] | None) -> list[str | None]:
    column = next((name for name in TAG_COLUMNS if isinstance(found.get(name), list)), None)
    if column is None:
        raise RecordError(f"it has none of the columns {', '.join(TAG_COLUMNS)}")
    tags: list[str | None] = []
    for tag in found[column]:
        if isinstance(tag, str):
            tags.append(tag)
        elif names is None:
            raise RecordError(
                f"“{column}” are numbers without names; put the dataset’s README.md or "
                "dataset_infos.json beside the file"
            )
        elif type(tag) is not int or not -1 <= tag < len(names):
            raise RecordError(f"{tag!r} is the number of no tag")
        else:
            tags.append(names[tag] if tag >= 0 else None)
    return tags


@dataclass(frozen=True)
class HuggingFace:
    """Rows in JSON Lines, with a dataset card beside them."""

    name: ClassVar[str] = "hf"
    title: ClassVar[str] = "Hugging Face dataset, JSON Lines with a card"
    extensions: ClassVar[tuple[str, ...]] = (".jsonl", ".json")
    media_type: ClassVar[str] = "application/x-ndjson"
    carries: ClassVar[Feature] = CARRIES

    def write(
        self, target: Path | BinaryIO, documents: Iterable[Document], *, strict: bool = False
    ) -> LossReport:
        """Write one row for each document, and the card."""
        names = Names()
        with reported(target, strict=strict) as (stream, report):
            for document in documents:
                stream.write(line(row(document, names.noted)))
                report.add(losses(document, self.carries, REMARKS))
        if isinstance(target, Path):
            write_card(target, list(names))
        return report

    def recognizes(self, head: Head) -> bool:
        """Whether it begins with a row of tokens and tags."""
        if not head.has("tokens"):
            return False
        tokens = head.value["tokens"]
        words = isinstance(tokens, list) and all(isinstance(token, str) for token in tokens)
        return words and any(head.has(name) for name in TAG_COLUMNS)

    def read(self, source: Path | BinaryIO, *, refuse: Refuse) -> Iterator[Document]:
        """One document for each row; the names of tags are looked for beside the file."""
        names = class_names(source) if isinstance(source, Path) else None
        return documents_in(source, lambda found: document_of(found, names), refuse)


HUGGING_FACE = HuggingFace()
