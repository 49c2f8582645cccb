"""spaCy's own commands and readers."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import spacy
from spacy.tokens import Doc, DocBin

from tests.interop.conftest import made, read, surfaces


def run(*arguments: object) -> str:
    command = [sys.executable, "-m", "spacy", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def entities(path: Path) -> list[tuple[str, str]]:
    docs = DocBin().from_disk(path).get_docs(spacy.blank("en").vocab)
    return [(ent.text, ent.label_) for doc in docs for ent in doc.ents]


def test_docbin_is_read_with_links(write, visit):
    [doc] = DocBin().from_disk(write("spacy", "a.spacy", visit)).get_docs(spacy.blank("en").vocab)
    assert doc.text == visit.article.text
    assert [(e.text, e.label_) for e in doc.ents] == surfaces(visit)
    assert doc.ents[2].kb_id_ == "http://www.wikidata.org/entity/Q9365"


def test_debug_data_finds_nothing_wrong(write, tmp_path, plain, visit):
    # Fewer than a hundred examples of a label are an error to it.
    empty = made("Nothing happened .", ())
    train = write("spacy", "train.spacy", *[plain, visit, empty] * 100)
    dev = write("spacy", "dev.spacy", made("Zoë met Ann Lee.", (("Ann Lee", "PERSON", "", ""),)))
    config = tmp_path / "config.cfg"
    run("init", "config", config, "--lang", "en", "--pipeline", "ner")
    told = run("debug", "data", config, "--paths.train", train, "--paths.dev", dev, "--no-format")
    assert "Corpus is loadable" in told
    assert "No entities consisting of or starting/ending with whitespace" in told


@pytest.mark.parametrize(
    ("name", "converter"),
    [("conll2003", "conll"), ("conll2003", "ner"), ("iob2", "ner"), ("bilou", "ner")],
)
def test_convert_reads_our_tokens(write, tmp_path, plain, visit, name, converter):
    path = write(name, "a.conll", plain, visit)
    run("convert", path, tmp_path, "-c", converter)
    found = [(text.replace(" ", ""), label) for text, label in entities(tmp_path / "a.spacy")]
    expected = [*surfaces(plain), *surfaces(visit)]
    assert found == [(text.replace(" ", ""), label) for text, label in expected]


def test_our_json_is_a_doc(write, visit):
    [value] = json.loads(write("spacy-json", "a.json", visit).read_text())
    doc = Doc(spacy.blank("en").vocab).from_json(value)
    assert doc.text == visit.article.text
    assert [(e.text, e.label_) for e in doc.ents] == surfaces(visit)


def test_patterns_find_the_entities(write, visit):
    pipeline = spacy.blank("en")
    ruler = pipeline.add_pipe("entity_ruler")
    ruler.from_disk(write("patterns", "a.patterns.jsonl", visit))
    assert [(e.text, e.label_) for e in pipeline(visit.article.text).ents] == surfaces(visit)


def test_we_read_what_spacy_saved(tmp_path, visit):
    pipeline = spacy.blank("en")
    doc = pipeline(visit.article.text)
    spans = [doc.char_span(*a.span.range, label=a.span.label) for a in visit.annotations]
    doc.ents = [span for span in spans if span is not None]
    assert len(doc.ents) == len(spans)
    DocBin(docs=[doc]).to_disk(tmp_path / "theirs.spacy")
    [found] = read("spacy", tmp_path / "theirs.spacy")
    assert (found.article.text, surfaces(found)) == (visit.article.text, surfaces(visit))
