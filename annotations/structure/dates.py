"""Dates, as bylines and stamps write them."""

from __future__ import annotations

from annotations.structure.lines import table

MONTHS = table(
    "jan feb mar apr may jun jul aug sep oct nov dec "  # English
    "mär mai okt dez fév fev avr jui aoû déc ene abr ago dic gen mag giu lug set ott out "
    "янв фев мар апр мая май июн июл авг сен окт ноя дек"
)
"""The first three letters of month names."""


def find_date(line: str) -> str:
    """The first full date in a line, as it stands there; empty when there is none."""
    words = line.split()
    for number, word in enumerate(words):
        bare = word.strip("(),;|.")
        if _is_numeric_date(bare):
            return bare
        if _is_year(bare):
            for count in (2, 4):  # `24 May 2022`; `24 de mayo de 2022`
                part = words[max(0, number - count) : number + 1]
                if _is_written_date(part):
                    return " ".join(part).strip("(),;|.")
    return ""


def _is_written_date(words: list[str]) -> bool:
    days = [word for word in words[:-1] if word.strip("(.,stndrh").isdecimal()]
    return len(days) == 1 and any(is_month(word) for word in words[:-1])


def is_month(word: str) -> bool:
    return word[:3].lower() in MONTHS and word.strip(".,").isalpha() and len(word) <= 11


def _is_year(word: str) -> bool:
    return len(word) == 4 and word.isdecimal() and word[:2] in ("16", "17", "18", "19", "20")


def _is_numeric_date(word: str) -> bool:
    """`2022-05-24`, `24.05.2022`, `2022年5月24日`."""
    for mark in ("-", ".", "/"):
        parts = word.split("T")[0].split(mark)
        if len(parts) == 3 and all(part.isdecimal() for part in parts):
            return _is_year(parts[0]) or _is_year(parts[2])
    return _is_year(word[:4]) and word[4:5] == "年" and "月" in word
