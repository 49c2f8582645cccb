"""Entities across 10,000 articles: how long reading takes, and how long the screen stands still.

    python benchmarks/bench_entities.py [ARTICLES]

First the index by itself. Then the real program in a pseudo-terminal: the screen of the entities
and that of the report card are opened, filtered and turned, with a task in the event loop that
wants to wake up every millisecond. A stall is how long it waits, but for what other programs took
of the processors meanwhile: no more than the processor time of this one.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
import time
from pathlib import Path

from bench_search import fill
from terminal import seconds_until, verdict

TICK = 0.001
MOST = 17
"""Milliseconds that a key may wait."""


async def watched(app, out: Path) -> None:
    """Open both screens while the stalls are measured, and write what was seen."""
    stalls: dict[str, float] = {}
    waits: dict[str, float] = {}
    stage = "entities: opening"

    async def tick() -> None:
        while True:
            name, before, busy = stage, time.perf_counter(), time.process_time()
            await asyncio.sleep(TICK)
            late = time.perf_counter() - before - TICK
            waits[name] = max(waits.get(name, 0.0), late)
            stalls[name] = max(stalls.get(name, 0.0), min(late, time.process_time() - busy))

    ticking = asyncio.ensure_future(tick())
    began = time.perf_counter()
    app.action_entities()
    screen = await opened(app, "EntitiesScreen")
    stage = "entities: reading"
    await complete(screen)
    seconds = {"entities": time.perf_counter() - began}
    stage = "entities: a key of the filter"
    for typed in ("z", "zy", "zyr", "zyri", ""):
        screen.query_one("Input").value = typed
        await asyncio.sleep(0.3)
    stage = "entities: sorting"
    screen.action_sort()
    await asyncio.sleep(2)
    screen.dismiss(None)
    stage = "report card: opening"
    began = time.perf_counter()
    app.action_report_card()
    screen = await opened(app, "ReportCardScreen")
    stage = "report card: reading"
    await complete(screen)
    seconds["report card"] = time.perf_counter() - began
    stage = "report card: turning pages"
    for _ in range(6):
        screen.action_turn(1)
        await asyncio.sleep(0.5)
    ticking.cancel()
    part = out.with_suffix(".part")
    part.write_text(json.dumps([stalls, waits, seconds]))
    part.replace(out)


async def opened(app, name: str):
    """The screen, when it is there."""
    while type(app.screen).__name__ != name or not app.screen.query("HintBar"):
        await asyncio.sleep(TICK)
    return app.screen


async def complete(screen) -> None:
    """Wait until everything was read."""
    while not screen.complete:
        await asyncio.sleep(TICK)


def probe(article: str, out: str) -> None:
    """Be the program, watched."""
    from tui.screens.desk import DeskScreen

    settle = DeskScreen._settle

    async def settle_watched(self, opened) -> None:
        await settle(self, opened)
        self.watcher = asyncio.ensure_future(watched(self.app, Path(out)))

    DeskScreen._settle = settle_watched
    sys.argv = ["postil", "--no-model", "--no-memory", article]
    from tui.cli import run

    run()


def index(store: Path) -> None:
    """The index without a screen."""
    from annotations.entities import EntityIndex, names_in
    from annotations.store.corpus import Corpus

    with Corpus(store, read_only=True) as corpus:
        began, found = time.perf_counter(), EntityIndex()
        for article in corpus.articles():
            found.add(names_in(article, corpus.annotations(article.id)))
        entities = found.entities()
        seconds = time.perf_counter() - began
    count = sum(entity.mentions for entity in entities)
    print(f"{len(found.articles):,} articles, {count:,} mentions, {len(entities):,} names")
    print(f"reading them: {seconds:.1f} s, {len(found.articles) / seconds:,.0f} articles/s")
    most = max(entities, key=lambda entity: len(entity.places))
    for name, work in (
        ("who occurs with the commonest", lambda: found.company(most)),
        ("pairs of the 500 commonest", lambda: list(found.pairs(entities[:500], 2))),
    ):
        began = time.perf_counter()
        work()
        print(f"{name}: {1000 * (time.perf_counter() - began):.0f} ms")


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    from annotations.store.corpus import Corpus

    with tempfile.TemporaryDirectory(prefix="postil-bench-") as name:
        folder, out = Path(name), Path(name, "out")
        store, article = folder / "annotations.json", folder / "open.txt"
        article.write_text("Nothing is named here.", encoding="utf-8")
        with Corpus(store) as corpus:
            fill(corpus, count)
        index(store)
        os.environ.update(HOME=str(folder / "home"), XDG_CACHE_HOME=str(folder / "cache"))
        argv = [sys.executable, __file__, "--probe", str(article), str(out)]
        seconds_until(argv, "Nothing", until=out.exists, patience=600)
        stalls, waits, seconds = json.loads(out.read_text())
    for screen, took in seconds.items():
        print(f"{screen}: complete after {took:.1f} s")
    for stage, stall in stalls.items():
        print(f"{stage}: longest stall {1000 * stall:.1f} ms, waited {1000 * waits[stage]:.1f} ms")
        if "opening" not in stage:
            verdict(f"{stage}, ms", 1000 * stall, MOST)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--probe"]:
        probe(*sys.argv[2:])
    else:
        main()
