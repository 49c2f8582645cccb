"""Tag schemes: how `B-PER I-PER O` says which tokens an entity has.

| scheme | Mr | Alex | Smith | Bob | met | Ann |
|---|---|---|---|---|---|---|
| IOB1 | O | I-PER | I-PER | B-PER | O | I-PER |
| IOB2 | O | B-PER | I-PER | B-PER | O | B-PER |
| BIOES | O | B-PER | E-PER | S-PER | O | S-PER |
| BILUO | O | B-PER | L-PER | U-PER | O | U-PER |

One reader understands them all, with IO and BMES, because no tag means different things in two
of them: it is lenient where an entity begins with `I`, as in IOB1 and in what models put out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

Entity = tuple[int, int, str]
"""The first token, one past the last, and the label."""

_TAG = re.compile(r"([BIELSUM])-(\S.*)")


class Scheme(StrEnum):
    """How entities are written."""

    IOB1 = "iob1"
    IOB2 = "iob2"
    BIOES = "bioes"
    BILOU = "bilou"


class _Letters(NamedTuple):
    first: str
    inner: str
    last: str
    single: str


_LETTERS = {
    Scheme.IOB1: _Letters("I", "I", "I", "I"),
    Scheme.IOB2: _Letters("B", "I", "I", "B"),
    Scheme.BIOES: _Letters("B", "I", "E", "S"),
    Scheme.BILOU: _Letters("B", "I", "L", "U"),
}


def tags(count: int, entities: Sequence[Entity], scheme: Scheme) -> list[str]:
    """The tags of `count` tokens; `entities` lie in order and apart."""
    letters, found = _LETTERS[scheme], ["O"] * count
    before: Entity | None = None
    for entity in entities:
        start, end, label = entity
        follows = before is not None and before[1:] == (start, label)
        first, inner, last, single = letters
        if scheme is Scheme.IOB1 and follows:
            first = single = "B"
        if end == start + 1:
            found[start] = f"{single}-{label}"
        else:
            found[start : end - 1] = [f"{inner}-{label}"] * (end - start - 1)
            found[start], found[end - 1] = f"{first}-{label}", f"{last}-{label}"
        before = entity
    return found


def is_tag(tag: str) -> bool:
    """Whether this is a tag of any scheme; `_` and `-` stand for none, as `O` does."""
    return tag in ("O", "_", "-") or _TAG.fullmatch(tag) is not None


def entities(found: Sequence[str]) -> list[Entity]:
    """The entities that tags of any scheme speak of; what is no tag is outside."""
    result: list[Entity] = []
    start, label = 0, ""
    for place, tag in enumerate([*found, "O"]):
        if tag == "O" and not label:
            continue
        match = _TAG.fullmatch(tag)
        letter, named = match.groups() if match else ("O", "")
        goes_on = letter in "IEML" and named == label
        if label and not goes_on:
            result.append((start, place, label))
            label = ""
        if match and not label:
            start, label = place, named
        if letter in "ELSU":
            result.append((start, place + 1, label))
            label = ""
    return result
