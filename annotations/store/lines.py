"""The lines of stored bytes."""

from __future__ import annotations


def lines_of(data: bytes) -> list[bytes]:
    """The lines of `data` with their line feeds; a last one without is a line as well.

    A carriage return ends no line, as it would for `bytes.splitlines`.
    """
    *whole, rest = data.split(b"\n")
    lines = [line + b"\n" for line in whole]
    return [*lines, rest] if rest else lines
