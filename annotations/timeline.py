"""Counts over time: by day, month or year, with nothing left out between the first and the last."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

DAY, MONTH, YEAR = 10, 7, 4
"""How much of an ISO date names a period."""
_DAYS, _MONTHS = 62, 60
"""How many periods there may be before longer ones are counted."""


def timeline(days: Mapping[str, int], period: int = 0) -> dict[str, int]:
    """Counts by period, the earliest first; those in which nothing was are 0.

    Args:
        days: Counts by ISO date. A date that is known less exactly than by its period is left
            out.
        period: `DAY`, `MONTH` or `YEAR`; the shortest that makes no more than some sixty when 0.
    """
    period = period or fitting(days)
    total: dict[str, int] = {}
    for day, count in days.items():
        if len(day) >= period:
            total[day[:period]] = total.get(day[:period], 0) + count
    if not total:
        return {}
    return {when: total.get(when, 0) for when in _between(min(total), max(total), period)}


def fitting(days: Mapping[str, int]) -> int:
    """The period that shows most: `DAY`, `MONTH` or `YEAR`."""
    exact = [day for day in days if len(day) == DAY]
    if 2 * len(exact) > len(days):
        first, last = date.fromisoformat(min(exact)), date.fromisoformat(max(exact))
        if (last - first).days < _DAYS:
            return DAY
    months = [day[:MONTH] for day in days if len(day) >= MONTH]
    if 2 * len(months) > len(days) and _number(max(months)) - _number(min(months)) < _MONTHS:
        return MONTH
    return YEAR


def _number(month: str) -> int:
    """A month as a whole number, one more for each."""
    return int(month[:4]) * 12 + int(month[5:7]) - 1


def _between(first: str, last: str, period: int) -> list[str]:
    if period == YEAR:
        return [f"{year:04}" for year in range(int(first), int(last) + 1)]
    if period == MONTH:
        numbers = range(_number(first), _number(last) + 1)
        return [f"{number // 12:04}-{number % 12 + 1:02}" for number in numbers]
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return [(start + timedelta(n)).isoformat() for n in range((end - start).days + 1)]
