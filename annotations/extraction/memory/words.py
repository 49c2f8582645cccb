"""An article as the memory reads it: its words, and which span each belongs to.

A word's tag is `O` outside of spans, `B-ORG` where a span begins and `I-ORG` further in it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from annotations.article import Article
from annotations.span import Range, Span
from annotations.tokens import tokenize

OUTSIDE = "O"

Stretch = tuple[int, int, str]
"""First word, one past the last, and label."""


@dataclass(frozen=True)
class Words:
    """The words of a text, and where they stand."""

    texts: Sequence[str]
    starts: Sequence[int]
    ends: Sequence[int]

    @classmethod
    def of(cls, article: Article) -> Words:
        """Cut an article into words, line by line."""
        texts: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        for number in range(article.line_count):
            start, end = article.line_range(number)
            line = article.text[start:end]
            for first, last in tokenize(line):
                texts.append(line[first:last])
                starts.append(start + first)
                ends.append(start + last)
        return cls(texts, starts, ends)

    def __len__(self) -> int:
        return len(self.texts)

    def within(self, extent: Range) -> Range:
        """The words that an extent touches, as numbers; empty when it touches none."""
        return bisect_right(self.ends, extent[0]), bisect_left(self.starts, extent[1])

    def extent(self, first: int, end: int) -> Range:
        """Where the words from `first` to `end` stand in the text."""
        return self.starts[first], self.ends[end - 1]

    def is_whole(self, extent: Range) -> bool:
        """Whether an extent begins and ends with words."""
        first, end = self.within(extent)
        return first < end and self.extent(first, end) == extent

    def tags(self, spans: Iterable[Span]) -> list[str]:
        """The tag of each word; of two spans that overlap, the longer one counts."""
        tags = [OUTSIDE] * len(self)
        for span in sorted(spans, key=lambda s: (s.start - s.end, s.start)):
            first, end = self.within(span.range)
            if first < end and all(tag == OUTSIDE for tag in tags[first:end]):
                tags[first:end] = [f"B-{span.label}", *[f"I-{span.label}"] * (end - first - 1)]
        return tags


def stretches(tags: Sequence[str]) -> list[Stretch]:
    """The stretches of words that tags make, in order."""
    found: list[Stretch] = []
    for place, tag in enumerate(tags):
        if tag == OUTSIDE:
            continue
        label = tag[2:]
        goes_on = found and found[-1][1:] == (place, label)
        if tag[0] == "I" and goes_on:
            found[-1] = (found[-1][0], place + 1, label)
        else:
            found.append((place, place + 1, label))
    return found
