"""`Act` and `Outcome`: what a human decides, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from annotations.annotation_set import AnnotationSet
from annotations.article import Article
from annotations.corrections import Author, Change, Correction, new_id
from annotations.decisions import Decision, Scope
from annotations.predictions import Predictions

Act = Callable[[AnnotationSet, Scope], Decision]
"""What a human decides, given what stands and how far it shall reach."""

NOTHING = Decision()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an act."""

    decision: Decision = NOTHING
    events: tuple[Correction, ...] = ()
    """What was written; empty when the act changed nothing."""
    taken_back: tuple[Correction, ...] = ()
    """The act that an undo or redo was about."""

    @property
    def articles(self) -> set[str]:
        """The ids of the articles it touched."""
        return {event.article for event in self.events}


@dataclass(frozen=True, slots=True)
class Part:
    """What an act over several articles does to one of them."""

    article: Article
    changes: tuple[Change, ...]
    mentions: int = 0
    """How many mentions it settles."""
    predictions: tuple[Predictions, ...] = ()
    """To be stored with it."""


Plan = Callable[[Article, AnnotationSet], Sequence[Part]]
"""Makes an act over several articles, given the open one and what stands in it; blocks."""


def together(parts: Iterable[Part]) -> Decision:
    """An act over several articles as one decision."""
    parts = list(parts)
    changes = tuple(change for part in parts for change in part.changes)
    return Decision(changes, sum(part.mentions for part in parts))


def stamped(author: Author, parts: Iterable[Part]) -> list[Correction]:
    """An act over several articles as the events of one batch."""
    batch = new_id()
    return [event for part in parts for event in author.stamp(part.article.id, part.changes, batch)]
