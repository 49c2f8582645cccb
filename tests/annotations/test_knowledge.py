"""A local knowledge base in JSON lines."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.errors import KnowledgeError
from annotations.knowledge import Entry, Knowledge, load_knowledge

LINES = """\
{"id": "Q863", "name": "Tajikistan", "aliases": ["Republic of Tajikistan", "TJ"]}

{"id": "Q9365", "name": "Dushanbe", "description": "capital of Tajikistan", "founded": 1924}
{"id": 7, "name": "Stan"}
"""


@pytest.fixture
def load(tmp_path):
    def load(content: str | bytes) -> Knowledge:
        path = tmp_path / "kb.jsonl"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return load_knowledge(path)

    return load


def test_every_line_is_an_entry(load) -> None:
    assert load(LINES).entries == (
        Entry("Q863", "Tajikistan", ("Republic of Tajikistan", "TJ")),
        Entry("Q9365", "Dushanbe", (), "capital of Tajikistan"),
        Entry("7", "Stan"),
    )


@pytest.mark.parametrize(
    ("typed", "ids"),
    [("dushanbe", ["Q9365"]), ("tj", ["Q863"]), ("q9", ["Q9365"]), ("stan", ["7", "Q863"]),
     ("REPUBLIC  of", ["Q863"]), ("paris", []), ("", [])],
)  # fmt: skip
def test_whole_names_come_before_parts(load, typed: str, ids: list[str]) -> None:
    assert [entry.id for entry in load(LINES).matching(typed)] == ids


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (LINES + '{"id": "Q863", "name": "Again"}', "id “Q863” is on line 1 and on line 5"),
        (LINES + "{", "line 5: not JSON"),
        (LINES + "[" * 100_000, "line 5: not JSON"),
        ("[]", "line 1: must be an object"),
        ('{"id": "a"}', "line 1: name is missing"),
        ('{"name": "a"}', "line 1: id is missing"),
        ('{"id": "a", "name": "b", "aliases": "c"}', "line 1: aliases must be a list"),
        ('{"id": "a", "name": "b", "description": 1}', "line 1: description must be a text"),
        (b"\xff", "not UTF-8"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(load, content, problem: str) -> None:
    with pytest.raises(KnowledgeError, match=problem):
        load(content)


def test_a_file_that_is_not_there(tmp_path) -> None:
    with pytest.raises(KnowledgeError, match="name another file as kb"):
        load_knowledge(tmp_path / "none.jsonl")


@given(st.lists(st.text(min_size=1).filter(str.strip), unique=True, max_size=20))
def test_every_name_is_found_by_its_whole(names: list[str]) -> None:
    known = Knowledge(tuple(Entry(json.dumps(n), name) for n, name in enumerate(names)))
    for entry in known.entries:
        if " ".join(entry.name.casefold().split()) == entry.name.casefold():
            assert entry in known.matching(entry.name)
