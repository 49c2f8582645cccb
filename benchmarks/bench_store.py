"""What the store costs, beside what else could be used.

    python benchmarks/bench_store.py [--folder DIR] [--rounds N] [--articles N] [--corrections N]

Edits are measured in turns (ours, a bare append, SQLite, ...), so that a busy disk is as busy
for all. Opening is measured in processes of their own. Ratios are of medians; absolute figures
are the machine's. The folder has to be on the disk in question: a memory file system syncs for
nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tinydb import TinyDB

from annotations.store import Database

STORED = (100, 10_000, 100_000)
STOCK = 50_000
MISSED: list[str] = []


def article(number: int, words: int) -> dict:
    text = " ".join(f"word{(number * 7 + n * 13) % 5000}" for n in range(words))
    return {"id": f"{number:064x}", "title": f"Article {number}", "text": text}


def correction(number: int, of: int) -> dict:
    span = {"start": number % 4000, "end": number % 4000 + 9, "text": "Tajikistan"}
    return {
        "id": f"{number:032x}",
        "batch": f"{number // 3:032x}",
        "article": f"{of:064x}",
        "kind": "relabel",
        "by": "anna",
        "at": "2026-11-22T10:00:00.123456+00:00",
        "before": {**span, "label": "NORP"},
        "after": {**span, "label": "GPE"},
    }


def milliseconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def report(what: str, figure: float, limit: float, detail: str, *, at_least: bool = False) -> None:
    met = figure >= limit if at_least else figure <= limit
    sign = "at least" if at_least else "at most"
    print(f"{what:58} {figure:8.2f} x   {sign} {limit:g}   {'met' if met else 'MISSED'}   {detail}")
    if not met:
        MISSED.append(what)


# --- one correction -----------------------------------------------------------------------------


def filled_store(folder: Path, stored: int) -> Database:
    db = Database(folder / f"{stored}.json")
    db.table("articles").insert_multiple(article(n, 20) for n in range(stored))
    db.table("corrections").insert(correction(0, 0))
    db.checkpoint()
    return db


def sqlite_store(folder: Path, stored: int) -> sqlite3.Connection:
    db = sqlite3.connect(folder / "store.sqlite", isolation_level=None)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=FULL")
    db.execute("CREATE TABLE articles (id TEXT PRIMARY KEY, document TEXT)")
    db.execute("CREATE TABLE corrections (number INTEGER PRIMARY KEY, article TEXT, document TEXT)")
    db.execute("CREATE INDEX by_article ON corrections (article)")
    rows = ((f"{n:064x}", json.dumps(article(n, 20))) for n in range(stored))
    db.execute("BEGIN")
    db.executemany("INSERT INTO articles VALUES (?, ?)", rows)
    db.execute("COMMIT")
    return db


class BareFile:
    """Appends and syncs, and nothing else."""

    def __init__(self, path: Path) -> None:
        self.fd = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND)

    def add(self, data: bytes) -> None:
        os.write(self.fd, data)
        os.fdatasync(self.fd)


def measure_edits(folder: Path, rounds: int) -> None:
    stores = {stored: filled_store(folder, stored) for stored in STORED}
    line = stores[100].path.with_name("100.json.journal")
    size = line.stat().st_size
    stores[100].table("corrections").insert(correction(1, 1))
    bare, bytes_of_one = BareFile(folder / "bare"), b"x" * (line.stat().st_size - size)
    sqlite = sqlite_store(folder, max(STORED))
    times: dict[object, list[float]] = {}

    def take(name: object, work: Callable[[], object]) -> None:
        times.setdefault(name, []).append(milliseconds(work))

    def into_sqlite(document: dict) -> None:
        row = document["article"], json.dumps(document, ensure_ascii=False)
        sqlite.execute("INSERT INTO corrections (article, document) VALUES (?, ?)", row)

    def one_round(document: dict) -> None:
        work = {
            stored: partial(db.table("corrections").insert, document)
            for stored, db in stores.items()
        }
        others = {"bare": partial(bare.add, bytes_of_one), "sqlite": partial(into_sqlite, document)}
        turns = [*work.items(), *others.items()]
        random.shuffle(turns)
        for name, edit in turns:
            take(name, edit)

    for number in range(rounds):
        one_round(correction(number, number % 50))
    ours = {stored: statistics.median(times[stored]) for stored in STORED}
    append, sql = statistics.median(times["bare"]), statistics.median(times["sqlite"])
    for db in stores.values():
        db.close()
    sqlite.close()

    shown = ", ".join(f"{stored:,}: {ms:.3f} ms" for stored, ms in ours.items())
    spread, most = max(ours.values()) / min(ours.values()), ours[max(STORED)]
    report("slowest / fastest by stored articles", spread, 1.5, shown)
    report("one correction / bare append + fdatasync", most / append, 1.5, f"{append:.3f} ms")
    report("one correction / SQLite, WAL, FULL", most / sql, 1.2, f"{sql:.3f} ms")
    stock = measure_stock(folder)
    ratio = stock / most
    report("stock TinyDB at 50,000 / one correction", ratio, 100, f"{stock:.0f} ms", at_least=True)


def measure_stock(folder: Path) -> float:
    path = folder / "stock.json"
    rows = {str(n + 1): correction(n, n % 500) for n in range(STOCK)}
    path.write_text(json.dumps({"corrections": rows}))
    with TinyDB(path) as db:
        table = db.table("corrections")
        return statistics.median(
            milliseconds(partial(table.insert, correction(n, 1))) for n in range(5)
        )


# --- opening ------------------------------------------------------------------------------------

LOADER = """
import json, sys, time
begin = time.perf_counter()
with open(sys.argv[1], encoding="utf-8") as file:
    found = json.load(file)
print(time.perf_counter() - begin)
"""

OPENER = """
import sys, time
from annotations.store import Database
def peak():
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmHWM")) * 1024
before = peak()
begin = time.perf_counter()
db = Database(sys.argv[1], read_only=sys.argv[2] == "read")
article = db.table("articles").find("id", sys.argv[3])[0]
corrections = db.table("corrections").find("article", article["id"])
shown = time.perf_counter() - begin
assert len(corrections) == int(sys.argv[4]), len(corrections)
begin = time.perf_counter()
db.table("corrections").find("article", f"{7:064x}")
print(shown, peak(), before, time.perf_counter() - begin)
"""


def run(program: str, *arguments: object) -> list[float]:
    command = [sys.executable, "-c", program, *map(str, arguments)]
    root = Path(__file__).parents[1]
    done = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True)
    return [float(figure) for figure in done.stdout.split()]


def large_store(path: Path, articles: int, corrections: int) -> None:
    each = corrections // articles
    with Database(path) as db:
        for start in range(0, articles, 500):
            numbers = range(start, min(start + 500, articles))
            with db.transaction():
                db.table("articles").insert_multiple(article(n, 600) for n in numbers)
                db.table("corrections").insert_multiple(
                    correction(n * each + k, n) for n in numbers for k in range(each)
                )
            db.maintain()


def measure_opening(folder: Path, articles: int, corrections: int, rounds: int) -> None:
    path = folder / "large.json"
    built = milliseconds(lambda: large_store(path, articles, corrections)) / 1000
    size = path.stat().st_size
    what = f"{articles:,} articles, {corrections:,} corrections"
    print(f"\n{what}: {size / 1e6:.0f} MB, {built:.0f} s to build")
    wanted = f"{articles // 2:064x}", corrections // articles
    load, read, write, peaks, others = [], [], [], [], []
    for _ in range(rounds):
        load += run(LOADER, path)
        for figures, mode in ((read, "read"), (write, "write")):
            shown, peak, _before, other = run(OPENER, path, mode, *wanted)
            figures.append(shown)
            peaks.append(peak)
            others.append(other * 1000)
    loading = statistics.median(load)
    for name, figures in (("for reading", read), ("for writing", write)):
        median = statistics.median(figures)
        detail = f"{median * 1000:.0f} ms, json.load {loading * 1000:.0f} ms"
        report(f"opening {name} and showing an article / json.load", median / loading, 0.3, detail)
    peak = max(peaks)
    report("resident memory at most / size of the file", peak / size, 1.5, f"{peak / 1e6:.0f} MB")
    print(f"then another article: {statistics.median(others):.2f} ms")
    measure_upkeep(path)


def measure_upkeep(path: Path) -> None:
    db = Database(path)
    db.table("corrections").insert(correction(1, 1))
    looking = statistics.median(milliseconds(db.refresh) for _ in range(200))
    print(f"looking for others' edits: {looking * 1000:.0f} µs")
    print(f"a checkpoint: {milliseconds(db.checkpoint):.0f} ms")
    print(f"a backup: {milliseconds(lambda: db.backup(force=True)):.0f} ms")
    db.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", help="where to write; the current folder by default")
    parser.add_argument("--rounds", type=int, default=300, help="edits of each kind")
    parser.add_argument("--openings", type=int, default=3)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--corrections", type=int, default=500_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder or Path.cwd()) as folder:
        measure_edits(Path(folder), options.rounds)
        measure_opening(Path(folder), options.articles, options.corrections, options.openings)
    print("\nall met" if not MISSED else f"\nmissed: {', '.join(MISSED)}")
    return bool(MISSED)


if __name__ == "__main__":
    raise SystemExit(main())
