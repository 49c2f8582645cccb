"""Tokens in a text, and tags for those of spans."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from annotations.formats.draft import RecordError
from annotations.span import Range, Span

_TREEBANK = {
    "``": '"', "''": '"', "-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "-LCB-": "{",
    "-RCB-": "}",
}  # fmt: skip


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
