"""Searching a corpus: what the index finds is what reading everything finds."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotations.article import Article
from annotations.corpus_index import CorpusIndex, IndexStoppedError, index_file
from annotations.corpus_query import CorpusQuery
from annotations.corpus_search import search, search_article
from annotations.corrections import Author, Change, Kind
from annotations.finding import FindError
from annotations.predictions import Pipeline, Predictions
from annotations.span import Span
from annotations.store.corpus import Corpus

TEXTS = [
    "Dushanbe waits. The border\npost at Dushanbe is open.",
    "Iranian drones, IRAN’s own.\r\nUS$ 60 was paid to Iran.",
    "Nobody reads İstanbul's\0hidden straße in 東京都.",
]


def found(corpus: Corpus, file: Path | None = None, **query) -> list[tuple[str, int]]:
    """What a query finds: surfaces, and the places of their articles in `TEXTS`."""
    order = [article.id for article in corpus.articles()]
    with CorpusIndex(corpus, file) as index:
        hits = [one.hit for one in search(corpus, index, CorpusQuery(**query))]
    for hit in hits:
        assert hit.article.text[hit.start : hit.end] == hit.form
    return [(hit.form, order.index(hit.article.id)) for hit in hits]


@pytest.fixture
def corpus(tmp_path: Path):
    """Three articles; in the first, one entity of two was relabelled, the other rejected."""
    with Corpus(tmp_path / "annotations.json") as corpus:
        articles = [Article(text, source=f"{n}.txt") for n, text in enumerate(TEXTS)]
        one, two = (Span.of(TEXTS[0], at, at + 8, "ORG") for at in (0, 35))
        assert two.text == "Dushanbe"
        changes = [
            Change(Kind.RELABEL, one.key, one, one.relabelled("GPE")),
            Change(Kind.LINK, one.key, one, value="Q9365"),
            Change(Kind.REJECT, two.key, two),
        ]
        events = Author("ann").stamp(articles[0].id, changes)
        iran = Span.of(TEXTS[1], 0, 7, "NORP")
        predicted = [Predictions(articles[0].id, Pipeline("p", "1"), (one, two)),
                     Predictions(articles[1].id, Pipeline("p", "1"), (iran,))]  # fmt: skip
        corpus.record(articles, predicted, events)
        yield corpus


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"text": "dushanbe"}, [("Dushanbe", 0)] * 2),
        ({"text": "DUSHANBE"}, []),
        ({"text": "border post"}, [("border\npost", 0)]),
        ({"text": "iran"}, [("Iran", 1), ("IRAN", 1), ("Iran", 1)]),
        ({"text": "iran", "word": True}, [("IRAN", 1), ("Iran", 1)]),
        ({"text": "Iran", "word": True}, [("Iran", 1)]),
        ({"text": "hidden stra"}, [("hidden stra", 2)]),
        ({"text": "東京"}, [("東京", 2)]),
        ({"text": "at"}, [("at", 0)]),
        ({"text": r"US\$ \d+", "pattern": True}, [("US$ 60", 1)]),
        ({"text": "(drones|border)", "pattern": True}, [("border", 0), ("drones", 1)]),
        ({"text": "dr[aeiou]nes+", "pattern": True}, [("drones", 1)]),
        ({"text": "x*", "pattern": True}, []),
        ({"labels": ("GPE",)}, [("Dushanbe", 0)]),
        ({"labels": ("GPE", "NORP")}, [("Dushanbe", 0), ("Iranian", 1)]),
        ({"labels": ("ORG",)}, []),
        ({"labels": ("ORG",), "statuses": ("rejected",)}, [("Dushanbe", 0)]),
        ({"links": ("Q9365",)}, [("Dushanbe", 0)]),
        ({"annotators": ("ann",)}, [("Dushanbe", 0)]),
        ({"annotators": ("bob",)}, []),
        ({"statuses": ("predicted",)}, [("Iranian", 1)]),
        ({"text": "iran", "statuses": ("predicted", "corrected")}, [("Iranian", 1)]),
        ({"text": '"""'}, []),
        ({}, []),
    ],
)
def test_what_is_found(corpus, query, expected):
    assert found(corpus, **query) == expected


def test_a_hit_knows_the_entity_that_stands_there(corpus):
    with CorpusIndex(corpus) as index:
        first, second = search(corpus, index, CorpusQuery("Dushanbe"))
    assert first.entity is not None
    assert (first.entity.label, first.entity.annotator) == ("GPE", "ann")
    assert second.entity is None
    assert first.hit.right == " waits. The border"


def test_a_pattern_that_is_none_is_told(corpus):
    with pytest.raises(FindError, match="not a regular expression"):
        found(corpus, text="(", pattern=True)


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        (r"border\s+post", ["border", "post"]),
        (r"colou?r", []),
        (r"a|b", []),
        (r"[abc]def\dghi", ["def", "ghi"]),
        (r"\bIran\b", ["Iran"]),
        (r"[]abc]xyz", ["xyz"]),
        (r"(?i)abc", []),
        (r"[[:alpha:]]xyz", ["xyz"]),
        (r"(abc)\g<1>", []),
        (r"\x41bc", []),
    ],
)
def test_words_that_every_match_of_a_pattern_holds(pattern, words):
    assert CorpusQuery(pattern, pattern=True).literals == words


class TestTheFile:
    def test_it_follows_the_store(self, corpus, tmp_path):
        file = tmp_path / "cache" / "index.sqlite"
        assert found(corpus, file, labels=("NORP",)) == [("Iranian", 1)]
        (iran,) = corpus.annotations(Article(TEXTS[1]).id)
        change = Change(Kind.RELABEL, iran.id, iran.span, iran.span.relabelled("LANGUAGE"))
        corpus.record((), (), Author("bob").stamp(Article(TEXTS[1]).id, [change]))
        corpus.record([Article("News of the Dushanbe fair.")], (), ())
        assert found(corpus, file, labels=("NORP",)) == []
        assert found(corpus, file, annotators=("bob",)) == [("Iranian", 1)]
        assert [place for _, place in found(corpus, file, text="Dushanbe")] == [0, 0, 3]

    def test_what_did_not_change_is_not_read_again(self, corpus, tmp_path, monkeypatch):
        file = tmp_path / "index.sqlite"
        found(corpus, file, text="Iran")
        read: list[str] = []
        original = Corpus.annotations
        monkeypatch.setattr(
            Corpus, "annotations", lambda self, id: read.append(id) or original(self, id)
        )
        found(corpus, file, text="Iran")
        assert read == []
        article = Article(TEXTS[2])
        corpus.record((), (), Author("bob").stamp(article.id, [Change(Kind.TAG, value="x")]))
        found(corpus, file, text="Iran")
        assert read == [article.id]

    def test_predictions_that_are_withdrawn_are_gone(self, corpus, tmp_path):
        file = tmp_path / "index.sqlite"
        article = Article(TEXTS[2])
        made = Pipeline("import", "", {"import": "x", "imported": "2026"})
        span = Span.of(article.text, 0, 6, "PERSON")
        corpus.record((), [Predictions(article.id, made, (span,))], ())
        assert found(corpus, file, labels=("PERSON",)) == [("Nobody", 2)]
        corpus.withdraw("x")
        assert found(corpus, file, labels=("PERSON",)) == []

    @pytest.mark.parametrize("content", [b"", b"not a database" * 100])
    def test_one_that_is_damaged_is_made_anew(self, corpus, tmp_path, content):
        file = tmp_path / "index.sqlite"
        file.write_bytes(content)
        assert found(corpus, file, text="drones") == [("drones", 1)]
        assert sqlite3.connect(file).execute("select count(*) from articles").fetchone() == (3,)

    def test_another_store_of_that_name_is_not_mixed_with_it(self, corpus, tmp_path):
        file = tmp_path / "index.sqlite"
        found(corpus, file, text="drones")
        with Corpus(tmp_path / "other.json") as other:
            other.record([Article("Other drones."), Article("Nothing.")], (), ())
            assert found(other, file, text="drones") == [("drones", 0)]

    def test_where_it_cannot_be_written_it_is_done_without(self, corpus, tmp_path):
        (tmp_path / "file").write_text("no folder")
        assert found(corpus, tmp_path / "file" / "index.sqlite", text="drones") == [("drones", 1)]

    def test_each_store_has_its_own(self, tmp_path):
        assert index_file(tmp_path, Path("a.json")) != index_file(tmp_path, Path("b.json"))


WORDS = st.text(st.sampled_from("aAbBiIİıſsSßẞkK\u212a \n'’\"é\0"), max_size=12)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=4), WORDS)
def test_the_index_loses_nothing(tmp_path_factory, texts, text):
    articles = list({a.id: a for a in map(Article, texts)}.values())
    query = CorpusQuery(text)
    with Corpus(tmp_path_factory.mktemp("store") / "annotations.json") as corpus:
        corpus.record(articles, (), ())
        places = [place for _, place in found(corpus, text=text)]
    assert places == [n for n, a in enumerate(articles) for _ in query.ranges(a) if text]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(WORDS.filter(bool), min_size=1, max_size=4, unique=True), WORDS, st.booleans())
def test_the_index_loses_no_entity(tmp_path_factory, texts, text, word):
    articles = [Article(text) for text in texts]
    made = [
        Predictions(a.id, Pipeline("p", "1"), (Span.of(a.text, 0, len(a.text), "X"),))
        for a in articles
    ]
    query = CorpusQuery(text, word=word, labels=("X", "Y"))
    with Corpus(tmp_path_factory.mktemp("store") / "annotations.json") as corpus:
        corpus.record(articles, made, ())
        places = [place for _, place in found(corpus, text=text, word=word, labels=("X", "Y"))]
    assert places == [n for n, a in enumerate(articles) if query.is_in(a.text)]


def test_where_many_articles_hold_the_words_the_same_is_found(corpus, monkeypatch):
    monkeypatch.setattr("annotations.corpus_index._FEW", 0)
    assert found(corpus, text="iran", labels=("NORP", "GPE")) == [("Iranian", 1)]
    assert found(corpus, text="dushanbe", statuses=("corrected",)) == [("Dushanbe", 0)]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("drones", CorpusQuery("drones")),
        ("  border  post ", CorpusQuery("border  post")),
        ("label:GPE", CorpusQuery(labels=("GPE",))),
        ("label:gpe label:NO iran", CorpusQuery("iran", labels=("gpe", "NO"))),
        ('iran by:"ann b" link:Q1', CorpusQuery("iran", links=("Q1",), annotators=("ann b",))),
        ("status:new", CorpusQuery(statuses=("predicted",))),
        ("status:co STATUS:rej", CorpusQuery(statuses=("corrected", "rejected"))),
        ("a label: b", CorpusQuery("a b")),
        ("http://label.org", CorpusQuery("http://label.org")),
        ('label:"GP', CorpusQuery(labels=("GP",))),
        ("", CorpusQuery()),
    ],
)
def test_what_is_typed_means(typed, expected):
    assert CorpusQuery.parse(typed) == expected


@given(st.text(max_size=30))
def test_every_text_is_a_query(typed):
    CorpusQuery.parse(typed)


def test_beginnings_stand_for_what_the_store_has(corpus):
    with CorpusIndex(corpus) as index:
        query = CorpusQuery.parse("label:g label:zz link:q by:an").resolved(index.values)
        assert (query.labels, query.links, query.annotators) == (("GPE",), ("Q9365",), ("ann",))
        assert CorpusQuery.parse("label:zz").resolved(index.values).labels == ("zz",)


@pytest.mark.parametrize(
    "typed",
    ["dushanbe", "label:GPE", "label:o", "label:o status:rej", "by:ann", "link:q", "iran label:n",
     "status:new", "at", ""],
)  # fmt: skip
def test_one_article_is_searched_as_the_index_is(corpus, typed):
    query = CorpusQuery.parse(typed)
    alone = [
        (one.hit.range, one.entity)
        for article in corpus.articles()
        for one in search_article(article, corpus.annotations(article.id), query)
    ]
    with CorpusIndex(corpus) as index:
        found = search(corpus, index, query.resolved(index.values))
        assert [(one.hit.range, one.entity) for one in found] == alone


def test_an_index_that_is_damaged_later_is_made_anew(corpus, tmp_path):
    file = tmp_path / "index.sqlite"
    found(corpus, file, text="drones")
    content = file.read_bytes()
    file.write_bytes(content[:4096] + b"x" * (len(content) - 4096))
    assert found(corpus, file, text="drones") == [("drones", 1)]
    assert found(corpus, file, labels=("GPE",)) == [("Dushanbe", 0)]


def test_making_it_can_be_stopped(corpus, tmp_path):
    file = tmp_path / "index.sqlite"
    with pytest.raises(IndexStoppedError):
        CorpusIndex(corpus, file, lambda: False)
    assert found(corpus, file, text="drones") == [("drones", 1)]


def test_two_programs_at_once_make_one_index(corpus, tmp_path):
    from concurrent.futures import ThreadPoolExecutor

    def search_in(number: int) -> list[tuple[str, int]]:
        with Corpus(corpus.path, read_only=True) as own:
            return found(own, tmp_path / "index.sqlite", text="drones")

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(search_in, range(8))) == [[("drones", 1)]] * 8
