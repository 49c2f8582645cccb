"""What is set into the text: label tags, brackets where spans lie over one another, and dots where
an entity of several fragments goes on further down."""

from __future__ import annotations

from collections.abc import Sequence

from annotations.annotation_set import AnnotationSet
from annotations.labels import LabelScheme
from tui.page.shown import Inlay
from tui.terminal_text import one_line

NO_BREAK = "\u00a0"
GOES_ON = "…"
"""Behind a fragment that is not the last of its entity."""


def inlays_of(
    annotations: AnnotationSet, scheme: LabelScheme, start: int, end: int, *, tags: bool
) -> Sequence[Inlay]:
    """What is set into the article between two offsets, in the order it is displayed.

    Args:
        annotations: What stands in the article.
        scheme: The labels' tags.
        start: First offset.
        end: One past the last.
        tags: Whether each span carries its label's tag.
    """
    here = annotations.overlapping((start, max(end, start + 1)))
    inlays: list[tuple[int, int, int, Inlay]] = []
    reach = -1
    for place, annotation in enumerate(here):
        span = annotation.span
        following = here[place + 1].span if place + 1 < len(here) else None
        stacked = reach > span.start or (following is not None and following.start < span.end)
        reach = max(reach, span.end)
        length = span.end - span.start
        if stacked and span.start >= start:
            inlays.append((span.start, 1, -length, Inlay(span.start, "[", span.label, False)))
        for _, edge in span.fragments[:-1]:
            if start <= edge <= end:
                inlays.append((edge, 0, edge - span.start, Inlay(edge, GOES_ON, span.label)))
        if span.end > end:
            continue
        closing = "]" if stacked else ""
        tag = f"{NO_BREAK}{one_line(scheme.get(span.label).tag)}" if tags else ""
        if closing or tag:
            inlays.append((span.end, 0, length, Inlay(span.end, closing + tag, span.label)))
    return [inlay for *_, inlay in sorted(inlays, key=lambda entry: entry[:3])]
