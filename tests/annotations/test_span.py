"""A span is a stretch of an article that says what stands there."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.errors import PostilError, SpanError
from annotations.span import Span, document_order, filter_spans
from tests.annotations.strategies import ranges, span_lists, texts, texts_with_spans

TEXT = "Donald Lu is in Dushanbe."
LU = Span.of(TEXT, 0, 9, "PERSON")
GOOD = {"start": 0, "end": 1, "label": "X", "text": "a"}


def span(start: int, end: int, label: str = "GPE") -> Span:
    return Span(start, end, label, "x" * (end - start))


class TestInvariant:
    @given(texts_with_spans())
    def test_what_the_span_says_stands_in_the_text(self, found):
        text, spans = found
        for one in spans:
            assert text[one.start : one.end] == one.text
            one.check(text)

    @settings(max_examples=40)
    @given(texts_with_spans(), st.data())
    def test_holds_after_a_resize(self, found, data):
        text, spans = found
        for one in spans:
            start, end = data.draw(ranges(text))
            resized = one.resized(text, start, end)
            assert (resized.range, resized.label) == ((start, end), one.label)
            resized.check(text)

    @given(texts(), st.integers(-3, 30), st.integers(-3, 30))
    def test_no_span_reaches_outside_its_text(self, text, start, end):
        if 0 <= start < end <= len(text):
            Span.of(text, start, end, "X").check(text)
        else:
            with pytest.raises(SpanError):
                Span.of(text, start, end, "X")

    @pytest.mark.parametrize("text", ["Ronald Lu is here.", "Donald L", "", "  Donald Lu"])
    def test_another_text_is_noticed(self, text):
        with pytest.raises(SpanError, match="span 0-9 says “Donald Lu” where the article says"):
            LU.check(text)


class TestRefused:
    @pytest.mark.parametrize("offset", [True, 0.0, 1.5, "1", None, math.nan], ids=repr)
    @pytest.mark.parametrize("place", ["start", "end"])
    def test_offsets_that_are_no_whole_numbers(self, offset, place):
        offsets = {"start": 0, "end": 1, place: offset}
        with pytest.raises(SpanError, match="not a whole number"):
            Span(**offsets, label="X", text="a")
        with pytest.raises(SpanError):
            Span.of("abc", **offsets, label="X")

    @pytest.mark.parametrize(("start", "end"), [(-1, 1), (2, 2), (3, 2), (-2, -1)])
    def test_offsets_out_of_order(self, start, end):
        with pytest.raises(SpanError, match="empty or reversed"):
            Span(start, end, "X", "a" * max(0, end - start))

    @pytest.mark.parametrize("surface", ["", "a", "abc"])
    def test_a_surface_of_another_length(self, surface):
        with pytest.raises(SpanError, match="does not fit"):
            Span(0, 2, "X", surface)

    @pytest.mark.parametrize("label", ["", None])
    def test_no_label(self, label):
        with pytest.raises(SpanError):
            Span(0, 1, label, "a")

    def test_as_an_error_of_ours_and_a_value_error(self):
        with pytest.raises(PostilError):
            Span(1, 0, "X", "")
        with pytest.raises(ValueError, match="empty"):
            Span(1, 0, "X", "")


class TestFragments:
    def test_lie_in_order_from_end_to_end(self):
        assert Span(0, 9, "X", "a" * 9, ((0, 2), (4, 6), (7, 9))).key == "0-2,4-6,7-9:X"

    @pytest.mark.parametrize(
        "fragments",
        [
            ((1, 2), (4, 9)),
            ((0, 2), (4, 8)),
            ((4, 9), (0, 2)),
            ((0, 5), (4, 9)),
            ((0, 0), (4, 9)),
            ((0, 2), (2, 9)),
            ((0, 10),),
            ((False, 2), (4, 9)),
            ((0.0, 2), (4, 9)),
            ((0, 2), (4.0, 9)),
        ],
        ids=repr,
    )
    def test_are_refused_otherwise(self, fragments):
        with pytest.raises(SpanError):
            Span(0, 9, "X", "a" * 9, fragments)

    def test_stay_when_the_label_changes_and_go_with_the_extent(self):
        parts = Span(0, 9, "X", "a" * 9, ((0, 2), (4, 9)))
        assert parts.relabelled("Y").fragments == parts.fragments
        assert parts.resized("a" * 9, 0, 5).fragments == ()


class TestDictionary:
    @settings(max_examples=40)
    @given(texts_with_spans(), st.none() | st.floats(0, 1))
    def test_round_trip_through_json(self, found, score):
        text, spans = found
        for one in spans:
            scored = Span.of(text, *one.range, one.label, score=score)
            assert Span.from_dict(json.loads(json.dumps(scored.to_dict()))) == scored

    def test_fragments_survive(self):
        parts = Span(0, 9, "X", "a" * 9, ((0, 2), (4, 9)))
        assert Span.from_dict(json.loads(json.dumps(parts.to_dict()))) == parts

    def test_says_only_what_there_is_to_say(self):
        assert LU.to_dict() == {"start": 0, "end": 9, "label": "PERSON", "text": "Donald Lu"}
        assert Span.of(TEXT, 0, 9, "PERSON", score=0.0).to_dict()["score"] == 0.0

    @pytest.mark.parametrize("missing", sorted(GOOD))
    def test_refuses_a_missing_field(self, missing):
        data = {key: value for key, value in GOOD.items() if key != missing}
        with pytest.raises(SpanError, match=missing):
            Span.from_dict(data)

    @pytest.mark.parametrize(
        "wrong",
        [
            {"start": True},
            {"end": 1.0},
            {"start": "0"},
            {"start": -1, "end": 0},
            {"start": 1, "end": 0},
            {"label": 5},
            {"label": ["X"]},
            {"text": ["a"]},
            {"text": None},
            {"fragments": 3},
            {"fragments": [3]},
            {"fragments": [[0]]},
            {"fragments": [[0, 1, 1]]},
            {"fragments": ["01"]},
            {"fragments": [[0.0, 1]]},
            {"score": "high"},
            {"score": True},
        ],
        ids=repr,
    )
    def test_refuses_a_wrong_field(self, wrong):
        with pytest.raises(SpanError):
            Span.from_dict(GOOD | wrong)

    @pytest.mark.parametrize("data", [None, [], "span", 3, [[0, 1, "X"]]], ids=repr)
    def test_refuses_what_is_no_object(self, data):
        with pytest.raises(SpanError):
            Span.from_dict(data)


class TestHowSpansLie:
    @pytest.mark.parametrize(
        ("one", "other", "overlaps", "contains", "crosses"),
        [
            ((0, 4), (4, 8), False, False, False),
            ((0, 4), (6, 8), False, False, False),
            ((0, 4), (3, 8), True, False, True),
            ((0, 8), (2, 4), True, True, False),
            ((2, 4), (0, 8), True, False, False),
            ((0, 4), (0, 4), True, True, False),
            ((0, 8), (0, 4), True, True, False),
            ((0, 8), (4, 8), True, True, False),
        ],
    )
    def test_by_example(self, one, other, overlaps, contains, crosses):
        one, other = span(*one), span(*other)
        assert one.overlaps(other) is overlaps
        assert other.overlaps(one) is overlaps
        assert one.contains(other) is contains
        assert one.crosses(other) is crosses
        assert other.crosses(one) is crosses

    @given(span_lists("x" * 12))
    def test_by_characters(self, spans):
        for one in spans:
            for other in spans:
                mine, theirs = set(range(*one.range)), set(range(*other.range))
                assert one.overlaps(other) is bool(mine & theirs)
                assert one.contains(other) is (theirs <= mine)
                assert one.crosses(other) is bool(mine & theirs and mine - theirs and theirs - mine)

    def test_document_order_has_the_outer_first(self):
        spans = [span(4, 5), span(0, 2), span(0, 9), span(0, 2, "DATE")]
        ordered = sorted(spans, key=document_order)
        assert [(s.range, s.label) for s in ordered] == [
            ((0, 9), "GPE"), ((0, 2), "DATE"), ((0, 2), "GPE"), ((4, 5), "GPE"),
        ]  # fmt: skip


class TestRelabel:
    def test_keeps_the_place_and_drops_the_score(self):
        scored = Span.of(TEXT, 0, 9, "PERSON", score=0.9)
        assert scored.relabelled("ORG") == Span.of(TEXT, 0, 9, "ORG")

    def test_key_names_extent_and_label(self):
        assert LU.key == "0-9:PERSON"


class TestFilterSpans:
    @given(span_lists("x" * 12, max_size=10))
    def test_chooses_as_spacy_does(self, spans):
        from spacy.util import filter_spans as of_spacy

        assert filter_spans(spans) == of_spacy(spans)

    @given(span_lists("x" * 12, max_size=10))
    def test_what_is_left_does_not_overlap_and_what_is_gone_did(self, spans):
        kept = filter_spans(spans)
        for one in spans:
            in_way = [other for other in kept if other is not one and other.overlaps(one)]
            assert bool(in_way) is (one not in kept)

    def test_of_equal_spans_the_first_given_stays(self):
        assert filter_spans([span(0, 4, "B"), span(0, 4, "A")]) == [span(0, 4, "B")]
