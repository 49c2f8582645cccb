"""`Span`: a labelled stretch of an article, and how spans lie to each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from sys import intern
from typing import Any

from annotations.errors import SpanError

Range = tuple[int, int]
"""Start and end in code points, half-open."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A labelled stretch of text.

    Offsets are Unicode code points into the article's text, half-open, so that
    `article.text[span.start:span.end] == span.text` always.

    Raises:
        SpanError: Offsets that are no whole numbers, out of order or not as long as the text;
            an empty label; fragments that do not lie in order inside the span.
    """

    start: int
    """First character."""
    end: int
    """One past the last character."""
    label: str
    """What the span names: `PERSON`, `GPE`…"""
    text: str
    """The surface: exactly what stands there."""
    fragments: tuple[Range, ...] = ()
    """The parts of a discontinuous span, first to last; empty for an ordinary one."""
    score: float | None = None
    """How sure the pipeline was, 0 to 1, where it says so."""

    def __post_init__(self) -> None:
        start, end, text, label = self.start, self.end, self.text, self.label
        if type(start) is not int or type(end) is not int:
            _check_whole(start, end)
        if not 0 <= start < end:
            raise SpanError(f"span {start}-{end} is empty or reversed")
        if not isinstance(text, str) or len(text) != end - start:
            raise SpanError(f"span {start}-{end} does not fit “{str(text)[:40]}”")
        if type(text) is str:  # names recur: one copy of each is enough
            object.__setattr__(self, "text", intern(text))
        if not isinstance(label, str) or not label:
            raise SpanError(f"span {start}-{end} has no label")
        if self.fragments:
            self._check_fragments()

    def _check_fragments(self) -> None:
        edges = [edge for fragment in self.fragments for edge in fragment]
        _check_whole(*edges)
        in_order = all(a < b for a, b in pairwise(edges))
        if not in_order or edges[0] != self.start or edges[-1] != self.end:
            raise SpanError(f"fragments of span {self.start}-{self.end} do not lie in order in it")

    @classmethod
    def of(cls, text: str, start: int, end: int, label: str, **more: Any) -> Span:
        """The span `start` to `end` of an article's `text`.

        Raises:
            SpanError: The offsets lie outside the text.
        """
        _check_whole(start, end)
        if not 0 <= start < end <= len(text):
            raise SpanError(f"span {start}-{end} lies outside a text of {len(text)} characters")
        return cls(start, end, label, text[start:end], **more)

    @property
    def key(self) -> str:
        """Names the span within its article: extent and label."""
        extent = ",".join(f"{s}-{e}" for s, e in self.fragments) or f"{self.start}-{self.end}"
        return f"{extent}:{self.label}"

    @property
    def range(self) -> Range:
        """Start and end."""
        return self.start, self.end

    def check(self, text: str) -> None:
        """Hold the invariant `text[start:end] == span.text`.

        Raises:
            SpanError: Something else stands there.
        """
        found = text[self.start : self.end]
        if found != self.text:
            raise SpanError(
                f"span {self.start}-{self.end} says “{self.text[:40]}” "
                f"where the article says “{found[:40]}”"
            )

    def overlaps(self, other: Span) -> bool:
        """Whether the two share a character of their extents."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """Whether `other` lies wholly inside; equal extents contain each other."""
        return self.start <= other.start and other.end <= self.end

    def crosses(self, other: Span) -> bool:
        """Whether the two overlap and neither contains the other."""
        return self.overlaps(other) and not self.contains(other) and not other.contains(self)

    def relabelled(self, label: str) -> Span:
        """The same stretch with another label; a pipeline's score does not carry over."""
        return replace(self, label=label, score=None)

    def resized(self, text: str, start: int, end: int) -> Span:
        """The same label on another stretch of the article's `text`.

        Raises:
            SpanError: The offsets lie outside the text.
        """
        return Span.of(text, start, end, self.label)

    def to_dict(self) -> dict[str, Any]:
        """JSON values; fields that say nothing are left out."""
        data: dict[str, Any] = {
            "start": self.start,
            "end": self.end,
            "label": self.label,
            "text": self.text,
        }
        if self.fragments:
            data["fragments"] = [list(fragment) for fragment in self.fragments]
        if self.score is not None:
            data["score"] = self.score
        return data

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Span:
        """Read what `to_dict` wrote.

        Raises:
            SpanError: A field is missing or does not fit.
        """
        try:
            fragments = tuple((start, end) for start, end in data.get("fragments", ()))
            score = data.get("score")
            if score is not None and type(score) not in (int, float):
                raise SpanError(f"score {score!r} is not a number")
            return cls(data["start"], data["end"], data["label"], data["text"], fragments, score)
        except SpanError:
            raise
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise SpanError(f"not a span: {error}") from None


def _check_whole(*offsets: object) -> None:
    for offset in offsets:
        if type(offset) is not int:
            raise SpanError(f"offset {offset!r} is not a whole number")


def document_order(span: Span) -> tuple[int, int, str]:
    """Sorts by start, the outer of two before the inner."""
    return span.start, -span.end, span.label


def filter_spans(spans: Iterable[Span]) -> list[Span]:
    """The spans that remain when none may overlap: longer before shorter, then first.

    The same choice as `spacy.util.filter_spans`.
    """
    kept: list[Span] = []
    taken: set[int] = set()
    for span in sorted(spans, key=lambda s: (s.start - s.end, s.start)):
        if span.start not in taken and span.end - 1 not in taken:
            kept.append(span)
            taken.update(range(span.start, span.end))
    return sorted(kept, key=document_order)
