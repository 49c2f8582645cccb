"""What undo and redo would take back, read from the events themselves."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from annotations.corrections import Change, Correction, Kind


class UndoStack:
    """The acts of one annotator that can be undone, and those that can be redone.

    Events are the only state: a stack made anew from the same events stands where it stood.

    Args:
        annotator: Whose acts.
        events: What happened so far, in order.
    """

    def __init__(self, annotator: str, events: Iterable[Correction] = ()) -> None:
        self._annotator = annotator
        self._done: list[tuple[Correction, ...]] = []
        self._undone: list[tuple[tuple[Correction, ...], tuple[Correction, ...]]] = []
        mine = (event for event in events if event.actor == annotator)
        for _, act in groupby(mine, key=lambda event: event.batch):
            self.saw(tuple(act))

    def saw(self, act: tuple[Correction, ...]) -> None:
        """Take note of one act: all events of one batch."""
        if not act or act[0].actor != self._annotator:
            return
        if any(event.kind is not Kind.UNDO for event in act):
            self._done.append(act)
            self._undone.clear()
        elif self._done and act[0].target == self._done[-1][0].batch:
            self._undone.append((self._done.pop(), act))
        elif self._undone and act[0].target == self._undone[-1][1][0].batch:
            self._done.append(self._undone.pop()[0])

    @property
    def undoable(self) -> tuple[Correction, ...]:
        """The events of the act that undo would take back; empty when there is none."""
        return self._done[-1] if self._done else ()

    @property
    def redoable(self) -> tuple[Correction, ...]:
        """The events of the undo that redo would take back; empty when there is none."""
        return self._undone[-1][1] if self._undone else ()

    @property
    def redo_restores(self) -> tuple[Correction, ...]:
        """The act that redo would bring back."""
        return self._undone[-1][0] if self._undone else ()


def taking_back(act: Iterable[Correction]) -> dict[str, Change]:
    """The change that undoes an act, for each article that the act touched."""
    return {event.article: Change(Kind.UNDO, event.batch) for event in act}
