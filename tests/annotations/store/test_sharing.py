"""Two processes on one store see each other's edits, and lose none."""

from __future__ import annotations

import errno
import json

import pytest

from annotations.store import Database, StoreLocked, StoreReadOnly
from tests.annotations.store.model import PATH, Clock, content, correction
from tests.annotations.store.simulated_disk import Disk, SimulatedFiles


@pytest.fixture
def one(opened):
    db = opened()
    db.table("corrections").insert(correction(1))
    return db


@pytest.fixture
def other(one, opened):
    return opened()


def test_the_others_edit_is_seen_after_a_refresh(one, other):
    one.table("corrections").insert(correction(2))
    assert len(other.table("corrections")) == 1
    changes = other.refresh()
    assert changes
    assert changes.documents == {"corrections": {2}}
    assert not changes.everything
    assert [document["id"] for document in other.table("corrections")] == ["c1", "c2"]
    assert other.table("corrections").find("article", "a1")[-1]["id"] == "c2"
    assert not other.refresh()


def test_one_s_own_edits_are_no_news(one, other):
    one.table("corrections").insert(correction(2))
    assert not one.refresh()


def test_an_edit_comes_after_those_of_the_other(one, other):
    assert one.table("corrections").insert(correction(2)) == 2
    assert other.table("corrections").insert(correction(3)) == 3
    assert one.table("corrections").insert(correction(4)) == 4
    assert other.refresh().documents == {"corrections": {2, 4}}
    assert content(one) == content(other)


def test_a_reader_follows_a_writer(one, opened):
    reader = opened(read_only=True)
    one.table("corrections").insert(correction(2))
    assert reader.refresh().documents == {"corrections": {2}}
    one.checkpoint()
    one.table("corrections").insert(correction(3))
    assert reader.refresh().documents == {"corrections": {3}}
    assert content(reader) == content(one)


@pytest.mark.parametrize("times", [1, 2, 5])
def test_a_checkpoint_of_the_other_is_followed(one, other, times):
    for number in range(times):
        one.table("corrections").insert(correction(10 + number))
        assert one.checkpoint()
    one.table("corrections").insert(correction(99))
    changes = other.refresh()
    assert changes.everything or len(changes.documents["corrections"]) == times + 1
    assert content(other) == content(one)
    other.table("corrections").insert(correction(100))
    one.refresh()
    assert content(one) == content(other)
    assert other.notices == []


def test_a_check_within_a_transaction_is_of_what_the_other_wrote(one, other):
    one.table("corrections").update({"kind": "reject"}, doc_ids=[1])
    with other.transaction():
        assert other.table("corrections").get(doc_id=1)["kind"] == "reject"


def test_both_may_close_in_any_order(one, other, opened):
    one.table("corrections").insert(correction(2))
    other.table("corrections").insert(correction(3))
    one.close()
    other.table("corrections").insert(correction(4))
    other.close()
    assert [document["id"] for document in opened().table("corrections")] == [
        "c1",
        "c2",
        "c3",
        "c4",
    ]


def test_a_truncated_or_dropped_table_is_news_of_everything(one, other):
    one.table("corrections").truncate()
    assert other.refresh().everything
    assert content(other) == {"corrections": {}}


def test_a_lock_that_is_held_too_long_is_told(one, opened, monkeypatch):
    monkeypatch.setattr("annotations.store.locking.PATIENCE", 0.05)
    other = opened()
    with one.transaction():
        with pytest.raises(StoreLocked, match=r"annotations\.json locked") as refusal:
            other.table("corrections").insert(correction(2))
        assert "\n" not in str(refusal.value)
        assert not other.refresh()
    assert other.table("corrections").insert(correction(2)) == 2


def test_a_lock_file_that_was_removed_is_made_again_for_all(one, opened, monkeypatch):
    monkeypatch.setattr("annotations.store.locking.PATIENCE", 0.05)
    one.table("corrections").insert(correction(2))
    one.path.with_name("annotations.json.lock").unlink()
    other = opened()
    with other.transaction(), pytest.raises(StoreLocked):
        one.table("corrections").insert(correction(3))
    other.table("corrections").insert(correction(3))
    one.table("corrections").insert(correction(4))
    other.refresh()
    assert content(one) == content(other)
    assert len(one.table("corrections")) == 4


# --- file systems without locks -----------------------------------------------------------------


class WithoutLocks(SimulatedFiles):
    """A file system that knows no locks."""

    number_of_the_error = errno.ENOLCK
    running = frozenset({1, 2})

    def lock(self, fd, operation):
        raise OSError(self.number_of_the_error, "no locks")

    def is_running(self, process):
        return process in self.running


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS])
def test_without_locks_the_second_writer_is_read_only_and_says_so(monkeypatch, number):
    monkeypatch.setattr(WithoutLocks, "number_of_the_error", number)
    disk = Disk()
    first = Database(PATH, files=WithoutLocks(disk, process=1), clock=Clock())
    first.table("corrections").insert(correction(1))
    second = Database(PATH, files=WithoutLocks(disk, process=2), clock=Clock())
    assert second.read_only
    [notice] = second.notices
    assert "without locks" in notice
    assert "process 1 on simulated" in notice
    with pytest.raises(StoreReadOnly, match="without locks"):
        second.table("corrections").insert(correction(2))
    first.table("corrections").insert(correction(2))
    assert second.refresh()
    assert content(second) == content(first)
    first.close()
    third = Database(PATH, files=WithoutLocks(disk, process=2), clock=Clock())
    third.table("corrections").insert(correction(3))
    assert len(third.table("corrections")) == 3


def test_the_lease_of_a_dead_process_is_taken_over(monkeypatch):
    disk = Disk()
    first = Database(PATH, files=WithoutLocks(disk, process=1), clock=Clock())
    first.table("corrections").insert(correction(1))
    monkeypatch.setattr(WithoutLocks, "running", frozenset({2}))
    second = Database(PATH, files=WithoutLocks(disk, process=2), clock=Clock())
    second.table("corrections").insert(correction(2))
    assert len(second.table("corrections")) == 2


def test_the_lease_of_another_machine_is_respected():
    disk = Disk()
    with Database(PATH, files=WithoutLocks(disk), clock=Clock()) as db:
        db.table("corrections").insert(correction(1))
    lease = {"host": "elsewhere", "process": 7, "since": "20261122T100000Z"}
    disk.put(PATH + ".lease", json.dumps(lease).encode())
    db = Database(PATH, files=WithoutLocks(disk, process=2), clock=Clock())
    assert db.read_only
    assert "process 7 on elsewhere" in db.notices[0]
    assert "remove annotations.json.lease" in db.notices[0]
