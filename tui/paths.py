"""Where Postil keeps what is not beside the texts."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

STORE_NAME = "annotations.json"
"""The store's file beside the texts."""


XDG = {
    "config": ("XDG_CONFIG_HOME", "~/.config"), "cache": ("XDG_CACHE_HOME", "~/.cache"),
    "state": ("XDG_STATE_HOME", "~/.local/state"), "data": ("XDG_DATA_HOME", "~/.local/share"),
}  # fmt: skip
"""Where Linux keeps a user's files: the variable, and the place without it."""


def config_dir() -> Path:
    """Settings: `config.toml`, `keys.toml`."""
    return _own("config")


def cache_dir() -> Path:
    """What can be thrown away: predictions."""
    return _own("cache")


def state_dir() -> Path:
    """What the program remembers of itself: reading positions."""
    return _own("state")


def data_dir() -> Path:
    """Stores of articles that have no folder, and the private copy of the samples."""
    return _own("data")


def _own(kind: str) -> Path:
    if sys.platform == "linux":  # what platformdirs says there, and importing that takes longer
        variable, usual = XDG[kind]
        place = Path(os.environ.get(variable, ""))  # one that is relative counts as none
        return (place if place.is_absolute() else Path(usual).expanduser()) / "postil"
    import platformdirs

    found: Path = getattr(platformdirs, f"user_{kind}_path")("postil")
    return found


def store_for(paths: Sequence[str], given: str | None = None) -> tuple[Path, str | None]:
    """Where the corrections of what was opened go.

    Args:
        paths: Files, folders and addresses, as given on the command line.
        given: `--store`, or else `POSTIL_STORE`.

    Returns:
        The store's file; a notice when it is not beside the texts.
    """
    given = given or os.environ.get("POSTIL_STORE")
    if given:
        return Path(given), None
    folder = folder_of(paths)
    own = data_dir() / STORE_NAME
    if folder is None:
        return own, f"corrections go to {own}"
    beside = folder / STORE_NAME
    if beside.exists() or os.access(folder, os.W_OK):
        return beside, None
    return own, f"{folder} cannot be written: corrections go to {own}"


def folder_of(paths: Sequence[str]) -> Path | None:
    """The folder of the first of `paths` that has one."""
    return next((folder for path in paths if (folder := _folder_of(path))), None)


def _folder_of(path: str) -> Path | None:
    """The folder that a path opens; None for an address or standard input."""
    if path == "-" or "://" in path:
        return None
    found = Path(path)
    if found.is_dir():
        return found
    parent = found.parent
    while any(sign in parent.name for sign in "*?["):
        parent = parent.parent
    return parent
