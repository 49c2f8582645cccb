"""A correction is an event: stamped once, appended, never changed."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.corrections import (
    Author,
    Change,
    Correction,
    Kind,
    format_time,
    in_order,
    new_id,
    parse_time,
    undone_batches,
)
from annotations.errors import CorrectionError
from tests.annotations.strategies import ARTICLE, at, event, token_span, token_spans

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=9)


def change_of(kind: Kind) -> st.SearchStrategy[Change]:
    spans = st.none() | token_spans()
    ends = st.none() | st.tuples(words, words)
    return st.builds(Change, st.just(kind), words, spans, spans, words, ends)


class TestDictionary:
    @given(st.sampled_from(Kind).flatmap(change_of), st.integers(0, 10**6))
    def test_round_trip_through_json(self, change, second):
        stamped = event(second, change)
        assert Correction.from_dict(json.loads(json.dumps(stamped.to_dict()))) == stamped

    def test_says_only_what_there_is_to_say(self):
        tagged = event(0, Change(Kind.TAG, value="border"))
        assert tagged.to_dict() == {
            "id": "e0000", "batch": "b-e0000", "time": "2026-11-22T00:00:00.000000Z",
            "annotator": "ann", "article": ARTICLE.id, "kind": "tag", "value": "border",
        }  # fmt: skip

    def test_fields_of_a_newer_version_are_kept(self):
        data = event(0, Change(Kind.FLAG, value="yes")).to_dict() | {"device": {"name": "tab"}}
        assert Correction.from_dict(data).to_dict() == data
        assert Correction.from_dict(data).extra == {"device": {"name": "tab"}}

    GOOD = event(0, Change(Kind.ACCEPT, "0-2:GPE", after=token_span(0))).to_dict()

    @pytest.mark.parametrize("missing", ["id", "batch", "article", "annotator", "time", "kind"])
    def test_refuses_a_missing_field(self, missing):
        data = {key: value for key, value in self.GOOD.items() if key != missing}
        with pytest.raises(CorrectionError, match=missing):
            Correction.from_dict(data)

    @pytest.mark.parametrize(
        "wrong",
        [
            {"kind": "explode"},
            {"kind": None},
            {"kind": ["accept"]},
            {"after": {"start": 3, "end": 1, "label": "X", "text": "a"}},
            {"after": [0, 2]},
            {"before": "aa"},
            {"ends": ["a"]},
            {"ends": 3},
            {"id": 7},
            {"batch": None},
            {"annotator": ["ann"]},
            {"target": 5},
            {"value": {"a": 1}},
            {"time": 0},
            {"time": "yesterday"},
            {"time": "2026-11-22T14:00:00Z"},
            {"time": "2026-13-22T14:00:00.000000Z"},
            {"time": "2026-11-22T14:00:00.000000+00:00"},
        ],
        ids=repr,
    )
    def test_refuses_a_wrong_field(self, wrong):
        with pytest.raises(CorrectionError):
            Correction.from_dict(self.GOOD | wrong)

    @pytest.mark.parametrize("data", [None, [], "event", 3], ids=repr)
    def test_refuses_what_is_no_object(self, data):
        with pytest.raises(CorrectionError):
            Correction.from_dict(data)


class TestOrder:
    def test_is_by_time_then_id_each_id_once(self):
        first, twin, last = (
            event(1, Change(Kind.FLAG), id="b"),
            event(1, Change(Kind.FLAG), id="a"),
            event(2, Change(Kind.FLAG), id="0"),
        )
        assert in_order([last, first, twin, first]) == [twin, first, last]

    @given(st.lists(st.integers(0, 9), max_size=9), st.randoms())
    def test_does_not_depend_on_how_events_arrive(self, seconds, random):
        events = [event(s, Change(Kind.FLAG), id=f"{n}") for n, s in enumerate(seconds)]
        arrived = [*events, *events]
        random.shuffle(arrived)
        assert in_order(arrived) == in_order(events)
        assert sorted(one.order for one in events) == [one.order for one in in_order(arrived)]


class TestUndoneBatches:
    def undo(self, second: int, target: str) -> Correction:
        return event(second, Change(Kind.UNDO, target), batch=f"u{second}")

    def test_undo_names_a_batch(self):
        assert undone_batches([self.undo(1, "b")]) == {"b"}

    def test_undo_of_the_undo_brings_it_back(self):
        assert undone_batches([self.undo(1, "b"), self.undo(2, "u1")]) == {"u1"}

    def test_and_so_on(self):
        chain = [self.undo(1, "b"), self.undo(2, "u1"), self.undo(3, "u2")]
        assert undone_batches(chain) == {"b", "u2"}

    def test_undone_again_after_a_redo(self):
        chain = [self.undo(1, "b"), self.undo(2, "u1"), self.undo(3, "b")]
        assert undone_batches(chain) == {"b", "u1"}

    def test_twice_is_once(self):
        assert undone_batches([self.undo(1, "b"), self.undo(2, "b")]) == {"b"}


class TestAuthor:
    @given(
        st.lists(st.datetimes(datetime(1980, 1, 1), datetime(2100, 1, 1)), min_size=1),
        st.lists(st.integers(0, 10**8)),
    )
    def test_stamps_later_than_everything_it_saw_whatever_the_clock_says(self, clock, seen):
        ticks = iter([moment.replace(tzinfo=UTC) for moment in clock])
        author = Author("ann", now=lambda: next(ticks))
        saw = [event(second, Change(Kind.FLAG)) for second in seen]
        author.saw(saw)
        stamped = [author.stamp("a", [Change(Kind.FLAG)])[0] for _ in clock]
        assert all(old.time < new.time for old in saw for new in stamped)
        assert in_order(stamped) == stamped
        assert len({one.time for one in stamped}) == len(stamped)

    def test_uses_the_clock_when_it_can(self):
        author = Author("ann", now=lambda: NOON)
        first, second = author.stamp("a", [Change(Kind.FLAG), Change(Kind.TAG)])
        assert first.time == "2026-11-22T12:00:00.000000Z"
        assert second.time == "2026-11-22T12:00:00.000001Z"

    def test_does_not_forget_when_it_sees_older_events(self):
        author = Author("ann", now=lambda: NOON - timedelta(days=9))
        author.saw([event(9, Change(Kind.FLAG))])
        author.saw([event(3, Change(Kind.FLAG))])
        author.saw([])
        assert author.stamp("a", [Change(Kind.FLAG)])[0].time > at(9)

    def test_one_act_is_one_batch_in_the_order_given(self):
        changes = [Change(Kind.TAG, value=value) for value in "xyz"]
        stamped = Author("ann").stamp("article", changes)
        assert [one.change for one in in_order(stamped)] == changes
        assert len({one.batch for one in stamped}) == 1
        assert len({one.id for one in stamped}) == 3
        assert {(one.article, one.annotator) for one in stamped} == {("article", "ann")}

    def test_an_act_may_be_joined(self):
        author = Author("ann")
        [first] = author.stamp("a", [Change(Kind.TAG)])
        [second] = author.stamp("b", [Change(Kind.TAG)], first.batch)
        [third] = author.stamp("b", [Change(Kind.TAG)])
        assert first.batch == second.batch != third.batch

    def test_nothing_is_nothing(self):
        assert Author("ann").stamp("a", []) == []


class TestTime:
    @given(st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1)))
    def test_round_trip(self, moment):
        moment = moment.replace(tzinfo=UTC)
        assert parse_time(format_time(moment)) == moment

    @given(st.lists(st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1))))
    def test_sorts_as_text(self, moments):
        moments = [moment.replace(tzinfo=UTC) for moment in moments]
        assert sorted(map(format_time, moments)) == [format_time(m) for m in sorted(moments)]

    def test_is_utc_wherever_the_clock_stands(self):
        dushanbe = timezone(timedelta(hours=5))
        assert format_time(datetime(2022, 5, 24, 1, tzinfo=dushanbe)).startswith("2022-05-23T20:")

    def test_ids_differ(self):
        assert len({new_id() for _ in range(99)}) == 99
