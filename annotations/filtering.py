"""`Filter`: which annotations are meant, as people type it: `label:GPE new "border post"`.

Words combine: all of them have to hold. A word is looked for in the surface, whatever its case;
`new accepted corrected added rejected` alone mean the status, in quotation marks the word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from annotations.annotation import Annotation, Status

_WORD = re.compile(
    r"""(?:(?P<field>label|status|note|link|by|text):)?
        (?:"(?P<quoted>[^"]*)"?|(?P<plain>[^\s"]\S*)|(?=\s|$))""",
    re.VERBOSE | re.IGNORECASE,
)

STATUSES = {
    "new": Status.PREDICTED,
    "accepted": Status.ACCEPTED,
    "corrected": Status.CORRECTED,
    "added": Status.ADDED,
    "rejected": Status.REJECTED,
}
"""The words for a status."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that has to hold."""

    field: str
    """`text`, `label`, `status`, `note`, `link` or `by`."""
    value: str
    """Case-folded; empty for any note, any link, or nothing typed yet."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Conditions that all have to hold; without any, everything is meant."""

    conditions: tuple[Condition, ...] = ()

    @classmethod
    def parse(cls, query: str) -> Filter:
        """What `query` means. Every text is a filter: there is nothing to get wrong."""
        words = [found for found in _WORD.finditer(query) if found.group()]
        return cls(tuple(dict.fromkeys(map(_condition, words))))

    def __bool__(self) -> bool:
        return bool(self.conditions)

    def asks_for(self, status: Status) -> bool:
        """Whether a status is named."""
        named = [c.value for c in self.conditions if c.field == "status" and c.value]
        return any(STATUSES.get(value) is status or status.startswith(value) for value in named)

    @property
    def words(self) -> list[str]:
        """What has to stand in the text, case-folded."""
        return [c.value for c in self.conditions if c.field == "text"]

    @property
    def without_words(self) -> Filter:
        """The other conditions."""
        return Filter(tuple(c for c in self.conditions if c.field != "text"))

    @property
    def is_of_rows(self) -> bool:
        """Whether all annotations of one text, label and status are meant, or none."""
        return all(c.field in ("text", "label", "status") for c in self.conditions)

    def matches(self, annotation: Annotation) -> bool:
        """Whether an annotation is meant."""
        return all(_HOLDS[c.field](annotation, c.value) for c in self.conditions)


def _condition(found: re.Match[str]) -> Condition:
    plain, quoted = found["plain"], found["quoted"]
    if found["field"] is None and plain in STATUSES:
        return Condition("status", plain)
    value = plain if quoted is None else quoted
    return Condition((found["field"] or "text").lower(), (value or "").casefold())


def _has_status(annotation: Annotation, value: str) -> bool:
    return any(
        annotation.status is status
        for word, status in STATUSES.items()
        if word.startswith(value) or status.startswith(value)
    )


def _by(annotation: Annotation, value: str) -> bool:
    """Decided by that annotator; what nobody decided is its pipeline's."""
    pipeline = annotation.pipeline.name if annotation.pipeline else ""
    return (annotation.annotator or pipeline).casefold().startswith(value)


_HOLDS: Mapping[str, Callable[[Annotation, str], bool]] = {
    "text": lambda a, value: value in a.span.text.casefold(),
    "label": lambda a, value: a.span.label.casefold().startswith(value),
    "status": _has_status,
    "note": lambda a, value: bool(a.note) and value in a.note.casefold(),
    "link": lambda a, value: bool(a.link) and value in a.link.casefold(),
    "by": _by,
}
