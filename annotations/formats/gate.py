"""GATE's XML: the text with nodes in it, and sets of annotations between nodes.

https://gate.ac.uk/sale/tao/splitch5.html. A node's number is its offset in UTF-16 units, as
GATE counts; what is read goes by where the node stands. What GATE has no place for is in
features of the annotation or of the document.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, ClassVar

from annotations.annotation_set import Annotation, Status
from annotations.errors import FormatError
from annotations.formats import markup
from annotations.formats.base import Feature
from annotations.formats.document import Document
from annotations.formats.draft import Draft, RecordError, Refusal, Refuse, Unit
from annotations.formats.facts import draft_of, pipeline_of, status_of
from annotations.formats.files import read_each
from annotations.formats.layers import LINKS
from annotations.formats.losses import Loss, LossReport, loss, losses
from annotations.formats.markup import attributes, children, content, local
from annotations.formats.sets import Parts, write_each
from annotations.formats.sniffing import Head

_STRING = "java.lang.String"
_LINK = "kb"
_OURS = {_LINK, "note", "status", "annotator", "score", "predicted_label", "source"}
_WORDS = {"Token", "SpaceToken", "Sentence", "Split", "Lookup", "DEFAULT_TOKEN"}
_MARKUP = "Original markups"


@dataclass(frozen=True)
class Gate:
    """Annotations with features, in the set `Postil`."""

    name: ClassVar[str] = "gate"
    title: ClassVar[str] = "GATE XML, one file an article"
    extensions: ClassVar[tuple[str, ...]] = (".gate.xml", ".xml")
    media_type: ClassVar[str] = "application/xml"
    carries: ClassVar[Feature] = ~(Feature.DISCONTINUOUS | Feature.HISTORY)

    def write(
        self, target: Path | BinaryIO, documents: Iterable[Document], *, strict: bool = False
    ) -> LossReport:
        """Write a file for each document."""

        def encode(document: Document) -> tuple[Parts, list[Loss]]:
            lost = list(losses(document, self.carries))
            if not markup.is_carried(document.article.text):
                lost.append(loss(document, Feature.TEXT, None, markup.REPLACED))
            return {".xml": "\n".join(_lines(document)).encode("utf-8", "replace")}, lost

        return write_each(target, documents, encode, strict=strict)

    def recognizes(self, head: Head) -> bool:
        """Whether the root is a `GateDocument`."""
        return "<GateDocument" in head.text

    def read(self, source: Path | BinaryIO, *, refuse: Refuse) -> Iterator[Document]:
        """Read a file, or those of a folder or an archive; all sets but the text's own markup."""
        return read_each(
            source, (".xml",), lambda name, data: _decoded(name, data, refuse), refuse=refuse
        )


GATE = Gate()


def _lines(document: Document) -> Iterator[str]:
    text = document.article.text
    yield f'{markup.HEAD}<GateDocument version="3">\n<GateDocumentFeatures>'
    for key, value in document.meta().items():
        yield _feature(key, "\n".join(value) if isinstance(value, list) else str(value))
    yield "</GateDocumentFeatures>"
    offsets = Unit.UTF16.offsets(text)
    edges = sorted({edge for a in document.annotations for edge in a.span.range})
    nodes = ['<TextWithNodes xml:space="preserve">']
    before = 0
    for edge in edges:
        nodes.append(f'{markup.text(text[before:edge])}<Node id="{offsets[edge]}"/>')
        before = edge
    yield "".join([*nodes, markup.text(text[before:]), "</TextWithNodes>"])
    yield '<AnnotationSet Name="Postil">'
    numbers = {a.id: number for number, a in enumerate(document.annotations, 1)}
    for a in document.annotations:
        start, end = offsets[a.span.start], offsets[a.span.end]
        place = attributes(Id=numbers[a.id], Type=a.span.label, StartNode=start, EndNode=end)
        yield f"<Annotation{place}>"
        yield from (_feature(key, value) for key, value in _features(a).items() if value)
        yield "</Annotation>"
    yield "</AnnotationSet>"
    if document.relations:
        yield '<RelationSet Name="Postil">'
        for number, r in enumerate(document.relations, len(numbers) + 1):
            members = f"{numbers[r.source]};{numbers[r.target]}"
            yield f"<Relation{attributes(Id=number, Type=r.label, Members=members)}></Relation>"
        yield "</RelationSet>"
    yield "</GateDocument>\n"


def _features(a: Annotation) -> Mapping[str, str]:
    return {
        _LINK: a.link,
        "note": a.note,
        "status": str(a.status),
        "annotator": a.annotator,
        "score": "" if a.span.score is None else repr(a.span.score),
        "predicted_label": a.predicted.label if a.predicted else "",
        "source": str(a.pipeline) if a.pipeline else "",
    }


def _feature(name: str, value: str) -> str:
    return (
        f'<Feature><Name className="{_STRING}">{markup.text(name)}</Name>'
        f'<Value className="{_STRING}">{markup.text(value)}</Value></Feature>'
    )


def _decoded(name: str, data: bytes, refuse: Refuse) -> Document:
    root = markup.parse(data)
    if local(root.tag) != "GateDocument":
        raise FormatError(f"{name} is XML, but no GateDocument")
    body = next(children(root, "TextWithNodes"), None)
    if body is None:
        raise RecordError("it has no TextWithNodes")
    text, nodes = _text(body)
    facts: dict[str, Any] = {}
    for element in children(root, "GateDocumentFeatures"):
        facts |= dict(_pairs(element))
    facts["flagged"] = facts.get("flagged") == "True"
    facts["tags"] = facts["tags"].split("\n") if facts.get("tags") else []
    draft = draft_of(text, facts, units=(Unit.CODE_POINTS,))
    known: set[str] = set()
    for found in children(root, "AnnotationSet"):
        if found.get("Name") != _MARKUP:
            for element in children(found, "Annotation"):
                _add(draft, element, nodes, known, lambda why: refuse(Refusal(name, why)))
    for relations in children(root, "RelationSet"):
        for element in children(relations, "Relation"):
            members = element.get("Members", "").split(";")
            if len(members) == 2 and set(members) <= known:
                draft.relate(element.get("Type", "related"), *members)
            else:
                refuse(Refusal(name, f"relation {element.get('Id', '')[:20]} has not two ends"))
    return draft.document()


def _text(body: markup.Element) -> tuple[str, dict[str, int]]:
    """The text, and where the nodes in it are."""
    parts, length, nodes = [body.text or ""], len(body.text or ""), {}
    for node in body:
        nodes[node.get("id", "")] = length
        parts.append(node.tail or "")
        length += len(node.tail or "")
    return "".join(parts), nodes


def _pairs(element: markup.Element) -> Iterator[tuple[str, str]]:
    for feature in children(element, "Feature"):
        name, value = (next(children(feature, part), None) for part in ("Name", "Value"))
        yield content(name), content(value)


def _add(
    draft: Draft, element: markup.Element, nodes: Mapping[str, int], known: set[str], told: Any
) -> None:
    type, id = element.get("Type", ""), element.get("Id", "")
    start, end = (nodes.get(element.get(node, "")) for node in ("StartNode", "EndNode"))
    if type in _WORDS:
        return
    if start is None or end is None or start >= end or not type:
        told(f"annotation {id[:20]} {type[:40]} lies between no two nodes")
        return
    said = dict(_pairs(element))
    link = next((said[key] for key in (_LINK, *LINKS) if said.get(key)), "")
    known_of = (*_OURS, *LINKS)
    others = [f"{key}={value}" for key, value in said.items() if key not in known_of and value]
    score = said.get("score", "")
    try:
        draft.add(
            [(start, end)], type, id=id, score=float(score) if score else None,
            status=status_of(said.get("status"), Status.ADDED),
            annotator=said.get("annotator", ""), link=link,
            note="\n".join(filter(None, (said.get("note", ""), *others))),
            predicted_label=said.get("predicted_label", ""),
            pipeline=pipeline_of(said.get("source")),
        )  # fmt: skip
        known.add(id)
    except (RecordError, ValueError) as error:
        told(f"annotation {id[:20]}: {error}")
