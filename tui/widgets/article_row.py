"""Rows of the library: an article in columns, or a folder above its articles."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from annotations.library.entry import Entry, Presence, progress
from tui.terminal_text import cell_len, fit, one_line, shorten

MARKS, NUMBER = 8, 7
"""Cells of the marks at the left, and of a count."""
DATE, TAGS, STATUS = 12, 18, 12
SIGNS = {"new": "○", "started": "◐", "done": "●"}
PRESENCES = {
    Presence.HERE: " ", Presence.NEW: "+", Presence.CHANGED: "~", Presence.GONE: "×",
    Presence.UNREADABLE: "!",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FolderRow:
    """A folder, before its articles."""

    folder: str
    articles: int
    done: int
    entities: int
    unreviewed: int
    folded: bool


Row = Entry | FolderRow


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the library."""

    name: str
    cells: int
    right: bool = False
    """Whether it is flush right."""

    def fit(self, text: str) -> str:
        """A text in the column's cells."""
        if not self.right:
            return fit(text, self.cells)
        return f"{shorten(text, self.cells - 1):>{self.cells}}"


def columns(width: int) -> tuple[Column, ...]:
    """The columns for a list of so many cells: the title first, with what the others leave."""
    right = [Column("entities", 9, True), Column("new", NUMBER, True)]
    left: list[Column] = []
    if width < 44:
        right = right[1:]
    if width >= 66:
        left.append(Column("date", DATE))
    if width >= 100:
        right.append(Column("corr.", NUMBER, True))
        left.insert(0, Column("source", max(16, width // 5)))
        left.append(Column("status", STATUS))
    if width >= 126:
        left.append(Column("tags", TAGS))
    room = width - MARKS - sum(column.cells for column in (*left, *right)) - 1
    return (Column("title", max(1, room)), *left, *right)


def cells_of(entry: Entry, shown: Sequence[Column]) -> Iterator[tuple[Column, str]]:
    """What stands in each column, safe to show and in the column's cells."""
    standing = entry.standing
    values = {
        "source": one_line(entry.source),
        "date": entry.facts.day,
        "status": standing.status if entry.presence is Presence.HERE else str(entry.presence),
        "tags": one_line(" ".join(standing.tags)),
        "entities": f"{standing.entities:,}" if standing.entities else "",
        "new": f"{standing.unreviewed:,}" if standing.unreviewed else "",
        "corr.": f"{standing.corrections:,}" if standing.corrections else "",
    }
    for column in shown:
        if column.name != "title":
            text = values[column.name]
            if not column.right:  # a space between this one and the next
                text = shorten(text, column.cells - 2)
            yield column, column.fit(text)


def title_of(entry: Entry, cells: int, *, tags: bool) -> tuple[str, str]:
    """The title and what stands behind it: copies, tags where they have no column."""
    more = f"+{len(entry.also)}" if entry.also else ""
    if tags and entry.standing.tags:
        more = " ".join(filter(None, (more, one_line(" ".join(entry.standing.tags)))))
    more = shorten(more, max(0, cells // 3))
    room = cells - (cell_len(more) + 3 if more else 2)
    title = shorten(one_line(entry.title), max(1, room))
    behind = f" {more}" if more else ""
    return title, fit(behind, max(0, cells - cell_len(title)))


def with_folders(entries: Iterable[Entry], folded: Collection[str]) -> list[Row]:
    """The articles, each folder's under a row of its own; those of folded ones left out.

    Args:
        entries: Those of a folder stand together.
        folded: Folders.
    """
    rows: list[Row] = []
    for folder, group in groupby(entries, key=lambda entry: entry.folder):
        inside = list(group)
        sums = progress(inside)
        is_folded = folder in folded
        rows.append(FolderRow(folder, sums.articles, sums.done, sums.entities, sums.unreviewed,
                              is_folded))  # fmt: skip
        if not is_folded:
            rows += inside
    return rows
