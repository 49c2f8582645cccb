"""Formats: how fast each is written and read, and whether memory stays flat.

1,000 articles of 5 kB with 100 spans each. The line formats shall go at 20 MB/s or more on one
core, a DocBin take at most 1.2 times what spaCy's own code takes for the same documents, and
10,000 articles at most 1.3 times the peak of 1,000.

python benchmarks/bench_formats.py [--articles 1000] [FORMAT...]
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from annotations.annotation_set import Annotation, Status
from annotations.article import Article
from annotations.errors import PostilError
from annotations.formats import Document, registry
from annotations.formats.catalogue import BUILT_IN
from annotations.predictions import Pipeline
from annotations.span import Span

SIZE, SPANS, WANTED = 5_000, 100, 20.0
FILES = {"brat", "webanno", "xmi", "cas-json", "tei", "gate"}
"""Formats of one file an article, written into a folder."""
NO_LINES = {"spacy", "hf-parquet", "html", "markdown", "patterns", "relations", *FILES}
"""Formats of which a line is no record, or that write little of what they are given."""
OPTIONS = {"csv": {"texts": True}, "tsv": {"texts": True}}
PIPELINE = Pipeline("en_core_web_sm", "3.8.0")
TEXT = (
    "the delegation from Dushanbe met officials of the State Department on Monday and said that "
    "talks about the border, drones and $60 million in aid had begun; Mr. Lu's visit ends soon "
    "“as planned”, a spokesman of the Pentagon told reporters in Café Zoë."
)
WORDS = TEXT.split(" ")


def article(number: int) -> Article:
    """An article of about 5 kB that no other is like."""
    dice = random.Random(number)
    parts, size = [], 0
    while size < SIZE:
        sentence = " ".join(dice.choices(WORDS, k=dice.randint(8, 25))) + "."
        parts.append(sentence)
        size += len(sentence) + 1
    return Article(" ".join(parts)[:SIZE], title=f"Article {number}", source=f"a{number}.txt")


def document(number: int) -> Document:
    """An article with a hundred spans of one to three tokens, none of which overlap."""
    made, dice = article(number), random.Random(number)
    # Words between spaces, which every tokenizer cuts alike.
    tokens = [m.span() for m in re.finditer(r"(?<= )[A-Za-z]+(?= )", made.text)]
    found = []
    for place in sorted(dice.sample(range(0, len(tokens) - 3, 2), SPANS)):
        start, end = tokens[place][0], tokens[place + (dice.random() < 0.3)][1]
        span = Span.of(made.text, start, end, dice.choice(["PERSON", "ORG", "GPE", "DATE"]))
        predicted = place % 3 > 0
        found.append(
            Annotation(
                span.key if predicted else f"+{place}", span,
                Status.ACCEPTED if predicted else Status.ADDED,
                span if predicted else None, PIPELINE if predicted else None, "ann",
            )
        )  # fmt: skip
    return Document(made, tuple(found))


def documents(count: int) -> Iterator[Document]:
    """Documents, each made when it is asked for."""
    return map(document, range(count))


def fresh(made: list[Document]) -> list[Document]:
    """The same documents, without what a format may have remembered of them."""
    return [Document(Article(one.article.text), one.annotations) for one in made]


def measure(name: str, made: list[Document], folder: Path) -> dict[str, float]:
    """Seconds and MB/s of writing and reading a file."""
    format = registry.get(name, **OPTIONS.get(name, {}))
    path = folder / (name if name in FILES else f"file{format.extensions[0]}")
    format.write(path, [])  # whatever has to be imported
    if name == "spacy":
        import spacy

        spacy.blank("en")
    chosen = fresh(made)
    gc.collect()
    gc.freeze()  # what the benchmark holds is no work of the format's
    start = time.process_time()
    format.write(path, chosen)
    written = time.process_time() - start
    size = (
        path.stat().st_size
        if path.is_file()
        else sum(one.stat().st_size for one in path.rglob("*"))
    )
    start = time.process_time()
    found = 0
    if hasattr(format, "read"):
        found = sum(len(one.annotations) for one in format.read(path, refuse=print))
    read = time.process_time() - start
    if found and found != sum(len(one.annotations) for one in made):
        raise SystemExit(f"{name}: {found} spans came back")
    return {
        "MB": size / 1e6, "write": written, "read": read, "write MB/s": size / 1e6 / written,
        "read MB/s": size / 1e6 / read if found else 0.0,
    }  # fmt: skip


def spacy_itself(made: list[Document]) -> float:
    """Seconds of spaCy's own code for a DocBin of the same documents."""
    import spacy
    from spacy.tokens import DocBin

    pipeline = spacy.blank("en")
    start = time.process_time()
    docs = DocBin(store_user_data=True)
    for one in made:
        doc = pipeline.tokenizer(one.article.text)
        spans = [
            doc.char_span(*a.span.range, label=a.span.label, alignment_mode="expand")
            for a in one.annotations
        ]
        doc.ents = spacy.util.filter_spans([span for span in spans if span])
        doc.spans["sc"] = spans
        docs.add(doc)
    docs.to_bytes()
    return time.process_time() - start


def peak(name: str, count: int) -> float:
    """The most memory, in MB, that a process takes to write and read so many articles."""
    command = [sys.executable, __file__, "--peak", name, "--articles", str(count)]
    out = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ)
    return float(json.loads(out.stdout))


def _peak(name: str, count: int) -> None:
    format = registry.get(name, **OPTIONS.get(name, {}))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"file{format.extensions[0]}"
        format.write(path, documents(count))
        if hasattr(format, "read"):
            for _ in format.read(path, refuse=print):
                pass
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def main() -> None:
    """Print a line for each format."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("names", nargs="*", metavar="FORMAT")
    options.add_argument("--articles", type=int, default=1000)
    options.add_argument("--peak", help=argparse.SUPPRESS)
    options.add_argument("--memory", action="store_true", help="measure memory as well")
    given = options.parse_args()
    if given.peak:
        _peak(given.peak, given.articles)
        return
    made = list(documents(given.articles))
    print(f"{given.articles:,} articles of {SIZE:,} characters with {SPANS} spans")
    for name in given.names or [entry.name for entry in BUILT_IN]:
        with tempfile.TemporaryDirectory() as folder:
            try:
                found = measure(name, made, Path(folder))
            except PostilError as error:  # a library is missing
                print(f"{name:17} {error}")
                continue
        line = f"{name:17} {found['MB']:7.1f} MB"
        for way in ("write", "read"):
            rate = found[f"{way} MB/s"]
            slow = " <- slow" if 0 < rate < WANTED and name not in NO_LINES else ""
            line += f"   {way} {found[way]:6.2f} s {rate:6.1f} MB/s{slow}"
        if name == "spacy":
            own = spacy_itself(made)
            line += f"   spaCy itself {own:.2f} s: {found['write'] / own:.2f} x (at most 1.2)"
        if given.memory and name not in FILES:
            small, large = peak(name, given.articles), peak(name, 10 * given.articles)
            line += f"   {small:.0f} MB, ten times as many {large:.0f} MB: {large / small:.2f} x"
        print(line, flush=True)


if __name__ == "__main__":
    main()
