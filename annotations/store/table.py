"""`StoreTable`: a TinyDB table that reads and writes only the documents it is asked for."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from typing import Any
from zlib import crc32

from tinydb.queries import QueryLike
from tinydb.table import Document, Table

from annotations.store.codec import Doc, encode
from annotations.store.layers import META, Overlay
from annotations.store.storage import JournalStorage, TableView, parse

Fields = Mapping[str, Any] | Callable[[MutableMapping[str, Any]], None]
"""What `update` sets: some fields, or a function that changes a document in place."""


class StoreTable(Table):
    """A table of a store.

    It has TinyDB's methods, and keeps their promises even if something fails: an edit is on the
    disk when the method returns, and an edit that raises has changed nothing. Documents that are
    returned are copies. Documents come in the order of their ids.

    Args:
        storage: the store.
        name: the table's name.
        cache_size: not used; there is no cache of queries that could be out of date.
        persist_empty: whether to make the table now.
    """

    _storage: JournalStorage

    def __init__(
        self, storage: JournalStorage, name: str, cache_size: int = 0, persist_empty: bool = False
    ) -> None:
        super().__init__(storage, name, cache_size=0, persist_empty=False)
        self._touched: Touched | None = None
        if persist_empty:
            self.truncate()

    # --- reading -----------------------------------------------------------------------------

    def find(self, field: str, text: str) -> list[Document]:
        """Return the documents that have a text in a top-level field, without parsing others."""
        found = self._storage.find(self.name, field, text)
        return [self.document_class(doc, doc_id) for doc_id, doc in found]

    def get(
        self,
        cond: QueryLike | None = None,
        doc_id: int | None = None,
        doc_ids: list[int] | None = None,
    ) -> Any:
        """Return one document by a query or its id, or several by their ids, as TinyDB does."""
        rows = self._storage.view().rows(self.name)
        if doc_id is not None:
            return self._document(doc_id, rows.get(doc_id))
        if doc_ids is not None:
            found = (self._document(number, rows.get(number)) for number in sorted(set(doc_ids)))
            return [document for document in found if document is not None]
        if cond is None:
            raise RuntimeError("You have to pass either cond or doc_id or doc_ids")
        documents = (self._document(number, row) for number, row in rows.items())
        return next((document for document in documents if document and cond(document)), None)

    def doc_ids(self) -> list[int]:
        """Return the ids of all documents, in their order."""
        return list(self._storage.view().rows(self.name).ids())

    def checksums(self) -> dict[int, int]:
        """Return a CRC-32 of each document by its id; no document is parsed."""
        return {doc_id: crc32(row) for doc_id, row in self._storage.view().rows(self.name).items()}

    def stamps(self, field: str) -> dict[str, int]:
        """Return a number for each text in a top-level field that changes with all documents that
        have it; hardly a document is parsed."""
        pattern = re.compile(encode(field) + rb':"([^"\\]*)"')
        found: dict[str, int] = {}
        for doc_id, row in self._storage.view().rows(self.name).items():
            values = pattern.findall(row)  # a field of the same name may be deeper in it
            text = values[0].decode() if len(values) == 1 else (parse(row) or {}).get(field)
            if isinstance(text, str):
                found[text] = found.get(text, 0) + crc32(row, doc_id & 0xFFFFFFFF)
        return found

    def newest(self, count: int) -> list[Document]:
        """Return the `count` documents with the highest ids, in the order of their ids."""
        rows = self._storage.view().rows(self.name)
        numbers = deque(rows.ids(), maxlen=count)
        found = (self._document(number, rows.get(number)) for number in numbers)
        return [document for document in found if document is not None]

    def _document(self, doc_id: int, row: bytes | None) -> Document | None:
        doc = parse(row)
        return None if doc is None else self.document_class(doc, doc_id)

    def _read_table(self) -> Any:
        return TableView(self._storage.view().rows(self.name))

    # --- writing -----------------------------------------------------------------------------

    def insert(self, document: Mapping[str, Any]) -> int:
        """Add a document and return its id."""
        if not isinstance(document, Mapping):
            raise ValueError("Document is not a Mapping")
        self._require_own_table()
        row = encode(dict(document))
        with self._storage.transaction() as layer:
            overlay = layer.overlay(self.name)
            own = isinstance(document, self.document_class)
            doc_id: int = document.doc_id if own else overlay.highest + 1  # type: ignore[attr-defined]
            if overlay.has(doc_id):
                raise ValueError(f"Document with ID {doc_id} already exists")
            overlay.put(doc_id, row)
        return doc_id

    def insert_multiple(self, documents: Iterable[Mapping[str, Any]]) -> list[int]:
        """Add documents in one commit and return their ids."""
        with self._storage.transaction():
            return super().insert_multiple(documents)

    def update(
        self,
        fields: Fields,
        cond: QueryLike | None = None,
        doc_ids: Iterable[int] | None = None,
    ) -> list[int]:
        """Change what a query finds, the documents with some ids, or all; return their ids."""
        with self._storage.transaction():
            return super().update(fields, doc_ids=self._ids(cond, doc_ids))

    def update_multiple(self, updates: Iterable[tuple[Fields, QueryLike]]) -> list[int]:
        """Make several updates in one commit; return the ids of what was changed."""
        with self._storage.transaction():
            return super().update_multiple(list(updates))

    def upsert(self, document: Mapping[str, Any], cond: QueryLike | None = None) -> list[int]:
        """Change the documents that a query finds, or add one; return their ids."""
        with self._storage.transaction():
            return super().upsert(document, cond)

    def remove(
        self, cond: QueryLike | None = None, doc_ids: Iterable[int] | None = None
    ) -> list[int]:
        """Remove the documents that a query finds, or those with some ids; return their ids."""
        if cond is None and doc_ids is None:
            raise RuntimeError("Use truncate() to remove all documents")
        with self._storage.transaction():
            return super().remove(doc_ids=self._ids(cond, doc_ids))

    def truncate(self) -> None:
        """Remove all documents."""
        with self._storage.transaction():
            super().truncate()

    def _require_own_table(self) -> None:
        if self.name == META:
            raise ValueError(f"The table {META} describes the store and is not for documents.")

    def _ids(self, cond: QueryLike | None, doc_ids: Iterable[int] | None) -> list[int]:
        if doc_ids is not None:
            return list(doc_ids)
        return [int(doc_id) for doc_id, doc in self._read_table().items() if not cond or cond(doc)]

    def _get_next_id(self) -> int:
        taken = self._storage.view().rows(self.name).highest
        if self._touched is not None:
            taken = max(taken, self._touched.highest)
        return taken + 1

    def _update_table(self, updater: Callable[[Any], None]) -> None:
        self._require_own_table()
        layer = self._storage.own_layer()
        assert layer is not None, "every method that edits has opened a transaction"
        self._touched = Touched(layer.overlay(self.name))
        try:
            updater(self._touched)
            self._touched.finish()
        finally:
            self._touched = None


class Touched(MutableMapping[int, Doc]):
    """A table while an updater works on it: it holds copies of what was touched.

    Args:
        overlay: the table, to which `finish` adds what was changed.
    """

    def __init__(self, overlay: Overlay) -> None:
        self._overlay = overlay
        self._docs: dict[int, Doc | None] = {}
        self._cleared = False
        self.highest = 0
        """The highest id that was added."""

    def __getitem__(self, doc_id: int) -> Doc:
        if doc_id not in self._docs:
            self._docs[doc_id] = None if self._cleared else parse(self._overlay.get(doc_id))
        doc = self._docs[doc_id]
        if doc is None:
            raise KeyError(doc_id)
        return doc

    def __setitem__(self, doc_id: int, doc: Doc) -> None:
        self._docs[doc_id] = doc
        self.highest = max(self.highest, doc_id)

    def __delitem__(self, doc_id: int) -> None:
        if doc_id not in self:
            raise KeyError(doc_id)
        self._docs[doc_id] = None

    def __contains__(self, doc_id: object) -> bool:
        if doc_id in self._docs:
            return self._docs[doc_id] is not None
        return not self._cleared and isinstance(doc_id, int) and self._overlay.has(doc_id)

    def __iter__(self) -> Iterator[int]:
        below = () if self._cleared else self._overlay.ids()
        gone = {doc_id for doc_id, doc in self._docs.items() if doc is None}
        yield from sorted({*below, *self._docs} - gone)

    def __len__(self) -> int:
        return sum(1 for _doc_id in self)

    def clear(self) -> None:
        """Remove all documents."""
        self._docs, self._cleared = {}, True

    def finish(self) -> None:
        """Add the changes to the table.

        Raises:
            DocumentError: a document cannot be stored; nothing was added.
        """
        rows = {doc_id: None if doc is None else encode(doc) for doc_id, doc in self._docs.items()}
        if self._cleared:
            self._overlay.clear()
            self._overlay.present = True
        for doc_id, row in rows.items():
            if row is None:
                self._overlay.remove(doc_id)
            elif row != self._overlay.get(doc_id):
                self._overlay.put(doc_id, row)
