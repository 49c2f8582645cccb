"""Files of another tool, read whole: one, those of a folder, or those of an archive.

A link that leads out of its folder, and a file larger than `MAX_FILE`, are refused.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Collection, Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Protocol

from annotations.errors import ArticleError, FormatError, PostilError
from annotations.formats.archives import HEAD, archive_of
from annotations.formats.document import Document
from annotations.formats.draft import RecordError, Refusal, Refuse
from annotations.formats.limits import MAX_FILE, MAX_FILES


class Files(Protocol):
    """Some files, by name; names of those in folders have slashes."""

    @property
    def names(self) -> list[str]:
        """In order: of an archive its own, of a folder by name."""

    def read(self, name: str) -> bytes:
        """The file's bytes.

        Raises:
            RecordError: It cannot be read, or is too large.
        """


def files(source: Path | BinaryIO, *, refuse: Refuse) -> Files:
    """The files of a folder or of an archive, or the one file that `source` is.

    Raises:
        FormatError: It cannot be read at all.
    """
    if not isinstance(source, Path):
        data = _limited(source)
        packed = archive_of(data[:HEAD])
        return packed(io.BytesIO(data), refuse) if packed else _Stream(data)
    try:
        if source.is_dir():
            return _Folder(source, refuse)
        with source.open("rb") as stream:
            packed = archive_of(stream.read(HEAD))
        return packed(source, refuse) if packed else _Beside(source)
    except OSError as error:
        raise FormatError(f"cannot read {source}: {error.strerror or error}") from error


def read_each(
    source: Path | BinaryIO,
    extensions: Collection[str],
    decode: Callable[[str, bytes], Document],
    *,
    refuse: Refuse,
) -> Iterator[Document]:
    """The document of each file that has one of `extensions`; a file that is named may have any.

    Args:
        source: What is read.
        extensions: With their dots, in small letters.
        decode: Makes a document of a file's name and bytes.
        refuse: Told of each file that is left out.

    Raises:
        FormatError: Nothing can be read at all; or the only file is not of this format.
    """
    found = files(source, refuse=refuse)
    if isinstance(found, _Stream | _Beside):
        try:
            yield decode(found.names[0], found.read(found.names[0]))
        except ArticleError as error:
            raise RecordError(str(error)) from None
        return
    chosen = [name for name in found.names if name.lower().endswith(tuple(extensions))]
    if not chosen:
        raise FormatError(f"there is no {' or '.join(extensions)} file in it")
    for name in chosen:
        try:
            yield decode(name, found.read(name))
        except PostilError as error:
            refuse(Refusal(name, str(error)))


class _Stream:
    def __init__(self, data: bytes) -> None:
        self._data = data

    @property
    def names(self) -> list[str]:
        return ["-"]

    def read(self, name: str) -> bytes:
        return self._data


class _Beside:
    """A file, and those of the same folder that are asked for by name."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def names(self) -> list[str]:
        return [self._path.name]

    def read(self, name: str) -> bytes:
        path = self._path.with_name(PurePosixPath(name).name)
        if path != self._path and path.is_symlink():
            raise RecordError(f"{name} is a link; name a folder that has the file itself")
        return _read(path, name)


class _Folder:
    def __init__(self, root: Path, refuse: Refuse) -> None:
        self._root = root
        self.names = sorted(_walk(root, refuse))
        self._known = frozenset(self.names)

    def read(self, name: str) -> bytes:
        if name not in self._known:
            raise RecordError(f"{name} is not in the folder")
        return _read(self._root / name, name)


def _walk(root: Path, refuse: Refuse) -> Iterator[str]:
    real, count = root.resolve(), 0
    for folder, folders, found in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for file in found:
            path = Path(folder, file)
            name = path.relative_to(root).as_posix()
            if path.is_symlink() and not path.resolve().is_relative_to(real):
                refuse(Refusal(name, "a link that leads out of the folder"))
            elif not file.startswith("."):
                yield name
                count += 1
        if count > MAX_FILES:
            raise FormatError(f"{root} has more than {MAX_FILES:,} files; name a part of it")


def _read(path: Path, name: str) -> bytes:
    try:
        with path.open("rb") as stream:
            return _limited(stream, name)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise RecordError(f"{name} cannot be read: {reason}") from None


def _limited(stream: BinaryIO, name: str = "the file") -> bytes:
    data = stream.read(MAX_FILE + 1)
    if len(data) > MAX_FILE:
        raise RecordError(f"{name} is larger than {MAX_FILE >> 20} MB; make parts of it")
    return data


def decoded(data: bytes) -> str:
    """Bytes as UTF-8.

    Raises:
        RecordError: They are something else.
    """
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RecordError(f"byte {error.start} is not UTF-8; save the file as UTF-8") from None
