"""Paragraphs: one to a line, or lines that a blank one ends (hard-wrapped text, as in mail)."""

from __future__ import annotations

from functools import cached_property

from annotations.article import Article

LOOKED_AT = 400
"""Lines at an article's beginning that tell how its paragraphs are separated."""
ENOUGH = 0.05
"""The share of blank lines from which on they separate paragraphs, where lines are short."""
WRAPPED = 100
"""Characters of a line in hard-wrapped text at most; nearly all lines are no longer."""
MOST = 200
"""Lines of a hard-wrapped paragraph at most."""


class Paragraphs:
    """How an article's lines make paragraphs."""

    def __init__(self, article: Article) -> None:
        self._article = article

    def is_blank(self, line: int) -> bool:
        """Whether a line is empty or white space."""
        start, end = self._article.line_range(line)
        return not self._article.text[start:end].strip()

    @cached_property
    def apart(self) -> bool:
        """Whether blank lines separate paragraphs, so that lines without one belong together."""
        count = min(LOOKED_AT, self._article.line_count)
        while count and self.is_blank(count - 1):
            count -= 1
        blank = sum(map(self.is_blank, range(count)))
        starts = self._article.line_starts
        ends = [*starts[1 : count + 1], len(self._article.text) + 1][:count]
        long = sum(end - start > WRAPPED + 1 for start, end in zip(starts, ends, strict=False))
        return blank > count * ENOUGH and long <= (count - blank) * ENOUGH

    def begins(self, line: int) -> bool:
        """Whether a paragraph begins with a line."""
        if self.is_blank(line):
            return False
        return not self.apart or line == 0 or self.is_blank(line - 1)

    def around(self, line: int) -> tuple[int, int]:
        """The first line of the paragraph that holds `line`, and one past its last."""
        first, last = line, line + 1
        if self.apart and not self.is_blank(line):
            while first > 0 and line - first < MOST and not self.begins(first):
                first -= 1
            count = self._article.line_count
            while last < count and last - line < MOST and not self.is_blank(last):
                last += 1
        return first, last
