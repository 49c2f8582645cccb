"""`LibraryFilter`: which articles are meant, as people type it: `status:started label:ORG drones`.

All conditions have to hold. A word is looked for in title, source and tags, whatever its case.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from annotations.library.entry import Entry

FIELDS = ("status", "label", "from", "to", "tag", "flag", "title", "source", "text")
_WORD = re.compile(
    rf"""(?:(?P<field>{"|".join(FIELDS)}):)?
        (?:"(?P<quoted>[^"]*)"?|(?P<plain>[^\s"]\S*)|(?=\s|$))""",
    re.VERBOSE | re.IGNORECASE,
)
_NO = ("no", "n", "0", "false")


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that has to hold."""

    field: str
    """One of `FIELDS`; `text` for a word alone."""
    value: str
    """Case-folded; empty when nothing was typed yet."""

    def holds(self, entry: Entry) -> bool:
        """Whether it holds for an article."""
        return _HOLDS[self.field](entry, self.value)


@dataclass(frozen=True, slots=True)
class LibraryFilter:
    """Conditions that all have to hold; without any, every article is meant."""

    conditions: tuple[Condition, ...] = ()

    @classmethod
    def parse(cls, query: str) -> LibraryFilter:
        """What `query` means. Every text is a filter: there is nothing to get wrong."""
        words = [found for found in _WORD.finditer(query) if found.group()]
        return cls(tuple(dict.fromkeys(map(_condition, words))))

    def __bool__(self) -> bool:
        return bool(self.conditions)

    def matches(self, entry: Entry) -> bool:
        """Whether an article is meant."""
        return all(_HOLDS[c.field](entry, c.value) for c in self.conditions)

    def of(self, entries: Iterable[Entry]) -> list[Entry]:
        """The articles that are meant, in their order."""
        found = list(entries)
        for condition in self.conditions:
            holds, value = _HOLDS[condition.field], condition.value
            found = [entry for entry in found if holds(entry, value)]
        return found


def _condition(found: re.Match[str]) -> Condition:
    value = found["plain"] if found["quoted"] is None else found["quoted"]
    return Condition((found["field"] or "text").lower(), (value or "").casefold())


def _has_status(entry: Entry, value: str) -> bool:
    """`new`, `started`, `done`, or how the file is: `changed`, `gone`, `unreadable`, `arrived`."""
    return entry.standing.status.startswith(value) or entry.presence.startswith(value)


def _from(entry: Entry, value: str) -> bool:
    """Not before that day, month or year; what has no date is not meant."""
    day = entry.facts.day
    return not value or (day != "" and day[: len(value)] >= value[: len(day)])


def _to(entry: Entry, value: str) -> bool:
    """Not after it."""
    day = entry.facts.day
    return not value or (day != "" and day[: len(value)] <= value)


def _has_tag(entry: Entry, value: str) -> bool:
    return any(tag.casefold().startswith(value) for tag in entry.standing.tags)


_HOLDS: Mapping[str, Callable[[Entry, str], bool]] = {
    "text": lambda entry, value: value in entry.words,
    "title": lambda entry, value: value in entry.title.casefold(),
    "source": lambda entry, value: value in entry.ref.source.casefold(),
    "status": _has_status,
    "label": lambda entry, value: entry.standing.has_label(value),
    "from": _from,
    "to": _to,
    "tag": _has_tag,
    "flag": lambda entry, value: entry.standing.flagged is not (value in _NO),
}
