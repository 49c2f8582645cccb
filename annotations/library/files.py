"""How the files of a listing are, by one look at each."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

from annotations.library.catalogue import State
from annotations.sources import Kind, SourceRef


def absolute(address: str) -> str:
    """A path as it is seen from anywhere."""
    if address.startswith("/") and "/." not in address and "//" not in address:
        return address  # most of them: `abspath` takes longer than the look at the file
    return os.path.abspath(address)  # noqa: PTH100


def is_file(ref: SourceRef) -> bool:
    """Whether a reference is to a file."""
    return ref.kind not in (Kind.URL, Kind.STDIN)


def look(refs: Iterable[SourceRef], encodings: Mapping[str, str], given: str = "") -> States:
    """How each file is now.

    Args:
        refs: The files; what is none is left out.
        encodings: The encodings that were asked for, by absolute path.
        given: The one that is asked for all of them.
    """
    return {ref: _state(ref, encodings, given) for ref in refs if is_file(ref)}


States = dict[SourceRef, State | None]
"""How files are; None for those that are not there."""


def _state(ref: SourceRef, encodings: Mapping[str, str], given: str) -> State | None:
    try:
        found = os.stat(ref.address)  # noqa: PTH116
    except (OSError, ValueError):
        return None
    encoding = given or (encodings.get(absolute(ref.address), "") if encodings else "")
    return State(found.st_size, found.st_mtime_ns, encoding)
