"""The k-th system call fails, once or from then on, with no room or with an error of the disk.

An edit either happens or is refused with a message; what the user sees is what is on the disk.
"""

from __future__ import annotations

import errno
import random

import pytest

from annotations.store import Database, StoreError, StoreFull, StoreReadOnly
from tests.annotations.store.model import (
    PATH,
    ROUNDS,
    STEPS,
    Clock,
    Day,
    after,
    content,
    correction,
)
from tests.annotations.store.simulated_disk import Disk, Fault, SimulatedFiles


def calls_of_a_day():
    files = SimulatedFiles(Disk())
    day = Day(files)
    for step in STEPS:
        step(day)
    return files.calls


CALLS = calls_of_a_day()


def work_on_a_failing_disk(files):
    """Return what the user saw last, and what the edits that were refused would have made of it."""
    shown, refused, messages = {}, [], []
    try:
        day = Day(files)
    except StoreError:
        return shown, refused
    for step in STEPS:
        could_write = not day.db.read_only
        try:
            step(day)
        except StoreError as error:
            messages.append(str(error))
            if could_write:
                refused.append(after(shown, step))
        if day.db.storage.session.is_open:
            before, shown = shown, seen(day.db, files)
            assert shown in (before, after(before, step)), "an edit was shown half done"
    assert not any("\n" in message for message in messages)
    return shown, refused


def seen(db, files):
    """Look at a store without failing."""
    fault, files.fault = files.fault, None
    found = content(db)
    files.fault = fault
    return found


def reopened(disk):
    disk.locks.clear()
    return Database(PATH, files=SimulatedFiles(disk, process=2), clock=Clock())


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO], ids=["no-room", "error"])
def test_if_one_call_fails_the_store_is_what_was_shown(number):
    for call in range(1, CALLS + 1):
        disk = Disk()
        shown, _refused = work_on_a_failing_disk(SimulatedFiles(disk, fault=Fault(call, number)))
        db = reopened(disk)
        assert content(db) == shown, f"call {call}"
        db.table("corrections").insert(correction(77))


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO], ids=["no-room", "error"])
def test_if_all_calls_fail_from_some_point_on_a_refused_edit_is_there_or_not(number):
    for call in range(1, CALLS + 1):
        disk, fault = Disk(), Fault(call, number, forever=True)
        shown, refused = work_on_a_failing_disk(SimulatedFiles(disk, fault=fault))
        db = reopened(disk)
        assert content(db) in [shown, *refused[:1]], f"call {call}"
        db.table("corrections").insert(correction(77))


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO], ids=["no-room", "error"])
def test_nothing_is_lost_if_the_power_goes_after_an_error(number):
    for call in range(1, CALLS + 1):
        disk = Disk()
        shown, refused = work_on_a_failing_disk(SimulatedFiles(disk, fault=Fault(call, number)))
        for outcome in range(2 * ROUNDS):
            found = reopened(disk.after_power_loss(random.Random(f"{call} {outcome}")))
            assert content(found) in [shown, *refused[:1]], f"call {call}"


def test_an_error_of_fsync_ends_writing_at_once():
    disk = Disk()
    files = SimulatedFiles(disk)
    db = Database(PATH, files=files, clock=Clock())
    corrections = db.table("corrections")
    corrections.insert(correction(1))
    files.fault = Fault(next_call(files, "sync_data", corrections), errno.EIO)
    with pytest.raises(StoreReadOnly, match="Input/output error"):
        corrections.insert(correction(2))
    assert db.read_only
    assert db.notices[-1].startswith("annotations.json could not be written")
    syncs = files.trace.count("sync_data")
    with pytest.raises(StoreReadOnly):
        corrections.insert(correction(3))
    assert files.trace.count("sync_data") == syncs, "a failed fsync was tried again"
    assert [document["id"] for document in corrections] == ["c1"]


def next_call(files, name, table):
    """Return when a call comes that an edit makes."""
    calls = files.calls
    table.insert(correction(0))
    table.remove(doc_ids=[table.doc_ids()[-1]])
    made = files.trace[calls:]
    half = len(made) // 2
    return files.calls + 1 + next(i for i, call in enumerate(made[:half]) if call == name)


def test_an_edit_that_finds_no_room_can_be_made_again_later():
    files = SimulatedFiles(Disk())
    db = Database(PATH, files=files, clock=Clock())
    corrections = db.table("corrections")
    corrections.insert(correction(1))
    files.fault = Fault(files.calls + 1, errno.ENOSPC, forever=True)
    for _ in range(3):
        with pytest.raises(StoreFull, match="free some space"):
            corrections.insert(correction(2))
    assert len(corrections) == 1
    files.fault = None
    assert corrections.insert(correction(2)) == 2
    assert not db.read_only


def test_a_checkpoint_that_finds_no_room_does_not_stop_editing():
    files = SimulatedFiles(Disk())
    db = Database(PATH, files=files, clock=Clock())
    db.table("corrections").insert(correction(1))
    files.fault = Fault(files.calls + 1, errno.ENOSPC, forever=True)
    with pytest.raises(StoreFull):
        db.checkpoint()
    files.fault = None
    db.table("corrections").insert(correction(2))
    assert db.checkpoint()
    assert len(db.table("corrections")) == 2
