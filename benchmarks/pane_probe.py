"""The real program in a pseudo-terminal, with a stand-in for the pipeline, timed from inside.

    python benchmarks/pane_probe.py ARTICLE OUT

A highlight stands on every ninth word. Keys are handed to the program as its driver does; a
repaint is over when the driver was given what goes to the terminal.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
import time
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

LABELS = ("PERSON", "ORG", "GPE", "LOC", "DATE")
EVERY = 9
"""Words from one highlight to the next."""
MOST = 180_000
"""Highlights at most."""
PORTION = 2000
"""Highlights that arrive at once."""
KEYS = {
    "cursor": ("right", "right", "left", "down", "up"),
    "page": ("pagedown", "pagedown", "pageup"),
    "entity": ("full_stop", "full_stop", "comma"),
}
ROUNDS = 40


class EveryNinthWord:
    """Stands in for `PredictionFeed`."""

    def __init__(self, *_: object) -> None:
        pass

    async def predict(self, article, first: int = 0) -> AsyncIterator[object]:
        """A span on every ninth word, in portions."""
        from annotations.predictions import Pipeline
        from annotations.span import Span
        from tui.feed import Arrived

        words = [
            m.span() for n, m in enumerate(re.finditer(r"\w+", article.text)) if n % EVERY == 0
        ]
        spans = [
            Span.of(article.text, start, end, LABELS[place % len(LABELS)])
            for place, (start, end) in enumerate(words[:MOST])
        ]
        pipeline = Pipeline("every-ninth-word", "1")
        for at in range(0, len(spans), PORTION):
            part = min(1.0, (at + PORTION) / len(spans))
            await asyncio.sleep(0)
            yield Arrived(tuple(spans[at : at + PORTION]), pipeline, part, "")


def memory_mb() -> float:
    """Resident memory of this process."""
    for line in Path("/proc/self/status").read_text().split("\n"):
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("no VmRSS")


class Watch:
    """Sees what the driver writes."""

    def __init__(self, driver) -> None:
        self.written = asyncio.Event()
        self.last = self.worked = 0.0
        self.work: list[float] = []
        write = driver.write

        def seen(data: str) -> None:
            write(data)
            self.last, self.worked = time.perf_counter(), time.process_time()
            self.written.set()

        driver.write = seen

    async def after(self, act: Callable[[], object], quiet: float = 0.03) -> float:
        """Seconds from an act until the first repaint after it."""
        self.written.clear()
        start, busy = time.perf_counter(), time.process_time()
        act()
        try:
            await asyncio.wait_for(self.written.wait(), 5)
        except TimeoutError:
            return float("nan")
        took = self.last - start
        self.work.append(self.worked - busy)
        await asyncio.sleep(quiet)
        return took


async def until(predicate: Callable[[], object]) -> None:
    while not predicate():
        await asyncio.sleep(0.005)


async def measure(app, out: Path) -> None:
    """Wait until all is there, press keys, and write what was seen."""
    from textual import events

    desk = app.desk
    await until(lambda: desk.settled.is_set() and desk.annotations and not desk.header.working)
    await until(lambda: desk.view._page.complete)
    await asyncio.sleep(0.3)
    watch = Watch(app._driver)
    found: dict[str, Sequence[float]] = {}
    desk.view.go_to(len(desk.article.text) // 2)
    await asyncio.sleep(0.2)
    for name, keys in KEYS.items():
        took = []
        for round_ in range(ROUNDS):
            key = keys[round_ % len(keys)]
            took.append(
                await watch.after(
                    lambda key=key: app._driver.process_message(events.Key(key, None))
                )
            )
        found[name] = [t for t in took if t == t]
        found[name + " work"], watch.work = watch.work, []
    widths = []
    for step in (4, -4, 4, -4, 4, -4):

        def widen(step=step) -> None:
            desk.column += step

        widths.append(await watch.after(widen, quiet=0.3))
    found["column"] = widths
    found["memory"] = [memory_mb()]
    found["spans"] = [len(desk.annotations)]
    part = out.with_suffix(".part")
    part.write_text(json.dumps(found))
    part.replace(out)


async def measure_or_say(app, out: Path) -> None:
    """Measure; what fails is what was seen."""
    try:
        await measure(app, out)
    except Exception as error:
        out.write_text(json.dumps({"failed": repr(error)}))


def main(article: str, out: str) -> None:
    """Be the program, watched."""
    from tui.reading import REPAINTS

    os.environ.setdefault("TEXTUAL_FPS", str(REPAINTS))
    import tui.rooms
    from tui.screens.desk import DeskScreen

    tui.rooms.PredictionFeed = EveryNinthWord
    start = DeskScreen._start

    def start_watched(self) -> None:
        start(self)
        self.watcher = asyncio.ensure_future(measure_or_say(self.app, Path(out)))

    DeskScreen._start = start_watched
    sys.argv = ["postil", "--no-model", article]
    from tui.cli import run

    run()


if __name__ == "__main__":
    main(*sys.argv[1:])
