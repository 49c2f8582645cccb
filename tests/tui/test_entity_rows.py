"""The sidebar's rows, kept from one annotation set to the next."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotations.annotation_set import AnnotationSet
from annotations.corrections import Author, Kind
from annotations.editing import accept_each, annotate_each, reject_each, relabel_each
from annotations.filtering import Filter
from annotations.labels import default_scheme
from annotations.predictions import Pipeline, Predictions
from tests.tui.driving import TEXT, WORDS, find
from tui.widgets import entity_rows
from tui.widgets.entity_row import EntityRow, GroupRow, MentionRow, row_key
from tui.widgets.entity_rows import EntityRows
from tui.widgets.entity_sections import Sort

SPANS = find(TEXT, WORDS)
SCHEME = default_scheme()
PIPELINE = Pipeline("wordlist", "1.0")
ACTS = {
    "accept": accept_each,
    "reject": reject_each,
    "relabel": lambda current, ids: relabel_each(current, ids, "GPE"),
    "note": lambda current, ids: annotate_each(current, ids, Kind.NOTE, "hm"),
}
QUERIES = ("", "t", "new", "label:GPE", "note:", "status:rejected", "taj label:GPE", "nothing")


def predicted() -> AnnotationSet:
    return AnnotationSet.fold("x", [Predictions("x", PIPELINE, tuple(SPANS))])


@st.composite
def changes(draw: st.DrawFn) -> list[tuple[str, list[str]]]:
    ids = st.lists(st.sampled_from([span.key for span in SPANS]), min_size=1, max_size=4)
    return draw(st.lists(st.tuples(st.sampled_from(sorted(ACTS)), ids), max_size=6))


@given(changes(), st.lists(st.tuples(st.sampled_from(Sort), st.sampled_from(QUERIES)), max_size=6))
def test_what_is_kept_is_what_would_be_made_anew(acts, looks) -> None:
    current, rows, author = predicted(), EntityRows(), Author("ann")
    folded, unfolded = {"ORG"}, {"Tajikistan"}
    for (act, ids), (sort, query) in zip(acts, looks, strict=False):
        current = current.with_events(author.stamp("x", ACTS[act](current, ids).changes))
        only = Filter.parse(query)
        kept = rows.of(current, SCHEME, folded, unfolded, only=only, sort=sort)
        anew = EntityRows().of(current, SCHEME, folded, unfolded, only=only, sort=sort)
        assert list(kept) == list(anew)


@given(changes(), st.sampled_from(Sort))
def test_every_annotation_has_a_row_and_is_found_there(acts, sort) -> None:
    current, author = predicted(), Author("ann")
    for act, ids in acts:
        current = current.with_events(author.stamp("x", ACTS[act](current, ids).changes))
    for unfolded in ((), {"Tajikistan", "Dushanbe"}):
        entities = EntityRows()
        rows = entities.of(current, SCHEME, (), unfolded, sort=sort)
        for annotation in current.by_id.values():
            place = entities.find(annotation)
            assert place is not None
            row = rows[place]
            if isinstance(row, MentionRow):
                assert row.id == annotation.id
                assert row.surface in unfolded
            else:
                assert isinstance(row, EntityRow)
                assert row.key == row_key(annotation)
                assert annotation.id in row.ids
        groups = [row for row in rows if isinstance(row, GroupRow)]
        assert sum(group.count for group in groups) == len(current.by_id)
        assert sorted(id for group in groups for id in rows.ids(group)) == sorted(current.by_id)


def test_many_texts_come_in_portions(monkeypatch) -> None:
    whole = list(EntityRows().of(predicted(), SCHEME, ()))
    monkeypatch.setattr(entity_rows, "AT_ONCE", 2)
    entities, current, shown = EntityRows(), predicted(), []
    while not shown or entities.behind:
        shown.append(len(entities.of(current, SCHEME, ())))
    assert shown == sorted(shown)
    assert len(shown) == -(-len(current.surfaces) // 2)
    assert list(entities.of(current, SCHEME, ())) == whole


def test_rows_are_filtered_while_they_wait_to_be_renewed(monkeypatch) -> None:
    monkeypatch.setattr(entity_rows, "AT_ONCE", 2)
    entities, current, unfolded = EntityRows(), predicted(), {span.text for span in SPANS}
    entities.of(current, SCHEME, ())
    while entities.behind:
        entities.of(current, SCHEME, ())
    current = current.without_predictions()
    for query in ("by:wordlist", "label:GPE", "note:"):
        rows = entities.of(current, SCHEME, (), unfolded, only=Filter.parse(query))
        assert all(row is not None for row in rows)
    while entities.behind:
        entities.of(current, SCHEME, ())
    assert list(entities.of(current, SCHEME, (), unfolded)) == []


def test_another_article_begins_anew(monkeypatch) -> None:
    monkeypatch.setattr(entity_rows, "AT_ONCE", 2)
    entities, other = EntityRows(), AnnotationSet.fold("y")
    entities.of(predicted(), SCHEME, ())
    assert list(entities.of(other, SCHEME, ())) == []
    assert not entities.behind


def test_a_text_that_is_gone_has_no_row() -> None:
    entities = EntityRows()
    assert len(entities.of(predicted(), SCHEME, ())) > 0
    assert list(entities.of(AnnotationSet.fold("x"), SCHEME, ())) == []
