"""The memory on the disk: a cache outside the store, made anew from corrections when it is lost.

It holds what was learned, and the number of the last correction that it was learned from, so
that opening a store costs what is new.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

from annotations.extraction.memory.features import ROWS
from annotations.extraction.memory.memory import Memory
from annotations.extraction.memory.tagger import GROWTH

_FORMAT = 1
"""Raise it when older files are not to be read any more."""


def cache_file(folder: Path, store: Path) -> Path:
    """Where the memory of a store is kept."""
    name = hashlib.sha256(str(store.absolute()).encode("utf-8", "surrogatepass")).hexdigest()
    return folder / f"{name[:24]}.npz"


def save(memory: Memory, last: int, file: Path) -> None:
    """Keep a memory; a disk that refuses is no error, for then it is learned anew.

    Args:
        memory: What was learned.
        last: The number of the last correction that it was learned from.
        file: Where to.
    """
    import numpy as np

    learned = {
        article: [[surface, label, count] for (surface, label), count in evidence.items()]
        for article, evidence in memory.learned.items()
    }
    facts = {"format": _FORMAT, "last": last, "tags": memory.tagger.tags, "learned": learned}
    weights, squares = memory.tagger.weights, memory.tagger.squares
    used = np.flatnonzero(squares.any(axis=1)).astype(np.int32)
    temporary = file.with_name(f".{os.getpid()}.{file.name}")
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with temporary.open("wb") as stream:
            np.savez(
                stream, facts=np.frombuffer(json.dumps(facts).encode(), dtype=np.uint8),
                used=used, weights=weights[used], squares=squares[used],
            )  # fmt: skip
        temporary.replace(file)
    except OSError:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def load(file: Path) -> tuple[Memory, int] | None:
    """A memory that was kept, and the last correction that it knows; None when there is none."""
    import numpy as np

    try:
        with file.open("rb") as stream, np.load(stream, allow_pickle=False) as kept:
            facts = json.loads(kept["facts"].tobytes())
            if facts["format"] != _FORMAT:
                return None
            memory = Memory()
            _restore_tagger(memory, facts["tags"], kept)
            for article, rows in facts["learned"].items():
                evidence = Counter({(surface, label): count for surface, label, count in rows})
                memory.learned[article] = evidence
                memory.names.add(evidence)
            return memory, int(facts["last"])
    except (OSError, ValueError, LookupError, TypeError, EOFError, zipfile.BadZipFile):
        return None


def _restore_tagger(memory: Memory, tags: list[str], kept: Any) -> None:
    import numpy as np

    used, columns = kept["used"], kept["weights"].shape[1]
    if columns < len(tags):
        raise ValueError("fewer weights than tags")
    tagger = memory.tagger
    tagger.tags = [str(tag) for tag in tags]
    for name in ("weights", "squares"):
        matrix = np.zeros((ROWS, max(columns, GROWTH)), dtype=np.float32)
        matrix[used] = kept[name]
        setattr(tagger, name, matrix)
