"""What stands in an article to which decisions were carried over from an earlier text.

What is predicted gives way: a prediction that came along stands only while a correction is about
it, and one of the new text not while it lies over something that was carried over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from annotations.annotation_set import AnnotationSet
from annotations.corrections import Correction, in_order, undone_batches
from annotations.predictions import Predictions, by_pipeline
from annotations.span import Span


def fold(
    article: str, predictions: Iterable[Predictions], events: Iterable[Correction]
) -> AnnotationSet:
    """As `AnnotationSet.fold`; the same where nothing was carried over."""
    predictions, events = list(predictions), in_order(events)
    if not any(event.carried for event in events):
        return AnnotationSet.fold(article, predictions, events)
    undone = undone_batches(events)
    live = {event.target for event in events if event.batch not in undone}
    earlier = [
        (span, made.pipeline)
        for made in predictions
        if made.pipeline.carried
        for span in made.spans
        if span.key in live
    ]
    came_along = by_pipeline(article, earlier)
    covers = covering(AnnotationSet.fold(article, came_along, events))
    own = [
        Predictions(article, made.pipeline, tuple(s for s in made.spans if not covers(s)))
        for made in predictions
        if not made.pipeline.carried
    ]
    return AnnotationSet.fold(article, [*own, *came_along], events)


def covering(current: AnnotationSet) -> Callable[[Span], bool]:
    """Tells whether a prediction that nobody touched lies over what was carried over."""
    touched = {event.target for event in current.live_events}
    carried = {event.target for event in current.live_events if event.carried}

    def covers(span: Span) -> bool:
        if not carried or span.key in touched:
            return False
        return any(a.id in carried and a.reviewed for a in current.overlapping(span.range))

    return covers
