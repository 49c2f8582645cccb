"""The role of each line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import overload

from annotations.article import Article
from annotations.structure.fences import FENCES, INDENTS, Fences
from annotations.structure.furniture import (
    WIRE_STARTS,
    is_furniture,
    is_network,
    is_shares,
    is_stamp,
)
from annotations.structure.head import find_head, first_lines, front_matter_end
from annotations.structure.lines import LONGEST, is_sentence

GAPS = ("\t", "  ", " | ")
"""What stands between the cells of a table, and in no headline."""
KICKER = 100
"""A longer line above the title is more than the name of a section."""


class Role(StrEnum):
    """What a line is for."""

    TITLE = "title"
    BYLINE = "byline"
    DATE = "date"
    META = "meta"
    """Front matter, a wire's credits, a rule between parts."""
    FURNITURE = "furniture"
    """What the page around an article left in it: share counts, ratings, stamps, credits."""
    HEADING = "heading"
    QUOTE = "quote"
    LIST = "list"
    CODE = "code"
    BODY = "body"
    BLANK = "blank"


def roles(article: Article) -> Roles:
    """The role of each line of the article, worked out when it is asked for."""
    return Roles(article)


class Roles(Sequence[Role]):
    """One role per line; `roles[line]` looks at that line and its neighbours only."""

    def __init__(self, article: Article) -> None:
        self._article = article
        self._known: dict[int, Role] = {}
        self._fences = Fences(article)
        lines = first_lines(article.text)
        self.head = find_head(article.text, article.title)
        self._front = front_matter_end(lines)

    def __len__(self) -> int:
        return self._article.line_count

    @overload
    def __getitem__(self, line: int) -> Role: ...
    @overload
    def __getitem__(self, line: slice) -> list[Role]: ...
    def __getitem__(self, line: int | slice) -> Role | list[Role]:
        if isinstance(line, slice):
            return [self[number] for number in range(*line.indices(len(self)))]
        line = range(len(self))[line]
        role = self._known.get(line)
        if role is None:
            role = self._known[line] = self._look_at(line)
        return role

    def __iter__(self) -> Iterator[Role]:
        return (self[line] for line in range(len(self)))

    def is_fenced(self, line: int) -> bool:
        """Whether a line is fenced code; asked of every line of ten megabytes, nothing is kept."""
        return self._fences.hold(line)

    def _line(self, line: int) -> str:
        """What the rules see of a line: its beginning, without space around it."""
        if not 0 <= line < len(self):
            return ""
        start, end = self._article.line_range(line)
        return self._article.text[start : min(end, start + LONGEST + 1)].strip()

    def _look_at(self, line: int) -> Role:
        text = self._line(line)
        if not text:
            return Role.BLANK
        found = self._in_head(line, text)
        if found is None and self._fences.hold(line):
            return Role.META if text.startswith(FENCES) else Role.CODE
        found = found or _by_itself(text)
        if found is Role.HEADING and self._article.text.startswith(INDENTS, self._start(line)):
            return Role.CODE
        return found or self._among_others(line, text)

    def _start(self, line: int) -> int:
        return self._article.line_starts[line]

    def _in_head(self, line: int, text: str) -> Role | None:
        if line < self._front:
            return Role.META
        if line == self.head.title_line:
            return Role.TITLE
        if line == self.head.byline_line:
            return Role.BYLINE
        if line == self.head.date_line:
            return Role.DATE
        above = line < self.head.title_line and len(text) <= KICKER
        return Role.META if above and not (is_sentence(text) or is_furniture(text)) else None

    def _among_others(self, line: int, text: str) -> Role:
        before, after = self._line(line - 1), self._line(line + 1)
        if is_network(text):
            beside = is_shares(before) or is_shares(after)
            beside = beside or is_network(before) or is_network(after)
            return Role.FURNITURE if beside else Role.BODY
        # A headline of another article: its stamp stands right below.
        if is_stamp(after) and len(text) < 120 and line > self.head.date_line:
            return Role.FURNITURE
        if before:
            return Role.BODY
        if _is_underline(after) and _is_headline(text):
            return Role.HEADING
        return self._opening(text, after, after or self._line(line + 2) or self._line(line + 3))

    def _opening(self, text: str, after: str, follows: str) -> Role:
        """The role of a line that stands below an empty one."""
        if not after and _is_quotation(text):
            return Role.QUOTE
        spaced = not after or len(after) > 100
        return Role.HEADING if spaced and len(follows) > 60 and _is_headline(text) else Role.BODY


def _by_itself(text: str) -> Role | None:
    """The role of a line that needs no neighbours to be recognised."""
    if text.startswith(">"):
        return Role.QUOTE
    if not text.strip("-=*_~ #•·"):
        return Role.META
    if text[0] == "|" and not text.strip("|-: "):
        return Role.META
    if text.startswith("#") and text.lstrip("#")[:1] == " ":
        return Role.HEADING
    if _is_list_item(text):
        return Role.LIST
    if len(text) > LONGEST:
        return None
    if text.lower().startswith(WIRE_STARTS) and not is_sentence(text):
        return Role.META
    return Role.FURNITURE if is_furniture(text) else None


def _is_underline(text: str) -> bool:
    """Whether a line makes a heading of the one above it, as Markdown writes it."""
    return len(text) > 2 and (not text.strip("=") or not text.strip("-"))


def _is_list_item(text: str) -> bool:
    if text[0] in "-*•‣◦+":
        return text[1:2] in (" ", "\t")
    number, mark, _ = text[:5].partition(" ")
    return bool(mark) and number[-1:] in ".)" and number[:-1].strip("(").isdecimal()


def _is_quotation(text: str) -> bool:
    """Whether the whole line is one quotation."""
    return (
        text[0] in "“\"«„" and text[-1] in "”\"»“" and len(text) > 2
        and not any(mark in text[1:-1] for mark in "”\"»")
    )  # fmt: skip


def _is_headline(text: str) -> bool:
    """Whether a line that stands alone reads like a heading."""
    if len(text) > 90 or text.count(" ") > 12 or any(gap in text for gap in GAPS):
        return False
    if text[-1] in ".…。!！:;,，、”\"'»)" or text[0] in "“\"'«„—–-(#|":
        return False
    digits = sum(map(str.isdigit, text))
    return not text[0].islower() and ":" not in text[:3] and digits * 3 <= len(text)
