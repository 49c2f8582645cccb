"""`--encoding`, for the commands that read files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from annotations.errors import SourceError
from tui.encodings import DETECT

if TYPE_CHECKING:
    from collections.abc import Callable


def _checked(_context: click.Context, _parameter: click.Parameter, name: str | None) -> str | None:
    if name and name != DETECT:
        from annotations.sources.decoding import decode

        try:
            decode(b"", name)
        except SourceError as error:
            raise click.UsageError(f"--encoding: {error}") from None
    return name


encoding_option: Callable[[click.decorators.FC], click.decorators.FC] = click.option(
    "--encoding",
    metavar="NAME",
    callback=_checked,
    help="How the files are encoded; remembered for each, until detect is named.",
)
