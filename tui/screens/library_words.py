"""What the library says, and what it remembers of how it was left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from annotations.library.entry import Entry, Presence
from annotations.library.sorting import Sort
from tui.screens.desk_words import plural, quoted
from tui.terminal_text import one_line
from tui.widgets.article_row import FolderRow, Row

if TYPE_CHECKING:
    from tui.screens.completing import Suggestion


def described(row: Row | None) -> tuple[str, str]:
    """What the status line says of a row: its name, and what there is to say beyond it."""
    if isinstance(row, FolderRow):
        return one_line(row.folder or "."), plural(row.articles, "article")
    return (quoted(row.title), _about(row)) if row is not None else ("", "")


def _about(entry: Entry) -> str:
    parts = [entry.ref.source]
    if entry.presence is Presence.UNREADABLE:
        parts = [entry.facts.problem.removeprefix(f"{entry.title}: ")]
    elif entry.presence is not Presence.HERE:
        parts.insert(0, _PRESENT[entry.presence])
    if entry.also:
        parts.append("the same text as " + ", ".join(entry.also[:3]))
    return one_line(" · ".join(parts))


_PRESENT = {
    Presence.NEW: "arrived just now",
    Presence.CHANGED: "its text has changed",
    Presence.GONE: "the file is gone; what was decided stays in the store",
}


def orders(entries: Sequence[Entry]) -> list[Suggestion]:
    """The queues to choose from."""
    from tui.screens.completing import Suggestion

    labels: Counter[str] = Counter()
    for entry in entries:
        labels.update(name for name, _ in entry.standing.tally)
    return [
        Suggestion("listed", "as the library lists them"),
        Suggestion("unreviewed", "most unreviewed first"),
        Suggestion("doubtful", "most doubtful first"),
        Suggestion("random", "shuffled; random:7 shuffles the same way each time"),
        *(Suggestion(f"label:{name}", f"in {plural(n, 'article')}")
          for name, n in labels.most_common()),
    ]  # fmt: skip


def choice(kind: type[Sort], value: object, default: Sort) -> Sort:
    """A way to sort that was remembered, if there is still one of that name."""
    return kind(str(value)) if value in list(kind) else default


def listed(value: object) -> list[object]:
    """A list that was remembered, if it is one."""
    return value if isinstance(value, list) else []
