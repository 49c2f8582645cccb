"""Real processes, threads, kills and full disks on a real file system."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from annotations.store import Database, StoreError, upkeep
from tests.annotations.store.model import ROUNDS, correction

ROOT = Path(__file__).parents[3]

PROCESSES, COMMITS = 4, 300 * ROUNDS

WRITER = """
import random, sys
from annotations.store import Database

name, path, commits = sys.argv[1], sys.argv[2], int(sys.argv[3])
choose = random.Random(name)
with Database(path) as db:
    for number in range(commits):
        db.table("corrections").insert({"id": f"{name}-{number}", "article": name})
        if choose.random() < 0.02:
            db.checkpoint()
    assert not db.notices, db.notices
"""

TYPIST = """
import itertools, os, signal, sys
from annotations.store import Database
from annotations.store.files import Files

CALLS = {"open", "write", "sync", "sync_data", "sync_folder", "rename", "unlink", "truncate",
         "make_folder"}


class Killed(Files):
    calls = kill_at = 0

    def __getattribute__(self, name):
        if name in CALLS:
            Killed.calls += 1
            if Killed.calls == Killed.kill_at:
                os.kill(os.getpid(), signal.SIGKILL)
        return super().__getattribute__(name)


def type_corrections(folder):
    os.mkdir(folder)
    shown = os.open(folder + "/shown", os.O_CREAT | os.O_WRONLY)
    with Database(folder + "/annotations.json", files=Killed()) as db:
        for number in range(4):
            db.table("corrections").insert({"id": f"c{number}"})
            os.write(shown, f"c{number} ".encode())
            if number == 1:
                db.checkpoint()


for kill_at in itertools.count(1):
    child = os.fork()
    if not child:
        Killed.kill_at = kill_at
        type_corrections(f"{sys.argv[1]}/{kill_at}")
        os._exit(0)
    if not os.waitpid(child, 0)[1]:
        break
"""


def python(program, *arguments, **options):
    command = [sys.executable, "-c", program, *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, **options)


def test_four_processes_lose_nothing_of_each_other(path):
    writers = [python(WRITER, f"p{n}", path, COMMITS) for n in range(PROCESSES)]
    for writer in writers:
        writer.communicate(timeout=100)
        assert writer.returncode == 0
    with Database(path) as db:
        table = db.table("corrections")
        assert table.doc_ids() == list(range(1, PROCESSES * COMMITS + 1))
        for name in (f"p{n}" for n in range(PROCESSES)):
            assert [document["id"] for document in table.find("article", name)] == [
                f"{name}-{number}" for number in range(COMMITS)
            ]
        assert db.notices == []
        assert db.verify() == []


def test_what_was_shown_as_saved_survives_a_kill_at_any_call(tmp_path):
    typist = python(TYPIST, tmp_path)
    typist.communicate(timeout=100)
    assert typist.returncode == 0
    kills = sorted(tmp_path.iterdir())
    assert len(kills) > 40
    for folder in kills:
        shown = (folder / "shown").read_text().split()
        with Database(folder / "annotations.json") as db:
            kept = [document["id"] for document in db.table("corrections")]
            assert kept[: len(shown)] == shown
            assert len(kept) <= len(shown) + 1
            assert db.notices == []


FILLER = """
import resource, signal, sys
from annotations.store import Database, StoreFull

path, limit = sys.argv[1], int(sys.argv[2])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
db = Database(path)
db.table("corrections").insert({"id": "first"})
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
saved, refused = 0, 0
while refused < 3:
    try:
        db.table("corrections").insert({"id": str(saved), "note": "x" * 300})
        saved += 1
    except StoreFull:
        refused += 1
assert len(db.table("corrections")) == saved + 1
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
db.table("corrections").insert({"id": "room again"})
assert not db.read_only
print(saved)
if sys.argv[3] == "close":
    db.close()
"""


@pytest.mark.parametrize("end", ["close", "no close"])
def test_a_disk_that_is_full_refuses_edits_and_keeps_the_store_whole(path, end):
    filler = python(FILLER, path, 10_000, end)
    saved = int(filler.communicate(timeout=60)[0])
    assert saved > 10
    with Database(path) as db:
        assert [document["id"] for document in db.table("corrections")] == [
            "first",
            *map(str, range(saved)),
            "room again",
        ]
        assert db.notices == []


def test_threads_edit_while_others_read_checkpoint_and_back_up(opened):
    db = opened()
    table = db.table("corrections")
    table.insert(correction(0))
    failures, stop = [], threading.Event()

    def run(work):
        try:
            work()
        except Exception as error:
            failures.append(error)

    def edit(name):
        for number in range(150):
            table.insert({"id": f"{name}-{number}", "article": name})
            table.update({"seen": True}, doc_ids=[1])

    def read():
        while not stop.is_set():
            found = table.find("article", "t1")
            assert [d["id"] for d in found] == [f"t1-{n}" for n in range(len(found))]
            assert len(table.all()) >= len(found)
            db.refresh()

    def keep_up():
        while not stop.is_set():
            db.checkpoint()
            db.backup(force=True)

    editors = [threading.Thread(target=run, args=[lambda n=n: edit(f"t{n}")]) for n in range(3)]
    others = [threading.Thread(target=run, args=[work]) for work in (read, read, keep_up)]
    for thread in editors + others:
        thread.start()
    for thread in editors:
        thread.join()
    stop.set()
    for thread in others:
        thread.join()
    assert failures == []
    assert len(table) == 451
    db.close()
    assert len(opened().table("corrections")) == 451


def test_upkeep_within_a_transaction_is_refused_and_looking_is_harmless(opened):
    db = opened()
    db.table("corrections").insert(correction(0))
    with db.transaction():
        db.table("corrections").insert(correction(1))
        assert not db.refresh()
        for upkeep_work in (db.checkpoint, db.backup):
            with pytest.raises(StoreError, match="within a transaction"):
                upkeep_work()
    assert len(db.table("corrections")) == 2


def test_a_thread_commits_while_another_writes_the_json_file(opened, monkeypatch):
    db = opened()
    table = db.table("corrections")
    table.insert(correction(0))

    def slow(place, state):
        table.insert(correction(1))  # by the thread that edits, while this one writes
        return draft_snapshot(place, state)

    draft_snapshot = upkeep.draft_snapshot
    monkeypatch.setattr(upkeep, "draft_snapshot", slow)
    assert db.checkpoint()
    table.insert(correction(2))
    assert json.loads(db.path.read_text())["corrections"] == {"1": correction(0)}
    db.storage.session.close()
    assert [document["id"] for document in opened().table("corrections")] == ["c0", "c1", "c2"]
