"""`EntityRows`: the sidebar's rows, made from an annotation set; a change costs what it touches."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from itertools import islice

from annotations.annotation_set import Annotation, AnnotationSet, Status
from annotations.filtering import Filter
from annotations.labels import LabelScheme
from annotations.prediction_table import Mentions
from annotations.relating import name_of
from annotations.span_table import place
from tui.widgets.entity_row import CONFLICT, MARKS, EntityRow, GroupRow, Key, row_key
from tui.widgets.entity_sections import Group, Rows, Section, Sort, group_of

AT_ONCE = 500
"""Texts whose rows are made at once; the screen is drawn between."""


class EntityRows:
    """Makes the sidebar's rows, and remembers those of every text that stayed as it was."""

    def __init__(self) -> None:
        self._now = AnnotationSet.fold("")
        self._made: dict[str, list[EntityRow]] = {}
        self._sections: dict[Group, Section] = {}
        self._sort = Sort.ORDER
        self._shown = Rows()
        self._pending: dict[str, None] = {}

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
        if sort is not self._sort:
            self._sort = sort
            self._sections = {g: s.sorted_by(sort) for g, s in self._sections.items()}
        self._take_in(annotations)
        sections: Mapping[Group, Section] = self._sections
        if only:
            keep = _keeping(only, annotations)
            parts = {group: section.only(keep, sort) for group, section in sections.items()}
            sections = {group: section for group, section in parts.items() if section.rows}
        order = {label.name: place for place, label in enumerate(scheme)}
        heads: list[GroupRow | EntityRow] = []
        starts: dict[Group, int] = {}
        for group in sorted(sections, key=lambda g: (g[0], order.get(g[1], len(order)), g[1])):
            hidden = group[1] in folded
            heads.append(GroupRow(group[1], sections[group].count, hidden, group[0]))
            if not hidden:
                starts[group] = len(heads)
                heads += sections[group].rows
        self._shown = Rows(heads, starts, sections, unfolded, annotations)
        return self._shown

    @property
    def behind(self) -> bool:
        """Whether there is more than could be made at once: ask again."""
        return bool(self._pending)

    def find(self, annotation: Annotation) -> int | None:
        """The row of an annotation: its own when its surface is unfolded; None without any."""
        rows, key = self._shown, row_key(annotation)
        row = next((r for r in self._made.get(key[0], ()) if r.key == key), None)
        head = rows.head_of(row) if row is not None else None
        if row is None or head is None:
            return None
        at = rows.row_of(head)
        following = rows.row_of(head + 1) if head + 1 < len(rows.heads) else len(rows)
        return at + 1 + row.ids.index(annotation.id) if following - at > 1 else at

    def _take_in(self, now: AnnotationSet) -> None:
        """Make the rows of the texts that changed; of many, some."""
        if now.article != self._now.article:
            self._now = AnnotationSet.fold(now.article)
            self._made, self._sections, self._pending = {}, {}, {}
        if now is not self._now:
            self._pending.update(dict.fromkeys(now.differing_surfaces(self._now)))
            self._now = now
        for text in list(islice(self._pending, AT_ONCE)):
            del self._pending[text]
            self._renew(text, _rows_of(now, text))

    def _renew(self, text: str, rows: list[EntityRow]) -> None:
        """Put the rows of a text in the place of those it had; one that is the same stays."""
        before = {row.key: row for row in self._made.pop(text, ())}
        for number, row in enumerate(rows):
            old = before.pop(row.key, None)
            if old is not None and old == row:
                rows[number] = old
                continue
            group = group_of(row)
            if group not in self._sections:
                self._sections[group] = Section([], self._sort, 0)
            self._sections[group].put(row, instead_of=old)
        for row in before.values():
            section = self._sections[group_of(row)]
            section.remove(row)
            if not section.rows:
                del self._sections[group_of(row)]
        if rows:
            self._made[text] = rows


def _keeping(only: Filter, annotations: AnnotationSet) -> Callable[[EntityRow], EntityRow | None]:
    """What a filter leaves of a row: all of it, fewer mentions, or nothing."""
    known, words, rest = annotations.by_id, only.words, only.without_words
    alike: dict[tuple[str, str], bool] = {}

    def matches(id: str) -> bool:
        found = known.find(id)  # a row that is not renewed yet may stand for what is gone
        return found is not None and rest.matches(found)

    def keep(row: EntityRow) -> EntityRow | None:
        if words:
            folded = row.surface.casefold()
            if not all(word in folded for word in words):
                return None
        if rest.is_of_rows and row.mark != CONFLICT:
            kind = row.label, row.mark
            if kind not in alike:
                alike[kind] = matches(row.ids[0])
            return row if alike[kind] else None
        ids = tuple(filter(matches, row.ids))
        if len(ids) in (0, row.count):
            return row if ids else None
        return replace(row, ids=ids, count=len(ids), first=known[ids[0]].span.start)

    return keep


def _rows_of(annotations: AnnotationSet, text: str) -> list[EntityRow]:
    """The rows of one surface; what was made by hand and deleted has none."""
    untouched: dict[Key, list[Mentions]] = {}
    for mentions in annotations.untouched(text):
        key = text, mentions.kind.label, MARKS[Status.PREDICTED], ""
        untouched.setdefault(key, []).append(mentions)
    touched: dict[Key, list[Annotation]] = {}
    for annotation in annotations.touched(text):
        if annotation.predicted is not None or annotation.status is not Status.REJECTED:
            touched.setdefault(row_key(annotation), []).append(annotation)
    rows: list[EntityRow] = []
    for key in untouched | touched:
        alike, others = untouched.get(key, []), touched.get(key, [])
        if len(alike) == 1 and not others:
            rows.append(EntityRow(*key, len(alike[0]), alike[0].starts[0], alike[0]))
        else:
            made = (a for each in alike for a in each.annotations)
            rows.append(_row(key, sorted([*others, *made], key=place)))
    return rows


def _row(key: Key, group: list[Annotation]) -> EntityRow:
    span, ids = group[0].span, tuple([a.id for a in group])
    name = name_of(span) if span.fragments else ""
    linked, noted = any(a.link for a in group), any(a.note for a in group)
    extra = ("=" if linked else "") + ("m" if noted else "")
    return EntityRow(*key, len(group), span.start, ids, extra, name)
