"""The power goes at every system call, and the disk keeps any part of what was not synced.

Whatever was acknowledged is there afterwards, and nothing is there that was never made.
"""

from __future__ import annotations

import json
import random
from itertools import accumulate

import pytest

from annotations.store import Database
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
from tests.annotations.store.simulated_disk import Disk, PowerLoss, SimulatedFiles

OUTCOMES = 20 * ROUNDS
"""How many of the states are tried in which a disk may be found after one power loss."""


def work_until_power_loss(files):
    """Return how many steps of the day were acknowledged, and whether it was over."""
    done = 0
    try:
        day = Day(files)
        for step in STEPS:
            step(day)
            done += 1
    except PowerLoss:
        return done, False
    assert not files.crash_at or files.crash_at > files.calls, "the power loss was overlooked"
    return done, True


STATES = list(accumulate(STEPS, after, initial={}))
"""What the store holds after each step of the day."""


def problems(disk, acknowledged):
    """Return what is wrong with a disk on which so many steps had been acknowledged."""
    try:
        db = Database(PATH, files=SimulatedFiles(disk, process=2), clock=Clock())
        found = content(db)
        if db.read_only:
            return f"read-only: {db.notices}"
        # The step that was under way may be done, or not.
        if found not in STATES[acknowledged : acknowledged + 2]:
            return f"{found} instead of {STATES[acknowledged]}; {db.notices}"
        if unexpected := [notice for notice in db.notices if "cut off" not in notice]:
            return f"taken for damage: {unexpected}"
        db.table("corrections").insert(correction(77))
        expected = content(db)
        db.close()
        stock = json.loads(disk.content()[PATH])
        del stock["_meta"]
        if stock != json.loads(json.dumps(expected)):
            return f"TinyDB reads {stock} instead of {expected}"
        drafts = [name for name in disk.names if name.endswith(".tmp")]
        if any("backups" not in draft for draft in drafts):
            return f"left behind: {drafts}"
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return None


def power_losses(files_class=SimulatedFiles):
    """Yield the disk at every power loss of the day, with the number of acknowledged steps."""
    crash_at, over = 0, False
    while not over:
        crash_at += 1
        disk = Disk()
        done, over = work_until_power_loss(files_class(disk, crash_at=crash_at))
        yield crash_at, disk, done


def test_nothing_acknowledged_is_lost_whenever_the_power_goes():
    tried = 0
    for crash_at, disk, acknowledged in power_losses():
        for outcome in range(OUTCOMES):
            choose = random.Random(f"{crash_at} {outcome}")
            problem = problems(disk.after_power_loss(choose), acknowledged)
            assert problem is None, f"call {crash_at}, outcome {outcome}: {problem}"
            tried += 1
    assert tried > 3_000


def test_a_killed_process_leaves_what_it_wrote():
    for crash_at, disk, acknowledged in power_losses():
        disk.locks.clear()
        assert problems(disk, acknowledged) is None, f"call {crash_at}"


def test_what_a_process_saves_after_another_was_killed_survives_the_loss_of_power():
    for crash_at, disk, _acknowledged in power_losses():
        disk.locks.clear()
        db = Database(PATH, files=SimulatedFiles(disk, process=2), clock=Clock())
        db.table("corrections").insert(correction(88))
        saved = content(db)
        for outcome in range(3 * ROUNDS):
            left = disk.after_power_loss(random.Random(f"{crash_at} {outcome}"))
            found = Database(PATH, files=SimulatedFiles(left, process=3), clock=Clock())
            assert content(found) == saved, f"call {crash_at}, outcome {outcome}"


def test_nothing_is_lost_if_the_power_goes_again_during_recovery():
    for crash_at, disk, acknowledged in power_losses():
        choose = random.Random(crash_at)
        found = disk.after_power_loss(choose)
        calls = calls_of_recovery(found.copy())
        for call in sorted(choose.sample(range(1, calls + 1), min(calls, 6 * ROUNDS))):
            again = found.copy()
            with pytest.raises(PowerLoss):
                recover(SimulatedFiles(again, crash_at=call, process=4))
            left = again.after_power_loss(choose)
            problem = problems(left, acknowledged)
            assert problem is None, f"call {crash_at}, then call {call} of the recovery: {problem}"


def recover(files):
    Database(PATH, files=files, clock=Clock()).close()


def calls_of_recovery(disk):
    files = SimulatedFiles(disk, process=4)
    recover(files)
    return files.calls


class JournalIsNotSynced(SimulatedFiles):
    def sync_data(self, fd):
        self._power(self._call("sync_data"))


class SnapshotIsNotSynced(SimulatedFiles):
    def sync(self, fd):
        self._power(self._call("sync"))


class FolderIsNotSynced(SimulatedFiles):
    def sync_folder(self, path):
        self._power(self._call("sync_folder"))


class RenamedBeforeSynced(SimulatedFiles):
    """The sync that belongs before a rename comes after it."""

    late = None

    def sync(self, fd):
        self.late = fd
        self._open[fd, "kept"] = self._open[fd]

    def rename(self, old, new):
        super().rename(old, new)
        if self.late is not None:
            kept = self._open.pop((self.late, "kept"))
            self._open[self.late], self.late = kept, None
            super().sync(next(fd for fd, value in self._open.items() if value is kept))


@pytest.mark.parametrize(
    "files_class",
    [JournalIsNotSynced, SnapshotIsNotSynced, FolderIsNotSynced, RenamedBeforeSynced],
)
def test_these_tests_would_notice(files_class):
    outcomes = (
        problems(disk.after_power_loss(random.Random(f"{crash_at} {outcome}")), acknowledged)
        for crash_at, disk, acknowledged in power_losses(files_class)
        for outcome in range(OUTCOMES)
    )
    assert any(outcomes)
