"""Prodigy's tasks, as Prodigy itself writes them."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given

from annotations.annotation_set import AnnotationSet
from annotations.corrections import Author, Change, Kind
from annotations.formats.base import Feature
from annotations.formats.document import Document
from annotations.formats.prodigy import PRODIGY, hash_input, task
from tests.annotations.formats.documents import document, documents, reviewed
from tests.annotations.formats.peers import PEERS, peer
from tests.annotations.strategies import ARTICLE, texts, token_span

FILES = {
    "news": PEERS / "prodigy" / "annotated_news_headlines-ORG-PERSON-LOCATION-ner.jsonl",
    "tweet": PEERS / "spacy_projects/tutorials/ner_tweets/assets/demo/demo.jsonl",
    "tweets": PEERS / "spacy_projects/tutorials/ner_tweets/assets/test_annotated.jsonl",
}
"""Files that Prodigy wrote."""


def tasks(name: str) -> list[dict]:
    """The tasks of a real file."""
    path = peer(str(FILES[name].relative_to(PEERS)))
    lines = path.read_text(encoding="utf-8").split("\n")
    return [json.loads(line) for line in lines if line]


def written(*chosen: Document) -> list[dict]:
    """What a reader of the file gets."""
    stream = io.BytesIO()
    PRODIGY.write(stream, iter(chosen))
    assert stream.getvalue().isascii()
    return [json.loads(line) for line in stream.getvalue().decode().split("\n") if line]


def check_shape(found: dict) -> None:
    """What holds in every task: spans lie on tokens, and tokens on the text."""
    text, tokens = found["text"], found["tokens"]
    assert [token["id"] for token in tokens] == list(range(len(tokens)))
    for token in tokens:
        assert text[token["start"] : token["end"]] == token["text"]
    for span in found.get("spans", []):
        assert tokens[span["token_start"]]["start"] == span["start"]
        assert tokens[span["token_end"]]["end"] == span["end"]
        assert text[span["start"] : span["end"]] == span.get(
            "text", text[slice(span["start"], span["end"])]
        )
    for hashed in ("_input_hash", "_task_hash"):
        assert type(found[hashed]) is int
        assert -(2**31) <= found[hashed] < 2**31


class TestShape:
    def test_of_a_reviewed_article(self):
        [found] = written(Document.of(*reviewed()))
        check_shape(found)
        assert (found["answer"], found["_is_binary"]) == ("accept", False)
        assert found["_annotator_id"] == found["_session_id"] == "ann"
        assert found["meta"]["title"] == "Lu, in “Dushanbe”"
        dushanbe = found["spans"][1]
        assert dushanbe == {
            "text": "Dushanbe", "start": 16, "end": 24, "token_start": 4, "token_end": 4,
            "label": "GPE", "source": "pipe 1.0", "status": "corrected",
            "predicted_label": "ORG", "annotator": "ann", "kb_id": "Q9365",
            "note": "=the capital,\n“really”",
        }  # fmt: skip

    @given(documents())
    def test_of_any_article(self, chosen):
        [found] = written(chosen)
        check_shape(found)
        assert found["text"] == chosen.article.text
        spans = [(s["start"], s["end"], s["label"]) for s in found["spans"]]
        assert spans == [(*a.span.range, a.span.label) for a in chosen.annotations]
        joined = "".join(t["text"] + " " * t["ws"] for t in found["tokens"])
        assert joined == chosen.article.text

    def test_token_end_is_inclusive(self):
        [found] = written(document("Mr Lu left", (0, 5, "PERSON")))
        assert (found["spans"][0]["token_start"], found["spans"][0]["token_end"]) == (0, 1)

    def test_view_tells_whether_spans_overlap(self):
        apart, nested = (0, 3, "A"), (0, 8, "B")
        views = [
            task(document("New York", *rows))["_view_id"] for rows in ([apart], [apart, nested])
        ]
        assert views == ["ner_manual", "spans_manual"]

    def test_time_is_that_of_the_last_decision_and_of_nothing_else(self):
        changes = [Change(Kind.ADD, "+1", after=token_span(0))]
        events = Author("ann").stamp(ARTICLE.id, changes)
        chosen = Document.of(ARTICLE, AnnotationSet.fold(ARTICLE.id, (), events))
        [found] = written(chosen)
        assert isinstance(found["_timestamp"], int)
        assert [found] == written(chosen)
        assert "_timestamp" not in written(document("Ann", (0, 3, "X")))[0]

    def test_one_line_each_in_order(self):
        found = written(document("a\u2028b", (0, 1, "X")), document(""), document("c\nd"))
        assert [one["text"] for one in found] == ["a\u2028b", "", "c\nd"]


class TestHashes:
    @given(texts())
    def test_are_those_of_the_text_and_its_spans(self, text):
        plain, again = task(document(text)), task(document(text, title="another"))
        assert plain["_input_hash"] == again["_input_hash"] == hash_input(text)
        assert plain["_task_hash"] == again["_task_hash"]

    def test_differ_with_what_was_annotated(self):
        found = [
            task(document("Ann Lee", *rows))
            for rows in (
                [],
                [(0, 3, "A")],
                [(0, 3, "B")],
                [(0, 7, "A")],
                [(0, 3, "A"), (4, 7, "A")],
            )
        ]
        assert len({one["_input_hash"] for one in found}) == 1
        assert len({one["_task_hash"] for one in found}) == len(found)

    def test_never_change(self):
        found = task(document("Uber’s Lesson: Silicon Valley", (0, 4, "ORG")))
        assert (found["_input_hash"], found["_task_hash"]) == (2074623615, -2002359792)


class TestRealFiles:
    @pytest.mark.parametrize("name", sorted(FILES))
    def test_have_the_shape_we_write(self, name):
        for found in tasks(name):
            check_shape(found)

    @pytest.mark.parametrize("name", sorted(FILES))
    def test_hash_their_texts_as_we_do(self, name):
        for found in tasks(name):
            assert hash_input(found["text"]) == found["_input_hash"]

    def test_hash_a_task_without_spans_as_we_do(self):
        fresh = [
            found
            for found in tasks("tweets")
            if task(document(found["text"]))["_task_hash"] == found["_task_hash"]
        ]
        assert len(fresh) > 100

    @pytest.mark.parametrize("name", sorted(FILES))
    def test_say_of_the_same_spans_what_we_say(self, name):
        for found in tasks(name):
            rows = [(s["start"], s["end"], s["label"]) for s in found.get("spans", [])]
            [ours] = written(document(found["text"], *rows))
            assert ours["_view_id"] == found["_view_id"]
            for field in ("start", "end", "label"):
                assert [s[field] for s in ours["spans"]] == [
                    s[field] for s in found.get("spans", [])
                ]
            assert set(found) - set(ours) <= {"_annotator_id", "_session_id", "_timestamp"}


class TestLosses:
    def test_are_those_of_relations_and_history(self):
        report = PRODIGY.write(io.BytesIO(), [Document.of(*reviewed())])
        assert report.counts == {Feature.RELATIONS: 1, Feature.HISTORY: 1}
