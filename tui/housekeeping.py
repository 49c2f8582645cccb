"""Garbage collection in the pauses: a full one looks at every span and takes too long for a key.

Young objects are collected as ever. The old ones, hundreds of thousands in a long article, are
looked through only when nobody has pressed a key for a while.
"""

from __future__ import annotations

import gc
from time import monotonic

NEVER = 1_000_000_000
"""Young collections before an old one: never by itself."""
PAUSE = 3.0
"""Seconds without a key that count as a pause."""
ENOUGH = 20
"""Collections of the middle generation after which a full one pays."""
TOO_MANY = 400
"""Those after which it is made in the midst of things."""


class Housekeeping:
    """Decides when to collect."""

    def __init__(self) -> None:
        self._busy_at = monotonic()

    def begin(self) -> None:
        """What is there now stays to the end: never look at it again."""
        gc.set_threshold(gc.get_threshold()[0], gc.get_threshold()[1], NEVER)
        gc.freeze()
        gc.enable()

    def busy(self) -> None:
        """Somebody is at work."""
        self._busy_at = monotonic()

    def tidy(self) -> bool:
        """Collect if it pays and nobody is kept waiting; True when it was done."""
        due = gc.get_count()[2]
        pause = monotonic() - self._busy_at > PAUSE
        if due > TOO_MANY or (pause and due > ENOUGH):
            gc.collect()
            return True
        return False
