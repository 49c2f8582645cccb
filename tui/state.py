"""What the program remembers of itself: reading positions, bookmarks and the theme.

Losing it loses no work; a file that cannot be read is a fresh start.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any

from tui.paths import state_dir

MOST = 2000
"""Articles whose position is remembered, the oldest forgotten first."""


class State:
    """A small JSON file, written whole.

    Args:
        path: The file; it appears with the first `save`.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._data = _read(path)

    @property
    def theme(self) -> str:
        """The theme chosen last; empty when none was."""
        return str(self._data.get("theme", ""))

    @theme.setter
    def theme(self, name: str) -> None:
        self._data["theme"] = name

    def position(self, article: str) -> int:
        """The offset where the cursor stood in an article."""
        found = self._positions().get(article, 0)
        return found if isinstance(found, int) and found >= 0 else 0

    def leave(self, store: str, source: str, article: str, offset: int) -> None:
        """Remember where the cursor stands, and that this was the last article of a store."""
        positions = self._positions()
        positions.pop(article, None)
        positions[article] = offset
        for oldest in list(positions)[:-MOST]:
            del positions[oldest]
        self._data["positions"] = positions
        self._data["last"] = {**self._last(), store: source}

    def bookmarks(self, article: str) -> list[int]:
        """The offsets that were marked in an article."""
        found = self._marks().get(article, [])
        return [at for at in found if type(at) is int and at >= 0] if type(found) is list else []

    def keep_bookmarks(self, article: str, offsets: list[int]) -> None:
        """Remember what is marked in an article."""
        marks = self._marks()
        marks.pop(article, None)
        if offsets:
            marks[article] = offsets
        for oldest in list(marks)[:-MOST]:
            del marks[oldest]
        self._data["bookmarks"] = marks

    def last_source(self, store: str) -> str:
        """The source that was open last over a store; empty when none was."""
        return str(self._last().get(store, ""))

    def _positions(self) -> dict[str, Any]:
        found = self._data.get("positions")
        return found if isinstance(found, dict) else {}

    def _marks(self) -> dict[str, Any]:
        found = self._data.get("bookmarks")
        return found if isinstance(found, dict) else {}

    def _last(self) -> dict[str, Any]:
        found = self._data.get("last")
        return found if isinstance(found, dict) else {}

    def save(self) -> None:
        """Write it; what cannot be written is not remembered."""
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
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}
