"""The rows of the sidebar, made from an annotation set: label, then surface, then mention."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate
from typing import overload

from annotations.annotation_set import Annotation, AnnotationSet, Status
from annotations.filtering import Filter
from annotations.labels import LabelScheme
from annotations.relating import name_of

REJECTED = "rejected"
"""The name of the group of what was rejected; no label has it, for it is not upper case."""

MARKS = {
    Status.PREDICTED: "○",
    Status.ACCEPTED: "✓",
    Status.CORRECTED: "✎",
    Status.ADDED: "+",
    Status.REJECTED: "✗",
}
"""One sign per status."""
CONFLICT = "≠"
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


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A label and how many mentions carry it."""

    label: str
    count: int
    folded: bool
    rejected: bool = False


@dataclass(frozen=True, slots=True)
class EntityRow:
    """A surface and label, standing for all its mentions that share a decision."""

    surface: str
    label: str
    mark: str
    was: str
    """The label it was predicted with, when that is another."""
    count: int
    first: int
    """Where its first mention begins."""
    ids: tuple[str, ...]
    """Its mentions, in document order."""
    extra: str = ""
    """What else its first mention carries: `m` a note, `=` a canonical name, by letters."""

    name: str = ""
    """The parts of a discontinuous span; empty for an ordinary one."""

    @property
    def shown(self) -> str:
        """What it is called."""
        return self.name or self.surface

    @property
    def key(self) -> Key:
        """What its mentions have in common."""
        return self.surface, self.label, self.mark, self.was

    def __hash__(self) -> int:
        return hash((self.key, self.count, self.first))


@dataclass(frozen=True, slots=True)
class MentionRow:
    """One mention of a surface, shown in its context."""

    surface: str
    label: str
    mark: str
    id: str
    start: int
    end: int


Row = GroupRow | EntityRow | MentionRow
Key = tuple[str, str, str, str]
"""Surface, label, mark, and the label it was predicted with when that is another."""


def row_key(annotation: Annotation) -> Key:
    """The key of the row that stands for an annotation."""
    label, predicted = annotation.span.label, annotation.predicted
    was = predicted.label if predicted and predicted.label != label else ""
    mark = CONFLICT if annotation.conflict else MARKS[annotation.status]
    return annotation.span.text, label, mark, was


class Rows(Sequence[Row]):
    """Labels and surfaces, and the mentions of the unfolded ones: those are made when asked for.

    Args:
        heads: Labels and surfaces, in order.
        unfolded: The surfaces whose mentions are shown.
        by_id: Every annotation.
    """

    def __init__(
        self,
        heads: Sequence[GroupRow | EntityRow],
        unfolded: Collection[str] = (),
        by_id: Mapping[str, Annotation] | None = None,
    ) -> None:
        self.heads = heads
        self._by_id = by_id or {}
        self.place_of = {h.key: n for n, h in enumerate(heads) if isinstance(h, EntityRow)}
        """The place of each surface's row among the heads."""
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

    def find(self, annotation: Annotation) -> int | None:
        """The row of an annotation: its own when its surface is unfolded."""
        head = self.place_of.get(row_key(annotation))
        if head is None:
            return None
        row, at = self.heads[head], self.row_of(head)
        following = self.row_of(head + 1) if head + 1 < len(self.heads) else len(self)
        if following - at > 1 and isinstance(row, EntityRow) and annotation.id in row.ids:
            return at + 1 + row.ids.index(annotation.id)
        return at

    def group_of(self, place: int) -> int:
        """The head that is the label of a row."""
        head = self.inside(place)[0]
        while head > 0 and not isinstance(self.heads[head], GroupRow):
            head -= 1
        return head

    def _mention(self, row: EntityRow, place: int) -> MentionRow:
        span = self._by_id[row.ids[place]].span
        return MentionRow(row.surface, row.label, row.mark, row.ids[place], *span.range)


def _mentions_shown(row: GroupRow | EntityRow, unfolded: Collection[str]) -> int:
    return len(row.ids) if isinstance(row, EntityRow) and row.surface in unfolded else 0


class EntityRows:
    """Makes the sidebar's rows, and remembers those of every text that stayed as it was."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[tuple[Annotation, ...], list[EntityRow]]] = {}
        self._filter = Filter()
        self.groups: dict[str, list[EntityRow]] = {}
        """The surfaces of every group, the folded ones too."""

    def of(
        self,
        annotations: AnnotationSet,
        scheme: LabelScheme,
        folded: Collection[str],
        unfolded: Collection[str] = (),
        *,
        only: Filter | None = None,
        sort: Sort = Sort.ORDER,
    ) -> Rows:
        """The rows: labels in the scheme's order, then their surfaces.

        Args:
            annotations: What stands in the article.
            scheme: Orders the labels; labels it lacks come last, by name.
            folded: Labels whose surfaces are hidden, and `REJECTED`.
            unfolded: Surfaces whose mentions are shown.
            only: Which annotations are meant; all when None.
            sort: How surfaces follow each other.
        """
        groups: defaultdict[str, list[EntityRow]] = defaultdict(list)
        gone: list[EntityRow] = []
        for row in self._entities(annotations, only or Filter()):
            (gone if row.mark == MARKS[Status.REJECTED] else groups[row.label]).append(row)
        order = {label.name: place for place, label in enumerate(scheme)}
        heads: list[GroupRow | EntityRow] = []
        for label in sorted(groups, key=lambda name: (order.get(name, len(order)), name)):
            heads += _group(label, groups[label], label in folded, sort)
        if gone:
            heads += _group(REJECTED, gone, REJECTED in folded, sort, rejected=True)
        self.groups = {**groups, **({REJECTED: gone} if gone else {})}
        return Rows(heads, unfolded, annotations.by_id)

    def _entities(self, annotations: AnnotationSet, only: Filter) -> Iterator[EntityRow]:
        known, now = (self._known if only == self._filter else {}), annotations.surfaces
        self._known, self._filter = {}, only
        for surface, alike in now.items():
            before = known.get(surface)
            if before is None or before[0] is not alike:
                before = (alike, _rows_of(surface, alike, only))
            self._known[surface] = before
            yield from before[1]


_SORTS: Mapping[Sort, Callable[[EntityRow], tuple[object, ...]]] = {
    Sort.ORDER: lambda row: (row.first,),
    Sort.COUNT: lambda row: (-row.count, row.first),
    Sort.TEXT: lambda row: (row.surface.casefold(), row.first),
    Sort.STATUS: lambda row: (_BY_MARK[row.mark], row.first),
}


def _group(
    name: str, entities: list[EntityRow], folded: bool, sort: Sort, *, rejected: bool = False
) -> Iterator[GroupRow | EntityRow]:
    """A group's own row, and those of its surfaces unless it is folded."""
    yield GroupRow(name, sum(row.count for row in entities), folded, rejected)
    if not folded:
        yield from sorted(entities, key=_SORTS[sort])


def _rows_of(surface: str, alike: Iterable[Annotation], only: Filter) -> list[EntityRow]:
    """The rows of one surface; what was made by hand and deleted has none."""
    if only and not only.may_be(surface):
        return []
    groups: defaultdict[Key, list[Annotation]] = defaultdict(list)
    for annotation in alike:
        if only and not only.matches(annotation):
            continue
        if annotation.status is not Status.REJECTED or annotation.predicted:
            groups[row_key(annotation)].append(annotation)
    return [_row(key, group) for key, group in groups.items()]


def _row(key: Key, group: list[Annotation]) -> EntityRow:
    span, ids = group[0].span, tuple([a.id for a in group])
    name = name_of(span) if span.fragments else ""
    return EntityRow(*key, len(group), span.start, ids, _extra(group), name)


def _extra(group: Iterable[Annotation]) -> str:
    noted = linked = False
    for annotation in group:
        noted, linked = noted or bool(annotation.note), linked or bool(annotation.link)
    return ("=" if linked else "") + ("m" if noted else "")
