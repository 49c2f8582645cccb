"""Learning from a store what the memory does not know yet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from annotations.extraction.memory.edits import apply_edits, edits_path, read_edits
from annotations.extraction.memory.keeping import load
from annotations.extraction.memory.memory import Memory

if TYPE_CHECKING:
    from annotations.store.corpus import Corpus

TRAINED = 200
"""Articles, the last ones, that a memory without a cache learns from word by word."""


def recall(store: Path, newest: int, file: Path | None) -> tuple[Memory, int]:
    """The memory as it was kept, with the user's own edits, and the last correction it knows.

    Args:
        store: The store's file.
        newest: The number of its last correction.
        file: Where the memory is kept.

    Raises:
        MemoryFileError: The edits cannot be read.
    """
    kept = load(file) if file else None
    if kept and kept[1] > newest:
        kept = None  # another store lies there by now
    memory, last = kept or (Memory(), 0)
    apply_edits(memory.names, read_edits(edits_path(store)).values())
    return memory, last


def lessons(corpus: Corpus, last: int) -> list[tuple[str, bool]]:
    """The articles with corrections behind number `last`, in the order they were last worked on.

    Each with whether to learn from it word by word.
    """
    found = list(corpus.corrected_since(last))
    return [(id, place >= len(found) - TRAINED) for place, id in enumerate(found)]


def learn(corpus: Corpus, memory: Memory, last: int, *, train: bool = True) -> Iterator[str]:
    """Learn what is new in a store, an article at a time.

    Args:
        corpus: The store.
        memory: Learns.
        last: The last correction that it knows.
        train: Whether to learn word by word as well, not the names alone.

    Yields:
        The id of each article that was learned.
    """
    for id, recent in lessons(corpus, last):
        article = corpus.article(id)
        if article is not None:
            memory.learn(article, corpus.annotations(id), train=train and recent)
            yield id
