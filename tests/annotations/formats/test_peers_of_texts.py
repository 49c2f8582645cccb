"""Real token files, stand-off files and XML of other tools: what is in each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from annotations.errors import FormatError
from annotations.formats import registry
from annotations.formats.draft import Refusal
from tests.annotations.formats.peers import PEERS, peer
from tests.annotations.formats.test_peers import COUNTS as COUNTS_OF_JSON
from tests.annotations.formats.test_peers import REFUSED as REFUSED_OF_JSON

_NER = "spacy/extra/example_data/ner_example_data"
_BRAT = "brat/example-data"
_TSV = "inception_tsv/inception/inception-io-webanno-tsv/src/test/resources"
_CAS = "cassis/tests/test_files"
_BIOC = "inception_bioc/inception/inception-io-bioc/src/test/resources"

COUNTS: dict[tuple[str, str], tuple[int, ...]] = {
    ("conll2003", f"{_NER}/*.iob"): (4, 0, 4, 28, 0, 0),
    ("conll2003", "labelstudio_real/*.conll"): (1, 0, 1, 198, 0, 0),
    ("conll2003", "doccano/backend/data_import/tests/data/sequence_labeling/*.conll"): (
        3,
        0,
        3,
        9,
        0,
        1,
    ),
    ("conll2003", "doccano/backend/data_import/pipeline/examples/sequence_labeling/example.txt"): (
        1,
        0,
        1,
        4,
        0,
        0,
    ),
    ("brat", f"{_BRAT}/corpora/CoNLL-ST_2002/esp"): (1, 0, 10, 540, 0, 0),
    ("brat", f"{_BRAT}/corpora/NCBI-disease"): (1, 0, 20, 226, 0, 0),
    ("brat", f"{_BRAT}/tutorials/*"): (2, 0, 26, 226, 117, 2),
    ("webanno", f"{_TSV}/tsv3-suite/*/reference.tsv"): (38, 0, 38, 103, 20, 17),
    ("webanno", f"{_TSV}/tsv3/*.tsv"): (2, 0, 2, 734, 562, 0),
    ("webanno", "gum_webanno_tsv/*.tsv"): (8, 0, 8, 2486, 1303, 0),
    ("xmi", "cassis_real/*.xmi"): (12, 0, 12, 198, 0, 0),
    ("cas-json", "cassis_real/*.json"): (12, 0, 12, 198, 0, 0),
    ("xmi", f"{_CAS}/xmi/*.xmi"): (16, 2, 14, 16, 2, 14),
    ("xmi", f"{_CAS}/json/fs_as_array/*/*/*.xmi"): (11, 6, 5, 18, 2, 0),
    ("cas-json", f"{_CAS}/json/**/*.json"): (16, 6, 10, 25, 4, 0),
    ("xmi", f"{_TSV}/tsv3-suite/*/reference.xmi"): (37, 0, 37, 100, 18, 17),
    ("tei", f"{_TSV}/tsv3/*.xml"): (1, 0, 1, 0, 0, 0),
}
"""Format and files; how many files there are and how many are refused, then articles, spans,
relations, and records left out.

Left out are annotations of no characters, notes on relations, and second views of a text;
refused are files of types without a text.
"""


def counted(name: str, pattern: str) -> tuple[int, ...]:
    format = registry.reader(name)
    paths = sorted(PEERS.glob(pattern))
    refused: list[Refusal] = []
    found: list[Any] = []
    wrong = 0
    for path in paths:
        try:
            found += format.read(path, refuse=refused.append)
        except FormatError as error:
            wrong += "no view of it has a text" in str(error)
    for document in found:
        for annotation in document.annotations:
            annotation.span.check(document.article.text)
    spans = sum(len(document.annotations) for document in found)
    relations = sum(len(document.relations) for document in found)
    return len(paths), wrong, len(found), spans, relations, len(refused)


@pytest.mark.parametrize(("name", "pattern"), COUNTS)
def test_files_of_other_tools_are_read(name, pattern):
    peer(pattern.split("/")[0])
    assert counted(name, pattern) == COUNTS[name, pattern]


DETECTED = {
    f"{_NER}/ner-token-per-line.iob": "iob2",
    "labelstudio_real/export_CONLL2003.conll": "conll2003",
    f"{_BRAT}/corpora/NCBI-disease": "brat",
    f"{_BRAT}/corpora/NCBI-disease/PMID-23402.ann": "brat",
    f"{_TSV}/tsv3/example2.tsv": "webanno",
    "gum_webanno_tsv/GUM_interview_ants.webanno.tsv": "webanno",
    f"{_TSV}/tsv3/webannotest_2100105761.xml": "tei",
    "cassis_real/09FF200CBB76594D688F8EB565717543.xmi": "xmi",
    "cassis_real/09FF200CBB76594D688F8EB565717543.json": "cas-json",
}


@pytest.mark.parametrize("name", DETECTED)
def test_files_of_other_tools_are_known_by_what_is_in_them(name):
    assert registry.detect(peer(name)).name == DETECTED[name]


REFUSED = [
    f"{_BIOC}/bioc/example-with-sentences.xml",
    f"{_CAS}/typesystems/small_typesystem.xml",
    "labelstudio_real/label_config.xml",
]
"""Files of formats that are not ours, or that annotate nothing."""


@pytest.mark.parametrize("name", REFUSED)
def test_other_files_are_refused_by_name(name):
    path = peer(name)
    with pytest.raises(FormatError, match="its format cannot be told") as refusal:
        registry.detect(path)
    assert path.name in str(refusal.value)


def test_an_event_is_a_relation_from_its_trigger():
    path = peer(f"{_BRAT}/tutorials/bio/090-event_structures.ann")
    [document] = registry.reader("brat").read(path, refuse=pytest.fail)
    spans = {a.id: a.span.text for a in document.annotations}
    found = {(spans[r.source], r.label, spans[r.target]) for r in document.relations}
    assert found
    assert {label for _, label, _ in found} <= {"Theme", "Cause", "Theme2"}


OTHERS = {
    "doccano/backend/data_export/pipeline/examples/intent_detection/example.jsonl": (2, 3),
    "doccano/backend/data_import/pipeline/examples/intent_detection/example.jsonl": (2, 3),
    "doccano/backend/data_import/tests/data/intent/example.jsonl": (4, 2),
    # Its third line has no text.
    "doccano/backend/data_import/tests/data/sequence_labeling/example.jsonl": (2, 1),
    # Texts in categories: no spans.
    "spacy/extra/example_data/textcat_example_data/cooking.json": (10, 0),
    "spacy/extra/example_data/textcat_example_data/jigsaw-toxic-comment.json": (10, 0),
}
"""What else is read, and the articles and spans of each."""


def unlisted() -> list[Path]:
    """The files that no table of this module and of `test_peers` names."""
    named = (*COUNTS_OF_JSON, *REFUSED_OF_JSON, *DETECTED, *REFUSED)
    known = {PEERS / name for name in named}
    for _, pattern in COUNTS:
        for path in PEERS.glob(pattern):
            known |= set(path.rglob("*")) if path.is_dir() else {path}
    return sorted(path for path in PEERS.rglob("*") if path.is_file() and path not in known)


def test_every_other_file_is_refused_with_a_reason():
    peer("doccano")
    read, reasons = {}, []
    for path in unlisted():
        try:
            found = list(registry.detect(path).read(path, refuse=lambda _: None))
        except FormatError as error:
            reasons.append(str(error))
        else:
            spans = sum(len(document.annotations) for document in found)
            read[path.relative_to(PEERS).as_posix()] = (len(found), spans)
    assert read == OTHERS
    assert all(reason and "\n" not in reason for reason in reasons)
