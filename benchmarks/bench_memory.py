"""The memory: finding 10,000 known names in a megabyte, loading 100,000 corrections, an article.

python benchmarks/bench_memory.py
"""

from __future__ import annotations

import json
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from annotations.annotation_set import AnnotationSet
from annotations.article import Article
from annotations.extraction.memory import Memory, keeping
from annotations.extraction.memory.words import Words
from annotations.predictions import Pipeline, Predictions
from annotations.span import Span

NAMES, LENGTH, CORRECTIONS = 10_000, 1_000_000, 100_000
LINE = (
    '{"id":"0","batch":"0","time":"2026-11-22T10:00:00.123456Z","annotator":"ann","article":"0",'
    '"kind":"relabel","target":"0-10:NORP","before":{"start":0,"end":10,"label":"NORP",'
    '"text":"Tajikistan"},"after":{"start":0,"end":10,"label":"GPE","text":"Tajikistan"}}'
)
"""A correction as the store keeps it."""
MISSED: list[str] = []


def seconds(work: Callable[[], object], rounds: int = 3) -> float:
    """The best of some rounds."""
    best = float("inf")
    for _ in range(rounds):
        begin = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - begin)
    return best


def report(what: str, figure: float, limit: float, detail: str) -> None:
    word = "met" if figure <= limit else "MISSED"
    print(f"{what:58} {figure:8.2f} x   at most {limit:g}   {word}   {detail}")
    if figure > limit:
        MISSED.append(what)


def invented(number: int, chance: random.Random) -> str:
    """A name of one to three words."""
    words = ["Ba", "Ko", "Lu", "Mi", "Ra", "Se", "Ta", "Vo", "Wen", "Zi"]
    return " ".join("".join(chance.choices(words, k=3)).capitalize() for _ in range(1 + number % 3))


def text_with(names: list[str], chance: random.Random) -> str:
    """Plain words with a name now and then."""
    plain = re.findall(r"\w+", "the road to a border post and more than they said of it")
    parts, length = [], 0
    while length < LENGTH:
        part = " ".join([*chance.choices(plain, k=9), chance.choice(names), "said.\n"])
        parts.append(part)
        length += len(part) + 1
    return " ".join(parts)


def main() -> int:
    chance = random.Random(0)
    names = sorted({invented(number, chance) for number in range(NAMES)})
    text = text_with(names, chance)
    memory = Memory()
    memory.names.add({(name, "ORG"): 1 for name in names})

    found = sum(1 for _ in memory.names.find(text))
    finding = seconds(lambda: sum(1 for _ in memory.names.find(text)))
    words = seconds(lambda: sum(1 for _ in re.finditer(r"\w+", text)))
    detail = f"{len(names):,} names, {found:,} places, {finding * 1000:.0f} ms"
    report("finding names in a megabyte / finding its words", finding / words, 3, detail)

    learned = {(invented(n, chance) + f" {n}", "GPE"): 1 for n in range(CORRECTIONS)}
    memory.learned["article"] = learned
    memory.names.add(learned)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "memory.npz"
        keeping.save(memory, 1, file)
        loading = seconds(lambda: keeping.load(file))
    parsing = seconds(lambda: [json.loads(LINE) for _ in range(CORRECTIONS)])
    report("loading 100,000 corrections / parsing them", loading / parsing, 1.5, f"{loading:.2f} s")

    article = Article(text[:6000])
    extent = article.text.index(names[0].split()[0]) if names[0] in article.text else 0
    spans = (Span.of(article.text, extent, extent + 5, "ORG"),)
    pipeline = Pipeline("pipeline", "1")
    current = AnnotationSet.fold(article.id, [Predictions(article.id, pipeline, spans)])
    proposing = seconds(lambda: memory.propose(article, current))
    size = len(Words.of(article))
    print(f"proposing for an article of {size:,} words: {proposing * 1000:.0f} ms")
    print("\nall met" if not MISSED else f"\nmissed: {', '.join(MISSED)}")
    return bool(MISSED)


if __name__ == "__main__":
    raise SystemExit(main())
