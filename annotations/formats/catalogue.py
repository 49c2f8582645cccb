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

TEXTS: tuple[Entry, ...] = (
    Entry("conll2003", "CoNLL-2003, four columns with IOB2 tags", (".conll", ".conll2003"),
          "conll:CONLL2003"),
    Entry("iob1", "Tokens with IOB1 tags", (".iob1",), "conll:IOB1"),
    Entry("iob2", "Tokens with IOB2 tags", (".iob", ".iob2", ".bio"), "conll:IOB2"),
    Entry("bioes", "Tokens with BIOES tags", (".bioes",), "conll:BIOES"),
    Entry("bilou", "Tokens with BILUO tags", (".bilou", ".biluo"), "conll:BILOU"),
    Entry("conllup", "CoNLL-U Plus, entities in a column of their own",
          (".conllup", ".conllu", ".cupt"), "conllup:CONLLUP"),
    Entry("brat", "brat stand-off, a folder of .txt and .ann files", (".ann",), "brat:BRAT",
          folder=True),
    Entry("webanno", "WebAnno TSV 3.3, one file an article", (".webanno.tsv", ".tsv"),
          "webanno:WEBANNO"),
    Entry("xmi", "UIMA CAS XMI, one file an article, with its type system", (".xmi",), "xmi:XMI"),
    Entry("cas-json", "UIMA CAS JSON, one file an article", (".cas.json", ".json"),
          "cas_json:CAS_JSON"),
    Entry("w3c", "W3C Web Annotation, one JSON-LD collection a line", (".jsonld",), "w3c:W3C"),
    Entry("tei", "TEI XML, names in the text and stand-off, one file an article",
          (".tei.xml", ".tei", ".xml"), "tei:TEI"),
    Entry("gate", "GATE XML, one file an article", (".gate.xml", ".xml"), "gate:GATE"),
    Entry("html", "A page to read and print, without scripts", (".html", ".htm"), "html:HTML",
          reads=False),
    Entry("markdown", "Markdown, entities in bold and in a table", (".md", ".markdown"),
          "markdown:MARKDOWN", reads=False),
    Entry("patterns", "Patterns for spaCy's EntityRuler", (".patterns.jsonl",),
          "patterns:PATTERNS", reads=False),
    Entry("relations", "Relations in CSV, one row each", (".relations.csv",), "graph:RELATIONS",
          reads=False),
    Entry("graphml", "GraphML, entities and relations as a graph", (".graphml",),
          "graph:GRAPHML", reads=False),
)  # fmt: skip
"""Texts with marks: token lines, stand-off files, XML, pages."""

BUILT_IN = (*RECORDS, *TEXTS)

ALIASES = {"jsonl": "prodigy", "biluo": "bilou"}
"""Other names of formats."""

USUAL = {".jsonl": "prodigy", ".tsv": "tsv", ".conll": "conll2003"}
"""What is written to a file whose extension several formats share."""
