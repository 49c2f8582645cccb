"""Dates as sources say them, as ISO 8601 writes them."""

from __future__ import annotations

import re
from calendar import monthrange

_ISO = re.compile(r"((?:1[6-9]|20)\d\d)(?:-(\d\d)(?:-(\d\d))?)?(?![\d-])", re.ASCII)
_NUMERIC = re.compile(r"(\d{1,4})([-./])(\d{1,2})\2(\d{1,4})(?!\d)", re.ASCII)
_YEAR = re.compile(r"(?:1[6-9]|20)\d\d", re.ASCII)
_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?", re.ASCII)
_CHINESE = re.compile(r"(\d{4})年(\d{1,2})月(?:(\d{1,2})日)?", re.ASCII)
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan ene gen янв", "feb fév fev фев", "mar mär мар", "apr avr abr апр",
         "may mai mag мая май", "jun giu июн", "jul lug июл", "aug aoû ago авг", "sep set сен",
         "oct okt out ott окт", "nov ноя", "dec dez déc dic дек"), 1)
    for name in names.split()
}  # fmt: skip


def iso_date(said: str) -> str:
    """A date as ISO 8601 writes it, as exactly as it is sure: `2022-05-24`, `2022-05`, `2022`.

    Args:
        said: A date as a source says it.

    Returns:
        Empty when there is no year. `03/04/2022` is `2022`: who knows which is the month.
    """
    said = said.strip()
    if found := _CHINESE.search(said) or _ISO.match(said):
        return _date(*(int(part) if part else 0 for part in found.groups()))
    if found := _NUMERIC.search(said):
        return _numeric(int(found[1]), found[2], int(found[3]), int(found[4]))
    return _written(said)


def _numeric(first: int, mark: str, second: int, third: int) -> str:
    if first > 31:
        return _date(first, second, third)
    if mark == "." or first > 12 or first == second:
        return _date(third, second, first)
    return _date(third, first, second) if second > 12 else _date(third, 0, 0)


def _written(said: str) -> str:
    words = [word.strip(".,;()|").lower() for word in said.split()]
    years = [int(word) for word in words if _YEAR.fullmatch(word)]
    months = [_MONTHS[w[:3]] for w in words if w[:3] in _MONTHS and w.isalpha()]
    days = [int(found[1]) for word in words if (found := _DAY.fullmatch(word))]
    if not years:
        return ""
    return _date(years[0], months[0] if months else 0, days[0] if len(days) == 1 else 0)


def _date(year: int, month: int, day: int) -> str:
    """As much of a date as there is."""
    if not 1600 <= year < 2100:
        return ""
    if not 1 <= month <= 12:
        return f"{year:04}"
    if not 1 <= day <= monthrange(year, month)[1]:
        return f"{year:04}-{month:02}"
    return f"{year:04}-{month:02}-{day:02}"
