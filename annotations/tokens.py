"""Tokens and graphemes of a text, and snapping a range to them.

The screen moves and selects by token long before a pipeline is loaded, so these tokens are
made here. They follow spaCy's English rules where people would notice: a possessive `'s` is a
token of its own, hyphens part words, abbreviations such as `U.S.` and numbers such as `4.5`
stay whole. Scripts that are written without spaces are cut by character, as Unicode's text
segmentation (UAX #29) does without a dictionary.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annotations.article import Article
    from annotations.span import Range

_NAME = r"[^\W\d_\xb2\xb3\xb9\xbc-\xbe]"
"""A letter, as far as `_PLAIN` has any."""
_CLITIC = r"['’](?:s|S|re|ve|ll|d|m)\b"
"""The possessive and contractions."""
_PLAIN_TOKEN = re.compile(
    rf"(?:{_NAME}\.){{2,}}"  # U.S.
    rf"|{_CLITIC}"
    r"|\d+(?:[.,:]\d+)+"  # 1,000.50 and 10:30
    rf"|\w+(?:(?!{_CLITIC})['’](?={_NAME})\w+)*"
    r"|[^\s\w]"
)

_PLAIN = re.compile("[\0-\x7f\xa0-\xac\xae-\u024f\u2010-\u2027\u20ac]*")
"""Texts in which no grapheme holds a space and a letter: most of what is written in Latin."""

_UNSPACED = r"\p{Han}\p{Hiragana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"


@lru_cache(maxsize=1)
def _unicode() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Patterns of a token and of a grapheme in any script; loaded when first met."""
    import regex

    whole = r"(?![\p{GCB=Extend}\p{GCB=ZWJ}\p{GCB=SpacingMark}])"  # ends a grapheme
    clitic = rf"['’](?:s|S|re|ve|ll|d|m)\b{whole}"
    letter = rf"(?=[\p{{L}}\p{{N}}_--[{_UNSPACED}]])\X"
    token = regex.compile(
        rf"(?V1)(?:\p{{L}}\.){{2,}}{whole}"
        rf"|{clitic}"
        rf"|\d+(?:[.,:]\d+)+{whole}"
        rf"|(?:{letter}(?:['’]{whole}(?=[\p{{L}}--[{_UNSPACED}]])(?!(?:s|S|re|ve|ll|d|m)\b))?)+"
        rf"|\X"
    )
    return token, regex.compile(r"\X")


def graphemes(text: str) -> list[Range]:
    """The user-perceived characters of `text` (UAX #29), as ranges that tile it."""
    if text.isascii() and "\r" not in text:
        return [(at, at + 1) for at in range(len(text))]
    return [match.span() for match in _unicode()[1].finditer(text)]


def tokenize(text: str) -> list[Range]:
    """The tokens of `text` in order, spaces left out. No token splits a grapheme."""
    if is_plain(text):
        return [match.span() for match in _PLAIN_TOKEN.finditer(text)]
    return _tokenize_whole(text)


def is_plain(text: str) -> bool:
    """Whether no token of `text` holds a space, so that its lines can be cut together."""
    return text.isascii() or _PLAIN.fullmatch(text) is not None


def _tokenize_whole(text: str) -> list[Range]:
    return [match.span() for match in _unicode()[0].finditer(text) if not match.group().isspace()]


class Tokens:
    """The tokens and graphemes of one article, made piece by piece where they are asked for."""

    def __init__(self, article: Article) -> None:
        self._article = article
        self._piece = lru_cache(maxsize=256)(self._tokenize_piece)
        self._cuts = lru_cache(maxsize=256)(self._grapheme_cuts)

    def _tokenize_piece(self, piece: int) -> tuple[list[int], list[int]]:
        start, end = self._article.piece_range(piece)
        ranges = tokenize(self._article.text[start:end])
        return [start + a for a, _ in ranges], [start + b for _, b in ranges]

    def _grapheme_cuts(self, piece: int) -> list[int]:
        start = self._article.piece_starts[piece]
        end = self._article.piece_end(piece)  # with its `\n`: `\r\n` is one grapheme
        return [start + a for a, _ in graphemes(self._article.text[start:end])] + [end]

    def at(self, offset: int) -> Range | None:
        """The token that holds `offset`; None between tokens."""
        starts, ends = self._piece(self._article.piece_at(offset))
        place = bisect_right(starts, offset) - 1
        return (starts[place], ends[place]) if place >= 0 and offset < ends[place] else None

    def after(self, offset: int) -> Range | None:
        """The first token that starts at `offset` or later."""
        for piece in range(self._article.piece_at(offset), self._article.piece_count):
            starts, ends = self._piece(piece)
            place = bisect_left(starts, offset)
            if place < len(starts):
                return starts[place], ends[place]
        return None

    def before(self, offset: int) -> Range | None:
        """The last token that ends at `offset` or earlier."""
        for piece in range(self._article.piece_at(offset), -1, -1):
            starts, ends = self._piece(piece)
            place = bisect_right(ends, offset) - 1
            if place >= 0:
                return starts[place], ends[place]
        return None

    def nearest(self, offset: int) -> Range | None:
        """The token at `offset`, else the next one on, else the last one."""
        return self.at(offset) or self.after(offset) or self.before(offset)

    def snap(self, start: int, end: int) -> Range | None:
        """The tokens that `start` to `end` touches, from the first to the last of them.

        An empty range touches the character at `start`. None when there is only space.
        """
        end = max(end, start + 1)
        first = self.at(start) or self.after(start)
        last = self.at(end - 1) or self.before(end)
        if first is None or last is None or first[0] >= end:
            return None
        return first[0], max(first[1], last[1])

    def snap_graphemes(self, start: int, end: int) -> Range:
        """The whole graphemes that `start` to `end` touches."""
        return self._cut_at(start), self._cut_from(max(end, start + 1))

    def next_grapheme(self, offset: int) -> int:
        """Where the grapheme that holds `offset` ends; a line's end counts as one grapheme."""
        return min(self._cut_from(offset + 1), len(self._article.text))

    def previous_grapheme(self, offset: int) -> int:
        """Where the grapheme before `offset` begins."""
        return self._cut_at(max(0, offset - 1))

    def _cut_at(self, offset: int) -> int:
        cuts = self._cuts(self._article.piece_at(offset))
        return cuts[bisect_right(cuts, offset) - 1]

    def _cut_from(self, offset: int) -> int:
        cuts = self._cuts(self._article.piece_at(max(0, offset - 1)))
        place = bisect_left(cuts, offset)
        return cuts[place] if place < len(cuts) else offset

    def occurrences(self, surface: str) -> list[Range]:
        """Every place where `surface` stands between token edges, case as given."""
        text, found, position = self._article.text, [], 0
        while surface and (position := text.find(surface, position)) >= 0:
            end = position + len(surface)
            if self.is_aligned(position, end):
                found.append((position, end))
                position = end
            else:
                position += 1
        return found

    def is_aligned(self, start: int, end: int) -> bool:
        """Whether both ends lie on token edges."""
        if _stands_free(self._article.text, start, end):
            return True
        first, last = self.at(start), self.at(end - 1)
        return first is not None and last is not None and (first[0], last[1]) == (start, end)


def _stands_free(text: str, start: int, end: int) -> bool:
    """Whether a range is sure to begin and end with a token, without cutting its line.

    A sign of ASCII beside a space is never one grapheme with it, and no token holds a space.
    """
    return (
        "!" <= text[start : start + 1] <= "~"
        and "!" <= text[end - 1 : end] <= "~"
        and (start == 0 or text[start - 1] in " \n\t")
        and (end == len(text) or text[end] in " \n")
    )
