"""What of an annotation set is exported: `Choices` of annotations and articles, and a `Split`."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from annotations.annotation_set import Annotation, AnnotationSet, Status
from annotations.article import Article
from annotations.errors import FormatError
from annotations.formats.document import STANDING, Document
from annotations.span import document_order


@dataclass(frozen=True)
class Choices:
    """Which annotations of which articles; an empty choice is no choice."""

    statuses: frozenset[Status] = STANDING
    labels: frozenset[str] = frozenset()
    """As they are written: after `mapping`."""
    mapping: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Labels that are written as another."""
    annotators: frozenset[str] = frozenset()
    """Who decided last."""
    since: str = ""
    """Decided on this day or later, `2026-11-22`; leaves out what nobody decided."""
    until: str = ""
    """Decided on this day or before."""
    progress: frozenset[str] = frozenset()
    """Articles that are `new`, `started` or `done`."""
    tags: frozenset[str] = frozenset()
    """Articles with one of these tags."""
    text: re.Pattern[str] | None = None
    """Articles in whose title or text it is found."""

    def document(self, article: Article, current: AnnotationSet) -> Document:
        """What stands in an article with one of the statuses; not narrowed otherwise.

        Raises:
            SpanError: A span does not fit the article's text.
        """
        document = Document.of(article, current, self.statuses)
        return document if self.statuses >= STANDING else replace(document, derived=True)

    def apply(self, documents: Iterable[Document]) -> Iterator[Document]:
        """The articles that are chosen, each with the annotations that are."""
        for document in documents:
            if self.takes(document):
                yield self.narrow(document)

    def takes(self, document: Document) -> bool:
        """Whether an article is chosen."""
        article = document.article
        return (
            (not self.progress or document.progress in self.progress)
            and (not self.tags or bool(self.tags & document.state.tags))
            and (
                self.text is None
                or bool(self.text.search(article.title) or self.text.search(article.text))
            )
        )

    def narrow(self, document: Document) -> Document:
        """A document with the chosen annotations, each place and label once."""
        kept: dict[str, Annotation] = {}
        for annotation in document.annotations:
            if self._keeps(document, annotation):
                mapped = self._mapped(annotation)
                kept.setdefault(mapped.span.key, mapped)
        chosen = tuple(kept.values())
        if chosen == document.annotations:
            return document
        if self.mapping:
            chosen = tuple(sorted(chosen, key=lambda a: (*document_order(a.span), a.id)))
        ids = {annotation.id for annotation in chosen}
        relations = tuple(r for r in document.relations if {r.source, r.target} <= ids)
        return replace(document, annotations=chosen, relations=relations, derived=True)

    def _keeps(self, document: Document, annotation: Annotation) -> bool:
        label = annotation.span.label
        if annotation.status not in self.statuses:
            return False
        if self.labels and self.mapping.get(label, label) not in self.labels:
            return False
        if self.annotators and annotation.annotator not in self.annotators:
            return False
        if self.since or self.until:
            day = document.time(annotation)[:10]
            return bool(day) and self.since <= day and (not self.until or day <= self.until)
        return True

    def _mapped(self, annotation: Annotation) -> Annotation:
        label = self.mapping.get(annotation.span.label)
        if label is None or label == annotation.span.label:
            return annotation
        return replace(annotation, span=replace(annotation.span, label=label))


@dataclass(frozen=True)
class Split:
    """Articles in parts of stated shares. An article stays in its part when others come.

    Args:
        shares: The parts' names and shares, such as `train=80,dev=10,test=10`.
        seed: Another seed deals anew.
    """

    shares: tuple[tuple[str, int], ...]
    seed: int = 0

    @classmethod
    def parse(cls, text: str, seed: int = 0) -> Split:
        """Read `train=80,dev=10,test=10`.

        Raises:
            FormatError: It is not of that form.
        """
        shares = []
        for part in text.split(","):
            name, _, share = part.strip().partition("=")
            if not re.fullmatch(r"\w[\w-]*", name) or not re.fullmatch("[0-9]{1,6}", share):
                raise FormatError(f"“{text}” is no split; write it like train=80,dev=10,test=10")
            shares.append((name, int(share)))
        if not sum(share for _, share in shares) or len(dict(shares)) < len(shares):
            raise FormatError(f"“{text}” is no split: each part needs a name and a share")
        return cls(tuple(shares), seed)

    @property
    def names(self) -> tuple[str, ...]:
        """The parts."""
        return tuple(name for name, _ in self.shares)

    def part_of(self, document: Document) -> str:
        """The part that an article is in."""
        key = f"{self.seed}:{document.article.id}".encode()
        number = int.from_bytes(hashlib.sha256(key).digest()[:8], "big")
        place = number % sum(share for _, share in self.shares)
        for name, share in self.shares:
            if place < share:
                return name
            place -= share
        raise AssertionError("shares add up")

    def part(self, name: str, documents: Iterable[Document]) -> Iterator[Document]:
        """The articles of one part."""
        return (document for document in documents if self.part_of(document) == name)
