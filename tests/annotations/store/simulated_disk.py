"""A disk in memory that loses what was not synced, and fails when it is told to.

The model is harsher than most file systems: until a file is synced, each write to it may be on
the disk or not, wholly, in part, as zeroes, and in any order; until a folder is synced, each
new name, rename and removal in it may be on the disk or not, in any order.
"""

from __future__ import annotations

import errno
import fcntl
import os
import random
from copy import copy
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, TypeVar

from annotations.store.files import FileInfo, Files, Look

SECTOR = 512

T = TypeVar("T")


class PowerLoss(BaseException):
    """The machine is off. No `except Exception` of the store may see this."""


class Write(NamedTuple):
    offset: int
    data: bytes


class Cut(NamedTuple):
    size: int


class Naming(NamedTuple):
    """A change of a folder: a name leads to a file, or to none."""

    path: str
    node: Node | None
    freed: str | None = None


@dataclass(eq=False)
class Node:
    """A file: what processes see, and what is on the disk."""

    number: int
    data: bytearray = field(default_factory=bytearray)
    synced: bytes = b""
    pending: list[Write | Cut] = field(default_factory=list)
    never: list[Write | Cut] = field(default_factory=list)
    """Writes that a failing sync dropped: later syncs do not bring them back."""
    mtime: int = 0
    mode: int = 0o600


class Disk:
    """What survives the loss of power, and what does not.

    Args:
        files: the content of files that are on the disk to begin with.
    """

    def __init__(self, files: dict[str, bytes] | None = None) -> None:
        self.names: dict[str, Node] = {}
        self.folders = {"/", "/texts"}
        self.new_folders: set[str] = set()
        self.pending: list[Naming] = []
        self.locks: dict[int, tuple[int, bool]] = {}
        self.synced_names: dict[str, Node] = {}
        self._number = 0
        self._time = 1_000
        for path, data in (files or {}).items():
            self.put(path, data)

    def put(self, path: str, data: bytes) -> None:
        """Make a file that is on the disk."""
        folder = _folder(path)
        while folder not in self.folders:
            self.folders.add(folder)
            folder = _folder(folder)
        node = self.new_node()
        node.data, node.synced, node.mtime = bytearray(data), data, self.tick()
        self.names[path] = self.synced_names[path] = node

    def content(self) -> dict[str, bytes]:
        """Return what processes see."""
        return {path: bytes(node.data) for path, node in self.names.items()}

    def copy(self) -> Disk:
        """Return a disk with the same files, all of them synced."""
        twin = Disk()
        twin._time, twin.folders = self._time, set(self.folders)
        for path, node in self.names.items():
            twin.put(path, bytes(node.data))
            twin.names[path].mtime, twin.names[path].mode = node.mtime, node.mode
        return twin

    def new_node(self) -> Node:
        self._number += 1
        return Node(self._number)

    def tick(self) -> int:
        self._time += 1
        return self._time

    def after_power_loss(self, choose: random.Random) -> Disk:
        """Return a disk as it may be found when the power is back."""
        disk = Disk()
        lost = {folder for folder in sorted(self.new_folders) if choose.random() < 0.5}
        disk._time, disk.folders = self._time, self.folders - lost
        names = dict(self.synced_names)
        for naming in _subset(self.pending, choose):
            if naming.freed is not None:
                names.pop(naming.freed, None)
            if naming.node is None:
                names.pop(naming.path, None)
            else:
                names[naming.path] = naming.node
        for path, node in names.items():
            if any(path.startswith(folder + "/") for folder in lost):
                continue
            disk.put(path, _surviving(node, choose))
            disk.names[path].mtime, disk.names[path].mode = node.mtime, node.mode
        return disk


def _folder(path: str) -> str:
    return path.rpartition("/")[0] or "/"


def _subset(pending: list[T], choose: random.Random) -> list[T]:
    match choose.randrange(4):
        case 0:
            return []
        case 1:
            return pending
        case 2:
            return pending[: choose.randint(0, len(pending))]
        case _:
            return [item for item in pending if choose.random() < 0.5]


def _surviving(node: Node, choose: random.Random) -> bytes:
    data = bytearray(node.synced)
    for change in _subset(node.never + node.pending, choose):
        if isinstance(change, Cut):
            _resize(data, change.size)
        else:
            _write(data, change.offset, _torn(change.data, choose))
    if choose.random() < 0.2:  # the size came through, the bytes did not
        _resize(data, max(len(data), len(node.data)))
    return bytes(data)


def _torn(written: bytes, choose: random.Random) -> bytes:
    match choose.randrange(4):
        case 0:
            return written[: choose.randint(0, len(written))]
        case 1:
            pieces = [written[i : i + SECTOR] for i in range(0, len(written), SECTOR)]
            return b"".join(p if choose.random() < 0.5 else bytes(len(p)) for p in pieces)
        case 2:
            cut = choose.randint(0, len(written))
            return bytes(cut) + written[cut:]
        case _:
            return written


def _resize(data: bytearray, size: int) -> None:
    del data[size:]
    data.extend(bytes(size - len(data)))


def _write(data: bytearray, offset: int, written: bytes) -> None:
    _resize(data, max(len(data), offset))
    data[offset : offset + len(written)] = written


@dataclass
class Fault:
    """An error of the operating system that is to come.

    Args:
        call: which call fails, counted from 1.
        number: with which error.
        forever: whether all calls after it fail as well.
    """

    call: int
    number: int
    forever: bool = False

    def strikes(self, call: int) -> bool:
        return call == self.call or (self.forever and call > self.call)


NEEDS_ROOM = {"create", "write", "sync", "sync_data", "sync_folder", "rename", "make_folder"}


class SimulatedFiles(Files):
    """The system calls of one process on a simulated disk.

    Args:
        disk: the disk.
        crash_at: at which call the power goes, counted from 1.
        fault: an error that is to come.
        process: the number of the process.
    """

    def __init__(
        self,
        disk: Disk,
        crash_at: int | None = None,
        fault: Fault | None = None,
        process: int = 1,
    ) -> None:
        self.disk, self.crash_at, self.fault = disk, crash_at, fault
        self.number, self.calls = process, 0
        self.trace: list[str] = []
        self._open: dict[int, tuple[Node, bool]] = {}
        self._next_fd = 10
        self._seconds = 0.0

    # --- the calls that can fail -------------------------------------------------------------

    def open(self, path: Path, flags: int, mode: int = 0o600) -> int:
        name, node = str(path), self.disk.names.get(str(path))
        creating = node is None and bool(flags & os.O_CREAT)
        crash = self._call("create" if creating else "open")
        if not creating:
            self._power(crash)
        if node is None and not creating:
            raise FileNotFoundError(errno.ENOENT, "no such file", name)
        if node is not None and flags & os.O_EXCL:
            raise FileExistsError(errno.EEXIST, "there already", name)
        if node is None:
            node = self.disk.new_node()
            node.mode, node.mtime = mode, self.disk.tick()
            self._name(Naming(name, node))
        self._power(crash)
        self._next_fd += 1
        self._open[self._next_fd] = node, bool(flags & (os.O_WRONLY | os.O_RDWR))
        return self._next_fd

    def read(self, fd: int, size: int, offset: int) -> bytes:
        self._power(self._call("read"))
        return bytes(self._open[fd][0].data[offset : offset + size])

    def write(self, fd: int, data: bytes) -> int:
        node, writable = self._open[fd]
        assert writable, "the file is open for reading only"
        try:
            crash = self._call("write")
        except OSError:
            self._change(node, Write(len(node.data), data[: len(data) // 2]))
            raise
        self._change(node, Write(len(node.data), data))
        self._power(crash)
        return len(data)

    def truncate(self, fd: int, size: int) -> None:
        crash = self._call("truncate")
        self._change(self._open[fd][0], Cut(size))
        self._power(crash)

    def sync(self, fd: int) -> None:
        self._sync(fd, "sync")

    def sync_data(self, fd: int) -> None:
        self._sync(fd, "sync_data")

    def sync_folder(self, path: Path) -> None:
        self._power(self._call("sync_folder"))
        disk, rest = self.disk, []
        disk.new_folders = {new for new in disk.new_folders if _folder(new) != str(path)}
        for naming in disk.pending:
            if _folder(naming.path) != str(path):
                rest.append(naming)
                continue
            if naming.freed is not None:
                disk.synced_names.pop(naming.freed, None)
            if naming.node is None:
                disk.synced_names.pop(naming.path, None)
            else:
                disk.synced_names[naming.path] = naming.node
        disk.pending = rest

    def rename(self, old: Path, new: Path) -> None:
        crash = self._call("rename")
        node = self.disk.names[str(old)]
        self._name(Naming(str(new), node, freed=str(old)))
        self._power(crash)

    def unlink(self, path: Path) -> None:
        crash = self._call("unlink")
        if crash and str(path) not in self.disk.names:
            raise PowerLoss
        if str(path) not in self.disk.names:
            raise FileNotFoundError(errno.ENOENT, "no such file", str(path))
        self._name(Naming(str(path), None))
        self._power(crash)

    def make_folder(self, path: Path, mode: int) -> None:
        self._power(self._call("make_folder"))
        if str(path) in self.disk.folders:
            raise FileExistsError(errno.EEXIST, "there already", str(path))
        self.disk.folders.add(str(path))
        self.disk.new_folders.add(str(path))

    def list_folder(self, path: Path) -> list[str]:
        self._power(self._call("list_folder"))
        start = f"{path}/"
        inside = (n.removeprefix(start) for n in self.disk.names if n.startswith(start))
        return sorted(name for name in inside if "/" not in name)

    def look(self, path: Path) -> Look | None:
        found = self.stat(path)
        return found and (*found.inode, found.size, found.mtime_ns)

    def stat(self, path: Path) -> FileInfo | None:
        self._power(self._call("stat"))
        node = self.disk.names.get(str(path))
        if node is None:
            return FileInfo((1, 0), 0, 0, 0o700, 0) if str(path) in self.disk.folders else None
        return _info(node)

    def fstat(self, fd: int) -> FileInfo:
        return _info(self._open[fd][0])

    # --- the calls that cannot ---------------------------------------------------------------

    def close(self, fd: int) -> None:
        self._open.pop(fd, None)

    def set_owner(self, fd: int, mode: int, group: int | None) -> None:
        self._open[fd][0].mode = mode

    def lock(self, fd: int, operation: int) -> None:
        node, held = self._open[fd][0].number, self.disk.locks
        mine = held.get(node, (self.number, True))[0] == self.number
        if operation & fcntl.LOCK_UN:
            if mine:
                held.pop(node, None)
        elif mine:
            held[node] = self.number, bool(operation & fcntl.LOCK_EX)
        else:
            raise BlockingIOError(errno.EWOULDBLOCK, "locked")

    def resolve(self, path: Path) -> Path:
        return path

    def is_writable(self, path: Path) -> bool:
        return True

    def host(self) -> str:
        return "simulated"

    def process(self) -> int:
        return self.number

    def is_running(self, process: int) -> bool:
        return process == self.number

    def sleep(self, seconds: float) -> None:
        self._seconds += seconds

    def monotonic(self) -> float:
        return self._seconds

    # --- how they fail -----------------------------------------------------------------------

    def _call(self, name: str) -> bool:
        """Count a call; raise the error that is due; return whether the power goes in it."""
        self.calls += 1
        self.trace.append(name)
        fault = self.fault
        possible = fault and (fault.number != errno.ENOSPC or name in NEEDS_ROOM)
        if fault and possible and fault.strikes(self.calls):
            raise OSError(fault.number, os.strerror(fault.number))
        return self.calls == self.crash_at

    @staticmethod
    def _power(lost: bool) -> None:
        if lost:
            raise PowerLoss

    def _sync(self, fd: int, name: str) -> None:
        node = self._open[fd][0]
        try:
            self._power(self._call(name))
        except OSError as error:
            if error.errno == errno.EIO:  # the kernel forgets that these pages are not on the disk
                node.never += node.pending
                node.pending = []
            raise
        node.synced = bytes(node.data)
        node.pending = []
        if node.never:
            node.synced = _without(node)

    def _change(self, node: Node, change: Write | Cut) -> None:
        if isinstance(change, Cut):
            _resize(node.data, change.size)
        else:
            _write(node.data, change.offset, change.data)
        node.pending.append(change)
        node.mtime = self.disk.tick()

    def _name(self, naming: Naming) -> None:
        names = self.disk.names
        if naming.freed is not None:
            names.pop(naming.freed, None)
        if naming.node is None:
            names.pop(naming.path, None)
        else:
            names[naming.path] = naming.node
        self.disk.pending.append(naming)


def _without(node: Node) -> bytes:
    """Return the bytes that a sync brings to the disk when earlier writes were dropped."""
    data = copy(node.data)
    for change in node.never:
        if isinstance(change, Write):
            hole = slice(change.offset, min(len(data), change.offset + len(change.data)))
            size = max(0, hole.stop - hole.start)
            if bytes(data[hole]) == change.data[:size]:
                data[hole] = bytes(size)
    return bytes(data)


def _info(node: Node) -> FileInfo:
    return FileInfo((1, node.number), len(node.data), node.mtime, node.mode, 0)
