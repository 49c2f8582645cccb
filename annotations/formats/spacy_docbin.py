"""spaCy's `.spacy` files: a `DocBin` for training and evaluation.

Entities are in `doc.ents`, and all spans, those that overlap too, in `doc.spans["sc"]`, which
is where spaCy's span categorizer looks. Words are cut where a span begins or ends inside one,
so that no span is lost. spaCy is imported when something is written, and no sooner.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, BinaryIO, ClassVar

from annotations.article import Article
from annotations.formats.base import Feature
from annotations.formats.document import Document, encodable
from annotations.formats.draft import Refuse
from annotations.formats.losses import LossReport, losses
from annotations.formats.reporting import reported
from annotations.formats.sniffing import Head
from annotations.formats.words import article_tokens, columns
from annotations.span import Range

GROUP = "sc"
"""The span group that holds all spans: the one that spaCy's span categorizer reads."""

ELSEWHERE = f'in doc.spans["{GROUP}"], not in doc.ents'
"""Where a span that others overlap is to be found."""

_LANGUAGE = re.compile("[a-z]{2,3}")
_SLOW_TO_TOKENIZE = re.compile(r"\S{200}")
"""spaCy's tokenizer takes quadratic time over `((((` and `'s's's's` without a space."""


@dataclass(frozen=True)
class DocBinFormat:
    """A `DocBin` with entities, spans, links and what is known of the article."""

    name: ClassVar[str] = "spacy"
    title: ClassVar[str] = "spaCy DocBin, for training and evaluation"
    extensions: ClassVar[tuple[str, ...]] = (".spacy",)
    media_type: ClassVar[str] = "application/octet-stream"
    carries: ClassVar[Feature] = (
        Feature.SUB_TOKEN | Feature.LINKS | Feature.TAGS | Feature.STATE | Feature.METADATA
        | Feature.EMPTY | Feature.TEXT | Feature.LABELS
    )  # fmt: skip

    def write(
        self, target: Path | BinaryIO, documents: Iterable[Document], *, strict: bool = False
    ) -> LossReport:
        """Write one `Doc` for each document."""
        from spacy.tokens import DocBin

        remarks = {Feature.NESTED: ELSEWHERE, Feature.OVERLAPPING: ELSEWHERE}
        # What a blank pipeline learns of strings is given back with the pipeline.
        pipeline = lru_cache(maxsize=None)(_blank)
        with reported(target, strict=strict) as (stream, report):
            docs = DocBin(store_user_data=True)
            for document in documents:
                _add(docs, spacy_doc(document, pipeline(document.article.language)))
                report.add(losses(document, self.carries, remarks))
            stream.write(docs.to_bytes())
        return report

    def recognizes(self, head: Head) -> bool:
        """Whether it begins as zlib's default does."""
        return head.data.startswith(b"\x78\x9c")

    def read(self, source: Path | BinaryIO, *, refuse: Refuse) -> Iterator[Document]:
        """One document for each `Doc`: its entities, and the spans of all its groups."""
        from annotations.formats.docbin_reading import documents_in

        return documents_in(source, refuse)


DOCBIN = DocBinFormat()


def spacy_doc(document: Document, pipeline: Any) -> Any:
    """A document as a `spacy.tokens.Doc`, tokenised by `pipeline`."""
    from spacy.tokens import Span as SpacySpan

    doc = _tokenized(document.article, pipeline)
    places = _places(doc)
    first, last = _by_edge(places)
    ranges = [annotation.span.range for annotation in document.annotations]
    if any(start not in first or end not in last for start, end in ranges):
        doc = _doc(doc.vocab, document.article, places, ranges)
        first, last = _by_edge(_places(doc))
    spans = {
        a.id: SpacySpan(
            doc, first[a.span.start], last[a.span.end] + 1,
            label=encodable(a.span.label), kb_id=encodable(a.link),
        )
        for a in document.annotations
    }  # fmt: skip
    doc.ents = [spans[annotation.id] for annotation in document.flat]
    doc.spans[GROUP] = list(spans.values())
    doc.user_data.update(document.meta())
    return doc


def _add(docs: Any, doc: Any) -> None:
    """What `DocBin.add` does; the strings are looked up once for each that is used."""
    import numpy
    from srsly.msgpack._packer import Packer  # without the search for plug-ins at each call

    array = doc.to_array(docs.attrs)
    docs.tokens.append(array)
    docs.spaces.append(numpy.asarray(doc.to_array("SPACY").reshape(-1, 1), dtype=bool))
    docs.flags.append({"has_unknown_spaces": doc.has_unknown_spaces})
    named = [place for place, attr in enumerate(docs.attrs) if attr in _named_by()]
    strings = doc.vocab.strings
    docs.strings.update(strings[int(code)] for code in numpy.unique(array[:, named]))
    docs.cats.append(doc.cats)
    docs.user_data.append(Packer(use_bin_type=True).pack(doc.user_data))
    docs.span_groups.append(doc.spans.to_bytes())
    for span in doc.spans[GROUP]:
        docs.strings.update((span.label_, span.kb_id_))


@cache
def _named_by() -> frozenset[int]:
    """The attributes whose values are names in spaCy's table of strings."""
    from spacy.attrs import IDS

    names = ("ORTH", "NORM", "TAG", "LEMMA", "MORPH", "DEP", "ENT_TYPE", "ENT_KB_ID", "ENT_ID")
    return frozenset(IDS[name] for name in names)


def _places(doc: Any) -> list[Range]:
    """Where the tokens of a `Doc` stand."""
    found = doc.to_array(["IDX", "LENGTH"]).tolist()
    return [(start, start + size) for start, size in found]


def _by_edge(places: list[Range]) -> tuple[dict[int, int], dict[int, int]]:
    """The tokens by where they start, and by where they end."""
    return (
        {start: place for place, (start, _) in enumerate(places)},
        {end: place for place, (_, end) in enumerate(places)},
    )


def _tokenized(article: Article, pipeline: Any) -> Any:
    if _SLOW_TO_TOKENIZE.search(article.text):
        return _doc(pipeline.vocab, article, article_tokens(article), ())
    return pipeline.tokenizer(article.text)


def _doc(vocab: Any, article: Article, tokens: Iterable[Any], spans: Iterable[Any]) -> Any:
    from spacy.tokens import Doc

    starts, ends, spaced = columns(article.text, tokens, spans)
    texts = [article.text[start:end] for start, end in zip(starts, ends, strict=True)]
    return Doc(vocab, words=texts, spaces=spaced)


def _blank(language: str) -> Any:
    """An empty pipeline for an article's language; the multi-language one where spaCy has none."""
    import spacy

    code = re.split("[-_]", language or "en")[0].lower()
    try:
        # An article may state anything, and spaCy imports what it is told.
        return spacy.blank(code if _LANGUAGE.fullmatch(code) else "xx")
    except ImportError:
        return spacy.blank("xx")
