"""What comes of a text: `Found`, stretch by stretch, and how it becomes `Predictions`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from annotations.article import Article
from annotations.errors import ExtractionError
from annotations.extraction.chunks import ON_SCREEN, Cutting
from annotations.predictions import Pipeline, Predictions
from annotations.span import Span, document_order

CHUNK = "chunk"
"""The parameter of a pipeline that says how long the pieces are that it gets to read."""


@dataclass(frozen=True, slots=True)
class Found:
    """One stretch of a text that was read, and its spans."""

    start: int
    end: int
    spans: tuple[Span, ...] = ()
    """As the pipeline said, with offsets into the whole text."""
    error: str = ""
    """Why the stretch could not be read, in one line; then there are no spans."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A pipeline, and what can be known of it before it is asked."""

    pipeline: Pipeline
    labels: tuple[str, ...] = ()
    """All that it can say."""
    language: str = ""
    location: str = ""
    """Its folder."""

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Identity:
        """Read what the child says when it is ready."""
        pipeline = Pipeline(data["name"], data["version"], data["parameters"])
        return cls(pipeline, tuple(data["labels"]), data["language"], data["location"])

    def to_dict(self) -> dict[str, Any]:
        """JSON values."""
        return {
            "name": self.pipeline.name,
            "version": self.pipeline.version,
            "parameters": dict(self.pipeline.parameters),
            "labels": list(self.labels),
            "language": self.language,
            "location": self.location,
        }


def reading(pipeline: Pipeline, cutting: Cutting) -> Pipeline:
    """A pipeline that gets texts in pieces of a certain length, which may change what it finds."""
    return replace(pipeline, parameters={**pipeline.parameters, CHUNK: cutting.size})


def reads_alike(one: Pipeline, other: Pipeline) -> bool:
    """Whether two are the same pipeline, whatever the pieces are that they get to read."""
    return reading(one, ON_SCREEN) == reading(other, ON_SCREEN)


def spans_of(text: str, start: int, end: int, rows: Iterable[Sequence[Any]]) -> tuple[Span, ...]:
    """The spans of the stretch `start` to `end`, from the child's rows.

    Space at a span's edges is left out, and so is a span of nothing else: pipelines take the
    line ends behind a name along, and no name begins or ends in space.

    Raises:
        ExtractionError: A row is none, or points out of the stretch.
    """
    spans = []
    for row in rows:
        first, last, label, score = (*row, None)[:4]
        if not 0 <= first < last <= end - start:
            raise ExtractionError(f"the pipeline found something at {first}-{last}, out of reach")
        surface = text[start + first : start + last]
        first += start + len(surface) - len(surface.lstrip())
        if label and (surface := surface.strip()):
            spans.append(Span(first, first + len(surface), label, surface, (), score))
    return tuple(spans)


def gather(article: Article, pipeline: Pipeline, founds: Iterable[Found]) -> Predictions:
    """The predictions that the stretches found so far amount to."""
    spans = {span for found in founds for span in found.spans}
    return Predictions(article.id, pipeline, tuple(sorted(spans, key=document_order)))


def is_complete(article: Article, founds: Iterable[Found]) -> bool:
    """Whether all of the article was read: only then are its predictions worth keeping."""
    position = 0
    for found in sorted(founds, key=lambda found: found.start):
        if found.error or found.start != position:
            return False
        position = found.end
    return position == len(article.text)
