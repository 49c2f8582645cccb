"""`postil extract`: predictions for many articles, without the screen."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from time import monotonic

import click

from annotations.article import Article
from annotations.errors import ExtractionError
from annotations.predictions import Predictions
from annotations.store.corpus import Corpus
from tui.commands_cli import opened_store, read_articles, store_option
from tui.config import load_config
from tui.encoding_option import encoding_option
from tui.failing import FAILED, tell
from tui.paths import cache_dir
from tui.terminal_text import one_line


@click.command("extract")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@store_option
@click.option(
    "--model",
    "models",
    multiple=True,
    metavar="NAME|PATH",
    help="A pipeline that predicts; several, one after the other.",
)
@click.option("--code", metavar="FILE", help="Python that registers what the pipelines need.")
@click.option(
    "--processes",
    type=click.IntRange(1, 64),
    metavar="N",
    help="Pipelines at once; else one a processor, at most four.",
)
@encoding_option
def extract(
    paths: tuple[str, ...],
    store: str | None,
    models: tuple[str, ...],
    code: str | None,
    processes: int | None,
    encoding: str | None,
) -> None:
    """Predict without the screen, and register the articles in the store.

    Each article is on the disk as soon as it is read: what was interrupted goes on where it
    stopped. Without --model, articles that any pipeline has read are left alone; with it, those
    that this one has read. An article that cannot be read is reported, and the others go on.
    """  # fmt: skip
    problems: list[str] = []
    if code and not Path(code).is_file():
        raise click.UsageError(f"there is no file {code} with code")
    with opened_store(paths, store, writable=True) as corpus:
        articles = {a.id: a for a in read_articles(paths, encoding, problems)}.values()
        done: set[str] = set()
        spans = 0
        try:
            for model in models or (None,):
                is_known = _knower(corpus, model, code)
                new = [article for article in articles if not is_known(article)]
                for article, made in _each(new, model, problems, code, processes, len(models)):
                    corpus.record([article], [made], ())
                    done.add(article.id)
                    spans += len(made.spans)
        except KeyboardInterrupt:
            tell(f"interrupted: {len(done):,} articles are kept; run it again to go on")
            raise
    for problem in problems:
        tell(problem)
    click.echo(f"{len(done):,} articles, {spans:,} entities")
    if problems:
        sys.exit(FAILED)


def predicted(
    articles: list[Article],
    model: str | None,
    problems: list[str],
    code: str | None = None,
    processes: int | None = None,
) -> Iterator[tuple[Article, Predictions]]:
    """What a pipeline says of articles, in their order, with a progress bar on a terminal.

    Args:
        articles: What to read.
        model: The pipeline; else the configured one, else the best that is installed.
        problems: Takes a line for each article that cannot be read.
        code: A Python file that registers what the pipeline needs.
        processes: At most so many at once.

    Raises:
        ExtractionError: The pipeline cannot be used, or there is none.
    """
    from annotations.extraction import PredictionCache, predict

    if not articles:
        return
    model = model or load_config().model or None
    cache = PredictionCache(cache_dir() / "predictions")
    start, done = monotonic(), 0

    def pace(_: object) -> str:
        return f"{done / max(0.001, monotonic() - start):,.1f} articles/s"

    with click.progressbar(
        predict(articles, model, cache, code=code, processes=processes),
        len(articles), one_line(model or "extracting"), show_pos=True, item_show_func=pace,
        file=sys.stderr, hidden=not sys.stderr.isatty(),
    ) as results:  # fmt: skip
        for article, result in results:
            done += 1
            if isinstance(result, ExtractionError):
                problems.append(f"{article.source}: {result}")
            else:
                yield article, result


def _each(
    articles: list[Article],
    model: str | None,
    problems: list[str],
    code: str | None,
    processes: int | None,
    models: int,
) -> Iterable[tuple[Article, Predictions]]:
    """What one of several pipelines says; one that cannot be used does not stop the others."""
    try:
        yield from predicted(articles, model, problems, code, processes)
    except ExtractionError as error:
        if models < 2:
            raise
        problems.append(str(error))


def _knower(corpus: Corpus, model: str | None, code: str | None) -> Callable[[Article], bool]:
    """Tells whether an article needs no reading; known before any pipeline is loaded."""
    if model is None:
        return lambda article: corpus.is_predicted(article.id)
    from annotations.extraction import PredictionCache
    from annotations.extraction.bulk import known as known_in
    from annotations.extraction.found import reads_alike

    known = known_in(PredictionCache(cache_dir() / "predictions"), model, code)
    if known is None:  # it was never used: then what it says of an article replaces the same
        return lambda _: False
    return lambda article: any(
        reads_alike(known, made.pipeline) for made in corpus.predictions(article.id)
    )
