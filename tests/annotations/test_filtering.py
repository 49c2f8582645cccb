"""Filters as people type them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.annotation import Annotation, Status
from annotations.filtering import Filter
from annotations.predictions import Pipeline
from annotations.span import Span

SPAN = Span(0, 8, "GPE", "New York")
NEW = Annotation("0-8:GPE", SPAN, Status.PREDICTED, SPAN, Pipeline("small", "1"))
DONE = replace(NEW, status=Status.CORRECTED, annotator="Ann", note="Check the state", link="Q60")


@pytest.mark.parametrize(
    ("query", "new", "done"),
    [
        ("", True, True),
        ("york", True, True),
        ("YORK", True, True),
        ("london", False, False),
        ("york new", True, False),
        ("york New", True, True),
        ('"new"', True, True),
        ('"new york"', True, True),
        ('"york new"', False, False),
        ('"new yo', True, True),
        ("text:new", True, True),
        ("label:GPE", True, True),
        ("label:gp", True, True),
        ("label:ORG", False, False),
        ("label:GPE corrected", False, True),
        ("status:new", True, False),
        ("status:predicted", True, False),
        ("status:corr", False, True),
        ("status:", True, True),
        ("status:none", False, False),
        ("note:", False, True),
        ('note:"the state"', False, True),
        ("note:city", False, False),
        ("link:", False, True),
        ("link:q60", False, True),
        ("by:ann", False, True),
        ("by:small", True, False),
        ("label:GPE note:state by:ann york", False, True),
        ("label:ORG note:state", False, False),
    ],
)
def test_what_is_meant(query: str, new: bool, done: bool) -> None:
    only = Filter.parse(query)
    assert (only.matches(NEW), only.matches(DONE)) == (new, done)


@given(st.text(alphabet=st.sampled_from('ab :"lenotwslab'), max_size=20))
def test_every_text_is_a_filter_of_words_and_other_conditions(query: str) -> None:
    only = Filter.parse(query)
    for annotation in (NEW, DONE):
        surface = annotation.span.text.casefold()
        words = all(word in surface for word in only.words)
        assert only.matches(annotation) == (words and only.without_words.matches(annotation))


@given(st.lists(st.sampled_from(["york", "label:GPE", "new", "note:", '"new york"', "by:bob"])))
def test_words_combine(words: list[str]) -> None:
    for annotation in (NEW, DONE):
        each = all(Filter.parse(word).matches(annotation) for word in words)
        assert Filter.parse(" ".join(words)).matches(annotation) == each


@pytest.mark.parametrize(
    ("query", "asked"),
    [("status:rejected", True), ("rejected", True), ("status:rej", True), ("status:", False),
     ("", False), ("new", False)],
)  # fmt: skip
def test_it_knows_whether_a_status_is_named(query: str, asked: bool) -> None:
    assert Filter.parse(query).asks_for(Status.REJECTED) == asked
