"""`Document`: one article with the annotations that are to be exported."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from operator import le
from typing import Any

from annotations.annotation_set import Annotation, AnnotationSet, ArticleState, Relation, Status
from annotations.article import Article
from annotations.corrections import Correction, undone_batches
from annotations.predictions import Pipeline, Predictions
from annotations.span import Span, document_order, filter_spans

STANDING = frozenset(Status) - {Status.REJECTED}
"""What is exported unless something else is asked for: what the screen shows."""


@dataclass(frozen=True)
class Document:
    """An article and what is to be said of it in another format."""

    article: Article
    annotations: tuple[Annotation, ...]
    """In document order."""
    relations: tuple[Relation, ...] = ()
    """Those of which both ends are among the annotations."""
    state: ArticleState = ArticleState()  # noqa: RUF009  (frozen)
    progress: str = "new"
    """`new`, `started` or `done`."""
    events: tuple[Correction, ...] = ()
    """Every correction of the article, in order, the undone ones too."""
    predicted: Mapping[str, tuple[Span, Pipeline]] = field(default_factory=dict, hash=False)
    """What pipelines predicted, by id, the rejected too."""
    derived: bool = False
    """Whether the annotations were changed since, so that events and predictions no longer
    make them."""

    @classmethod
    def of(
        cls, article: Article, current: AnnotationSet, statuses: Collection[Status] = STANDING
    ) -> Document:
        """What stands in `article` with one of `statuses`.

        Raises:
            SpanError: A span does not fit the article's text.
        """
        chosen = tuple(_chosen(current, statuses))
        for annotation in chosen:
            annotation.span.check(article.text)
        ids = {annotation.id for annotation in chosen}
        relations = tuple(r for r in current.relations if r.source in ids and r.target in ids)
        return cls(
            article, chosen, relations, current.state, current.progress, current.events,
            current.predicted,
        )  # fmt: skip

    @property
    def name(self) -> str:
        """What people call the article: its title, else its source, else its id."""
        return self.article.title or self.article.source or self.article.id[:12]

    @cached_property
    def flat(self) -> tuple[Annotation, ...]:
        """The annotations that remain when none may overlap: longer before shorter."""
        spans = [annotation.span for annotation in self.annotations]
        starts = [span.start for span in spans]
        if all(map(le, [span.end for span in spans], starts[1:])):
            return self.annotations
        left = set(filter_spans(annotation.span for annotation in self.annotations))
        return tuple(a for a in self.annotations if _take(left, a))

    @cached_property
    def overlaid(self) -> tuple[Annotation, ...]:
        """The annotations that have no place in `flat`."""
        if self.flat is self.annotations:
            return ()
        flat = {annotation.id for annotation in self.flat}
        return tuple(a for a in self.annotations if a.id not in flat)

    def time(self, annotation: Annotation) -> str:
        """When the last decision about `annotation` was made; empty when nobody decided."""
        return self._times.get(annotation.id, "")

    @cached_property
    def _times(self) -> dict[str, str]:
        return {event.target: event.time for event in self.live_events}

    @cached_property
    def live_events(self) -> tuple[Correction, ...]:
        """The corrections that count, in order."""
        undone = undone_batches(self.events)
        return tuple(event for event in self.events if event.batch not in undone)

    @cached_property
    def predictions(self) -> tuple[Predictions, ...]:
        """What pipelines predicted, by pipeline."""
        found: defaultdict[str, list[Span]] = defaultdict(list)
        pipelines: dict[str, Pipeline] = {}
        for span, pipeline in self.predicted.values():
            name = repr((pipeline.name, pipeline.version, pipeline.parameters))
            pipelines[name] = pipeline
            found[name].append(span)
        return tuple(
            Predictions(self.article.id, pipelines[name], tuple(sorted(spans, key=document_order)))
            for name, spans in found.items()
        )

    def meta(self) -> dict[str, Any]:
        """What is known of the article beside its text; facts that say nothing are left out."""
        article, state = self.article, self.state
        facts = {
            "id": article.id, "title": article.title, "byline": article.byline,
            "date": article.date, "language": article.language, "source": article.source,
            "tags": [encodable(tag) for tag in sorted(state.tags)], "note": state.note,
            "status": self.progress if self.progress != "new" else "", "flagged": state.flagged,
        }  # fmt: skip
        return {
            key: encodable(value) if isinstance(value, str) else value
            for key, value in facts.items()
            if value
        }


def encodable(text: str) -> str:
    """The text without lone surrogates, which a file name may hold and no file can carry."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _chosen(current: AnnotationSet, statuses: Collection[Status]) -> Iterator[Annotation]:
    everything: Iterable[Annotation] = current
    if Status.REJECTED in statuses:
        everything = sorted(current.by_id.values(), key=lambda a: (*document_order(a.span), a.id))
    return (annotation for annotation in everything if annotation.status in statuses)


def _take(left: set[Any], annotation: Annotation) -> bool:
    if annotation.span not in left:
        return False
    left.remove(annotation.span)
    return True
