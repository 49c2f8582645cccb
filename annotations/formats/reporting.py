"""Writing with an account of what is lost: what every format does around its own bytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from annotations.formats.atomic import writing
from annotations.formats.losses import LossReport


@contextmanager
def reported(target: Path | BinaryIO, *, strict: bool) -> Iterator[tuple[BinaryIO, LossReport]]:
    """A stream to write `target` through, and the report of what it cannot carry.

    Args:
        target: A file, replaced when the block ends, or a stream, which is left open.
        strict: Write nothing when something serious was reported.

    Raises:
        FormatError: The file cannot be written.
        LossError: Something serious was reported, and `strict` forbids it.
    """
    report = LossReport()
    with writing(target, whole=strict) as stream:
        yield stream, report
        if strict:
            report.forbid()


def write_array(stream: BinaryIO, elements: Iterable[bytes]) -> None:
    """Write encoded JSON values as one array, each as it comes, an element a line."""
    before = b"[\n"
    for element in elements:
        stream.write(before + element)
        before = b",\n"
    stream.write(b"[]\n" if before == b"[\n" else b"\n]\n")
