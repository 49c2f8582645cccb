"""Two versions of a store made one: no document of either is lost.

A document with an `id` is known by it in both versions. Others are known by their number. A
number that is taken by another document is replaced by the next free one.
"""

from __future__ import annotations

from typing import Any

from annotations.store.codec import decode
from annotations.store.layers import META, Layer, Overlay
from annotations.store.layout import counted


class Union:
    """Documents added to tables that may have them already.

    Args:
        layer: the tables.
    """

    def __init__(self, layer: Layer) -> None:
        self.layer = layer
        self._known: dict[str, dict[str, int]] = {}
        self._renumbered = self._kept = 0

    def add(self, table: str, doc_id: int, row: bytes) -> None:
        """Add a document unless it is there."""
        overlay, known = self.layer.overlay(table), self._known_in(table)
        name = _identity(row)
        number = doc_id if name is None else known.get(name, doc_id)
        there = overlay.get(number)
        if there == row:
            return
        if there is not None and (table == META or (name is not None and name in known)):
            self._kept += 1  # the same document, changed in both
            return
        if there is not None:
            number = overlay.highest + 1
            self._renumbered += 1
        overlay.put(number, row)
        if name is not None:
            known[name] = number

    def add_all(self, other: Layer) -> None:
        """Add all documents of another version."""
        for name in sorted(other.names()):
            self.layer.overlay(name).present = True
            for doc_id, row in other.rows(name).items():
                self.add(name, doc_id, row)

    def add_changes(self, changes: Layer) -> None:
        """Make the changes of a layer, as far as the tables are as they were below it."""
        for name, overlay in changes.overlays.items():
            self.layer.overlay(name).present |= overlay.present
            for doc_id, row in _effective(overlay).items():
                self._change(name, doc_id, overlay.below.get(doc_id), row)

    def notes(self) -> list[str]:
        """Return what had to be decided, for people."""
        notes = []
        if self._renumbered:
            notes.append(f"{counted(self._renumbered, 'document')} got a new number")
        if self._kept:
            both = counted(self._kept, "document")
            notes.append(f"one version was kept of {both} that both sides had changed")
        return notes

    def _change(self, table: str, doc_id: int, old: bytes | None, new: bytes | None) -> None:
        overlay = self.layer.overlay(table)
        there = overlay.get(doc_id)
        if new is not None and old is None:
            self.add(table, doc_id, new)
        elif there == old and new is not None:
            overlay.put(doc_id, new)
        elif there == old:
            overlay.remove(doc_id)
        elif there != new:
            self._kept += 1

    def _known_in(self, table: str) -> dict[str, int]:
        known = self._known.get(table)
        if known is None:
            rows = self.layer.rows(table).items()
            named = ((_identity(row), doc_id) for doc_id, row in rows)
            known = {name: doc_id for name, doc_id in named if name is not None}
            self._known[table] = known
        return known


def _identity(row: bytes) -> str | None:
    doc: Any = decode(row)
    name = doc.get("id")
    return name if isinstance(name, str) else None


def _effective(overlay: Overlay) -> dict[int, bytes | None]:
    """Return all rows that an overlay changes, with those that it clears."""
    if not overlay.cleared:
        return overlay.changed
    return {**{doc_id: None for doc_id, _row in overlay.below.items()}, **overlay.changed}
