"""`Database`: a TinyDB database that loses nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tinydb import TinyDB

from annotations.store.backups import Backup
from annotations.store.changes import Changes
from annotations.store.files import Files
from annotations.store.layers import META
from annotations.store.layout import Clock, utc_now
from annotations.store.schema import KNOWN_TABLES, SCHEMA, Schema, schema_of, set_schema
from annotations.store.storage import JournalStorage
from annotations.store.table import StoreTable


class Database(TinyDB):
    """A store of annotations.

    It is used as any TinyDB database, and within a `with` block it is closed at the end. All
    methods may be called from any thread. Nothing is made on the disk before the first edit.

    Args:
        path: the JSON file; symbolic links are followed.
        read_only: whether nothing may be written.
        tables: the tables that a plain TinyDB file may have to be taken over.
        schema: what this version of the program writes; an older store is brought to it.
        files: the file system.
        clock: tells the time in UTC.

    Raises:
        StoreForeign: the file is something else; it was not touched.
        StoreLocked: another process kept the store's lock for too long.
        StoreFull: there is no room to bring an older store to the current schema.
        StoreError: the files cannot be read.
    """

    table_class = StoreTable  # type: ignore[assignment]
    default_storage_class = JournalStorage  # type: ignore[assignment]
    storage: JournalStorage

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
        super().__init__(
            path, read_only=read_only, tables=tables, schema=schema, files=files, clock=clock
        )
        self._session, self._upkeep = self.storage.session, self.storage.upkeep
        try:
            self._migrate(schema)
        except BaseException:
            self._session.close()
            raise

    # --- what it is --------------------------------------------------------------------------

    @property
    def path(self) -> Path:
        """The JSON file, with symbolic links followed."""
        return self._session.place.layout.data

    @property
    def read_only(self) -> bool:
        """Whether edits are refused; a failing disk turns this on."""
        return self._session.read_only is not None

    @property
    def notices(self) -> list[str]:
        """What the user should know, a line each; it grows while the store is open."""
        return self._session.notices

    @property
    def seq(self) -> int:
        """The number of the last commit."""
        return self._session.state.seq

    @property
    def version(self) -> tuple[int, str]:
        """The number and checksum of the last commit; no other content has them."""
        return self._session.state.version

    # --- editing -----------------------------------------------------------------------------

    def table(self, name: str, **options: Any) -> StoreTable:
        """Return a table; it is made with its first document."""
        table = super().table(name, **options)
        assert isinstance(table, StoreTable)
        return table

    def tables(self) -> set[str]:
        """Return the names of the tables."""
        return self.storage.view().names() - {META}

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit the edits of all tables in the block as one.

        They are on the disk when the block ends. If it raises, nothing was changed. Within it
        the store holds what other processes wrote, and they wait; so a large import is better
        made in several transactions. `checkpoint` and `backup` have no place in one.

        Raises:
            StoreReadOnly, StoreFull, StoreLocked: nothing was changed.
        """
        with self.storage.transaction():
            yield

    def drop_table(self, name: str) -> None:
        """Remove a table."""
        if name in self.tables():
            with self.storage.transaction() as layer:
                layer.drop(name)
        self._tables.pop(name, None)

    def drop_tables(self) -> None:
        """Remove all tables, in one commit."""
        with self.storage.transaction() as layer:
            for name in self.tables():
                layer.drop(name)
        self._tables.clear()

    # --- other processes, and upkeep -----------------------------------------------------------

    def refresh(self) -> Changes:
        """Take over what other processes wrote.

        This costs two calls of the operating system if nothing was written, so it can be asked
        often.

        Returns:
            What others changed since the last call.
        """
        return self._session.refresh()

    @property
    def needs_checkpoint(self) -> bool:
        """Whether the journal has become so large that `checkpoint` should be called."""
        return self._upkeep.needs_checkpoint

    def checkpoint(self) -> bool:
        """Write the JSON file with all edits in it; other threads go on editing meanwhile.

        Returns:
            Whether there was anything to write.

        Raises:
            StoreFull: there is no room; edits go on.
            StoreReadOnly: the store cannot be written.
        """
        return self._upkeep.checkpoint()

    def backup(self, *, force: bool = False) -> Path | None:
        """Copy the store to its folder of backups if that is due.

        Args:
            force: before an import, a repair or the removal of much: now, if it changed at all.

        Returns:
            The copy of the store as it is now, None if none is due.

        Raises:
            StoreFull, StoreReadOnly: there is no new backup.
        """
        return self._upkeep.backup(force=force)

    def backups(self) -> list[Backup]:
        """Return the backups, the newest first."""
        return self._upkeep.backups()

    def maintain(self) -> None:
        """Do the upkeep that is due: for a thread that calls this every minute or so."""
        self._upkeep.maintain()

    def restore(self, backup: Path) -> None:
        """Make the store what it was at a backup, in one commit, after a backup of what it is.

        Raises:
            StoreCorrupt: the backup is damaged, and nothing was changed.
        """
        wanted = self._upkeep.open_backup(backup)
        self.backup(force=True)
        with self.storage.transaction() as layer:
            for name in layer.names() | wanted.names():
                layer.drop(name)
            for name in wanted.names():
                overlay = layer.overlay(name)
                overlay.present = True
                for doc_id, row in wanted.rows(name).items():
                    overlay.put(doc_id, row)

    def verify(self) -> list[str]:
        """Read all files and return what is wrong with them, a line each."""
        return self._upkeep.verify()

    def _migrate(self, schema: Schema) -> None:
        """Bring an older store to the current schema, in one commit after a backup."""
        found = schema_of(self._session.state)
        if found is None or found >= schema.current:
            return
        if self.read_only:
            self.notices.append(f"{self.path.name} is of an older version and shown as it is.")
            return
        self.backup(force=True)
        with self.storage.transaction() as layer:
            for number in range(schema_of(layer) or found, schema.current):
                schema.steps[number](self)
                set_schema(layer, number + 1)
        self.notices.append(
            f"{self.path.name} was brought from schema {found} to {schema.current}; "
            f"what it was before is in {self._session.place.layout.folder.name}/backups."
        )
