"""Paragraph numbers for the gutter."""

from __future__ import annotations

from array import array

from annotations.article import Article
from annotations.structure import Role, roles

NUMBERED = frozenset({Role.BODY, Role.QUOTE, Role.LIST})
LONG = 5000
"""Lines from which on every line with text counts, whatever its role."""


class Numbering:
    """The number of each paragraph of an article, counted as far as it is asked for."""

    def __init__(self, article: Article) -> None:
        self._article = article
        self._roles = roles(article)
        self._counts = array("l")

    def of(self, line: int) -> int:
        """The paragraph number of a line; 0 for one that is no paragraph."""
        while len(self._counts) <= line:
            before = self._counts[-1] if self._counts else 0
            self._counts.append(before + self._is_paragraph(len(self._counts)))
        before = self._counts[line - 1] if line else 0
        return self._counts[line] if self._counts[line] > before else 0

    def shown(self, line: int) -> str:
        """The paragraph number of a line as text; empty for one that is no paragraph."""
        number = self.of(line)
        return str(number) if number else ""

    def _is_paragraph(self, line: int) -> bool:
        if self._article.line_count < LONG:
            return self._roles[line] in NUMBERED
        start, end = self._article.line_range(line)
        return bool(self._article.text[start:end].strip())
