"""A text cut into pieces that nest, for formats that are read by people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from annotations.annotation_set import Annotation


class Piece(NamedTuple):
    """What to put down next: text, or the begin or end of a mark."""

    text: str
    opens: Annotation | None = None
    closes: Annotation | None = None
    last: bool = False
    """Whether the mark that closes is not taken up again."""


def pieces(text: str, annotations: Iterable[Annotation]) -> Iterator[Piece]:
    """Text and marks in order.

    A mark that crosses another is closed before the other's end and taken up after it; a span
    with gaps has a mark for each part. So marks always nest.
    """
    parts = sorted(
        ((s, e, a) for a in annotations for s, e in a.span.fragments or (a.span.range,)),
        key=lambda part: (part[0], -part[1]),
    )
    edges = sorted({edge for start, end, _ in parts for edge in (start, end)})
    stack: list[tuple[int, Annotation]] = []
    place = following = 0
    for edge in edges:
        if place < edge:
            yield Piece(text[place:edge])
            place = edge
        again: list[tuple[int, Annotation]] = []
        while any(end == edge for end, _ in stack):
            end, annotation = stack.pop()
            ends = end == edge
            last = ends and annotation.span.end == edge
            yield Piece("", closes=annotation, last=last)
            if not ends:
                again.append((end, annotation))
        begun = list(reversed(again))
        while following < len(parts) and parts[following][0] == edge:
            _, end, annotation = parts[following]
            begun.append((end, annotation))
            following += 1
        for end, annotation in sorted(begun, key=lambda one: -one[0]):
            yield Piece("", opens=annotation)
            stack.append((end, annotation))
    if place < len(text):
        yield Piece(text[place:])
