"""The formats of our own: what is known of each before its module is imported."""

from __future__ import annotations

from typing import NamedTuple


class Entry(NamedTuple):
    """A format, by name; its module is imported when it is used."""

    name: str
    title: str
    extensions: tuple[str, ...]
    """With their dot and in small letters; the usual one first."""
    place: str
    """Where the format is: `module:OBJECT`, the module within this package."""
    reads: bool = True
    folder: bool = False
    """Whether it is a folder of files rather than one."""


RECORDS = (
    Entry("prodigy", "Prodigy tasks, one JSON object a line", (".jsonl", ".ndjson"),
          "prodigy:PRODIGY"),
    Entry("postil", "Postil’s own, complete: one article with its history a line",
          (".postil.jsonl", ".jsonl"), "postil:POSTIL"),
    Entry("spacy", "spaCy DocBin, for training and evaluation", (".spacy",),
          "spacy_docbin:DOCBIN"),
    Entry("spacy-json", "spaCy JSON, as Doc.to_json gives it", (".json", ".jsonl"),
          "spacy_json:SPACY_JSON"),
    Entry("doccano", "doccano, one JSON object a line", (".jsonl", ".json"), "doccano:DOCCANO"),
    Entry("label-studio", "Label Studio tasks, with predictions and annotations", (".json",),
          "label_studio:LABEL_STUDIO"),
    Entry("label-studio-min", "Label Studio’s short export, JSON_MIN", (".json",),
          "label_studio:LABEL_STUDIO_MIN"),
    Entry("csv", "Comma-separated values, one row a span", (".csv",), "csv:CSV"),
    Entry("tsv", "Tab-separated values, one row a span", (".tsv",), "csv:TSV"),
    Entry("hf", "Hugging Face dataset, JSON Lines with a card", (".jsonl", ".json"),
          "hugging_face:HUGGING_FACE"),
    Entry("hf-parquet", "Hugging Face dataset, Parquet (needs postil[parquet])", (".parquet",),
          "hugging_face_parquet:HUGGING_FACE_PARQUET"),
)  # fmt: skip
"""Records in JSON, tables and binary files."""

TEXTS: tuple[Entry, ...] = ()
"""Texts with marks: token lines, stand-off files, XML, pages."""

BUILT_IN = (*RECORDS, *TEXTS)

ALIASES = {"jsonl": "prodigy", "biluo": "bilou"}
"""Other names of formats."""

USUAL = {".jsonl": "prodigy", ".tsv": "tsv", ".conll": "conll2003"}
"""What is written to a file whose extension several formats share."""
