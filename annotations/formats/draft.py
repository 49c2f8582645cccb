"""`Draft`: a document as another tool's file states it, on the way to a `Document`.

Tools count offsets in different units, and some say which only in their documentation. Where a
file also states the words of its spans, the unit is found by holding the words against the
text, record by record; a record that fits in no unit is refused.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate, pairwise, repeat
from sys import intern
from typing import Any, NamedTuple

from annotations.annotation_set import Annotation, ArticleState, Relation, Status
from annotations.article import Article
from annotations.errors import FormatError, SpanError
from annotations.formats.document import Document, encodable
from annotations.formats.making import maker, maker_of_many
from annotations.predictions import Pipeline
from annotations.span import Range, Span, document_order


class RecordError(FormatError):
    """One record of a file cannot be read; the others may. Its message is one line."""

    def __init__(self, message: str) -> None:
        super().__init__(" ".join(message.split()))


@dataclass(frozen=True, slots=True)
class Refusal:
    """A record that was left out."""

    place: str
    """Where it stands: `line 12`, `a3.ann`, `document 4`."""
    reason: str

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}"


_span = maker(Span)
_annotation = maker(Annotation)
_spans = maker_of_many(Span)
_annotations = maker_of_many(Annotation)
_ADDED = Status.ADDED

Refuse = Callable[[Refusal], None]
"""Called for each record that is left out."""


class Unit(StrEnum):
    """What an offset counts."""

    CODE_POINTS = "code points"
    UTF16 = "UTF-16 units"
    UTF8 = "UTF-8 bytes"

    def offsets(self, text: str) -> Sequence[int]:
        """The offset of every character in this unit, and that of the end."""
        if self is Unit.CODE_POINTS or text.isascii():
            return range(len(text) + 1)
        if self is Unit.UTF16 and not _has_pairs(text):
            return range(len(text) + 1)
        if self is Unit.UTF16:
            sizes = (2 if char > "\uffff" else 1 for char in text)
        else:
            sizes = (len(char.encode("utf-8", "surrogatepass")) for char in text)
        return list(accumulate(sizes, initial=0))


class Stated(NamedTuple):
    """A span as a file states it, in the file's own unit, and what else is known of it."""

    id: str
    ranges: Sequence[Range]
    """Its parts, first to last; one for an ordinary span."""
    label: str
    surface: str | None
    """The words that the file says stand there; None where it does not say."""
    score: float | None
    status: Status
    annotator: str
    note: str
    link: str
    predicted: Span | None
    predicted_label: str
    """What a pipeline had called it."""
    pipeline: Pipeline | None


class Draft:
    """Collects what a record says.

    Args:
        article: The text and what is known of it.
        units: The units that offsets may be in, the likeliest first.
        joiner: What the file puts between the parts of a discontinuous span's words.
        guess: Where several units fit and no span says its words, believe the one whose spans
            cut fewer words.
    """

    def __init__(
        self,
        article: Article,
        *,
        units: Sequence[Unit] = (Unit.CODE_POINTS, Unit.UTF16),
        joiner: str = " ",
        guess: bool = False,
    ) -> None:
        self.article = article
        self._units = units
        self._joiner = joiner
        self._guess = guess
        self._stated: dict[str, tuple[Any, ...]] = {}
        self._relations: list[Relation] = []
        self.state = ArticleState()

    def add(
        self,
        ranges: Iterable[Range],
        label: str,
        *,
        surface: str | None = None,
        score: float | None = None,
        id: str = "",
        status: Status = Status.ADDED,
        annotator: str = "",
        note: str = "",
        link: str = "",
        predicted: Span | None = None,
        predicted_label: str = "",
        pipeline: Pipeline | None = None,
    ) -> str:
        """Note a span; returns the id by which relations name it.

        What a pipeline predicted is `predicted`, or the same stretch as `predicted_label`.

        Raises:
            RecordError: Two spans have the same id.
        """
        id = id or f"#{len(self._stated) + 1}"
        if id in self._stated:
            raise RecordError(f"two annotations are called “{id}”")
        if type(label) is str and not label.isascii():
            label = encodable(label)
        # The fields of a `Stated`: to make one of them takes as long as all the rest here.
        self._stated[id] = (
            id, tuple(ranges), label, surface, score, status, annotator, note, link, predicted,
            predicted_label, pipeline,
        )  # fmt: skip
        return id

    def annotate(self, id: str, *, note: str = "", link: str = "") -> None:
        """Note what a file says of a span after the span.

        Raises:
            RecordError: There is no such span.
        """
        if id not in self._stated:
            raise RecordError(f"there is no annotation called “{id}”")
        stated = Stated._make(self._stated[id])
        self._stated[id] = stated._replace(note=note or stated.note, link=link or stated.link)

    def relate(self, label: str, source: str, target: str) -> None:
        """Note a relation between two spans, by their ids."""
        self._relations.append(Relation(f"~{len(self._relations) + 1}", label, source, target))

    def document(self) -> Document:
        """What was collected, its offsets in code points.

        Raises:
            RecordError: Offsets fit in no unit, or a relation has no ends.
        """
        placed = self._placed()
        for relation in self._relations:
            for end in (relation.source, relation.target):
                if end not in self._stated:
                    raise RecordError(f"relation {relation.label} names “{end}”, which is missing")
        annotations = tuple(placed)
        if any(one.span.start >= other.span.start for one, other in pairwise(placed)):
            annotations = tuple(sorted(placed, key=lambda a: document_order(a.span)))
        progress = "done" if self.state.done else "started" if annotations else "new"
        return Document(self.article, annotations, tuple(self._relations), self.state, progress)

    def _placed(self) -> list[Annotation]:
        text = self.article.text
        # Code points and UTF-16 units are the same but for the rarer characters.
        same = text.isascii() or (Unit.UTF8 not in self._units and not _has_pairs(text))
        units = self._units[:1] if same else self._units
        problem: RecordError | None = None
        fitting: list[list[Annotation]] = []
        for unit in units:
            try:
                fitting.append(self._placed_in(unit))
            except RecordError as error:
                problem = problem or error
            else:
                if not self._guess:
                    return fitting[0]
        if not fitting:
            raise problem or RecordError("no unit of offsets to try")
        if len(fitting) == 1:
            return fitting[0]
        return min(fitting, key=lambda placed: _cuts(text, placed))

    def _placed_in(self, unit: Unit) -> list[Annotation]:
        offsets = unit.offsets(self.article.text)
        return [self._place(stated, offsets) for stated in self._stated.values()]

    def _place(self, stated: tuple[Any, ...], offsets: Sequence[int]) -> Annotation:
        (id, ranges, label, surface, score, status, annotator, note, link, predicted,
         predicted_label, pipeline) = stated  # fmt: skip
        text = self.article.text
        if len(ranges) == 1:
            start, end = ranges[0]
            whole = type(start) is int and type(end) is int
            if not whole or type(offsets) is not range or not 0 <= start <= end < len(offsets):
                start, end = _index(offsets, start), _index(offsets, end)
            span = self._span(start, end, label, (), score)
            if surface is not None and surface != span.text:
                raise _other_words(stated, surface, span.text)
        else:
            parts = tuple((_index(offsets, s), _index(offsets, e)) for s, e in ranges)
            if not parts:
                raise RecordError("a span without a place")
            span = self._span(parts[0][0], parts[-1][1], label, parts, score)
            found = self._joiner.join(text[s:e] for s, e in parts)
            if surface is not None and surface not in (found, span.text):
                raise _other_words(stated, surface, found)
        if predicted_label and predicted is None:
            predicted = span if predicted_label == label else span.relabelled(predicted_label)
        return _annotation(id, span, status, predicted, pipeline, annotator, note, link)

    def _span(
        self, start: int, end: int, label: str, parts: tuple[Range, ...], score: float | None
    ) -> Span:
        text = self.article.text
        if type(label) is str and label and not parts and 0 <= start < end <= len(text):
            return _span(start, end, label, intern(text[start:end]), parts, score)
        try:
            return Span(start, end, label, text[start:end], parts, score)
        except SpanError as error:
            raise RecordError(str(error)) from None


def marked(article: Article, found: Iterable[tuple[int, int, str]]) -> Document:
    """The document of spans that are known to lie in the article's text, in code points.

    Args:
        article: The text.
        found: Where spans start and end, and their labels; in document order.
    """
    text, placed = article.text, [*found]
    starts, ends, labels = zip(*placed, strict=True) if placed else ((), (), ())
    surfaces = [intern(text[start:end]) for start, end in zip(starts, ends, strict=True)]
    ids = map("#{}".format, range(1, len(placed) + 1))
    spans = _spans(starts, ends, labels, surfaces)
    annotations = tuple(_annotations(ids, spans, repeat(_ADDED)))
    return Document(article, annotations, progress="started" if annotations else "new")


def _other_words(fields: tuple[Any, ...], surface: str, found: str) -> RecordError:
    stated = Stated._make(fields)
    return RecordError(
        f"{stated.label} {stated.ranges[0][0]}-{stated.ranges[-1][1]} says "
        f"“{surface[:40]}” where the text says “{found[:40]}”"
    )


def _has_pairs(text: str) -> bool:
    """Whether a character takes two UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) > 2 * len(text)


def _cuts(text: str, placed: Iterable[Annotation]) -> int:
    """How many words the edges of annotations cut, spaces at an edge counted too."""
    cuts = 0
    for annotation in placed:
        start, end = annotation.span.range
        cuts += text[start].isspace() + text[end - 1].isspace()
        cuts += text[start - 1 : start].isalnum() and text[start].isalnum()
        cuts += text[end - 1].isalnum() and text[end : end + 1].isalnum()
    return cuts


def _index(offsets: Sequence[int], offset: object) -> int:
    """The character that begins at an offset of a unit."""
    if type(offset) is not int:
        raise RecordError(f"offset {offset!r} is not a whole number")
    if type(offsets) is range and 0 <= offset < len(offsets):
        return offset
    index = bisect_left(offsets, offset)
    if index == len(offsets) or offsets[index] != offset:
        raise RecordError(f"offset {offset} lies inside a character or outside the text")
    return index
