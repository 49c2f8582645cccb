"""Tables in memory: rows of bytes in layers, each of which changes the one below.

The lowest layer is the snapshot on the disk, above it are the commits of the journal, above
them the transactions that are open. A row is a document in its canonical bytes.

A layer that is read by one thread may be changed by another: whoever iterates, iterates over a
copy of the keys, and a row is replaced in one step.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import merge
from typing import Protocol

META = "_meta"
"""The table that describes the store."""


class Rows(Protocol):
    """The rows of one table."""

    @property
    def count(self) -> int:
        """How many rows there are."""

    @property
    def highest(self) -> int:
        """The highest id, 0 if there is no row."""

    def get(self, doc_id: int) -> bytes | None:
        """Return a row, or None."""

    def has(self, doc_id: int) -> bool:
        """Whether there is such a row."""

    def ids(self) -> Iterable[int]:
        """Return the ids in their order."""

    def items(self) -> Iterator[tuple[int, bytes]]:
        """Yield the rows in the order of their ids."""


class Tables(Protocol):
    """A set of tables."""

    def names(self) -> set[str]:
        """Return the names of the tables."""

    def has_table(self, name: str) -> bool:
        """Whether there is such a table."""

    def rows(self, name: str) -> Rows:
        """Return a table's rows; no rows if there is no such table."""


class Empty:
    """A store without tables, and a table without rows."""

    count = 0
    highest = 0

    def names(self) -> set[str]:
        """Return no names."""
        return set()

    def has_table(self, name: str) -> bool:
        """Deny."""
        return False

    def rows(self, name: str) -> Empty:
        """Return no rows."""
        return self

    def get(self, doc_id: int) -> bytes | None:
        """Return nothing."""
        return None

    def has(self, doc_id: int) -> bool:
        """Deny."""
        return False

    def ids(self) -> Iterable[int]:
        """Return nothing."""
        return ()

    def items(self) -> Iterator[tuple[int, bytes]]:
        """Yield nothing."""
        return iter(())


EMPTY = Empty()


class Overlay:
    """What changes in one table.

    Args:
        below: the table as it was; it must not change while this is in use.
        present: whether the table exists.
    """

    def __init__(self, below: Rows, *, present: bool = True) -> None:
        self.below = below
        self.present = present
        self.cleared = False
        self.changed: dict[int, bytes | None] = {}
        """New rows by id; None where one was removed."""
        self.count = below.count
        self._highest = below.highest

    @property
    def highest(self) -> int:
        """The highest id that is or was in use since the table was last empty."""
        return self._highest

    def get(self, doc_id: int) -> bytes | None:
        """Return a row, or None."""
        if doc_id > self._highest:
            return None
        if doc_id in self.changed:
            return self.changed[doc_id]
        return None if self.cleared else self.below.get(doc_id)

    def has(self, doc_id: int) -> bool:
        """Whether there is such a row."""
        if doc_id > self._highest:
            return False
        if doc_id in self.changed:
            return self.changed[doc_id] is not None
        return not self.cleared and self.below.has(doc_id)

    def ids(self) -> Iterable[int]:
        """Return the ids in their order."""
        changed = dict(self.changed)
        below = () if self.cleared else self.below.ids()
        if not changed:
            return below
        kept = (doc_id for doc_id in below if doc_id not in changed)
        return merge(kept, sorted(doc_id for doc_id, row in changed.items() if row is not None))

    def items(self) -> Iterator[tuple[int, bytes]]:
        """Yield the rows in the order of their ids."""
        changed = dict(self.changed)
        edits = iter(sorted(changed))
        edit = next(edits, None)
        for doc_id, row in EMPTY.items() if self.cleared else self.below.items():
            while edit is not None and edit < doc_id:
                yield from _if_there(edit, changed[edit])
                edit = next(edits, None)
            if edit == doc_id:
                yield from _if_there(edit, changed[edit])
                edit = next(edits, None)
            else:
                yield doc_id, row
        while edit is not None:
            yield from _if_there(edit, changed[edit])
            edit = next(edits, None)

    def put(self, doc_id: int, row: bytes) -> None:
        """Add a row, or replace it."""
        if not self.has(doc_id):
            self.count += 1
        self.present = True
        self.changed[doc_id] = row
        if doc_id > self._highest:
            self._highest = doc_id

    def remove(self, doc_id: int) -> None:
        """Remove a row, if it is there."""
        if self.has(doc_id):
            self.count -= 1
            self.changed[doc_id] = None

    def clear(self) -> None:
        """Remove all rows."""
        self.changed = {}
        self.cleared = True
        self.count = self._highest = 0

    def merge(self, above: Overlay) -> None:
        """Take over what a layer above this one changes."""
        if above.cleared:
            self.clear()
        self.present = above.present
        for doc_id, row in above.changed.items():
            if row is None:
                self.remove(doc_id)
            else:
                self.put(doc_id, row)


def _if_there(doc_id: int, row: bytes | None) -> Iterator[tuple[int, bytes]]:
    if row is not None:
        yield doc_id, row


class Layer:
    """What changes in a set of tables.

    Args:
        below: the tables as they were; they must not change while this is in use.
    """

    def __init__(self, below: Tables) -> None:
        self.below = below
        self.overlays: dict[str, Overlay] = {}
        self.owner: int | None = None
        """The thread whose transaction this is."""

    def names(self) -> set[str]:
        """Return the names of the tables."""
        overlays = dict(self.overlays)
        here = {name for name, overlay in overlays.items() if overlay.present}
        return here | {name for name in self.below.names() if name not in overlays}

    def has_table(self, name: str) -> bool:
        """Whether there is such a table."""
        overlay = self.overlays.get(name)
        return self.below.has_table(name) if overlay is None else overlay.present

    def rows(self, name: str) -> Rows:
        """Return a table's rows; no rows if there is no such table."""
        return self.overlays.get(name) or self.below.rows(name)

    def overlay(self, name: str) -> Overlay:
        """Return the changes of a table, to be added to."""
        found = self.overlays.get(name)
        if found is None:
            found = Overlay(self.below.rows(name), present=self.below.has_table(name))
            self.overlays[name] = found
        return found

    def drop(self, name: str) -> None:
        """Remove a table."""
        overlay = self.overlay(name)
        overlay.clear()
        overlay.present = False

    def merge(self, above: Layer) -> None:
        """Take over what a layer above this one changes."""
        for name, overlay in above.overlays.items():
            self.overlay(name).merge(overlay)

    def copy(self) -> Layer:
        """Return these changes, apart from any later ones."""
        twin = Layer(self.below)
        for name, overlay in self.overlays.items():
            other = Overlay(overlay.below, present=overlay.present)
            other.cleared, other.changed = overlay.cleared, dict(overlay.changed)
            other.count, other._highest = overlay.count, overlay._highest
            twin.overlays[name] = other
        return twin
