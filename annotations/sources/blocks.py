"""The text of a parsed page: paragraphs apart, words together.

Works on any element tree, without recursion, since a page can be nested as deep as it likes.
"""

from __future__ import annotations

import re
from typing import Any

from annotations.sources.libraries import library


def _tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


# Those of HTML, and those that trafilatura makes of them.
PARAGRAPHS = _tags(
    "p div section article main header footer aside nav blockquote quote ul ol dl list table "
    "head h1 h2 h3 h4 h5 h6 figure figcaption pre form hr body address fieldset details"
)
LINES = _tags("li item tr row dt dd caption option")
BREAKS = _tags("br lb")
ITEMS = _tags("li item")
CELLS = _tags("td th cell")
UNSEEN = _tags("script style template noscript svg math iframe object select")

PARAGRAPH, LINE, BREAK, ITEM, CELL = "\x02\x03\x04\x05\x06"
"""Where a paragraph or a line begins or ends, however often that is said; a forced break; the
start of an item; the end of a cell. No text holds them: they are taken out of it first."""

NO_MARKS = dict.fromkeys(map(ord, (PARAGRAPH, LINE, BREAK, ITEM, CELL)), " ")


def text_of(root: Any) -> str:
    """What a reader of the page would see, a blank line between paragraphs."""
    etree = library("lxml.etree", "lxml", "reading markup")
    text = _Text()
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event == "start":
            text.open(element)
        else:
            text.close(element, last=element is root)
    return _joined(text.pieces)


class _Text:
    """The pieces of text seen so far, and what the next one stands in."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.unseen = 0
        self.kept = 0

    def open(self, element: Any) -> None:
        tag = element.tag
        self.unseen += tag in UNSEEN
        self.kept += tag == "pre"
        self.pieces += (_edge(tag), ITEM * (tag in ITEMS))
        self._add(element.text)

    def close(self, element: Any, last: bool) -> None:
        """The end of an element, or all of a comment: what is after it is seen again."""
        tag = element.tag
        self.unseen -= tag in UNSEEN
        self.kept -= tag == "pre"
        self.pieces.append(CELL if tag in CELLS else "" if tag in BREAKS else _edge(tag))
        if not last:
            self._add(element.tail)

    def _add(self, text: str | None) -> None:
        """Text with its space as the page shows it: only in `pre` do lines stay lines."""
        if not text or self.unseen:
            return
        text = text.translate(NO_MARKS)
        kept = text.replace("\n", BREAK) if self.kept else re.sub(r"[ \t\r\n\f\v]+", " ", text)
        self.pieces.append(kept)


def _edge(tag: Any) -> str:
    if tag in PARAGRAPHS:
        return PARAGRAPH
    if tag in BREAKS:
        return BREAK
    return LINE if tag in LINES else ""


def _joined(pieces: list[str]) -> str:
    text = "".join(pieces)
    text = re.sub(r"[ \x06]*\x06 *(?=[\x02\x03]|$)", "", text)  # no bar after a row's last cell
    text = re.sub(r" *\x06 *", " | ", text)
    text = re.sub(r"\x05[\x02\x03\x05 ]*", "- ", text)  # a paragraph inside an item
    text = re.sub(r"[\x03\x04 ]*\x02[\x02\x03\x04 ]*", "\n\n", text)
    text = re.sub(r" *\x03[\x03 ]*", "\n", text)
    return re.sub(r" *\x04", "\n", text).strip()
