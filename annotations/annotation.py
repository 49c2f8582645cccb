"""`Annotation`: a span and what became of it; and what else people say of an article."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from annotations.predictions import MEMORY, Pipeline, Proposal
from annotations.span import Span


class Status(StrEnum):
    """What became of a span."""

    PREDICTED = "predicted"
    """Nobody has judged it."""
    ACCEPTED = "accepted"
    """Right as predicted."""
    CORRECTED = "corrected"
    """Predicted with another label or extent."""
    ADDED = "added"
    """Made by a human."""
    REJECTED = "rejected"
    """Gone."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """A span and what became of it."""

    id: str
    """The key of the predicted span, or `+` and the id of the event that added it."""
    span: Span
    """As it stands now."""
    status: Status = Status.PREDICTED
    predicted: Span | None = None
    """As a pipeline predicted it; None for a span made by hand."""
    pipeline: Pipeline | None = None
    """Who predicted it."""
    annotator: str = ""
    """Who decided last."""
    note: str = ""
    link: str = ""
    """Canonical name or knowledge-base id."""
    conflict: bool = False
    """Whether annotators decided differently."""
    proposal: Proposal | None = None
    """What the memory makes of the prediction, when it makes something else of it."""
    proposer: Pipeline | None = None
    """Who proposed it."""

    @property
    def reviewed(self) -> bool:
        """Whether a human has judged it."""
        return self.status is not Status.PREDICTED and not self.set_aside

    @property
    def base(self) -> Span:
        """What a correction starts from: the prediction, whatever the memory makes of it."""
        return self.predicted if self.predicted and not self.reviewed else self.span

    @property
    def from_memory(self) -> bool:
        """Whether only the memory predicted it, and no human has judged that."""
        return not self.reviewed and self.pipeline is not None and self.pipeline.name == MEMORY

    @property
    def set_aside(self) -> bool:
        """Whether the memory took it for no entity, and no human has judged that."""
        dropped = self.proposal is not None and self.proposal.span is None
        return dropped and self.status is Status.REJECTED and not self.annotator


@dataclass(frozen=True, slots=True)
class Relation:
    """A labelled, directed link between two annotations."""

    id: str
    label: str
    source: str
    """The annotation it starts from."""
    target: str
    """The annotation it points to."""


@dataclass(frozen=True, slots=True)
class ArticleState:
    """What people said of the article as a whole."""

    done: bool = False
    flagged: bool = False
    note: str = ""
    tags: frozenset[str] = frozenset()
