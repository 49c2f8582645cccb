"""The lines of a text file of another tool, one by one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from annotations.formats.draft import Refusal, Refuse
from annotations.formats.limits import MAX_LINE


def numbered_lines(stream: BinaryIO, *, refuse: Refuse) -> Iterator[tuple[int, str]]:
    """The lines with their numbers, without `\\n` or `\\r\\n`; a byte order mark is left out.

    A line that is no UTF-8, or longer than `MAX_LINE`, is refused.
    """
    number = 0
    while line := stream.readline(MAX_LINE):
        number += 1
        if len(line) == MAX_LINE and not line.endswith(b"\n"):
            refuse(Refusal(f"line {number}", f"is longer than {MAX_LINE >> 20} MB"))
            while line and not line.endswith(b"\n"):
                line = stream.readline(MAX_LINE)
            continue
        try:
            text = line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            refuse(Refusal(f"line {number}", f"byte {error.start} of it is not UTF-8"))
            continue
        yield number, text.removesuffix("\n").removesuffix("\r")
