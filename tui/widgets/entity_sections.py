"""Rows in their order: `Section`, the surfaces of one label, and `Rows`, all that is shown."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort_right
from collections.abc import Callable, Collection, Mapping, Sequence
from enum import StrEnum
from itertools import accumulate
from types import MappingProxyType
from typing import Any, overload

from annotations.annotation_set import AnnotationSet, Status
from tui.widgets.entity_row import CONFLICT, MARKS, REJECTED, EntityRow, GroupRow, MentionRow, Row

NOTHING: Mapping[Any, Any] = MappingProxyType({})
_BY_MARK = {mark: place for place, mark in enumerate((CONFLICT, *MARKS.values()))}


class Sort(StrEnum):
    """How surfaces follow each other under their label."""

    ORDER = "order"
    """As they first appear."""
    COUNT = "count"
    TEXT = "text"
    STATUS = "status"
    """What annotators disagree on, then what is new, then the rest."""

    @property
    def next(self) -> Sort:
        """The one after it; after the last, the first."""
        every = list(Sort)
        return every[(every.index(self) + 1) % len(every)]


_SORTS: Mapping[Sort, Callable[[EntityRow], Any]] = {
    Sort.ORDER: lambda row: row.first,
    Sort.COUNT: lambda row: (-row.count, row.first),
    Sort.TEXT: lambda row: (row.surface.casefold(), row.first),
    Sort.STATUS: lambda row: (_BY_MARK[row.mark], row.first),
}


Group = tuple[bool, str]
"""Names a group: whether it is that of what was rejected, and its label."""
GONE: Group = (True, REJECTED)


def group_of(row: EntityRow) -> Group:
    """The group that a surface's row is in."""
    return GONE if row.mark == MARKS[Status.REJECTED] else (False, row.label)


class Section:
    """The surfaces of a group in their order.

    Args:
        rows: In that order.
        sort: What they are in order of.
        count: How many mentions they stand for.
    """

    def __init__(self, rows: list[EntityRow], sort: Sort, count: int) -> None:
        self.rows = rows
        self.count = count
        self._key = _SORTS[sort]

    def put(self, row: EntityRow, *, instead_of: EntityRow | None = None) -> None:
        """Put a row to its place.

        Args:
            row: It has the same key as the one that goes.
            instead_of: The row that goes; None when there was none.
        """
        place = self.find(instead_of) if instead_of is not None else None
        if instead_of is not None and place is not None:
            self.count -= instead_of.count
            if self._key(instead_of) == self._key(row):
                self.rows[place] = row
            else:
                del self.rows[place]
                place = None
        if place is None:
            insort_right(self.rows, row, key=self._key)
        self.count += row.count

    def remove(self, row: EntityRow) -> None:
        """Take a row away."""
        place = self.find(row)
        if place is not None:
            del self.rows[place]
            self.count -= row.count

    def find(self, row: EntityRow) -> int | None:
        """The place of a row; None when it is not among them."""
        wanted = self._key(row)
        place = bisect_left(self.rows, wanted, key=self._key)
        while place < len(self.rows) and self._key(self.rows[place]) == wanted:
            if self.rows[place] is row:
                return place
            place += 1
        return None

    def only(self, keep: Callable[[EntityRow], EntityRow | None], sort: Sort) -> Section:
        """The part of it that is kept."""
        rows = [kept for row in self.rows if (kept := keep(row)) is not None]
        return Section(rows, sort, sum(row.count for row in rows))

    def sorted_by(self, sort: Sort) -> Section:
        """The same in another order."""
        return Section(sorted(self.rows, key=_SORTS[sort]), sort, self.count)


class Rows(Sequence[Row]):
    """Labels and surfaces, and the mentions of the unfolded ones: those are made when asked for.

    Args:
        heads: Labels and surfaces, in order.
        starts: For each group that is not folded, the head of its first surface.
        sections: The surfaces of every group.
        unfolded: The surfaces whose mentions are shown.
        annotations: What stands in the article.
    """

    def __init__(
        self,
        heads: Sequence[GroupRow | EntityRow] = (),
        starts: Mapping[Group, int] = NOTHING,
        sections: Mapping[Group, Section] = NOTHING,
        unfolded: Collection[str] = (),
        annotations: AnnotationSet | None = None,
    ) -> None:
        self.heads = heads
        self.sections = sections
        self._first = starts
        self._annotations = annotations
        self._starts: list[int] | None = None
        self._length = len(heads)
        if unfolded:
            sizes = [1 + _mentions_shown(head, unfolded) for head in heads]
            self._starts = [0, *accumulate(sizes)]
            self._length = self._starts.pop()

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, place: int) -> Row: ...

    @overload
    def __getitem__(self, place: slice) -> list[Row]: ...

    def __getitem__(self, place: int | slice) -> Row | list[Row]:
        if isinstance(place, slice):
            return [self[n] for n in range(*place.indices(len(self)))]
        if not -len(self) <= place < len(self):
            raise IndexError(place)
        head, inside = self.inside(place % len(self))
        row = self.heads[head]
        return row if inside < 0 or isinstance(row, GroupRow) else self._mention(row, inside)

    def inside(self, place: int) -> tuple[int, int]:
        """The head a row belongs to, and which of its mentions it is; -1 for the head itself."""
        if self._starts is None:
            return place, -1
        head = bisect_right(self._starts, place) - 1
        return head, place - self._starts[head] - 1

    def row_of(self, head: int) -> int:
        """The row of a head."""
        return head if self._starts is None else self._starts[head]

    def head_of(self, row: EntityRow) -> int | None:
        """The head that is a surface's row; None when it is not shown."""
        group = group_of(row)
        place = self.sections[group].find(row) if group in self._first else None
        return None if place is None else self._first[group] + place

    def group_of(self, place: int) -> int:
        """The head that is the label of a row."""
        head = self.inside(place)[0]
        while head > 0 and not isinstance(self.heads[head], GroupRow):
            head -= 1
        return head

    def ids(self, group: GroupRow) -> tuple[str, ...]:
        """The annotations of a group, the folded ones too."""
        section = self.sections[GONE if group.rejected else (False, group.label)]
        return tuple(id for row in section.rows for id in row.ids)

    def _mention(self, row: EntityRow, place: int) -> MentionRow:
        assert self._annotations is not None
        id = row.ids[place]
        found = self._annotations.by_id.find(id)
        start = found.span.start if found is not None else row.first  # gone, and so is the row soon
        return MentionRow(row.surface, row.label, row.mark, id, start, start + len(row.surface))


def _mentions_shown(row: GroupRow | EntityRow, unfolded: Collection[str]) -> int:
    return len(row.ids) if isinstance(row, EntityRow) and row.surface in unfolded else 0
