"""A store is a TinyDB database: the same tests on stock TinyDB in memory and on ours."""

from __future__ import annotations

import pytest
from tinydb import Query, TinyDB, where
from tinydb.operations import delete, increment
from tinydb.operations import set as setting
from tinydb.storages import MemoryStorage
from tinydb.table import Document


@pytest.fixture(params=["stock", "ours", "ours, opened again"])
def db(request, opened):
    database = TinyDB(storage=MemoryStorage) if request.param == "stock" else opened()
    database.drop_tables()
    database.insert_multiple({"int": 1, "char": c} for c in "abc")
    if "again" in request.param:
        database.close()
        database = opened()
    return database


def test_insert_returns_the_next_id(db):
    assert db.insert({"int": 2}) == 4
    assert db.insert_multiple([{"int": 3}, {"int": 4}]) == [5, 6]
    assert len(db) == 6


def test_insert_keeps_the_id_of_a_document(db):
    assert db.insert(Document({"int": 2}, doc_id=77)) == 77
    assert db.insert({"int": 3}) == 78
    assert db.get(doc_id=77) == {"int": 2}


def test_an_id_that_is_taken_is_refused(db):
    with pytest.raises(ValueError, match="already exists"):
        db.insert(Document({}, doc_id=1))
    with pytest.raises(ValueError, match="already exists"):
        db.insert_multiple([Document({}, doc_id=8), Document({}, doc_id=8)])
    assert len(db) == 3


def test_only_mappings_are_documents(db):
    with pytest.raises(ValueError, match="not a Mapping"):
        db.insert([1, 2])
    with pytest.raises(ValueError, match="not a Mapping"):
        db.insert_multiple([{"int": 1}, "text"])


def test_insert_multiple_takes_a_generator(db):
    assert db.insert_multiple({"int": n} for n in range(3)) == [4, 5, 6]


def test_all_and_iteration(db):
    assert [document["char"] for document in db] == ["a", "b", "c"]
    assert [document.doc_id for document in db.all()] == [1, 2, 3]


def test_search(db):
    assert [document["char"] for document in db.search(where("int") == 1)] == ["a", "b", "c"]
    assert db.search(where("int") == 2) == []
    assert [d.doc_id for d in db.search((where("int") == 1) & (where("char") > "a"))] == [2, 3]


def test_search_finds_what_was_changed_since(db):
    query = where("char") == "z"
    assert db.search(query) == []
    db.update({"char": "z"}, doc_ids=[2])
    assert [document.doc_id for document in db.search(query)] == [2]


def test_search_in_nested_fields(db):
    db.insert({"span": {"label": "GPE", "ends": [3, 9]}})
    assert len(db.search(Query().span.label == "GPE")) == 1
    assert len(db.search(Query().span.ends.any([9]))) == 1
    assert len(db.search(Query().span.label.matches("G.E"))) == 1


def test_get(db):
    assert db.get(where("char") == "b").doc_id == 2
    assert db.get(doc_id=3) == {"int": 1, "char": "c"}
    assert db.get(doc_id=99) is None
    assert db.get(where("char") == "x") is None
    assert [document.doc_id for document in db.get(doc_ids=[3, 1, 99])] == [1, 3]
    with pytest.raises(RuntimeError):
        db.get()


def test_contains_and_count(db):
    assert db.contains(where("char") == "a")
    assert db.contains(doc_id=1)
    assert not db.contains(doc_id=9)
    assert db.count(where("int") == 1) == 3


def test_update(db):
    assert db.update({"int": 9}, where("char") == "a") == [1]
    assert db.update({"new": True}) == [1, 2, 3]
    assert db.update({"int": 7}, doc_ids=[3, 99]) == [3]
    assert db.all() == [
        {"int": 9, "char": "a", "new": True},
        {"int": 1, "char": "b", "new": True},
        {"int": 7, "char": "c", "new": True},
    ]


def test_update_with_a_function(db):
    assert db.update(increment("int"), where("char") == "a") == [1]
    db.update(delete("char"), doc_ids=[1])
    db.update(setting("deep", {"er": [1]}), doc_ids=[1])
    assert db.get(doc_id=1) == {"int": 2, "deep": {"er": [1]}}


def test_an_update_tells_true_from_one(db):
    db.update({"int": True}, doc_ids=[1])
    assert db.get(doc_id=1)["int"] is True


def test_update_multiple(db):
    changed = db.update_multiple(
        [({"int": 2}, where("char") == "a"), (increment("int"), where("char") == "b")]
    )
    assert changed == [1, 2]
    assert [document["int"] for document in db] == [2, 2, 1]


def test_upsert(db):
    assert db.upsert({"int": 5}, where("char") == "a") == [1]
    assert db.upsert({"char": "n"}, where("char") == "n") == [4]
    assert db.upsert(Document({"int": 6}, doc_id=2)) == [2]
    assert db.upsert(Document({"int": 7}, doc_id=50)) == [50]
    with pytest.raises(ValueError, match="doc_id"):
        db.upsert({"int": 1})
    assert [document.doc_id for document in db] == [1, 2, 3, 4, 50]


def test_remove(db):
    assert db.remove(where("char") == "b") == [2]
    assert db.remove(doc_ids=[3, 99]) == [3]
    assert [document.doc_id for document in db] == [1]
    with pytest.raises(RuntimeError):
        db.remove()


def test_truncate_begins_again_at_one(db):
    db.truncate()
    assert len(db) == 0
    assert db.all() == []
    assert db.insert({}) == 1


def test_tables_are_apart(db):
    other = db.table("other")
    other.insert({"char": "other"})
    assert len(other) == 1
    assert len(db) == 3
    assert db.tables() == {"_default", "other"}
    db.drop_table("other")
    assert db.tables() == {"_default"}
    assert len(db.table("other")) == 0


def test_drop_tables(db):
    db.table("other").insert({})
    db.drop_tables()
    assert db.tables() == set()
    assert len(db) == 0


def test_a_failing_update_of_a_fresh_table_raises(db):
    with pytest.raises(ZeroDivisionError):
        db.update(lambda _document: 1 / 0)
    assert [document["int"] for document in db] == [1, 1, 1]


def test_an_unknown_attribute_is_the_default_tables(db):
    assert db.name == "_default"
    assert "tables" in repr(db)
