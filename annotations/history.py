"""History: what people did, one entry per act, read from the corrections themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from annotations.corrections import Change, Correction, Kind, undone_batches


@dataclass(frozen=True, slots=True)
class Act:
    """One human act: a batch of corrections of one article."""

    batch: str
    article: str
    time: str
    """UTC, ISO 8601."""
    annotator: str
    kind: Kind
    """What the act's first event did."""
    surface: str
    """The text of the first span; empty for acts about the article."""
    before: str
    """What it was: a label, or a surface when the extent changed; empty when it was nothing."""
    after: str
    """What it became; empty when it went."""
    value: str
    """The note, tag, link or status."""
    mentions: int
    """How many events of that kind the act has, or how many annotations it carried over."""
    undone: bool
    """Whether it was taken back since."""
    target: str
    """The annotation that its first event is about; empty for the article."""
    carried: bool = False
    """Whether it carried annotations over from an earlier text."""


def acts(events: Iterable[Correction]) -> list[Act]:
    """The acts behind `events`, oldest first; undo and redo are shown by what they left undone.

    Args:
        events: In order.
    """
    events = list(events)
    undone = undone_batches(events)
    found: list[Act] = []
    for (batch, article), group in groupby(events, key=lambda e: (e.batch, e.article)):
        mine = [event for event in group if event.kind is not Kind.UNDO]
        if mine:
            found.append(_act(batch, article, mine, batch in undone))
    return found


def _act(batch: str, article: str, events: list[Correction], undone: bool) -> Act:
    first = events[0]
    before, after = _difference(first.change)
    span = first.change.before or first.change.after
    spans = (event for event in events if event.change.before or event.change.after)
    carried = {event.target for event in spans if event.carried}
    return Act(
        batch,
        article,
        first.time,
        first.actor,
        first.kind,
        span.text if span else "",
        before,
        after,
        first.change.value,
        len(carried) or sum(event.kind is first.kind for event in events),
        undone,
        first.target,
        bool(carried),
    )


def _difference(change: Change) -> tuple[str, str]:
    before, after = change.before, change.after
    if change.kind is Kind.RESIZE and before and after:
        return before.text, after.text
    if change.kind in (Kind.NOTE, Kind.LINK):
        return "", change.value
    return before.label if before else "", after.label if after else ""


def describe(act: Act) -> str:
    """What an act did, in a few words: `“Tajikistan” NORP → GPE`. Untrusted text."""
    if act.carried:
        return "carried over"
    match act.kind:
        case Kind.RELABEL:
            words = f"{act.before} → {act.after}"
        case Kind.RESIZE:
            words = f"→ “{act.after}”"
        case Kind.ACCEPT | Kind.ADD:
            words = f"{act.after} {act.kind}ed"
        case Kind.REJECT:
            words = f"{act.before} {act.value or 'rejected'}"
        case _:
            words = f"{act.kind}: {act.value}"
    surface = f"“{act.surface}” " if act.surface else ""
    return f"{surface}{words}"
