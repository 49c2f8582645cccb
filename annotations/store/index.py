"""Finding documents by a text field without parsing the others."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable

from annotations.store.codec import encode
from annotations.store.snapshot import Block
from annotations.store.state import State

Field = tuple[str, str]
"""The name of a table and of a field of its documents."""

SEARCHES = 3
"""So often the file is searched from end to end, before it pays to read all values of a field."""


class FieldIndex:
    """Which documents of a table may have which text in a field.

    Rows are searched as bytes for `"field":"value"`. As a field of the same name deeper in a
    document looks the same, and as changed documents stay under their old value too, what is
    found has to be looked at.

    Args:
        field: the name of the field.
        block: the table in the JSON file, if it is there.
    """

    def __init__(self, field: str, block: Block | None) -> None:
        self._key = encode(field) + b':"'
        self._pattern = re.compile(re.escape(self._key) + rb'((?:[^"\\]|\\.)*)"')
        self._in_line = re.compile(re.escape(self._key) + rb'([^"\\]*)"[^\n]*\n')
        self._block = block
        self._searches = 0
        self._places: dict[bytes, array[int]] | None = None
        self._later: dict[bytes, dict[int, None]] = {}

    @property
    def is_complete(self) -> bool:
        """Whether all values of the field were read."""
        return self._places is not None

    def add(self, rows: Iterable[tuple[int, bytes | None]]) -> None:
        """Take note of new rows."""
        for doc_id, row in rows:
            for value in self._values(row or b""):
                self._later.setdefault(value, {})[doc_id] = None

    def ids(self, text: str) -> set[int]:
        """Return the ids of the documents that may have this text."""
        value = encode(text)[1:-1]
        found = set(self._later.get(value, {}))
        if self._block is not None:
            self._searches += 1
            if self._places is None and self._searches > SEARCHES:
                self.complete()
            places = self._search(value) if self._places is None else self._places.get(value, ())
            found.update(map(self._block.id_at, places))
        return found

    def complete(self) -> None:
        """Read all values of the field."""
        places: dict[bytes, array[int]] = {}
        for place, count, piece in self._block.pieces() if self._block else ():
            for offset, value in self._in_piece(piece, count):
                found = places.get(value)
                if found is None:
                    found = places[value] = array("q")
                found.append(place + offset)
        self._places = places

    def _search(self, value: bytes) -> list[int]:
        """Return the numbers of the rows in which a value is somewhere in the file."""
        wanted, found = self._key + value + b'"', []
        for place, _count, piece in self._block.pieces() if self._block else ():
            done, start = 0, piece.find(wanted)
            while start >= 0:
                place += piece.count(b"\n", done, start)
                found.append(place)
                done, start = start, piece.find(wanted, start + 1)
        return found

    def _values(self, row: bytes) -> list[bytes]:
        found: list[bytes] = self._pattern.findall(row)
        return found

    def _in_piece(self, piece: bytes, count: int) -> Iterable[tuple[int, bytes]]:
        """Return the values in some rows, with the numbers of the rows."""
        values = self._in_line.findall(piece)
        if len(values) == count == piece.count(self._key):
            return enumerate(values)  # each row has the field once: no need to look at rows
        rows = enumerate(piece.split(b"\n"))
        return ((offset, value) for offset, row in rows for value in self._values(row))


def make_index(state: State, table: str, field: str) -> FieldIndex:
    """Return an index of a field of a table, with all that is in memory."""
    block = state.below.rows(table)
    index = FieldIndex(field, block if isinstance(block, Block) else None)
    if table in state.overlays:
        index.add(state.overlays[table].changed.items())
    return index
