"""`Correction`: one thing a human decided, as an event that is only ever appended.

One human act is one *batch* of events, however many mentions it settles. `UNDO` names a batch
and makes it as if it had never been; redo is the undo of an undo. Events are ordered by time,
then id: a writer stamps each event later than every event it has seen (Lamport's rule over
UTC), so that the union of two people's events has one order everywhere.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from annotations.errors import CorrectionError, SpanError
from annotations.span import Span


class Kind(StrEnum):
    """What a correction does to its target."""

    ACCEPT = "accept"
    """The span is right as it stands."""
    REJECT = "reject"
    """The span is none; deletes what a human added."""
    RELABEL = "relabel"
    """The span's label becomes that of `after`."""
    RESIZE = "resize"
    """The span's extent becomes that of `after`."""
    ADD = "add"
    """A span that no pipeline predicted."""
    NOTE = "note"
    """The note on the span, or on the article when the target is empty, becomes `value`."""
    LINK = "link"
    """The canonical name or knowledge-base id of the span becomes `value`."""
    TAG = "tag"
    """The article carries the tag `value`."""
    UNTAG = "untag"
    """The article no longer carries the tag `value`."""
    STATUS = "status"
    """The article is `value`: `done` or `started`."""
    FLAG = "flag"
    """The article is flagged when `value` is `yes`."""
    RELATE = "relate"
    """A relation `value` from span `ends[0]` to span `ends[1]`; the target is its id."""
    UNRELATE = "unrelate"
    """The relation is none."""
    UNDO = "undo"
    """The batch that the target names is as if it had never been."""


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be corrected, before it is stamped with who, when and which act."""

    kind: Kind
    target: str = ""
    """The id of the annotation, relation or batch; empty for the article itself."""
    before: Span | None = None
    """The span as it stood."""
    after: Span | None = None
    """The span as it shall be."""
    value: str = ""
    """The new note, link, tag, status or relation label; why a span was rejected."""
    ends: tuple[str, str] | None = None
    """The annotations that a relation joins, from and to."""


CARRIED = "carried"
"""The field of a correction that was carried over from an earlier text of the article: the
`article` and the `event` there, the `time` it was decided, and `by` whom it was carried."""


KEYS = "keys"
"""The field of an act's first event that says how many keys and clicks led to it, since the act
before it or since the article was opened."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One stamped event."""

    id: str
    batch: str
    """Names the human act; shared by all its events."""
    article: str
    """The article's id."""
    annotator: str
    time: str
    """UTC, ISO 8601 with microseconds: `2026-11-22T14:00:00.000000Z`."""
    change: Change
    extra: Mapping[str, Any] = field(default_factory=dict, compare=False)
    """`CARRIED`, `KEYS`, and fields of a newer version, kept as they came."""

    @property
    def kind(self) -> Kind:
        """What the event does."""
        return self.change.kind

    @property
    def target(self) -> str:
        """What the event is about."""
        return self.change.target

    @property
    def carried(self) -> Mapping[str, Any]:
        """What `CARRIED` says of a correction that was made on an earlier text; else empty."""
        said = self.extra.get(CARRIED)
        return said if isinstance(said, Mapping) else {}

    @property
    def keys(self) -> int:
        """How many keys and clicks led to it; 0 when that is not known."""
        said = self.extra.get(KEYS)
        return said if type(said) is int and said > 0 else 0

    @property
    def actor(self) -> str:
        """Who wrote it, and can undo it: the annotator, or who carried it over from there."""
        return str(self.carried.get("by") or self.annotator)

    @property
    def order(self) -> tuple[str, str]:
        """Sorts events: time, then id."""
        return self.time, self.id

    def to_dict(self) -> dict[str, Any]:
        """JSON values; fields that say nothing are left out."""
        change = self.change
        data: dict[str, Any] = {
            "id": self.id, "batch": self.batch, "time": self.time, "annotator": self.annotator,
            "article": self.article, "kind": str(change.kind), "target": change.target,
            "before": change.before.to_dict() if change.before else None,
            "after": change.after.to_dict() if change.after else None,
            "value": change.value, "ends": list(change.ends) if change.ends else None,
        }  # fmt: skip
        return {**self.extra, **{key: value for key, value in data.items() if value}}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Correction:
        """Read what `to_dict` wrote.

        Raises:
            CorrectionError: A field is missing or does not fit.
        """
        try:
            change = Change(
                Kind(data["kind"]),
                data.get("target", ""),
                Span.from_dict(data["before"]) if data.get("before") else None,
                Span.from_dict(data["after"]) if data.get("after") else None,
                data.get("value", ""),
                (data["ends"][0], data["ends"][1]) if data.get("ends") else None,
            )
            extra = {key: value for key, value in data.items() if key not in _FIELDS}
            return _checked(cls(data["id"], data["batch"], data["article"], data["annotator"],
                                data["time"], change, extra))  # fmt: skip
        except (KeyError, ValueError, TypeError, IndexError, SpanError) as error:
            raise CorrectionError(f"not a correction: {error!r}") from None


_FIELDS = frozenset(
    [
        "id",
        "batch",
        "time",
        "annotator",
        "article",
        "kind",
        "target",
        "before",
        "after",
        "value",
        "ends",
    ]
)


_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)
"""One form only: events are ordered by their times as text."""


def _checked(event: Correction) -> Correction:
    change = event.change
    texts = (event.id, event.batch, event.article, event.annotator, change.target, change.value)
    for text in (*texts, *(change.ends or ())):
        if not isinstance(text, str):
            raise TypeError(f"{text!r} is no text")
    if not _TIME.fullmatch(event.time):
        raise ValueError(f"{event.time!r} is no time")
    parse_time(event.time)
    return event


def in_order(events: Iterable[Correction]) -> list[Correction]:
    """The events by time and id, each id once."""
    return sorted({event.id: event for event in events}.values(), key=lambda e: e.order)


def undone_batches(events: Iterable[Correction]) -> frozenset[str]:
    """The batches that are as if they had never been.

    Args:
        events: In order. An undo that is itself undone counts for nothing, so the newest
            undo decides.
    """
    undone: set[str] = set()
    for event in reversed(list(events)):
        if event.kind is Kind.UNDO and event.batch not in undone:
            undone.add(event.target)
    return frozenset(undone)


def _now() -> datetime:
    return datetime.now(UTC)


class Author:
    """Stamps changes as the corrections of one annotator.

    Args:
        annotator: Who decides.
        now: The clock.
    """

    def __init__(self, annotator: str, *, now: Callable[[], datetime] = _now) -> None:
        self.annotator = annotator
        self.keys = 0
        """Keys and clicks since the last act; written with the next one."""
        self._now = now
        self._last = ""

    def saw(self, events: Iterable[Correction]) -> None:
        """Stamp what comes later than all of `events`."""
        self._last = max([self._last, *(event.time for event in events)])

    def stamp(
        self, article: str, changes: Iterable[Change], batch: str | None = None
    ) -> list[Correction]:
        """The changes of one human act on one article as events of one batch.

        Args:
            article: The article's id.
            changes: What to correct, in order.
            batch: The act to join; a new one when None.
        """
        batch = batch or new_id()
        return [
            Correction(new_id(), batch, article, self.annotator, self._tick(), change, self._keys())
            for change in changes
        ]

    def _keys(self) -> Mapping[str, Any]:
        """What led to the act, for its first event."""
        keys, self.keys = self.keys, 0
        return {KEYS: keys} if keys else {}

    def _tick(self) -> str:
        time = format_time(self._now())
        if time <= self._last:
            time = format_time(parse_time(self._last) + timedelta(microseconds=1))
        self._last = time
        return time


def new_id() -> str:
    """A name nobody else gives: 32 hexadecimal digits."""
    return uuid.uuid4().hex


def format_time(time: datetime) -> str:
    """UTC in ISO 8601 with microseconds and `Z`; sorts as text."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def parse_time(text: str) -> datetime:
    """Read what `format_time` wrote."""
    return datetime.fromisoformat(text)
