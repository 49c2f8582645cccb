"""Predictions for many articles, with a progress bar on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator, Iterable
from time import monotonic

import click

from annotations.article import Article
from annotations.errors import ExtractionError
from annotations.predictions import Pipeline, Predictions
from tui.config import load_config
from tui.paths import cache_dir
from tui.terminal_text import one_line

Predicted = Generator[tuple[Article, Predictions]]


class Predicting:
    """Reads articles with one pipeline after the other.

    Args:
        problems: Takes a line for each article that a pipeline cannot read.
        code: A Python file that registers what the pipelines need.
        processes: At most so many at once.
    """

    def __init__(
        self, problems: list[str], code: str | None = None, processes: int | None = None
    ) -> None:
        from annotations.extraction import PredictionCache

        self._problems, self._code, self._processes = problems, code, processes
        self._cache = PredictionCache(cache_dir() / "predictions")

    def pipeline(self, model: str | None) -> Pipeline | None:
        """Who would predict, if that is known before it is loaded."""
        from annotations.extraction.bulk import known

        return known(self._cache, model, self._code)

    def each(
        self, articles: Iterable[Article], model: str | None, ahead: Callable[[], tuple[int, int]]
    ) -> Predicted:
        """What a pipeline says of articles, in their order.

        Args:
            articles: Taken as they are needed.
            model: The pipeline; else the configured one, else the best that is installed.
            ahead: How many articles there are, and how many of them need no reading.

        Raises:
            ExtractionError: The pipeline cannot be used, or there is none.
        """
        from annotations.extraction import predict

        model = model or load_config().model or None
        results = predict(articles, model, self._cache, code=self._code, processes=self._processes)
        start, done = monotonic(), 0

        def pace(_: object) -> str:
            return f"{done / max(0.001, monotonic() - start):,.1f} articles/s"

        with click.progressbar(
            length=ahead()[0], label=one_line(model or "extracting"), show_pos=True,
            item_show_func=pace, file=sys.stderr, hidden=not sys.stderr.isatty(),
        ) as bar:  # fmt: skip
            for article, result in results:
                done += 1
                bar.length, passed = ahead()
                bar.update(done + passed - bar.pos, article)
                if isinstance(result, ExtractionError):
                    self._problems.append(f"{article.source}: {result}")
                else:
                    yield article, result


def predicted(articles: list[Article], model: str | None, problems: list[str]) -> Predicted:
    """What a pipeline says of articles; none is loaded where there are none.

    Raises:
        ExtractionError: The pipeline cannot be used, or there is none.
    """
    if articles:
        yield from Predicting(problems).each(articles, model, lambda: (len(articles), 0))
