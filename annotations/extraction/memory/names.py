"""Names that were corrected: what became of each, and where they stand in another text.

Matching is safe rather than eager: case counts, a name begins and ends with words, and the
longest name wins. Eager matching was measured to cost more than it saves.
"""

from __future__ import annotations

import re
from bisect import insort
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from annotations.span import Range

NOTHING = ""
"""The label of what a human said is no entity."""
ELSEWHERE = "\x00"
"""Counts the places where a name stood in a finished article and was not marked."""
PRECISE = 0.7
"""How often a name must have been what it is said to be."""

ALIKE = 0.9
"""The part of its mentions that must share a label for all to get it."""

_ANCHOR = re.compile(r"\b[^\Wa-z_]\w*")
"""A word that does not begin small."""

Evidence = Mapping[tuple[str, str], int]
"""How often a surface was judged to be a label, `NOTHING` or `ELSEWHERE`."""


@dataclass(slots=True)
class Entry:
    """What is known of one surface."""

    surface: str
    counts: Counter[str] = field(default_factory=Counter)
    """How often it was what: labels, `NOTHING`, `ELSEWHERE`."""
    told: str | None = None
    """What the user wrote of it: a label, or `NOTHING`; None when only corrections speak."""
    silenced: bool = False
    """Whether the user told the memory to forget it."""

    @property
    def verdict(self) -> str | None:
        """A label, `NOTHING`, or None where corrections contradict each other."""
        if self.silenced:
            return None
        if self.told is not None:
            return self.told
        judged = [pair for pair in self.counts.most_common() if pair[0] != ELSEWHERE]
        if not judged or judged[0][1] < PRECISE * self.counts.total():
            return None
        return judged[0][0]

    @property
    def precision(self) -> float:
        """The part of its places where it was what it was most often."""
        judged = [count for label, count in self.counts.items() if label != ELSEWHERE]
        return max(judged, default=0) / max(1, self.counts.total())

    @property
    def labels(self) -> dict[str, int]:
        """The labels it had and how often, most frequent first."""
        ordered = sorted(self.counts.items(), key=lambda pair: (-pair[1], pair[0]))
        return {label: count for label, count in ordered if label not in (NOTHING, ELSEWHERE)}

    @property
    def is_mixed(self) -> bool:
        """Whether it is known with several labels."""
        counts = self.labels.values()
        return sum(counts) > 1 and max(counts) < ALIKE * sum(counts)

    @property
    def is_distinct(self) -> bool:
        """Whether it may be looked for in texts: a name, and no words in lower case.

        A name of which every word begins with a small letter is none by which it could be found.
        """
        return len(self.surface) > 1 and not self.surface.islower()


class Names:
    """All entries, and a finder over them.

    A name is looked for where its first capitalised word stands: most words of a text begin
    small, and are passed over at the speed of a regular expression.
    """

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}
        self._anchored: dict[str, list[tuple[int, int, str]]] = {}
        """By anchor: minus the length, how far in the anchor begins, and the surface."""
        self._waiting: list[str] = []
        """Surfaces that have no anchor yet: they get one when a text is searched."""

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries.values())

    def get(self, surface: str) -> Entry | None:
        """What is known of a surface."""
        return self._entries.get(surface)

    def entry(self, surface: str) -> Entry:
        """The entry of a surface, made when there is none."""
        found = self._entries.get(surface)
        if found is None:
            found = self._entries[surface] = Entry(surface)
            self._waiting.append(surface)
        return found

    def _anchor(self) -> None:
        """Prepare the search for names that came since the last one."""
        for surface in self._waiting:
            if anchor := _ANCHOR.search(surface):
                row = -len(surface), anchor.start(), surface
                insort(self._anchored.setdefault(anchor[0], []), row)
        self._waiting.clear()

    def add(self, evidence: Evidence, times: int = 1) -> None:
        """Count evidence in, or with `times=-1` out again."""
        for (surface, label), count in evidence.items():
            counts = self.entry(surface).counts
            counts[label] += times * count
            if counts[label] <= 0:
                del counts[label]

    def find(self, text: str) -> Iterator[tuple[Range, Entry]]:
        """Every known name in a text, in order; of those that overlap, the longest of the first.

        That names begin and end with words is left to the caller, who knows the words.
        """
        self._anchor()
        anchored, position = self._anchored, 0
        for match in _ANCHOR.finditer(text):
            rows = anchored.get(match[0])
            if rows is None:
                continue
            for length, offset, surface in rows:
                start = match.start() - offset
                end = start - length
                if start >= position and text.startswith(surface, start) and _ends(text, end):
                    entry = self._entries[surface]
                    if entry.is_distinct and (entry.counts or entry.told is not None):
                        yield (start, end), entry
                        position = end
                        break


def _ends(text: str, end: int) -> bool:
    """Whether no word goes on at `end`."""
    return end >= len(text) or not (text[end - 1].isalnum() and text[end].isalnum())
