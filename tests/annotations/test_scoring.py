"""Precision, recall and F: cases counted by hand, and what holds for all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.scoring import Counts, Mention, Pair, Way, by_label, judge, pairs

SPANS = st.lists(
    st.builds(
        lambda start, size, label: Mention(start, start + size, label),
        st.integers(0, 12), st.integers(1, 6), st.sampled_from("AB"),
    ),
    max_size=8,
    unique=True,
)  # fmt: skip


def m(start: int, end: int, label: str = "A") -> Mention:
    return Mention(start, end, label)


# The table of SemEval-2013 task 9.1: what one system says of one mention.
CASES = {
    "the same": ([m(0, 5)], [m(0, 5)], ("correct", "correct", "correct", "correct")),
    "found where nothing is": ([], [m(0, 5)], ("spurious",) * 4),
    "missed": ([m(0, 5)], [], ("missed",) * 4),
    "another label": ([m(0, 5)], [m(0, 5, "B")], ("incorrect", "correct", "correct", "incorrect")),
    "another extent": ([m(0, 5)], [m(0, 3)], ("incorrect", "incorrect", "partial", "correct")),
    "another extent and label": (
        [m(0, 5)], [m(3, 8, "B")], ("incorrect", "incorrect", "partial", "incorrect"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_the_four_ways(case):
    reference, other, verdicts = CASES[case]
    found = pairs(reference, other)
    assert len(found) == 1
    for way, verdict in zip(Way, verdicts, strict=True):
        assert judge(found, way) == Counts(**{verdict: 1})


def test_figures_counted_by_hand():
    reference = [m(0, 5), m(10, 15), m(20, 25), m(30, 35)]
    other = [m(0, 5), m(10, 15, "B"), m(20, 23), m(40, 45)]
    found = pairs(reference, other)
    strict = judge(found)
    assert strict == Counts(correct=1, incorrect=2, missed=1, spurious=1)
    assert (strict.expected, strict.found) == (4, 4)
    assert (strict.precision, strict.recall, strict.f) == (0.25, 0.25, 0.25)
    partial = judge(found, Way.PARTIAL)
    assert partial == Counts(correct=2, partial=1, missed=1, spurious=1)
    assert partial.precision == partial.recall == 2.5 / 4
    assert by_label(found) == {
        "A": Counts(correct=1, incorrect=1, missed=2, spurious=1),
        "B": Counts(spurious=1),
    }


def test_the_better_pair_goes_first():
    assert pairs([m(0, 10)], [m(0, 2), m(0, 10)]) == [
        Pair(None, m(0, 2)), Pair(m(0, 10), m(0, 10)),
    ]  # fmt: skip
    assert Pair(m(0, 10), m(0, 2)) in pairs([m(0, 10)], [m(0, 2), m(1, 9, "B")])
    assert Pair(m(0, 10), m(1, 9)) in pairs([m(0, 10)], [m(0, 2), m(1, 9)])
    nested = pairs([m(0, 10), m(2, 4)], [m(2, 4, "B"), m(0, 10)])
    assert nested == [Pair(m(0, 10), m(0, 10)), Pair(m(2, 4), m(2, 4, "B"))]


def test_nothing_scores_nothing():
    assert (Counts().precision, Counts().recall, Counts().f) == (0, 0, 0)


@given(SPANS, SPANS, st.sampled_from(Way))
def test_every_span_is_counted_once(reference, other, way):
    found = pairs(reference, other)
    assert sorted(pair.reference for pair in found if pair.reference) == sorted(reference)
    assert sorted(pair.other for pair in found if pair.other) == sorted(other)
    counts = judge(found, way)
    assert (counts.expected, counts.found) == (len(reference), len(other))
    assert 0 <= min(counts.precision, counts.recall) <= counts.f or counts.f == 0
    for pair in found:
        if pair.reference and pair.other:
            assert pair.reference.start < pair.other.end
            assert pair.other.start < pair.reference.end


@given(SPANS, SPANS)
def test_strict_is_the_intersection(reference, other):
    counts = judge(pairs(reference, other))
    assert counts.correct == len(set(reference) & set(other))
    assert judge(pairs(other, reference)).precision == counts.recall


@given(SPANS, SPANS)
def test_a_set_agrees_with_itself_and_laxer_ways_give_no_less(reference, other):
    assert judge(pairs(reference, reference)) == Counts(correct=len(reference))
    found = pairs(reference, other)
    strict = judge(found, Way.STRICT).correct
    assert all(judge(found, way).correct >= strict for way in Way)


@given(SPANS, SPANS)
def test_labels_add_up_to_the_whole(reference, other):
    by = by_label(pairs(reference, other))
    total = sum(by.values(), Counts())
    assert (total.expected, total.found) == (len(reference), len(other))
    assert total.correct == judge(pairs(reference, other)).correct
