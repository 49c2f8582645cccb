"""The JSON file is changed by git, by an editor or by hand: both sides are kept."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from annotations.store import StoreCorrupt, StoreError
from annotations.store.files import Files
from tests.annotations.store.model import content, correction


def leave(db):
    """Let go of a store as a killed process does."""
    db.storage.session.close()


def ids(db, table="corrections"):
    return [document["id"] for document in db.table(table)]


@pytest.fixture
def store(opened, path):
    """A store of three corrections, closed."""
    with opened() as db:
        db.table("corrections").insert_multiple(correction(n) for n in range(3))
    return path


def colleagues_file(opened, tmp_path, store, *numbers):
    """Return the file as a colleague left it, who had it before and added corrections."""
    clone = tmp_path / "clone" / "annotations.json"
    clone.parent.mkdir()
    clone.write_bytes(store.read_bytes())
    with opened(clone) as db:
        assert db.notices == []
        db.table("corrections").insert_multiple(correction(n) for n in numbers)
    return clone.read_bytes()


def test_a_pulled_file_is_taken_as_it_is(opened, tmp_path, store):
    store.write_bytes(colleagues_file(opened, tmp_path, store, 10, 11))
    with opened() as db:
        assert ids(db) == ["c0", "c1", "c2", "c10", "c11"]
        [notice] = db.notices
        assert notice.startswith("annotations.json was replaced by another program")
        db.table("corrections").insert(correction(12))
    with opened() as db:
        assert ids(db) == ["c0", "c1", "c2", "c10", "c11", "c12"]
        assert db.notices == []


def test_what_the_file_was_before_is_in_the_backups(opened, tmp_path, store):
    with opened() as db:
        db.table("corrections").insert(correction(5))
    store.write_bytes(colleagues_file(opened, tmp_path, store, 10).replace(b'"c5"', b'"x5"'))
    with opened() as db:
        assert ids(db)[3] == "x5"
        [before] = [backup for backup in db.backups() if backup.seq == 2]
        db.restore(before.path)
        assert ids(db) == ["c0", "c1", "c2", "c5"]


def test_a_pull_while_corrections_wait_in_the_journal_loses_neither(opened, tmp_path, store):
    theirs = colleagues_file(opened, tmp_path, store, 10, 11)
    db = opened()
    db.table("corrections").insert(correction(20))
    db.table("corrections").update({"kind": "reject"}, doc_ids=[1])
    db.table("corrections").remove(doc_ids=[2])
    leave(db)
    store.write_bytes(theirs)
    db = opened()
    assert sorted(ids(db)) == ["c0", "c10", "c11", "c2", "c20"]
    assert db.table("corrections").get(doc_id=1)["kind"] == "reject"
    assert (
        "with 3 commits that it did not have yet (1 document got a new number)" in (db.notices[0])
    )
    before = content(db)
    leave(db)
    assert content(opened()) == before


def test_a_pull_while_the_store_is_open_loses_neither(opened, tmp_path, store):
    theirs = colleagues_file(opened, tmp_path, store, 10, 11)
    db = opened()
    db.table("corrections").insert(correction(20))
    store.with_name("new").write_bytes(theirs)
    store.with_name("new").replace(store)
    assert db.refresh().everything
    assert sorted(ids(db)) == ["c0", "c1", "c10", "c11", "c2", "c20"]
    db.table("corrections").insert(correction(21))
    db.checkpoint()
    assert "c11" in store.read_text()
    db.close()
    assert len(ids(opened())) == 7


@pytest.mark.parametrize("write", ["edit", "checkpoint", "close"])
def test_a_pulled_file_is_never_overwritten(opened, tmp_path, store, write):
    theirs = colleagues_file(opened, tmp_path, store, 10, 11)
    db = opened()
    db.table("corrections").insert(correction(20))
    store.with_name("new").write_bytes(theirs)
    store.with_name("new").replace(store)
    if write == "edit":
        db.table("corrections").insert(correction(21))
    elif write == "checkpoint":
        db.checkpoint()
    db.close()
    assert {"c10", "c11", "c20"} <= set(ids(opened()))


class SlowWriter(Files):
    """Another program goes on writing a file whenever the store waits."""

    def __init__(self, path, pieces):
        self.path, self.pieces = path, list(pieces)

    def sleep(self, seconds):
        if self.pieces:
            with self.path.open("ab") as file:
                file.write(self.pieces.pop(0))


def test_a_file_that_is_being_written_is_waited_for(opened, tmp_path, store):
    theirs = colleagues_file(opened, tmp_path, store, 10, 11)
    db = opened()
    db.table("corrections").insert(correction(20))
    leave(db)
    store.unlink()
    store.touch()
    files = SlowWriter(store, [theirs[:40], theirs[40:-30], theirs[-30:]])
    db = opened(files=files, clock=lambda: datetime.now(UTC))
    assert ids(db) == ["c0", "c1", "c2", "c10", "c11", "c20"]
    assert list(store.parent.glob("*.damaged-*")) == []


def test_a_file_that_was_emptied_is_damage(opened, store):
    for data in (b"", b"{}"):
        store.write_bytes(data)
        db = opened()
        assert ids(db) == ["c0", "c1", "c2"]
        assert "annotations.json was damaged" in db.notices[0]
        leave(db)


def test_a_file_that_is_overwritten_while_it_is_read_is_noticed(opened, store):
    db = opened()
    store.write_bytes(store.read_bytes().replace(b',"2":{', b',"9":{', 1))
    with pytest.raises(StoreCorrupt, match="open it again"):
        db.table("corrections").get(doc_id=2)
    db.refresh()
    assert db.table("corrections").doc_ids() == [1, 3, 9]


def test_a_file_that_was_only_touched_is_the_same(opened, store):
    db = opened()
    db.table("corrections").insert(correction(3))
    store.touch()
    db.table("corrections").insert(correction(4))
    assert db.notices == []
    assert len(ids(db)) == 5


def test_an_edit_by_hand_is_taken(opened, store):
    found = json.loads(store.read_text())
    found["corrections"]["2"]["kind"] = "by hand"
    store.write_text(json.dumps(found, indent=2))
    with opened() as db:
        assert db.table("corrections").get(doc_id=2)["kind"] == "by hand"
        assert "was replaced" in db.notices[0]
        db.table("corrections").insert(correction(3))
    assert store.read_text().count("\n") == 11  # in the usual form again


def test_two_documents_with_one_number_both_stay(opened, store):
    text = store.read_text()
    line = next(line for line in text.splitlines() if '"3"' in line)
    store.write_text(text.replace(line, line + "\n" + line.replace('"c2"', '"c9"')))
    db = opened()
    assert ids(db) == ["c0", "c1", "c2", "c9"]
    assert "1 document got a new number" in db.notices[0]


def test_a_git_conflict_resolves_itself(opened, tmp_path, store):
    ours = store.read_text().splitlines(keepends=True)
    theirs = list(ours)
    ours.insert(-2, ',"4":{"id":"ours","article":"a1"}\n')
    theirs.insert(-2, ',"4":{"id":"theirs","article":"a1"}\n')
    conflict = [
        *ours[:-3],
        "<<<<<<< HEAD\n",
        ours[-3],
        "||||||| base\n",
        "=======\n",
        theirs[-3],
        ">>>>>>> colleague\n",
        *ours[-2:],
    ]
    store.write_text("".join(conflict))
    with opened() as db:
        assert ids(db) == ["c0", "c1", "c2", "ours", "theirs"]
        assert "both sides of a git conflict were taken" in db.notices[0]
        db.table("corrections").insert(correction(5))
    assert ids(opened()) == ["c0", "c1", "c2", "ours", "theirs", "c5"]


def test_of_a_document_that_both_sides_of_a_conflict_changed_ours_stays(opened, store):
    lines = store.read_text().splitlines(keepends=True)
    changed = next(line for line in lines if '"c1"' in line)
    sides = [changed.replace("relabel", side) for side in ("ours", "theirs")]
    conflict = ["<<<<<<< HEAD\n", sides[0], "=======\n", sides[1], ">>>>>>> colleague\n"]
    place = lines.index(changed)
    store.write_text("".join([*lines[:place], *conflict, *lines[place + 1 :]]))
    db = opened()
    assert [document["kind"] for document in db.table("corrections")][1] == "ours"
    assert len(db.table("corrections")) == 3
    assert "one version was kept of 1 document" in db.notices[0]


def test_an_article_that_both_sides_changed_is_there_once(opened, store):
    with opened() as db:
        db.table("articles").insert({"id": "a1", "title": "before"})
    db = opened()
    db.table("articles").update({"title": "mine"})
    leave(db)
    store.write_text(store.read_text().replace("before", "theirs"))
    db = opened()
    assert db.table("articles").all() == [{"id": "a1", "title": "theirs"}]
    assert "one version was kept of 1 document" in db.notices[0]


def test_what_cannot_be_read_is_damage_and_the_file_is_kept(opened, store):
    store.write_text(store.read_text()[:-20])
    db = opened()
    assert ids(db) == ["c0", "c1", "c2"]
    assert "was damaged" in db.notices[0]
    assert len(list(store.parent.glob("*.damaged-*"))) == 1


def test_a_clone_without_a_journal_is_checked_line_by_line(opened, tmp_path, store):
    clone = tmp_path / "clone.json"
    clone.write_bytes(store.read_bytes().replace(b'"kind":"relabel"', b'"kind":relabel', 1))
    db = opened(clone)
    assert db.read_only
    assert len(ids(db)) == 2
    foreign = tmp_path / "foreign.json"
    foreign.write_bytes(store.read_bytes().replace(b'"app":"postil"', b'"app":"other"'))
    with pytest.raises(StoreError, match="not a store of annotations"):
        opened(foreign)
