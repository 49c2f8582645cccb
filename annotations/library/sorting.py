"""`Sort`: the orders in which the library lists articles."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Any

from annotations.library.entry import Entry


class Sort(StrEnum):
    """What the library is sorted by."""

    ORDER = "order"
    """As the folder lists its files; what arrives comes last."""
    TITLE = "title"
    SOURCE = "source"
    DATE = "date"
    """The newest first, those without one last."""
    STATUS = "status"
    """What is begun, what is new, what is done."""
    UNREVIEWED = "unreviewed"
    DOUBT = "doubt"
    ENTITIES = "entities"
    CORRECTIONS = "corrections"

    @property
    def next(self) -> Sort:
        """The one after this one."""
        every = list(Sort)
        return every[(every.index(self) + 1) % len(every)]


_STATUS = {"started": 0, "new": 1, "done": 2}
_BEFORE_ALL = re.compile(r"[\W_]+")


def _title(entry: Entry) -> str:
    """The title without the marks that it begins with."""
    folded = entry.title.casefold()
    return _BEFORE_ALL.sub("", folded, count=1) if not folded[:1].isalnum() else folded


_KEYS: Mapping[Sort, Callable[[Entry], Any]] = {
    Sort.TITLE: _title,
    Sort.SOURCE: lambda entry: entry.ref.source.casefold(),
    Sort.DATE: lambda entry: entry.facts.day,
    Sort.STATUS: lambda entry: _STATUS.get(entry.standing.status, 1),
    Sort.UNREVIEWED: lambda entry: entry.standing.unreviewed,
    Sort.DOUBT: lambda entry: entry.standing.doubt,
    Sort.ENTITIES: lambda entry: entry.standing.entities,
    Sort.CORRECTIONS: lambda entry: entry.standing.corrections,
}
_MOST_FIRST = {Sort.DATE, Sort.UNREVIEWED, Sort.DOUBT, Sort.ENTITIES, Sort.CORRECTIONS}


def arranged(entries: Iterable[Entry], sort: Sort, *, by_folder: bool = False) -> list[Entry]:
    """The articles in an order; equal ones stay as they were.

    Args:
        entries: In the order of the folder.
        sort: What to sort by.
        by_folder: Whether those of one folder stand together, folders in the order of their names.
    """
    found = list(entries)
    if sort is not Sort.ORDER:
        found.sort(key=_KEYS[sort], reverse=sort in _MOST_FIRST)
    if by_folder:
        found.sort(key=lambda entry: entry.folder)
    return found
