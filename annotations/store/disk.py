"""Whole files: read, and written so that a crash leaves the old one or the new one."""

from __future__ import annotations

import os
import weakref
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from pathlib import Path

from annotations.store.errors import StoreError
from annotations.store.files import Files
from annotations.store.layout import Place
from annotations.store.snapshot import CHUNK, Write

_NUMBERS = count(1)

DEFAULT_MODE = 0o600
"""Annotations may quote what is not for everybody."""


class OpenFile:
    """A file that stays open for reading for as long as somebody holds this object.

    Args:
        files: the file system.
        path: the file.

    Raises:
        OSError: the file cannot be opened.
    """

    def __init__(self, files: Files, path: Path) -> None:
        self.fd = files.open(path, os.O_RDONLY)
        self._files, self._path = files, path
        weakref.finalize(self, files.close, self.fd)

    def __call__(self, size: int, offset: int) -> bytes:
        """Return up to `size` bytes at `offset`; fewer only at the end of the file."""
        try:
            data = self._files.read(self.fd, size, offset)
            while len(data) < size:
                more = self._files.read(self.fd, size - len(data), offset + len(data))
                if not more:
                    break
                data += more
        except OSError as error:
            raise StoreError(f"{self._path} cannot be read: {error.strerror}.") from error
        return data


def close_if_open(files: Files, fd: int | None) -> None:
    """Close a descriptor, if there is one."""
    if fd is not None:
        files.close(fd)


def read_all(files: Files, path: Path) -> bytes | None:
    """Return what a file holds, or None if there is no such file."""
    try:
        source = OpenFile(files, path)
    except FileNotFoundError:
        return None
    pieces, offset = [], 0
    while piece := source(CHUNK, offset):
        pieces.append(piece)
        offset += len(piece)
    return b"".join(pieces)


def write_all(files: Files, fd: int, data: bytes) -> None:
    """Write all of `data`, or raise the OSError that says why not."""
    done = files.write(fd, data)
    while done < len(data):
        done += files.write(fd, data[done:])


def draft_of(place: Place, path: Path) -> Path:
    """Return a name under which only this process writes, until the file is whole."""
    return path.with_name(f".{path.name}.{place.files.process()}.{next(_NUMBERS)}.tmp")


def write_draft(place: Place, path: Path, fill: Callable[[Write], object]) -> Path:
    """Write a whole file beside its place and bring it to the disk.

    It gets the permissions of the JSON file; if there is none, only its owner may read it.

    Args:
        place: the store's surroundings.
        path: where the file is to go; see `publish`.
        fill: writes the content with the function it is given.

    Returns:
        The draft's path. There is none if an exception was raised.
    """
    files, draft = place.files, draft_of(place, path)
    discard(files, draft)
    fd = files.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, DEFAULT_MODE)
    try:
        try:
            like = files.stat(place.layout.data)
            if like is not None:
                files.set_owner(fd, like.mode, like.group)
            buffer = Buffer(files, fd)
            fill(buffer.write)
            buffer.flush()
            files.sync(fd)
        finally:
            files.close(fd)
    except BaseException:
        discard(files, draft)
        raise
    return draft


def publish(place: Place, draft: Path, path: Path) -> None:
    """Put a draft in its place, for good."""
    place.files.rename(draft, path)
    place.files.sync_folder(path.parent)


def write_file(place: Place, path: Path, fill: Callable[[Write], object]) -> None:
    """Write a whole file, or leave what is there; see `write_draft`."""
    publish(place, write_draft(place, path, fill), path)


def discard(files: Files, path: Path) -> None:
    """Remove a file that nobody needs, if it is there and can be removed."""
    try:
        files.unlink(path)
    except OSError:
        return


def sweep(place: Place, folder: Path, prefix: str = "") -> None:
    """Remove the drafts that dead processes left in a folder."""
    for name in place.files.list_folder(folder):
        if name.startswith(f".{prefix}") and name.endswith(".tmp") and name.count(".") > 3:
            writer = name.split(".")[-3]
            if writer.isdecimal() and not place.files.is_running(int(writer)):
                discard(place.files, folder / name)


def ensure_folder(place: Place, folder: Path) -> None:
    """Make a folder of the store, and the one above it, if they are not there."""
    if place.files.stat(folder) is not None:
        return
    if folder != place.layout.folder:
        ensure_folder(place, place.layout.folder)
    data = place.files.stat(place.layout.data)
    mode = DEFAULT_MODE if data is None else data.mode | DEFAULT_MODE
    with suppress(FileExistsError):
        place.files.make_folder(folder, mode | (mode & 0o444) >> 2)  # who may read may enter
    place.files.sync_folder(folder.parent)


class Buffer:
    """Writes to a descriptor in pieces of a good size, the last ones at `flush`."""

    def __init__(self, files: Files, fd: int) -> None:
        self._files, self._fd = files, fd
        self._pieces: list[bytes] = []
        self._size = 0

    def write(self, data: bytes) -> None:
        """Take the next bytes."""
        self._pieces.append(data)
        self._size += len(data)
        if self._size >= CHUNK:
            self.flush()

    def flush(self) -> None:
        """Hand on what was taken."""
        data = b"".join(self._pieces)
        self._pieces, self._size = [], 0
        if data:
            write_all(self._files, self._fd, data)
