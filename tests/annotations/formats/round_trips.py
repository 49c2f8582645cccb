"""What a format says it carries comes back equal; what does not, its report names."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable
from typing import Any

from annotations.formats.base import Feature, ReadableFormat
from annotations.formats.document import Document
from annotations.formats.draft import Refusal
from annotations.formats.losses import LossReport
from annotations.span import Span

Row = tuple[Any, ...]

_PLACED = Feature.NESTED | Feature.OVERLAPPING | Feature.SUB_TOKEN | Feature.LABELS
"""Losses of a span's own place or label."""


def written(format: Any, *documents: Document) -> tuple[bytes, LossReport]:
    """The bytes that a format makes of documents, and what they lack."""
    stream = io.BytesIO()
    report = format.write(stream, iter(documents))
    return stream.getvalue(), report


def read(format: ReadableFormat, data: bytes) -> list[Document]:
    """The documents in bytes, none refused."""
    refused: list[Refusal] = []
    found = list(format.read(io.BytesIO(data), refuse=refused.append))
    assert refused == []
    return found


def check_round_trip(format: Any, *documents: Document) -> None:
    """Hold what comes back against what was written."""
    data, report = written(format, *documents)
    found = read(format, data)
    assert len(found) == len(documents)
    for before, after in zip(documents, found, strict=True):
        lost = [loss for loss in report if loss.article == before.article.id]
        changed = {loss.feature for loss in lost}
        exact = Feature.TEXT not in changed
        if exact:
            assert after.article.text == before.article.text
        elif Feature.TEXT in format.carries and after.article.text:
            # Characters were replaced, one for one.
            exact = len(after.article.text) == len(before.article.text)
            assert exact
        for annotation in after.annotations:
            annotation.span.check(after.article.text)
        kept = format.carries
        placed = _PLACED | (format.carries & Feature.DISCONTINUOUS)
        gone = [loss.span for loss in lost if loss.feature & placed and loss.span]
        expected = Counter(rows(before, kept, exact=exact, without=gone))
        have = Counter(rows(after, kept, exact=exact))
        assert expected <= have, (expected - have, have - expected)
        assert have.total() <= len(before.annotations)
        assert have == expected or gone, (expected, have)
        if Feature.RELATIONS in kept and not gone:
            assert related(before, exact) == related(after, exact)
        _check_state(before, after, kept)


def rows(
    document: Document, kept: Feature, *, exact: bool, without: Iterable[Span] = ()
) -> list[Row]:
    """What is known of each annotation, as far as a format carries it."""
    gone = list(without)
    return [
        (
            place_of(a.span, kept, exact),
            a.span.label,
            a.note if Feature.NOTES in kept else "",
            a.link if Feature.LINKS in kept else "",
            a.status if Feature.STATUSES in kept else "",
            a.annotator if Feature.ANNOTATORS in kept else "",
            a.span.score if Feature.SCORES in kept else None,
        )
        for a in document.annotations
        if a.span not in gone
    ]


def place_of(span: Span, kept: Feature, exact: bool) -> Any:
    """Where a span is; its letters alone where the text is made up."""
    if not exact:
        return "".join(span.text.split())
    return span.range, span.fragments if Feature.DISCONTINUOUS in kept else ()


def related(document: Document, exact: bool) -> Counter[Row]:
    """The relations, by the spans at their ends."""
    ends = {a.id: (place_of(a.span, Feature(0), exact), a.span.label) for a in document.annotations}
    return Counter((r.label, ends[r.source], ends[r.target]) for r in document.relations)


def _check_state(before: Document, after: Document, kept: Feature) -> None:
    if Feature.TAGS in kept:
        assert after.state.tags == before.state.tags
    if Feature.STATE in kept:
        assert (after.state.done, after.state.flagged, after.state.note) == (
            before.state.done, before.state.flagged, before.state.note,
        )  # fmt: skip
    if Feature.METADATA in kept:
        one, other = before.article, after.article
        assert (other.title, other.byline, other.date, other.language) == (
            one.title, one.byline, one.date, one.language,
        )  # fmt: skip
