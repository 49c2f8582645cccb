"""nervaluate and seqeval: precision, recall and F as others count them.

nervaluate counts a span of the reference once for each prediction that overlaps it, seqeval knows
no overlaps: what is compared has one counterpart at most.
"""

from __future__ import annotations

import random

import pytest
from nervaluate import Evaluator
from seqeval.metrics import f1_score, precision_score, recall_score
from seqeval.scheme import IOB2

from annotations.scoring import Mention, Way, judge, pairs

LABELS = ["GPE", "ORG", "PERSON"]
NAMES = {Way.STRICT: "strict", Way.EXACT: "exact", Way.PARTIAL: "partial", Way.TYPE: "ent_type"}
WIDTH = 10
"""Tokens that belong to one mention and its counterpart."""


def drawn(seed: int) -> tuple[list[Mention], list[Mention]]:
    """A reference and predictions, in tokens: right, wrong in each way, missed, spurious."""
    draw = random.Random(seed)
    reference, other = [], []
    for place in range(0, 40 * WIDTH, WIDTH):
        start, size, label = place + draw.randrange(3), draw.randrange(1, 4), draw.choice(LABELS)
        mention = Mention(start, start + size, label)
        case = draw.randrange(5)
        if case != 0:
            reference.append(mention)
        if case != 1:
            longer = draw.randrange(2) if case > 2 else 0
            other.append(Mention(start, start + size + longer,
                                 draw.choice(LABELS) if case == 4 else label))  # fmt: skip
    return reference, other


def tags(mentions: list[Mention]) -> list[str]:
    """Tokens as IOB2."""
    found = ["O"] * (40 * WIDTH)
    for start, end, label in mentions:
        found[start:end] = [f"B-{label}", *[f"I-{label}"] * (end - start - 1)]
    return found


@pytest.mark.parametrize("seed", range(10))
def test_nervaluate_counts_the_same_in_all_four_ways(seed):
    reference, other = drawn(seed)
    theirs = Evaluator([tags(reference)], [tags(other)], tags=LABELS, loader="list").evaluate()
    found = pairs(reference, other)
    for way, name in NAMES.items():
        ours, its = judge(found, way), theirs["overall"][name]
        assert (ours.correct, ours.incorrect, ours.partial, ours.missed, ours.spurious) == (
            its.correct, its.incorrect, its.partial, its.missed, its.spurious
        )  # fmt: skip
        assert (ours.precision, ours.recall, ours.f) == pytest.approx(
            (its.precision, its.recall, its.f1)
        )


@pytest.mark.parametrize("seed", range(10))
def test_seqeval_has_the_same_strict_figures(seed):
    reference, other = drawn(seed)
    both = [tags(reference)], [tags(other)]
    ours = judge(pairs(reference, other))
    for score, value in (
        (precision_score, ours.precision), (recall_score, ours.recall), (f1_score, ours.f),
    ):  # fmt: skip
        assert score(*both, mode="strict", scheme=IOB2) == pytest.approx(value)
