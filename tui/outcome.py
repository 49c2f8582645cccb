"""`Act` and `Outcome`: what a human decides, and what became of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from annotations.annotation_set import AnnotationSet
from annotations.corrections import Correction
from annotations.decisions import Decision, Scope

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
