"""The JSON file: one document a line, found again by line without parsing the others.

    {
    "_meta":{
    "1":{"app":"postil","schema":1}
    }
    ,"corrections":{
    "1":{"article":"…","kind":"accept"}
    ,"2":{"article":"…","kind":"relabel"}
    }
    }

The comma leads, so that a new document changes no other line.
"""

from __future__ import annotations

import zlib
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate

from annotations.store.codec import encode
from annotations.store.commits import Seal
from annotations.store.errors import StoreCorrupt
from annotations.store.layers import EMPTY, META, Empty, Overlay, Rows, Tables
from annotations.store.lines import lines_of

CHUNK = 1 << 18
"""How much is read at a time."""

_CHANGED = "The store's file was changed while it was being read; open it again."

Read = Callable[[int, int], bytes]
"""Returns up to `size` bytes at `offset`."""

Write = Callable[[bytes], None]
"""Takes the next bytes of a file."""


def read_of(data: bytes) -> Read:
    """Return a reader of bytes in memory."""
    return lambda size, offset: data[offset : offset + size]


class Lines:
    """The lines of a file.

    Args:
        read: reads the file.
        starts: where each line begins, and where the file ends.
    """

    def __init__(self, read: Read, starts: array[int]) -> None:
        self.read, self.starts = read, starts

    def get(self, first: int, end: int) -> bytes:
        """Return some lines; none if the file does not have them.

        Raises:
            StoreCorrupt: the file is shorter than it was.
        """
        if end >= len(self.starts):
            return b""
        size = self.starts[end] - self.starts[first]
        data = self.read(size, self.starts[first])
        if len(data) != size:
            raise StoreCorrupt(_CHANGED)
        return data

    def pieces(self, first: int, end: int) -> Iterator[tuple[int, int, bytes]]:
        """Yield some lines in pieces of about `CHUNK`: the first line, how many, the bytes."""
        while first < end:
            cut = bisect_left(self.starts, self.starts[first] + CHUNK, first + 1, end)
            yield first, cut - first, self.get(first, cut)
            first = cut


class Snapshot:
    """The tables of a JSON file that is in the form above.

    Args:
        lines: the lines of the file.
        tables: the names of the tables and the numbers of their documents, in the file's order.
        crc: the checksum of the whole file.

    Raises:
        StoreCorrupt: the lines are not where the tables say.
    """

    def __init__(self, lines: Lines, tables: tuple[tuple[str, int], ...], crc: int) -> None:
        self.lines, self.tables, self.crc = lines, tables, crc
        self._blocks: dict[str, Block] = {}
        line = 1
        for name, count in tables:
            if lines.get(line, line + 1) != head(name, first=line == 1):
                raise StoreCorrupt(f"The table {name} is not where it should be in the store.")
            self._blocks[name] = Block(lines, line + 1, count)
            line += count + 2
        if lines.get(line, line + 1) != b"}\n" or line + 2 != len(lines.starts):
            raise StoreCorrupt("The store does not end where it should.")

    def seal(self, mtime_ns: int) -> Seal:
        """Return by what this file is known again."""
        return Seal(self.lines.starts[-1], self.crc, mtime_ns, self.tables)

    def names(self) -> set[str]:
        """Return the names of the tables."""
        return set(self._blocks)

    def has_table(self, name: str) -> bool:
        """Whether there is such a table."""
        return name in self._blocks

    def rows(self, name: str) -> Block | Empty:
        """Return a table's rows; no rows if there is no such table."""
        return self._blocks.get(name, EMPTY)

    def is_sound(self) -> bool:
        """Whether the file still holds what it held when it was opened."""
        return checksum(self.lines.read, self.lines.starts[-1]) == self.crc


class Block:
    """The rows of one table of a snapshot.

    Args:
        lines: the lines of the file.
        first: the line of the first row.
        count: how many rows there are.
    """

    def __init__(self, lines: Lines, first: int, count: int) -> None:
        self.lines, self.first, self.count = lines, first, count
        self.lowest = self._id_at(0) if count else 0
        self.highest = self._id_at(count - 1) if count else 0
        self._ids: array[int] | None = None

    def get(self, doc_id: int) -> bytes | None:
        """Return a row, or None."""
        place = self.place(doc_id)
        if place == self.count or self.id_at(place) != doc_id:
            return None
        found, row = self._split(self._line(place))
        if found != doc_id:
            raise StoreCorrupt(_CHANGED)
        return row

    def has(self, doc_id: int) -> bool:
        """Whether there is such a row."""
        place = self.place(doc_id)
        return place < self.count and self.id_at(place) == doc_id

    def ids(self) -> Iterable[int]:
        """Return the ids in their order."""
        if self._is_dense:
            return range(self.lowest, self.lowest + self.count)
        return self._all_ids()

    def items(self) -> Iterator[tuple[int, bytes]]:
        """Yield the rows in the order of their ids."""
        for _place, _count, piece in self.pieces():
            yield from map(self._split, piece.split(b"\n")[:-1])

    def pieces(self, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int, bytes]]:
        """Yield the lines of some rows in pieces: the first row's number, how many, the bytes."""
        end = self.count if end is None else end
        for line, count, piece in self.lines.pieces(self.first + start, self.first + end):
            yield line - self.first, count, piece

    def place(self, doc_id: int) -> int:
        """Return the number of the first row whose id is not lower."""
        if self._is_dense:
            return min(max(doc_id - self.lowest, 0), self.count)
        return bisect_left(self._all_ids(), doc_id)

    def id_at(self, place: int) -> int:
        """Return the id of a row by its number."""
        return self.lowest + place if self._is_dense else self._all_ids()[place]

    @property
    def _is_dense(self) -> bool:
        return self.highest - self.lowest + 1 == self.count or not self.count

    def _all_ids(self) -> array[int]:
        if self._ids is None:
            self._ids = array("q", (doc_id for doc_id, _row in self.items()))
        return self._ids

    def _id_at(self, place: int) -> int:
        return self._split(self._line(place))[0]

    def _line(self, place: int) -> bytes:
        return self.lines.get(self.first + place, self.first + place + 1)[:-1]

    @staticmethod
    def _split(line: bytes) -> tuple[int, bytes]:
        start = 2 if line[:1] == b"," else 1
        try:
            end = line.index(b'"', start)
            return int(line[start:end]), line[end + 2 :]
        except ValueError as error:
            raise StoreCorrupt(_CHANGED) from error


def head(name: str, *, first: bool) -> bytes:
    """Return the line that begins a table."""
    return b"%s%s:{\n" % (b"" if first else b",", encode(name))


def checksum(read: Read, size: int) -> int:
    """Return the CRC-32 of a file."""
    crc = 0
    for offset in range(0, size, CHUNK):
        crc = zlib.crc32(read(CHUNK, offset), crc)
    return crc


def scan(read: Read) -> tuple[Lines, int]:
    """Return the lines of a file and its CRC-32."""
    starts, offset, crc = array("q", [0]), 0, 0
    while data := read(CHUNK, offset):
        crc = zlib.crc32(data, crc)
        lines = lines_of(data)
        ends = array("q", accumulate(map(len, lines), initial=offset))
        offset += len(data)
        starts.extend(ends[1:] if data.endswith(b"\n") else ends[1:-1])
    if starts[-1] != offset:
        starts.append(offset)
    return Lines(read, starts), crc


def write_snapshot(tables: Tables, write: Write) -> tuple[tuple[str, int], ...]:
    """Write tables in the form above.

    Args:
        tables: the tables.
        write: takes the bytes, piece by piece.

    Returns:
        The names of the tables in the order of the file, with the numbers of their documents.
    """
    counts: list[tuple[str, int]] = []
    write(b"{\n")
    for name in sorted(tables.names(), key=lambda name: (name != META, name)):
        rows = tables.rows(name)
        write(head(name, first=not counts))
        for piece in _with_commas(_pieces(rows)):
            write(piece)
        write(b"}\n")
        counts.append((name, rows.count))
    write(b"}\n")
    return tuple(counts)


def _with_commas(pieces: Iterator[bytes]) -> Iterator[bytes]:
    first = next(pieces, None)
    if first is not None:
        yield first.removeprefix(b",")
    for piece in pieces:
        yield piece if piece.startswith(b",") else b"," + piece


def _pieces(rows: Rows) -> Iterator[bytes]:
    """Yield a table's lines in pieces, unchanged ones as they stand in the file."""
    if isinstance(rows, Block):
        yield from _as_they_stand(rows, 0, rows.count)
    elif isinstance(rows, Overlay) and isinstance(rows.below, Block) and not rows.cleared:
        yield from _edited(rows.changed, rows.below)
    else:
        for doc_id, row in rows.items():
            yield _line(doc_id, row)


def _edited(changed: dict[int, bytes | None], block: Block) -> Iterator[bytes]:
    done = 0
    for doc_id in sorted(changed):
        place = block.place(doc_id)
        yield from _as_they_stand(block, done, place)
        row = changed[doc_id]
        if row is not None:
            yield _line(doc_id, row)
        done = place + block.has(doc_id)
    yield from _as_they_stand(block, done, block.count)


def _as_they_stand(block: Block, start: int, end: int) -> Iterator[bytes]:
    return (piece for _place, _count, piece in block.pieces(start, end))


def _line(doc_id: int, row: bytes) -> bytes:
    return b',"%d":%s\n' % (doc_id, row)
