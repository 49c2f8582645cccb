"""Zip and tar archives, whose members are read by name; nothing is unpacked onto the disk.

Members that lie outside the archive's folder, links and devices are refused by name; so are
archives of too many files or too many bytes. A tar archive may be compressed.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import stat
import tarfile
import zipfile
import zlib
from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from tempfile import SpooledTemporaryFile
from typing import IO, Any, BinaryIO

from annotations.errors import FormatError
from annotations.formats.draft import RecordError, Refusal, Refuse
from annotations.formats.limits import MAX_FILE, MAX_FILES, MAX_UNPACKED

HEAD = 512
"""Bytes that tell an archive from another file."""

_CHUNK = 1 << 20
_DAMAGE = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, RuntimeError, EOFError,
    OSError, ValueError, OverflowError, IndexError,
)  # fmt: skip
_COMPRESSED: dict[bytes, Any] = {
    b"\x1f\x8b": gzip.open, b"BZh": bz2.open, b"\xfd7zXZ\x00": lzma.open,
}  # fmt: skip


class Archive(ABC):
    """The files of an archive, by name.

    Args:
        source: The archive.
        refuse: Told of each member that is not read.

    Raises:
        FormatError: It is damaged, or has too much in it.
    """

    def __init__(self, source: Path | BinaryIO, refuse: Refuse) -> None:
        self._members: dict[str, Any] = {}
        self._streams: list[IO[bytes]] = []
        """What is to be closed in the end."""
        size = 0
        try:
            for count, (name, length, why_not, member) in enumerate(self._listed(source), 1):
                size += length
                if count > MAX_FILES:
                    raise FormatError(f"the archive has more than {MAX_FILES:,} files; not opened")
                if size > MAX_UNPACKED:
                    raise _trap()
                if problem := _outside(name) or why_not:
                    refuse(Refusal(name, problem))
                elif not any(part[0] == "." or part == "__MACOSX" for part in _parts(name)):
                    self._members[name] = member
        except _DAMAGE as error:
            raise FormatError(f"a damaged archive; get a fresh copy ({error})") from None

    def __del__(self) -> None:
        for stream in self._streams:
            stream.close()

    @property
    def names(self) -> list[str]:
        """Those of the files, in the archive's order."""
        return list(self._members)

    def read(self, name: str) -> bytes:
        """A file's bytes.

        Raises:
            RecordError: There is none of that name, or it is too large or damaged.
        """
        if name not in self._members:
            raise RecordError(f"{name} is not in the archive")
        try:
            with self._open(self._members[name]) as stream:
                data = stream.read(MAX_FILE + 1)
        except _DAMAGE as error:
            raise RecordError(f"{name} cannot be unpacked: {error}") from None
        if len(data) > MAX_FILE:
            raise RecordError(f"{name} is larger than {MAX_FILE >> 20} MB")
        return data

    @abstractmethod
    def _listed(self, source: Path | BinaryIO) -> Iterator[tuple[str, int, str, Any]]:
        """The name of each file, how long it says it is, why it is not read, and itself."""

    @abstractmethod
    def _open(self, member: Any) -> IO[bytes]: ...


class Zip(Archive):
    """The files of a zip archive."""

    def _listed(self, source: Path | BinaryIO) -> Iterator[tuple[str, int, str, Any]]:
        self._archive = zipfile.ZipFile(source)
        for member in self._archive.infolist():
            link = "is a link" if stat.S_ISLNK(member.external_attr >> 16) else ""
            if not member.filename.endswith("/"):
                yield member.filename, member.file_size, link, member

    def _open(self, member: Any) -> IO[bytes]:
        return self._archive.open(member)


class Tar(Archive):
    """The files of a tar archive."""

    def _listed(self, source: Path | BinaryIO) -> Iterator[tuple[str, int, str, Any]]:
        self._archive = tarfile.open(fileobj=self._unwound(source), mode="r:")  # noqa: SIM115
        for member in self._archive:
            what = "" if member.isfile() else "is a link" if _is_link(member) else "is a device"
            if not member.isdir():
                yield member.name, member.size, what, member

    def _open(self, member: Any) -> IO[bytes]:
        stream = self._archive.extractfile(member)
        if stream is None:
            raise ValueError("it is no file")
        return stream

    def _unwound(self, source: Path | BinaryIO) -> BinaryIO:
        """The archive without compression: in memory, or a long one in a nameless file."""
        stream = source
        if isinstance(stream, Path):
            stream = stream.open("rb")
            self._streams.append(stream)
        head = stream.read(HEAD)
        stream.seek(0)
        opener = next((found for mark, found in _COMPRESSED.items() if head.startswith(mark)), None)
        if opener is None:
            return stream
        plain: Any = SpooledTemporaryFile(max_size=MAX_FILE)  # noqa: SIM115
        self._streams.append(plain)
        with opener(stream, "rb") as packed:
            while data := packed.read(_CHUNK):
                plain.write(data)
                if plain.tell() > MAX_UNPACKED:
                    raise _trap()
        plain.seek(0)
        return plain  # type: ignore[no-any-return]


def archive_of(head: bytes) -> type[Archive] | None:
    """What an archive is, by its first `HEAD` bytes; None of what is no archive."""
    if head[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return Zip
    return Tar if head[257:262] == b"ustar" or head.startswith(tuple(_COMPRESSED)) else None


def _trap() -> FormatError:
    return FormatError("the archive unpacks to gigabytes, as a trap does; not opened")


def _is_link(member: tarfile.TarInfo) -> bool:
    return member.issym() or member.islnk()


def _outside(name: str) -> str:
    """Why a name is not one of a file in the archive's folder; empty when it is one."""
    parts = _parts(name)
    inside = parts and not name.startswith("/") and ".." not in parts
    if inside and "\\" not in name and ":" not in parts[0] and "\0" not in name:
        return ""
    return "lies outside the archive's folder"


def _parts(name: str) -> tuple[str, ...]:
    return PurePosixPath(name).parts
