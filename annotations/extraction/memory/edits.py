"""What the user wrote into the memory by hand: a file of lines, only ever appended to.

It lies beside the store: `annotations.json.memory`. Each line is a JSON object with a surface,
what it is said to be, who said so and when; the newest about a surface counts, so that every
edit can be taken back by another.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from annotations.corrections import format_time
from annotations.errors import MemoryFileError
from annotations.extraction.memory.names import Names


class Word(StrEnum):
    """What an edit does."""

    TELL = "tell"
    """The surface has the label, or is no entity when the label is empty."""
    FORGET = "forget"
    """Nothing is proposed for the surface, whatever corrections say."""
    RESTORE = "restore"
    """Corrections alone speak again."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One thing that the user said of a surface."""

    surface: str
    word: Word
    label: str = ""


def edits_path(store: Path) -> Path:
    """Where the edits of a store are."""
    return store.with_name(f"{store.name}.memory")


def read_edits(path: Path) -> dict[str, Edit]:
    """The newest edit of each surface; none where there is no file.

    A last line that a power cut left unfinished is passed over.

    Raises:
        MemoryFileError: The file cannot be read, or is none.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise MemoryFileError(f"{path} cannot be read: {error}") from None
    found: dict[str, Edit] = {}
    for number, line in enumerate(lines, 1):
        try:
            if line.strip():
                data = json.loads(line)
                edit = Edit(str(data["surface"]), Word(data["word"]), str(data.get("label", "")))
                found[edit.surface] = edit
        except (ValueError, LookupError, TypeError):
            if number < len(lines):
                raise MemoryFileError(
                    f"{path}, line {number}, is no edit of the memory; mend or remove it"
                ) from None
    return found


def append_edits(path: Path, edits: Iterable[Edit], annotator: str, now: str = "") -> None:
    """Add edits at the end of the file; they are on the disk when this returns.

    Raises:
        MemoryFileError: The file cannot be written.
    """
    from datetime import UTC, datetime

    time = now or format_time(datetime.now(UTC))
    rows = [
        {"surface": e.surface, "word": e.word, "label": e.label, "by": annotator, "time": time}
        for e in edits
    ]
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    try:
        with path.open("a+b") as file:
            if file.tell() and not _ends_line(file.fileno(), file.tell()):
                file.write(b"\n")
            file.write(lines.encode("utf-8", "surrogatepass"))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise MemoryFileError(f"{path} cannot be written: {error.strerror}") from None


def _ends_line(descriptor: int, size: int) -> bool:
    return os.pread(descriptor, 1, size - 1) == b"\n"


def apply_edits(names: Names, edits: Iterable[Edit]) -> None:
    """Let edits count among names."""
    for edit in edits:
        entry = names.entry(edit.surface)
        entry.told = edit.label if edit.word is Word.TELL else None
        entry.silenced = edit.word is Word.FORGET
