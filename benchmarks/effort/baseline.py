"""Correcting mentions one by one, as tools without groups have it: each error is mended alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

from benchmarks.effort.corpora import Key

ACTS = {"label": 1, "boundary": 1, "both": 2, "missed": 1, "spurious": 1, "right": 0}
"""How many acts each kind of error takes."""


def errors(predicted: Collection[Key], gold: Collection[Key]) -> Counter[str]:
    """The errors by kind: spans are paired where they are right, then where most of them is."""
    found: Counter[str] = Counter()
    left, open_ = set(predicted), set(gold)
    for kind, _, ours, theirs in sorted(_pairs(left, open_)):
        if ours in left and theirs in open_:
            left.remove(ours)
            open_.remove(theirs)
            found[kind.partition(" ")[2]] += 1
    found["missed"], found["spurious"] = len(open_), len(left)
    return found


def acts(found: Counter[str]) -> int:
    """How many acts the errors take."""
    return sum(ACTS[kind] * count for kind, count in found.items())


def _pairs(
    predicted: Collection[Key], gold: Collection[Key]
) -> Iterator[tuple[str, int, Key, Key]]:
    """The pairs that overlap, those that need least first."""
    for ours in predicted:
        for theirs in gold:
            shared = min(ours[1], theirs[1]) - max(ours[0], theirs[0])
            if shared <= 0:
                continue
            same_place, same_label = ours[:2] == theirs[:2], ours[2] == theirs[2]
            if same_place:
                kind = "0 right" if same_label else "1 label"
            else:
                kind = "2 boundary" if same_label else "3 both"
            yield kind, -shared, ours, theirs
