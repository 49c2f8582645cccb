"""Documents to export in tests."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from annotations.annotation_set import Annotation, AnnotationSet, ArticleState, Relation, Status
from annotations.article import Article
from annotations.corrections import Author, Change, Kind
from annotations.formats.base import Feature
from annotations.formats.document import Document
from annotations.predictions import Pipeline, Predictions
from annotations.span import Span, filter_spans
from tests.annotations.strategies import texts_with_spans

PIPELINE = Pipeline("pipe", "1.0")
OVERLAID = Feature.NESTED | Feature.OVERLAPPING

ARTICLE = Article(
    "Donald Lu is in Dushanbe.\r\nMr Lu likes “plov” 🍲 there.",
    title="Lu, in “Dushanbe”",
    byline="Ines Calloway",
    date="24 May 2022",
    language="en",
    source="texts/lu.txt",
)


def spans_of(text: str, *rows: tuple[int, int, str]) -> tuple[Span, ...]:
    """Spans by start, end and label."""
    return tuple(Span.of(text, *row) for row in rows)


def document(text: str, *rows: tuple[int, int, str], **article: str) -> Document:
    """A document in which each row is an annotation made by hand."""
    found = [
        Annotation(f"+{number}", span, Status.ADDED, annotator="ann")
        for number, span in enumerate(spans_of(text, *rows))
    ]
    found.sort(key=lambda a: (a.span.start, -a.span.end, a.span.label))
    return Document(Article(text, **article), tuple(found))


def reviewed() -> tuple[Article, AnnotationSet]:
    """An article with a span of each status, a note, a link, a relation, tags and a state."""
    text = ARTICLE.text
    predicted = spans_of(
        text, (0, 9, "PERSON"), (16, 24, "ORG"), (30, 32, "GPE"), (40, 44, "FOOD"), (39, 45, "X")
    )
    changes = [
        Change(Kind.ACCEPT, "0-9:PERSON"),
        Change(Kind.RELABEL, "16-24:ORG", after=predicted[1].relabelled("GPE")),
        Change(Kind.REJECT, "30-32:GPE"),
        Change(Kind.ADD, "+lu", after=Span.of(text, 27, 32, "PERSON")),
        Change(Kind.NOTE, "16-24:ORG", value="=the capital,\n“really”"),
        Change(Kind.LINK, "16-24:ORG", value="Q9365"),
        Change(Kind.RELATE, "r1", value="visits", ends=("0-9:PERSON", "16-24:ORG")),
        Change(Kind.TAG, value="border"),
        Change(Kind.TAG, value="aid"),
        Change(Kind.FLAG, value="yes"),
        Change(Kind.NOTE, value="read twice"),
    ]
    events = Author("ann").stamp(ARTICLE.id, changes)
    made = Predictions(ARTICLE.id, PIPELINE, predicted)
    return ARTICLE, AnnotationSet.fold(ARTICLE.id, [made], events)


NOTES = st.sampled_from(
    ["", "", "a note", "=1+1", "“two\nlines”", "tab\there", "a,b;c", "'quoted'"]
)


@st.composite
def annotations(draw, number: int, span: Span) -> Annotation:
    """Something that stands on `span`."""
    status = draw(st.sampled_from(sorted(set(Status) - {Status.REJECTED})))
    by_hand = status is Status.ADDED
    return Annotation(
        f"{'+' * by_hand}{number}", span, status,
        None if by_hand else span.relabelled("NORP"), None if by_hand else PIPELINE,
        "" if status is Status.PREDICTED else draw(st.sampled_from(["ann", "-bob", "Zoë, Ltd"])),
        draw(NOTES), draw(st.sampled_from(["", "", "Q863", "@kb", "https://example.org/a?b=1,2"])),
    )  # fmt: skip


def _fragmented(draw, span: Span) -> Span:
    if len(span.text) < 3 or not draw(st.booleans()):
        return span
    edges = draw(st.lists(st.integers(1, len(span.text) - 1), min_size=2, max_size=2, unique=True))
    first, second = span.start + min(edges), span.start + max(edges)
    return replace(span, fragments=((span.start, first), (second, span.end)))


@st.composite
def documents(draw, carries: Feature = OVERLAID) -> Document:
    """Any article with any annotations of those features that tell where spans lie."""
    text, spans = draw(texts_with_spans())
    if OVERLAID not in carries:
        spans = filter_spans(spans)
    if Feature.DISCONTINUOUS in carries:
        spans = [_fragmented(draw, span) for span in spans]
    spans.sort(key=lambda span: (span.start, -span.end, span.label))
    found = tuple(draw(annotations(number, span)) for number, span in enumerate(spans))
    pairs = st.lists(st.tuples(*[st.sampled_from(found or [None])] * 2), max_size=2)
    relations = [
        Relation(f"r{number}", "near", one.id, other.id)
        for number, (one, other) in enumerate(draw(pairs) if found else [])
    ]
    state = ArticleState(
        draw(st.booleans()), draw(st.booleans()), draw(NOTES),
        draw(st.frozensets(st.sampled_from(["x", "ÿ"]))),
    )  # fmt: skip
    article = Article(
        text, title=draw(NOTES), source=draw(st.sampled_from(["", "a.txt", "-", "@x/é.txt"])),
        language=draw(st.sampled_from(["", "en", "de"])),
    )  # fmt: skip
    return Document(article, found, tuple(relations), state, "done" if state.done else "new")
