"""`PredictionFeed`: an article's predictions, from wherever they come soonest."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotations.annotation_set import AnnotationSet
from annotations.article import Article
from annotations.errors import ExtractionError
from annotations.extraction.chunks import IN_BULK
from annotations.extraction.found import reading
from annotations.predictions import Pipeline, Predictions
from annotations.span import Span

if TYPE_CHECKING:
    from annotations.extraction import Client, PredictionCache

PORTION = 500
"""Remembered spans that arrive at once."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """Some predictions of an article."""

    spans: tuple[Span, ...]
    pipeline: Pipeline
    part: float
    """How much of the article has been read, 0 to 1."""
    problem: str = ""
    """Why a stretch could not be read."""


class PredictionFeed:
    """Predictions from the cache, else from the pipeline's process.

    Args:
        client: The pipeline's process; None when there shall be no predictions.
        cache: Earlier predictions.
        model: The pipeline as the user named it.
    """

    def __init__(self, client: Client | None, cache: PredictionCache, model: str | None) -> None:
        self.client = client
        self._cache = cache
        self._model = model

    async def predict(self, article: Article, first: int = 0) -> AsyncIterator[Arrived]:
        """The article's predictions, the part around `first` before the rest.

        Raises:
            ExtractionError: No pipeline can be had.
        """
        if self.client is None or not article.text.strip():
            return
        if hit := await asyncio.to_thread(self.known, article):
            for portion in _portions(hit):
                yield portion
                await asyncio.sleep(0)
            return
        found = AnnotationSet.fold(article.id)  # the least that all of it takes
        read, whole = 0, True
        async for stretch in self.client.extract(article.id, article.text, first):
            pipeline = self.client.pipeline
            if pipeline is None:
                raise ExtractionError("the pipeline gave results before it was ready")
            found = found.with_predictions(stretch.spans, pipeline)
            read, whole = read + stretch.end - stretch.start, whole and not stretch.error
            yield Arrived(stretch.spans, pipeline, read / len(article.text), stretch.error)
        if self.client.pipeline and read >= len(article.text) and whole:
            await asyncio.to_thread(self._keep, article, self.client.pipeline, found)

    def known(self, article: Article) -> Predictions | None:
        """What the pipeline said of an article earlier, if that is remembered; blocks."""
        remembered = self._cache.recall(self._model)
        pipeline = self.client.pipeline if self.client and self.client.pipeline else None
        pipeline = pipeline or (remembered.pipeline if remembered else None)
        if pipeline is None:
            return None
        whole = reading(pipeline, IN_BULK)  # as `postil extract` reads
        hits = (self._cache.get(article, known) for known in (whole, pipeline))
        return next((hit for hit in hits if hit and _fits(hit, article)), None)

    def _keep(self, article: Article, pipeline: Pipeline, found: AnnotationSet) -> None:
        self._cache.keep(article.id, pipeline, (annotation.span for annotation in found))


def _portions(hit: Predictions) -> Iterator[Arrived]:
    """All that was found, a little at a time, so that the screen goes on meanwhile."""
    count = len(hit.spans)
    for at in range(0, max(1, count), PORTION):
        part = min(1.0, (at + PORTION) / count) if count else 1.0
        yield Arrived(hit.spans[at : at + PORTION], hit.pipeline, part)


def _fits(predictions: Predictions, article: Article) -> bool:
    try:
        predictions.check(article.text)
    except ValueError:
        return False
    return True
