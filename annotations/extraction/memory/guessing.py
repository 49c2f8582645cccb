"""Which spans may be where, and how likely each is: the learned part of the memory, asked.

The tagger goes from word to word by what it thinks is likeliest; here all that is likely enough is
followed up at once. As the odds of a word hang on the tag before it alone, they add up exactly.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from annotations.extraction.memory.features import Reading
from annotations.extraction.memory.tagger import Tagger
from annotations.extraction.memory.words import OUTSIDE, Stretch

LONGEST = 24
"""Words of a span at most."""
FAINT = 1e-3
"""How likely a tag must be to be followed up."""
LIKELY = 1e-2
"""How likely a span must be to be told."""

_Odds = Mapping[str, Mapping[str, float]]
"""How likely each tag of a word is, by the tag before it."""
_Begun = dict[tuple[int, str], float]
"""How likely it is that a span with a label began at a word, and goes on."""


def guess(reading: Reading, tagger: Tagger) -> Iterator[tuple[Stretch, float]]:
    """The spans that may be in a text, each with how likely it is.

    Args:
        reading: The text.
        tagger: What was learned.
    """
    alive: Mapping[str, float] = {OUTSIDE: 1.0}
    begun: _Begun = {}
    for at in range(len(reading)):
        if len(alive) == 1 and OUTSIDE in alive and reading.is_far(at):
            continue
        odds = tagger.odds(reading, at, [*alive])
        going_on = _going_on(at, begun, odds)
        yield from _ended(at, begun, going_on)
        begun = going_on | _beginning(at, alive, odds)
        alive = _behind(alive, odds)
    yield from _ended(len(reading), begun, {})


def _going_on(at: int, begun: _Begun, odds: _Odds) -> _Begun:
    found: _Begun = {}
    for (first, label), odd in begun.items():
        tag = f"{'B' if first == at - 1 else 'I'}-{label}"
        further = odd * odds[tag].get(f"I-{label}", 0.0) if tag in odds else 0.0
        if further > FAINT and at - first < LONGEST:
            found[first, label] = further
    return found


def _ended(at: int, begun: _Begun, going_on: _Begun) -> Iterator[tuple[Stretch, float]]:
    for (first, label), odd in begun.items():
        here = odd - going_on.get((first, label), 0.0)
        if here > LIKELY:
            yield (first, at, label), here


def _beginning(at: int, alive: Mapping[str, float], odds: _Odds) -> _Begun:
    behind = _behind(alive, odds)
    return {(at, tag[2:]): odd for tag, odd in behind.items() if tag[0] == "B"}


def _behind(alive: Mapping[str, float], odds: _Odds) -> dict[str, float]:
    """How likely each tag of a word is."""
    found: defaultdict[str, float] = defaultdict(float)
    for before, odd in alive.items():
        for tag, share in odds[before].items():
            found[tag] += odd * share
    return {tag: odd for tag, odd in found.items() if odd > FAINT}
