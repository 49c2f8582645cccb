"""What people decided about a text stands in the text that it has become."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given

from annotations.anchoring import CarriedOver, Revision, Verdict, carry, fold, revise
from annotations.annotation_set import Annotation, AnnotationSet, Status
from annotations.article import Article
from annotations.corrections import CARRIED, Author, Change, Correction, Kind
from annotations.predictions import Pipeline, Predictions
from annotations.span import Span
from annotations.undo import UndoStack, taking_back
from tests.annotations.strategies import ARTICLE, PIPELINE, TEXT, at, histories

BEFORE = "The delegation left early on Monday, and nobody at the ministry would say why it had. "
AFTER = " Snow fell on the passes that evening; two lorries turned back before the tunnel."

NEW = Article("Something new stands before it all. " + TEXT + " And something behind.")
SHIFT = NEW.text.index(TEXT)
PLACED = (Verdict.KEPT, Verdict.MOVED)


def folded(over: CarriedOver, new: Article, events: Iterable[Correction] = ()) -> AnnotationSet:
    return fold(new.id, over.predictions, [*over.corrections, *events])


def carried(
    revision: Revision, *more: str, there: AnnotationSet | None = None, by: str = "eve"
) -> CarriedOver:
    """What is placed, and what a human chose, carried over."""
    ids = {one.id for one in revision.of(*PLACED)} | set(more)
    if there is None:
        there = AnnotationSet.fold(revision.new.id)
    return carry(revision, ids, there, Author(by))


def shifted(span: Span | None) -> Span | None:
    return Span.of(NEW.text, span.start + SHIFT, span.end + SHIFT, span.label) if span else None


def standing(current: AnnotationSet, move=lambda span: span) -> list[str]:
    """All that people made or judged, wherever it stands."""
    ends = {end for relation in current.relations for end in (relation.source, relation.target)}
    live = {event.target for event in current.live_events} | ends
    known = [a for a in current.by_id.values() if a.id in live]
    known = [a for a in known if a.predicted or a.status is not Status.REJECTED]
    return sorted(
        repr((move(a.span), move(a.predicted), a.status, a.annotator, a.note, a.link, a.conflict,
              str(a.pipeline)))
        for a in known
    )  # fmt: skip


def related(current: AnnotationSet, move=lambda span: span) -> list[str]:
    """The relations, with what they join."""
    return sorted(
        repr(
            (r.id, r.label, move(current.by_id[r.source].span), move(current.by_id[r.target].span))
        )
        for r in current.relations
    )


@given(histories())
def test_all_that_people_decided_stands_in_the_new_text(history):
    before = history.fold()
    revision = revise(before, ARTICLE, NEW)
    assert revision.of(*PLACED) == revision.waiting
    over = carried(revision)
    after = folded(over, NEW)
    assert standing(after) == standing(before, shifted)
    assert related(after) == related(before, shifted)
    assert (after.state.tags, after.state.note, after.state.flagged) == (
        before.state.tags, before.state.note, before.state.flagged,
    )  # fmt: skip
    assert not after.state.done
    assert len({event.batch for event in over.corrections}) <= 1
    assert all(event.time > before.events[-1].time for event in over.corrections)


@given(histories())
def test_what_was_carried_waits_no_longer_and_goes_by_undo(history):
    before = history.fold()
    over = carried(revise(before, ARTICLE, NEW))
    after = folded(over, NEW)
    again = revise(before, ARTICLE, NEW, after)
    assert not again.waiting
    assert carry(again, set(again.over), after, Author("eve")).corrections == ()
    assert not revise(after, NEW, ARTICLE, before).waiting
    stack = UndoStack("eve", over.corrections)
    author = Author("eve")
    author.saw(after.events)
    undo = [e for id, c in taking_back(stack.undoable).items() for e in author.stamp(id, [c])]
    undone = folded(over, NEW, undo)
    assert list(undone) == []
    assert bool(undo) == bool(over.corrections)


OLD = Article(
    f"{BEFORE}In Tajikistan he met Donald Lu of the State Department, near Dushanbe.{AFTER}"
)


def span(article: Article, surface: str, label: str) -> Span:
    start = article.text.index(surface)
    return Span.of(article.text, start, start + len(surface), label)


@pytest.fixture
def decided() -> AnnotationSet:
    """Predictions, judged by two people in every way."""
    country, person = span(OLD, "Tajikistan", "NORP"), span(OLD, "Donald Lu", "PERSON")
    office, wide = span(OLD, "State Department", "ORG"), span(OLD, "near Dushanbe", "GPE")
    rest = span(OLD, "Monday", "DATE")
    town, snow = span(OLD, "Dushanbe", "GPE"), span(OLD, "Snow", "PERSON")
    changes = [
        ("ann", Change(Kind.RELABEL, country.key, country, country.relabelled("GPE"))),
        ("bob", Change(Kind.ACCEPT, person.key, person, person)),
        ("bob", Change(Kind.LINK, person.key, person, person, "Q5295436")),
        ("ann", Change(Kind.ACCEPT, office.key, office, office)),
        ("ann", Change(Kind.RESIZE, wide.key, wide, town)),
        ("bob", Change(Kind.REJECT, snow.key, snow)),
        ("bob", Change(Kind.ADD, "+passes", after=span(OLD, "the passes", "LOC"))),
        ("ann", Change(Kind.RELATE, "r1", value="works for", ends=(person.key, office.key))),
        ("ann", Change(Kind.RELATE, "r2", value="left on", ends=(person.key, rest.key))),
        ("ann", Change(Kind.TAG, value="politics")),
        ("ann", Change(Kind.TAG, value="draft")),
        ("bob", Change(Kind.UNTAG, value="draft")),
        ("bob", Change(Kind.STATUS, value="done")),
    ]
    events = [
        Correction(f"e{n:02}", f"b{n}", OLD.id, annotator, at(n), change)
        for n, (annotator, change) in enumerate(changes)
    ]
    spans = tuple(sorted((country, person, office, wide, rest, snow)))
    return AnnotationSet.fold(OLD.id, [Predictions(OLD.id, PIPELINE, spans)], events)


def found(current: AnnotationSet, surface: str) -> Annotation:
    (annotation,) = (a for a in current.by_id.values() if a.span.text == surface)
    return annotation


def surfaces(annotations: Iterable[Annotation]) -> set[str]:
    return {annotation.span.text for annotation in annotations}


def test_who_decided_stays_known(decided):
    new = Article("News. " + OLD.text)
    over = carried(revise(decided, OLD, new))
    after = folded(over, new)
    assert found(after, "Tajikistan").annotator == "ann"
    assert found(after, "Donald Lu").annotator == "bob"
    first = over.corrections[0]
    assert (first.annotator, first.actor, first.extra[CARRIED]) == (
        "ann", "eve", {"article": OLD.id, "event": "e00", "time": at(0), "by": "eve"},
    )  # fmt: skip
    assert Correction.from_dict(first.to_dict()).extra == first.extra


def test_a_second_revision_keeps_when_it_was_decided(decided):
    new, newer = Article("News. " + OLD.text), Article("More news. " + OLD.text)
    after = folded(carried(revise(decided, OLD, new)), new)
    again = carried(revise(after, new, newer), by="kim").corrections[0]
    assert again.extra[CARRIED]["time"] == at(0)
    assert again.extra[CARRIED]["by"] == "kim"
    assert again.extra[CARRIED]["article"] == new.id


def test_only_what_people_touched_is_predicted_anew(decided):
    new = Article(OLD.text + " The end.")
    over = carried(revise(decided, OLD, new))
    after = folded(over, new)
    (predictions,) = over.predictions
    assert predictions.pipeline == PIPELINE.of_earlier_text()
    assert str(predictions.pipeline) == str(PIPELINE)
    assert [s.text for s in predictions.spans] == [
        "Monday", "Tajikistan", "Donald Lu", "State Department", "near Dushanbe", "Snow",
    ]  # fmt: skip
    assert found(after, "Monday").status is Status.PREDICTED  # a relation ends there
    assert found(after, "Dushanbe").predicted == span(OLD, "near Dushanbe", "GPE")
    assert found(after, "Snow").status is Status.REJECTED
    assert after.state.tags == {"politics"}
    assert after.progress == "started"


def test_what_is_lost_or_doubtful_waits_for_a_human(decided):
    text = OLD.text.replace("Donald Lu", "an envoy").replace("State Dep", "States Dep")
    new = Article(text.replace("near ", "in sight of "))
    revision = revise(decided, OLD, new)
    (lost,), (unsure,) = revision.of(Verdict.LOST), revision.of(Verdict.UNSURE)
    assert (lost.annotation.span.text, lost.anchored.found) == ("Donald Lu", None)
    assert unsure.annotation.span.text == "State Department"
    assert unsure.anchored.found.text == "States Department"
    after = folded(carried(revision), new)
    assert after.relations == ()
    assert surfaces(after.by_id.values()) == {"Tajikistan", "Dushanbe", "Snow", "the passes"}
    assert {one.id for one in revise(decided, OLD, new, after).waiting} == {
        lost.id, unsure.id,
    }  # fmt: skip


def test_what_a_human_takes_later_joins_what_was_carried(decided):
    new = Article(OLD.text.replace("State Dep", "States Dep"))
    first = carried(revise(decided, OLD, new))
    after = folded(first, new)
    assert {relation.id for relation in after.relations} == {"r2"}
    later = revise(decided, OLD, new, after)
    (office,) = later.waiting
    second = carry(later, {office.id}, after, Author("kim"))
    predictions = [*first.predictions, *second.predictions]
    both = fold(new.id, predictions, [*first.corrections, *second.corrections])
    assert found(both, "States Department").status is Status.ADDED  # nobody predicted that
    assert found(both, "States Department").annotator == "ann"
    assert {relation.id for relation in both.relations} == {"r1", "r2"}
    assert not revise(decided, OLD, new, both).waiting


def test_a_rejection_that_a_human_takes_rejects_what_is_there_now(decided):
    new = Article(OLD.text.replace(" Snow fell", " Snaw fell"))
    revision = revise(decided, OLD, new)
    (snow,) = revision.of(Verdict.UNSURE)
    after = folded(carried(revision, snow.id), new)
    assert found(after, "Snaw").status is Status.REJECTED


def test_rejections_alone_are_carried_once():
    snow = span(OLD, "Snow", "PERSON")
    rejected = Author("ann").stamp(OLD.id, [Change(Kind.REJECT, snow.key, snow)])
    before = AnnotationSet.fold(OLD.id, [Predictions(OLD.id, PIPELINE, (snow,))], rejected)
    new = Article("News. " + OLD.text)
    after = folded(carried(revise(before, OLD, new)), new)
    assert found(after, "Snow").status is Status.REJECTED
    assert not revise(before, OLD, new, after)


def test_a_correction_outlives_what_it_corrected(decided):
    new = Article(OLD.text.replace("near ", "in sight of "))
    after = folded(carried(revise(decided, OLD, new)), new)
    town = found(after, "Dushanbe")
    assert (town.status, town.annotator, town.predicted) == (Status.ADDED, "ann", None)


def test_two_people_who_carry_agree(decided):
    new = Article(OLD.text.replace("near ", "in sight of "))
    one, other = (carried(revise(decided, OLD, new), by=name) for name in ("eve", "kim"))
    both = folded(one, new, other.corrections)
    assert standing(both) == standing(folded(one, new))
    assert len(both.relations) == 2


def test_nothing_is_carried_that_was_not_chosen(decided):
    new = Article("News. " + OLD.text)
    revision = revise(decided, OLD, new)
    country = span(OLD, "Tajikistan", "NORP").key
    over = carry(revision, {country}, AnnotationSet.fold(new.id), Author("eve"))
    assert surfaces(folded(over, new).by_id.values()) == {"Tajikistan"}
    assert over.spans == 1


# --- what is in the new text already -----------------------------------------------------------


OWN = Pipeline("pipe", "2.0")


def test_predictions_of_the_new_text_give_way_as_long_as_what_was_carried_stands(decided):
    new = Article("News. " + OLD.text)
    wide, person = span(new, "In Tajikistan", "GPE"), span(new, "Donald Lu", "PERSON")
    others = [span(new, "two lorries", "CARDINAL"), span(new, "Snow", "ORG")]
    own = Predictions(new.id, OWN, (wide, person, *others))
    there = fold(new.id, [own], ())
    over = carried(revise(decided, OLD, new), there=there)
    after = fold(new.id, [own, *over.predictions], over.corrections)
    assert {s.key for s in others} <= {annotation.id for annotation in after}
    assert wide.key not in after.by_id
    assert after.by_id[person.key].pipeline == OWN
    assert after.by_id[person.key].status is Status.ACCEPTED
    author = Author("eve")
    author.saw(after.events)
    undo = author.stamp(new.id, [Change(Kind.UNDO, over.corrections[0].batch)])
    undone = fold(new.id, [own, *over.predictions], [*over.corrections, *undo])
    assert {annotation.id for annotation in undone} == {s.key for s in own.spans}


def test_a_prediction_that_somebody_judged_gives_way_to_nothing(decided):
    new = Article("News. " + OLD.text)
    wide = span(new, "In Tajikistan", "GPE")
    own = Predictions(new.id, OWN, (wide,))
    over = carried(revise(decided, OLD, new))
    mine = Author("kim").stamp(new.id, [Change(Kind.ACCEPT, wide.key, wide, wide)])
    after = fold(new.id, [own, *over.predictions], [*over.corrections, *mine])
    assert after.by_id[wide.key].annotator == "kim"


@given(histories())
def test_where_nothing_was_carried_it_folds_as_ever(history):
    plain = history.fold()
    assert fold(ARTICLE.id, [history.predictions], history.events) == plain


def test_nothing_is_placed_over_what_people_made_in_the_new_text(decided):
    new = Article("News. " + OLD.text)
    mine = Author("kim").stamp(
        new.id, [Change(Kind.ADD, "+1", after=span(new, "he met Donald Lu", "EVENT"))]
    )
    there = AnnotationSet.fold(new.id, (), mine)
    revision = revise(decided, OLD, new, there)
    (person,) = revision.of(Verdict.UNSURE)
    assert person.annotation.span.text == "Donald Lu"
    assert found(folded(carried(revision, there=there), new, mine), "he met Donald Lu").span
