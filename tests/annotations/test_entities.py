"""Entities across articles: merged, counted, dated, beside whom; named, filtered and written."""

from __future__ import annotations

import csv
import io
from collections import Counter
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.annotation_set import AnnotationSet
from annotations.article import Article
from annotations.canonical import name_forms
from annotations.corrections import Author, Change, Kind
from annotations.dates import iso_date
from annotations.entities import Entity, EntityIndex, Form, form_of, names_in, plain_surface
from annotations.entity_files import COLUMNS, write_csv, write_graphml
from annotations.entity_filter import EntityFilter
from annotations.knowledge import Entry, Knowledge
from annotations.predictions import Pipeline, Predictions
from annotations.span import Span
from annotations.timeline import DAY, MONTH, YEAR, fitting, timeline
from tests.annotations.strategies import ARTICLE, History, histories

PIPELINE = Pipeline("small", "1.0")
TEXTS = {
    "2022-05-24": "Dushanbe waits. Donald Lu sees Dushanbe's border with the US.",
    "1 June 2022": "The  US pays Dushanbe. Jordan comes. Jordan, too.",
    "": "The U.S. sees Donald\nLu.",
}
NAMES = {
    "Dushanbe's": "GPE", "Dushanbe": "GPE", "Donald Lu": "PERSON", "Donald\nLu": "PERSON",
    "the US": "GPE", "The  US": "ORG", "U.S.": "GPE", "Jordan": "GPE",
}  # fmt: skip


def read(text: str, date: str = "") -> tuple[Article, AnnotationSet]:
    """An article in which the names are predicted; the second Jordan is a person."""
    article = Article(text, source=f"/texts/{text[:3]}.txt", date=date)
    spans: list[Span] = []
    for name, label in NAMES.items():
        at = -1
        while (at := text.find(name, at + 1)) >= 0:
            again = any(s.text == name == "Jordan" for s in spans)
            span = Span.of(text, at, at + len(name), "PERSON" if again else label)
            if not any(span.overlaps(other) for other in spans):
                spans.append(span)
    predictions = Predictions(article.id, PIPELINE, tuple(sorted(spans)))
    return article, AnnotationSet.fold(article.id, [predictions])


SETS = [read(text, date) for date, text in TEXTS.items()]


def index_of(sets=SETS, knowledge=Knowledge(), labels=()) -> EntityIndex:  # noqa: B008
    index = EntityIndex(knowledge)
    for article, found in sets:
        index.add(names_in(article, found, labels))
    return index


def entity(name: str, index: EntityIndex) -> Entity:
    (found,) = [one for one in index.entities() if one.name == name]
    return found


def named(sets, forms, name):
    """The sets after some forms were given a name."""
    return [
        (article, found.with_events(
            Author("ann").stamp(article.id, name_forms(found, forms, name).changes)))
        for article, found in sets
    ]  # fmt: skip


class TestMerging:
    def test_by_surface_whatever_the_white_space_and_the_possessive(self):
        dushanbe = entity("Dushanbe", index_of())
        assert (dushanbe.mentions, list(dushanbe.places), list(dushanbe.counts)) == (
            3,
            [0, 1],
            [2, 1],
        )
        assert dushanbe.labels == {"GPE": 3}
        assert entity("Donald Lu", index_of()).mentions == 2

    def test_labels_are_counted(self):
        jordan = entity("Jordan", index_of())
        assert jordan.labels == {"GPE": 1, "PERSON": 1}
        assert jordan.label == "GPE"
        (person,) = [one for one in index_of(labels=["PERSON"]).entities() if one.name == "Jordan"]
        assert person.mentions == 1

    def test_by_canonical_name(self):
        forms = [form for name in ("the US", "The US", "U.S.")
                 for form in entity(name, index_of()).forms]  # fmt: skip
        index = index_of(named(SETS, forms, "United States"))
        us = entity("United States", index)
        assert (us.mentions, us.link) == (3, "United States")
        assert us.surfaces == {"The US": 1, "U.S.": 1, "the US": 1}
        assert us.reviewed == 0

    def test_a_surface_that_reads_like_a_canonical_name_belongs_to_it(self):
        index = index_of(named(SETS, entity("U.S.", index_of()).forms, "the US"))
        assert entity("the US", index).surfaces == {"U.S.": 1, "the US": 1}

    def test_ids_of_the_knowledge_base_are_shown_by_name(self):
        knowledge = Knowledge(
            (Entry("Q9365", "Dushanbe"), Entry("Q1", "Jordan"), Entry("Q2", "Jordan"))
        )
        forms = dict.fromkeys([Form("Jordan", "PERSON", "")], "Q2")
        forms |= dict.fromkeys(entity("Dushanbe", index_of()).forms, "Q9365")
        sets = SETS
        for form, id in forms.items():
            sets = named(sets, [form], id)
        index = index_of(sets, knowledge)
        assert entity("Dushanbe", index).id == "Q9365"
        assert entity("Jordan (Q2)", index).mentions == 1
        assert (entity("Jordan", index).mentions, entity("Jordan", index).id) == (1, "")

    def test_splitting_takes_names_away_again(self):
        forms = [f for name in ("the US", "U.S.") for f in entity(name, index_of()).forms]
        merged = named(SETS, forms, "United States")
        assert entity("United States", index_of(merged)).mentions == 2
        split = named(merged, [Form("U.S.", "GPE", "United States")], "")
        assert entity("U.S.", index_of(split)).mentions == 1
        assert entity("United States", index_of(split)).mentions == 1

    def test_only_mentions_without_the_name_get_it(self):
        article, found = SETS[1]
        forms = entity("Jordan", index_of()).forms
        decision = name_forms(found, forms, "Jordan (country)")
        assert decision.mentions == 2
        assert {change.kind for change in decision.changes} == {Kind.LINK}
        events = Author("ann").stamp(article.id, decision.changes)
        after = found.with_events(events)
        assert (
            name_forms(after, {form_of(a) for a in after if a.link}, "Jordan (country)").changes
            == ()
        )

    def test_what_was_rejected_is_not_named(self):
        article, found = SETS[1]
        span = next(a.span for a in found if a.span.text == "Jordan")
        events = Author("ann").stamp(article.id, [Change(Kind.REJECT, span.key, span)])
        index = index_of([(article, found.with_events(events))])
        assert entity("Jordan", index).labels == {"PERSON": 1}

    def test_no_articles_name_nothing(self):
        assert EntityIndex().entities() == []


class TestDates:
    def test_first_and_last(self):
        dushanbe = entity("Dushanbe", index_of())
        assert (dushanbe.first, dushanbe.last) == ("2022-05-24", "2022-06-01")
        assert entity("U.S.", index_of()).first == ""
        assert index_of().days(dushanbe) == {"2022-05-24": 2, "2022-06-01": 1}
        assert index_of().days(entity("U.S.", index_of())) == {}

    @pytest.mark.parametrize(
        ("said", "meant"),
        [
            ("2022-05-24", "2022-05-24"), ("2022-05-24T10:00:00Z", "2022-05-24"),
            ("24 May 2022", "2022-05-24"), ("May 24th, 2022", "2022-05-24"),
            ("24.05.2022", "2022-05-24"), ("05/24/2022", "2022-05-24"),
            ("24/05/2022", "2022-05-24"), ("03/03/2022", "2022-03-03"), ("03/04/2022", "2022"),
            ("2022年5月24日", "2022-05-24"), ("2022年5月", "2022-05"),
            ("24 de mayo de 2022", "2022-05-24"), ("31 мая 2021", "2021-05-31"),
            ("Monday, 3 March 2021 14:05", "2021-03-03"), ("May 2022", "2022-05"),
            ("2022", "2022"), ("2022-13-01", "2022"), ("2022-02-30", "2022-02"),
            ("", ""), ("yesterday", ""), ("20220524", ""),
        ],
    )  # fmt: skip
    def test_as_sources_say_them(self, said, meant):
        assert iso_date(said) == meant

    @given(st.one_of(st.text(), st.from_regex(r"\d{1,4}[-./ ]\w{1,3}[-./ ]\d{1,4}")))
    def test_any_text_has_a_date_or_none(self, said):
        found = iso_date(said)
        assert found == "" or (len(found) in (4, 7, 10) and iso_date(found) == found)

    @given(st.dates())
    def test_a_date_is_itself(self, day):
        if day.year >= 1600 and day.year < 2100:
            assert iso_date(day.isoformat()) == day.isoformat()
            assert iso_date(f"{day.day}.{day.month}.{day.year}") == day.isoformat()

    def test_a_timeline_has_no_gaps(self):
        days = {"2022-01-30": 2, "2022-02-02": 1, "2022": 7}
        assert timeline(days, DAY) == {
            "2022-01-30": 2, "2022-01-31": 0, "2022-02-01": 0, "2022-02-02": 1,
        }  # fmt: skip
        assert timeline(days, MONTH) == {"2022-01": 2, "2022-02": 1}
        assert timeline(days, YEAR) == {"2022": 10}
        assert timeline({"2021-12-31": 1, "2022-01-01": 1}, MONTH) == {"2021-12": 1, "2022-01": 1}
        assert timeline({}) == {}

    @pytest.mark.parametrize(
        ("days", "period"),
        [
            (["2022-01-01", "2022-02-28"], DAY), (["2022-01-01", "2022-06-28"], MONTH),
            (["2010-01-01", "2022-06-28"], YEAR), (["2022", "2022-01-01"], YEAR),
            (["2022-01", "2022-03"], MONTH), (["2022"], YEAR), ([], YEAR),
        ],
    )  # fmt: skip
    def test_periods_fit(self, days, period):
        assert fitting(dict.fromkeys(days, 1)) == period

    @given(st.dictionaries(st.dates().map(str), st.integers(1, 5), max_size=5))
    def test_nothing_is_lost(self, days):
        assert sum(timeline(days).values()) == sum(days.values())


class TestCompany:
    def test_who_is_named_in_the_same_articles(self):
        index = index_of()
        assert dict(index.company(entity("Dushanbe", index))) == {
            "Donald Lu": 1, "the US": 1, "The US": 1, "Jordan": 1,
        }  # fmt: skip
        assert len(index.company(entity("Dushanbe", index), 2)) == 2

    def test_pairs_are_those_of_the_chosen(self):
        index = index_of()
        chosen = [entity(name, index) for name in ("Jordan", "Dushanbe", "Donald Lu")]
        assert list(index.pairs(chosen)) == [(0, 1, 1), (1, 2, 1)]
        assert list(index.pairs(chosen, least=2)) == []

    @given(st.lists(st.lists(st.sampled_from("abcdef"), max_size=8), max_size=6))
    def test_pairs_and_company_agree(self, rows):
        sets = []
        for number, names in enumerate(rows):
            article = Article(f"{number} " + " ".join(names))
            spans = tuple(Span.of(article.text, at, at + 1, "X")
                          for at in range(len(str(number)) + 1, len(article.text), 2))  # fmt: skip
            made = Predictions(article.id, PIPELINE, spans)
            sets.append((article, AnnotationSet.fold(article.id, [made])))
        index = index_of(sets)
        entities = index.entities()
        together = Counter(
            frozenset((one, other)) for names in rows for one in set(names) for other in set(names)
            if one < other
        )  # fmt: skip
        assert {frozenset((entities[a].name, entities[b].name)): count
                for a, b, count in index.pairs(entities)} == together  # fmt: skip
        for one in entities:
            for name, count in index.company(one):
                assert together[frozenset((one.name, name))] == count
            assert one.mentions == sum(names.count(one.name) for names in rows)


@given(histories())
def test_every_mention_that_stands_is_counted_once(history: History):
    found = history.fold()
    index = index_of([(ARTICLE, found)])
    entities = index.entities()
    assert sum(one.mentions for one in entities) == len(found)
    assert sum(one.reviewed for one in entities) == sum(a.reviewed for a in found)
    assert len({one.name for one in entities}) == len(entities)


@given(histories(), st.text(min_size=1))
def test_a_merge_makes_one_and_costs_one_change_a_mention(history: History, name: str):
    found = history.fold()
    forms = {form_of(a) for a in found}
    decision = name_forms(found, forms, name)
    events = Author("ann").stamp(ARTICLE.id, decision.changes)
    after = found.with_events(events)
    assert {one.name for one in index_of([(ARTICLE, after)]).entities()} <= {name}
    assert decision.mentions == len(decision.changes) == sum(a.link != name for a in found)


def test_a_surface_of_white_space_stays_what_it_is():
    assert plain_surface(" \n") == " \n"
    assert plain_surface("'s") == "'s"


class TestFilter:
    @pytest.mark.parametrize(
        ("query", "names"),
        [
            ("dush", ["Dushanbe"]), ("label:per", ["Donald Lu", "Jordan"]),
            ("label:per jor", ["Jordan"]), ('"donald lu"', ["Donald Lu"]),
            ("from:2022-06", ["Dushanbe", "The US", "Jordan"]),
            ("to:2022-05", ["Dushanbe", "Donald Lu", "the US"]),
            ("from:2022-06-02", []), ("in:2", ["Dushanbe", "Donald Lu"]), ("link:", []),
            ("in:x zebra", []), ("from: label:", None), ("", None),
        ],
    )  # fmt: skip
    def test_what_is_meant(self, query, names):
        entities = index_of().entities()
        found = [one.name for one in EntityFilter.parse(query).choose(entities)]
        assert found == (names if names is not None else [one.name for one in entities])

    def test_canonical_names(self):
        index = index_of(named(SETS, entity("U.S.", index_of()).forms, "Q30"))
        for query in ("link:", "link:q3"):
            (found,) = EntityFilter.parse(query).choose(index.entities())
            assert found.name == "Q30"

    @given(st.text())
    def test_every_text_is_a_filter(self, query):
        entities = index_of().entities()
        assert set(EntityFilter.parse(query).choose(entities)) <= set(entities)


class TestFiles:
    def test_a_table(self):
        index = index_of()
        out = io.BytesIO()
        write_csv(out, index, index.entities())
        rows = list(csv.DictReader(io.StringIO(out.getvalue().decode())))
        assert tuple(rows[0]) == COLUMNS
        assert rows[0]["name"] == "Dushanbe"
        assert (rows[0]["mentions"], rows[0]["articles"], rows[0]["first"]) == (
            "3",
            "2",
            "2022-05-24",
        )
        assert "Donald Lu 1" in rows[0]["with"].split("; ")

    def test_a_spreadsheet_runs_nothing(self):
        article = Article("=1+1 waits")
        made = Predictions(article.id, PIPELINE, (Span.of(article.text, 0, 4, "X"),))
        index = index_of([(article, AnnotationSet.fold(article.id, [made]))])
        out = io.BytesIO()
        write_csv(out, index, index.entities())
        assert out.getvalue().split(b"\n")[1].startswith(b"'=1+1,")
        out = io.BytesIO()
        write_csv(out, index, index.entities(), lossless=True)
        assert out.getvalue().split(b"\n")[1].startswith(b"=1+1,")

    def test_a_graph(self):
        index = index_of()
        entities = index.entities()
        out = io.BytesIO()
        write_graphml(out, index, entities)
        space = "{http://graphml.graphdrawing.org/xmlns}"
        graph = ElementTree.fromstring(out.getvalue()).find(f"{space}graph")
        assert graph is not None
        nodes, edges = graph.findall(f"{space}node"), graph.findall(f"{space}edge")
        assert graph.get("edgedefault") == "undirected"
        assert [node.findtext(f"{space}data") for node in nodes] == [e.name for e in entities]
        assert len(edges) == len(list(index.pairs(entities)))
        ids = {node.get("id") for node in nodes}
        assert all({edge.get("source"), edge.get("target")} <= ids for edge in edges)
