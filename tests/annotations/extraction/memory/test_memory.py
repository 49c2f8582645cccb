"""The memory: what was corrected in one article is proposed in the next."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations import decisions
from annotations.annotation_set import AnnotationSet
from annotations.article import Article
from annotations.corrections import Author, Change, Kind
from annotations.decisions import Decision, Scope
from annotations.extraction.memory import Memory
from annotations.extraction.memory.edits import Edit, Word, apply_edits
from annotations.predictions import MEMORY, Pipeline, Predictions
from annotations.span import Span
from tests.annotations.strategies import span_lists, texts

PIPELINE = Pipeline("pipe", "1")
AUTHOR = Author("ann")


def predicted(text: str, *spans: tuple[str, str]) -> tuple[Article, AnnotationSet]:
    """An article in which a pipeline found every mention of some surfaces."""
    article = Article(text)
    found = []
    for surface, label in spans:
        at = text.find(surface)
        while at >= 0:
            found.append(Span.of(text, at, at + len(surface), label))
            at = text.find(surface, at + len(surface))
    return article, AnnotationSet.fold(article.id, [Predictions(article.id, PIPELINE, (*found,))])


def decide(current: AnnotationSet, decision: Decision) -> AnnotationSet:
    return current.with_events(AUTHOR.stamp(current.article, decision.changes))


def first(current: AnnotationSet, surface: str):
    return next(a for a in current if a.span.text == surface)


def finished(current: AnnotationSet) -> AnnotationSet:
    return decide(current, decisions.finish(current))


def shown(current: AnnotationSet) -> list[tuple[str, str]]:
    return [(a.span.text, a.span.label) for a in current]


def proposed(memory: Memory, article: Article, current: AnnotationSet) -> AnnotationSet:
    return current.with_memory(memory.propose(article, current))


@pytest.fixture
def memory() -> Memory:
    """Knows that Tajikistan is a GPE and that Average is nothing."""
    article, current = predicted(
        "Tajikistan waits. Average rain in Tajikistan.", ("Tajikistan", "NORP"), ("Average", "ORG")
    )
    tajikistan = first(current, "Tajikistan")
    current = decide(current, decisions.relabel(current, tajikistan, "GPE", Scope.ARTICLE))
    average = first(current, "Average")
    current = decide(current, decisions.reject(current, average, Scope.ARTICLE))
    memory = Memory()
    memory.learn(article, current)
    return memory


NEXT = "The road to Tajikistan is long. Average snow."


class TestProposals:
    def test_a_corrected_label_is_known_in_the_next_article(self, memory):
        article, current = predicted(NEXT, ("Tajikistan", "NORP"))
        current = proposed(memory, article, current)
        (annotation,) = current
        assert annotation.span.label == "GPE"
        assert not annotation.reviewed
        assert annotation.predicted.label == "NORP"
        assert annotation.pipeline == PIPELINE
        assert annotation.proposer.name == MEMORY

    def test_a_refusal_is_remembered(self, memory):
        article, current = predicted(NEXT, ("Average", "ORG"))
        current = proposed(memory, article, current)
        assert ("Average", "ORG") not in shown(current)
        (aside,) = [a for a in current.by_id.values() if a.set_aside]
        assert (aside.predicted.text, aside.reviewed) == ("Average", False)

    def test_a_name_that_was_missed_is_added(self, memory):
        article, current = predicted(NEXT)
        current = proposed(memory, article, current)
        assert shown(current) == [("Tajikistan", "GPE")]
        assert next(iter(current)).from_memory

    def test_nothing_is_known_before_the_first_correction(self):
        article, current = predicted(NEXT, ("Tajikistan", "NORP"))
        assert proposed(Memory(), article, current).by_id == current.by_id

    def test_a_contradiction_retires_an_entry(self, memory):
        for text in ("In Tajikistan.", "Again in Tajikistan."):
            article, current = predicted(text, ("Tajikistan", "GPE"))
            wrong = first(current, "Tajikistan")
            decision = decisions.reject(current, wrong, Scope.ARTICLE)
            memory.learn(article, decide(current, decision))
        assert memory.names.get("Tajikistan").verdict is None

    def test_what_was_decided_here_stands(self, memory):
        article, current = predicted(NEXT, ("Tajikistan", "NORP"))
        norp = first(current, "Tajikistan")
        current = decide(current, decisions.accept(current, norp, Scope.ARTICLE))
        assert shown(proposed(memory, article, current)) == [("Tajikistan", "NORP")]

    def test_the_trim_is_learned(self):
        memory = Memory()
        places = ["Senate", "Ministry", "Council", "Treasury", "Bank", "Court", "Agency", "Fund"]
        for place in places:
            article, current = predicted(f"It was the {place} that spoke.", (f"the {place}", "ORG"))
            whole = first(current, f"the {place}")
            extent = (whole.span.start + 4, whole.span.end)
            decision = decisions.resize(current, article.text, whole, extent, Scope.ARTICLE)
            memory.learn(article, finished(decide(current, decision)))
        article, current = predicted("It was the Embassy that spoke.", ("the Embassy", "ORG"))
        assert shown(proposed(memory, article, current)) == [("Embassy", "ORG")]


class TestDoubts:
    def test_are_places_in_order_and_few_once_it_has_learned(self, memory):
        article, current = predicted(NEXT, ("Tajikistan", "NORP"))
        before = memory.opinion(article, current).doubts
        assert list(before) == sorted(before)
        for number in range(8):
            other, done = predicted(f"The road to Tajikistan {number}.", ("Tajikistan", "GPE"))
            memory.learn(other, finished(done))
        extent = first(current, "Tajikistan").span.range
        assert extent not in memory.opinion(article, current).doubts


class TestDecidingOverProposals:
    """A correction is about the prediction, and holds whatever a memory makes of it."""

    def test_accepting_is_written_as_what_it_makes_of_the_prediction(self, memory):
        article, current = predicted(NEXT, ("Tajikistan", "NORP"))
        current = proposed(memory, article, current)
        gpe = first(current, "Tajikistan")
        decided = decide(current, decisions.accept(current, gpe, Scope.ARTICLE))
        again = AnnotationSet.fold(
            article.id, [Predictions(article.id, PIPELINE, (gpe.predicted,))], decided.events
        )
        assert shown(again) == shown(decided) == [("Tajikistan", "GPE")]
        assert first(again, "Tajikistan").status == "corrected"

    def test_accepting_an_added_name_needs_no_memory_afterwards(self, memory):
        article, current = predicted(NEXT)
        current = proposed(memory, article, current)
        decided = decide(current, decisions.accept_rest(current))
        assert first(decided, "Tajikistan").status == "accepted"
        assert shown(AnnotationSet.fold(article.id, (), decided.events)) == shown(decided)

    def test_done_says_that_what_was_set_aside_is_none(self, memory):
        article, current = predicted(NEXT, ("Average", "ORG"))
        done = finished(proposed(memory, article, current))
        again = AnnotationSet.fold(article.id, done.as_predictions()[:1], done.events)
        assert "Average" not in [surface for surface, _ in shown(again)]
        assert not [a for a in done.by_id.values() if a.set_aside]

    def test_what_was_set_aside_can_be_accepted(self, memory):
        article, current = predicted(NEXT, ("Average", "ORG"))
        current = proposed(memory, article, current)
        (aside,) = [a for a in current.by_id.values() if a.set_aside]
        decided = decide(current, decisions.accept(current, aside, Scope.ARTICLE))
        assert ("Average", "ORG") in shown(decided)

    def test_undoing_a_decision_brings_the_proposal_back(self, memory):
        article, current = predicted(NEXT, ("Tajikistan", "NORP"))
        before = proposed(memory, article, current)
        gpe = first(before, "Tajikistan")
        after = decide(before, decisions.relabel(before, gpe, "ORG", Scope.ARTICLE))
        undo = Change(Kind.UNDO, after.events[0].batch)
        assert after.with_events(AUTHOR.stamp(article.id, [undo])).by_id == before.by_id

    def test_predictions_survive_the_disk(self, memory):
        article, current = predicted(NEXT, ("Tajikistan", "NORP"), ("Average", "ORG"))
        current = proposed(memory, article, current)
        stored = [Predictions.from_dict(p.to_dict()) for p in current.as_predictions()]
        assert AnnotationSet.fold(article.id, stored).by_id == current.by_id
        assert AnnotationSet.fold(article.id, reversed(stored)).by_id == current.by_id


class TestLearning:
    def test_the_same_lessons_make_the_same_memory(self):
        def taught() -> Memory:
            memory = Memory()
            for place in ("Iran", "Iraq", "Oman"):
                article, current = predicted(f"We saw {place} again.", (place, "ORG"))
                wrong = first(current, place)
                decision = decisions.relabel(current, wrong, "GPE", Scope.ARTICLE)
                memory.learn(article, finished(decide(current, decision)))
            return memory

        one, another = taught(), taught()
        assert (one.tagger.weights == another.tagger.weights).all()
        assert one.learned == another.learned

    def test_an_article_learned_again_counts_once(self, memory):
        article, current = predicted("In Oman.", ("Oman", "GPE"))
        for _ in range(3):
            memory.learn(article, finished(current))
        assert memory.names.get("Oman").labels == {"GPE": 1}

    def test_an_article_whose_corrections_were_undone_is_unlearned(self, memory):
        article, current = predicted("In Oman.", ("Oman", "GPE"))
        memory.learn(article, finished(current))
        memory.learn(article, current)
        assert not memory.names.get("Oman").counts
        assert article.id not in memory.learned

    def test_what_the_user_wrote_is_proposed_over_everything(self, memory):
        apply_edits(memory.names, [Edit("Tajikistan", Word.TELL, "LOC")])
        article, current = predicted(NEXT, ("Tajikistan is", "ORG"))
        assert ("Tajikistan", "LOC") in shown(proposed(memory, article, current))

    def test_what_the_user_had_forgotten_is_proposed_by_no_entry(self, memory):
        apply_edits(memory.names, [Edit("Tajikistan", Word.FORGET)])
        assert memory.names.get("Tajikistan").verdict is None
        apply_edits(memory.names, [Edit("Tajikistan", Word.RESTORE)])
        assert memory.names.get("Tajikistan").verdict == "GPE"


@st.composite
def articles(draw) -> tuple[Article, AnnotationSet]:
    """Any text with any predictions, also overlapping ones and ones that split words."""
    text = draw(texts())
    spans = draw(span_lists(text))
    article = Article(text)
    return article, AnnotationSet.fold(
        article.id, [Predictions(article.id, PIPELINE, tuple(sorted(spans)))]
    )


@given(articles(), articles())
def test_any_article_can_be_learned_and_proposed_for(lesson, other):
    memory = Memory()
    memory.learn(lesson[0], finished(lesson[1]))
    article, current = other
    found = memory.propose(article, current)
    found.check(article.text)
    shown = current.with_memory(found)
    assert {a.predicted for a in current} <= {a.predicted for a in shown.by_id.values()}
    assert shown.with_memory(memory.propose(article, shown)).by_id == shown.by_id
    for annotation in finished(shown):
        annotation.span.check(article.text)
