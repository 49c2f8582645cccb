"""Filtering, sorting, the queue, days and pace of the library."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.corrections import format_time
from annotations.library.days import day_of
from annotations.library.entry import (
    Entry,
    Facts,
    Presence,
    Progress,
    Standing,
    progress,
    tallied,
)
from annotations.library.filtering import FIELDS, LibraryFilter
from annotations.library.pace import pace
from annotations.library.queue import Order, OrderError
from annotations.library.sorting import Sort, arranged
from annotations.sources import Kind, SourceRef


def entry(
    name: str = "a.txt",
    title: str = "",
    day: str = "",
    presence: Presence = Presence.HERE,
    problem: str = "",
    labels: Iterable[tuple[str, int]] = (),
    **standing: object,
) -> Entry:
    """An article of the library."""
    facts = Facts(f"id of {name}", title, day, problem)
    ref = SourceRef(name, Kind.TEXT)
    stands = Standing(labels=tallied(labels), **standing)  # type: ignore[arg-type]
    return Entry.of(ref, facts, stands, presence)


def names(entries: list[Entry]) -> list[str]:
    return [one.ref.address for one in entries]


ARTICLES = [
    entry("x/a.txt", "Drones over Dushanbe", "2022-05-24", status="started", unreviewed=3,
          entities=9, labels=(("ORG", 2), ("GPE", 1)), tags=("border", "war"), doubt=2.5),
    entry("x/b.txt", "A quiet day", "2022-06", status="done", entities=4, flagged=True,
          labels=(("ORG", 4),), corrections=7),
    entry("y/c.txt", "“Zebra”", "2021", unreviewed=5, entities=5, labels=(("PERSON", 5),),
          doubt=4.0),
    entry("y/d.txt", presence=Presence.GONE),
]  # fmt: skip

entries = st.builds(
    entry,
    name=st.text("abcx/ ", min_size=1, max_size=6),
    title=st.text("aAbß “1", max_size=5),
    day=st.sampled_from(["", "2021", "2022-05", "2022-05-24", "2023-01-01"]),
    status=st.sampled_from(["new", "started", "done"]),
    entities=st.integers(0, 9),
    unreviewed=st.integers(0, 9),
    doubt=st.floats(0, 6),
    flagged=st.booleans(),
    labels=st.lists(st.tuples(st.sampled_from(["ORG", "GPE"]), st.integers(1, 3)), max_size=2).map(
        tuple
    ),
    tags=st.lists(st.sampled_from(["war", "Border"]), max_size=2).map(tuple),
)
lists = st.lists(entries, max_size=12)
queries = st.lists(
    st.builds(
        lambda field, value: f"{field}{value}",
        st.sampled_from(["", *(f"{name}:" for name in FIELDS)]),
        st.sampled_from(["", "a", "done", "ORG", "2022-05", "war", "yes", "no", '"a b"', ":"]),
    ),
    max_size=3,
).map(" ".join)


class TestFilter:
    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("", "abcd"),
            ("dushanbe", "a"),
            ("QUIET", "b"),
            ("y/", "cd"),
            ("war", "a"),
            ('"quiet day"', "b"),
            ("quiet zebra", ""),
            ("status:started", "a"),
            ("status:s", "a"),
            ("status:new", "cd"),
            ("status:gone", "d"),
            ("label:org", "ab"),
            ("label:per", "c"),
            ("label:ORG status:done", "b"),
            ("from:2022", "ab"),
            ("from:2022-05", "ab"),
            ("from:2022-05-25", "b"),
            ("from:2022-06", "b"),
            ("to:2022", "abc"),
            ("to:2022-05", "ac"),
            ("to:2022-05-23", "c"),
            ("from:2022 to:2022-05", "a"),
            ("from:", "abcd"),
            ("tag:border", "a"),
            ("tag:", "a"),
            ("flag:yes", "b"),
            ("flag:", "b"),
            ("flag:no", "acd"),
            ("title:zebra", "c"),
            ("source:y/c", "c"),
            ("Status:DONE", "b"),
            ("http://nothing", ""),
        ],
    )
    def test_what_is_meant(self, query: str, found: str):
        meant = LibraryFilter.parse(query).of(ARTICLES)
        assert "".join(one.ref.name[0] for one in meant) == found

    @given(st.text(max_size=40))
    def test_every_text_is_a_filter(self, query: str):
        assert LibraryFilter.parse(query).of(ARTICLES) == [
            one for one in ARTICLES if LibraryFilter.parse(query).matches(one)
        ]

    @given(lists, queries, queries)
    def test_more_words_mean_fewer_articles_in_the_same_order(self, found, one, other):
        both = LibraryFilter.parse(f"{one} {other}").of(found)
        step_by_step = LibraryFilter.parse(other).of(LibraryFilter.parse(one).of(found))
        assert both == step_by_step
        places = [next(i for i, e in enumerate(found) if e is one) for one in both]
        assert places == sorted(places)


class TestSort:
    @pytest.mark.parametrize(
        ("sort", "order"),
        [
            (Sort.ORDER, "abcd"),
            (Sort.TITLE, "bdac"),  # d has no title: its file's name
            (Sort.SOURCE, "abcd"),
            (Sort.DATE, "bacd"),
            (Sort.STATUS, "acdb"),
            (Sort.UNREVIEWED, "cabd"),
            (Sort.DOUBT, "cabd"),
            (Sort.ENTITIES, "acbd"),
            (Sort.CORRECTIONS, "bacd"),
        ],
    )
    def test_each(self, sort: Sort, order: str):
        found = arranged(ARTICLES, sort)
        assert "".join(one.ref.name[0] for one in found) == order

    def test_the_next_one_comes_round(self):
        sort, seen = Sort.ORDER, []
        for _ in Sort:
            seen.append(sort)
            sort = sort.next
        assert seen == list(Sort)
        assert sort is Sort.ORDER

    @given(lists, st.sampled_from(Sort), st.booleans())
    def test_nothing_is_lost_and_folders_stand_together(self, found, sort, by_folder):
        order = arranged(found, sort, by_folder=by_folder)
        assert sorted(map(id, order)) == sorted(map(id, found))
        if by_folder:
            folders = [one.folder for one in order]
            assert folders == sorted(folders)
        assert arranged(order, sort, by_folder=by_folder) == order


class TestQueue:
    @pytest.mark.parametrize(
        ("text", "order"),
        [
            ("listed", "abcd"),
            ("unreviewed", "cad"),
            ("doubtful", "cad"),
            ("label:ORG", "a"),
            ("label:person", "c"),
            ("label:NONE", ""),
        ],
    )
    def test_each(self, text: str, order: str):
        found = Order.parse(text).of(ARTICLES)
        assert "".join(one.ref.name[0] for one in found) == order

    @pytest.mark.parametrize("text", ["", "sideways", "label", "label:", "listed:1", "doubtful:x"])
    def test_what_is_none_is_refused_with_what_there_is(self, text: str):
        with pytest.raises(OrderError, match="unreviewed, doubtful, random"):
            Order.parse(text)

    @pytest.mark.parametrize("text", ["listed", "unreviewed", "random:7", "label:ORG"])
    def test_it_is_written_as_it_is_read(self, text: str):
        assert str(Order.parse(text)) == text
        assert Order.parse(f" {text} ") == Order.parse(text)

    def test_a_random_one_without_a_seed_gets_one(self):
        order = Order.parse("random")
        assert order.value
        assert Order.parse(str(order)) == order
        assert order.value in order.said

    @given(lists, st.integers(0, 5))
    def test_a_seed_gives_each_article_a_place_that_others_do_not_change(self, found, seed):
        order = Order.parse(f"random:{seed}")
        queue = order.of(found)
        assert order.of(queue[::-1][::-1]) == queue
        without = [one for one in found if one.ref.address != "a"]
        assert [one for one in queue if one.ref.address != "a"] == order.of(without)

    def test_seeds_differ(self):
        many = [entry(f"{number}.txt") for number in range(50)]
        assert names(Order.parse("random:1").of(many)) != names(Order.parse("random:2").of(many))

    @given(lists, st.sampled_from(["unreviewed", "doubtful", "random:1", "label:ORG"]))
    def test_what_is_done_needs_no_turn_and_the_rest_has_one_each(self, found, text):
        queue = Order.parse(text).of(found)
        left = [one for one in found if one.standing.status != "done"]
        if text.startswith("label"):
            left = [one for one in left if one.standing.labelled("ORG")]
        assert sorted(map(id, queue)) == sorted(map(id, left))


class TestDays:
    @pytest.mark.parametrize(
        ("date", "day"),
        [
            ("2022-05-24", "2022-05-24"),
            ("2022-5-4", "2022-05-04"),
            ("2022-05-24T10:00:00Z", "2022-05-24"),
            ("2022-05", "2022-05"),
            ("24 May 2022", "2022-05-24"),
            ("May 24, 2022", "2022-05-24"),
            ("Tuesday, 24 May 2022 at 9:15", "2022-05-24"),
            ("24.05.2022", "2022-05-24"),
            ("2022/05/24", "2022-05-24"),
            ("24/5/2022", "2022-05-24"),
            ("5/24/2022", "2022-05-24"),
            ("3/4/2022", "2022"),
            ("4/4/2022", "2022-04-04"),
            ("24 de mayo de 2022", "2022-05-24"),
            ("24. März 2022", "2022-03-24"),
            ("24 juin 2022", "2022-06-24"),
            ("24 juillet 2022", "2022-07-24"),
            ("24 мая 2022 г.", "2022-05-24"),
            ("2022年5月24日", "2022-05-24"),
            ("May 2022", "2022-05"),
            ("2022", "2022"),
            ("45 May 2022", "2022-05"),
            ("2022-13-01", "2022"),
            ("yesterday", ""),
            ("", ""),
        ],
    )
    def test_each(self, date: str, day: str):
        assert day_of(date) == day

    @given(st.text(max_size=30))
    def test_a_day_is_a_day_whatever_is_written(self, date: str):
        day = day_of(date)
        assert day == "" or (day[:4].isdecimal() and len(day) in (4, 7, 10))

    @given(st.dates(datetime(1600, 1, 1).date()))
    def test_iso_dates_are_as_they_are(self, date):
        assert day_of(date.isoformat()) == date.isoformat()


class TestPace:
    START = datetime(2026, 11, 22, 9, tzinfo=UTC)

    def times(self, *minutes: float) -> list[str]:
        return [format_time(self.START + timedelta(minutes=one)) for one in minutes]

    def test_articles_an_hour(self):
        assert pace(self.times(0, 6, 12)) == pytest.approx(10)

    def test_pauses_do_not_count(self):
        assert pace(self.times(0, 6, 12, 600, 606)) == pytest.approx(10)

    def test_many_marked_at_once_are_no_pace(self):
        assert pace(self.times(0, 0.001, 0.002, 0.003)) is None
        assert pace(self.times(0, 6, 12, 12.001, 12.002)) == pytest.approx(10)

    def test_this_session_comes_before_all_time(self):
        times = self.times(0, 10, 20, 60 * 24, 60 * 24 + 2, 60 * 24 + 4)
        assert pace(times, self.times(60 * 23)[0]) == pytest.approx(30)
        assert pace(times, self.times(60 * 48)[0]) == pytest.approx(10)

    def test_nothing_is_said_of_little(self):
        assert pace([]) is None
        assert pace(["", *self.times(0, 5)]) is None


def test_progress_is_that_of_the_articles():
    sums = progress(ARTICLES)
    assert sums == Progress(4, 1, 18, 8)
    assert sums.reviewed == pytest.approx(10 / 18)
    assert Progress().reviewed is None
