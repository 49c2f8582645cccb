"""The places of a stretch that may want a decision, most in need first."""

from __future__ import annotations

from annotations import decisions
from annotations.annotation_set import AnnotationSet
from annotations.article import Article
from annotations.corrections import Author
from annotations.decisions import Scope
from annotations.landmarks import landmarks, leading, least_sure
from annotations.predictions import Pipeline, Predictions
from annotations.span import Span
from annotations.tokens import Tokens

TEXT = "And so Ann met Bo Lee. Ann saw dozens of Poles in Rome."
ARTICLE = Article(TEXT)


def current(*words: str) -> AnnotationSet:
    spans = [Span.of(TEXT, TEXT.index(w), TEXT.index(w) + len(w), "X") for w in words]
    return AnnotationSet.fold(ARTICLE.id, [Predictions(ARTICLE.id, Pipeline("p"), tuple(spans))])


def words(standing: AnnotationSet, *doubts: str, extent: tuple[int, int] = (0, len(TEXT))):
    places = [(TEXT.index(w), TEXT.index(w) + len(w)) for w in doubts]
    found = landmarks(standing, Tokens(ARTICLE), TEXT, extent, places)
    return [TEXT[place:].split(" ")[0].strip(".") for place in found]


def test_doubts_come_first_then_what_nobody_judged_and_names_that_nobody_marked():
    assert words(current("Rome"), "dozens")[:5] == ["dozens", "Rome", "Ann", "Bo", "Poles"]


def test_first_words_of_sentences_further_words_of_names_and_repeats_come_last():
    assert words(current())[4:] == ["And", "Lee", "Ann"]


def test_what_was_judged_comes_last_and_is_doubtful_no_more():
    standing = current("Rome")
    accepted = decisions.accept(standing, next(iter(standing)), Scope.ARTICLE)
    standing = standing.with_events(Author("a").stamp(ARTICLE.id, accepted.changes))
    assert words(standing, "Rome").index("Rome") == 3


def test_nothing_outside_the_stretch_and_each_place_once():
    found = words(current("Ann", "Rome"), "Ann", "dozens", extent=(0, 22))
    assert found == ["Ann", "Bo", "And", "Lee"]


def test_nothing_in_a_text_without_words():
    article = Article(" \n ")
    assert landmarks(AnnotationSet.fold(article.id), Tokens(article), " \n ", (0, 3)) == []


def test_decisions_lead_to_what_is_least_sure():
    doubts, sureness = [(0, 1), (2, 3), (4, 5)], [0.7, 0.8, 0.2]
    assert leading(doubts, sureness) == [(0, 1), (4, 5)]
    assert least_sure(doubts, sureness) == [(4, 5), (0, 1), (2, 3)]
