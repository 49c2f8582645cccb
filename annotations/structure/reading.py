"""How long a text takes to read."""

from __future__ import annotations

import re

SURE = 200_000
"""Up to so many characters every word is counted."""


SAMPLES = 16


def words(text: str) -> int:
    """How many words a text has: counted, or estimated from samples of a long one."""
    if len(text) <= SURE:
        return _count(text)
    size = SURE // SAMPLES
    starts = [(len(text) - size) * number // (SAMPLES - 1) for number in range(SAMPLES)]
    counted = sum(_count(text[start : start + size]) for start in starts)
    return counted * len(text) // (size * SAMPLES)


def _count(text: str) -> int:
    """Words between spaces; two Chinese or Japanese characters count as one."""
    spaced = len(text.split())
    if text.isascii():
        return spaced
    return spaced + len(re.findall("[\u3040-\u9fff]", text)) // 2


def minutes(words: int, per_minute: int = 230) -> int:
    """How long so many words take to read; at least one minute."""
    return max(1, round(words / per_minute))
