"""Texts, spans and histories of corrections for property-based tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import strategies as st

from annotations.annotation_set import AnnotationSet
from annotations.article import Article
from annotations.corrections import Change, Correction, Kind, format_time
from annotations.predictions import Pipeline, Predictions
from annotations.span import Span
from annotations.tokens import tokenize

PIECES = (
    "Ann", "Bob", "U.S.", "it's", "’s", "o'clock", "4.5", "1,000", "co-op", "e-mail", "_x_",
    " ", "  ", "\n", "\r\n", "\r", "\t", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u00a0",
    ".", ",", "(", "\"", "'", "$", "-", "—", "…",
    "é", "e\u0301", "Zoë", "İ", "ß", "ﬁ",
    "👩‍👩‍👧", "🇹🇯", "🇺", "1️⃣", "👍🏽", "😀", "\u200d", "\ufe0f", "\u200b", "\ufeff", "\u0301",
    "क्षि", "नमस्ते", "กำ", "น้ำ", "ປີ", "東京", "カﾞ", "한국",
    "\u1112\u1161\u11ab", "مرحبا", "\u0600", "\u0d4e", "\u0e33",
    "\x00", "\x1b", "\ufffd",
)  # fmt: skip
"""What texts go wrong with."""

LABELS = ("PERSON", "GPE", "ORG")


def texts(max_pieces: int = 12) -> st.SearchStrategy[str]:
    """Texts of hard pieces, and of any characters that a file can hold."""
    anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
    pieces = st.one_of(st.sampled_from(PIECES), anything)
    return st.lists(pieces, max_size=max_pieces).map("".join)


def ranges(text: str) -> st.SearchStrategy[tuple[int, int]]:
    """Stretches of a text of one character or more."""
    edges = st.lists(st.integers(0, len(text)), min_size=2, max_size=2, unique=True)
    return edges.map(lambda found: (min(found), max(found)))


@st.composite
def span_lists(draw, text: str, max_size: int = 8) -> list[Span]:
    """Spans of a text: nested, crossing, on the same place; each once."""
    if not text:
        return []
    rows = st.tuples(ranges(text), st.sampled_from(LABELS))
    found = draw(st.lists(rows, max_size=max_size, unique=True))
    return [Span.of(text, start, end, label) for (start, end), label in found]


@st.composite
def texts_with_spans(draw) -> tuple[str, list[Span]]:
    """A text and spans of it."""
    text = draw(texts())
    return text, draw(span_lists(text))


TEXT = "aa bb cc dd ee ff gg hh"
"""What the histories are about."""
ARTICLE = Article(TEXT)
TOKENS = tokenize(TEXT)
PIPELINE = Pipeline("pipe", "1.0")


def at(second: int) -> str:
    """A time of the tests' day."""
    return format_time(datetime(2026, 11, 22, tzinfo=UTC) + timedelta(seconds=second))


def event(
    second: int, change: Change, *, batch: str = "", annotator: str = "ann", id: str = ""
) -> Correction:
    """A stamped change of `ARTICLE`; a batch of its own when none is named."""
    id = id or f"e{second:04}"
    return Correction(id, batch or f"b-{id}", ARTICLE.id, annotator, at(second), change)


def token_span(first: int, label: str = "GPE", last: int | None = None) -> Span:
    """The span from token `first` to token `last` of `TEXT`."""
    start, end = TOKENS[first][0], TOKENS[first if last is None else last][1]
    return Span.of(TEXT, start, end, label)


@dataclass(frozen=True)
class History:
    """Predictions for `ARTICLE` and acts upon them: each act the events of one batch."""

    predictions: Predictions
    acts: tuple[tuple[Correction, ...], ...]

    @property
    def events(self) -> list[Correction]:
        """All events, in order."""
        return [event for act in self.acts for event in act]

    def fold(self, events: list[Correction] | None = None) -> AnnotationSet:
        """What some events, or all, make of the predictions."""
        chosen = self.events if events is None else events
        return AnnotationSet.fold(ARTICLE.id, [self.predictions], chosen)


def token_spans() -> st.SearchStrategy[Span]:
    """Spans of one to three tokens of `TEXT`."""
    places = st.tuples(st.integers(0, len(TOKENS) - 1), st.integers(0, 2), st.sampled_from(LABELS))
    return places.map(lambda row: token_span(row[0], row[2], min(row[0] + row[1], 7)))


def predictions_of_tokens() -> st.SearchStrategy[Predictions]:
    """What a pipeline might say of `TEXT`."""
    spans = st.lists(token_spans(), max_size=5, unique_by=lambda span: span.key)
    return spans.map(lambda found: Predictions(ARTICLE.id, PIPELINE, tuple(found)))


_ON_SPANS = (Kind.ACCEPT, Kind.REJECT, Kind.RELABEL, Kind.RESIZE, Kind.NOTE, Kind.LINK)
_ON_ARTICLE = {
    Kind.TAG: ("x", "y"), Kind.UNTAG: ("x", "y"), Kind.STATUS: ("done", "started"),
    Kind.FLAG: ("yes", "no"), Kind.NOTE: ("good", ""),
}  # fmt: skip


@st.composite
def changes(draw, targets: list[str]) -> Change:
    """A change of one of `targets`, or of the article."""
    ways = ["article", *(["span"] * 3 + ["relate", "unrelate"]) * bool(targets)]
    match draw(st.sampled_from(ways)):
        case "article":
            kind = draw(st.sampled_from(sorted(_ON_ARTICLE)))
            return Change(kind, value=draw(st.sampled_from(_ON_ARTICLE[kind])))
        case "span":
            kind, target = draw(st.sampled_from(_ON_SPANS)), draw(st.sampled_from(targets))
            return Change(kind, target, after=draw(token_spans()), value="value")
        case "relate":
            ends = draw(st.tuples(st.sampled_from(targets), st.sampled_from(targets)))
            return Change(Kind.RELATE, draw(st.sampled_from("rs")), value="near", ends=ends)
    return Change(Kind.UNRELATE, draw(st.sampled_from("rs")))


@st.composite
def histories(draw, max_acts: int = 10) -> History:
    """Acts of two annotators: changes of spans and of the article, additions, undo, redo."""
    predictions = draw(predictions_of_tokens())
    targets = [span.key for span in predictions.spans]
    acts: list[tuple[Correction, ...]] = []
    second = 0
    for number in range(draw(st.integers(0, max_acts))):
        found = draw(st.lists(changes(targets), max_size=2))
        if draw(st.booleans()):
            targets.append(f"+{number}")
            found.append(Change(Kind.ADD, f"+{number}", after=draw(token_spans())))
        if acts and draw(st.booleans()):
            found.insert(0, Change(Kind.UNDO, draw(st.sampled_from(acts))[0].batch))
        if found:
            annotator = draw(st.sampled_from(["ann", "bob"]))
            acts.append(
                tuple(
                    event(second + place, change, batch=f"act-{number}", annotator=annotator)
                    for place, change in enumerate(found)
                )
            )
            second += len(found)
    return History(predictions, tuple(acts))


def disjoint(spans: list[Span]) -> bool:
    """Whether no two of the spans overlap."""
    ordered = sorted(span.range for span in spans)
    return all(first[1] <= second[0] for first, second in pairwise(ordered))
