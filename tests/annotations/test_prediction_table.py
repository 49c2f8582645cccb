"""The table of untouched predictions: it finds what a look at every one of them finds."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations import prediction_table
from annotations.annotation import Annotation, Status
from annotations.prediction_table import FARTHEST, PredictionTable
from annotations.predictions import MEMORY, Pipeline, Proposal
from annotations.span import Span
from annotations.span_table import place
from tests.annotations.strategies import span_lists

TEXT = "abcd" * 6
REACH = 5
"""Characters of a bucket here: spans lie in several, and across two."""
PIPELINES = [Pipeline("one", "1"), Pipeline("two", "2", {"cut": 3})]


@pytest.fixture(autouse=True, scope="module")
def small_buckets():
    patch = pytest.MonkeyPatch()
    patch.setattr(prediction_table, "REACH", REACH)
    yield
    patch.undo()


def predicted(span: Span, pipeline: Pipeline = PIPELINES[0]) -> Annotation:
    return Annotation(span.key, span, Status.PREDICTED, span, pipeline)


@st.composite
def predictions(draw: st.DrawFn, max_size: int = 14) -> list[Annotation]:
    spans = {span.key: span for span in draw(span_lists(TEXT, max_size=max_size))}
    made = [predicted(span, draw(st.sampled_from(PIPELINES))) for span in spans.values()]
    return [annotation for annotation in made if PredictionTable.takes(annotation)]


def table(found: list[Annotation]) -> PredictionTable:
    return PredictionTable().with_changes((), found)


def in_order(found: list[Annotation]) -> list[Annotation]:
    return sorted(found, key=place)


@given(predictions())
def test_holds_its_predictions_in_document_order(found):
    assert list(table(found)) == in_order(found)
    assert len(table(found)) == len(found)


@given(predictions())
def test_finds_each_by_its_id_and_nothing_else(found):
    made = table(found)
    assert [made.get(annotation.id) for annotation in found] == found
    known = {annotation.id for annotation in found}
    for id in ("", "+1", "0-1", "00-1:ORG", "0-1:", f"0-{10**30}:ORG", "²-3:ORG", "3-2:ORG"):
        assert made.get(id) is None
    for start in range(len(TEXT)):
        id = f"{start}-{start + 1}:GPE"
        assert (made.get(id) is not None) == (id in known)


@given(predictions(), st.integers(0, 24), st.integers(0, 24))
def test_finds_what_overlaps(found, start, end):
    expected = [a for a in in_order(found) if a.span.start < end and start < a.span.end]
    assert table(found).overlapping(start, end) == expected


@given(predictions(), st.integers(0, 24), st.sampled_from([1, -1]))
def test_finds_what_is_beside(found, offset, step):
    behind = [a for a in in_order(found) if a.span.start > offset]
    before = [a for a in in_order(found) if a.span.start < offset]
    expected = (behind[0] if behind else None) if step > 0 else (before[-1] if before else None)
    assert table(found).beside(offset, step) == expected


@given(predictions())
def test_finds_the_mentions_of_a_text(found):
    made = table(found)
    assert made.texts == {annotation.span.text for annotation in found}
    for text in (*made.texts, "nowhere"):
        expected = [a for a in in_order(found) if a.span.text == text]
        mentions = made.mentions(text)
        assert in_order([a for alike in mentions for a in alike.annotations]) == expected
        assert sorted(id for alike in mentions for id in alike) == sorted(a.id for a in expected)
        for alike in mentions:
            assert [alike[n] for n in range(len(alike))] == alike[:] == [*alike]


def counts(made: PredictionTable) -> dict[str, int]:
    """How many predictions have each text, whatever their kind."""
    return {text: sum(map(len, made.mentions(text))) for text in made.texts}


@given(predictions(), predictions(), st.data())
def test_the_next_version_has_what_came_and_not_what_went(first, more, data):
    gone = [a for a in first if data.draw(st.booleans())]
    left = {a.id for a in first if a not in gone}
    come = [a for a in more if a.id not in left]
    before = table(first)
    after = before.with_changes(gone, come)
    expected = in_order([a for a in first if a not in gone] + come)
    assert list(after) == expected
    assert len(after) == len(expected)
    assert after == table(expected), "however it came to be"
    assert counts(after) == counts(table(expected))
    assert list(before) == in_order(first), "the earlier version is as it was"


@given(predictions(), predictions(), st.booleans())
def test_tells_what_differs_from_another_version(first, more, related):
    before = table(first)
    left = [a for a in more if a.id not in {b.id for b in first}]
    after = before.with_changes(first[:2], left) if related else table(more)
    here, there = list(before), list(after)
    expected = [a for a in here if a not in there] + [a for a in there if a not in here]
    assert sorted(map(repr, before.differences(after))) == sorted(map(repr, expected))
    places = sorted((a.span.start, a.span.end, a.span.label) for a in expected)
    assert sorted(before.differing_places(after)) == places
    assert set(before.differing_texts(after)) == {a.span.text for a in expected}
    assert (before == after) == (not expected)
    assert list(after.differences(after)) == []


def test_versions_share_what_did_not_change():
    spans = [Span.of(TEXT, at, at + 1, "X") for at in range(24)]
    before = table([predicted(span) for span in spans])
    after = before.with_changes([next(iter(before))], ())
    assert sum(before._buckets[n] is after._buckets[n] for n in before._buckets) == 4


SPAN = Span.of(TEXT, 0, 3, "X")


def test_takes_what_is_as_its_pipeline_said():
    assert PredictionTable.takes(predicted(SPAN))


@pytest.mark.parametrize(
    "other",
    [
        replace(predicted(SPAN), note="hm"),
        replace(predicted(SPAN), link="Q1"),
        replace(predicted(SPAN), status=Status.ACCEPTED, annotator="ann"),
        replace(predicted(SPAN), predicted=None),
        replace(predicted(SPAN), pipeline=None),
        replace(predicted(SPAN), id="+1"),
        replace(predicted(SPAN), span=SPAN.relabelled("Y")),
        replace(predicted(SPAN), proposal=Proposal(SPAN.key, SPAN), proposer=Pipeline(MEMORY)),
        predicted(SPAN, Pipeline(MEMORY)),
        predicted(SPAN, PIPELINES[0].of_earlier_text()),
        predicted(replace(SPAN, score=0.5)),
        predicted(replace(SPAN, fragments=((0, 1), (2, 3)))),
        predicted(Span.of(TEXT, 0, REACH + 1, "X")),
        predicted(Span(FARTHEST, FARTHEST + 1, "X", "a")),
    ],
    ids=[
        "note",
        "link",
        "accepted",
        "unpredicted",
        "unmade",
        "id",
        "relabelled",
        "proposal",
        "memory",
        "carried",
        "score",
        "fragments",
        "long",
        "far",
    ],
)
def test_takes_nothing_that_its_columns_do_not_hold(other):
    assert not PredictionTable.takes(other)
