"""What was damaged is restored from what is left, and the user is told."""

from __future__ import annotations

import gzip
import os
import shutil

import pytest

from annotations.store import StoreCorrupt, StoreReadOnly
from tests.annotations.store.model import content, correction


@pytest.fixture
def store(opened, path):
    """A store with a checkpoint, a backup, and two commits in the journal."""
    db = opened()
    table = db.table("corrections")
    table.insert_multiple(correction(n) for n in range(3))
    db.checkpoint()
    db.backup(force=True)
    table.insert(correction(3))
    table.insert(correction(4))
    leave(db)
    return path


def leave(db):
    """Let go of a store as a killed process does."""
    db.storage.session.close()


FIVE = {"corrections": {n + 1: correction(n) for n in range(5)}}


def damage(path):
    """Change a byte in the middle, as a failing disk does: the file's times do not tell."""
    info = path.stat()
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    restore_times(path, info)


def restore_times(path, info):
    os.utime(path, ns=(info.st_atime_ns, info.st_mtime_ns))


def beside(path, pattern):
    return sorted(file.name for file in path.parent.glob(pattern))


def test_a_sound_store_gives_no_notice(store, opened):
    db = opened()
    assert content(db) == FIVE
    assert db.notices == []


def test_a_torn_last_line_is_set_aside(store, opened):
    journal = store.with_name("annotations.json.journal")
    with journal.open("ab") as file:
        file.write(b'8ec45b12 [4,"6bdb81')
    db = opened()
    [notice] = db.notices
    assert notice.startswith("The last change was cut off by a crash and is not in")
    assert content(db) == FIVE
    [kept] = (store.parent / "annotations.json.d" / "history").glob("torn-*")
    assert kept.read_bytes() == b'8ec45b12 [4,"6bdb81'
    assert db.table("corrections").insert(correction(5)) == 6
    leave(db)
    assert len(opened().table("corrections")) == 6


def test_a_torn_last_line_is_left_alone_by_a_reader(store, opened):
    journal = store.with_name("annotations.json.journal")
    with journal.open("ab") as file:
        file.write(b"8ec45b12 [4,")
    before = journal.read_bytes()
    db = opened(read_only=True)
    assert content(db) == FIVE
    assert "cut off" in db.notices[0]
    assert journal.read_bytes() == before


def test_a_damaged_snapshot_is_restored_from_the_backup_and_the_journals(store, opened):
    damage(store)
    bad = store.read_bytes()
    db = opened()
    [notice] = db.notices
    assert notice.startswith("annotations.json was damaged: the store was restored from the backup")
    assert "nothing is known to be lost" in notice
    assert content(db) == FIVE
    [kept] = beside(store, "*.damaged-*")
    assert (store.parent / kept).read_bytes() == bad
    leave(db)
    again = opened()
    assert content(again) == FIVE
    assert again.notices == []


def test_damage_that_is_still_json_is_not_taken_for_an_edit(store, opened):
    info = store.stat()
    store.write_bytes(store.read_bytes().replace(b'"c1"', b'"a1"'))
    restore_times(store, info)
    db = opened()
    assert content(db) == FIVE
    assert "annotations.json was damaged" in db.notices[0]


def test_without_a_backup_the_journals_are_enough(store, opened):
    for backup in (store.parent / "annotations.json.d" / "backups").iterdir():
        backup.unlink()
    damage(store)
    db = opened()
    assert content(db) == FIVE
    assert "restored from the journals" in db.notices[0]


def test_a_damaged_backup_is_passed_over(store, opened):
    for backup in (store.parent / "annotations.json.d" / "backups").glob("*.gz"):
        damage(backup)
    damage(store)
    assert content(opened()) == FIVE


def test_a_backup_that_does_not_fit_its_checksum_is_passed_over(store, opened):
    [backup] = (store.parent / "annotations.json.d" / "backups").glob("*.gz")
    other = gzip.decompress(backup.read_bytes()).replace(b'"c1"', b'"x1"')
    backup.write_bytes(gzip.compress(other))
    damage(store)
    db = opened()
    assert content(db) == FIVE
    assert "restored from the journals" in db.notices[0]


def test_a_missing_snapshot_is_restored(store, opened):
    store.unlink()
    db = opened()
    assert content(db) == FIVE
    assert db.notices[0].startswith("annotations.json was missing: the store was restored")


def test_a_damaged_line_within_the_journal_costs_that_commit_only(store, opened):
    journal = store.with_name("annotations.json.journal")
    lines = journal.read_bytes().splitlines(keepends=True)
    lines[1] = lines[1].replace(b'"c3"', b'"cX"')
    journal.write_bytes(b"".join(lines))
    bad = journal.read_bytes()
    db = opened()
    assert content(db) == {"corrections": {n + 1: correction(n) for n in range(5) if n != 3}}
    [notice] = db.notices
    assert notice.startswith("annotations.json.journal was damaged")
    assert "1 commit could not be restored" in notice
    [kept] = beside(store, "*.journal.damaged-*")
    assert (store.parent / kept).read_bytes() == bad
    leave(db)
    assert opened().notices == []


def test_a_journal_without_a_beginning_is_told(store, opened):
    journal = store.with_name("annotations.json.journal")
    journal.write_bytes(bytes(100))
    db = opened()
    assert len(db.table("corrections")) == 3
    assert "annotations.json.journal was damaged" in db.notices[0]
    assert "may be lost" in db.notices[0]


def test_a_missing_journal_is_told(store, opened):
    store.with_name("annotations.json.journal").unlink()
    db = opened()
    assert len(db.table("corrections")) == 3
    assert db.notices == [
        "annotations.json.journal is missing: changes that were only there are lost."
    ]


def test_if_nothing_is_left_to_restore_from_what_can_be_read_is_shown(store, opened):
    for file in sorted((store.parent / "annotations.json.d").rglob("*"), reverse=True):
        file.rmdir() if file.is_dir() else file.unlink()
    lines = store.read_bytes().splitlines(keepends=True)
    lines[5] = lines[5].replace(b"{", b"(", 1)
    info = store.stat()
    store.write_bytes(b"".join(lines))
    restore_times(store, info)
    before = {file: file.read_bytes() for file in store.parent.iterdir() if file.is_file()}
    db = opened()
    assert db.read_only
    assert "nothing to restore it from" in db.notices[-1]
    assert [document["id"] for document in db.table("corrections")] == ["c1", "c2", "c3", "c4"]
    with pytest.raises(StoreReadOnly):
        db.table("corrections").insert(correction(9))
    db.close()
    assert {file: file.read_bytes() for file in store.parent.iterdir() if file.is_file()} == before


def test_a_reader_restores_in_memory_only(store, opened):
    damage(store)
    before = {file: file.read_bytes() for file in store.parent.rglob("*") if file.is_file()}
    db = opened(read_only=True)
    assert content(db) == FIVE
    assert "was damaged" in db.notices[0]
    assert {f: f.read_bytes() for f in store.parent.rglob("*") if f.is_file()} == before


# --- while it is open ---------------------------------------------------------------------------


def test_files_that_are_removed_while_the_store_is_open_are_written_again(opened, path):
    db = opened()
    db.table("corrections").insert(correction(1))
    for victims in (["annotations.json"], ["annotations.json.journal"]):
        for name in victims:
            path.with_name(name).unlink()
        db.table("corrections").insert(correction(2))
    assert sum("was written again" in notice for notice in db.notices) == 2
    before = content(db)
    leave(db)
    assert content(opened()) == before


def test_all_files_removed_while_the_store_is_open(opened, path):
    db = opened()
    db.table("corrections").insert(correction(1))
    db.checkpoint()
    db.table("corrections").insert(correction(2))
    for file in path.parent.iterdir():
        shutil.rmtree(file) if file.is_dir() else file.unlink()
    db.table("corrections").insert(correction(3))
    before = content(db)
    leave(db)
    assert content(opened()) == before == {"corrections": {n: correction(n) for n in (1, 2, 3)}}


def test_verify_names_what_is_damaged(store, opened):
    db = opened()
    assert db.verify() == []
    damage(store)
    [history] = (store.parent / "annotations.json.d" / "history").glob("*.gz")
    damage(history)
    [backup] = (store.parent / "annotations.json.d" / "backups").glob("*.gz")
    damage(backup)
    first, *rest = db.verify()
    assert first == "annotations.json: the checksum does not fit"
    assert rest[-2:] == [f"{history.name}: damaged", f"{backup.name}: damaged"]


def test_a_snapshot_that_is_damaged_while_it_is_open_is_not_copied(store, opened):
    db = opened()
    db.table("corrections").insert(correction(9))
    damage(store)
    with pytest.raises(StoreCorrupt, match="open it again"):
        db.checkpoint()
    with pytest.raises(StoreCorrupt, match="open it again"):
        db.backup(force=True)
