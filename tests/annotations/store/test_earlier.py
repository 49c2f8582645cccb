"""The text that a source held before, when people decided something about it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from annotations.anchoring import carry, revise
from annotations.article import Article
from annotations.corrections import Author, Change, Kind
from annotations.predictions import Pipeline, Predictions
from annotations.span import Span
from annotations.store.corpus import Corpus
from annotations.store.doctor import check

TEXT = "The talks in Dushanbe went on for two days, and nobody at the ministry said why."


@pytest.fixture
def corpus(tmp_path: Path):
    with Corpus(tmp_path / "annotations.json") as corpus:
        yield corpus


def versions(source: str) -> list[Article]:
    return [Article(f"{TEXT} {n}", source=source) for n in range(3)]


def annotate(corpus: Corpus, article: Article, author: Author | None = None) -> None:
    """Somebody corrects what was predicted."""
    predicted = Span.of(article.text, 13, 21, "ORG")
    change = Change(Kind.RELABEL, predicted.key, predicted, predicted.relabelled("GPE"))
    events = (author or Author("ann")).stamp(article.id, [change])
    corpus.record([article], [Predictions(article.id, Pipeline("toy"), (predicted,))], events)


def carry_over(corpus: Corpus, old: Article, new: Article) -> None:
    """Somebody carries everything over."""
    revision = revise(corpus.annotations(old.id), old, new, corpus.annotations(new.id))
    ids = {one.id for one in revision.waiting}
    over = carry(revision, ids, corpus.annotations(new.id), Author("eve"))
    corpus.record([new], over.predictions, over.corrections)


@pytest.mark.parametrize("folder", ["texts", "../elsewhere", "."])
def test_it_is_found_wherever_the_source_is(corpus, tmp_path, folder):
    source = str(tmp_path / folder / "a.txt")
    first, second, _ = versions(source)
    annotate(corpus, first)
    annotate(corpus, Article(f"Not {TEXT}", source=str(tmp_path / folder / "b.txt")))
    assert corpus.earlier(second).text == first.text
    assert corpus.earlier(first) is None
    assert corpus.earlier(Article("New.", source=str(tmp_path / folder / "c.txt"))) is None


def test_it_is_found_by_a_path_as_it_was_typed(corpus, tmp_path, monkeypatch):
    (tmp_path / "in").mkdir()
    monkeypatch.chdir(tmp_path / "in")
    typed = ["../a.txt", str(tmp_path / "a.txt"), "../in/../a.txt"]
    first, second, third = (Article(f"{TEXT} {n}", source=s) for n, s in enumerate(typed))
    annotate(corpus, first)
    assert corpus.earlier(second).text == first.text
    assert corpus.earlier(third).text == first.text
    assert Path(corpus.article(first.id).source) == tmp_path / "a.txt"


def test_the_one_that_people_worked_on_last_counts(corpus, tmp_path):
    author = Author("ann")
    first, second, third = versions(str(tmp_path / "a.txt"))
    for article in (second, first):
        annotate(corpus, article, author)
    assert corpus.earlier(third).id == first.id
    corpus.record([], (), author.stamp(second.id, [Change(Kind.NOTE, value="read again")]))
    assert corpus.earlier(third).id == second.id


def test_a_text_about_which_nobody_said_anything_is_passed_over(corpus, tmp_path):
    author = Author("ann")
    first, second, third = versions(str(tmp_path / "a.txt"))
    annotate(corpus, first, author)
    corpus.record([second], (), author.stamp(second.id, [Change(Kind.STATUS, value="done")]))
    assert corpus.earlier(third).id == first.id
    (event,) = corpus.corrections(first.id)
    corpus.record((), (), author.stamp(first.id, [Change(Kind.UNDO, event.batch)]))
    assert corpus.earlier(third) is None


def test_what_was_carried_over_is_not_found_again(corpus, tmp_path):
    first, second, third = versions(str(tmp_path / "a.txt"))
    annotate(corpus, first)
    carry_over(corpus, corpus.earlier(second), second)
    assert corpus.earlier(second) is None
    assert corpus.earlier(first) is None
    assert corpus.earlier(third).id == second.id
    (annotation,) = corpus.annotations(second.id)
    assert (annotation.span.label, annotation.annotator) == ("GPE", "ann")


def test_undone_it_is_found_again(corpus, tmp_path):
    first, second, _ = versions(str(tmp_path / "a.txt"))
    annotate(corpus, first)
    carry_over(corpus, first, second)
    events = corpus.corrections(second.id)
    author = Author("eve")
    author.saw(events)
    corpus.record((), (), author.stamp(second.id, [Change(Kind.UNDO, events[0].batch)]))
    assert corpus.earlier(second).id == first.id
    assert list(corpus.annotations(second.id)) == []
    assert [str(finding) for finding in check(corpus)] == []
    carry_over(corpus, first, second)
    assert [a.span.label for a in corpus.annotations(second.id)] == ["GPE"]


def test_what_comes_along_later_is_kept_beside_what_came_before(corpus, tmp_path):
    first, second = (Article(text, source=str(tmp_path / "a.txt")) for text in (TEXT, TEXT + "!"))
    spans = (Span.of(TEXT, 13, 21, "ORG"), Span.of(TEXT, 38, 44, "PERSON"))
    changes = [Change(Kind.ACCEPT, span.key, span, span) for span in spans]
    corpus.record([first], [Predictions(first.id, Pipeline("toy"), spans)],
                  Author("ann").stamp(first.id, changes))  # fmt: skip
    author = Author("eve")
    for span in spans:
        there = corpus.annotations(second.id)
        over = carry(corpus.revision(second), {span.key}, there, author)
        corpus.record([second], over.predictions, over.corrections)
        assert span.key in corpus.annotations(second.id).by_id
        if span is spans[0]:
            undo = Change(Kind.UNDO, over.corrections[0].batch)
            corpus.record((), (), author.stamp(second.id, [undo]))
    assert [a.span for a in corpus.annotations(second.id)] == [spans[1]]


@pytest.mark.parametrize("source", ["-", ""])
def test_what_was_typed_in_has_no_earlier_text(corpus, source):
    first, second, _ = versions(source)
    annotate(corpus, first)
    assert corpus.earlier(second) is None


def test_an_address_is_known_again(corpus, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    first, second, _ = versions("https://example.org/a")
    annotate(corpus, first)
    assert corpus.earlier(second).source == "https://example.org/a"


def test_the_old_text_is_left_as_it_was_and_the_new_one_is_found_sound(corpus, tmp_path):
    first, second, _ = versions(str(tmp_path / "a.txt"))
    annotate(corpus, first)
    before = corpus.corrections(first.id), corpus.predictions(first.id)
    carry_over(corpus, first, second)
    wide = Span.of(second.text, 10, 21, "GPE")
    corpus.record((), [Predictions(second.id, Pipeline("toy"), (wide,))], ())
    assert (corpus.corrections(first.id), corpus.predictions(first.id)) == before
    assert [str(finding) for finding in check(corpus)] == []
    assert wide.key not in corpus.annotations(second.id).by_id


def test_a_large_store_is_not_parsed_for_it(tmp_path):
    path = tmp_path / "annotations.json"
    first, second, _ = versions(str(tmp_path / "a.txt"))
    with Corpus(path) as corpus:
        annotate(corpus, first)
        others = (Article(f"{n}", source=os.fspath(tmp_path / f"{n}.txt")) for n in range(500))
        corpus.record(others, (), ())
    with Corpus(path) as corpus:
        parsed = []
        article = corpus._article
        corpus._article = lambda document: parsed.append(document) or article(document)
        assert corpus.earlier(second).id == first.id
        assert len(parsed) == 1
