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
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import lru_cache
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


def tags(count: int, entities: Iterable[Entity], scheme: Scheme, *, before: str = "") -> list[str]:
    """The tags of `count` tokens; `entities` lie in order and apart.

    Args:
        count: How many tokens there are.
        entities: What they name.
        scheme: How it is said.
        before: The label of the entity that ends with the token before; empty if none does.
    """
    letters, found = _LETTERS[scheme], ["O"] * count
    over = 0, before
    for start, end, label in entities:
        first, inner, last, single = letters
        if scheme is Scheme.IOB1 and over == (start, label):
            first = single = "B"
        if end == start + 1:
            found[start] = f"{single}-{label}"
        else:
            found[start : end - 1] = [f"{inner}-{label}"] * (end - start - 1)
            found[start], found[end - 1] = f"{first}-{label}", f"{last}-{label}"
        over = end, label
    return found


Mark = tuple[int, str, str]
"""The place of a token, and the letter and the label of its tag."""


@lru_cache(maxsize=4096)
def mark_of(tag: str) -> tuple[str, str] | None:
    """The letter and the label of a tag; None where it names no entity."""
    match = _TAG.fullmatch(tag)
    return (match[1], match[2]) if match else None


def is_tag(tag: str) -> bool:
    """Whether this is a tag of any scheme; `_` and `-` stand for none, as `O` does."""
    return tag in ("O", "_", "-") or mark_of(tag) is not None


def entities(found: Iterable[str | None]) -> list[Entity]:
    """The entities that tags of any scheme speak of; what is no tag is outside."""
    named = ((place, mark_of(tag)) for place, tag in enumerate(found) if tag and tag != "O")
    return list(entities_of((place, *mark) for place, mark in named if mark))


def entities_of(marks: Iterable[Mark]) -> Iterator[Entity]:
    """The entities that the tags of those tokens speak of which are not outside, in order."""
    start, end, label = 0, 0, ""
    for place, letter, named in marks:
        if label and not (place == end and letter in "IEML" and named == label):
            yield start, end, label
            label = ""
        if not label:
            start, label = place, named
        end = place + 1
        if letter in "ELSU":
            yield start, end, label
            label = ""
    if label:
        yield start, end, label
