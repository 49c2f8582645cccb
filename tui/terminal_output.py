"""Standard output for data: exactly what it is in a pipe, and what can be shown on a terminal."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

import click

from tui.terminal_text import displayable


@contextmanager
def standard_output() -> Iterator[BinaryIO]:
    """Where a command writes data that goes to no file.

    A terminal would obey what stands in it, so there it is made displayable.

    Raises:
        click.UsageError: It is a terminal, and the data is no text.
    """
    if not sys.stdout.isatty():
        yield sys.stdout.buffer
        return
    data = io.BytesIO()
    yield data
    try:
        text = data.getvalue().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise click.UsageError("this format is binary; name a file with -o") from None
    for line in text.split("\n"):
        click.echo(displayable(line.removesuffix("\r"), tabs=True))
