"""History: one entry per human act, the undone ones marked."""

from annotations.annotation_set import AnnotationSet
from annotations.article import Article
from annotations.corrections import Author, Change, Kind
from annotations.decisions import Scope, add, relabel
from annotations.history import acts, describe
from annotations.predictions import Pipeline, Predictions
from annotations.span import Span
from annotations.tokens import Tokens
from annotations.undo import taking_back

ARTICLE = Article("Dushanbe waits. Moscow waits. Dushanbe sleeps.")
PREDICTED = Predictions(
    ARTICLE.id,
    Pipeline("toy", "1"),
    (Span.of(ARTICLE.text, 0, 8, "ORG"), Span.of(ARTICLE.text, 30, 38, "ORG")),
)


def test_an_act_that_settles_several_mentions_is_one_entry():
    current = AnnotationSet.fold(ARTICLE.id, [PREDICTED])
    decision = relabel(current, current.at(0)[0], "GPE", Scope.ARTICLE)
    (act,) = acts(Author("ann").stamp(ARTICLE.id, decision.changes))
    assert (act.annotator, act.surface, act.before, act.after) == ("ann", "Dushanbe", "ORG", "GPE")
    assert act.mentions == 2
    assert not act.undone
    assert describe(act) == "“Dushanbe” ORG → GPE"


def test_what_was_taken_back_is_marked_and_the_undo_is_no_act_of_its_own():
    author = Author("ann")
    current = AnnotationSet.fold(ARTICLE.id, [PREDICTED])
    tokens = Tokens(ARTICLE)
    decision = add(current, tokens, ARTICLE.text, (16, 22), "GPE", Scope.ARTICLE)
    added = author.stamp(ARTICLE.id, decision.changes)
    undo = author.stamp(ARTICLE.id, taking_back(added).values())
    assert [act.undone for act in acts(added + undo)] == [True]
    redo = author.stamp(ARTICLE.id, taking_back(undo).values())
    assert [act.undone for act in acts(added + undo + redo)] == [False]


def test_acts_about_the_article_and_edges_say_what_became():
    span = PREDICTED.spans[0]
    wider = span.resized(ARTICLE.text, 0, 14)
    events = [
        *Author("ann").stamp(ARTICLE.id, [Change(Kind.RESIZE, span.key, span, wider)]),
        *Author("bob").stamp(ARTICLE.id, [Change(Kind.NOTE, value="read twice")]),
    ]
    first, second = acts(events)
    assert describe(first) == "“Dushanbe” → “Dushanbe waits”"
    assert describe(second) == "note: read twice"
    assert second.annotator == "bob"
