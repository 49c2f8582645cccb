"""Where names begin and end, told by their letters alone: no pipeline is asked. Pure.

A name goes on over words that begin with a capital or a digit, over what joins such words (`of
the`, `&`, a hyphen), and over the dot of an abbreviation (`Col. John J. Thomas`). Of a number
the unit belongs to it: `20 million`.
"""

from __future__ import annotations

from annotations.span import Range
from annotations.tokens import Tokens

_ARTICLES = frozenset({"the", "a", "an"})
_JOINING = frozenset({"of", "&"})
_GLUE = frozenset("-‐‑–/'’")
_UNITS = frozenset({"hundred", "thousand", "million", "billion", "trillion", "percent", "%"})
_TITLES = "Mr Mrs Ms Dr St Jr Sr No Col Gen Lt Sgt Capt Maj Sen Rep Gov Prof Rev Hon Mt Ft"
_MONTHS = "Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec"
_SHORTENED = frozenset(f"{_TITLES} {_MONTHS}".split(" "))
LONGEST = 24
"""Words of a name at most."""


def name_from(tokens: Tokens, text: str, offset: int) -> Range | None:
    """The name that begins with the word at `offset`; that word alone when it begins none.

    Args:
        tokens: The article's tokens.
        text: The article's text.
        offset: Anywhere in the first word.
    """
    first = tokens.at(offset)
    if first is None:
        return None
    start, end = last = first
    if text[start:end].lower() in _ARTICLES:
        following = tokens.after(end)
        if following is None or not _near(text, end, following) or not is_name(text, following):
            return first
        last = following
    elif not is_name(text, first):
        return first
    for _ in range(LONGEST):
        further = _further(tokens, text, last)
        if further is None:
            break
        last = further
    return start, last[1]


def is_name(text: str, token: Range) -> bool:
    """Whether a word may be of a name: it begins with a capital, a digit or a currency's sign."""
    sign = text[token[0]]
    return sign.isupper() or sign.isdigit() or sign in "$€£¥"


def _further(tokens: Tokens, text: str, last: Range) -> Range | None:
    """The next word of a name behind `last`, over what joins them; None where the name ends."""
    following = tokens.after(last[1])
    if following is None or not _near(text, last[1], following):
        return None
    said, before = text[slice(*following)], text[slice(*last)]
    if is_name(text, following) or (before[0].isdigit() and said.lower() in _UNITS):
        return following
    beyond = tokens.after(following[1])
    if beyond is None or not _near(text, following[1], beyond):
        return None
    glued = last[1] == following[0]
    if glued and said in _GLUE and following[1] == beyond[0]:
        return beyond if is_name(text, beyond) or before[0].isdigit() else None
    if glued and said == ".":
        return beyond if _is_shortened(before) and is_name(text, beyond) else None
    if said in _JOINING:
        if text[slice(*beyond)] == "the":
            beyond = tokens.after(beyond[1]) or beyond
        return beyond if is_name(text, beyond) else None
    return None


def _is_shortened(word: str) -> bool:
    return word in _SHORTENED or (len(word) == 1 and word.isupper())


def _near(text: str, end: int, token: Range) -> bool:
    """Whether nothing but a space, or a line's end, parts a token from what ends at `end`."""
    between = text[end : token[0]]
    return not between.strip() and len(between) <= 2 and between.count("\n") < 2


REACH = 40
"""Words that are looked through for one that begins with a letter."""


def ending_with(tokens: Tokens, text: str, extent: Range, letter: str) -> Range | None:
    """An extent with its end moved to a word that begins with a letter, whatever its case.

    The first such word inside the extent, but for its last one, else the first behind it; so that
    asking again leads further on. None when there is none near.

    Args:
        tokens: The article's tokens.
        text: The article's text.
        extent: Where a selection or a span begins and ends.
        letter: What the word begins with.
    """
    last = tokens.at(extent[1] - 1) or extent
    token, beyond = tokens.nearest(extent[0]), 0
    while token is not None and beyond < REACH:
        if token != last and text[token[0]].lower() == letter.lower():
            return extent[0], token[1]
        token = tokens.after(token[1])
        beyond += token is not None and token[0] >= extent[1]
    return None
