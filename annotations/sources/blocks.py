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
QUOTES = _tags("blockquote quote")
UNSEEN = _tags("script style template noscript svg math iframe object select")

PARAGRAPH, LINE, BREAK, ITEM, CELL, QUOTED = MARKS = "\x02\x03\x04\x05\x06\x07"
"""Where a paragraph or a line begins or ends, however often that is said; a forced break; the
start of an item; the end of a cell; that what follows is quoted. No text holds them: they are
taken out of it first."""

NO_MARKS = dict.fromkeys(map(ord, MARKS), " ")


def text_of(root: Any) -> str:
    """What a reader of the page would see, a blank line between paragraphs."""
    etree = library("lxml.etree", "lxml", "reading markup")
    text = _Text()
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event == "start":
            text.open(element)
        else:
            text.close(element, last=element is root)
    mostly_quoted = text.quoted_length * 2 > text.length  # some pages are laid out with quotes
    return _joined(text.pieces, "" if mostly_quoted else "> ")


class _Text:
    """The pieces of text seen so far, and what the next one stands in."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.unseen = self.kept = self.quoted = 0
        self.length = self.quoted_length = 0

    def open(self, element: Any) -> None:
        tag = element.tag
        self._enter(element, 1)
        self.pieces += (self._edge(element), ITEM * (tag in ITEMS))
        self._add(element.text)

    def close(self, element: Any, last: bool) -> None:
        """The end of an element, or all of a comment: what is after it is seen again."""
        tag = element.tag
        self._enter(element, -1)
        self.pieces.append(CELL if tag in CELLS else "" if tag in BREAKS else self._edge(element))
        if not last:
            self._add(element.tail)

    def _enter(self, element: Any, step: int) -> None:
        tag = element.tag
        self.unseen += step * (tag in UNSEEN)
        self.kept += step * (tag == "pre" or _is_code_block(element))
        self.quoted += step * (tag in QUOTES)

    def _add(self, text: str | None) -> None:
        """Text with its space as the page shows it: only in `pre` do lines stay lines."""
        if not text or self.unseen:
            return
        text = text.translate(NO_MARKS)
        kept = text.replace("\n", BREAK) if self.kept else re.sub(r"[ \t\r\n\f\v]+", " ", text)
        self.pieces.append(kept)
        self.length += len(kept)
        self.quoted_length += len(kept) if self.quoted else 0

    def _edge(self, element: Any) -> str:
        edge = _edge(element.tag) or PARAGRAPH * _is_code_block(element)
        return edge + QUOTED if edge and self.quoted else edge


def _edge(tag: Any) -> str:
    if tag in PARAGRAPHS:
        return PARAGRAPH
    if tag in BREAKS:
        return BREAK
    return LINE if tag in LINES else ""


def _is_code_block(element: Any) -> bool:
    """Whether it is what trafilatura makes of a `pre`: it stands in its body, which has no page
    around it, or in a quotation, and not in a paragraph."""
    parent = element.getparent() if element.tag == "code" else None
    if parent is None:
        return False
    return parent.tag == "quote" or (parent.tag == "body" and parent.getparent() is None)


def _joined(pieces: list[str], quote: str) -> str:
    """The text of the pieces; quoted lines begin with `quote`."""

    def line(end: str, marks: str) -> str:
        return end + (quote if marks.rstrip(f" {LINE}{BREAK}").endswith(QUOTED) else "")

    text = "".join(pieces)
    text = re.sub(r"[ \x06]*\x06 *(?=[\x02\x03]|$)", "", text)  # no bar after a row's last cell
    text = re.sub(r" *\x06 *", " | ", text)
    text = re.sub(r"\x05[\x02\x03\x05\x07 ]*", "- ", text)  # a paragraph inside an item
    text = re.sub(r"[\x03\x04\x07 ]*\x02[\x02\x03\x04\x07 ]*", lambda m: line("\n\n", m[0]), text)
    text = re.sub(r" *\x03[\x03\x07 ]*", lambda m: line("\n", m[0]), text)
    return re.sub(r" *\x04\x07?", lambda m: line("\n", m[0]), text).strip()
