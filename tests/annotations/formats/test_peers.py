"""Real files of other tools: what is in each, and that every offset fits."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from annotations.errors import FormatError
from annotations.formats import registry
from annotations.formats.draft import Refusal
from tests.annotations.formats.peers import peer

COUNTS: dict[str, tuple[str, int, int, int]] = {
    "prodigy/annotated_news_headlines-ORG-PERSON-LOCATION-ner.jsonl": ("prodigy", 373, 303, 0),
    "prodigy/news_headlines.jsonl": ("prodigy", 200, 0, 0),
    "spacy_projects/tutorials/ner_tweets/assets/test_annotated.jsonl": ("prodigy", 523, 244, 0),
    "spacy_projects/tutorials/ner_tweets/assets/demo/demo.jsonl": ("prodigy", 1, 1, 0),
    "spacy_projects/tutorials/ner_tweets/assets/demo/demo.spacy": ("spacy", 1, 1, 0),
    "spacy_real/ner-token-per-line-conll2003.spacy": ("spacy", 1, 7, 0),
    "spacy_real/re3d_uk.spacy": ("spacy", 12, 198, 0),
    "spacy_real/re3d_uk.doc_to_json.json": ("spacy-json", 12, 198, 0),
    "spacy_real/re3d_uk.spacy2_train.json": ("spacy-json", 12, 198, 0),
    "spacy_projects/pipelines/ner_demo/assets/dev.json": ("spacy-json", 2, 2, 0),
    "spacy_projects/pipelines/ner_demo/assets/train.json": ("spacy-json", 2, 3, 0),
    "spacy_projects/pipelines/spancat_demo/assets/dev.json": ("spacy-json", 2, 2, 0),
    "spacy_projects/pipelines/spancat_demo/assets/train.json": ("spacy-json", 3, 4, 0),
    "spacy/extra/example_data/ner_example_data/ner-sent-per-line.json": ("spacy-json", 1, 7, 0),
    "spacy/extra/example_data/ner_example_data/ner-token-per-line.json": ("spacy-json", 1, 7, 0),
    "spacy/extra/example_data/ner_example_data/ner-token-per-line-with-pos.json":
        ("spacy-json", 1, 7, 0),
    "spacy/extra/example_data/ner_example_data/ner-token-per-line-conll2003.json":
        ("spacy-json", 1, 7, 0),
    "doccano_real/export_jsonl_admin.jsonl": ("doccano", 12, 198, 55),
    "doccano_real/export_simple_admin.jsonl": ("doccano", 12, 198, 0),
    "doccano_real/import_relations.jsonl": ("doccano", 12, 198, 55),
    "doccano_real/import_simple.jsonl": ("doccano", 12, 198, 0),
    "doccano/backend/data_export/pipeline/examples/sequence_labeling/example.jsonl":
        ("doccano", 3, 4, 0),
    "doccano/backend/data_export/pipeline/examples/relation_extraction/example.jsonl":
        ("doccano", 1, 4, 3),
    "doccano/backend/data_import/pipeline/examples/relation_extraction/example.jsonl":
        ("doccano", 1, 4, 3),
    "doccano/backend/data_import/tests/data/relation_extraction/example.jsonl":
        ("doccano", 1, 4, 3),
    "doccano/backend/data_import/tests/data/sequence_labeling/example_overlapping.jsonl":
        ("doccano", 1, 2, 0),
    "labelstudio_real/export_JSON.json": ("label-studio", 12, 198, 55),
    "labelstudio_real/import_tasks.json": ("label-studio", 12, 198, 55),
    "labelstudio_real/export_JSON_MIN.json": ("label-studio-min", 12, 198, 0),
    "labelstudio_real/export_CSV.csv": ("csv", 12, 198, 0),
    "labelstudio_real/export_TSV.tsv": ("tsv", 12, 198, 0),
    "spacy/extra/example_data/training-data.json": ("spacy-json", 1, 11, 0),
}  # fmt: skip
"""The format that a file is taken for, and its articles, spans and relations."""


def counted(name: str) -> tuple[Any, ...]:
    path = peer(name)
    format = registry.detect(path)
    counts: Counter[str] = Counter()
    for document in format.read(path, refuse=lambda refusal: pytest.fail(str(refusal))):
        counts["articles"] += 1
        counts["spans"] += len(document.annotations)
        counts["relations"] += len(document.relations)
        for annotation in document.annotations:
            annotation.span.check(document.article.text)
    return format.name, counts["articles"], counts["spans"], counts["relations"]


@pytest.mark.parametrize("name", COUNTS)
def test_files_of_other_tools_are_read_whole(name):
    assert counted(name) == COUNTS[name]


REFUSED = {
    "spacy/extra/example_data/textcat_example_data/cooking.jsonl": "its format cannot be told",
    "spacy/extra/example_data/vocab-data.jsonl": "its format cannot be told",
    "prodigy/patterns_countries-GPE.jsonl": "its format cannot be told",
    "doccano_real/span_types_api.json": "its format cannot be told",
    # The columns have names of the user's choice.
    "doccano/backend/data_import/pipeline/examples/sequence_labeling/example.jsonl":
        "its format cannot be told",
}  # fmt: skip
"""Files that annotate no text, or not in a way that can be known, and what is said of them."""


@pytest.mark.parametrize("name", REFUSED)
def test_files_that_annotate_no_text_are_refused_by_name(name):
    path = peer(name)
    with pytest.raises(FormatError, match=REFUSED[name]) as refusal:
        registry.detect(path)
    assert path.name in str(refusal.value)


def test_a_line_without_text_is_refused_and_the_others_read():
    path = peer("doccano/backend/data_import/tests/data/sequence_labeling/example.jsonl")
    refused: list[Refusal] = []
    assert len(list(registry.detect(path).read(path, refuse=refused.append))) == 2
    assert [str(one) for one in refused] == ["line 3: it has no text"]
