"""The formats there are, by name and by file extension: our own, and those of plug-ins.

A plug-in is an entry point in the group `postil.formats` that names a `Format`.
"""

from __future__ import annotations

import dataclasses
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotations.errors import FormatError
from annotations.formats.base import Format
from annotations.formats.csv import CSV, TSV
from annotations.formats.prodigy import PRODIGY
from annotations.formats.spacy_docbin import DOCBIN

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "postil.formats"
"""The entry point group of plug-ins."""

BUILT_IN: tuple[Format, ...] = (PRODIGY, DOCBIN, CSV, TSV)

ALIASES = {"jsonl": "prodigy"}
"""Other names of formats."""


def formats() -> tuple[Format, ...]:
    """All formats: our own, then those of plug-ins that can be loaded."""
    return (*BUILT_IN, *(plugin for plugin in map(_loaded, _plugins()) if plugin))


def names() -> list[str]:
    """What `get` knows, the aliases too."""
    return sorted({*(format.name for format in BUILT_IN), *_plugins(), *ALIASES})


def get(name: str, **options: Any) -> Format:
    """The format called `name`.

    Args:
        name: A format's name or alias.
        options: Choices that the format offers.

    Raises:
        FormatError: There is none, it cannot be loaded, or it has no such option.
    """
    wanted = ALIASES.get(name.lower(), name.lower())
    for format in BUILT_IN:
        if format.name == wanted:
            return _with(format, options)
    if wanted in _plugins():
        return _with(_load(wanted), options)
    from difflib import get_close_matches

    close = get_close_matches(wanted, names(), 1)
    hint = f"; did you mean {close[0]}?" if close else ";"
    raise FormatError(f"unknown format “{name}”{hint} known: {', '.join(names())}")


def for_path(path: Path, **options: Any) -> Format:
    """The format that a file's extension stands for.

    Raises:
        FormatError: No format has that extension, or it has no such option.
    """
    extension = path.suffix.lower()
    for format in formats():
        if extension in format.extensions:
            return _with(format, options)
    known = ", ".join(format.extensions[0] for format in formats() if format.extensions)
    raise FormatError(f"{path.name}: no format writes “{extension}”; name one of {known}")


def choose(name: str | None, path: Path | None, **options: Any) -> Format:
    """The format that is named, else the one that the file's extension stands for.

    Raises:
        FormatError: Neither says which.
    """
    if name:
        return get(name, **options)
    if path is not None:
        return for_path(path, **options)
    raise FormatError(f"which format? name one of {', '.join(names())}")


def _with(format: Format, options: dict[str, Any]) -> Format:
    if not options:
        return format
    try:
        return dataclasses.replace(format, **options)  # type: ignore[type-var]
    except (TypeError, ValueError):
        raise FormatError(f"{format.name} does not know {', '.join(options)}") from None


@cache
def _plugins() -> dict[str, EntryPoint]:
    """Plug-ins by name; our own names cannot be taken."""
    from importlib.metadata import entry_points

    ours = {format.name for format in BUILT_IN} | set(ALIASES)
    found = {point.name.lower(): point for point in entry_points(group=GROUP)}
    return {name: point for name, point in found.items() if name not in ours}


@cache
def _load(name: str) -> Format:
    try:
        format = _plugins()[name].load()
    except Exception as error:  # a plug-in may fail in any way
        reason = " ".join(str(error).split())
        raise FormatError(f"format “{name}” cannot be loaded: {reason}") from error
    if not isinstance(format, Format):
        raise FormatError(f"format “{name}” is no Format: {_plugins()[name].value}")
    return format


def _loaded(name: str) -> Format | None:
    """The plug-in called `name`; None when it is broken, so that the others still work."""
    try:
        return _load(name)
    except FormatError:
        return None
