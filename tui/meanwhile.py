"""A line on the terminal while something takes long, before there is a screen."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from annotations.sources import Kind, SourceRef
from tui.terminal_text import cell_len, one_line, shorten

AT_ONCE = frozenset({Kind.TEXT, Kind.MARKDOWN})
"""Kinds that are read before anybody could read a line."""


@contextmanager
def said_meanwhile(ref: SourceRef) -> Iterator[None]:
    """Say what is read, where that takes a moment; the line is gone afterwards."""
    if ref.kind in AT_ONCE or not os.isatty(2):
        yield
        return
    said = shorten(f"reading {one_line(ref.name)} …", os.get_terminal_size(2).columns - 1)
    sys.stderr.write(said)
    sys.stderr.flush()
    try:
        yield
    finally:
        sys.stderr.write(f"\r{' ' * cell_len(said)}\r")
        sys.stderr.flush()
