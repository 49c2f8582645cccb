"""What the tests of the terminal program share."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from tests.tui.driving import Desk, Workplace


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing moves by itself: no animation, no blinking cursor; nothing is kept for ever."""
    monkeypatch.setattr("gc.freeze", lambda: None)
    monkeypatch.setattr("textual.constants.TEXTUAL_ANIMATIONS", "none")
    monkeypatch.setattr("textual.widgets.Input._toggle_cursor", lambda self: None)


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workplace:
    """A folder for articles, and the program over it."""
    return Workplace(tmp_path / "texts", monkeypatch)


@pytest.fixture
def open_desk(workplace: Workplace) -> Callable[..., AbstractAsyncContextManager[Desk]]:
    """Opens the program over texts: `async with open_desk(TEXT) as desk:`."""
    return workplace.open


@pytest.fixture
def copied(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was put on the clipboard."""
    texts: list[str] = []
    place = "tui.app.PostilApp.copy_to_clipboard"
    monkeypatch.setattr(place, lambda _, text: texts.append(text))
    return texts
