"""The one seam between the store and the operating system.

Every system call of the store is a method of `Files`, so that a test can put a simulated disk
in its place, or let the k-th call fail.
"""

from __future__ import annotations

import errno
import fcntl
import os
import socket
import time
from pathlib import Path
from typing import NamedTuple

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""The errors that go away when the user frees some space."""

NO_LOCKS = frozenset({errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS})
"""What `flock` answers on a file system that has none."""


NO_FOLDER_SYNC = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EACCES})
"""What `fsync` of a folder answers where there is none, or where the folder cannot be listed."""


Look = tuple[int, int, int, int]
"""Device, inode, size, and time of the last change in nanoseconds."""


class FileInfo(NamedTuple):
    """What the store needs to know of a file without reading it."""

    inode: tuple[int, int]
    size: int
    mtime_ns: int
    mode: int
    group: int


class Files:
    """The real file system. Every method raises OSError as the operating system does."""

    def open(self, path: Path, flags: int, mode: int = 0o600) -> int:
        """Open a file that no child process inherits; return its descriptor."""
        return os.open(path, flags | os.O_CLOEXEC, mode)

    def close(self, fd: int) -> None:
        """Close a descriptor."""
        os.close(fd)

    def read(self, fd: int, size: int, offset: int) -> bytes:
        """Return up to `size` bytes at `offset`, wherever the descriptor stands."""
        return os.pread(fd, size, offset)

    def write(self, fd: int, data: bytes) -> int:
        """Write at the descriptor's place; return how many bytes were taken."""
        return os.write(fd, data)

    def truncate(self, fd: int, size: int) -> None:
        """Cut the file to `size` bytes."""
        os.ftruncate(fd, size)

    def sync(self, fd: int) -> None:
        """Return when the file, its size and its times are on the disk."""
        if hasattr(fcntl, "F_FULLFSYNC"):  # macOS: fsync alone stops at the drive's cache
            fcntl.fcntl(fd, fcntl.F_FULLFSYNC)
        else:
            os.fsync(fd)

    def sync_data(self, fd: int) -> None:
        """Return when the file's bytes, and the size that finds them, are on the disk."""
        if hasattr(os, "fdatasync"):
            os.fdatasync(fd)
        else:
            self.sync(fd)

    def sync_folder(self, path: Path) -> None:
        """Return when the folder's names are on the disk, as far as the file system can tell."""
        try:
            fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            try:
                os.fsync(fd)
            finally:
                os.close(fd)
        except OSError as error:
            if error.errno not in NO_FOLDER_SYNC:
                raise

    def look(self, path: Path) -> Look | None:
        """Return by what a change of a file is noticed, or None if there is no such file."""
        try:
            found = os.stat(path)  # noqa: PTH116  (three times a commit, and Path.stat is slower)
        except FileNotFoundError:
            return None
        return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns

    def stat(self, path: Path) -> FileInfo | None:
        """Return what the name leads to, or None if there is no such file."""
        try:
            return _info(path.stat())
        except FileNotFoundError:
            return None

    def fstat(self, fd: int) -> FileInfo:
        """Return what the descriptor leads to."""
        return _info(os.fstat(fd))

    def rename(self, old: Path, new: Path) -> None:
        """Give a file another name, in place of whatever had it."""
        old.replace(new)

    def unlink(self, path: Path) -> None:
        """Remove a name."""
        path.unlink()

    def make_folder(self, path: Path, mode: int) -> None:
        """Make one folder with just these permissions."""
        path.mkdir(mode)
        path.chmod(mode)

    def list_folder(self, path: Path) -> list[str]:
        """Return the names in a folder, sorted; none if there is no such folder."""
        try:
            return sorted(entry.name for entry in path.iterdir())
        except (FileNotFoundError, NotADirectoryError):
            return []

    def set_owner(self, fd: int, mode: int, group: int | None) -> None:
        """Give an open file its permissions and, where that is allowed, its group."""
        if group is not None and group != os.fstat(fd).st_gid:
            try:
                os.fchown(fd, -1, group)
            except PermissionError:
                # What the old group may do is not for another group: that one is "others".
                mode = mode & ~0o070 | (mode & 0o007) << 3
        os.fchmod(fd, mode)

    def lock(self, fd: int, operation: int) -> None:
        """Take or drop an advisory lock (`fcntl.flock`)."""
        fcntl.flock(fd, operation)

    def resolve(self, path: Path) -> Path:
        """Return the absolute path with every symbolic link followed."""
        return path.resolve()

    def is_writable(self, path: Path) -> bool:
        """Whether this process may write the file or the folder."""
        return os.access(path, os.W_OK)

    def host(self) -> str:
        """The name of this machine."""
        return socket.gethostname()

    def process(self) -> int:
        """The number of this process."""
        return os.getpid()

    def is_running(self, process: int) -> bool:
        """Whether a process of this machine is still there."""
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            return True
        return True

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)

    def monotonic(self) -> float:
        """Seconds on a clock that only goes forward."""
        return time.monotonic()


def _info(found: os.stat_result) -> FileInfo:
    return FileInfo(
        (found.st_dev, found.st_ino),
        found.st_size,
        found.st_mtime_ns,
        found.st_mode & 0o7777,
        found.st_gid,
    )
