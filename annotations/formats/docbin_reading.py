"""Reads `.spacy` files without spaCy's `Doc`, which believes whatever a file says.

A file is a zlib-compressed msgpack map; see `spacy.tokens.DocBin.to_bytes`. Of spaCy only its
table of strings is used. Nothing is unpickled, no array is made from a description in the file,
and a file that swells beyond reason is refused before it is unpacked.
"""

from __future__ import annotations

import struct
import zlib
from array import array
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from annotations.errors import FormatError, PostilError
from annotations.formats.document import Document
from annotations.formats.draft import RecordError, Refusal, Refuse, Unit
from annotations.formats.facts import draft_of, string
from annotations.formats.records import opened
from annotations.span import Range

SMALL = 64 << 20
"""Bytes that any file may unpack to."""

SWELLING = 200
"""How much larger than the file what it unpacks to may be; files of spaCy reach a third of it."""

_CHUNK = 1 << 20
_SPAN, _OLD_SPAN = struct.Struct(">QQQllll"), struct.Struct(">QQllll")
_INSIDE, _BEGINS = 1, 3
"""Values of `ENT_IOB`."""


def documents_in(source: Path | BinaryIO, refuse: Refuse) -> Iterator[Document]:
    """The documents of a `DocBin`.

    Raises:
        FormatError: It is none, or swells beyond reason.
    """
    with opened(source) as stream:
        message = _unpacked(_inflated(stream))
    try:
        docs = _Docs(message)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, UnicodeError) as error:
        raise FormatError(f"not a file of spaCy: {_line(error)}") from None
    for number in range(len(docs)):
        try:
            yield docs.document(number)
        except PostilError as error:
            refuse(Refusal(f"document {number + 1}", str(error)))
        except (KeyError, TypeError, ValueError, AttributeError, IndexError, UnicodeError) as error:
            refuse(Refusal(f"document {number + 1}", f"unexpected shape: {_line(error)}"))


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:100]


def _inflated(stream: BinaryIO) -> bytes:
    unpack = zlib.decompressobj()
    found = bytearray()
    packed = 0
    try:
        while data := stream.read(_CHUNK):
            packed += len(data)
            while data:
                found += unpack.decompress(data, _CHUNK)
                data = unpack.unconsumed_tail
                if len(found) > max(SMALL, SWELLING * packed):
                    raise FormatError("it unpacks to far more than a file of spaCy would; refused")
        found += unpack.flush()
    except zlib.error:
        raise FormatError("not a file of spaCy: it is not compressed as those are") from None
    if not unpack.eof:
        raise FormatError("the file ends too early; copy it again")
    return bytes(found)


def _unpacked(data: bytes, **options: Any) -> Any:
    from srsly.msgpack import ExtType
    from srsly.msgpack._unpacker import unpackb  # without the hook that makes arrays

    try:
        return unpackb(data, raw=False, ext_hook=ExtType, strict_map_key=False, **options)
    except RecursionError:
        raise RecordError("nested too deeply") from None
    except Exception as error:  # its own exceptions, and those of whatever it met
        raise RecordError(f"not a file of spaCy: {_line(error)}") from None


class _Docs:
    """The documents of a message, made one at a time."""

    def __init__(self, message: Mapping[str, Any]) -> None:
        from spacy.attrs import IDS
        from spacy.strings import StringStore

        self._strings = StringStore([s for s in message["strings"] if isinstance(s, str)])
        columns = {attr: place for place, attr in enumerate(message["attrs"])}
        self._width = len(message["attrs"])
        self._columns = {name: columns.get(IDS[name], -1) for name in _COLUMNS}
        if self._columns["ORTH"] < 0:
            raise ValueError("it does not say what its words are")
        self._tokens = _array("Q", message["tokens"])
        self._spaces = message["spaces"]
        lengths = _array("i", message["lengths"])
        if min(lengths, default=0) < 0 or sum(lengths) * self._width != len(self._tokens):
            raise ValueError("its lengths do not add up")
        self._starts = [0]
        for length in lengths:
            self._starts.append(self._starts[-1] + length)
        self._flags = message.get("flags") or []
        self._groups = message.get("span_groups") or []
        self._user_data = message.get("user_data") or []

    def __len__(self) -> int:
        return len(self._starts) - 1

    def document(self, number: int) -> Document:
        """One of the documents."""
        text, places = self._text(number)
        draft = draft_of(text, self._facts(number), units=(Unit.CODE_POINTS,))
        seen: set[tuple[Range, str]] = set()
        for place, label, link in (*self._entities(number, places), *self._spans(number, places)):
            if label and (place, label) not in seen:
                seen.add((place, label))
                draft.add([place], label, link=link)
        return draft.document()

    def _text(self, number: int) -> tuple[str, list[Range]]:
        """The text, and where its words stand."""
        parts, places, end = [], [], 0
        spaced = self._spaces[self._starts[number] : self._starts[number + 1]]
        if _at(self._flags, number, {}).get("has_unknown_spaces"):
            spaced = b"\1" * len(spaced)
        words = [self._strings[code] for code in self._column("ORTH", number)]
        for word, space in zip(words, spaced, strict=True):
            places.append((end, end + len(word)))
            parts.append(word + " " if space else word)
            end += len(parts[-1])
        return "".join(parts), places

    def _column(self, name: str, number: int) -> array[int] | list[int]:
        """The values of an attribute, for each word of a document."""
        start, end = self._starts[number], self._starts[number + 1]
        place = self._columns[name]
        if place < 0:
            return [0] * (end - start)
        return self._tokens[start * self._width + place : end * self._width : self._width]

    def _entities(self, number: int, places: list[Range]) -> Iterator[tuple[Range, str, str]]:
        marks = self._column("ENT_IOB", number)
        if not any(marks):
            return
        labels = self._column("ENT_TYPE", number)
        links, ids = self._column("ENT_KB_ID", number), self._column("ENT_ID", number)
        first = -1
        for place in range(len(marks) + 1):
            mark = marks[place] if place < len(marks) else 0
            if first >= 0 and mark != _INSIDE:
                link = self._strings[links[first] or ids[first]]
                extent = (places[first][0], places[place - 1][1])
                yield extent, self._strings[labels[first]], link
                first = -1
            if mark == _BEGINS or (mark == _INSIDE and first < 0):
                first = place

    def _spans(self, number: int, places: list[Range]) -> Iterator[tuple[Range, str, str]]:
        packed = _at(self._groups, number, b"")
        groups = _unpacked(packed, use_list=False) if packed else ()
        for group in groups:
            for data in _unpacked(group)["spans"]:
                if len(data) == _SPAN.size:
                    id, link, label, start, end, *_ = _SPAN.unpack(data)
                else:
                    id, (link, label, start, end, *_) = 0, _OLD_SPAN.unpack(data)
                if not 0 <= start < end <= len(places):
                    raise RecordError(f"a span of the words {start} to {end}, which are not there")
                extent = (places[start][0], places[end - 1][1])
                yield extent, self._strings[label], self._strings[link or id]

    def _facts(self, number: int) -> dict[str, Any]:
        """What is known of the article: in the user's data, or in extension attributes."""
        packed = _at(self._user_data, number, None)
        data = _unpacked(packed, use_list=False) if packed else {}
        found: dict[str, Any] = {}
        for key, value in data.items() if isinstance(data, dict) else ():
            if isinstance(key, tuple) and len(key) == 4 and key[0] == "._." and key[2] is None:
                found.setdefault(string(key[1]), value)
            elif isinstance(key, str):
                found[key] = value
        return found


_COLUMNS = ("ORTH", "ENT_IOB", "ENT_TYPE", "ENT_KB_ID", "ENT_ID")


def _array(kind: str, data: bytes) -> array[int]:
    import sys

    found: array[int] = array(kind)
    found.frombytes(data)
    if sys.byteorder == "big":
        found.byteswap()
    return found


def _at(found: Any, number: int, otherwise: Any) -> Any:
    return found[number] if isinstance(found, list) and number < len(found) else otherwise
