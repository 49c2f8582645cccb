"""The formats there are, by name, by file extension and by content: our own and plug-ins.

A plug-in is an entry point in the group `postil.formats` that names a `Format`. A format's
module is imported when the format is used.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotations.errors import FormatError
from annotations.formats.base import Format, ReadableFormat
from annotations.formats.catalogue import ALIASES, BUILT_IN, USUAL, Entry
from annotations.formats.sniffing import Head

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "postil.formats"
"""The entry point group of plug-ins."""


def entries() -> tuple[Entry, ...]:
    """What is known of all formats, plug-ins last; only plug-ins are imported."""
    return (*BUILT_IN, *(_described(plugin) for plugin in map(_loaded, _plugins()) if plugin))


def formats() -> tuple[Format, ...]:
    """All formats: our own, then those of plug-ins that can be loaded."""
    return tuple(get(entry.name) for entry in entries())


def names() -> list[str]:
    """What `get` knows, the aliases too."""
    ours = {entry.name for entry in BUILT_IN}
    return sorted({*ours, *_plugins(), *(a for a, name in ALIASES.items() if name in ours)})


def get(name: str, **options: Any) -> Format:
    """The format called `name`.

    Args:
        name: A format's name or alias.
        options: Choices that the format offers.

    Raises:
        FormatError: There is none, it cannot be loaded, or it has no such option.
    """
    wanted = ALIASES.get(name.lower(), name.lower())
    for entry in BUILT_IN:
        if entry.name == wanted:
            return _with(_built_in(entry.place), options)
    if wanted in _plugins():
        return _with(_load(wanted), options)
    from difflib import get_close_matches

    close = get_close_matches(wanted, names(), 1)
    hint = f"; did you mean {close[0]}?" if close else ";"
    raise FormatError(f"unknown format “{name}”{hint} known: {', '.join(names())}")


def for_path(path: Path, **options: Any) -> Format:
    """The format to write to a file with this extension.

    Raises:
        FormatError: No format has that extension, several have it, or the format that has it
            has no such option.
    """
    found = _with_extension(path, BUILT_IN) or _with_extension(path, entries())
    usual = USUAL.get(path.suffix.lower())
    chosen = [entry for entry in found if entry.name == usual] or found
    if len(chosen) == 1:
        return get(chosen[0].name, **options)
    if chosen:
        raise FormatError(
            f"{path.name}: several formats are written as {path.suffix}; name one of "
            f"{_names_of(chosen)}"
        )
    known = ", ".join(dict.fromkeys(e.extensions[0] for e in entries() if e.extensions))
    suffix = path.suffix.lower()
    why = f"no format writes “{suffix}”" if suffix else "no extension tells the format"
    raise FormatError(f"{path.name}: {why}; name one of {known}")


def choose(name: str | None, path: Path | None, **options: Any) -> Format:
    """The format to write: the one that is named, else the one of the file's extension.

    Raises:
        FormatError: Neither says which.
    """
    if name:
        return get(name, **options)
    if path is not None:
        return for_path(path, **options)
    raise FormatError(f"which format? name one of {', '.join(names())}")


def reader(name: str, **options: Any) -> ReadableFormat:
    """The format called `name`, to read with.

    Raises:
        FormatError: There is none, it cannot be loaded or read, or it has no such option.
    """
    format = get(name, **options)
    if not isinstance(format, ReadableFormat):
        raise FormatError(f"{format.name} is written, not read; postil formats shows which are")
    return format


def detect(path: Path) -> ReadableFormat:
    """The format of a file that is there, by its extension and its content.

    Raises:
        FormatError: The file cannot be read, or is not clearly of one format.
    """
    try:
        head = Head.of(path)
    except OSError as error:
        raise FormatError(f"cannot read {path}: {error.strerror or error}") from error
    readable = [entry for entry in entries() if entry.reads]
    if path.is_dir():
        return _of_folder(path, readable)
    near = _with_extension(path, readable)
    if len(near) == 1:
        return reader(near[0].name)
    found = [entry for entry in near or readable if _recognizes(entry, head)]
    if len(found) == 1:
        return reader(found[0].name)
    raise FormatError(
        f"{path.name}: its format cannot be told; name one of "
        f"{_names_of(found or near or readable)}"
    )


def _of_folder(path: Path, readable: Iterable[Entry]) -> ReadableFormat:
    """The format of a folder's files: one that is always a folder, else that of the first file."""
    try:
        names = sorted(one for one in path.iterdir() if one.is_file() and one.name[0] != ".")
    except OSError as error:
        raise FormatError(f"cannot read {path}: {error.strerror or error}") from error
    for entry in readable:
        if entry.folder and any(name.suffix.lower() in entry.extensions for name in names):
            return reader(entry.name)
    for name in names:
        with suppress(FormatError):
            return detect(name)
    raise FormatError(f"{path.name}: the format of its files cannot be told; name it")


def choose_reader(name: str | None, path: Path, **options: Any) -> ReadableFormat:
    """The format to read a file with: the one that is named, else what the file looks like.

    Raises:
        FormatError: There is none, or it cannot be told.
    """
    return reader(name, **options) if name else detect(path)


def _names_of(found: Iterable[Entry]) -> str:
    return ", ".join(entry.name for entry in found)


def _with_extension(path: Path, among: Iterable[Entry]) -> list[Entry]:
    """The formats of a file's extension; of two that fit, the longer counts."""
    among, parts = list(among), path.name.lower().split(".")
    for first in range(1, len(parts)):
        extension = "." + ".".join(parts[first:])
        found = [e for e in among if extension in e.extensions and parts[0]]
        if found:
            return found
    return []


def _recognizes(entry: Entry, head: Head) -> bool:
    recognizes = getattr(get(entry.name), "recognizes", None)
    return bool(recognizes(head)) if recognizes else False


@cache
def _built_in(place: str) -> Format:
    module, _, name = place.partition(":")
    format: Format = getattr(import_module(f"annotations.formats.{module}"), name)
    return format


def _described(plugin: Format) -> Entry:
    reads = isinstance(plugin, ReadableFormat)
    return Entry(plugin.name, plugin.title, plugin.extensions, "", reads)


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

    ours = {entry.name for entry in BUILT_IN} | set(ALIASES)
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
