"""What searching a store of 10,000 articles costs, against reading all of them.

    python benchmarks/bench_search.py [ARTICLES]

Prints what it takes to make the index, to open it when nothing changed and when one article did,
and the medians of searches; and the same searches in all texts held in memory, without an index.
"""

from __future__ import annotations

import itertools
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from annotations.article import Article  # noqa: E402
from annotations.corpus_index import CorpusIndex  # noqa: E402
from annotations.corpus_query import CorpusQuery  # noqa: E402
from annotations.corpus_search import search  # noqa: E402
from annotations.corrections import Author, Change, Kind  # noqa: E402
from annotations.predictions import Pipeline, Predictions  # noqa: E402
from annotations.span import Span  # noqa: E402
from annotations.store.corpus import Corpus  # noqa: E402

SIZE = 5000
"""Characters an article."""
FIRST = 100
"""Hits that are waited for, where there are so many: more than a screen."""
ROUNDS = 7
QUERIES = {
    "a frequent word": CorpusQuery("people"),
    "a rare word": CorpusQuery("Zyrianovsk7"),
    "two words": CorpusQuery("was said"),
    "a word that is nowhere": CorpusQuery("Quetzaltenango"),
    "a regular expression": CorpusQuery(r"Zyrianovsk\d+ and", pattern=True),
    "a label": CorpusQuery(labels=("GPE",)),
    "a label and a text": CorpusQuery("vsk77", labels=("PERSON",)),
    "what one annotator did": CorpusQuery(annotators=("ann",)),
}


def words() -> list[str]:
    """Real words, with their frequencies."""
    files = sorted((ROOT / "sample_texts").glob("*.txt"))
    text = " ".join(file.read_text(encoding="utf-8") for file in files)
    return re.findall(r"\S+", text) + ["people", "was", "said"] * 20


def article(number: int, draw: random.Random, known: list[str]) -> Article:
    """An article of `SIZE` characters; every one has a name that only twenty others have."""
    found = [f"Zyrianovsk{number // 20} and", *draw.choices(known, k=SIZE // 5)]
    return Article(" ".join(found)[:SIZE], source=f"{number:05}.txt")


def fill(corpus: Corpus, count: int) -> None:
    """Put articles with thirty predictions each into a store; every tenth was corrected."""
    draw, known, author = random.Random(1), words(), Author("ann")
    for start in range(0, count, 500):
        articles, predictions, events = [], [], []
        for number in range(start, min(start + 500, count)):
            one = article(number, draw, known)
            places = [m.span() for m in itertools.islice(re.finditer(r"\w+", one.text), 30)]
            labels = itertools.cycle(["PERSON", "GPE", "ORG"])
            spans = tuple(Span.of(one.text, *place, next(labels)) for place in places)
            articles.append(one)
            predictions.append(Predictions(one.id, Pipeline("bench", "1"), spans))
            if number % 10 == 0:
                change = Change(Kind.ACCEPT, spans[0].key, spans[0], spans[0])
                events += author.stamp(one.id, [change])
        corpus.record(articles, predictions, events)


def seconds(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The median time of some work."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return median(times)


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory(prefix="postil-bench-") as folder:
        store, file = Path(folder, "annotations.json"), Path(folder, "index.sqlite")
        with Corpus(store) as corpus:
            fill(corpus, count)
        with Corpus(store) as corpus:
            report("make the index", seconds(lambda: CorpusIndex(corpus, file).close(), 1))
            print(f"{file.stat().st_size / 1e6:10.0f} MB on the disk")
            report("open it, nothing changed", seconds(lambda: CorpusIndex(corpus, file).close()))
            one = next(iter(corpus.articles()))
            tagged = Author("ann").stamp(one.id, [Change(Kind.TAG, value="x")])
            corpus.record((), (), tagged)
            report("open it, one changed", seconds(lambda: CorpusIndex(corpus, file).close(), 1))
            measure(corpus, file)


def measure(corpus: Corpus, file: Path) -> None:
    """Each query with the index, and without it."""
    texts = list(corpus.articles())
    with CorpusIndex(corpus, file) as index:
        for name, query in QUERIES.items():
            hits = sum(1 for _ in itertools.islice(search(corpus, index, query), FIRST))
            ours = seconds(lambda q=query: list(itertools.islice(search(corpus, index, q), FIRST)))
            ratio = ""
            if not query.for_entities:
                bare = seconds(lambda q=query: list(itertools.islice(
                    (r for a in texts for r in q.ranges(a)), FIRST)), 3)  # fmt: skip
                ratio = f"   reading all: {bare * 1000:,.1f} ms, x {bare / ours:.2f}"
            report(f"{name}: {hits} hits", ours, ratio)


def report(name: str, value: float, more: str = "") -> None:
    """One line."""
    print(f"{name:<42}{value * 1000:10,.1f} ms{more}", flush=True)


if __name__ == "__main__":
    main()
