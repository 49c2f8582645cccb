"""The lines of a text file of another tool, one by one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from annotations.formats.draft import Refusal, Refuse
from annotations.formats.limits import MAX_LINE

_CHUNK = 1 << 18
_BOM = b"\xef\xbb\xbf"


def numbered_lines(stream: BinaryIO, *, refuse: Refuse) -> Iterator[tuple[int, str]]:
    """The lines with their numbers, without `\\n` or `\\r\\n`; a byte order mark is left out.

    A line that is no UTF-8, or longer than `MAX_LINE`, is refused.
    """
    number = 0
    for block in _blocks(stream):
        if block is None:
            number += 1
            refuse(Refusal(f"line {number}", f"is longer than {MAX_LINE >> 20} MB"))
            continue
        try:
            lines = block.decode().split("\n")
        except UnicodeDecodeError:
            lines = block.decode("utf-8", "surrogateescape").split("\n")
        for line in lines:
            number += 1
            if not line.isascii() and not _is_text(line):
                refuse(Refusal(f"line {number}", "is not UTF-8"))
            else:
                yield number, line.removesuffix("\r")


def _is_text(line: str) -> bool:
    try:
        line.encode()
    except UnicodeEncodeError:
        return False
    return True


def _blocks(stream: BinaryIO) -> Iterator[bytes | None]:
    """Whole lines, many at once, without the last line end; None for a line that is too long."""
    rest, too_long, first = b"", False, True
    while chunk := stream.read(_CHUNK):
        if first:
            chunk, first = chunk.removeprefix(_BOM), False
        lines, end, after = chunk.rpartition(b"\n")
        if not end:
            rest = b"" if too_long else rest + chunk
            too_long = too_long or len(rest) > MAX_LINE
            continue
        if too_long:
            yield None
            _, end, lines = lines.partition(b"\n")
            if end:
                yield lines
        else:
            yield rest + lines
        rest, too_long = after, False
    if too_long:
        yield None
    elif rest:
        yield rest
