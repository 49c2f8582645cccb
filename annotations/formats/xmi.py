"""UIMA CAS as XMI, a file an article, with the type system beside it.

https://docs.oasis-open.org/uima/v1.0/uima-v1.0.html. Read and written by hand: of the types a
CAS may have, only spans, relations and slots are of use here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, ClassVar

from annotations.errors import FormatError
from annotations.formats import cas, markup
from annotations.formats.base import Feature
from annotations.formats.document import Document
from annotations.formats.draft import RecordError, Refusal, Refuse
from annotations.formats.files import read_each
from annotations.formats.layers import short_name
from annotations.formats.losses import Loss, LossReport, loss
from annotations.formats.sets import Parts, write_each
from annotations.formats.sniffing import Head
from annotations.formats.type_system import type_system

_XMI = "http://www.omg.org/XMI"
_CAS = "http:///uima/cas.ecore"
_ID = f"{{{_XMI}}}id"
_PREFIXES = {
    cas.META: "metadata", cas.SENTENCE: "segmentation", cas.TOKEN: "segmentation",
    cas.ENTITY: "ner", cas.RELATION: "custom",
}  # fmt: skip


@dataclass(frozen=True)
class Xmi:
    """Named entities, relations, sentences and tokens."""

    name: ClassVar[str] = "xmi"
    title: ClassVar[str] = "UIMA CAS XMI, one file an article, with its type system"
    extensions: ClassVar[tuple[str, ...]] = (".xmi",)
    media_type: ClassVar[str] = "application/vnd.xmi+xml"
    carries: ClassVar[Feature] = cas.CARRIES

    def write(
        self, target: Path | BinaryIO, documents: Iterable[Document], *, strict: bool = False
    ) -> LossReport:
        """Write a file for each document, and `TypeSystem.xml`."""

        def encode(document: Document) -> tuple[Parts, list[Loss]]:
            lost = cas.cas_losses(document)
            if not markup.is_carried(document.article.text):
                lost.append(loss(document, Feature.TEXT, None, markup.REPLACED))
            return {".xmi": _encoded(document).encode()}, lost

        def shared() -> Mapping[str, bytes]:
            return {"TypeSystem.xml": type_system().encode()}

        return write_each(target, documents, encode, strict=strict, shared=shared)

    def recognizes(self, head: Head) -> bool:
        """Whether it is XML of the XMI namespace."""
        return head.text.lstrip().startswith("<") and f'"{_XMI}"' in head.text

    def read(self, source: Path | BinaryIO, *, refuse: Refuse) -> Iterator[Document]:
        """Read a file, or those of a folder or an archive."""
        return read_each(
            source, (".xmi",), lambda name, data: _decoded(name, data, refuse), refuse=refuse
        )


XMI = Xmi()


def _encoded(document: Document) -> str:
    names = {type: _namespace(type) for type in _PREFIXES}
    spaces = dict.fromkeys(f' xmlns:{_PREFIXES[t]}="{names[t]}"' for t in _PREFIXES)
    lines = [
        f'{markup.HEAD}<xmi:XMI xmlns:xmi="{_XMI}" xmlns:cas="{_CAS}"{"".join(spaces)}'
        ' xmi:version="2.0">',
        '<cas:NULL xmi:id="0"/>',
    ]
    members = []
    for one in cas.structures(document):
        said = "".join(f" {k}={markup.quoted(str(v))}" for k, v in one.features.items())
        ends = "".join(f' {key}="{id}"' for key, id in one.references.items())
        name = f"{_PREFIXES[one.type]}:{short_name(one.type)}"
        lines.append(f'<{name} xmi:id="{one.id}" sofa="1"{said}{ends}/>')
        members.append(str(one.id))
    text = markup.quoted(document.article.text)
    lines += [
        f'<cas:Sofa xmi:id="1" sofaNum="1" sofaID="{cas.VIEW}" mimeType="text/plain"'
        f" sofaString={text}/>",
        f'<cas:View sofa="1" members="{" ".join(members)}"/>',
        "</xmi:XMI>\n",
    ]
    return "\n".join(lines)


def _namespace(type: str) -> str:
    return f"http:///{type.rpartition('.')[0].replace('.', '/')}.ecore"


def _decoded(name: str, data: bytes, refuse: Refuse) -> Document:
    root = markup.parse(data)
    if root.tag != f"{{{_XMI}}}XMI":
        raise FormatError(f"{name} is XML, but no XMI")
    texts: dict[str, tuple[str, str]] = {}
    found = []
    for element in root:
        said = dict(element.attrib)
        id = said.pop(_ID, "")
        for child in element:  # features of several values may be elements
            if child.text:
                said.setdefault(markup.local(child.tag), child.text)
        type = _type(element.tag)
        if type == cas.SOFA:
            if "sofaString" in said:
                texts[id] = said.get("sofaID", ""), said["sofaString"]
        elif not type.startswith("uima.cas."):
            found.append(cas.Read(id, type, said))
    source = "" if name == "-" else name
    return cas.document_of(found, texts, source, lambda why: refuse(Refusal(name, why)))


def _type(tag: str) -> str:
    """`a.b.C` of `{http:///a/b.ecore}C`."""
    space, _, name = tag.rpartition("}")
    package = space.removeprefix("{http:///").removesuffix(".ecore").replace("/", ".")
    if space and not space.startswith("{http:///"):
        raise RecordError(f"<{name}> is of no UIMA type")
    return name if package in ("", "noNamespace") else f"{package}.{name}"
