"""`Knowledge`: a local knowledge base, whose names and ids are offered for entities.

A file of JSON lines: one object a line with `id`, `name`, and `aliases` (a list) and
`description` where there are any. Other fields are left alone. Or a thesaurus in SKOS, see `skos`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotations.errors import KnowledgeError


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody or something that is known."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    """Other names."""
    description: str = ""


@dataclass(frozen=True)
class Knowledge:
    """What is known, in the order of the file."""

    entries: tuple[Entry, ...] = ()
    _folded: tuple[tuple[str, ...], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        folded = [tuple(n.casefold() for n in (e.name, *e.aliases, e.id)) for e in self.entries]
        object.__setattr__(self, "_folded", tuple(folded))

    def __len__(self) -> int:
        return len(self.entries)

    def matching(self, typed: str, most: int = 50) -> list[Entry]:
        """What `typed` may mean: by its whole name, then by its start, then by a part.

        Args:
            typed: A name, an alias or an id, or a part of one, whatever its case.
            most: How many at most.
        """
        typed = " ".join(typed.casefold().split())
        if not typed:
            return []
        ranked = [
            (rank, place)
            for place, names in enumerate(self._folded)
            if (rank := _rank(names, typed)) is not None
        ]
        return [self.entries[place] for _, place in sorted(ranked)[:most]]


def _rank(names: Sequence[str], typed: str) -> int | None:
    best = None
    for name in names:
        if name == typed:
            return 0
        if name.startswith(typed):
            best = 1
        elif best is None and typed in name:
            best = 2
    return best


def load_knowledge(path: Path) -> Knowledge:
    """Read a knowledge base from a file: SKOS where its ending says so, else JSON lines.

    Raises:
        KnowledgeError: It cannot be read, a line is no entry, or an id is there twice.
    """
    from annotations.skos import FORMATS, read_skos

    if path.suffix.lower() in FORMATS:
        return Knowledge(read_skos(path))
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8"
        raise KnowledgeError(f"{path}: {reason}; name another file as kb in config.toml") from None
    return Knowledge(tuple(_entries(text, str(path))))


def _entries(text: str, where: str) -> Iterator[Entry]:
    lines: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        entry = _entry(line, f"{where}, line {number}")
        if entry.id in lines:
            raise KnowledgeError(
                f"{where}: id “{entry.id}” is on line {lines[entry.id]} and on line {number}"
            )
        lines[entry.id] = number
        yield entry


def _entry(line: str, where: str) -> Entry:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        raise KnowledgeError(f"{where}: not JSON") from None
    if not isinstance(data, dict):
        raise KnowledgeError(f"{where}: must be an object with id and name")
    id, name = _text(data, "id", where), _text(data, "name", where)
    description = data.get("description") or ""
    aliases = data.get("aliases") or []
    if not isinstance(aliases, list) or not all(isinstance(alias, str) for alias in aliases):
        raise KnowledgeError(f"{where}: aliases must be a list of names")
    if not isinstance(description, str):
        raise KnowledgeError(f"{where}: description must be a text")
    return Entry(id, name, tuple(aliases), description)


def _text(data: dict[str, Any], key: str, where: str) -> str:
    value = data.get(key)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not value.strip():
        raise KnowledgeError(f"{where}: {key} is missing")
    return value
