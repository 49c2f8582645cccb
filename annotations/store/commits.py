"""The journal's lines: what one commit changes, checksummed and chained to the one before.

A line is `CRC PAYLOAD`, the CRC-32 of the payload in eight hexadecimal digits. A payload that
is a list is a commit:

    [number, checksum of the commit before, time, [change, ...]]

and a change is one of

    [table, id, document]         add or replace a document
    [table, id, {key: value}, [key, ...]]    set some keys of a document, remove others
    [table, id]                   remove a document
    [table]                       remove all documents of a table
    [table, null]                 remove a table

A payload that is an object is a `Base`: it says to which JSON file the commits belong.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from annotations.store.codec import Doc, decode, encode
from annotations.store.layers import Layer

NO_CHAIN = "00000000"
"""What stands for the commit before the first one."""

FORMAT = 1
"""The version of the journal's lines."""

Version = tuple[int, str]
"""A state of the store: the number of the last commit in it, and that commit's checksum."""

_PATCH_FROM = 256  # bytes; below, the whole document is as short as what changes in it


@dataclass(frozen=True, slots=True)
class Seal:
    """By what a JSON file is known again."""

    size: int
    crc: int
    mtime_ns: int
    """0 where it is not known."""
    tables: tuple[tuple[str, int], ...]
    """The tables in the order of the file, with the number of their documents."""


@dataclass(frozen=True, slots=True)
class Base:
    """To which JSON file the commits after number `seq` belong."""

    seq: int
    chain: str
    """The checksum of commit number `seq`."""
    seal: Seal

    @property
    def version(self) -> Version:
        """The last commit that is in the JSON file."""
        return self.seq, self.chain

    def line(self) -> bytes:
        """Return the journal line that says so."""
        seal = {
            "size": self.seal.size,
            "crc": self.seal.crc,
            "mtime_ns": self.seal.mtime_ns,
            "tables": dict(self.seal.tables),
        }
        return frame(
            encode({"journal": FORMAT, "seq": self.seq, "chain": self.chain, "seal": seal})
        )


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit."""

    seq: int
    prev: str
    time: str
    changes: list[list[Any]]
    line: bytes

    @property
    def chain(self) -> str:
        """The checksum by which the next commit refers to this one."""
        return self.line[:8].decode()

    @property
    def version(self) -> Version:
        """The state of the store after it."""
        return self.seq, self.chain


def frame(payload: bytes) -> bytes:
    """Return the line for a payload."""
    return b"%08x %s\n" % (zlib.crc32(payload), payload)


def commit_line(seq: int, prev: str, time: str, changes: Iterable[bytes]) -> bytes:
    """Return the line of a commit, from changes in canonical bytes."""
    joined = b",".join(changes)
    return frame(b'[%d,"%s","%s",[%s]]' % (seq, prev.encode(), time.encode(), joined))


def read_line(line: bytes) -> Base | Commit | None:
    """Return what a line (with its newline) says; None if it is not what was written."""
    payload = line[9:-1]
    # The digits are compared as bytes: int() would take "0X", capitals, spaces and underscores.
    if line[:9] != b"%08x " % zlib.crc32(payload) or line[-1:] != b"\n":
        return None
    try:
        return _read_payload(decode(payload), line)
    except (ValueError, TypeError, KeyError):
        return None


def _read_payload(found: Any, line: bytes) -> Base | Commit:
    if isinstance(found, dict):
        return _read_base(found)
    seq, prev, time, changes = found
    if not (_is_int(seq) and isinstance(prev, str) and isinstance(time, str)):
        raise ValueError("not a commit")
    for change in changes:
        _check(change)
    return Commit(seq, prev, time, changes, line)


def _read_base(found: Doc) -> Base:
    seal, tables = found["seal"], found["seal"]["tables"]
    numbers = (found["seq"], seal["size"], seal["crc"], seal["mtime_ns"], *tables.values())
    if found["journal"] != FORMAT or not all(map(_is_int, numbers)):
        raise ValueError("not a journal of ours")
    known = Seal(seal["size"], seal["crc"], seal["mtime_ns"], tuple(tables.items()))
    return Base(found["seq"], str(found["chain"]), known)


def _check(change: list[Any]) -> None:
    table, *rest = change
    kinds = tuple(map(type, rest))
    if not isinstance(table, str) or kinds not in _SHAPES:
        raise ValueError("not a change")


_SHAPES = {(), (type(None),), (int,), (int, dict), (int, dict, list)}


def _is_int(value: Any) -> bool:
    return type(value) is int


@cache
def _encoded_name(table: str) -> bytes:
    return encode(table)


def changes_of(layer: Layer) -> Iterator[bytes]:
    """Yield what a layer changes in the tables below it, each change in canonical bytes."""
    for name in sorted(layer.overlays):
        overlay, there = layer.overlays[name], layer.below.has_table(name)
        table = _encoded_name(name)
        if not overlay.present:
            if there:
                yield b"[%s,null]" % table
            continue
        if (overlay.cleared and there) or not (there or overlay.changed):
            yield b"[%s]" % table
        for doc_id, row in overlay.changed.items():
            old = None if overlay.cleared else overlay.below.get(doc_id)
            change = _row_change(table, doc_id, row, old)
            if change is not None:
                yield change


def _row_change(table: bytes, doc_id: int, row: bytes | None, old: bytes | None) -> bytes | None:
    if row == old:
        return None
    if row is None:
        return b"[%s,%d]" % (table, doc_id)
    if old is None or len(row) < _PATCH_FROM:
        return b"[%s,%d,%s]" % (table, doc_id, row)
    return b"[%s,%d,%s]" % (table, doc_id, _shorter(old, row))


def _shorter(old: bytes, new: bytes) -> bytes:
    """Return the patch from one row to the other, or the new row if that is as short."""
    before, after = decode(old), decode(new)
    fields = {
        key: value
        for key, value in after.items()
        if key not in before or not _same(before[key], value)
    }
    gone = [key for key in before if key not in after]
    if encode(patched(before, fields, gone)) != new:
        return new  # the order of the keys changed as well
    patch = encode(fields) + b"," + encode(gone)
    return patch if len(patch) < len(new) else new


def _same(one: Any, other: Any) -> bool:
    # Python's 1 == True == 1.0 are three different values in JSON.
    if isinstance(one, str) or isinstance(other, str):
        return bool(one == other)
    return encode(one) == encode(other)


def patched(doc: Doc, fields: Doc, gone: Iterable[str]) -> Doc:
    """Return a document with some keys set and others removed."""
    removed = set(gone)
    return {key: value for key, value in {**doc, **fields}.items() if key not in removed}


def apply(changes: Iterable[list[Any]], layer: Layer) -> int:
    """Make the changes of a commit in a layer.

    Returns:
        How many changes found nothing to change; 0 unless commits before this one are missing.
    """
    return sum(not _apply(change, layer) for change in changes)


def _apply(change: list[Any], layer: Layer) -> bool:
    table = layer.overlay(change[0])
    match change[1:]:
        case []:
            table.clear()
            table.present = True
        case [None]:
            layer.drop(change[0])
        case [doc_id]:
            found = table.has(doc_id)
            table.remove(doc_id)
            return found
        case [doc_id, doc]:
            table.put(doc_id, encode(doc))
        case [doc_id, fields, gone]:
            row = table.get(doc_id)
            if row is None:
                return False
            table.put(doc_id, encode(patched(decode(row), fields, gone)))
    return True
