"""`.spacy` files, as spaCy itself reads them."""

from __future__ import annotations

import io
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from annotations.annotation_set import Annotation, Status
from annotations.article import Article
from annotations.formats.base import Feature
from annotations.formats.document import Document
from annotations.formats.spacy_docbin import DOCBIN, GROUP
from annotations.span import Span, filter_spans
from tests.annotations.formats.documents import document, documents, reviewed

FEW = settings(max_examples=20)


@pytest.fixture(scope="module")
def spacy() -> Any:
    """spaCy, loaded once and only for these tests."""
    import spacy

    return spacy


def docs(*chosen: Document) -> list[Any]:
    """What spaCy reads."""
    from spacy.tokens import DocBin
    from spacy.vocab import Vocab

    stream = io.BytesIO()
    DOCBIN.write(stream, iter(chosen))
    return list(DocBin().from_bytes(stream.getvalue()).get_docs(Vocab()))


def rows(spans: Any) -> list[tuple[int, int, str, str]]:
    return [(s.start_char, s.end_char, s.label_, s.text) for s in spans]


def expected(spans: Any) -> list[tuple[int, int, str, str]]:
    return [(*span.range, span.label, span.text) for span in spans]


class TestReadBack:
    @FEW
    @given(documents())
    def test_text_is_exactly_the_articles(self, chosen):
        [doc] = docs(chosen)
        assert doc.text == chosen.article.text

    @FEW
    @given(documents())
    def test_no_span_is_lost(self, chosen):
        [doc] = docs(chosen)
        spans = [annotation.span for annotation in chosen.annotations]
        assert rows(doc.ents) == expected(filter_spans(spans))
        assert rows(doc.spans[GROUP]) == expected(spans)

    @FEW
    @given(documents())
    def test_links_are_knowledge_base_ids(self, chosen):
        [doc] = docs(chosen)
        links = {a.span.key: a.link for a in chosen.annotations}
        assert [s.kb_id_ for s in doc.spans[GROUP]] == [a.link for a in chosen.annotations]
        for entity in doc.ents:
            key = f"{entity.start_char}-{entity.end_char}:{entity.label_}"
            assert entity.kb_id_ == links[key]

    def test_several_articles_stay_in_order(self):
        texts = ["Ann", "", "Bob\n"]
        assert [doc.text for doc in docs(*map(document, texts))] == texts

    @pytest.mark.parametrize(
        ("text", "rows_given"),
        [
            ("Obama's", [(1, 4, "X")]),
            ("  Ann  Lee \n\n", [(2, 5, "X"), (4, 9, "Y")]),
            ("a\r\nb", [(0, 4, "X"), (1, 2, "Y")]),
            ("👩‍👩‍👧 e\u0301", [(0, 5, "X"), (6, 7, "Y")]),
            ("U.S.-led", [(0, 4, "GPE")]),
            (" ", [(0, 1, "X")]),
            ("don't", [(0, 4, "X"), (4, 5, "Y")]),
        ],
        ids=repr,
    )
    def test_spans_that_cut_tokens(self, text, rows_given):
        [doc] = docs(document(text, *rows_given))
        assert doc.text == text
        assert sorted(row[:3] for row in rows(doc.spans[GROUP])) == sorted(rows_given)

    def test_entities_that_fit_keep_spacys_own_tokens(self, spacy):
        text = "I don't know the U.S. ambassador's cat."
        [doc] = docs(document(text, (17, 21, "GPE")))
        assert [token.text for token in doc] == [token.text for token in spacy.blank("en")(text)]
        assert [token.norm_ for token in doc][:3] == ["i", "do", "not"]

    def test_everything_outside_an_entity_is_outside(self):
        [doc] = docs(document("Ann left", (0, 3, "X")))
        assert [token.ent_iob_ for token in doc] == ["B", "O"]


class TestArticle:
    def test_what_is_known_of_it_is_in_user_data(self):
        article, current = reviewed()
        [doc] = docs(Document.of(article, current))
        known = Document.of(article, current).meta()
        assert doc.user_data == known | {"tags": tuple(known["tags"])}
        assert {"id", "title", "source"} <= set(known)

    @pytest.mark.parametrize(
        ("language", "words"),
        [
            ("", ["l’Italia"]),
            ("it-IT", ["l’", "Italia"]),
            ("it_IT", ["l’", "Italia"]),
            ("EN", ["l’Italia"]),
            ("xx", ["l’Italia"]),
            ("tokenizer_exceptions", ["l’Italia"]),
            ("punctuation", ["l’Italia"]),
            ("en.examples", ["l’Italia"]),
            ("../x", ["l’Italia"]),
            ("qq", ["l’Italia"]),
        ],
    )
    def test_is_tokenised_by_its_language_where_spacy_knows_it(self, language, words):
        [doc] = docs(document("l’Italia", language=language))
        assert [token.text for token in doc] == words

    def test_a_run_of_punctuation_does_not_take_for_ever(self):
        text = "Ann " + "(" * 60_000 + "'s" * 30_000
        [doc] = docs(document(text, (0, 3, "X"), (9, 11, "Y")))
        assert doc.text == text
        assert [ent.label_ for ent in doc.ents] == ["X", "Y"]

    def test_lone_surrogates_beside_the_text_do_not_stop_it(self):
        chosen = document("Ann", (0, 3, "X\ud800"), source="caf\udce9")
        [annotation] = chosen.annotations
        chosen = replace(chosen, annotations=(replace(annotation, link="\ud800"),))
        [doc] = docs(chosen)
        assert (doc.ents[0].label_, doc.ents[0].kb_id_) == ("X?", "?")
        assert doc.user_data["source"] == "caf?"


class TestTraining:
    def test_spacys_corpus_reads_examples_with_all_entities(self, spacy, tmp_path):
        from spacy.training import Corpus

        path = tmp_path / "train.spacy"
        DOCBIN.write(path, [Document.of(*reviewed()), document("Ann Lee left", (0, 7, "P"))])
        examples = list(Corpus(path)(spacy.blank("en")))
        assert [e.get_aligned_ner()[:3] for e in examples] == [
            ["B-PERSON", "L-PERSON", "O"], ["B-P", "L-P", "O"],
        ]  # fmt: skip
        assert [len(e.reference.spans[GROUP]) for e in examples] == [5, 1]


class TestLosses:
    def test_overlapping_spans_are_lost_for_entities_only(self):
        chosen = document("New York City", (0, 8, "A"), (4, 13, "B"), (4, 8, "C"))
        report = DOCBIN.write(io.BytesIO(), [chosen])
        assert [(loss.feature, loss.span.text) for loss in report.serious] == [
            (Feature.NESTED, "York"), (Feature.OVERLAPPING, "New York"),
        ]  # fmt: skip
        assert {loss.detail for loss in report.serious} == {'in doc.spans["sc"], not in doc.ents'}
        [doc] = docs(chosen)
        assert rows(doc.ents) == [(4, 13, "B", "York City")]
        assert [row[2] for row in rows(doc.spans[GROUP])] == ["A", "B", "C"]

    def test_parts_are_written_as_one_stretch(self):
        parts = Span(0, 9, "X", "alpha act", ((0, 5), (6, 9)))
        chosen = Document(Article("alpha actin"), (Annotation("+", parts, Status.ADDED),))
        [loss] = DOCBIN.write(io.BytesIO(), [chosen]).serious
        assert (loss.feature, loss.span) == (Feature.DISCONTINUOUS, parts)
        assert rows(docs(chosen)[0].ents) == [(0, 9, "X", "alpha act")]

    def test_notes_and_relations_stay_behind(self):
        report = DOCBIN.write(io.BytesIO(), [Document.of(*reviewed())])
        assert report.serious.counts == {
            Feature.NESTED: 1, Feature.NOTES: 1, Feature.RELATIONS: 1,
        }  # fmt: skip


def test_spacy_is_loaded_only_to_write():
    probe = "import sys, annotations.formats.registry; sys.exit('spacy' in sys.modules)"
    root = Path(__file__).parents[3]
    assert subprocess.run([sys.executable, "-c", probe], cwd=root, check=False).returncode == 0
