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

from terminal import seconds_until, verdict

SAMPLE = Path(__file__).parent.parent / "sample_texts" / "washington-looks-to-dushanbe.txt"
TICK = 0.001


async def watch(app, out: Path) -> None:
    """Measure from the first page until the entities are there, then write what was seen."""
    from annotations.extraction import State

    loading: list[float] = []
    arriving: list[float] = []
    while not app.desk.annotations or app.desk.header.working:
        before = time.perf_counter()
        await asyncio.sleep(TICK)
        late = time.perf_counter() - before - TICK
        ready = app.client is not None and app.client.state not in (State.STARTING,)
        (arriving if ready else loading).append(late)
    out.write_text(json.dumps([max(loading, default=0), max(arriving, default=0)]))


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


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    loading, arriving = [], []
    with tempfile.TemporaryDirectory() as folder:
        article = Path(folder, "article.txt")
        article.write_text(SAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
        for run in range(runs):
            home, out = Path(folder, f"home{run}"), Path(folder, f"out{run}")
            os.environ.update(HOME=str(home), XDG_CACHE_HOME=str(home / "cache"))
            argv = [sys.executable, __file__, "--probe", str(article), str(out)]
            seconds_until(argv, "138 new", until=out.exists)
            one, other = json.loads(out.read_text())
            loading.append(one)
            arriving.append(other)
    for name, stalls in (("loads", loading), ("reads", arriving)):
        shown = ", ".join(f"{1000 * stall:.1f}" for stall in sorted(stalls))
        print(f"longest stall while the pipeline {name}, ms, per run: {shown}")
    verdict("stall while the pipeline loads, ms, median", 1000 * statistics.median(loading), 17)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--probe"]:
        probe(*sys.argv[2:])
    else:
        main()
