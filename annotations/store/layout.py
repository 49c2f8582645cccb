"""Where a store keeps what: `annotations.json` and the files beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from annotations.store.files import Files

Clock = Callable[[], datetime]
"""Tells the time in UTC."""


def utc_now() -> datetime:
    """Return the time in UTC."""
    return datetime.now(UTC)


class Layout:
    """The names of a store's files.

    Args:
        data: the JSON file itself, symbolic links followed.

    Attributes:
        journal: the commits since the JSON file was written.
        lock: the empty file that is locked while somebody writes.
        lease: who writes, on a file system without locks.
        folder: all that is kept for a bad day: `history`, the journals of the past, and
            `backups`, the stores of the past.
    """

    def __init__(self, data: Path) -> None:
        self.data = data
        self.journal = data.with_name(data.name + ".journal")
        self.lock = data.with_name(data.name + ".lock")
        self.lease = data.with_name(data.name + ".lease")
        self.folder = data.with_name(data.name + ".d")
        self.history = self.folder / "history"
        self.backups = self.folder / "backups"


@dataclass(frozen=True, slots=True)
class Place:
    """A store's surroundings: its names, its file system and its clock."""

    layout: Layout
    files: Files
    clock: Clock


def stamp(moment: datetime) -> str:
    """Return a moment as it stands in file names."""
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def counted(number: int, noun: str) -> str:
    """Return a number of things in words: `1 change`, `2 changes`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
