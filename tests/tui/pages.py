"""Articles with spans, laid out: what the tests of the page share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hypothesis import strategies as st

from annotations.annotation_set import AnnotationSet
from annotations.article import Article
from annotations.corrections import Author, Change, Kind
from annotations.labels import LabelScheme, default_scheme
from annotations.predictions import Pipeline, Predictions
from annotations.span import Span
from tests.tui.hard_texts import texts
from tui.page.inlays import inlays_of
from tui.page.layout import PageLayout, Row
from tui.page.shown import Inlay

PIPELINE = Pipeline("gazetteer", "1.0")
LABELS = ("PERSON", "GPE", "ORG", "WORK_OF_ART", "[sic]\x1b[2J", "漢字 labels of mine")


def annotated(
    article: Article, spans: Iterable[Span], judged: Iterable[Span] = ()
) -> AnnotationSet:
    """The set in which a pipeline predicted `spans` and a human added `judged`."""
    predicted = Predictions(article.id, PIPELINE, tuple(sorted(set(spans))))
    added = [Change(Kind.ADD, f"+{n}", after=span) for n, span in enumerate(judged)]
    return AnnotationSet.fold(article.id, [predicted], Author("ann").stamp(article.id, added))


class Page:
    """A layout over annotations that can change, as the article view has it."""

    def __init__(
        self,
        article: Article,
        annotations: AnnotationSet,
        width: int,
        *,
        tags: bool = True,
        spaced: bool = True,
        scheme: LabelScheme | None = None,
    ) -> None:
        self.article, self.annotations, self.tags = article, annotations, tags
        self.scheme = scheme or default_scheme()
        self.layout = PageLayout(article, width, self._inlays, spaced=spaced)

    def _inlays(self, start: int, end: int) -> Sequence[Inlay]:
        return inlays_of(self.annotations, self.scheme, start, end, tags=self.tags)

    def rows(self) -> list[Row]:
        """Every row, from the top."""
        while not self.layout.advance(1):
            pass
        rows = [self.layout.row(y) for y in range(self.layout.height)]
        return [row for row in rows if row is not None]

    def placed(self) -> list[tuple[int, int, int, str]]:
        """Every row as piece, beginning, end and text: equal for equal layouts."""
        return [(row.piece, row.first, row.last, row.text) for row in self.rows()]


@st.composite
def span_lists(draw: st.DrawFn, text: str, max_size: int = 6) -> list[Span]:
    """Spans of a text: nested, crossing, cutting graphemes, with labels of any kind."""
    if not text:
        return []
    edges = st.tuples(st.integers(0, len(text) - 1), st.integers(1, 12), st.sampled_from(LABELS))
    found = draw(st.lists(edges, max_size=max_size, unique=True))
    return [Span.of(text, start, min(start + length, len(text)), label)
            for start, length, label in found]  # fmt: skip


@st.composite
def pages(draw: st.DrawFn, widths: st.SearchStrategy[int] = st.integers(1, 60)) -> Page:  # noqa: B008
    """An article of hard text with spans, at a width, with tags or without."""
    article = Article(draw(texts))
    annotations = annotated(article, draw(span_lists(article.text)), draw(span_lists(article.text)))
    return Page(
        article, annotations, draw(widths), tags=draw(st.booleans()), spaced=draw(st.booleans())
    )


def hard_page(text: str, width: int, *, tags: bool) -> Page:
    """A hard text with a span over each third word or so."""
    article = Article(text)
    spans = [
        Span.of(text, start, min(start + 5, len(text)), LABELS[start % len(LABELS)])
        for start in range(0, len(text), 9)
    ]
    return Page(article, annotated(article, spans), width, tags=tags)
