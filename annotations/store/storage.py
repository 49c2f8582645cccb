"""`JournalStorage`: a TinyDB storage whose edits cost what they change."""

from __future__ import annotations

import threading
from collections.abc import ItemsView, Iterator, Mapping
from pathlib import Path
from typing import Any, NoReturn

from tinydb.storages import Storage

from annotations.store.codec import Doc, decode
from annotations.store.errors import StoreCorrupt, StoreError
from annotations.store.files import Files
from annotations.store.layers import Layer, Rows, Tables
from annotations.store.layout import Clock, Layout, Place, utc_now
from annotations.store.schema import KNOWN_TABLES, SCHEMA, Schema
from annotations.store.session import Session
from annotations.store.upkeep import Upkeep


class JournalStorage(Storage):
    """Tables in a JSON file and a journal beside it; see the package for what that gives.

    Args:
        path: the JSON file. Symbolic links are followed.
        read_only: whether nothing may be written.
        tables: the tables that a plain TinyDB file may have to be taken over.
        schema: what this version of the program writes.
        files: the file system.
        clock: tells the time in UTC.

    Raises:
        StoreForeign: the file is not a store of ours.
        StoreLocked: another process did not let go of the store in time.
        StoreError: the files cannot be read.
    """

    def __init__(
        self,
        path: str | Path,
        *,
        read_only: bool = False,
        tables: frozenset[str] = KNOWN_TABLES,
        schema: Schema = SCHEMA,
        files: Files | None = None,
        clock: Clock = utc_now,
    ) -> None:
        files = files or Files()
        try:
            place = Place(Layout(files.resolve(Path(path))), files, clock)
            self.session = Session(place, tables, schema, read_only=read_only)
        except OSError as error:
            raise StoreError(f"{path} cannot be opened: {error.strerror}.") from error
        self.upkeep = Upkeep(self.session)
        self._layers: list[Layer] = []

    def read(self) -> dict[str, dict[str, Any]] | None:
        """Return all tables; their documents are parsed when they are looked at."""
        view = self.view()
        tables: Any = {name: TableView(view.rows(name)) for name in sorted(view.names())}
        return tables or None

    def write(self, data: object) -> NoReturn:
        """Refuse: the whole database is never written in one piece."""
        raise StoreError(
            "A store cannot be written in one piece: use the tables of annotations.store.Database."
        )

    def close(self) -> None:
        """Bring the JSON file up to date, make a backup if one is due, and let go of the files."""
        session = self.session
        if not session.is_open:
            return
        try:
            if session.read_only is None and session.journal is not None:
                self.upkeep.checkpoint()
                self.upkeep.backup()
        except StoreError as error:
            session.notices.append(str(error))
        finally:
            session.close()

    def view(self) -> Tables:
        """Return the tables as this thread sees them: with its own open transaction."""
        if not self.session.is_open:
            raise StoreError("The store is closed.")
        return self.own_layer() or self.session.state

    def own_layer(self) -> Layer | None:
        """Return what this thread changed in its open transaction; None if it has none."""
        last = self._layers[-1:]  # in one step: another thread may close its own
        return last[0] if last and last[0].owner == threading.get_ident() else None

    def transaction(self) -> Transaction:
        """Collect changes of any tables and commit them as one when the block ends.

        An exception in the block leaves everything as it was. A transaction within another
        becomes part of it.

        Raises:
            StoreReadOnly, StoreFull, StoreLocked: nothing was changed.
        """
        return Transaction(self.session, self._layers)

    def find(self, table: str, field: str, text: str) -> list[tuple[int, Doc]]:
        """Return the documents of a table that have a text in a field, by their ids."""
        view, session = self.view(), self.session
        ids = session.find(table, field, text)
        for layer in self._layers if view is not session.state else ():
            if table in layer.overlays:
                ids.update(layer.overlays[table].changed)
        rows = view.rows(table)
        found = ((doc_id, parse(rows.get(doc_id))) for doc_id in sorted(ids))
        return [(doc_id, doc) for doc_id, doc in found if doc and doc.get(field) == text]


class Transaction:
    """A block whose changes are committed as one.

    Args:
        session: the store.
        layers: the transactions that are open, each within the one before.
    """

    __slots__ = ("_layers", "_session")

    def __init__(self, session: Session, layers: list[Layer]) -> None:
        self._session, self._layers = session, layers

    def __enter__(self) -> Layer:
        self._session.begin()
        layer = Layer(self._layers[-1] if self._layers else self._session.state)
        layer.owner = threading.get_ident()
        self._layers.append(layer)
        return layer

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        layer = self._layers.pop()
        try:
            if kind is None and self._layers:
                self._layers[-1].merge(layer)
            elif kind is None:
                self._session.commit(layer)
        finally:
            self._session.end()


class TableView(Mapping[str, Doc]):
    """The documents of a table by their ids as text, each parsed when it is looked at.

    Args:
        rows: the table.
    """

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def __getitem__(self, key: str) -> Doc:
        doc = parse(self._rows.get(int(key)))
        if doc is None:
            raise KeyError(key)
        return doc

    def __iter__(self) -> Iterator[str]:
        return map(str, self._rows.ids())

    def __len__(self) -> int:
        return self._rows.count

    def items(self) -> ItemsView[str, Doc]:
        """Return the documents with their ids."""
        return _Items(self)

    def pairs(self) -> Iterator[tuple[str, Doc]]:
        """Yield the documents with their ids, in their order."""
        for doc_id, row in self._rows.items():
            doc = parse(row)
            if doc is not None:
                yield str(doc_id), doc


class _Items(ItemsView[str, Doc]):
    """The items of a table, read in one go instead of one by one."""

    _mapping: TableView

    def __iter__(self) -> Iterator[tuple[str, Doc]]:
        return self._mapping.pairs()


def parse(row: bytes | None) -> Doc | None:
    """Return the document of a row.

    Raises:
        StoreCorrupt: it is not what was written.
    """
    if row is None:
        return None
    try:
        found: Doc = decode(row)
    except ValueError as error:
        raise StoreCorrupt(f"A document cannot be read ({error}): open the store again.") from error
    return found
