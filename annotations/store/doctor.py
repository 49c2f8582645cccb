"""The doctor: everything that can be wrong in a store, and how it would be mended.

Nothing is changed here. A finding may carry a repair: corrections, which undo takes back, or a
document to set aside, which `postil check --undo` puts back.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from annotations.anchoring import fold
from annotations.annotation_set import Annotation, AnnotationSet, Status
from annotations.article import Article
from annotations.corrections import Change, Correction, Kind, in_order, parse_time
from annotations.errors import PostilError
from annotations.labels import LabelScheme
from annotations.predictions import Predictions
from annotations.span import Span
from annotations.store.corpus import Corpus
from annotations.tokens import Tokens

CLOCK_SKEW = timedelta(days=1)
"""How far in the future a correction may lie before it is doubted."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong."""

    where: str
    """The article's source, or a table and document number. Untrusted text."""
    message: str
    """What is wrong. Untrusted text."""
    article: str = ""
    """The article's id, where there is one."""
    change: Change | None = None
    """The correction that mends it."""
    set_aside: tuple[str, int] | None = None
    """The table and document that can be set aside to mend it."""
    serious: bool = True
    """Whether data is wrong, rather than doubtful."""

    @property
    def repairable(self) -> bool:
        """Whether a repair is known."""
        return self.change is not None or self.set_aside is not None

    def __str__(self) -> str:
        return f"{self.where}: {self.message}"


Documents = Mapping[int, Mapping[str, Any]]


def check(
    corpus: Corpus, scheme: LabelScheme | None = None, now: datetime | None = None
) -> Iterator[Finding]:
    """Every finding over the whole store.

    Args:
        corpus: The store.
        scheme: The labels that are allowed; any when None.
        now: The time, for corrections that lie in the future.
    """
    for line in corpus.database.verify():
        yield Finding("files", line)
    tables = {
        name: {document.doc_id: document for document in corpus.database.table(name)}
        for name in ("articles", "predictions", "corrections")
    }
    articles: dict[str, Article] = {}
    yield from _check_articles(tables["articles"], articles)
    predictions, corrections = Parsed("predictions"), Parsed("corrections")
    yield from predictions.read(tables["predictions"], articles)
    yield from corrections.read(tables["corrections"], articles)
    yield from _check_events(corrections.values, now or datetime.now(UTC))
    for id, article in articles.items():
        patient = Patient(article, predictions.of(id), corrections.of(id), scheme)
        yield from patient.findings()


def _check_articles(documents: Documents, articles: dict[str, Article]) -> Iterator[Finding]:
    """Texts against their ids; fills `articles` with those that are sound."""
    for number, document in documents.items():
        where = str(document.get("source") or f"articles {number}")
        text, id = document.get("text"), document.get("id")
        if not isinstance(text, str) or not isinstance(id, str):
            yield Finding(where, "no text or no id", set_aside=("articles", number))
            continue
        if sha256(text.encode("utf-8", "surrogatepass")).hexdigest() != id:
            yield Finding(where, "the text is not the one that was annotated", id)
        if id in articles:
            yield Finding(where, "registered twice", id, set_aside=("articles", number))
            continue
        try:
            articles[id] = Article(text, source=where)
        except PostilError as error:
            yield Finding(where, str(error), id)
        if text.startswith("\ufeff"):
            yield Finding(where, "begins with a byte order mark", id, serious=False)


class Parsed:
    """The documents of one table as objects, by article."""

    def __init__(self, table: str) -> None:
        self.table = table
        self.values: list[tuple[int, Predictions | Correction]] = []

    def read(self, documents: Documents, articles: Mapping[str, Article]) -> Iterator[Finding]:
        """Read them; a finding for each that cannot be read or belongs to no article."""
        parse = Predictions.from_dict if self.table == "predictions" else Correction.from_dict
        for number, document in documents.items():
            where = f"{self.table} {number}"
            try:
                value = parse(dict(document))
            except PostilError as error:
                yield Finding(where, str(error), set_aside=(self.table, number))
                continue
            if value.article not in articles:
                yield Finding(where, "its article is not in the store", value.article)
            self.values.append((number, value))

    def of(self, article: str) -> list[tuple[int, Any]]:
        """What there is about one article, with document numbers."""
        if not hasattr(self, "_by_article"):
            self._by_article: defaultdict[str, list[tuple[int, Any]]] = defaultdict(list)
            for number, value in self.values:
                self._by_article[value.article].append((number, value))
        return self._by_article[article]


def _check_events(
    events: Iterable[tuple[int, Predictions | Correction]], now: datetime
) -> Iterator[Finding]:
    seen: set[str] = set()
    for number, event in events:
        if not isinstance(event, Correction):
            continue
        where = f"corrections {number}"
        if event.id in seen:
            yield Finding(where, "there twice", event.article, set_aside=("corrections", number))
        seen.add(event.id)
        if not event.annotator:
            yield Finding(where, "nobody made it", event.article, serious=False)
        if parse_time(event.time) > now + CLOCK_SKEW:
            message = f"lies in the future: {event.time}"
            yield Finding(where, message, event.article, serious=False)


class Patient:
    """One article with all that is said of it."""

    def __init__(
        self,
        article: Article,
        predictions: list[tuple[int, Any]],
        corrections: list[tuple[int, Any]],
        scheme: LabelScheme | None,
    ) -> None:
        self._article = article
        self._tokens = Tokens(article)
        self._predictions = predictions
        self._corrections = corrections
        self._scheme = scheme

    def findings(self) -> Iterator[Finding]:
        """What is wrong with it."""
        for number, prediction in self._predictions:
            yield from self._surfaces(f"predictions {number}", prediction.spans)
            if not prediction.pipeline.name:
                yield self._finding(f"predictions {number} says of no pipeline that it made it")
        for number, event in self._corrections:
            spans = [s for s in (event.change.before, event.change.after) if s]
            yield from self._surfaces(f"corrections {number}", spans)
        events = in_order(event for _, event in self._corrections)
        predictions = [prediction for _, prediction in self._predictions]
        yield from self._targets(events, predictions)
        yield from self._standing(fold(self._article.id, predictions, events))

    def _finding(self, message: str, **more: Any) -> Finding:
        return Finding(self._article.source, message, self._article.id, **more)

    def _surfaces(self, where: str, spans: Iterable[Span]) -> Iterator[Finding]:
        """Spans against the text."""
        for span in spans:
            try:
                span.check(self._article.text)
            except PostilError as error:
                yield self._finding(f"{where}: {error}")

    def _targets(
        self, events: Iterable[Correction], predictions: Iterable[Predictions]
    ) -> Iterator[Finding]:
        """Events about what is not there."""
        known = {span.key for prediction in predictions for span in prediction.spans}
        known |= {e.target for e in events if e.kind in (Kind.ADD, Kind.RELATE)}
        batches = {event.batch for event in events}
        for event in events:
            missing = event.target not in (batches if event.kind is Kind.UNDO else known)
            if event.target and missing and event.kind is not Kind.UNDO:
                yield self._finding(f"{event.kind} of a span that is not there: {event.target}")
            if any(end not in known for end in event.change.ends or ()):
                yield self._finding(f"a relation to a span that is not there: {event.target}")

    def _standing(self, current: AnnotationSet) -> Iterator[Finding]:
        """What people made: duplicates, ragged edges, unknown labels, forbidden overlap."""
        seen: Counter[str] = Counter()
        last: Annotation | None = None
        for annotation in current:
            span = annotation.span
            seen[span.key] += 1
            if seen[span.key] > 1:
                change = Change(Kind.REJECT, annotation.id, span, value="duplicate")
                yield self._finding(f"{_named(span)} is there twice", change=change)
            elif annotation.status is not Status.PREDICTED:
                yield from self._edges(annotation)
            if self._scheme is not None:
                yield from self._allowed(annotation, last)
            last = annotation if last is None or span.end > last.span.end else last

    def _edges(self, annotation: Annotation) -> Iterator[Finding]:
        span, text = annotation.span, self._article.text
        start = span.start + len(span.text) - len(span.text.lstrip())
        end = span.end - len(span.text) + len(span.text.rstrip())
        problem = "has space at its edge"
        if (start, end) == span.range:
            start, end = self._tokens.snap_graphemes(*span.range)
            problem = "cuts through a character"
        if (start, end) != span.range and start < end:
            change = Change(Kind.RESIZE, annotation.id, span, span.resized(text, start, end))
            yield self._finding(f"{_named(span)} {problem}", change=change)

    def _allowed(self, annotation: Annotation, last: Annotation | None) -> Iterator[Finding]:
        assert self._scheme is not None
        span = annotation.span
        if span.label not in self._scheme:
            yield self._finding(f"{_named(span)}: no such label in the scheme", serious=False)
        if not self._scheme.overlap and last is not None and last.span.overlaps(span):
            yield self._finding(f"{_named(span)} lies over {_named(last.span)}", serious=False)


def _named(span: Span) -> str:
    return f"“{span.text[:40]}” {span.label} at {span.start}"
