"""What the learned part of the memory thinks may be where."""

from __future__ import annotations

from collections import defaultdict

import pytest

from annotations.extraction.memory.features import Reading
from annotations.extraction.memory.guessing import guess
from annotations.extraction.memory.tagger import Tagger

WORDS = ["They", "fled", "from", "the", "vicinity", "of", "Ayn", "Issa", "to", "Rome", "."]
SAID = ["O"] * 6 + ["B-LOC", "I-LOC"] + ["O"] * 3
RIGHT = ["O"] * 3 + ["B-LOC", *["I-LOC"] * 4, "O", "B-LOC", "O"]


def reading() -> Reading:
    return Reading(WORDS, SAID, [""] * len(WORDS))


@pytest.fixture
def tagger() -> Tagger:
    learned = Tagger()
    for _ in range(8):
        learned.learn(reading(), RIGHT)
    return learned


def test_before_anything_is_learned_the_pipelines_span_is_likeliest():
    tagger = Tagger()
    tagger.tag(reading())
    likely = dict(guess(reading(), tagger))
    assert max(likely, key=likely.__getitem__) == (6, 8, "LOC")


def test_what_was_learned_is_likeliest(tagger):
    likely = dict(guess(reading(), tagger))
    assert max(likely, key=likely.__getitem__) in [(3, 8, "LOC"), (9, 10, "LOC")]
    assert likely[3, 8, "LOC"] > likely.get((6, 8, "LOC"), 0)
    assert likely[9, 10, "LOC"] > 0.5


def test_spans_over_one_word_exclude_each_other(tagger):
    sums: defaultdict[int, float] = defaultdict(float)
    for (first, end, _), odd in guess(reading(), tagger):
        assert 0 < odd <= 1
        for at in range(first, end):
            sums[at] += odd
    assert all(total <= 1 + 1e-6 for total in sums.values())
