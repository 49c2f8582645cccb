"""TEI: entities as `<name type="GPE">` in the text where they nest, as stand-off where not.

https://tei-c.org/release/doc/tei-p5-doc/en/html/SA.html#SASOstdf. A span that crosses another,
or has gaps, is an `<annotation>` in `<standOff>` whose target is a `string-range()`; with
`inline=False` all are. Notes are annotations of names, relations `<relation>` between them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, ClassVar

from annotations.annotation_set import Annotation
from annotations.formats import markup
from annotations.formats.base import Feature
from annotations.formats.document import Document
from annotations.formats.draft import Refuse
from annotations.formats.files import read_each
from annotations.formats.losses import Loss, LossReport, loss, losses
from annotations.formats.markup import attributes
from annotations.formats.sets import Parts, write_each
from annotations.formats.sniffing import Head

NAMESPACE = "http://www.tei-c.org/ns/1.0"
TEXT_ID = "text"
DEEPEST = 40
"""Names in one another; further ones stand off."""

_IRI = re.compile(r"[^\s<>\"{}|\\^`]+")


@dataclass(frozen=True)
class Tei:
    """A text with names in it."""

    inline: bool = True
    """Whether spans that nest are elements of the text."""
    name: ClassVar[str] = "tei"
    title: ClassVar[str] = "TEI XML, names in the text and stand-off, one file an article"
    extensions: ClassVar[tuple[str, ...]] = (".tei.xml", ".tei", ".xml")
    media_type: ClassVar[str] = "application/tei+xml"
    carries: ClassVar[Feature] = (
        Feature.NESTED | Feature.OVERLAPPING | Feature.DISCONTINUOUS | Feature.SUB_TOKEN
        | Feature.NOTES | Feature.LINKS | Feature.RELATIONS | Feature.TAGS | Feature.METADATA
        | Feature.EMPTY | Feature.TEXT | Feature.LABELS
    )  # fmt: skip

    def write(
        self, target: Path | BinaryIO, documents: Iterable[Document], *, strict: bool = False
    ) -> LossReport:
        """Write a file for each document."""

        def encode(document: Document) -> tuple[Parts, list[Loss]]:
            lost = list(losses(document, self.carries))
            if not markup.is_carried(document.article.text):
                lost.append(loss(document, Feature.TEXT, None, markup.REPLACED))
            lines = "\n".join(_lines(document, inline=self.inline))
            return {".xml": lines.encode("utf-8", "replace")}, lost

        return write_each(target, documents, encode, strict=strict)

    def recognizes(self, head: Head) -> bool:
        """Whether the root is of TEI's namespace."""
        return f'"{NAMESPACE}"' in head.text

    def read(self, source: Path | BinaryIO, *, refuse: Refuse) -> Iterator[Document]:
        """Read a file, or those of a folder or an archive."""
        from annotations.formats.tei_reading import decoded_document

        return read_each(
            source, (".xml", ".tei"), lambda name, data: decoded_document(name, data, refuse),
            refuse=refuse,
        )  # fmt: skip


TEI = Tei()


def _lines(document: Document, *, inline: bool) -> Iterator[str]:
    names = {a.id: f"a{number}" for number, a in enumerate(document.annotations, 1)}
    within = set(_nesting(document)) if inline else set()
    yield f'{markup.HEAD}<TEI xmlns="{NAMESPACE}">'
    yield from _header(document)
    standoff = [
        *_annotations(document, names, within),
        *_relations(document, names),
    ]
    if standoff:
        yield from ("<standOff>", *standoff, "</standOff>")
    text = _marked(document, names, within)
    yield f'<text><body><ab xml:id="{TEXT_ID}" xml:space="preserve">{text}</ab></body></text>'
    yield "</TEI>\n"


def _header(document: Document) -> Iterator[str]:
    article = document.article
    yield f"<teiHeader><fileDesc><titleStmt><title>{markup.text(article.title)}</title>"
    if article.byline:
        yield f"<author>{markup.text(article.byline)}</author>"
    yield "</titleStmt><publicationStmt><p>Annotated with Postil.</p></publicationStmt>"
    date = f"<date>{markup.text(article.date)}</date>" if article.date else ""
    source = markup.text(article.source)
    yield f"<sourceDesc><bibl>{date}<idno>{source}</idno></bibl></sourceDesc></fileDesc>"
    profile = []
    if article.language:
        language = attributes(ident=article.language)
        profile.append(f"<langUsage><language{language}/></langUsage>")
    if document.state.tags:
        terms = "".join(f"<term>{markup.text(t)}</term>" for t in sorted(document.state.tags))
        profile.append(f"<textClass><keywords>{terms}</keywords></textClass>")
    if profile:
        yield from ("<profileDesc>", *profile, "</profileDesc>")
    yield "</teiHeader>"


def _nesting(document: Document) -> Iterator[str]:
    """The annotations that can be elements: each inside or beside those before it."""
    open_until: list[int] = []
    for annotation in document.annotations:
        span = annotation.span
        while open_until and open_until[-1] <= span.start:
            open_until.pop()
        inside = not open_until or span.end <= open_until[-1]
        if inside and not span.fragments and len(open_until) < DEEPEST:
            open_until.append(span.end)
            yield annotation.id


def _marked(document: Document, names: Mapping[str, str], within: set[str]) -> str:
    text = document.article.text
    parts: list[str] = []
    open_until: list[int] = []
    place = 0

    def go_to(offset: int) -> None:
        nonlocal place
        parts.append(markup.text(text[place:offset]))
        place = offset

    for annotation in document.annotations:
        if annotation.id in within:
            while open_until and open_until[-1] <= annotation.span.start:
                go_to(open_until.pop())
                parts.append("</name>")
            go_to(annotation.span.start)
            said = attributes(xml_id=names[annotation.id], type=annotation.span.label)
            parts.append(f"<name{said}{_link(annotation)}>")
            open_until.append(annotation.span.end)
    while open_until:
        go_to(open_until.pop())
        parts.append("</name>")
    go_to(len(text))
    return "".join(parts)


def _link(annotation: Annotation) -> str:
    """An address is a `ref`, anything else a `key`."""
    if _IRI.fullmatch(annotation.link):
        return attributes(ref=annotation.link)
    return attributes(key=annotation.link)


def _annotations(document: Document, names: Mapping[str, str], within: set[str]) -> Iterator[str]:
    lines = []
    for a in document.annotations:
        note = f"<note>{markup.text(a.note)}</note>" if a.note else ""
        if a.id not in within:
            ranges = ",".join(f"{s},{e - s}" for s, e in a.span.fragments or (a.span.range,))
            target = f"#string-range({TEXT_ID},{ranges})"
            name = f"<rs{attributes(type=a.span.label)}{_link(a)}/>"
            said = attributes(xml_id=names[a.id], target=target)
            lines.append(f"<annotation{said}>{name}{note}</annotation>")
        elif note:
            lines.append(f"<annotation{attributes(target=f'#{names[a.id]}')}>{note}</annotation>")
    if lines:
        yield from ("<listAnnotation>", *lines, "</listAnnotation>")


def _relations(document: Document, names: Mapping[str, str]) -> Iterator[str]:
    if document.relations:
        yield "<listRelation>"
        for r in document.relations:
            ends = attributes(
                name=r.label, active=f"#{names[r.source]}", passive=f"#{names[r.target]}"
            )
            yield f"<relation{ends}/>"
        yield "</listRelation>"
