"""What stands is a pure fold of predictions and corrections."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.annotation_set import Annotation, AnnotationSet, ArticleState, Relation, Status
from annotations.corrections import Change, Correction, Kind
from annotations.predictions import Pipeline, Predictions
from annotations.span import Span
from tests.annotations.strategies import (
    ARTICLE,
    PIPELINE,
    TEXT,
    History,
    changes,
    event,
    histories,
    predictions_of_tokens,
    token_span,
    token_spans,
)

SOME = settings(max_examples=40)
BB = token_span(1)
"""The prediction of the examples: `bb`, 3-5, GPE."""


def fold(*events: Correction, predicted: Iterable = (BB,)) -> AnnotationSet:
    """What events make of one prediction."""
    return AnnotationSet.fold(
        ARTICLE.id, [Predictions(ARTICLE.id, PIPELINE, tuple(predicted))], events
    )


def outcome(current: AnnotationSet) -> tuple:
    """What people see of a set: everything but the events behind it."""
    return (
        dict(current.by_id),
        current.annotations,
        current.relations,
        current.state,
        current.progress,
    )


def undo(second: int, target: str, **more) -> Correction:
    return event(second, Change(Kind.UNDO, target), **more)


def on_bb(second: int, kind: Kind, after=None, **more) -> Correction:
    return event(second, Change(kind, BB.key, BB, after), **more)


class TestStatus:
    def only(self, *events: Correction) -> Annotation:
        [annotation] = fold(*events).by_id.values()
        return annotation

    def test_predicted_until_somebody_judges(self):
        assert self.only() == Annotation(BB.key, BB, Status.PREDICTED, BB, PIPELINE)
        assert not self.only().reviewed

    def test_accepted(self):
        accepted = self.only(on_bb(1, Kind.ACCEPT))
        assert accepted == Annotation(BB.key, BB, Status.ACCEPTED, BB, PIPELINE, "ann")
        assert accepted.reviewed

    def test_corrected_in_its_label(self):
        corrected = self.only(on_bb(1, Kind.RELABEL, BB.relabelled("ORG")))
        assert (corrected.status, corrected.span.label) == (Status.CORRECTED, "ORG")
        assert (corrected.id, corrected.predicted) == (BB.key, BB)

    def test_corrected_in_its_extent(self):
        wider = token_span(1, last=2)
        corrected = self.only(on_bb(1, Kind.RESIZE, wider))
        assert (corrected.status, corrected.span) == (Status.CORRECTED, wider)

    def test_label_and_extent_are_corrected_apart(self):
        wider = token_span(1, "GPE", last=2)
        corrected = self.only(
            on_bb(1, Kind.RELABEL, BB.relabelled("ORG")), on_bb(2, Kind.RESIZE, wider)
        )
        assert corrected.span == wider.relabelled("ORG")

    def test_accepted_again_when_it_is_corrected_back(self):
        accepted = self.only(
            on_bb(1, Kind.RELABEL, BB.relabelled("ORG")), on_bb(2, Kind.RELABEL, BB)
        )
        assert accepted.status is Status.ACCEPTED

    def test_rejected_and_gone_from_what_stands(self):
        current = fold(on_bb(1, Kind.REJECT))
        assert len(current) == 0
        assert current.by_id[BB.key].status is Status.REJECTED

    def test_back_when_it_is_accepted_after_all(self):
        assert self.only(on_bb(1, Kind.REJECT), on_bb(2, Kind.ACCEPT)).status is Status.ACCEPTED

    def test_added_and_still_added_when_corrected(self):
        added = event(1, Change(Kind.ADD, "+1", after=token_span(3)))
        relabelled = event(2, Change(Kind.RELABEL, "+1", after=token_span(3, "ORG")))
        [annotation] = fold(added, relabelled, predicted=())
        assert annotation == Annotation("+1", token_span(3, "ORG"), Status.ADDED, annotator="ann")

    def test_notes_and_links_are_no_judgement(self):
        noted = event(1, Change(Kind.NOTE, BB.key, value="sic"))
        linked = event(2, Change(Kind.LINK, BB.key, value="Q863"), annotator="bob")
        annotation = self.only(noted, linked)
        assert (annotation.note, annotation.link) == ("sic", "Q863")
        assert (annotation.status, annotation.annotator) == (Status.PREDICTED, "")

    def test_what_is_about_nothing_changes_nothing(self):
        assert fold(event(1, Change(Kind.ACCEPT, "9-9:X"))).by_id == fold().by_id
        assert fold(event(1, Change(Kind.ACCEPT))).state == ArticleState()

    @pytest.mark.parametrize("kind", [Kind.RELABEL, Kind.RESIZE, Kind.ADD, Kind.TAG])
    def test_what_does_not_say_how_it_shall_be_changes_nothing(self, kind):
        assert fold(on_bb(1, kind)).annotations == fold().annotations


class TestConflict:
    def conflict(self, *events: Correction) -> bool:
        [annotation] = fold(*events).by_id.values()
        return annotation.conflict

    ORG, LOC = BB.relabelled("ORG"), BB.relabelled("LOC")

    def test_when_annotators_decide_differently(self):
        assert self.conflict(
            on_bb(1, Kind.RELABEL, self.ORG), on_bb(2, Kind.RELABEL, self.LOC, annotator="bob")
        )
        assert self.conflict(on_bb(1, Kind.ACCEPT), on_bb(2, Kind.REJECT, annotator="bob"))
        assert self.conflict(
            on_bb(1, Kind.ACCEPT),
            on_bb(2, Kind.RESIZE, token_span(1, last=2), annotator="bob"),
        )

    def test_the_later_decision_stands_meanwhile(self):
        [annotation] = fold(on_bb(1, Kind.REJECT), on_bb(2, Kind.ACCEPT, annotator="bob"))
        assert (annotation.status, annotation.annotator) == (Status.ACCEPTED, "bob")

    def test_not_when_they_agree(self):
        assert not self.conflict(
            on_bb(1, Kind.RELABEL, self.ORG), on_bb(2, Kind.ACCEPT, annotator="bob")
        )
        assert not self.conflict(on_bb(1, Kind.REJECT), on_bb(2, Kind.REJECT, annotator="bob"))

    def test_not_when_both_say_it_is_none_whatever_they_called_it(self):
        assert not self.conflict(
            on_bb(1, Kind.REJECT),
            on_bb(2, Kind.RELABEL, self.ORG, annotator="bob"),
            on_bb(3, Kind.REJECT, annotator="bob"),
        )

    def test_not_when_one_changes_their_mind(self):
        assert not self.conflict(on_bb(1, Kind.RELABEL, self.ORG), on_bb(2, Kind.RELABEL, self.LOC))

    def test_ends_when_one_comes_round(self):
        assert not self.conflict(
            on_bb(1, Kind.RELABEL, self.ORG),
            on_bb(2, Kind.RELABEL, self.LOC, annotator="bob"),
            on_bb(3, Kind.RELABEL, self.LOC),
        )

    def test_ends_when_one_takes_it_back(self):
        assert not self.conflict(
            on_bb(1, Kind.ACCEPT), on_bb(2, Kind.REJECT, annotator="bob"), undo(3, "b-e0002")
        )


class TestArticleState:
    def test_is_what_was_said_last(self):
        said = [
            (Kind.STATUS, "done"), (Kind.FLAG, "yes"), (Kind.NOTE, "reread"), (Kind.TAG, "x"),
            (Kind.TAG, "y"), (Kind.UNTAG, "x"),
        ]  # fmt: skip
        events = [event(n, Change(kind, value=value)) for n, (kind, value) in enumerate(said)]
        current = fold(*events)
        assert current.state == ArticleState(True, True, "reread", frozenset("y"))
        assert current.progress == "done"
        reopened = current.with_events([event(9, Change(Kind.STATUS, value="started"))])
        assert reopened.progress == "started"

    def test_is_new_until_something_is_decided(self):
        assert fold().progress == "new"
        assert fold(on_bb(1, Kind.ACCEPT)).progress == "started"

    def test_is_new_again_when_everything_is_undone(self):
        assert fold(on_bb(1, Kind.ACCEPT), undo(2, "b-e0001")).progress == "new"


class TestRelations:
    def relate(self, second: int, id: str = "r", label: str = "near") -> Correction:
        return event(second, Change(Kind.RELATE, id, value=label, ends=(BB.key, "+1")))

    ADDED = event(0, Change(Kind.ADD, "+1", after=token_span(3)))

    def test_join_two_annotations(self):
        assert fold(self.ADDED, self.relate(1)).relations == (Relation("r", "near", BB.key, "+1"),)

    def test_go_when_taken_back_and_when_an_end_goes(self):
        taken = event(2, Change(Kind.UNRELATE, "r"))
        assert fold(self.ADDED, self.relate(1), taken).relations == ()
        assert fold(self.ADDED, self.relate(1), on_bb(2, Kind.REJECT)).relations == ()
        assert fold(self.relate(1)).relations == ()

    def test_come_back_with_their_end(self):
        current = fold(self.ADDED, self.relate(1), on_bb(2, Kind.REJECT), undo(3, "b-e0002"))
        assert len(current.relations) == 1


class TestUndo:
    @given(histories(), st.data())
    def test_of_anything_leaves_what_would_be_without_it(self, history, data):
        if not history.acts:
            return
        batch = data.draw(st.sampled_from(history.acts))[0].batch
        without = [one for one in history.events if one.batch != batch]
        undone = history.fold([*history.events, undo(999, batch)])
        assert outcome(undone) == outcome(history.fold(without))

    @given(histories(), st.data())
    def test_redo_repeats_exactly(self, history, data):
        if not history.acts:
            return
        batch = data.draw(st.sampled_from(history.acts))[0].batch
        there = [*history.events, undo(998, batch, batch="there")]
        back = history.fold([*there, undo(999, "there")])
        assert outcome(back) == outcome(history.fold())

    @SOME
    @given(histories())
    def test_of_everything_is_the_beginning(self, history):
        everything = [undo(900 + n, act[0].batch) for n, act in enumerate(history.acts)]
        assert outcome(history.fold([*history.events, *everything])) == outcome(history.fold([]))

    def test_keeps_the_history(self):
        current = fold(on_bb(1, Kind.REJECT), undo(2, "b-e0001"))
        assert [one.kind for one in current.history(BB.key)] == [Kind.REJECT]
        assert [one.kind for one in current.live_events] == [Kind.UNDO]


class TestOrderOfArrival:
    @given(histories(), st.randoms())
    def test_one_by_one_is_all_at_once(self, history, random):
        arriving = history.events
        random.shuffle(arriving)
        current = history.fold([])
        for one in arriving:
            current = current.with_events([one])
        assert current == history.fold()
        assert outcome(current) == outcome(history.fold())

    @SOME
    @given(histories(), st.randoms())
    def test_shuffled_is_ordered(self, history, random):
        shuffled = history.events
        random.shuffle(shuffled)
        assert history.fold(shuffled) == history.fold()

    @SOME
    @given(histories(), predictions_of_tokens(), st.booleans())
    def test_predictions_may_come_late_and_in_parts(self, history, more, whole):
        spans = (*history.predictions.spans, *more.spans)
        at_once = AnnotationSet.fold(
            ARTICLE.id, [Predictions(ARTICLE.id, PIPELINE, spans)], history.events
        )
        current = AnnotationSet.fold(ARTICLE.id, (), history.events)
        for part in [spans] if whole else [[span] for span in spans]:
            current = current.with_predictions(part, PIPELINE)
        assert current == at_once

    @given(histories(), st.data())
    def test_union_of_two_stores_is_the_same_from_both_sides(self, history, data):
        both = st.sampled_from([(1, 0), (0, 1), (1, 1)])
        sides = data.draw(
            st.lists(both, min_size=len(history.events), max_size=len(history.events))
        )
        ours = [one for one, (here, _) in zip(history.events, sides, strict=True) if here]
        theirs = [one for one, (_, there) in zip(history.events, sides, strict=True) if there]
        merged = history.fold(ours).with_events(theirs)
        assert merged == history.fold(theirs).with_events(ours) == history.fold()
        assert merged.with_events([*ours, *theirs]) is merged


@st.composite
def two_people(draw) -> tuple[History, History]:
    """Acts of ann and bob on different spans, and the same acts in another interleaving."""
    predictions = draw(predictions_of_tokens())
    keys = [span.key for span in predictions.spans]
    pools = {"ann": keys[::2], "bob": keys[1::2]}
    people = {name: draw(_one_person(name, pool)) for name, pool in pools.items()}
    orders = draw(st.permutations([name for name, acts in people.items() for _ in acts]))
    other = draw(st.permutations(orders))
    return (
        History(predictions, _interleaved(people, orders)),
        History(predictions, _interleaved(people, other)),
    )


@st.composite
def _one_person(draw, name: str, targets: list[str]) -> list[tuple[str, list[Change]]]:
    """Batches of changes of one person's own spans; undo of own batches; an own tag."""
    acts: list[tuple[str, list[Change]]] = []
    targets = list(targets)
    for number in range(draw(st.integers(0, 5))):
        way = draw(st.sampled_from(["add", "tag", "change", "undo"]))
        if way == "undo" and acts:
            found = [Change(Kind.UNDO, draw(st.sampled_from(acts))[0])]
        elif way == "change" and targets:
            found = [c for c in draw(st.lists(changes(targets), max_size=2)) if c.target]
            found = [_own(change, name) for change in found]
        elif way == "tag":
            found = [Change(Kind.TAG, value=name)]
        else:
            targets.append(f"+{name}{number}")
            found = [Change(Kind.ADD, targets[-1], after=draw(token_spans()))]
        acts.append((f"{name}-{number}", found))
    return acts


def _own(change: Change, name: str) -> Change:
    """Relations of one person are not those of the other."""
    if change.kind in (Kind.RELATE, Kind.UNRELATE):
        return Change(change.kind, f"{name}-{change.target}", value="near", ends=change.ends)
    return change


def _interleaved(people: dict, order: list[str]) -> tuple:
    queues = {name: iter(acts) for name, acts in people.items()}
    acts = []
    for number, name in enumerate(order):
        batch, found = next(queues[name])
        acts.append(
            tuple(
                event(number * 10 + n, change, batch=batch, annotator=name, id=f"{batch}.{n}")
                for n, change in enumerate(found)
            )
        )
    return tuple(acts)


class TestIndependentCorrections:
    @given(two_people(), st.randoms())
    def test_give_the_same_set_however_they_interleave(self, both, random):
        one, other = both
        arriving = other.events
        random.shuffle(arriving)
        left, right = one.fold(), other.fold(arriving)
        assert left.by_id == right.by_id
        assert left.annotations == right.annotations
        assert set(left.relations) == set(right.relations)
        assert left.state == right.state
        assert left.progress == right.progress


class TestPredictions:
    def test_the_first_to_say_something_stays(self):
        later = Pipeline("other", "2.0")
        scored = token_span(1)
        current = fold().with_predictions([scored, token_span(2)], later)
        assert current.by_id[BB.key].pipeline == PIPELINE
        assert current.by_id[token_span(2).key].pipeline == later

    def test_the_first_stays_within_one_batch_too(self):
        twice = [Span.of(TEXT, *BB.range, "GPE", score=score) for score in (0.9, 0.1)]
        assert fold(predicted=twice) == fold(predicted=twice[:1])

    def test_nothing_new_changes_nothing(self):
        current = fold()
        assert current.with_predictions([BB], PIPELINE) is current

    @SOME
    @given(histories())
    def test_the_untouched_ones_can_be_left_out(self, history):
        touched = {one.target for one in history.events}
        kept = tuple(span for span in history.predictions.spans if span.key in touched)
        small = History(Predictions(ARTICLE.id, PIPELINE, kept), history.acts)
        assert history.fold().without_predictions() == small.fold()

    def test_an_addition_stays_whatever_its_id(self):
        added = event(1, Change(Kind.ADD, "imported-1", after=token_span(3)))
        assert [a.id for a in fold(added).without_predictions()] == ["imported-1"]

    def test_round_trip(self):
        said = Predictions(ARTICLE.id, Pipeline("p", "1", {"threshold": 0.5}), (BB,))
        assert Predictions.from_dict(said.to_dict()) == said
        said.check(TEXT)

    def test_of_another_text_are_noticed(self):
        with pytest.raises(ValueError, match="says “bb”"):
            Predictions(ARTICLE.id, PIPELINE, (BB,)).check(TEXT.upper())


class TestLookingUp:
    @SOME
    @given(histories(), st.integers(0, len(TEXT)), st.integers(0, len(TEXT)))
    def test_finds_what_a_look_at_everything_finds(self, history, start, end):
        current = history.fold()
        standing = [a for a in current.by_id.values() if a.status is not Status.REJECTED]
        assert sorted(a.id for a in current) == sorted(a.id for a in standing)
        assert {a.id for a in current.overlapping((start, end))} == {
            a.id for a in standing if a.span.start < end and start < a.span.end
        }
        here = current.at(start)
        assert {a.id for a in here} == {
            a.id for a in standing if a.span.start <= start < a.span.end
        }
        lengths = [a.span.end - a.span.start for a in here]
        assert lengths == sorted(lengths)

    def test_the_innermost_comes_first(self):
        inner, middle, outer = token_span(2), token_span(1, last=2), token_span(0, last=4)
        current = fold(predicted=[outer, inner, middle])
        assert [a.span for a in current.at(inner.start)] == [inner, middle, outer]

    @SOME
    @given(histories(), st.integers(-1, len(TEXT)), st.booleans())
    def test_beside_is_the_nearest_that_starts_elsewhere(self, history, offset, new):
        current = history.fold()
        wanted = [a for a in current if not (new and a.reviewed)]
        behind = [a for a in wanted if a.span.start > offset]
        before = [a for a in wanted if a.span.start < offset]
        assert current.beside(offset, 1, new=new) == (behind[0] if behind else None)
        assert current.beside(offset, -1, new=new) == (before[-1] if before else None)

    @SOME
    @given(histories())
    def test_is_in_document_order_and_counted(self, history):
        current = history.fold()
        places = [(a.span.start, -a.span.end) for a in current]
        assert places == sorted(places)
        assert len(current) == len(places)
        assert current.unreviewed == sum(a.status is Status.PREDICTED for a in current)
