"""`pace`: how many articles an hour become done."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from annotations.corrections import parse_time

PAUSE = 1800.0
"""Seconds between two articles after which somebody counts as away."""
AT_ONCE = 1.0
"""Seconds between two articles below which they were marked together."""
LEAST = 2
"""Articles from one to the next that make a pace."""


def pace(finished: Iterable[str], since: str = "") -> float | None:
    """Articles an hour, in this session if that can be said, else by all that was ever done.

    Args:
        finished: When articles were marked as done, as corrections say times.
        since: When the session began.

    Returns:
        None when too few articles are done to say.
    """
    times = sorted({time for time in finished if time})
    recent = _pace([time for time in times if time >= since]) if since else None
    return recent if recent is not None else _pace(times)


def _pace(times: list[str]) -> float | None:
    moments = [parse_time(time) for time in times]
    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(moments)]
    worked = [gap for gap in gaps if AT_ONCE < gap <= PAUSE]
    spent = sum(worked)
    return 3600 * len(worked) / spent if len(worked) >= LEAST and spent > 0 else None
