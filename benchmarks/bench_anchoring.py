"""What it costs to carry spans over to a changed text, against looking for each with `str.find`.

    python benchmarks/bench_anchoring.py [ROUNDS]

Prints medians for an article of 1,500 words with 30 edits, and for 10 MB with 20,000 spans and
one edit, 2,000 edits, its halves swapped, or another text in its place. The ratio is against a
script that looks for each quote in its context, and failing that takes the bare quote nearest
to the old place; in 10 MB it is timed on some of the spans. Beside the times stands what became
of the spans: `right` and `wrong` were placed without asking.
"""

from __future__ import annotations

import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT))

from annotations.anchoring import CONTEXT, anchor_all  # noqa: E402
from annotations.span import Span  # noqa: E402

LARGE = 10_000_000
SAMPLE = 100
"""How many spans of a large text the script is timed on."""
WORDS = re.findall(r"[\w'-]+", "".join(
    path.read_text(encoding="utf-8") for path in sorted((ROOT / "sample_texts").glob("*.txt"))
))  # fmt: skip


@dataclass
class Case:
    """A text, its spans, and what it was changed to."""

    name: str
    old: str
    spans: list[Span]
    new: str
    kept: list[tuple[int, int, int]]
    """What was left alone: from where to where, and where it is now."""

    def place(self, span: Span) -> int | None:
        """Where a span is now; None when it was touched."""
        inside = (
            now - start for start, end, now in self.kept if start <= span.start < end >= span.end
        )
        return next((span.start + shift for shift in inside), None)


def written(rng: random.Random, size: int) -> str:
    """Sentences of the sample articles' words."""
    pieces: list[str] = []
    length = 0
    while length < size:
        sentence = " ".join(rng.choices(WORDS, k=rng.randint(6, 24))) + ". "
        pieces.append(sentence if rng.random() < 0.8 else sentence[:-1] + "\n\n")
        length += len(sentence)
    return "".join(pieces)


def named(rng: random.Random, text: str, count: int) -> list[Span]:
    """Words with a capital, here and there."""
    found = [match.span() for match in re.finditer(r"\b[A-Z]\w+(?: [A-Z]\w+)?", text)]
    chosen = sorted(rng.sample(found, min(count, len(found))))
    return [Span.of(text, start, end, "X") for start, end in chosen]


def edited(rng: random.Random, old: str, edits: int) -> tuple[str, list[tuple[int, int, int]]]:
    """The text after words were inserted, deleted and replaced, and what was left alone."""
    places = [match.span() for match in re.finditer(r"\w+ ", old)]
    pieces: list[str] = []
    kept: list[tuple[int, int, int]] = []
    done = length = 0
    for start, end in [*sorted(rng.sample(places, edits)), (len(old), len(old))]:
        fresh = rng.choice(["", "some new words ", rng.choice(WORDS) + " "])
        pieces += old[done:start], fresh
        kept.append((done, start, length))
        length += start - done + len(fresh)
        done = rng.choice([start, end]) if fresh else end
    return "".join(pieces), kept


def cases(rng: random.Random) -> list[Case]:
    """An article, and a large text changed in four ways."""
    article = written(rng, 9_000)
    names = named(rng, article, 170)
    large = written(rng, LARGE)
    spans, half = named(rng, large, 20_000), LARGE // 2
    swapped = [(half, len(large), 0), (0, half, len(large) - half)]
    return [
        Case("an article, 30 edits", article, names, *edited(rng, article, 30)),
        Case("10 MB, one edit", large, spans, *edited(rng, large, 1)),
        Case("10 MB, 2,000 edits", large, spans, *edited(rng, large, 2000)),
        Case("10 MB, halves swapped", large, spans, large[half:] + large[:half], swapped),
        Case("10 MB, another text", large, spans, written(rng, LARGE), []),
    ]


def ours(case: Case, spans: list[Span]) -> list[int | None]:
    """Where `anchor_all` places the spans."""
    found = anchor_all(spans, case.old, case.new)
    return [one.placed.start if one.placed else None for one in found]


def naive(case: Case, spans: list[Span]) -> list[int | None]:
    """Where a script finds them."""
    found: list[int | None] = []
    for span in spans:
        start = max(0, span.start - CONTEXT)
        at = case.new.find(case.old[start : span.end + CONTEXT])
        if at >= 0:
            found.append(at + span.start - start)
            continue
        at = case.new.find(span.text, span.start)
        before = case.new.rfind(span.text, 0, span.start)
        near = [place for place in (before, at) if place >= 0]
        found.append(min(near, key=lambda place: abs(place - span.start), default=None))
    return found


def timed(
    way: Callable[[Case, list[Span]], list[int | None]], case: Case, spans: list[Span], rounds: int
) -> tuple[float, Counter[str]]:
    """Seconds for each span, and what became of them."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        found = way(case, spans)
        times.append((time.perf_counter() - start) / len(spans))
    became: Counter[str] = Counter()
    for span, place in zip(spans, found, strict=True):
        right = place is not None and place == case.place(span)
        became["asked" if place is None else "right" if right else "wrong"] += 1
    return median(times), became


def report(name: str, each: float, count: int, became: Counter[str], ratio: float | None) -> None:
    """One line."""
    share = " ".join(f"{key} {became[key] / became.total():.2%}" for key in ("right", "wrong"))
    shown = f"{each * 1000:9.4f} ms/span {each * count:8.2f} s   {share}"
    print(f"{name:<34}{shown}" + (f"   x {ratio:.3f}" if ratio is not None else ""))


def main() -> None:
    """Measure and print."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    for case in cases(random.Random(1)):
        large = len(case.old) >= LARGE
        some = case.spans[:: len(case.spans) // SAMPLE] if large else case.spans
        plain, became = timed(naive, case, some, 1 if large else rounds)
        report(case.name + ": str.find", plain, len(case.spans), became, None)
        each, became = timed(ours, case, case.spans, rounds)
        report("  ours", each, len(case.spans), became, each / plain)


if __name__ == "__main__":
    main()
