"""An open store: reading what is in memory, and committing to the disk."""

from __future__ import annotations

import errno
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NoReturn

from annotations.store.changes import Changes
from annotations.store.commits import changes_of, commit_line
from annotations.store.errors import StoreError, StoreFull, StoreLocked, StoreNewer, StoreReadOnly
from annotations.store.files import NO_ROOM
from annotations.store.following import Follower
from annotations.store.index import make_index
from annotations.store.layers import META, Layer
from annotations.store.layout import Place
from annotations.store.schema import Schema, schema_of, set_schema


class Session(Follower):
    """A store that is open: what threads read, and the way to commit; see `Follower`."""

    def __init__(
        self, place: Place, known: frozenset[str], schema: Schema, *, read_only: bool
    ) -> None:
        self.is_open = True
        self._depth = 0
        self._writer: int | None = None
        super().__init__(place, known, schema, read_only=read_only)

    # --- reading -----------------------------------------------------------------------------

    def find(self, table: str, field: str, text: str) -> set[int]:
        """Return the ids of the documents that may have a text in a field."""
        index = self.indexes.get((table, field))
        if index is None:
            with self.mutex:
                index = make_index(self.state, table, field)
                self.indexes[table, field] = index
        return index.ids(text)

    def refresh(self) -> Changes:
        """Take over what other processes wrote; return what that was since the last time.

        Raises:
            StoreError: the files cannot be read.
        """
        if not self.mutex.acquire(blocking=False):
            return Changes()
        try:
            # Within a transaction of this thread, nobody else can have written.
            with suppress(StoreLocked), self.reporting():
                if self.is_open and not self._depth and not self.is_current():
                    with self.holding_lock():
                        self.catch_up()
            return self.changes.take()
        finally:
            self.mutex.release()

    # --- writing -----------------------------------------------------------------------------

    def begin(self) -> None:
        """Keep others from writing, with all that they wrote in memory, until `end`.

        Raises:
            StoreReadOnly: the store cannot be written.
            StoreLocked: another process did not let go in time.
            StoreFull: there is no room to put the files in order.
        """
        self.mutex.acquire()
        self._writer = threading.get_ident()
        self._depth += 1
        if self._depth > 1:
            return
        try:
            self.require_writable()
            self.lock.acquire()
            if not self.is_current():
                self.catch_up()
                self.require_writable()
        except BaseException as error:
            self.end()
            if isinstance(error, OSError):
                self.fail(error)
            raise

    def end(self) -> None:
        """Let others go on."""
        self._depth -= 1
        if not self._depth:
            self._writer = None
            self.lock.release()
        self.mutex.release()

    @property
    def is_writing_here(self) -> bool:
        """Whether this thread is between `begin` and `end`."""
        return self._writer == threading.get_ident()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Do something between `begin` and `end`; raise what they raise."""
        self.begin()
        try:
            yield
        finally:
            self.end()

    @contextmanager
    def reporting(self) -> Iterator[None]:
        """Turn the operating system's errors in a block into ours; edits go on if they can."""
        try:
            yield
        except OSError as error:
            self.fail(error, fatal=False)

    def commit(self, layer: Layer) -> None:
        """Bring the changes of a layer to the disk, then show them.

        Raises:
            StoreFull: there is no room; nothing was changed.
            StoreReadOnly: the disk failed.
        """
        changes = list(changes_of(layer))
        if not changes:
            return
        if not self.state.rows(META).count:
            set_schema(layer, self.schema.current)
            changes = list(changes_of(layer))
        try:
            line = self._append(changes)
        except OSError as error:
            self.fail(error)
        self.state.merge(layer)
        self.state.seq, self.state.chain = self.state.seq + 1, line[:8].decode()
        for (table, _field), index in self.indexes.items():
            if table in layer.overlays:
                index.add(layer.overlays[table].changed.items())

    def _append(self, changes: list[bytes]) -> bytes:
        self.put_in_order()
        assert self.journal is not None
        time = self.place.clock().isoformat(timespec="seconds")
        line = commit_line(self.state.seq + 1, self.state.chain, time, changes)
        self.journal.append(line)
        return line

    def require_writable(self) -> None:
        """Raise StoreReadOnly, StoreNewer or StoreError if nothing can be written."""
        if not self.is_open:
            raise StoreError("The store is closed.")
        if self.read_only is not None:
            newer = (schema_of(self.state) or 0) > self.schema.current
            raise (StoreNewer if newer else StoreReadOnly)(self.read_only)

    def close(self) -> None:
        """Let go of the files."""
        with self.mutex:
            self.is_open = False
            self.close_journal()
            self.lock.close()

    def fail(self, error: OSError, *, fatal: bool = True) -> NoReturn:
        """Turn the operating system's error into ours.

        Args:
            error: what happened.
            fatal: whether nothing may be written from now on. A failing disk is always fatal.

        Raises:
            StoreFull: there is no room.
            StoreReadOnly: the store is open for reading only from now on.
            StoreError: anything else.
        """
        name = self.place.layout.data.name
        if error.errno in NO_ROOM:
            raise StoreFull(
                f"There is no room on the disk for this change, and {name} was left as it was: "
                "free some space and try again."
            ) from error
        reason = f"{name} could not be written ({error.strerror})"
        if not fatal and error.errno != errno.EIO:
            raise StoreError(f"{reason}; edits go on.") from error
        self.stop_writing(
            f"{reason}: what was not saved is not shown, and the store is open for reading only "
            "from now on. Check the disk, then open it again."
        )
        raise StoreReadOnly(self.notices[-1]) from error
