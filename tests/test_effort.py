"""The simulated annotator of the effort benchmark: reaches the gold, and presses real keys."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.annotation_set import AnnotationSet
from annotations.article import Article
from annotations.corrections import Author
from annotations.decisions import Scope
from annotations.guesses import Guess, Guesses
from annotations.predictions import Pipeline, Predictions
from annotations.span import Span
from annotations.tokens import tokenize
from benchmarks.effort.annotator import Annotator
from benchmarks.effort.baseline import acts, errors
from benchmarks.effort.corpora import Task, key
from benchmarks.effort.keys import Keyboard
from benchmarks.effort.ways import WAYS, annotate

TEXT = "aa bb aa cc bb aa bb dd aa"
TOKENS = tokenize(TEXT)


@st.composite
def flat(draw) -> tuple[Span, ...]:
    """Spans of whole tokens, none of which overlap."""
    spans, place = [], 0
    while place < len(TOKENS):
        length = draw(st.integers(0, 2))
        if length:
            end = min(len(TOKENS), place + length)
            extent = TOKENS[place][0], TOKENS[end - 1][1]
            spans.append(Span.of(TEXT, *extent, draw(st.sampled_from(["A", "B"]))))
        place += max(1, length)
    return tuple(spans)


def opened(spans: tuple[Span, ...]) -> tuple[Article, AnnotationSet]:
    article = Article(TEXT)
    predictions = Predictions(article.id, Pipeline("pipe"), spans)
    return article, AnnotationSet.fold(article.id, [predictions])


@given(flat(), flat(), st.sampled_from(Scope))
def test_the_annotator_reaches_any_gold(predicted, gold, scope):
    article, current = opened(predicted)
    wanted = frozenset(map(key, gold))
    keyboard = Keyboard(article, ["A", "B"])
    for act in Annotator(article, wanted, scope, Author("s")).acts(current):
        pressed = keyboard.press(act)
        assert pressed.acting >= 1
        current = act.after
    assert {key(a.span) for a in current} == wanted


@given(flat(), flat())
def test_one_by_one_never_takes_more_than_what_is_there(predicted, gold):
    found = errors([key(span) for span in predicted], frozenset(map(key, gold)))
    assert found["missed"] + sum(found[k] for k in ("right", "label", "boundary", "both")) == len(
        gold
    )
    assert acts(found) <= len(predicted) + len(gold)
    assert errors([key(s) for s in gold], frozenset(map(key, gold))).keys() <= {
        "right",
        "missed",
        "spurious",
    }


def first_act(predicted: tuple[Span, ...], gold: tuple[Span, ...]):
    article, current = opened(predicted)
    wanted = frozenset(map(key, gold))
    act = next(Annotator(article, wanted, Scope.ARTICLE, Author("s")).acts(current))
    return act, Keyboard(article, ["A", "B"]).press(act)


def span(first: int, end: int, label: str) -> Span:
    return Span.of(TEXT, TOKENS[first][0], TOKENS[end - 1][1], label)


class TestKeys:
    def test_a_wrong_label_under_the_cursor_takes_one(self):
        act, pressed = first_act((span(0, 1, "A"),), (span(0, 1, "B"),))
        assert (act.step.kind, pressed.moving, pressed.acting) == ("label", 0, 1)

    def test_an_edge_takes_one_for_each_token(self):
        act, pressed = first_act((span(3, 6, "A"),), (span(3, 4, "A"),))
        assert (act.step.kind, pressed.moving, pressed.acting) == ("edges", 1, 2)

    def test_a_new_entity_takes_its_tokens(self):
        act, pressed = first_act((), (span(0, 3, "A"),))
        assert (act.step.kind, pressed.moving, pressed.acting) == ("add", 0, 3)

    @pytest.mark.parametrize(("odds", "acting"), [((), 3), ((0.9,), 2)])
    def test_likely_edges_of_a_wrong_entity_take_one_and_the_label_one(self, odds, acting):
        article, current = opened((span(0, 1, "A"),))
        gold = span(0, 3, "B")
        guesses = Guesses(Guess(*gold.range, "B", odd) for odd in odds)
        keyboard = Keyboard(article, ["A", "B"], guesses=guesses, letters=True)
        wanted = frozenset({key(gold)})
        act = next(Annotator(article, wanted, Scope.ARTICLE, Author("s"), keyboard).acts(current))
        pressed = keyboard.press(act)
        assert (act.step.kind, pressed.moving, pressed.acting) == ("add", 0, acting)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_every_way_leads_there(way):
    article, _ = opened(())
    predictions = Predictions(article.id, Pipeline("pipe"), (span(0, 2, "A"), span(3, 4, "B")))
    gold = frozenset({key(span(0, 1, "A")), key(span(2, 3, "A")), key(span(3, 4, "A"))})
    cost = annotate([Task(article, predictions, gold)], ["A", "B"], way)
    assert cost.gold == 3
    assert cost.per_hundred() > 0
