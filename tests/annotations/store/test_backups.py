"""Backups are made in time, are checked, and are thinned out by age."""

from __future__ import annotations

import gzip
import hashlib
import json
from datetime import UTC, datetime, timedelta

import pytest

from annotations.store import StoreCorrupt
from annotations.store.backups import to_keep
from tests.annotations.store.model import content, correction

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def days_ago(moment):
    return (NOW.date() - moment.date()).days


def test_of_a_year_of_daily_backups_the_newest_are_kept_densely():
    year = [NOW - timedelta(days=days) for days in range(365)]
    kept = to_keep(year, NOW)
    assert [days_ago(moment) for moment in kept] == [
        *(0, 1),  # all of two days
        *range(2, 14),  # 12 daily
        *(14, 21, 28, 35, 42, 49, 56, 63, 70, 77),  # 10 weekly: each week's last
        *(83, 114, 145, 175, 206, 236, 267, 295, 326),  # 9 monthly: each month's last
    ]


def test_all_of_the_last_two_days_are_kept():
    half_hours = [NOW - timedelta(minutes=30 * number) for number in range(5 * 48)]
    kept = to_keep(half_hours, NOW)
    assert [moment for moment in kept if NOW - moment < timedelta(days=2)] == half_hours[: 2 * 48]
    assert len(kept) == 2 * 48 + 3


def test_what_is_kept_is_kept_again_the_next_day():
    moments, now = [], NOW - timedelta(days=400)
    while now <= NOW:
        moments = to_keep([*moments, now], now)
        now += timedelta(hours=6)
    ages = [days_ago(moment) for moment in moments]
    assert len([age for age in ages if age <= 1]) >= 7
    assert len({age for age in ages if 2 <= age <= 14}) >= 11
    assert len(ages) <= 8 + 12 + 10 + 9 + 1
    assert max(ages) > 250


@pytest.mark.parametrize("count", [0, 1, 2])
def test_few_backups_are_all_kept(count):
    old = [NOW - timedelta(days=900 + number * 40) for number in range(count)]
    assert to_keep(old, NOW) == old


def test_a_backup_is_due_half_an_hour_after_the_last_if_something_changed(opened, clock):
    db = opened()
    assert db.backup() is None  # there is nothing to copy
    db.table("corrections").insert(correction(1))
    assert db.backup() is not None
    db.table("corrections").insert(correction(2))
    assert db.backup() is None
    clock.advance(minutes=31)
    assert db.backup() is not None
    clock.advance(minutes=31)
    assert db.backup() is None
    assert [backup.seq for backup in db.backups()] == [2, 1]


def test_a_forced_backup_is_made_now_but_not_twice_of_the_same(opened):
    db = opened()
    db.table("corrections").insert(correction(1))
    first = db.backup(force=True)
    assert db.backup(force=True) == first
    db.table("corrections").insert(correction(2))
    assert db.backup(force=True) != first


def test_a_backup_is_a_packed_store_with_its_checksum(opened):
    db = opened()
    db.table("corrections").insert(correction(1))
    path = db.backup()
    assert path.parent.name == "backups"
    assert json.loads(gzip.decompress(path.read_bytes()))["corrections"] == {"1": correction(1)}
    digest = path.with_name(path.name + ".sha256").read_text()
    assert digest == f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n"
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_backup_put_in_the_place_of_the_store_is_the_store(opened, path, tmp_path):
    with opened() as db:
        db.table("corrections").insert(correction(1))
        backup = db.backup(force=True)
        db.table("corrections").insert(correction(2))
    path.write_bytes(gzip.decompress(backup.read_bytes()))
    db = opened()
    assert content(db) == {"corrections": {1: correction(1)}}
    assert "was replaced" in db.notices[0]


def test_restoring_is_one_commit_and_can_be_undone(opened):
    db = opened()
    db.table("corrections").insert_multiple([correction(1), correction(2)])
    first = db.backup(force=True)
    db.table("corrections").remove(doc_ids=[1])
    db.table("articles").insert({"id": "a1"})
    later, seq = content(db), db.seq
    db.restore(first)
    assert content(db) == {"corrections": {1: correction(1), 2: correction(2)}}
    assert db.seq == seq + 1
    db.restore(db.backups()[0].path)
    assert content(db) == later


def test_a_damaged_backup_is_not_restored(opened):
    db = opened()
    db.table("corrections").insert(correction(1))
    path = db.backup(force=True)
    path.write_bytes(path.read_bytes()[:-9] + b"not there")
    db.table("corrections").insert(correction(2))
    with pytest.raises(StoreCorrupt, match="damaged"):
        db.restore(path)
    with pytest.raises(StoreCorrupt):
        db.restore(path.with_name("other"))
    assert len(db.table("corrections")) == 2


def test_old_backups_go_after_the_new_one_was_read_back(opened, clock):
    db = opened()
    table = db.table("corrections")
    for number in range(40):
        table.insert(correction(number))
        assert db.backup()
        clock.advance(days=1)
    kept = db.backups()
    assert 12 < len(kept) < 20
    assert db.verify() == []
    assert len(list(kept[0].path.parent.iterdir())) == 2 * len(kept)


def test_closing_and_maintaining_make_the_backup_that_is_due(opened, clock):
    with opened() as db:
        db.table("corrections").insert(correction(1))
    db = opened()
    assert len(db.backups()) == 1
    db.table("corrections").insert(correction(2))
    db.maintain()
    assert len(db.backups()) == 1
    clock.advance(minutes=31)
    db.maintain()
    assert len(db.backups()) == 2
