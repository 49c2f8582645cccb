"""What the rules about lines share."""

from __future__ import annotations


def table(words: str) -> frozenset[str]:
    return frozenset(words.split())


STANDFIRST = 240
"""A longer paragraph is the article itself: title, byline and date stand above it."""


LONGEST = 320
"""A line of more characters is body; of a longer one no more is looked at."""


ENDS = ".!?…。！？:;,，、"


CLOSERS = "\"'”’»)]*_"
"""What may stand after the end of a sentence."""


def is_sentence(text: str) -> bool:
    return text.rstrip(CLOSERS).endswith((".", "!", "?", "。")) and text.count(" ") > 3
