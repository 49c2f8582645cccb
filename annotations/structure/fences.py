"""Fenced code, as Markdown writes it: from a line of three ticks or tildes to the next one."""

from __future__ import annotations

from array import array
from bisect import bisect_right

from annotations.article import Article

FENCES = ("```", "~~~")
MOST = 1_000_000
"""In a text of more characters nobody looks: it is no Markdown, and its first page would wait."""
INDENTS = ("    ", "\t")
"""What makes code of a line, whatever comes behind it."""


class Fences:
    """Where an article's fenced code is; found when it is asked for first."""

    def __init__(self, article: Article) -> None:
        self._article = article
        self._edges: array[int] | None = None

    def hold(self, line: int) -> bool:
        """Whether a line is a fence or stands between two."""
        if self._edges is None:
            self._edges = array("q", _edges(self._article.text))
        if not self._edges:
            return False
        start, _ = self._article.line_range(line)
        place = bisect_right(self._edges, start)
        return place % 2 == 1 or (place > 0 and self._edges[place - 1] == start)


def _edges(text: str) -> list[int]:
    """Where the lines begin that open code and close it, in turn; an open one at the end counts
    for nothing."""
    edges: list[int] = []
    if len(text) > MOST:
        return edges
    open_with = ""
    for start, fence in _fences(text):
        if not open_with:
            open_with = fence
        elif fence == open_with:
            open_with = ""
        else:
            continue
        edges.append(start)
    return edges[: len(edges) // 2 * 2]


def _fences(text: str) -> list[tuple[int, str]]:
    """The lines that begin with a fence, in order."""
    found: list[tuple[int, str]] = []
    for fence in FENCES:
        if text.startswith(fence):
            found.append((0, fence))
        at = text.find(f"\n{fence}")
        while at >= 0:
            found.append((at + 1, fence))
            at = text.find(f"\n{fence}", at + 4)
    return sorted(found)
