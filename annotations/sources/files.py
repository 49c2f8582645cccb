"""The bytes of a file or of standard input, never more than an article can have."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import BinaryIO

from annotations.errors import SourceError

State = tuple[int, ...]

MAX_BYTES = 256 * 1024 * 1024
"""Past this nothing is an article, and reading it would only fill the memory."""


def read_file(path: str) -> bytes:
    """All bytes of a file, or of a pipe that the shell made (`<(command)`).

    Raises:
        SourceError: It cannot be opened, is no file, is empty or too large.
    """
    with open_file(path, pipe=True) as file:
        return read_bounded(file)


@contextmanager
def open_file(path: str, pipe: bool = False) -> Iterator[BinaryIO]:
    """The file, to read bytes from.

    Raises:
        SourceError: It cannot be opened or read, or is no file.
    """
    try:
        with open(path, "rb") as file:  # noqa: PTH123  (pathlib is not loaded for this)
            mode = os.fstat(file.fileno()).st_mode
            if not (stat.S_ISREG(mode) or (pipe and stat.S_ISFIFO(mode))):
                raise SourceError("this is a device, not a file; choose another one")
            yield file
    except OSError as error:
        raise SourceError(_why_not(error)) from None
    except ValueError:
        raise SourceError("this is no file name; check the path") from None


def state(path: str) -> State:
    """What changes when a file does: size and time; nothing where there is no file."""
    try:
        found = os.stat(path)  # noqa: PTH116
    except (OSError, ValueError):
        return ()
    return found.st_size, found.st_mtime_ns


def read_bounded(file: BinaryIO) -> bytes:
    """All that `file` has to give.

    Raises:
        SourceError: It is empty, or more than `MAX_BYTES`.
    """
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise SourceError(f"larger than {MAX_BYTES // 2**20} MB; split it into articles first")
    if not data:
        raise SourceError("empty; there is nothing to read in it")
    return data


@cache
def read_stdin() -> bytes:
    """What is piped in; remembered, since it comes once.

    Raises:
        SourceError: Nothing is piped in.
    """
    if sys.stdin is None or sys.stdin.isatty():
        raise SourceError("nothing is piped in; - reads what another program prints")
    return read_bounded(sys.stdin.buffer)


def _why_not(error: OSError) -> str:
    """What went wrong with a file, and what to do."""
    if isinstance(error, PermissionError):
        return "this file may not be read; change its permissions (chmod +r)"
    if isinstance(error, FileNotFoundError):
        return "the file is gone; check the path"
    if isinstance(error, IsADirectoryError):
        return "this is a folder; open it as one"
    return f"this file cannot be read ({error.strerror or 'unknown error'})"
