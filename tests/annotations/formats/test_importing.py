"""An imported file becomes predictions or corrections, and comes to what it says."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.annotation_set import Annotation, AnnotationSet, Relation, Status
from annotations.corrections import Author, Kind
from annotations.formats.document import Document
from annotations.formats.importing import Import, Intake
from annotations.predictions import Pipeline, Predictions
from annotations.span import Span
from tests.annotations.formats.carrying import Feature, view
from tests.annotations.formats.documents import PIPELINE, document, documents, reviewed
from tests.annotations.strategies import ARTICLE, histories

TEXT = "New York City met Bob."
FILE = Pipeline("file.jsonl")


def taken(chosen: Document, current: AnnotationSet | None = None, **options) -> Intake:
    act = Import(Author("me"), FILE, **options)
    known = AnnotationSet.fold(chosen.article.id) if current is None else current
    return act.take(chosen, known)


def folded(intake: Intake, current: AnnotationSet | None = None) -> AnnotationSet:
    found = AnnotationSet.fold(intake.article.id) if current is None else current
    for made in intake.predictions:
        found = found.with_predictions(made.spans, made.pipeline)
    return found.with_events(intake.corrections)


def predicted(*rows: tuple[int, int, str]) -> AnnotationSet:
    chosen = document(TEXT)
    spans = tuple(Span.of(TEXT, *row) for row in rows)
    return AnnotationSet.fold(chosen.article.id, [Predictions(chosen.article.id, PIPELINE, spans)])


def rows(current: AnnotationSet) -> list[tuple[int, int, str, str]]:
    return [(*a.span.range, a.span.label, str(a.status)) for a in current]


class TestPredictions:
    def test_stand_as_predicted_by_the_file_or_by_who_it_says(self):
        chosen = document(TEXT, (0, 8, "GPE"), (18, 21, "PERSON"))
        first, second = chosen.annotations
        chosen = replace(chosen, annotations=(first, replace(second, pipeline=PIPELINE)))
        intake = taken(chosen)
        assert [made.pipeline.name for made in intake.predictions] == ["file.jsonl", "pipe"]
        assert intake.corrections == ()
        assert {a.status for a in folded(intake)} == {Status.PREDICTED}
        assert taken(chosen, force_pipeline=True).predictions[0].pipeline.name == "file.jsonl"
        assert len(taken(chosen, force_pipeline=True).predictions) == 1

    def test_are_not_doubled_by_a_second_import(self):
        chosen = document(TEXT, (0, 8, "GPE"))
        current = folded(taken(chosen))
        assert taken(chosen, current).predictions == ()

    def test_name_their_import(self):
        intake = taken(document(TEXT, (0, 8, "GPE")))
        assert set(intake.predictions[0].pipeline.parameters) == {"import", "imported"}

    def test_leave_out_what_was_rejected_and_count_what_is_no_prediction(self):
        chosen = Document.of(*reviewed(), Status)
        intake = taken(replace(chosen, events=(), predicted={}))
        assert "likes" not in {s.text for made in intake.predictions for s in made.spans}
        assert intake.left_out == 3  # a note, a link, a relation


class TestCorrections:
    def test_add_what_is_new_in_one_batch(self):
        chosen = document(TEXT, (0, 8, "GPE"), (18, 21, "PERSON"))
        intake = taken(chosen, corrections=True)
        assert [event.kind for event in intake.corrections] == [Kind.ADD, Kind.ADD]
        assert len({event.batch for event in intake.corrections}) == 1
        assert {event.annotator for event in intake.corrections} == {"ann"}
        forced = taken(chosen, corrections=True, force_author=True)
        assert {event.annotator for event in forced.corrections} == {"me"}

    def test_judge_what_was_predicted(self):
        current = predicted((0, 8, "GPE"), (18, 21, "ORG"), (4, 13, "LOC"))
        chosen = document(TEXT, (0, 8, "GPE"), (18, 21, "PERSON"))
        assert rows(folded(taken(chosen, current, corrections=True), current)) == [
            (0, 8, "GPE", "accepted"), (4, 13, "LOC", "predicted"), (18, 21, "PERSON", "corrected"),
        ]  # fmt: skip

    def test_replace_predictions_that_a_new_span_overlaps(self):
        current = predicted((0, 8, "GPE"), (18, 21, "PERSON"))
        chosen = document(TEXT, (0, 13, "GPE"))
        assert rows(folded(taken(chosen, current, corrections=True), current)) == [
            (0, 13, "GPE", "added"), (18, 21, "PERSON", "predicted"),
        ]  # fmt: skip

    def test_keep_nested_spans_that_the_file_has_itself(self):
        current = predicted((0, 8, "GPE"))
        chosen = document(TEXT, (0, 13, "GPE"), (0, 8, "GPE"))
        assert rows(folded(taken(chosen, current, corrections=True), current)) == [
            (0, 13, "GPE", "added"), (0, 8, "GPE", "accepted"),
        ]  # fmt: skip

    def test_of_a_second_import_change_nothing(self):
        chosen = replace(Document.of(*reviewed()), events=(), predicted={})
        current = folded(taken(chosen, corrections=True))
        assert taken(chosen, current, corrections=True).corrections == ()

    def test_of_two_annotators_are_kept_apart(self):
        [one] = document(TEXT, (0, 8, "GPE")).annotations
        chosen = replace(document(TEXT), annotations=(one, replace(one, id="2", annotator="bob")))
        intake = taken(chosen, corrections=True)
        assert [(e.kind, e.annotator) for e in intake.corrections] == [
            (Kind.ADD, "ann"), (Kind.ACCEPT, "bob"),
        ]  # fmt: skip
        assert len(folded(intake)) == 1

    def test_never_silently_replace_what_a_person_made(self):
        theirs = folded(taken(document(TEXT, (0, 8, "GPE")), corrections=True))
        intake = taken(document(TEXT, (0, 13, "GPE")), theirs, corrections=True)
        assert [row[:2] for row in rows(folded(intake, theirs))] == [(0, 13), (0, 8)]

    def test_of_rejected_spans_reject(self):
        span = Span.of(TEXT, 0, 8, "GPE")
        gone = Annotation("x", span, Status.REJECTED, span, PIPELINE, "ann")
        chosen = replace(document(TEXT), annotations=(gone,))
        intake = taken(chosen, corrections=True)
        assert folded(intake).by_id[span.key].status is Status.REJECTED
        unknown = replace(chosen, annotations=(replace(gone, predicted=None),))
        assert taken(unknown, corrections=True).corrections == ()

    @given(documents())
    def test_come_to_what_the_file_says(self, chosen):
        by_one = tuple(replace(a, annotator="ann") for a in chosen.annotations)
        relations = tuple(_distinct(chosen.relations))
        chosen = replace(chosen, annotations=by_one, relations=relations)
        current = folded(taken(chosen, corrections=True))
        found = Document.of(chosen.article, current)
        said = Feature.NOTES | Feature.LINKS | Feature.TAGS | Feature.STATE | Feature.RELATIONS
        assert view(found, said) == view(chosen, said)
        for mine, its in zip(found.annotations, chosen.annotations, strict=True):
            assert (mine.status is Status.PREDICTED) is (its.status is Status.PREDICTED)


def _distinct(relations: tuple[Relation, ...]) -> list[Relation]:
    return list({(r.label, r.source, r.target): r for r in relations}.values())


class TestOurOwn:
    @given(histories(), st.booleans())
    def test_history_is_united(self, history, corrections):
        theirs = history.fold()
        chosen = Document.of(ARTICLE, theirs)
        if not chosen.events and not chosen.predicted:
            return
        intake = taken(chosen, AnnotationSet.fold(ARTICLE.id), corrections=corrections)
        found = AnnotationSet.fold(ARTICLE.id, intake.predictions, intake.corrections)
        assert (found.events, dict(found.predicted)) == (theirs.events, dict(theirs.predicted))
        again = taken(chosen, found)
        assert (again.predictions, again.corrections) == ((), ())

    @pytest.mark.parametrize("half", [0, 1])
    def test_events_that_are_known_are_not_doubled(self, half):
        article, current = reviewed()
        known = AnnotationSet.fold(article.id, (), current.events[half::2])
        intake = taken(Document.of(article, current), known)
        assert {e.id for e in intake.corrections} == {
            e.id for e in current.events if e not in known.events
        }
