"""The report card, the overview and the effort: cases counted by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.annotation import Status
from annotations.article import Article
from annotations.corrections import Author, Change, Correction, Kind
from annotations.effort import Effort, effort, effort_of
from annotations.overview import overview
from annotations.predictions import Pipeline, Predictions
from annotations.report_card import ReportCard, Trouble, readings, report_card
from annotations.scoring import (
    Counts,
    Error,
    Mention,
    Pair,
    Way,
    confusion,
    error_of,
    judge,
    pairs,
)
from annotations.span import Span
from annotations.store.corpus import Corpus
from annotations.survey import Survey, surveyed
from annotations.timeline import MONTH

TEXT = "Lu flew to Dushanbe. The Pentagon paid. Dushanbe thanked Ann Lee. Average: 4.5"
SMALL, LARGE = Pipeline("small", "1.0"), Pipeline("large", "2.0")


def span(surface: str, label: str, text: str = TEXT, nth: int = 0) -> Span:
    at = -1
    for _ in range(nth + 1):
        at = text.index(surface, at + 1)
    return Span.of(text, at, at + len(surface), label)


class Clock:
    """Ten seconds from one event to the next, unless it is set."""

    def __init__(self) -> None:
        self.time = datetime(2026, 3, 30, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.time += timedelta(seconds=10)
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def corpus(tmp_path: Path, clock: Clock):
    with Corpus(tmp_path / "annotations.json") as corpus:
        yield corpus


PREDICTED = [
    span("Lu", "PERSON"),
    span("Dushanbe", "ORG"),
    span("Pentagon", "ORG"),
    span("Dushanbe", "ORG", nth=1),
    span("4.5", "CARDINAL"),
]
"""Right; twice another label; too short; nothing there. Ann Lee is missed."""


def judged(corpus: Corpus, clock: Clock, *, most: int = 99) -> Article:
    """An article of which `most` predictions were judged, one act each."""
    article = Article(TEXT, source="a.txt")
    lu, one, pentagon, two, number = PREDICTED
    changes = [
        Change(Kind.ACCEPT, lu.key, lu, lu),
        Change(Kind.RELABEL, one.key, one, one.relabelled("GPE")),
        Change(Kind.RESIZE, pentagon.key, pentagon, span("The Pentagon", "ORG")),
        Change(Kind.RELABEL, two.key, two, two.relabelled("GPE")),
        Change(Kind.REJECT, number.key, number),
        Change(Kind.ADD, "+1", after=span("Ann Lee", "PERSON")),
    ]
    author = Author("ann", now=clock)
    events = [event for change in changes[:most] for event in author.stamp(article.id, [change])]
    corpus.record([article], [Predictions(article.id, SMALL, tuple(PREDICTED))], events)
    return article


def test_figures_counted_by_hand(corpus, clock):
    judged(corpus, clock)
    card = report_card(corpus)
    assert card.articles == 1
    assert card.counts() == Counts(correct=1, incorrect=3, missed=1, spurious=1)
    assert card.counts(Way.EXACT) == Counts(correct=3, incorrect=1, missed=1, spurious=1)
    assert card.counts(Way.TYPE) == Counts(correct=2, incorrect=2, missed=1, spurious=1)
    assert card.counts(Way.PARTIAL) == Counts(correct=3, partial=1, missed=1, spurious=1)
    assert card.acceptance == 1 / 5
    assert card.decisions == {Status.ACCEPTED: 1, Status.CORRECTED: 3, Status.REJECTED: 1}
    assert card.errors == {
        Error.LABEL: 2, Error.BOUNDARY: 1, Error.BOTH: 0, Error.SPURIOUS: 1, Error.MISSED: 1,
    }  # fmt: skip
    assert card.confusion["GPE", "ORG"] == 2
    assert card.confusion["", "CARDINAL"] == 1
    assert card.confusion["PERSON", ""] == 1
    assert card.by_label()["PERSON"] == Counts(correct=1, missed=1)
    assert card.by_label()["ORG"] == Counts(incorrect=1, spurious=2)


def test_the_worst_strings(corpus, clock):
    judged(corpus, clock)
    worst = report_card(corpus).worst()
    assert worst[0] == Trouble("Dushanbe", Error.LABEL, "ORG", "GPE", 2, 1)
    assert Trouble("Ann Lee", Error.MISSED, "", "PERSON", 1, 1) in worst
    assert Trouble("Pentagon", Error.BOUNDARY, "ORG", "ORG", 1, 1) in worst
    assert len(worst) == 4
    assert report_card(corpus).worst(1) == worst[:1]


def test_what_nobody_looked_at_does_not_count(corpus, clock):
    judged(corpus, clock, most=2)
    assert report_card(corpus).counts() == Counts(correct=1, incorrect=1)


def test_what_nobody_looked_at_counts_as_right_in_an_article_that_is_done(corpus, clock):
    article = judged(corpus, clock, most=2)
    done = Author("ann", now=clock).stamp(article.id, [Change(Kind.STATUS, value="done")])
    corpus.record((), (), done)
    assert report_card(corpus).counts() == Counts(correct=4, incorrect=1)


def test_an_article_without_judgement_is_not_on_the_card(corpus, clock):
    judged(corpus, clock, most=0)
    assert report_card(corpus) == ReportCard(())
    assert report_card(corpus).counts() == Counts()
    assert report_card(corpus).acceptance == 0


def test_an_undone_judgement_is_none(corpus, clock):
    article = judged(corpus, clock, most=1)
    (event,) = corpus.corrections(article.id)
    undo = Change(Kind.UNDO, event.batch)
    corpus.record((), (), Author("ann", now=clock).stamp(article.id, [undo]))
    assert report_card(corpus).readings == ()


def test_pipelines_side_by_side(corpus, clock):
    article = judged(corpus, clock)
    better = (span("Lu", "PERSON"), span("Dushanbe", "GPE"), span("The Pentagon", "ORG"),
              span("Ann Lee", "PERSON"))  # fmt: skip
    corpus.record((), [Predictions(article.id, LARGE, better)], ())
    (large, its), (small, other) = report_card(corpus).by_pipeline()
    assert (large.name, small.name) == ("large", "small")
    assert its.counts() == Counts(correct=4, missed=1)
    assert other.counts() == Counts(correct=1, incorrect=3, missed=1, spurious=1)


def test_what_was_said_of_an_earlier_text_does_not_count_again(corpus, clock):
    article = judged(corpus, clock)
    earlier = Predictions(article.id, LARGE.of_earlier_text(), (span("Lu", "PERSON"),))
    found = readings(article, corpus.annotations(article.id), [earlier])
    assert list(found) == []


def test_over_time(corpus, clock):
    judged(corpus, clock)
    clock.time += timedelta(days=5)
    later = Article("Lu left.", source="b.txt")
    lu = span("Lu", "PERSON", later.text)
    events = Author("ann", now=clock).stamp(later.id, [Change(Kind.ACCEPT, lu.key, lu, lu)])
    corpus.record([later], [Predictions(later.id, SMALL, (lu,))], events)
    days = report_card(corpus).over_time()
    assert list(days) == ["2026-03-30", "2026-04-04"]
    assert days["2026-04-04"].counts() == Counts(correct=1)
    assert list(report_card(corpus).over_time(MONTH)) == ["2026-03", "2026-04"]


MENTIONS = st.lists(
    st.builds(lambda s, n, label: Mention(s, s + n, label),
              st.integers(0, 12), st.integers(1, 6), st.sampled_from("AB")),
    max_size=8, unique=True,
)  # fmt: skip


@given(MENTIONS, MENTIONS)
def test_every_pair_has_one_verdict_and_one_cell(reference, other):
    found = pairs(reference, other)
    strict = judge(found)
    errors = [error_of(pair) for pair in found]
    assert errors.count(None) == strict.correct
    assert errors.count(Error.SPURIOUS) == strict.spurious
    assert errors.count(Error.MISSED) == strict.missed
    wrong = sum(map(errors.count, (Error.LABEL, Error.BOUNDARY, Error.BOTH)))
    assert wrong == strict.incorrect
    assert errors.count(Error.LABEL) + strict.correct == judge(found, Way.EXACT).correct
    assert sum(confusion(found).values()) == len(found)


def test_an_overlap_with_another_label_is_both():
    assert error_of(Pair(Mention(0, 5, "A"), Mention(3, 8, "B"))) is Error.BOTH


def test_effort_leaves_out_pauses(corpus, clock):
    article = judged(corpus, clock, most=3)
    clock.time += timedelta(hours=1)
    lee = Change(Kind.ADD, "+1", after=span("Ann Lee", "PERSON"))
    corpus.record((), (), Author("ann", now=clock).stamp(article.id, [lee]))
    spent = effort(corpus)
    assert spent == Effort(articles=1, entities=4, acts=4, seconds=20)
    assert (spent.acts_per_article, spent.acts_per_100, spent.seconds_per_article) == (4, 100, 20)


def test_keys_are_those_of_the_articles_in_which_they_were_counted(corpus, clock):
    article = judged(corpus, clock, most=2)
    author, second = Author("ann", now=clock), Article("Lu left.", source="b.txt")
    lu = span("Lu", "PERSON", second.text)
    author.keys = 3
    accepted = author.stamp(second.id, [Change(Kind.ACCEPT, lu.key, lu, lu), Change(Kind.TAG)])
    author.keys = 2
    undone = author.stamp(second.id, [Change(Kind.UNDO, accepted[0].batch)])
    again = author.stamp(second.id, [Change(Kind.UNDO, undone[0].batch)])
    assert [e.keys for e in (*accepted, *undone, *again)] == [3, 0, 2, 0]
    corpus.record([second], [Predictions(second.id, SMALL, (lu,))], [*accepted, *undone, *again])
    first, its = (effort_of(corpus.annotations(id)) for id in (article.id, second.id))
    assert (first.keys, first.keyed, first.keys_per_article) == (0, 0, 0)
    assert (its.keys, its.keyed, its.keyed_entities) == (5, 1, 1)
    assert (effort(corpus).keys_per_article, effort(corpus).keys_per_100) == (5, 500)


@pytest.mark.parametrize("said", ["3", 3.0, True, -1, None])
def test_what_is_no_count_of_keys_is_none(corpus, clock, said):
    (event,) = Author("ann", now=clock).stamp("a", [Change(Kind.TAG, value="x")])
    assert Correction.from_dict({**event.to_dict(), "keys": said}).keys == 0


def test_a_survey_reads_once_what_the_card_and_the_effort_say(corpus, clock):
    judged(corpus, clock)
    clock.time += timedelta(days=40)
    later = Article("Lu left.", source="b.txt")
    lu = span("Lu", "PERSON", later.text)
    events = Author("ann", now=clock).stamp(later.id, [Change(Kind.ACCEPT, lu.key, lu, lu)])
    corpus.record([later], [Predictions(later.id, SMALL, (lu,))], events)
    survey = Survey(tuple(surveyed(corpus)))
    assert survey.card == report_card(corpus)
    assert survey.effort == effort(corpus)
    months = survey.effort_over_time(MONTH)
    assert [(when, spent.acts) for when, spent in months.items()] == [
        ("2026-03", 6),
        ("2026-05", 1),
    ]
    assert Survey(tuple(surveyed(corpus, [later.id]))).card.articles == 1
    assert list(surveyed(corpus, ["nowhere"])) == []
    assert Survey().effort == Effort()


def test_nothing_done_is_no_effort(corpus, clock):
    article = judged(corpus, clock, most=0)
    assert effort_of(corpus.annotations(article.id)) == Effort() == effort(corpus)
    assert Effort().acts_per_100 == Effort().acts_per_article == 0


def test_the_overview(corpus, clock):
    article = judged(corpus, clock, most=2)
    author = Author("ann", now=clock)
    corpus.record([Article("Nothing.", title="Second")], (), author.stamp(
        article.id, [Change(Kind.TAG, value="b"), Change(Kind.TAG, value="a"),
                     Change(Kind.FLAG, value="yes")]))  # fmt: skip
    one, two = overview(corpus)
    assert (one.name, one.status, one.entities, one.unreviewed) == ("a.txt", "started", 5, 3)
    assert (one.corrections, one.tags, one.flagged) == (5, ("a", "b"), True)
    assert (two.name, two.status, two.entities, two.corrections) == ("Second", "new", 0, 0)
