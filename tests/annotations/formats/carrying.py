"""What comes back from a file: a document seen with the eyes of one feature at a time.

`VIEWS` is also what `docs/formats.md` is made with: a format carries a feature when a probe
that shows the feature looks the same after it was written and read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from annotations.annotation_set import Annotation, AnnotationSet, ArticleState, Relation, Status
from annotations.article import Article
from annotations.corrections import Change, Correction, Kind
from annotations.formats import Document, registry
from annotations.formats.base import Feature, ReadableFormat
from annotations.formats.catalogue import BUILT_IN, Entry
from annotations.predictions import Pipeline, Predictions
from annotations.span import Span

TEXT = "Ann Lee met Bob in New York City"
"""Without anything that a format of tokens could space otherwise."""
PIPE = Pipeline("pipe", "1.0")


def base(document: Document) -> Any:
    """What every format carries: the text, and spans that do not touch each other."""
    return document.article.text, [
        (a.span.start, a.span.end, a.span.text, a.span.label) for a in document.annotations
    ]


def _each(get: Callable[[Annotation], Any]) -> Callable[[Document], Any]:
    return lambda document: [
        (a.span.range, a.span.label, get(a)) for a in document.annotations
    ]  # fmt: skip


def _relations(document: Document) -> Any:
    spans = {a.id: a.span.key for a in document.annotations}
    return sorted((r.label, spans[r.source], spans[r.target]) for r in document.relations)


def _metadata(document: Document) -> Any:
    article = document.article
    return article.title, article.byline, article.date, article.language


VIEWS: dict[Feature, Callable[[Document], Any]] = {
    Feature.NESTED: base,
    Feature.OVERLAPPING: base,
    Feature.DISCONTINUOUS: _each(lambda a: a.span.fragments),
    Feature.SUB_TOKEN: base,
    Feature.NOTES: _each(lambda a: a.note),
    Feature.LINKS: _each(lambda a: a.link),
    Feature.RELATIONS: _relations,
    Feature.TAGS: lambda document: document.state.tags,
    Feature.STATE: lambda document: replace(document.state, tags=frozenset()),
    Feature.METADATA: _metadata,
    Feature.STATUSES: _each(lambda a: a.status),
    Feature.ANNOTATORS: _each(lambda a: a.annotator),
    Feature.SCORES: _each(lambda a: a.span.score),
    Feature.HISTORY: lambda document: (document.events, document.predictions),
    Feature.EMPTY: base,
    Feature.TEXT: lambda document: document.article.text,
    Feature.LABELS: base,
}
"""What a feature is, in a document."""


def _span(start: int, end: int, label: str = "X", **more: Any) -> Span:
    return Span.of(TEXT, start, end, label, **more)


def _document(*spans: Span, article: Article | None = None, **more: Any) -> Document:
    found = tuple(Annotation(f"+{n}", span, Status.ADDED) for n, span in enumerate(spans))
    return Document(article or Article(TEXT), found, **more)


def _with(**fields: Any) -> Document:
    plain = _document(_span(0, 7), _span(12, 15))
    first, second = plain.annotations
    return replace(plain, annotations=(replace(first, **fields), second))


def _history() -> Document:
    article, predicted = Article(TEXT), _span(0, 3, "GPE")
    changes = [
        Change(Kind.RELABEL, predicted.key, predicted, predicted.relabelled("PERSON")),
        Change(Kind.TAG, value="x"),
        Change(Kind.UNDO, "b1"),
    ]
    events = [
        Correction(f"e{n}", f"b{n}", article.id, "ann", f"2026-11-22T14:00:0{n}.000000Z", change)
        for n, change in enumerate(changes)
    ]
    made = Predictions(article.id, PIPE, (predicted, _span(12, 15)))
    return Document.of(article, AnnotationSet.fold(article.id, [made], events))


PROBES: dict[Feature, Document] = {
    Feature.NESTED: _document(_span(19, 32), _span(19, 27, "Y"), _span(23, 27, "Z")),
    Feature.OVERLAPPING: _document(_span(0, 11), _span(8, 15, "Y")),
    Feature.DISCONTINUOUS: _document(_span(0, 15, fragments=((0, 3), (12, 15)))),
    Feature.SUB_TOKEN: _document(_span(1, 3), _span(12, 14)),
    Feature.NOTES: _with(note="is it “he”?\nask"),
    Feature.LINKS: _with(link="Q42"),
    Feature.RELATIONS: replace(
        _document(_span(0, 7), _span(12, 15, "Y")),
        relations=(Relation("r", "met", "+0", "+1"),),
    ),
    Feature.TAGS: _document(_span(0, 3), state=ArticleState(tags=frozenset({"a", "b c"}))),
    Feature.STATE: _document(_span(0, 3), state=ArticleState(True, True, "seen"), progress="done"),
    Feature.METADATA: _document(
        _span(0, 3), article=Article(TEXT, "A title", "By Line", "24 May 2022", "en")
    ),
    Feature.STATUSES: _with(status=Status.CORRECTED, predicted=_span(0, 7, "Z"), pipeline=PIPE),
    Feature.ANNOTATORS: _with(annotator="bob"),
    Feature.SCORES: _with(
        span=_span(0, 7, score=0.5), predicted=_span(0, 7, score=0.5), pipeline=PIPE,
        status=Status.PREDICTED,
    ),
    Feature.HISTORY: _history(),
    Feature.EMPTY: _document(),
    Feature.TEXT: _document(article=Article("\t Ann,  \t(Bob) \r\n\n “No.”\n")),
    Feature.LABELS: _document(_span(0, 3, "a person; or/é <b>")),
}  # fmt: skip
"""A document in which there is something of a feature."""


OPTIONS = {"csv": {"texts": True}, "tsv": {"texts": True}}
"""A table is read alone when it has the texts."""

LIBRARIES = {"hf-parquet": "pyarrow"}
"""What some formats need and Postil does without."""

SAME = {"hf-parquet": "hf"}
"""Formats that hold the same rows as another: one table whether their library is there or not."""


def at_hand(name: str) -> bool:
    """Whether the libraries that a format needs are installed."""
    return name not in LIBRARIES or find_spec(LIBRARIES[name]) is not None


def reader(name: str) -> ReadableFormat:
    """A format, so that what it writes can be read alone."""
    return registry.reader(name, **OPTIONS.get(name, {}))


def read_back(format: Any, *documents: Document) -> list[Document]:
    """Documents that were written and read; nothing may be refused."""
    refused: list[Any] = []
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"file{format.extensions[0]}"
        format.write(path, iter(documents))
        found = list(format.read(path, refuse=refused.append))
    assert refused == []
    return found


def survives(format: ReadableFormat, feature: Feature) -> bool:
    """Whether what a probe shows is the same when it was written and read."""
    probe = PROBES[feature]
    view = VIEWS[feature]
    found = read_back(format, probe)
    return len(found) == 1 and view(found[0]) == view(probe)


def table() -> Iterator[str]:
    """The table of `docs/formats.md`: what survives in which format, in Markdown."""
    features = list(Feature)
    yield f"| format | {' | '.join(map(str, features))} |"
    yield "|---|" + ":-:|" * len(features)
    for entry in BUILT_IN:
        marks = " | ".join(_mark(entry, feature) for feature in features)
        yield f"| `{entry.name}` | {marks} |"


def _mark(entry: Entry, feature: Feature) -> str:
    format = registry.get(entry.name, **OPTIONS.get(entry.name, {}))
    carried = feature in format.carries
    if not entry.reads:
        return "→" if carried else "·"
    if survives(reader(SAME.get(entry.name, entry.name)), feature):
        return "✓" if carried else "(✓)"
    assert not carried, f"{entry.name} says that it carries {feature}"
    return "·"


def view(document: Document, features: Feature) -> dict[str, Any]:
    """A document with the eyes of several features."""
    return {str(f): VIEWS[f](document) for f in VIEWS if f in features} | {"base": base(document)}
