"""The doctor finds what is wrong, and each repair can be taken back."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from annotations.article import Article
from annotations.corrections import Author, Change, Correction, Kind
from annotations.labels import Label, LabelScheme
from annotations.predictions import Pipeline, Predictions
from annotations.span import Span
from annotations.store.corpus import Corpus
from annotations.store.doctor import Finding, check
from annotations.store.repairs import put_back, repair
from annotations.undo import UndoStack, taking_back

TEXT = "In Dushanbe  and\nMoscow, é́ waits."
ARTICLE = Article(TEXT, source="https://example.org/waits")
PIPELINE = Pipeline("toy", "1")
NOW = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    with Corpus(tmp_path / "annotations.json") as corpus:
        corpus.record([ARTICLE], [Predictions(ARTICLE.id, PIPELINE, ())], ())
        yield corpus


def author() -> Author:
    return Author("ann", now=lambda: NOW)


def put(corpus: Corpus, *changes: Change) -> list[Correction]:
    events = author().stamp(ARTICLE.id, changes)
    corpus.record((), (), events)
    return events


def added(start: int, end: int, label: str = "GPE", name: str = "+1") -> Change:
    return Change(Kind.ADD, name, after=Span.of(TEXT, start, end, label))


def found(corpus: Corpus, scheme: LabelScheme | None = None) -> list[Finding]:
    return list(check(corpus, scheme, NOW))


def document(corpus: Corpus, table: str) -> tuple[int, dict[str, Any]]:
    stored = corpus.database.table(table).newest(1)[0]
    return stored.doc_id, dict(stored)


def damage(corpus: Corpus, table: str, **fields: Any) -> None:
    number, _ = document(corpus, table)
    corpus.database.table(table).update(fields, doc_ids=[number])


def test_nothing_is_found_in_a_sound_store(corpus: Corpus):
    put(corpus, added(3, 11))
    assert found(corpus) == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ([added(3, 12)], "space at its edge"),
        ([added(25, 26)], "cuts through a character"),
        ([added(3, 11), added(3, 11, name="+2")], "is there twice"),
    ],
)
def test_a_ragged_or_double_span_is_found_and_its_repair_taken_back_by_undo(
    corpus: Corpus, changes: list[Change], message: str
):
    put(corpus, *changes)
    before = corpus.annotations(ARTICLE.id)
    (finding,) = found(corpus)
    assert message in finding.message
    assert finding.repairable
    repair(corpus, [finding], author())
    assert found(corpus) == []
    act = UndoStack("ann", corpus.recent(100)).undoable
    undo = [e for a, c in taking_back(act).items() for e in author_after(corpus).stamp(a, [c])]
    corpus.record((), (), undo)
    assert corpus.annotations(ARTICLE.id).annotations == before.annotations


def author_after(corpus: Corpus) -> Author:
    later = author()
    later.saw(corpus.recent(100))
    return later


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"article": "0" * 64}, "its article is not in the store"),
        ({"annotator": ""}, "nobody made it"),
        ({"time": "2031-01-01T00:00:00.000000Z"}, "lies in the future"),
        ({"time": "yesterday"}, "not a correction"),
        (
            {"after": {"start": 3, "end": 11, "label": "GPE", "text": "Somewher"}},
            "where the article says",
        ),
    ],
)
def test_a_doubtful_correction_is_found(corpus: Corpus, fields: dict[str, Any], message: str):
    put(corpus, added(3, 11))
    damage(corpus, "corrections", **fields)
    assert any(message in str(finding) for finding in found(corpus))


@pytest.mark.parametrize(
    "after",
    [
        {"start": 3.0, "end": 11, "label": "GPE", "text": "Dushanbe"},
        {"start": True, "end": 11, "label": "GPE", "text": "Dushanbe"},
        {"start": 11, "end": 3, "label": "GPE", "text": "Dushanbe"},
        {"start": 3, "end": 11, "label": "", "text": "Dushanbe"},
        {"start": 3, "end": 11, "label": "GPE"},
    ],
)
def test_a_correction_that_cannot_be_read_is_set_aside_and_can_be_put_back(
    corpus: Corpus, after: dict[str, Any]
):
    put(corpus, added(3, 11))
    damage(corpus, "corrections", after=after)
    _, kept = document(corpus, "corrections")
    (finding,) = found(corpus)
    assert finding.set_aside is not None
    repair(corpus, [finding], author())
    assert found(corpus) == []
    assert corpus.corrections(ARTICLE.id) == []
    assert put_back(corpus) == 1
    assert document(corpus, "corrections")[1] == kept


def test_a_correction_that_is_there_twice_is_found(corpus: Corpus):
    (event,) = put(corpus, added(3, 11))
    corpus.database.table("corrections").insert(event.to_dict())
    assert [finding.message for finding in found(corpus)] == ["there twice"]


def test_corrections_and_relations_of_what_is_not_there_are_found(corpus: Corpus):
    put(
        corpus,
        Change(Kind.ACCEPT, "1-2:ORG"),
        Change(Kind.RELATE, "r1", value="in", ends=("+7", "+8")),
    )
    messages = [finding.message for finding in found(corpus)]
    assert any("accept of a span that is not there" in message for message in messages)
    assert any("a relation to a span that is not there" in message for message in messages)


def test_a_changed_text_and_a_byte_order_mark_are_found(corpus: Corpus):
    damage(corpus, "articles", text="\ufeff" + TEXT)
    messages = [finding.message for finding in found(corpus)]
    assert "the text is not the one that was annotated" in messages
    assert "begins with a byte order mark" in messages


def test_unknown_labels_and_overlap_are_found_against_a_scheme(corpus: Corpus):
    put(corpus, added(3, 11), added(3, 16, "EVENT", "+2"))
    assert found(corpus) == []
    messages = [finding.message for finding in found(corpus, LabelScheme((Label("GPE"),)))]
    assert any("no such label" in message for message in messages)
    assert any("lies over" in message for message in messages)


def test_unknown_fields_are_kept(corpus: Corpus):
    put(corpus, added(3, 11))
    damage(corpus, "corrections", colour="mauve")
    assert found(corpus) == []
    (event,) = corpus.corrections(ARTICLE.id)
    assert event.to_dict()["colour"] == "mauve"


def test_a_repair_makes_a_backup_first(corpus: Corpus):
    put(corpus, added(3, 12))
    backup = repair(corpus, found(corpus), author())
    assert backup is not None
    assert backup.exists()
