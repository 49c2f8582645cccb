"""Annotations of a text that was changed since: where they are in the text as it is now.

    >>> from annotations import Span
    >>> from annotations.anchoring import anchor
    >>> old, new = "It rains in Dushanbe today.", "Yesterday it rains in Dushanbe today."
    >>> found = anchor(Span.of(old, 12, 20, "GPE"), old, new)
    >>> str(found.verdict), found.placed.range
    ('moved', (22, 30))

`revise` compares what people decided about the old text with the new one, and `carry` makes
the corrections that carry what was chosen over. Pure: nothing is written here.
"""

from annotations.anchoring.carrying import CarriedOver, carry
from annotations.anchoring.folding import covering, fold
from annotations.anchoring.quotes import (
    CONTEXT,
    Anchored,
    Verdict,
    anchor,
    anchor_all,
    surroundings,
)
from annotations.anchoring.revision import Revision, Traced, revise

__all__ = [
    "CONTEXT",
    "Anchored",
    "CarriedOver",
    "Revision",
    "Traced",
    "Verdict",
    "anchor",
    "anchor_all",
    "carry",
    "covering",
    "fold",
    "revise",
    "surroundings",
]
