"""What the program remembers of itself; losing it loses no work."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.state import MOST, State


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A state file that is not there yet, in a folder that is not there yet."""
    return tmp_path / "state" / "postil" / "state.json"


def test_it_comes_back(path):
    state = State(path)
    state.choose_theme("paper", "id-a")
    state.choose_theme("nord", "id-b")
    state.colors = "safe"
    state.leave("/store", "a.txt", "id-a", 17)
    state.leave("/other", "b.txt", "id-b", 3)
    state.save()
    again = State(path)
    themes = [again.theme_for(article) for article in ("id-a", "id-b", "id-c")]
    assert themes == ["paper", "nord", "nord"]
    assert again.colors == "safe"
    assert (again.position("id-a"), again.position("id-b")) == (17, 3)
    assert again.last_source("/store") == "a.txt"
    assert again.last_source("/other") == "b.txt"


def test_nothing_is_remembered_at_first(path):
    state = State(path)
    assert (state.theme_for("x"), state.position("x"), state.last_source("x")) == ("", 0, "")
    assert state.colors == ""
    assert not path.exists()


def test_the_oldest_positions_are_forgotten(path):
    state = State(path)
    for n in range(MOST + 5):
        state.leave("/store", "a.txt", f"id-{n}", n + 1)
    state.leave("/store", "a.txt", "id-6", 99)
    assert state.position("id-0") == 0
    assert state.position("id-6") == 99
    assert state.position(f"id-{MOST + 4}") == MOST + 5


@pytest.mark.parametrize(
    "text",
    ['{"themes": 3, "colors": []}', '{"themes": {"id": 3}}',
     "", "no JSON", "[]", "3", '"x"', "null", '{"theme": 3}', '{"positions": 3, "last": []}',
     '{"positions": {"id": "x"}}', '{"positions": {"id": -1}}', "[" * 10_000, "\x00"],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_a_fresh_start(path, text):
    path.parent.mkdir(parents=True)
    path.write_text(text)
    state = State(path)
    assert isinstance(state.theme_for("id"), str)
    assert isinstance(state.colors, str)
    assert state.position("id") == 0
    state.leave("/store", "a.txt", "id", 5)
    state.save()
    assert State(path).position("id") == 5


def test_a_place_that_cannot_be_written_is_no_error(tmp_path):
    (tmp_path / "file").write_text("in the way")
    state = State(tmp_path / "file" / "state.json")
    state.choose_theme("paper", "id")
    state.save()
    assert (tmp_path / "file").read_text() == "in the way"


def test_saving_leaves_nothing_else_behind(path):
    for _ in range(3):
        State(path).save()
    assert [entry.name for entry in path.parent.iterdir()] == ["state.json"]
    json.loads(path.read_text())


@given(st.text(st.characters(exclude_categories=["Cs"])), st.integers(0, 10**9))
def test_names_of_any_kind(tmp_path_factory, name, offset):
    path = tmp_path_factory.getbasetemp() / "any-state.json"
    state = State(path)
    state.leave(name, name, name, offset)
    state.save()
    assert State(path).position(name) == offset
    assert State(path).last_source(name) == name
