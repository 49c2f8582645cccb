"""Entities as tags of tokens: `B-X` begins one, `I-X` goes on, `O` is none."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from annotations.formats.draft import RecordError
from annotations.span import Range, Span

Entity = tuple[int, int, str]
"""First token, one past the last, and the label."""

_GOES_ON = ("I", "L", "E")
_BEGINS = ("B", "U", "S", *_GOES_ON)
_TREEBANK = {
    "``": '"', "''": '"', "-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "-LCB-": "{",
    "-RCB-": "}",
}  # fmt: skip
_ENDS = ("L", "U", "E", "S")


def entities(tags: Iterable[str | None]) -> Iterator[Entity]:
    """The entities that tags of any scheme name; None, `-` and `O` name none."""
    start, label, end = 0, "", 0
    for end, tag in enumerate(tags, 1):
        mark, _, name = (tag or "-").partition("-")
        place = end - 1
        if label and not (mark in _GOES_ON and name == label):
            yield start, place, label
            label = ""
        if name and mark in _BEGINS and not label:
            start, label = place, name
        if label and mark in _ENDS:
            yield start, end, label
            label = ""
    if label:
        yield start, end, label


def iob2(tokens: Sequence[tuple[int, ...]], spans: Iterable[Span]) -> list[str]:
    """A tag for each token.

    Args:
        tokens: In order.
        spans: None of which overlap, and which begin and end with a token.
    """
    tags = ["O"] * len(tokens)
    for span in spans:
        number, mark = bisect_left(tokens, (span.start,)), "B-"
        while number < len(tokens) and tokens[number][0] < span.end:
            tags[number] = mark + span.label
            mark = "I-"
            number += 1
    return tags


def places(text: str, forms: Iterable[str]) -> list[Range]:
    """Where tokens stand in a text; quotes and brackets may be those of the Penn Treebank.

    Raises:
        RecordError: One of them is not there.
    """
    found: list[Range] = []
    end = 0
    for form in forms:
        start = text.find(form, end)
        if (start < 0 or text[end:start].strip()) and form in _TREEBANK:
            form = _TREEBANK[form]
            start = text.find(form, end)
        if start < 0 or text[end:start].strip():
            raise RecordError(f"the token “{form[:40]}” does not stand in the text")
        end = start + len(form)
        found.append((start, end))
    return found
