"""Files that are either whole or not there."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import BinaryIO

from annotations.errors import FormatError

TEMPORARY = ".postil-"
"""What the names of half-written files begin with."""


@contextmanager
def writing(target: Path | BinaryIO, *, whole: bool = False) -> Iterator[BinaryIO]:
    """A stream to write `target` through.

    A file is replaced when the block ends; when it fails, the old one stands as it was and
    nothing is left beside it. A stream that is given is flushed and left open.

    Args:
        target: A file or a stream.
        whole: Write to a stream, too, only when the block ends.

    Raises:
        FormatError: The file cannot be written.
    """
    if not isinstance(target, Path):
        with _held_back(target) if whole else nullcontext(target) as stream:
            yield stream
        target.flush()
        return
    try:
        # A link stays a link: what it points to is replaced.
        with _file(Path(os.path.realpath(target))) as stream:
            yield stream
    except OSError as error:
        raise FormatError(f"cannot write {target}: {_reason(error)}") from error


def _reason(error: OSError) -> str:
    reason = error.strerror or str(error)
    elsewhere = error.filename and not Path(error.filename).name.startswith(TEMPORARY)
    return f"{error.filename}: {reason}" if elsewhere else reason


@contextmanager
def _held_back(target: BinaryIO) -> Iterator[BinaryIO]:
    with tempfile.TemporaryFile() as waiting:
        yield waiting
        waiting.seek(0)
        shutil.copyfileobj(waiting, target)


@contextmanager
def _file(path: Path) -> Iterator[BinaryIO]:
    if path.is_dir():
        raise FormatError(f"cannot write {path}: it is a folder; name a file in it")
    if not path.parent.is_dir():
        raise FormatError(f"cannot write {path}: the folder {path.parent} is not there; make it")
    if path.exists() and not path.is_file():
        # A pipe or a device is written through; replacing it would destroy it.
        with path.open("wb") as stream:
            yield stream
        return
    if path.exists() and not os.access(path, os.W_OK):
        raise FormatError(f"cannot write {path}: it is write-protected")
    with _replacing(path) as stream:
        yield stream


@contextmanager
def _replacing(path: Path) -> Iterator[BinaryIO]:
    beside = path.with_name(f"{TEMPORARY}{secrets.token_hex(8)}.tmp")
    try:
        with beside.open("xb") as stream:
            if path.exists():
                beside.chmod(path.stat().st_mode & 0o777)
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    # The file is whole already; some systems cannot sync a folder.
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
