"""The corpus: articles, predictions and corrections of one store."""

import json
from pathlib import Path

import pytest
from tinydb import TinyDB

from annotations.article import Article
from annotations.corrections import Author, Change, Kind
from annotations.errors import StoreError
from annotations.predictions import Pipeline, Predictions
from annotations.span import Span
from annotations.store.corpus import Corpus

ARTICLE = Article("Dushanbe waits.\r\n👩‍👩‍👧 Zoë", title="Waiting", source="https://example.org/a")
SPAN = Span.of(ARTICLE.text, 0, 8, "ORG")
PREDICTED = Predictions(ARTICLE.id, Pipeline("toy", "1", {"chunk": 4}), (SPAN,))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "annotations.json"


def relabelled(label: str = "GPE"):
    change = Change(Kind.RELABEL, SPAN.key, SPAN, SPAN.relabelled(label))
    return Author("ann").stamp(ARTICLE.id, [change])


def test_reading_alone_writes_no_store(path: Path):
    with Corpus(path) as corpus:
        assert not corpus.knows(ARTICLE.id)
        assert list(corpus.articles()) == []
        assert len(corpus.annotations(ARTICLE.id)) == 0
    assert list(path.parent.iterdir()) == []


def test_what_was_recorded_is_there_again(path: Path):
    events = relabelled()
    with Corpus(path) as corpus:
        corpus.record([ARTICLE], [PREDICTED], events)
    with Corpus(path) as corpus:
        assert corpus.article(ARTICLE.id) == ARTICLE
        assert corpus.predictions(ARTICLE.id) == [PREDICTED]
        assert corpus.corrections(ARTICLE.id) == events
        (annotation,) = corpus.annotations(ARTICLE.id)
        assert annotation.span.label == "GPE"
        assert annotation.predicted == SPAN


def test_stock_tinydb_reads_the_file_after_a_clean_close(path: Path):
    with Corpus(path) as corpus:
        corpus.record([ARTICLE], [PREDICTED], relabelled())
    with TinyDB(path, access_mode="r", encoding="utf-8") as stock:
        assert {"articles", "predictions", "corrections"} <= stock.tables()
        assert stock.table("articles").all()[0]["text"] == ARTICLE.text
        assert stock.table("corrections").all()[0]["after"]["label"] == "GPE"


def test_an_article_is_registered_once_and_predictions_of_a_pipeline_are_kept_once(path: Path):
    with Corpus(path) as corpus:
        for _ in range(2):
            corpus.record([ARTICLE], [PREDICTED], ())
        assert [article.id for article in corpus.articles()] == [ARTICLE.id]
        assert corpus.predictions(ARTICLE.id) == [PREDICTED]


def test_complete_predictions_take_the_place_of_incomplete_ones(path: Path):
    fewer = Predictions(ARTICLE.id, PREDICTED.pipeline, ())
    with Corpus(path) as corpus:
        corpus.record([ARTICLE], [fewer], ())
        corpus.record((), [PREDICTED], ())
        assert corpus.predictions(ARTICLE.id) == [PREDICTED]
        corpus.record((), [fewer], ())
        assert corpus.predictions(ARTICLE.id) == [PREDICTED]


def test_the_last_events_come_back_in_order(path: Path):
    author = Author("ann")
    with Corpus(path) as corpus:
        events = [
            event
            for note in "abcde"
            for event in author.stamp(ARTICLE.id, [Change(Kind.NOTE, value=note)])
        ]
        for event in events:
            corpus.record([ARTICLE], (), [event])
        assert corpus.recent(3) == events[-3:]


def test_a_source_in_the_folder_is_stored_as_seen_from_there(path: Path):
    source = path.parent / "texts" / "a.txt"
    inside = Article("Here.", source=str(source))
    with Corpus(path) as corpus:
        corpus.record([inside, ARTICLE], (), ())
    stored = json.loads(path.read_text(encoding="utf-8"))["articles"]
    assert [document["source"] for document in stored.values()] == ["texts/a.txt", ARTICLE.source]
    with Corpus(path) as corpus:
        assert [article.source for article in corpus.articles()] == [str(source), ARTICLE.source]


def test_a_text_that_was_changed_in_the_store_is_not_passed_on(path: Path):
    with Corpus(path) as corpus:
        corpus.record([ARTICLE], (), ())
        table = corpus.database.table("articles")
        table.update({"text": "Something else."}, doc_ids=table.doc_ids())
        with pytest.raises(StoreError, match="postil check"):
            corpus.article(ARTICLE.id)


def test_recent_events_end_with_a_whole_act(path: Path):
    changes = [Change(Kind.TAG, value=str(number)) for number in range(6)]
    author = Author("ann")
    first, second = author.stamp(ARTICLE.id, changes), author.stamp(ARTICLE.id, changes[:2])
    with Corpus(path) as corpus:
        corpus.record([ARTICLE], [], [*first, *second])
        assert corpus.recent(2) == second
        assert corpus.recent(3) == [*first, *second]
        assert corpus.act(first[0].batch) == first


def test_imported_predictions_can_be_withdrawn_unless_they_were_judged(path: Path):
    other = Span.of(ARTICLE.text, 9, 14, "X")
    mark = {"import": "i1", "imported": "2026-11-22T14:00:00.000000Z"}
    made = Predictions(ARTICLE.id, Pipeline("file", "", mark), (SPAN, other))
    with Corpus(path) as corpus:
        assert corpus.last_import() == ("", "")
        corpus.record([ARTICLE], [made, PREDICTED], relabelled())
        assert corpus.last_import() == (mark["imported"], "i1")
        assert corpus.withdraw("another") == (0, 0)
        assert corpus.withdraw("i1") == (1, 1)
        assert [p.spans for p in corpus.predictions(ARTICLE.id)] == [(SPAN,), (SPAN,)]


def test_an_article_without_a_source_has_none_when_it_comes_back(path: Path):
    with Corpus(path) as corpus:
        corpus.record([Article("a")], [], [])
        assert [article.source for article in corpus.articles()] == [""]
