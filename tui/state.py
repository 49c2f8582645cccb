"""What the program remembers of itself: reading positions, bookmarks, themes and encodings.

Losing it loses no work; a file that cannot be read is a fresh start.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Any

from tui.paths import state_dir

MOST = 2000
"""Articles of which something is remembered, the oldest forgotten first."""


class State:
    """A small JSON file, written whole.

    Args:
        path: The file; it appears with the first `save`.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._data = _read(path)

    @property
    def is_fresh(self) -> bool:
        """Whether nothing is remembered: then nobody needs an article's id to ask."""
        return not self._data

    def theme_for(self, article: str) -> str:
        """The theme chosen for an article, else the one chosen last; empty when none was."""
        return str(self._table("themes").get(article) or self._data.get("theme", ""))

    def choose_theme(self, name: str, article: str) -> None:
        """Remember a theme as the one chosen last, and as the article's."""
        self._data["theme"] = name
        self._remember("themes", article, name)

    @property
    def colors(self) -> str:
        """The label colours chosen last, `usual` or `safe`; empty when none were."""
        return str(self._data.get("colors", ""))

    @colors.setter
    def colors(self, name: str) -> None:
        self._data["colors"] = name

    def position(self, article: str) -> int:
        """The offset where the cursor stood in an article."""
        found = self._table("positions").get(article, 0)
        return found if isinstance(found, int) and found >= 0 else 0

    def leave(self, store: str, source: str, article: str, offset: int) -> None:
        """Remember where the cursor stands, and that this was the last article of a store."""
        self._remember("positions", article, offset)
        self._data["last"] = {**self._table("last"), store: source}

    def encoding(self, source: str) -> str:
        """The encoding that was asked for a source; empty when it is to be found out."""
        return str(self._table("encodings").get(source, ""))

    @property
    def encodings(self) -> dict[str, str]:
        """Every encoding that was asked for, by source."""
        return {source: str(name) for source, name in self._table("encodings").items()}

    def library(self, store: str) -> dict[str, Any]:
        """How the library over a store was left: sort, filter, order."""
        found = self._table("libraries").get(store)
        return dict(found) if isinstance(found, dict) else {}

    def leave_library(self, store: str, how: dict[str, Any]) -> None:
        """Remember how the library over a store is left."""
        self._remember("libraries", store, how)

    def remember_encoding(self, source: str, name: str) -> None:
        """Remember the encoding asked for a source; forget it when it is empty."""
        if name:
            self._remember("encodings", source, name)
        else:
            self._table("encodings").pop(source, None)

    def bookmarks(self, article: str) -> list[int]:
        """The offsets that were marked in an article."""
        found = self._table("bookmarks").get(article, [])
        return [at for at in found if type(at) is int and at >= 0] if type(found) is list else []

    def keep_bookmarks(self, article: str, offsets: list[int]) -> None:
        """Remember what is marked in an article."""
        if offsets:
            self._remember("bookmarks", article, offsets)
        else:
            self._table("bookmarks").pop(article, None)

    def last_source(self, store: str) -> str:
        """The source that was open last over a store; empty when none was."""
        return str(self._table("last").get(store, ""))

    def _remember(self, table: str, article: str, value: object) -> None:
        """Note something about an article as the newest, and forget the oldest."""
        entries = self._table(table)
        entries.pop(article, None)
        entries[article] = value
        for oldest in list(entries)[:-MOST]:
            del entries[oldest]
        self._data[table] = entries

    def _table(self, name: str) -> dict[str, Any]:
        found = self._data.get(name)
        return found if isinstance(found, dict) else {}

    def save(self) -> None:
        """Write it; what cannot be written is not remembered."""
        import json
        import tempfile

        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=self._path.name)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(self._data, file, ensure_ascii=False, indent=1)
            Path(name).replace(self._path)


def remembered() -> State:
    """What this user's program remembers."""
    return State(state_dir() / "state.json")


def _read(path: Path) -> dict[str, Any]:
    try:
        stored = path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return {}
    import json  # not loaded when there is nothing to remember

    try:
        data = json.loads(stored)
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}
