"""Who looks into the folders is told when something happens there."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import pytest

from annotations.library import watching
from annotations.library.watching import Watcher

PATIENCE = 60.0


@contextmanager
def watched(*paths: Path) -> Iterator[Event]:
    """An event that is set when something happens."""
    happened = Event()
    watcher = Watcher(map(str, paths), happened.set)
    watcher.start()
    try:
        yield happened
    finally:
        watcher.stop()
        watcher._thread.join(PATIENCE)
        assert not watcher._thread.is_alive()


def test_where_the_system_tells_of_nothing_somebody_looks(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(watching, "POLL", 0.001)
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    with watched(tmp_path) as happened:
        assert happened.wait(PATIENCE)


def test_a_folder_that_is_not_there_is_waited_for(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(watching, "POLL", 0.001)
    with watched(tmp_path / "nothing") as happened:
        assert happened.wait(PATIENCE)


def test_changes_are_told_of(tmp_path: Path):
    pytest.importorskip("watchfiles")
    with watched(tmp_path) as happened:
        for number in range(10_000):  # until the watch has begun
            (tmp_path / "a.txt").write_text(str(number))
            if happened.wait(0.01):
                break
        assert happened.is_set()


@pytest.mark.parametrize(
    ("path", "counts"),
    [
        ("a.txt", True),
        ("deep/er/a.txt", True),
        ("", True),
        ("annotations.json", False),
        ("annotations.json.journal", False),
        ("annotations.json.d/backups/x", False),
        (".git/index", False),
        ("labels.toml", False),
        ("a.txt~", False),
    ],
)
def test_what_the_store_writes_is_no_change(tmp_path: Path, path: str, counts: bool):
    watcher = Watcher([str(tmp_path)], lambda: None)
    assert watcher._counts(None, str(tmp_path / path)) is counts
