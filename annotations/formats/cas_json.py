"""UIMA CAS as JSON, a file an article.

https://github.com/apache/uima-uimaj-io-jsoncas: the types are in the file itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, ClassVar

from annotations.errors import FormatError
from annotations.formats import cas
from annotations.formats.base import Feature
from annotations.formats.document import Document
from annotations.formats.draft import RecordError, Refusal, Refuse
from annotations.formats.files import read_each
from annotations.formats.json_text import line
from annotations.formats.losses import Loss, LossReport
from annotations.formats.records import parse
from annotations.formats.sets import Parts, write_each
from annotations.formats.sniffing import Head

_STRUCTURES = "%FEATURE_STRUCTURES"


@dataclass(frozen=True)
class CasJson:
    """Named entities, relations, sentences and tokens."""

    name: ClassVar[str] = "cas-json"
    title: ClassVar[str] = "UIMA CAS JSON, one file an article"
    extensions: ClassVar[tuple[str, ...]] = (".cas.json", ".json")
    media_type: ClassVar[str] = "application/json"
    carries: ClassVar[Feature] = cas.CARRIES

    def write(
        self, target: Path | BinaryIO, documents: Iterable[Document], *, strict: bool = False
    ) -> LossReport:
        """Write a file for each document."""

        def encode(document: Document) -> tuple[Parts, list[Loss]]:
            return {".json": line(_value(document))}, cas.cas_losses(document)

        return write_each(target, documents, encode, strict=strict)

    def recognizes(self, head: Head) -> bool:
        """Whether it has the keys of a CAS."""
        return head.has("%TYPES") or head.has(_STRUCTURES)

    def read(self, source: Path | BinaryIO, *, refuse: Refuse) -> Iterator[Document]:
        """Read a file, or those of a folder or an archive."""
        return read_each(
            source, (".json",), lambda name, data: _decoded(name, data, refuse), refuse=refuse
        )


CAS_JSON = CasJson()


def _value(document: Document) -> dict[str, Any]:
    sofa = {
        "%ID": 1, "%TYPE": cas.SOFA, "sofaNum": 1, "sofaID": cas.VIEW, "mimeType": "text/plain",
        "sofaString": document.article.text,
    }  # fmt: skip
    found = [
        {
            "%ID": one.id,
            "%TYPE": one.type,
            "@sofa": 1,
            **one.features,
            **{f"@{key}": id for key, id in one.references.items()},
        }
        for one in cas.structures(document)
    ]
    return {
        "%TYPES": _types(),
        _STRUCTURES: [sofa, *found],
        "%VIEWS": {cas.VIEW: {"%SOFA": 1, "%MEMBERS": [one["%ID"] for one in found]}},
    }


def _types() -> dict[str, Any]:
    from annotations.formats.type_system import TYPES

    return {
        name: {
            "%NAME": name,
            "%SUPER_TYPE": above,
            **{key: {"%NAME": key, "%RANGE": kind} for key, kind in features.items()},
        }
        for name, (above, features) in TYPES.items()
    }


def _decoded(name: str, data: bytes, refuse: Refuse) -> Document:
    value = parse(data.removeprefix(b"\xef\xbb\xbf"))
    structures = value.get(_STRUCTURES, []) if isinstance(value, dict) else None
    if isinstance(structures, dict):
        structures = [{"%ID": id, **one} for id, one in structures.items() if _is_object(one)]
    if not isinstance(structures, list) or not _is_object(value) or not _is_cas(value):
        raise FormatError(f"{name} is JSON, but no CAS: it has no {_STRUCTURES}")
    arrays = {
        str(one.get("%ID")): one["%ELEMENTS"]
        for one in structures
        if _is_object(one) and isinstance(one.get("%ELEMENTS"), list)
    }
    texts: dict[str, tuple[str, str]] = {}
    found = []
    for one in structures:
        if not _is_object(one) or not isinstance(one.get("%TYPE"), str):
            raise RecordError("a feature structure without a type")
        id = str(one.get("%ID", ""))
        if one["%TYPE"] == cas.SOFA:
            if isinstance(one.get("sofaString"), str):
                texts[id] = str(one.get("sofaID", "")), one["sofaString"]
        elif not one["%TYPE"].endswith("[]"):
            said = dict(_features(one, arrays))
            found.append(cas.Read(id, one["%TYPE"], said))
    source = "" if name == "-" else name
    return cas.document_of(found, texts, source, lambda why: refuse(Refusal(name, why)))


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)


def _is_cas(value: Mapping[str, Any]) -> bool:
    return _STRUCTURES in value or "%TYPES" in value or "%VIEWS" in value


def _features(one: Mapping[str, Any], arrays: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in one.items():
        if key.startswith("%") or value is None:
            continue
        if key.startswith("@"):
            ids = arrays.get(str(value), [value])
            yield key[1:], " ".join(str(id) for id in ids)
        elif isinstance(value, str | int | float):
            yield key, str(value)
