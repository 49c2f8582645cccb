"""W3C Web Annotation: one annotation collection a line, with the text that it is about.

https://www.w3.org/TR/annotation-model/. Each annotation says where it is twice: by position, in
code points, and by its words with 32 characters before and after, which find it again in a text
that was changed. The label is a body that tags, the link one that identifies, the note one that
comments; a relation is an annotation of an annotation that links to another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, ClassVar

from annotations.annotation_set import Annotation, Relation
from annotations.formats.base import Feature
from annotations.formats.document import Document, encodable
from annotations.formats.draft import Refuse
from annotations.formats.json_text import line
from annotations.formats.losses import LossReport, losses
from annotations.formats.reporting import reported
from annotations.formats.sniffing import Head
from annotations.span import Range

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
AROUND = 32
"""Characters of context before and after a quote."""

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")


@dataclass(frozen=True)
class WebAnnotation:
    """Annotation collections in JSON-LD."""

    name: ClassVar[str] = "w3c"
    title: ClassVar[str] = "W3C Web Annotation, one JSON-LD collection a line"
    extensions: ClassVar[tuple[str, ...]] = (".jsonld",)
    media_type: ClassVar[str] = "application/ld+json"
    carries: ClassVar[Feature] = (
        Feature.NESTED | Feature.OVERLAPPING | Feature.DISCONTINUOUS | Feature.SUB_TOKEN
        | Feature.NOTES | Feature.LINKS | Feature.RELATIONS | Feature.ANNOTATORS | Feature.EMPTY
        | Feature.TEXT | Feature.LABELS
    )  # fmt: skip

    def write(
        self, target: Path | BinaryIO, documents: Iterable[Document], *, strict: bool = False
    ) -> LossReport:
        """Write one collection for each document."""
        with reported(target, strict=strict) as (stream, report):
            for document in documents:
                stream.write(line(collection(document)))
                report.add(losses(document, self.carries))
        return report

    def recognizes(self, head: Head) -> bool:
        """Whether the first object has the context of the model."""
        found = head.value
        context = found.get("@context") if isinstance(found, dict) else None
        return CONTEXT in (context if isinstance(context, list) else [context])

    def read(self, source: Path | BinaryIO, *, refuse: Refuse) -> Iterator[Document]:
        """Read collections, pages or single annotations.

        A text that is not in the file is looked for beside it, by the name at the end of the
        target's address.
        """
        from annotations.formats.w3c_reading import documents

        return documents(source, refuse=refuse)


W3C = WebAnnotation()


def collection(document: Document) -> dict[str, Any]:
    """A document as an annotation collection."""
    article = document.article
    about = f"urn:sha256:{article.id}"
    names = {a.id: f"{about}#a{number}" for number, a in enumerate(document.annotations, 1)}
    items = [_annotation(document, a, about, names[a.id]) for a in document.annotations]
    items += [
        _relation(relation, names, f"{about}#r{number}")
        for number, relation in enumerate(document.relations, 1)
    ]
    source = {"id": about, "type": "Text", "format": "text/plain", "value": article.text}
    if article.language:
        source["language"] = encodable(article.language)
    return {
        "@context": CONTEXT,
        "id": f"{about}#annotations",
        "type": "AnnotationCollection",
        **({"label": encodable(article.title)} if article.title else {}),
        "source": source,
        "total": len(items),
        "first": {"type": "AnnotationPage", "startIndex": 0, "items": items},
    }


def _annotation(document: Document, a: Annotation, about: str, name: str) -> dict[str, Any]:
    text, parts = document.article.text, a.span.fragments or (a.span.range,)
    targets = [
        {"type": "SpecificResource", "source": about, "selector": _selectors(text, part)}
        for part in parts
    ]
    found: dict[str, Any] = {
        "id": name,
        "type": "Annotation",
        "motivation": "classifying",
        "body": _bodies(a),
        "target": targets[0] if len(targets) == 1 else {"type": "List", "items": targets},
    }
    if a.annotator:
        found["creator"] = {"type": "Person", "name": encodable(a.annotator)}
    if time := document.time(a):
        found["created"] = time
    if a.pipeline is not None:
        found["generator"] = {"type": "Software", "name": encodable(str(a.pipeline))}
    return found


def _bodies(a: Annotation) -> list[dict[str, str]]:
    bodies = [_textual("tagging", a.span.label)]
    if _IRI.fullmatch(a.link):
        bodies.append(
            {"type": "SpecificResource", "purpose": "identifying", "source": encodable(a.link)}
        )
    elif a.link:
        bodies.append(_textual("identifying", a.link))
    if a.note:
        bodies.append(_textual("commenting", a.note))
    return bodies


def _textual(purpose: str, value: str) -> dict[str, str]:
    return {"type": "TextualBody", "purpose": purpose, "value": encodable(value)}


def _selectors(text: str, place: Range) -> list[dict[str, Any]]:
    start, end = place
    return [
        {"type": "TextPositionSelector", "start": start, "end": end},
        {
            "type": "TextQuoteSelector",
            "exact": text[start:end],
            "prefix": text[max(0, start - AROUND) : start],
            "suffix": text[end : end + AROUND],
        },
    ]


def _relation(relation: Relation, names: dict[str, str], name: str) -> dict[str, Any]:
    end = {"type": "SpecificResource", "purpose": "linking", "source": names[relation.target]}
    return {
        "id": name,
        "type": "Annotation",
        "motivation": "linking",
        "body": [_textual("tagging", relation.label), end],
        "target": names[relation.source],
    }
