"""Annotations of a changed text: how many find their place again, and how many go astray.

    python benchmarks/bench_anchoring.py [DOCUMENTS]

Articles of 1,500 words of the sample texts are edited 30 times each: words are replaced,
inserted and deleted, sentences deleted, paragraphs moved. It is known where each span is then.
Three ways are compared: the stored offsets as they are; the quote nearest to them; and the
places that `difflib` gives when the words of both texts are compared. Then large texts, for the
time alone.

- right: surviving spans that are placed where they are
- shown: surviving spans whose right place is at least proposed to the human
- astray: spans that are silently placed where they are not, the surviving and the destroyed
"""

from __future__ import annotations

import difflib
import random
import re
import sys
import time
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT))

from annotations.anchoring import anchor_all  # noqa: E402
from annotations.span import Span  # noqa: E402

EDITS = 30
WORDS = re.findall(
    r"[\w'-]+",
    "".join(path.read_text("utf-8") for path in sorted((ROOT / "sample_texts").glob("*.txt"))),
)
Place = tuple[int | None, bool]
"""Where a span is said to be, and whether it is placed there without asking."""


@dataclass
class Case:
    """A text, its spans, what it was changed to, and where each character is now."""

    old: str
    spans: list[Span]
    new: str
    origins: list[int]

    def places(self) -> dict[int, list[int]]:
        """Where the old characters are now."""
        found: dict[int, list[int]] = {}
        for place, origin in enumerate(self.origins):
            found.setdefault(origin, []).append(place)
        return found


def written(rng: random.Random, size: int) -> str:
    """Paragraphs of the sample articles' words."""
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


def edited(rng: random.Random, old: str, edits: int) -> tuple[str, list[int]]:
    """The text after so many edits, and which character of the old text each of its own is."""
    text, origins = old, list(range(len(old)))

    def put(start: int, end: int, new: str, known: list[int] | None = None) -> None:
        nonlocal text
        text = text[:start] + new + text[end:]
        origins[start:end] = known if known is not None else [-1] * len(new)

    for _ in range(edits):
        start, end = rng.choice([match.span() for match in re.finditer(r"\w+ ", text)])
        fresh = " ".join(rng.choices(WORDS, k=rng.choice([1, 1, 2, 5]))) + " "
        match rng.choices(range(5), [8, 8, 8, 3, 1])[0]:
            case 0:
                put(start, end, fresh)
            case 1:
                put(start, start, fresh)
            case 2:
                put(start, end, "")
            case 3:
                put(start, text.find(".", start) + 1 or end, "")
            case 4:
                starts = [0, *(match.end() for match in re.finditer("\n\n", text))]
                start, end = rng.choice([*pairwise(starts)])
                moved, known = text[start:end], origins[start:end]
                put(start, end, "")
                to = rng.choice([at for at in starts if at < start or at > end])
                to -= (end - start) * (to > start)
                put(to, to, moved, known)
    return text, origins


def ours(case: Case) -> list[Place]:
    """Where `anchor_all` finds the spans."""
    found = anchor_all(case.spans, case.old, case.new)
    return [(one.found.start if one.found else None, one.placed is not None) for one in found]


def offsets_alone(case: Case) -> list[Place]:
    """Where they were."""
    return [(span.start, True) for span in case.spans]


def nearest_quote(case: Case) -> list[Place]:
    """Where the same words are, nearest to where they were."""
    found: list[Place] = []
    for span in case.spans:
        at = [m.start() for m in re.finditer(re.escape(span.text), case.new)]
        place = min(at, key=lambda place: abs(place - span.start), default=None)
        found.append((place, place is not None))
    return found


def by_difflib(case: Case) -> list[Place]:
    """Where they go when the words of both texts are compared."""
    old, new = ([*re.finditer(r"\w+|\W", text)] for text in (case.old, case.new))
    sides = ([match.group() for match in side] for side in (old, new))
    blocks = difflib.SequenceMatcher(None, *sides, autojunk=False).get_matching_blocks()
    starts = [match.start() for match in old]
    firsts = [block.a for block in blocks]
    found: list[Place] = []
    for span in case.spans:
        token = bisect_right(starts, span.start) - 1
        block = blocks[max(0, bisect_right(firsts, token) - 1)]
        inside = block.a <= token < block.a + block.size
        place = new[token - block.a + block.b].start() if inside else None
        same = place is not None and case.new.startswith(span.text, place)
        found.append((place if same else None, same))
    return found


def judged(case: Case, found: list[Place]) -> Counter[str]:
    """What became of the spans."""
    became: Counter[str] = Counter()
    places = case.places()
    for span, (place, sure) in zip(case.spans, found, strict=True):
        there = [p for p in places.get(span.start, []) if case.new.startswith(span.text, p)]
        became["alive"] += bool(there)
        became["right"] += sure and place in there
        became["shown"] += place in there
        became["astray"] += sure and place not in there
    return became


def measured(name: str, way: Callable[[Case], list[Place]], cases: list[Case]) -> float:
    """Print a line; return the seconds for each text."""
    became: Counter[str] = Counter()
    seconds = 0.0
    for case in cases:
        start = time.perf_counter()
        found = way(case)
        seconds += time.perf_counter() - start
        became += judged(case, found)
    alive = became["alive"]
    shares = (f"{key} {became[key] / alive:7.2%}" for key in ("right", "shown"))
    print(f"{name:<22}{'   '.join(shares)}   astray {became['astray']:>6,} of "
          f"{sum(len(case.spans) for case in cases):,}   {seconds / len(cases):.4f} s")  # fmt: skip
    return seconds / len(cases)


def case(rng: random.Random, size: int, spans: int, edits: int) -> Case:
    """A text and its spans, edited."""
    old = written(rng, size)
    return Case(old, named(rng, old, spans), *edited(rng, old, edits))


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    rng = random.Random(1)
    cases = [case(rng, 9_000, 90, EDITS) for _ in range(count)]
    print(f"{count} articles of 1,500 words, {EDITS} edits each")
    measured("stored offsets alone", offsets_alone, cases)
    measured("nearest quote", nearest_quote, cases)
    base = measured("difflib", by_difflib, cases)
    print(f"{'':<22}x {measured('ours', ours, cases) / base:.3f} of difflib's time")
    for size, spans, edits in ((1_000_000, 3_000, 30), (1_000_000, 3_000, 300)):
        print(f"{size:,} characters, {spans:,} spans, {edits} edits")
        measured("ours", ours, [case(rng, size, spans, edits)])


if __name__ == "__main__":
    main()
