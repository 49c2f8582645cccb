"""`day_of`: a date as its source says it, as a day that can be compared and sorted."""

from __future__ import annotations

import re

_MONTHS = {
    name: number
    for names in (
        "jan feb mar apr may jun jul aug sep oct nov dec",
        "янв фев мар апр мая июн июл авг сен окт ноя дек",
        "ene fév mär abr mai giu lug ago set okt - dez",
        "gen fev - avr mag - - aoû - ott - déc",
        "- - - - май - - - - out - dic",
    )
    for number, name in enumerate(names.split(), 1)
    if name != "-"
}
_ISO = re.compile(r"\b(\d{4})-(\d\d?)(?:-(\d\d?))?(?!\d)")
_CHINESE = re.compile(r"(\d{4})年\s*(\d\d?)月(?:\s*(\d\d?)日)?")
_DOTS = re.compile(r"\b(\d\d?)[.](\d\d?)[.](\d{4})\b")
_SLASHES = re.compile(r"\b(\d\d?)/(\d\d?)/(\d{4})\b")
_YEAR_FIRST = re.compile(r"\b(\d{4})[./](\d\d?)[./](\d\d?)\b")
_WORDS = re.compile(r"[^\W\d_]+|\d+")


def day_of(date: str) -> str:
    """`2022-05-24`, or as much of it as is certain: `2022-05`, `2022`, nothing.

    Args:
        date: `24 May 2022`, `May 24, 2022`, `2022-05-24T10:00Z`, `24.05.2022`, `2022年5月24日`.
            Of `3/4/2022` only the year is certain.
    """
    for pattern in (_ISO, _CHINESE, _YEAR_FIRST):
        if found := pattern.search(date):
            return _day(found[1], found[2], found[3] or "")
    if found := _DOTS.search(date):
        return _day(found[3], found[2], found[1])
    if found := _SLASHES.search(date):
        first, second, year = found.groups()
        if int(first) > 12:
            return _day(year, second, first)
        return _day(year, first, second) if int(second) > 12 or first == second else year
    return _written(date)


def _written(date: str) -> str:
    words = _WORDS.findall(date)
    numbers = [word for word in words if word.isdecimal()]
    year = next((word for word in numbers if len(word) == 4), "")
    months = (_MONTHS.get(word[:3].casefold(), _july(word)) for word in words if word.isalpha())
    month = next((number for number in months if number), 0)
    day = next((word for word in numbers if len(word) <= 2), "")
    if not year:
        return ""
    return _day(year, str(month), day) if month else year


def _july(word: str) -> int:
    """French June and July begin alike."""
    folded = word.casefold()
    return 6 if folded.startswith("juin") else 7 if folded.startswith("juil") else 0


def _day(year: str, month: str, day: str) -> str:
    """The parts that can be."""
    if not 1 <= int(month) <= 12:
        return year
    if not day or not 1 <= int(day) <= 31:
        return f"{year}-{int(month):02}"
    return f"{year}-{int(month):02}-{int(day):02}"
