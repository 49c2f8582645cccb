"""What keeps a store small and safe: checkpoints, backups, restoring, looking for damage."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from annotations.store.backups import Backup, ensure_backup, is_due, list_backups, open_backup
from annotations.store.checkpoint import Draft, draft_snapshot, install, rotate
from annotations.store.codec import decode_strictly
from annotations.store.commits import Base
from annotations.store.disk import discard
from annotations.store.errors import StoreCorrupt, StoreError
from annotations.store.history import damaged_files
from annotations.store.index import Field, FieldIndex, make_index
from annotations.store.journal import Health, Journal, open_journal
from annotations.store.layers import META
from annotations.store.session import Session
from annotations.store.snapshot import Snapshot
from annotations.store.state import State

JOURNAL_FLOOR, JOURNAL_LIMIT, JOURNAL_SHARE = 64 << 10, 4 << 20, 8
"""A journal is too large if it is larger than the JSON file, or than 4 MiB and an eighth of it,
but not below 64 KiB: writing the file costs what the file has, and should come rarely."""


class Upkeep:
    """Work on an open store that other threads go on using.

    Args:
        session: the store.
    """

    def __init__(self, session: Session) -> None:
        self._session, self._place = session, session.place
        self._one_at_a_time = threading.Lock()

    @property
    def needs_checkpoint(self) -> bool:
        """Whether the journal has become large."""
        journal = self._session.journal
        if journal is None or self._session.read_only is not None:
            return False
        size = journal.bases[-1].seal.size if journal.bases else 0
        limit = max(JOURNAL_LIMIT, size // JOURNAL_SHARE)
        return journal.end > min(limit, max(JOURNAL_FLOOR, size))

    def checkpoint(self) -> bool:
        """Write the JSON file with all commits in it, and begin a new journal.

        Returns:
            Whether there was anything to write.

        Raises:
            StoreFull: there is no room; edits go on in the journal.
            StoreReadOnly: the store cannot be written.
            StoreCorrupt: the JSON file was damaged while it was open.
            StoreError: the file cannot be written; edits go on in the journal.
        """
        with self._alone():
            with self._session.writing():
                journal = self._session.journal
                if journal is None or not journal.has_grown:
                    return False
                frozen = self._session.state.freeze()
            draft = draft_snapshot(self._place, frozen)
            state = State(draft.snapshot, *frozen.version)
            indexes = self._indexes(state)
            try:
                with self._session.writing():
                    if self._session.journal is not journal:
                        return False  # another process wrote it meanwhile
                    self._exchange(journal, draft, state, indexes)
            finally:
                discard(self._place.files, draft.path)
            return True

    def backup(self, *, force: bool = False) -> Path | None:
        """Copy the store into the folder of backups.

        Args:
            force: also if the last backup is recent; not if the store is still the same.

        Returns:
            The backup, an older one if that is still the store; None if none is due.

        Raises:
            StoreFull, StoreReadOnly, StoreCorrupt: as for `checkpoint`.
        """
        with self._alone():
            with self._session.writing():
                frozen = self._session.state.freeze()
            if not frozen.names() - {META}:
                return None
            if not force and not is_due(self._place, *frozen.version):
                return None
            if isinstance(frozen.below, Snapshot) and not frozen.below.is_sound():
                raise StoreCorrupt("The store was damaged while it was open: open it again.")
            return ensure_backup(self._place, frozen, *frozen.version)

    def open_backup(self, path: Path) -> Snapshot:
        """Return the tables of a backup.

        Raises:
            StoreCorrupt: it is damaged, or there is no such backup.
        """
        for backup in self.backups():
            snapshot = None
            if backup.path.name == Path(path).name:
                snapshot = open_backup(self._place, backup)
            if snapshot is not None:
                return snapshot
        raise StoreCorrupt(f"{Path(path).name} is damaged or no backup of this store.")

    def backups(self) -> list[Backup]:
        """Return the backups, the newest first."""
        with self._session.reporting():
            return list_backups(self._place)

    def maintain(self) -> None:
        """Do what is due; a full or failing disk becomes a notice."""
        try:
            if self.needs_checkpoint:
                self.checkpoint()
            if self._session.read_only is None and self._session.journal is not None:
                self.backup()
        except StoreError as error:
            if str(error) not in self._session.notices:
                self._session.notices.append(str(error))

    def verify(self) -> list[str]:
        """Return what is wrong with the files, a line each; nothing if all is well."""
        with self._session.reporting():
            return [*self._look_at_tables(), *self._look_at_journals(), *self._look_at_backups()]

    @contextmanager
    def _alone(self) -> Iterator[None]:
        if self._session.is_writing_here:  # the thread that we would wait for waits for this one
            raise StoreError("A checkpoint or a backup has no place within a transaction.")
        with self._one_at_a_time, self._session.reporting():
            yield

    def _indexes(self, state: State) -> dict[Field, FieldIndex]:
        """Return the indexes that are in use, of a new state."""
        indexes = {}
        for name, old in dict(self._session.indexes).items():
            indexes[name] = make_index(state, *name)
            if old.is_complete:
                indexes[name].complete()
        return indexes

    def _exchange(
        self, journal: Journal, draft: Draft, state: State, indexes: dict[Field, FieldIndex]
    ) -> None:
        base = Base(*state.version, draft.seal)
        install(self._place, draft, journal, base)
        commits = journal.reread().commits
        rotate(self._place, base, commits)
        opened = open_journal(self._place, writing=True)
        if opened is None:
            raise FileNotFoundError(2, "the new journal is not there")
        state.follow(commits)
        for (table, _field), index in indexes.items():
            if table in state.overlays:
                index.add(state.overlays[table].changed.items())
        self._session.replace_files(state, opened[0], indexes)

    def _look_at_tables(self) -> Iterator[str]:
        state = self._session.state
        if isinstance(state.below, Snapshot) and not state.below.is_sound():
            yield f"{self._place.layout.data.name}: the checksum does not fit"
        for name in sorted(state.names()):
            for doc_id, row in state.rows(name).items():
                try:
                    decode_strictly(row)
                except ValueError as error:
                    yield f"{name} {doc_id}: {error}"

    def _look_at_journals(self) -> Iterator[str]:
        journal = self._session.journal
        if journal is not None and journal.reread().health is not Health.SOUND:
            yield f"{self._place.layout.journal.name}: a line is damaged"
        for path in damaged_files(self._place):
            yield f"{path.name}: damaged"

    def _look_at_backups(self) -> Iterator[str]:
        for backup in self.backups():
            if open_backup(self._place, backup) is None:
                yield f"{backup.path.name}: damaged"
