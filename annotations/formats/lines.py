"""The lines of a text file of another tool, one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from annotations.formats.draft import Refusal, Refuse
from annotations.formats.limits import MAX_LINE

_CHUNK = 1 << 18
_BOM = b"\xef\xbb\xbf"


def numbered_lines(stream: BinaryIO, *, refuse: Refuse) -> Iterator[tuple[int, str]]:
    """The lines with their numbers, as `line_blocks` gives them, without those refused."""
    for first, lines in line_blocks(stream, refuse=refuse):
        for number, line in enumerate(lines, first):
            if line is not None:
                yield number, line


def line_blocks(stream: BinaryIO, *, refuse: Refuse) -> Iterator[tuple[int, list[str | None]]]:
    """Many lines at once with the number of the first, without line ends and byte order mark.

    A line that is no UTF-8, or longer than `MAX_LINE`, is refused: None stands in its place.
    """
    number = 1
    for block in _blocks(stream):
        if block is None:
            refuse(Refusal(f"line {number}", f"is longer than {MAX_LINE >> 20} MB"))
            lines: list[str | None] = [None]
        else:
            lines = list(_lines(block, number, refuse))
        yield number, lines
        number += len(lines)


def _lines(block: bytes, first: int, refuse: Refuse) -> Iterable[str | None]:
    try:
        text = block.decode()
    except UnicodeDecodeError:
        text = block.decode("utf-8", "surrogateescape")
        lines = [line.removesuffix("\r") for line in text.split("\n")]
        return [_checked(line, number, refuse) for number, line in enumerate(lines, first)]
    return text.replace("\r\n", "\n").removesuffix("\r").split("\n")


def _checked(line: str, number: int, refuse: Refuse) -> str | None:
    if line.isascii() or _is_text(line):
        return line
    refuse(Refusal(f"line {number}", "is not UTF-8"))
    return None


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
