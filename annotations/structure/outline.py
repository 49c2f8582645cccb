"""The outline: an article's title and headings, to jump to."""

from __future__ import annotations

import re
from dataclasses import dataclass

from annotations.article import Article
from annotations.structure.roles import Role, roles

_MARKS = re.compile(r"\s*(#{1,6})?\s*(.*?)\s*#*\s*")
"""A heading as Markdown writes it: its depth, and its words."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of an article."""

    offset: int
    """Where its line begins."""
    title: str
    """Its words, without the signs that make it a heading."""
    level: int
    """1 for the title, 2 for a heading, more for one below it."""


def outline(article: Article) -> list[Heading]:
    """The title and the headings, from top to bottom."""
    kinds = roles(article)
    found: list[Heading] = []
    for line in range(article.line_count):
        start, end = article.line_range(line)
        if start < end and kinds[line] in (Role.TITLE, Role.HEADING):
            marks = _MARKS.fullmatch(article.text[start:end])
            assert marks is not None, "the pattern matches every line"
            title = kinds[line] is Role.TITLE
            level = 1 if title else max(2, len(marks[1] or ""))
            found.append(Heading(start, marks[2] or article.text[start:end], level))
    return found
