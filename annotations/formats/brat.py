"""brat's stand-off files: a text in `x.txt`, what is said of it in `x.ann`.

https://brat.nlplab.org/standoff.html, with discontinuous spans as brat 1.3 has them. Offsets
count code points. A span cannot reach over a line break: it is written in fragments, and such
fragments are put together again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, ClassVar

from annotations.annotation_set import Annotation
from annotations.formats import brat_conf
from annotations.formats.base import Feature
from annotations.formats.brat_link import reference
from annotations.formats.document import Document
from annotations.formats.draft import Refuse
from annotations.formats.losses import Loss, LossReport, loss, losses
from annotations.formats.sets import Parts, write_each
from annotations.formats.sniffing import Head
from annotations.span import Range

LINE_ENDS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
"""What ends a line for brat, which is written in Python."""

_LINE_END = re.compile(f"[{LINE_ENDS}]")
_LINE = re.compile(f"[^{LINE_ENDS}]+")
_TYPE = re.compile(r"[^\w.-]+")
_FIRST = re.compile(r"T\d+\t\S+ \d+ \d+|[#AEMNR]\d+\t\S")


@dataclass(frozen=True)
class Brat:
    """A folder with two files for each article, and one that names the types."""

    name: ClassVar[str] = "brat"
    title: ClassVar[str] = "brat stand-off, a folder of .txt and .ann files"
    extensions: ClassVar[tuple[str, ...]] = (".ann",)
    media_type: ClassVar[str] = "application/zip"
    carries: ClassVar[Feature] = (
        Feature.NESTED | Feature.OVERLAPPING | Feature.DISCONTINUOUS | Feature.SUB_TOKEN
        | Feature.NOTES | Feature.LINKS | Feature.RELATIONS | Feature.EMPTY | Feature.TEXT
    )  # fmt: skip

    def write(
        self, target: Path | BinaryIO, documents: Iterable[Document], *, strict: bool = False
    ) -> LossReport:
        """Write a folder, or an archive of one; a file `x.ann` gets its `x.txt` beside it."""
        labels: dict[str, None] = {}
        relations: dict[str, None] = {}

        def encode(document: Document) -> tuple[Parts, list[Loss]]:
            lost = list(losses(document, self.carries))
            labels.update(dict.fromkeys(type_name(a.span.label) for a in document.annotations))
            relations.update(dict.fromkeys(type_name(r.label) for r in document.relations))
            lines = "".join(f"{line}\n" for line in _lines(document, lost))
            text = document.article.text.encode()
            return {".ann": lines.encode("utf-8", "replace"), ".txt": text}, lost

        def shared() -> Mapping[str, bytes]:
            conf = brat_conf.Configuration(tuple(labels), tuple(relations))
            return {brat_conf.NAME: str(conf).encode("utf-8", "replace")}

        return write_each(target, documents, encode, strict=strict, shared=shared)

    def recognizes(self, head: Head) -> bool:
        """Whether the first line is one of an `.ann` file."""
        return bool(_FIRST.match(head.text))

    def read(self, source: Path | BinaryIO, *, refuse: Refuse) -> Iterator[Document]:
        """Read the pairs of files of a folder or an archive, or the pair of one file."""
        from annotations.formats.brat_reading import documents

        return documents(source, refuse=refuse)


BRAT = Brat()


def type_name(label: str) -> str:
    """A label as brat's types are spelt."""
    return _TYPE.sub("_", label)


def fragments(text: str, ranges: Iterable[Range]) -> list[Range]:
    """Stretches without line breaks."""
    return [found.span() for start, end in ranges for found in _LINE.finditer(text, start, end)]


def joined(text: str, ranges: Iterable[Range]) -> tuple[Range, ...]:
    """Fragments, those put together between which there are only line breaks."""
    found: list[Range] = []
    for start, end in ranges:
        gap = text[found[-1][1] : start] if found and found[-1][1] <= start else "x"
        if not gap.strip(LINE_ENDS):
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return tuple(found)


def _lines(document: Document, lost: list[Loss]) -> Iterator[str]:
    text = document.article.text
    names: dict[str, str] = {}
    for annotation in document.annotations:
        span = annotation.span
        parts = fragments(text, span.fragments or (span.range,))
        lost += _changes(document, annotation, joined(text, parts))
        if parts:
            names[annotation.id] = name = f"T{len(names) + 1}"
            places = ";".join(f"{start} {end}" for start, end in parts)
            surface = " ".join(text[start:end] for start, end in parts)
            yield f"{name}\t{type_name(span.label)} {places}\t{surface}"
    relations = [r for r in document.relations if r.source in names and r.target in names]
    for number, r in enumerate(relations, 1):
        yield f"R{number}\t{type_name(r.label)} Arg1:{names[r.source]} Arg2:{names[r.target]}"
    linked = [a for a in document.annotations if a.link and a.id in names]
    for number, a in enumerate(linked, 1):
        surface = _LINE_END.sub(" ", a.span.text)
        yield f"N{number}\tReference {names[a.id]} {reference(a.link)}\t{surface}"
    number = 0
    for annotation in document.annotations:
        if annotation.note and annotation.id in names:
            for line in _LINE_END.split(annotation.note):
                number += 1
                yield f"#{number}\tAnnotatorNotes {names[annotation.id]}\t{line}"


def _changes(
    document: Document, annotation: Annotation, parts: tuple[Range, ...]
) -> Iterator[Loss]:
    span = annotation.span
    if not parts:
        yield loss(document, Feature.SUB_TOKEN, span, "is only line breaks: not written")
        return
    if parts != (span.fragments or (span.range,)):
        feature = Feature.DISCONTINUOUS if span.fragments else Feature.SUB_TOKEN
        yield loss(document, feature, span, "written without line breaks at its edges")
    if type_name(span.label) != span.label:
        yield loss(document, Feature.LABELS, span, f"written {type_name(span.label)}")
    if _LINE_END.sub("\n", annotation.note) != annotation.note:
        yield loss(document, Feature.NOTES, span, "its line ends are written as line feeds")
