"""One writer at a time: a lock on `annotations.json.lock`, or a lease where there are no locks."""

from __future__ import annotations

import fcntl
import json
import os
import weakref
from contextlib import suppress

from annotations.store.disk import DEFAULT_MODE, discard, read_all, write_all
from annotations.store.errors import StoreLocked, StoreReadOnly
from annotations.store.files import NO_LOCKS
from annotations.store.layout import Place, stamp

PATIENCE = 10.0
"""How many seconds a lock is waited for."""


class StoreLock:
    """The lock of one store. It is on a file of its own: the others are replaced.

    Args:
        place: the store's surroundings.
    """

    def __init__(self, place: Place) -> None:
        self._place = place
        self._fd: int | None = None
        self._inode = (0, 0)
        self._lease: bytes | None = None

    def acquire(self) -> None:
        """Keep every other process from writing, and from reading what is half done.

        Raises:
            StoreLocked: another process did not let go in time.
            StoreReadOnly: another process holds the lease.
            OSError: the lock file cannot be made.
        """
        if self._lease is None:
            try:
                return self._take(fcntl.LOCK_EX, os.O_RDWR | os.O_CREAT)
            except OSError as error:
                if error.errno not in NO_LOCKS:
                    raise
        return self._hold_lease()

    def acquire_shared(self) -> None:
        """Wait until nobody writes, as far as there are locks; make no file.

        Raises:
            StoreLocked: another process did not let go in time.
        """
        # No lock file: nobody writes. No locks: a line that is being written looks torn.
        with suppress(OSError):
            self._take(fcntl.LOCK_SH, os.O_RDONLY)

    def release(self) -> None:
        """Let others go on."""
        if self._fd is not None:
            self._place.files.lock(self._fd, fcntl.LOCK_UN)

    def close(self) -> None:
        """Let go of the file and of the lease."""
        self._forget()
        if self._lease is not None:
            if read_all(self._place.files, self._place.layout.lease) == self._lease:
                discard(self._place.files, self._place.layout.lease)
            self._lease = None

    def _take(self, operation: int, flags: int) -> None:
        files, path = self._place.files, self._place.layout.lock
        while True:
            if self._fd is None:
                self._open(flags)
            assert self._fd is not None
            try:
                self._wait(self._fd, operation)
            except BaseException:
                self._forget()
                raise
            found = files.look(path)
            if found is not None and found[:2] == self._inode:
                return
            self._forget()  # somebody removed the file: a lock on it keeps nobody out

    def _open(self, flags: int) -> None:
        files, path = self._place.files, self._place.layout.lock
        is_new = flags & os.O_CREAT and files.stat(path) is None
        self._fd = files.open(path, flags | os.O_NOFOLLOW, DEFAULT_MODE)
        self._close = weakref.finalize(self, files.close, self._fd)
        self._inode = files.fstat(self._fd).inode
        data = files.stat(self._place.layout.data)
        if is_new and data is not None:
            files.set_owner(self._fd, data.mode, data.group)

    def _wait(self, fd: int, operation: int) -> None:
        files, pause = self._place.files, 0.0001
        try:
            return files.lock(fd, operation | fcntl.LOCK_NB)
        except BlockingIOError:
            end = files.monotonic() + PATIENCE
        while files.monotonic() < end:
            files.sleep(pause)
            pause = min(pause * 2, 0.01)
            try:
                return files.lock(fd, operation | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
        raise StoreLocked(
            f"Another process has kept {self._place.layout.data.name} locked for "
            f"{PATIENCE:.0f} seconds; close it, then try again."
        )

    def _forget(self) -> None:
        if self._fd is not None:
            self._close()
            self._fd = None

    def _hold_lease(self) -> None:
        """Make sure that the lease is ours.

        Raises:
            StoreReadOnly: it is another process's.
        """
        files, path = self._place.files, self._place.layout.lease
        if self._lease is None:
            held = read_all(files, path)
            if held is not None and self._is_stale(held):
                discard(files, path)
            self._write_lease()
        if read_all(files, path) != self._lease:
            self._lease = None
            raise StoreReadOnly(self._refusal(read_all(files, path) or b""))

    def _write_lease(self) -> None:
        files = self._place.files
        owner = {
            "host": files.host(),
            "process": files.process(),
            "since": stamp(self._place.clock()),
            "id": id(self),
        }
        lease = json.dumps(owner).encode()
        with suppress(FileExistsError):
            fd = files.open(
                self._place.layout.lease, os.O_WRONLY | os.O_CREAT | os.O_EXCL, DEFAULT_MODE
            )
            try:
                write_all(files, fd, lease)
            finally:
                files.close(fd)
        self._lease = lease

    def _is_stale(self, lease: bytes) -> bool:
        owner = _owner(lease)
        files = self._place.files
        process = owner["process"]
        return (
            owner["host"] == files.host()
            and isinstance(process, int)
            and not files.is_running(process)
        )

    def _refusal(self, lease: bytes) -> str:
        owner, layout = _owner(lease), self._place.layout
        return (
            f"{layout.data.name} is on a file system without locks and is being written by "
            f"process {owner['process']} on {owner['host']}: it is open for reading only. "
            f"If that process is gone, remove {layout.lease.name}."
        )


def _owner(lease: bytes) -> dict[str, object]:
    unknown = {"host": "an unknown host", "process": 0}
    try:
        return {**unknown, **json.loads(lease)}
    except (ValueError, TypeError):
        return unknown
