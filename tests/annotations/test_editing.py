"""Decisions about a list of mentions: each of them, in one batch."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.annotation_set import AnnotationSet, Status
from annotations.corrections import Author, Change, Kind
from annotations.decisions import Decision
from annotations.editing import (
    Edit,
    accept_each,
    annotate_each,
    edit_each,
    nearest,
    reject_each,
    relabel_each,
)
from annotations.predictions import Pipeline, Predictions
from annotations.span import Span

TEXT = "Donald Lu met Lu. Donald\nLu left the Lu family. The Lake and the Lake Cup."
PIPELINE = Pipeline("small", "1")
LU = [Span.of(TEXT, 0, 9, "PERSON"), Span.of(TEXT, 18, 27, "PERSON")]
LAKE = Span.of(TEXT, TEXT.index("Lake"), TEXT.index("Lake") + 4, "LOC")
AUTHOR = Author("ann")


def start() -> AnnotationSet:
    return AnnotationSet.fold("x", [Predictions("x", PIPELINE, (*LU, LAKE))])


def after(current: AnnotationSet, decision: Decision) -> AnnotationSet:
    return current.with_events(AUTHOR.stamp("x", decision.changes))


def ids(current: AnnotationSet) -> list[str]:
    return [a.id for a in current]


def outcome(current: AnnotationSet) -> list[tuple[str, str, str]]:
    return [(a.span.text, a.span.label, str(a.status)) for a in current]


class TestEach:
    def test_accepts_what_is_open(self) -> None:
        current = start()
        decision = accept_each(current, ids(current))
        assert decision.mentions == 3
        current = after(current, decision)
        assert {a.status for a in current} == {Status.ACCEPTED}
        assert accept_each(current, ids(current)).changes == ()

    def test_brings_back_what_was_rejected_where_nothing_stands(self) -> None:
        current = start()
        gone = after(current, reject_each(current, [LAKE.key]))
        assert len(gone) == 2
        back = after(gone, accept_each(gone, [LAKE.key]))
        assert outcome(back)[-1] == ("Lake", "LOC", "accepted")
        taken = after(
            gone,
            Decision(
                (Change(Kind.ADD, "+1", after=Span.of(TEXT, LAKE.start - 4, LAKE.end, "FAC")),)
            ),
        )
        assert accept_each(taken, [LAKE.key]).changes == ()

    def test_relabels_the_others_and_accepts_the_same(self) -> None:
        current = start()
        current = after(current, relabel_each(current, ids(current), "LOC"))
        assert [(a.span.label, a.status) for a in current] == [
            ("LOC", Status.CORRECTED), ("LOC", Status.CORRECTED), ("LOC", Status.ACCEPTED)
        ]  # fmt: skip

    @pytest.mark.parametrize("kind", [Kind.NOTE, Kind.LINK])
    def test_annotates_those_that_say_something_else(self, kind: Kind) -> None:
        current = start()
        current = after(current, annotate_each(current, [LU[0].key], kind, "hm"))
        decision = annotate_each(current, ids(current), kind, "hm")
        assert [change.target for change in decision.changes] == [LU[1].key, LAKE.key]

    def test_unknown_ones_are_left_out(self) -> None:
        assert accept_each(start(), ["nobody"]) == Decision()


class TestNearest:
    @pytest.mark.parametrize(
        ("place", "surface", "found"),
        [
            ((0, 9), "Lu", (7, 9)),
            ((14, 16), "Donald Lu", None),
            ((14, 16), "met Lu.", (10, 17)),
            ((18, 27), "Donald Lu", (18, 27)),
            ((25, 27), "Donald Lu", (18, 27)),
            ((25, 27), "", None),
            ((0, 9), "Pentagon", None),
        ],
    )
    def test_it_shares_a_character_with_the_old_place(self, place, surface, found) -> None:
        assert nearest(TEXT, place, surface) == found

    @given(st.data())
    def test_it_finds_what_stands_there(self, data: st.DataObject) -> None:
        start = data.draw(st.integers(0, len(TEXT) - 1))
        end = data.draw(st.integers(start + 1, len(TEXT)))
        surface = TEXT[start:end]
        found = nearest(TEXT, (start, end), surface)
        if not surface.strip():
            assert found is None
        else:
            assert found is not None
            assert found[0] < end
            assert start < found[1]
            assert TEXT[slice(*found)].split() == surface.split()


class TestEdit:
    def test_all_at_once_for_every_mention(self) -> None:
        current = start()
        edit = Edit("NORP", "Lu", "Q1", "the man")
        decision = edit_each(current, TEXT, [s.key for s in LU], edit)
        assert decision.mentions == 2
        current = after(current, decision)
        assert outcome(current)[:2] == [("Lu", "NORP", "corrected")] * 2
        assert [(a.link, a.note) for a in current][:2] == [("Q1", "the man")] * 2

    def test_what_does_not_change_is_no_event(self) -> None:
        current = start()
        edit = Edit("PERSON", "Donald Lu", "", "")
        assert edit_each(current, TEXT, [LU[0].key], edit).changes == ()

    def test_a_note_is_no_review(self) -> None:
        current = start()
        current = after(current, edit_each(current, TEXT, [LU[0].key], Edit(note="hm")))
        assert outcome(current)[0] == ("Donald Lu", "PERSON", "predicted")

    def test_where_the_text_does_not_stand_the_extent_stays(self) -> None:
        current = start()
        edit = Edit(surface="Donald Lu met")
        current = after(current, edit_each(current, TEXT, [s.key for s in LU], edit))
        assert [a.span.text for a in current][:2] == ["Donald Lu met", "Donald\nLu"]

    def test_a_prediction_in_the_way_is_replaced_a_decision_blocks(self) -> None:
        inner = Span.of(TEXT, 14, 16, "PERSON")
        current = AnnotationSet.fold("x", [Predictions("x", PIPELINE, (*LU, inner))])
        edit = Edit(surface="Donald Lu met Lu")
        assert len(after(current, edit_each(current, TEXT, [LU[0].key], edit))) == 2
        judged = after(current, accept_each(current, [inner.key]))
        blocked = edit_each(judged, TEXT, [LU[0].key], edit)
        assert [a.id for a in blocked.blocking] == [inner.key]
        assert blocked.changes == ()
        forced = edit_each(judged, TEXT, [LU[0].key], edit, force=True)
        assert len(after(judged, forced)) == 2
