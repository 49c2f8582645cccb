"""What other processes did to the store."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from annotations.store.commits import Commit


@dataclass(frozen=True, slots=True)
class Changes:
    """The documents that others changed; false if there are none.

    Args:
        documents: the ids of the documents that were added, changed or removed, by table.
        everything: whether any document may have changed.
    """

    documents: Mapping[str, set[int]] = field(default_factory=dict)
    everything: bool = False

    def __bool__(self) -> bool:
        return self.everything or bool(self.documents)


class ChangeLog:
    """Collects changes until somebody asks."""

    def __init__(self) -> None:
        self._documents: dict[str, set[int]] = {}
        self._everything = False

    def add(self, commits: Iterable[Commit]) -> None:
        """Note what commits changed."""
        for commit in commits:
            for table, *rest in commit.changes:
                if rest and rest[0] is not None:
                    self._documents.setdefault(table, set()).add(rest[0])
                else:
                    self._everything = True

    def add_everything(self) -> None:
        """Note that the file was replaced."""
        self._everything = True

    def take(self) -> Changes:
        """Return what was collected, and begin anew."""
        changes = Changes(self._documents, self._everything)
        self._documents, self._everything = {}, False
        return changes
