"""`EntityFilter`: which entities are meant, as people type it: `label:ORG from:2022-05 border`.

Words combine: all of them have to hold. A word is looked for in the name and in the surfaces,
whatever its case.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from annotations.entities import Entity

_WORD = re.compile(
    r"""(?:(?P<field>label|link|from|to|in):)?
        (?:"(?P<quoted>[^"]*)"?|(?P<plain>[^\s"]\S*)|(?=\s|$))""",
    re.VERBOSE | re.IGNORECASE,
)
_HIGH = "~"
"""Sorts behind every date."""


@dataclass(frozen=True, slots=True)
class EntityFilter:
    """Conditions that all have to hold; without any, everything is meant.

    A condition is a field, `text`, `label`, `link`, `from`, `to` or `in`, and its value.
    """

    conditions: tuple[tuple[str, str], ...] = ()

    @classmethod
    def parse(cls, query: str) -> EntityFilter:
        """What `query` means. Every text is a filter: there is nothing to get wrong.

        `label:` is how a label begins, `link:` a part of a canonical name (of any when nothing
        follows), `from:` and `to:` are dates between which it is named, `in:` is the number of
        articles it is named in at least.
        """
        found = (word for word in _WORD.finditer(query) if word.group())
        conditions = dict.fromkeys(map(_condition, found))
        return cls(tuple(one for one in conditions if one[1] or one[0] == "link"))

    def choose(self, entities: Sequence[Entity]) -> list[Entity]:
        """Those that are meant, in their order."""
        chosen = list(entities)
        for field, value in self.conditions:
            if field == "text":
                chosen = [entity for entity in chosen if value in entity.folded]
            else:
                holds = _HOLDS[field]
                chosen = [entity for entity in chosen if holds(entity, value)]
        return chosen


def _condition(found: re.Match[str]) -> tuple[str, str]:
    value = found["plain"] if found["quoted"] is None else found["quoted"]
    return (found["field"] or "text").lower(), (value or "").casefold()


def _is_in(entity: Entity, value: str) -> bool:
    return not value.isdecimal() or len(entity.places) >= int(value[:9])


_HOLDS: Mapping[str, Callable[[Entity, str], bool]] = {
    "label": lambda e, value: any(form.label.casefold().startswith(value) for form in e.forms),
    "link": lambda e, value: any(form.link and value in form.link.casefold() for form in e.forms),
    "from": lambda e, value: bool(e.last) and e.last + _HIGH * (len(e.last) < 10) >= value,
    "to": lambda e, value: bool(e.first) and e.first <= value + _HIGH,
    "in": _is_in,
}
