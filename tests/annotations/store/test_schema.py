"""Stores of older and newer versions of the program."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from annotations.store import Database, StoreFull, StoreNewer, StoreReadOnly
from annotations.store.schema import SCHEMA, Schema
from tests.annotations.store.model import PATH, Clock, content
from tests.annotations.store.simulated_disk import Disk, Fault, PowerLoss, SimulatedFiles

FIXTURES = Path(__file__).parent / "fixtures"
"""A store of each schema that was ever released. They are never changed."""

EXPECTED = {
    "articles": {1: {"id": "a1", "text": "Душанбе waits.\nIt is late.", "title": "Waiting"}},
    "corrections": {
        1: {"id": "c1", "article": "a1", "kind": "accept", "before": {"start": 0, "end": 7}},
        3: {"id": "c3", "article": "a1", "kind": "note", "value": "“quoted” \\ \u2028"},
    },
    "predictions": {1: {"article": "a1", "pipeline": "en_core_web_sm", "spans": [[0, 7, "GPE"]]}},
}


def test_every_schema_has_its_fixture():
    assert {path.name for path in FIXTURES.iterdir()} == {
        f"schema-{number}.json" for number in range(1, SCHEMA.current + 1)
    }


@pytest.mark.parametrize("number", range(1, SCHEMA.current + 1))
@pytest.mark.parametrize("read_only", [False, True])
def test_a_store_of_every_schema_can_be_read(opened, path, number, read_only):
    shutil.copy(FIXTURES / f"schema-{number}.json", path)
    assert content(opened(read_only=read_only)) == EXPECTED


def rename_kind(db):
    """A step as a later version may have one."""
    for document in db.table("corrections"):
        db.table("corrections").update(
            lambda doc: doc.update(event=doc.pop("kind")), doc_ids=[document.doc_id]
        )
    db.table("settings").insert({"made by": "the step"})


NEXT = Schema(current=2, steps={1: rename_kind})


def test_an_older_store_is_backed_up_and_brought_up_to_date(opened, path):
    shutil.copy(FIXTURES / "schema-1.json", path)
    with opened(schema=NEXT) as db:
        assert [document["event"] for document in db.table("corrections")] == ["accept", "note"]
        assert len(db.table("settings")) == 1
        assert "was brought from schema 1 to 2" in db.notices[-1]
        [backup] = db.backups()
    with opened(schema=NEXT) as db:
        assert db.notices == []
        assert len(db.table("settings")) == 1
        db.restore(backup.path)
        assert content(db) == EXPECTED


def test_a_step_that_fails_leaves_the_older_store(opened, path):
    shutil.copy(FIXTURES / "schema-1.json", path)
    before = path.read_bytes()

    def failing(db):
        rename_kind(db)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        opened(schema=Schema(2, {1: failing}))
    assert path.read_bytes() == before
    assert content(opened()) == EXPECTED


def test_an_older_store_is_not_changed_by_a_reader(opened, path):
    shutil.copy(FIXTURES / "schema-1.json", path)
    with opened(schema=NEXT, read_only=True) as db:
        assert content(db) == EXPECTED
        assert "older version" in db.notices[0]
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_migration_happens_wholly_or_not_at_all_whenever_the_power_goes():
    data, crash_at = (FIXTURES / "schema-1.json").read_bytes(), 0
    over = False
    while not over:
        crash_at += 1
        disk = Disk({PATH: data})
        try:
            Database(PATH, files=SimulatedFiles(disk, crash_at), clock=Clock(), schema=NEXT)
            over = True
        except PowerLoss:
            disk.locks.clear()
        db = Database(PATH, files=SimulatedFiles(disk, process=2), clock=Clock())
        if db.read_only:
            assert "newer version" in db.notices[-1]
            assert len(db.table("settings")) == 1
        else:
            assert content(db) == EXPECTED


def test_a_migration_that_finds_no_room_is_told(opened):
    files = SimulatedFiles(Disk({PATH: (FIXTURES / "schema-1.json").read_bytes()}))
    files.fault = Fault(10, 28, forever=True)
    with pytest.raises(StoreFull):
        Database(PATH, files=files, clock=Clock(), schema=NEXT)
    files.fault = None
    assert content(Database(PATH, files=files, clock=Clock())) == EXPECTED


def test_a_newer_store_is_read_only_with_a_message(opened, path):
    shutil.copy(FIXTURES / "schema-1.json", path)
    opened(schema=NEXT).close()
    before = path.read_bytes()
    with opened() as db:
        assert db.read_only
        assert db.notices == [
            "annotations.json was written by a newer version of the program: it is open for "
            "reading only. Install that version to go on."
        ]
        assert len(db.table("corrections")) == 2
        with pytest.raises(StoreNewer):
            db.table("corrections").insert({})
    assert path.read_bytes() == before


def test_a_process_goes_read_only_when_another_one_brings_the_store_to_a_newer_schema(opened, path):
    shutil.copy(FIXTURES / "schema-1.json", path)
    old = opened()
    old.table("corrections").insert({"id": "c4", "kind": "accept"})
    opened(schema=NEXT)
    with pytest.raises(StoreReadOnly):
        old.table("corrections").insert({"id": "c5"})
    assert old.read_only
    assert len(old.table("corrections")) == 3
