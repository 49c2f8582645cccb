"""Patterns for spaCy's EntityRuler: each surface with its label once, one JSON object a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, ClassVar

from annotations.formats.base import Feature
from annotations.formats.document import Document, encodable
from annotations.formats.json_text import line
from annotations.formats.losses import Loss, LossReport, loss, losses
from annotations.formats.reporting import reported


@dataclass(frozen=True)
class Patterns:
    """Phrases, their labels, and their links as ids."""

    name: ClassVar[str] = "patterns"
    title: ClassVar[str] = "Patterns for spaCy's EntityRuler"
    extensions: ClassVar[tuple[str, ...]] = (".patterns.jsonl",)
    media_type: ClassVar[str] = "application/x-ndjson"
    carries: ClassVar[Feature] = (
        Feature.NESTED | Feature.OVERLAPPING | Feature.LINKS | Feature.LABELS
    )

    def write(
        self, target: Path | BinaryIO, documents: Iterable[Document], *, strict: bool = False
    ) -> LossReport:
        """Write a line for each surface and label."""
        links: dict[tuple[str, str], str] = {}
        labels: dict[str, str] = {}
        with reported(target, strict=strict) as (stream, report):
            for document in documents:
                report.add(losses(document, self.carries))
                report.add(_collected(document, links, labels))
            for (surface, label), link in links.items():
                known = {"id": encodable(link)} if link else {}
                stream.write(line({"label": encodable(label), "pattern": surface, **known}))
        return report


PATTERNS = Patterns()


def _collected(
    document: Document, links: dict[tuple[str, str], str], labels: dict[str, str]
) -> Iterator[Loss]:
    if document.article.text:
        yield loss(document, Feature.TEXT, None, "only the words of entities are written")
    for a in document.annotations:
        surface, label = a.span.text, a.span.label
        links[surface, label] = known = links.get((surface, label)) or a.link
        if a.link and a.link != known:
            yield loss(document, Feature.LINKS, a.span, f"{a.link}: is {known} elsewhere")
        first = labels.setdefault(surface, label)
        if first != label:
            yield loss(document, Feature.LABELS, a.span, f"a pattern that is {first} elsewhere")
