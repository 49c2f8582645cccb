"""The memory's files: the cache, the user's own edits, patterns and gazetteers."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations import decisions
from annotations.annotation_set import AnnotationSet
from annotations.article import Article
from annotations.corrections import Author
from annotations.errors import MemoryFileError
from annotations.extraction.memory import Memory, exchange, keeping
from annotations.extraction.memory.catching_up import learn, recall
from annotations.extraction.memory.edits import (
    Edit,
    Word,
    append_edits,
    edits_path,
    read_edits,
)
from annotations.predictions import Pipeline, Predictions
from annotations.span import Span
from annotations.store.corpus import Corpus

PIPELINE = Pipeline("pipe", "1")


def corrected(text: str, surface: str, label: str) -> tuple[Article, AnnotationSet]:
    """A finished article with one entity."""
    article = Article(text)
    at = text.index(surface)
    spans = (Span.of(text, at, at + len(surface), label),)
    current = AnnotationSet.fold(article.id, [Predictions(article.id, PIPELINE, spans)])
    events = Author("ann").stamp(article.id, decisions.finish(current).changes)
    return article, current.with_events(events)


@pytest.fixture
def store(tmp_path):
    path = tmp_path / "annotations.json"
    with Corpus(path) as corpus:
        for place in ("Iran", "Oman"):
            article, current = corrected(f"In {place}.", place, "GPE")
            corpus.record([article], current.as_predictions(), current.events)
    return path


def labels(memory: Memory) -> dict[str, dict[str, int]]:
    return {entry.surface: entry.labels for entry in memory.names}


class TestCache:
    def test_a_memory_comes_back_as_it_was(self, store, tmp_path):
        file = keeping.cache_file(tmp_path / "cache", store)
        with Corpus(store, read_only=True) as corpus:
            memory, last = recall(store, corpus.last_correction, file)
            assert len(list(learn(corpus, memory, last))) == 2
            keeping.save(memory, corpus.last_correction, file)
            again, last = recall(store, corpus.last_correction, file)
            assert list(learn(corpus, again, last)) == []
        assert labels(again) == labels(memory) == {"Iran": {"GPE": 1}, "Oman": {"GPE": 1}}
        assert (again.tagger.weights == memory.tagger.weights).all()
        assert again.tagger.tags == memory.tagger.tags

    def test_only_what_is_new_is_learned(self, store, tmp_path):
        file = keeping.cache_file(tmp_path / "cache", store)
        with Corpus(store) as corpus:
            memory, last = recall(store, corpus.last_correction, file)
            list(learn(corpus, memory, last))
            keeping.save(memory, corpus.last_correction, file)
            article, current = corrected("To Kuwait.", "Kuwait", "GPE")
            corpus.record([article], current.as_predictions(), current.events)
            again, last = recall(store, corpus.last_correction, file)
            assert list(learn(corpus, again, last)) == [article.id]

    @pytest.mark.parametrize("content", [b"", b"nonsense", b"PK\x03\x04broken"])
    def test_a_damaged_one_is_as_good_as_none(self, store, tmp_path, content):
        file = tmp_path / "memory.npz"
        file.write_bytes(content)
        with Corpus(store, read_only=True) as corpus:
            memory, last = recall(store, corpus.last_correction, file)
        assert (len(memory.names), last) == (0, 0)

    def test_one_that_cannot_be_written_is_no_error(self, tmp_path):
        (tmp_path / "file").write_text("in the way")
        keeping.save(Memory(), 1, tmp_path / "file" / "memory.npz")

    def test_one_of_another_store_is_not_used(self, store, tmp_path):
        file = tmp_path / "memory.npz"
        keeping.save(Memory(), 10_000, file)
        with Corpus(store, read_only=True) as corpus:
            assert recall(store, corpus.last_correction, file)[1] == 0


class TestEdits:
    def test_the_newest_about_a_surface_counts(self, tmp_path):
        path = edits_path(tmp_path / "annotations.json")
        append_edits(path, [Edit("Iran", Word.TELL, "GPE"), Edit("Oman", Word.FORGET)], "ann")
        append_edits(path, [Edit("Iran", Word.RESTORE)], "bob")
        found = read_edits(path)
        assert found == {
            "Iran": Edit("Iran", Word.RESTORE),
            "Oman": Edit("Oman", Word.FORGET),
        }
        assert [json.loads(line)["by"] for line in path.read_text().split("\n")[:-1]] == [
            "ann", "ann", "bob",
        ]  # fmt: skip

    def test_an_unfinished_last_line_is_passed_over_and_closed(self, tmp_path):
        path = tmp_path / "edits"
        append_edits(path, [Edit("Iran", Word.FORGET)], "ann")
        path.write_bytes(path.read_bytes() + b'{"surface": "Om')
        assert list(read_edits(path)) == ["Iran"]

    def test_nonsense_is_reported_with_its_line(self, tmp_path):
        path = tmp_path / "edits"
        path.write_text("{}\n")
        with pytest.raises(MemoryFileError, match="line 1"):
            read_edits(path)

    def test_a_folder_that_is_not_there_is_reported(self, tmp_path):
        with pytest.raises(MemoryFileError, match="cannot be written"):
            append_edits(tmp_path / "no" / "edits", [Edit("Iran", Word.FORGET)], "ann")

    def test_edits_count_in_what_is_recalled(self, store):
        append_edits(edits_path(store), [Edit("Iran", Word.TELL, "LOC")], "ann")
        with Corpus(store, read_only=True) as corpus:
            memory, last = recall(store, corpus.last_correction, None)
            list(learn(corpus, memory, last, train=False))
        assert memory.names.get("Iran").verdict == "LOC"


SURFACES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(
    lambda text: text == text.strip()
)
PAIRS = st.lists(st.tuples(SURFACES, st.sampled_from(["GPE", "a label, with a comma"])))


class TestExchange:
    @given(PAIRS, st.sampled_from(list(exchange.FORMATS.values())))
    def test_what_is_written_is_read(self, pairs, name):
        found = list(exchange.read(exchange.write(pairs, name), name))
        assert found == [(pair, "") for pair in pairs]

    def test_patterns_of_tokens_are_read_where_they_are_one_phrase(self):
        rows = [
            {"label": "GPE", "pattern": [{"TEXT": "New"}, {"ORTH": "York"}], "id": "ny"},
            {"label": "GPE", "pattern": [{"LOWER": "york"}]},
            {"label": "ORG", "pattern": [{"TEXT": {"REGEX": "^A"}}]},
        ]
        source = "".join(json.dumps(row) + "\n" for row in rows)
        found = list(exchange.read(source, "patterns"))
        assert found[0] == (("New York", "GPE"), "")
        assert [pair for pair, _ in found[1:]] == [None, None]

    @pytest.mark.parametrize(
        ("source", "name"),
        [
            ("no json\n", "patterns"),
            ('{"label": "GPE"}\n', "patterns"),
            ("a\tb\n", "tsv"),
            ("", "csv"),
        ],
    )
    def test_what_is_something_else_is_refused(self, source, name):
        with pytest.raises(MemoryFileError):
            list(exchange.read(source, name))

    def test_spacy_reads_the_patterns(self):
        spacy = pytest.importorskip("spacy")
        ruler = spacy.blank("en").add_pipe("entity_ruler")
        source = exchange.to_patterns([("New York", "GPE")])
        ruler.add_patterns([json.loads(line) for line in source.split("\n") if line])
        assert ruler.labels == ("GPE",)
