"""A table of items by place: whatever changed, it finds what a look at every item finds."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations import span_table
from annotations.span import Span
from annotations.span_table import SpanTable, place
from tests.annotations.strategies import span_lists

TEXT = "x" * 24
REACH = 4
"""Characters of a bucket here: spans lie in several, across two, and over many."""


@pytest.fixture(autouse=True, scope="module")
def small_buckets():
    patch = pytest.MonkeyPatch()
    patch.setattr(span_table, "REACH", REACH)
    yield
    patch.undo()


@dataclass(frozen=True, slots=True)
class Item:
    id: str
    span: Span


def items(max_size: int = 14) -> st.SearchStrategy[list[Item]]:
    return span_lists(TEXT, max_size=max_size).map(lambda spans: [Item(s.key, s) for s in spans])


def table(found: list[Item]) -> SpanTable[Item]:
    return SpanTable().with_changes((), found)


@given(items())
def test_holds_its_items_in_document_order(found):
    assert list(table(found)) == sorted(found, key=place)
    assert len(table(found)) == len(found)


@given(items(), st.integers(0, 24), st.integers(0, 24))
def test_finds_what_overlaps(found, start, end):
    expected = [i for i in sorted(found, key=place) if i.span.start < end and start < i.span.end]
    assert table(found).overlapping(start, end) == expected


@given(items(), st.integers(0, 24), st.sampled_from([1, -1]), st.sampled_from(["GPE", ""]))
def test_finds_what_is_beside(found, offset, step, unwanted):
    wanted = [i for i in sorted(found, key=place) if i.span.label != unwanted]
    behind = [i for i in wanted if i.span.start > offset]
    before = [i for i in wanted if i.span.start < offset]
    expected = (behind[0] if behind else None) if step > 0 else (before[-1] if before else None)
    assert table(found).beside(offset, step, lambda i: i.span.label != unwanted) == expected


@given(items(), items(), st.data())
def test_the_next_version_has_what_came_and_not_what_went(first, more, data):
    gone = [i for i in first if data.draw(st.booleans())]
    come = [i for i in more if i not in first or i in gone]
    before = table(first)
    after = before.with_changes(gone, come)
    expected = sorted([i for i in first if i not in gone] + come, key=place)
    assert list(after) == expected
    assert len(after) == len(expected)
    assert list(before) == sorted(first, key=place), "the earlier version is as it was"


@given(items(), items())
def test_tells_what_differs_from_another_version(first, more):
    before = table(first)
    after = before.with_changes(first[:2], [i for i in more if i not in first])
    differing = {i.id for i in before.differences(after)}
    assert differing == {i.id for i in first} ^ {i.id for i in after}
    assert list(after.differences(after)) == []


def test_versions_share_what_did_not_change():
    spans = [Span.of(TEXT, at, at + 1, "X") for at in range(24)]
    before = table([Item(s.key, s) for s in spans])
    after = before.with_changes([next(iter(before))], ())
    assert sum(before._buckets[n] is after._buckets[n] for n in before._buckets) == 5
