"""Reading a JSON file that somebody else may have written: a person, git, another program.

Nothing is taken on trust here: every document is parsed, keys may not be there twice, and what
is not in the form that `snapshot` writes is brought into it in memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from annotations.store.codec import DuplicateKeys, decode_loosely, decode_strictly, encode
from annotations.store.errors import DocumentError, StoreForeign
from annotations.store.layers import EMPTY, Layer
from annotations.store.lines import lines_of
from annotations.store.merging import Union
from annotations.store.schema import FIRST, KNOWN_TABLES, schema_of, set_schema
from annotations.store.snapshot import Lines, Read, Snapshot, head, read_of, scan, write_snapshot

_ROW = re.compile(rb'(,?)"(-?(?:0|[1-9][0-9]{0,17}))":(\{.*\})\n', re.DOTALL)
_HEAD = re.compile(rb',?("(?:[^"\\]|\\.)*"):\{\n')
_ID = re.compile(r"-?[0-9]{1,18}")
_OURS, _BASE, _THEIRS, _END = b"<<<<<<<", b"|||||||", b"=======", b">>>>>>>"


@dataclass(frozen=True, slots=True)
class Intake:
    """A file's tables.

    Args:
        snapshot: the tables.
        as_written: whether the file is byte for byte what we would write.
        notes: what had to be decided to read it.
    """

    snapshot: Snapshot
    as_written: bool
    notes: tuple[str, ...] = ()


class UnreadableError(ValueError):
    """The file is ours, but it does not hold what was written to it."""


def take_in(read: Read, known: frozenset[str] = KNOWN_TABLES) -> Intake:
    """Read a JSON file that carries no seal.

    Args:
        read: reads the file.
        known: the tables that a plain TinyDB file may have to be taken for ours.

    Raises:
        StoreForeign: the file is something else.
        UnreadableError: the file looks like a store of ours, but cannot be read.
    """
    snapshot = _as_written(read)
    if snapshot is not None and (schema_of(snapshot) is not None or not snapshot.tables):
        return Intake(snapshot, as_written=True)
    data = b"".join(_all(read))
    layer, notes = _from_json(data)
    if schema_of(layer) is None and layer.names():
        if not layer.names() <= known:
            raise StoreForeign("it has other tables than a store of annotations")
        set_schema(layer, FIRST)
        notes.append("it was a plain TinyDB file")
    return Intake(in_memory(layer), as_written=False, notes=tuple(notes))


def in_memory(layer: Layer) -> Snapshot:
    """Return tables as a file in memory."""
    pieces: list[bytes] = []
    counts = write_snapshot(layer, pieces.append)
    lines, crc = scan(read_of(b"".join(pieces)))
    return Snapshot(lines, counts, crc)


def salvage(read: Read, layer: Layer) -> None:
    """Add to a layer the documents of a damaged file in our form that can still be read."""
    table: str | None = None
    for line in lines_of(b"".join(_all(read))):
        row = _ROW.fullmatch(line)
        name = _name(line, first=not line.startswith(b","))
        if name is not None:
            table = name
        elif row is not None and table is not None and _is_canonical(row[3]):
            layer.overlay(table).put(int(row[2]), row[3])


def _all(read: Read) -> Iterator[bytes]:
    offset = 0
    while piece := read(1 << 20, offset):
        yield piece
        offset += len(piece)


def _as_written(read: Read) -> Snapshot | None:
    """Return the tables of a file that is in our form to the last byte."""
    lines, crc = scan(read)
    tables: list[tuple[str, int]] = []
    number, end = 1, len(lines.starts) - 2
    if lines.get(0, 1) != b"{\n":
        return None
    while number < end:
        name = _name(lines.get(number, number + 1), first=number == 1)
        count = _count_rows(lines, number + 1, end)
        if name is None or count is None:
            return None
        tables.append((name, count))
        number += count + 2
    if lines.get(end, end + 1) != b"}\n" or number != end or len(dict(tables)) != len(tables):
        return None
    return Snapshot(lines, tuple(tables), crc)


def _name(line: bytes, *, first: bool) -> str | None:
    found = _HEAD.fullmatch(line)
    if found is None:
        return None
    try:
        name = decode_strictly(found[1])
    except ValueError:
        return None
    return name if isinstance(name, str) and head(name, first=first) == line else None


def _count_rows(lines: Lines, first: int, end: int) -> int | None:
    """Return how many rows there are from a line on; None if one is not as we write it."""
    count, last = 0, None
    for _line, _count, piece in lines.pieces(first, end):
        for line in lines_of(piece):
            if line == b"}\n":
                return count
            row = _ROW.fullmatch(line)
            if row is None or bool(row[1]) != bool(count):
                return None
            if (last is not None and int(row[2]) <= last) or not _is_canonical(row[3]):
                return None
            count, last = count + 1, int(row[2])
    return None


def _is_canonical(row: bytes) -> bool:
    try:
        return encode(decode_strictly(row)) == row
    except ValueError:
        return False


def _from_json(data: bytes) -> tuple[Layer, list[str]]:
    if b"\n" + _OURS not in data or b"\n" + _END not in data:
        union = _tables(data)
        return union.layer, union.notes()
    ours = _tables(b"".join(_side(data, _OURS)))
    theirs = _tables(b"".join(_side(data, _THEIRS)))
    if schema_of(ours.layer) != schema_of(theirs.layer):
        raise UnreadableError("the two sides of the git conflict have different schemas")
    ours.add_all(theirs.layer)
    return ours.layer, ["both sides of a git conflict were taken", *ours.notes()]


def _side(data: bytes, wanted: bytes) -> Iterator[bytes]:
    """Yield the lines of one side of a file with conflict markers."""
    side = b""
    for line in lines_of(data):
        marker = line[:7]
        if marker in (_OURS, _BASE, _THEIRS) and (marker == _OURS or side):
            side = marker
        elif marker == _END and side:
            side = b""
        elif side in (b"", wanted):
            yield line


def _tables(data: bytes) -> Union:
    """Return the tables of a JSON file in any form.

    Raises:
        StoreForeign: it is something else.
        UnreadableError: it is a damaged store of ours.
    """
    text = data.removeprefix(b"\xef\xbb\xbf")
    union = Union(Layer(EMPTY))
    try:
        for name, rows in _pairs(decode_loosely(text) if text.strip() else {}):
            union.layer.overlay(name).present = True
            for doc_id, doc in _pairs(rows):
                union.add(name, _id_of(doc_id), encode(_document(doc)))
    except (ValueError, DocumentError) as error:
        if text.lstrip().startswith(b"{") and b'"_meta"' in text:
            raise UnreadableError(str(error)) from error
        raise StoreForeign("it is not a store of annotations") from error
    return union


def _pairs(found: Any) -> Iterable[tuple[str, Any]]:
    if isinstance(found, DuplicateKeys):
        return found.pairs
    if isinstance(found, dict):
        return found.items()
    raise ValueError("it is not a table of tables")


def _id_of(key: str) -> int:
    if not _ID.fullmatch(key):
        raise ValueError(f"{key!r} is not the number of a document")
    return int(key)


def _document(found: Any) -> Any:
    if not isinstance(found, dict):
        raise ValueError("it is not a table of documents")
    return found
