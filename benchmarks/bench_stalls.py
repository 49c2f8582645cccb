"""The longest stall of the event loop while the pipeline loads and the entities arrive.

    python benchmarks/bench_stalls.py [RUNS]

Runs the real program in a pseudo-terminal with a task in its event loop that wants to wake up
every millisecond.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from bench_pane import article_of
from terminal import seconds_until, verdict

SAMPLE = Path(__file__).parent.parent / "sample_texts" / "washington-looks-to-dushanbe.txt"
TICK = 0.001


async def watch(app, out: Path) -> None:
    """Measure from the first page until the entities are there, then write what was seen."""
    from annotations.extraction import State

    loading: list[float] = []
    arriving: list[float] = []
    worked = 0.0
    while not app.desk.annotations or app.desk.header.working:
        before, busy = time.perf_counter(), time.thread_time()
        await asyncio.sleep(TICK)
        late = time.perf_counter() - before - TICK
        worked = max(worked, time.thread_time() - busy)
        ready = app.client is not None and app.client.state not in (State.STARTING,)
        (arriving if ready else loading).append(late)
    out.write_text(json.dumps([max(loading, default=0), max(arriving, default=0), worked]))


def probe(article: str, out: str) -> None:
    """Be the program, watched."""
    from tui.app import PostilApp
    from tui.screens.desk import DeskScreen

    settle = DeskScreen._settle

    async def settle_watched(self, opened) -> None:
        await settle(self, opened)
        self.watcher = asyncio.ensure_future(watch(self.app, Path(out)))

    DeskScreen._settle = settle_watched
    assert PostilApp
    sys.argv = ["postil", article]
    from tui.cli import run

    run()


def run(folder: Path, name: str, text: str) -> tuple[float, ...]:
    """The longest stalls of one run, while the pipeline loads and while entities arrive.

    Then how much of the longest the program's own work was, and not waiting for a processor.
    """
    article, home, out = folder / f"{name}.txt", folder / f"home-{name}", folder / f"out-{name}"
    article.write_text(text, encoding="utf-8")
    os.environ.update(HOME=str(home), XDG_CACHE_HOME=str(home / "cache"))
    argv = [sys.executable, __file__, "--probe", str(article), str(out)]
    seconds_until(argv, "new", until=out.exists, patience=300)
    return tuple(json.loads(out.read_text()))


def report(what: str, found: list[tuple[float, ...]]) -> None:
    """Print the stalls of some runs."""
    for name, stalls in zip(("loads", "reads"), list(zip(*found, strict=True))[:2], strict=True):
        shown = ", ".join(f"{1000 * stall:.1f}" for stall in sorted(stalls))
        print(f"{what}: longest stall while the pipeline {name}, ms, per run: {shown}")
        verdict(f"{what}: while it {name}, ms, median", 1000 * statistics.median(stalls), 17)
    own = ", ".join(f"{1000 * worked:.1f}" for *_, worked in found)
    print(f"{what}: most work of the program's own at a time, ms, per run: {own}")


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with tempfile.TemporaryDirectory() as name:
        folder, sample = Path(name), SAMPLE.read_text(encoding="utf-8")
        report("5 kB", [run(folder, f"small{n}", sample) for n in range(runs)])
        report("1 MB", [run(folder, f"large{n}", article_of(1.0)) for n in range(runs // 3 + 1)])


if __name__ == "__main__":
    if sys.argv[1:2] == ["--probe"]:
        probe(*sys.argv[2:])
    else:
        main()
