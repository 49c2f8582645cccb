"""What was predicted earlier is known without a pipeline, best as it was read whole."""

from __future__ import annotations

import pytest

from annotations.article import Article
from annotations.extraction import Identity, PredictionCache
from annotations.extraction.chunks import IN_BULK
from annotations.extraction.found import reading
from annotations.predictions import Pipeline, Predictions
from annotations.span import Span
from tui.feed import PredictionFeed

ARTICLE = Article("Drones for Dushanbe.")
PIECES = Pipeline("toy", "1.0", {"chunk": 4096})
WHOLE = reading(PIECES, IN_BULK)


class Remembering(PredictionCache):
    """Has known the pipeline for ever."""

    def recall(self, model: str | None = None, code: str | None = None) -> Identity | None:
        return Identity(PIECES)


def predicted(pipeline: Pipeline, end: int) -> Predictions:
    return Predictions(ARTICLE.id, pipeline, (Span.of(ARTICLE.text, 0, end, "X"),))


@pytest.mark.parametrize(
    ("kept", "expected"),
    [([], None), ([PIECES], PIECES), ([WHOLE], WHOLE), ([PIECES, WHOLE], WHOLE)],
)
def test_what_was_read_whole_goes_first(tmp_path, kept, expected):
    cache = Remembering(tmp_path)
    for pipeline in kept:
        cache.put(predicted(pipeline, 3 + kept.index(pipeline)))
    found = PredictionFeed(None, cache, None).known(ARTICLE)
    assert (found.pipeline if found else None) == expected
