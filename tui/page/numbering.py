"""Paragraph numbers for the gutter."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from operator import sub

from annotations.article import Article
from annotations.structure import Role, roles
from annotations.structure.paragraphs import Paragraphs

NUMBERED = frozenset({Role.BODY, Role.QUOTE, Role.LIST})
LONG = 5000
"""Lines from which on every paragraph counts, whatever its role."""


class Numbering:
    """The number of each paragraph of an article, counted as far as it is asked for."""

    def __init__(self, article: Article) -> None:
        self._article = article
        self._roles = roles(article)
        self._paragraphs = Paragraphs(article)
        self._counts = array("l")
        self._counted = (0, 0)

    def of(self, line: int) -> int:
        """The paragraph number of a line; 0 for one that begins no paragraph."""
        if self._article.line_count >= LONG:
            return self._of_many(line) if self._paragraphs.begins(line) else 0
        counted = self._up_to(line)
        before = self._counts[line - 1] if line else 0
        return counted if counted > before else 0

    def line_of(self, number: int) -> int | None:
        """The line on which the paragraph with this number begins; None when there is none."""
        count = self._article.line_count
        counted = self._of_many if count >= LONG else self._up_to
        line = bisect_left(range(count), number, key=counted)
        while line < count and not self.of(line):
            line += 1
        return line if line < count and self.of(line) == number else None

    def _up_to(self, line: int) -> int:
        """How many paragraphs begin on a line or above it."""
        while len(self._counts) <= line:
            before = self._counts[-1] if self._counts else 0
            self._counts.append(before + self._is_paragraph(len(self._counts)))
        return self._counts[line]

    def shown(self, line: int) -> str:
        """The paragraph number of a line as text; empty for one that begins no paragraph."""
        number = self.of(line)
        return str(number) if number else ""

    def _is_paragraph(self, line: int) -> bool:
        return self._roles[line] in NUMBERED and self._paragraphs.begins(line)

    def _of_many(self, line: int) -> int:
        """The number in a long article: blank lines are counted, from where it was asked last."""
        at, blanks = self._counted
        blanks += self._blanks(at, line) if at <= line else -self._blanks(line, at)
        self._counted = line, blanks
        return blanks + 1 if self._paragraphs.apart else line + 1 - blanks

    def _blanks(self, first: int, last: int) -> int:
        """How many lines from `first` to before `last` are blank."""
        text, starts = self._article.text, self._article.line_starts
        lengths = list(map(sub, starts[first + 1 : last + 1], starts[first:last]))
        blank = lengths.count(1)
        if 2 in lengths and text.find("\r\n", starts[first], starts[last]) >= 0:
            within = zip(starts[first:last], lengths, strict=True)
            blank += sum(length == 2 and text[start] == "\r" for start, length in within)
        return blank
