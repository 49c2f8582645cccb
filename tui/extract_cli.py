"""`postil extract`: predictions for many articles, without the screen."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, nullcontext
from pathlib import Path
from time import monotonic

import click

from annotations.article import Article
from annotations.errors import ExtractionError, StoreError
from annotations.formats import Document, registry
from annotations.formats.losses import LossReport
from annotations.predictions import Predictions
from annotations.sources.folders import plural
from annotations.store.corpus import Corpus
from tui.article_stream import ArticleStream
from tui.commands_cli import opened_store, store_option
from tui.encoding_option import encoding_option
from tui.failing import FAILED, tell
from tui.predicting import Predicted, Predicting
from tui.terminal_output import standard_output

Models = tuple[str | None, ...]

TIDY = 30.0
"""Seconds between two looks at whether the store's journal has become large."""


@click.command("extract")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "-o",
    "--output",
    metavar="OUT",
    help="Write the predictions to a file, or - for standard output; no store.",
)
@click.option(
    "-f", "--format", "format_name", metavar="NAME", help="The format of OUT; else its extension's."
)
@store_option
@click.option(
    "--model",
    "models",
    multiple=True,
    metavar="NAME|PATH",
    help="A pipeline that predicts; several, side by side.",
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
    paths: tuple[str, ...], output: str | None, format_name: str | None, store: str | None,
    models: tuple[str, ...], code: str | None, processes: int | None, encoding: str | None,
) -> None:  # fmt: skip
    """Predict without the screen, and register the articles in the store.

    Each article is on the disk as soon as it is read: what was interrupted goes on where it
    stopped. Without --model, articles that any pipeline has read are left alone; with it, those
    that this one has read. An article that cannot be read is reported, and the others go on.

    \b
      postil extract texts/                         into texts/annotations.json
      postil extract texts/ -o entities.csv         into a file, without a store
      postil extract texts/ --model A --model B     two pipelines on the same articles
    """  # fmt: skip
    if code and not Path(code).is_file():
        raise click.UsageError(f"there is no file {code} with code")
    if output and store:
        raise click.UsageError("-o writes a file, --store a store: one of them")
    if format_name and not output:
        raise click.UsageError("-f is the format of a file: name it with -o")
    problems: list[str] = []
    stream = ArticleStream(paths, encoding, problems)
    for notice in stream.notices:
        tell(notice)
    work = _Work(stream, Predicting(problems, code, processes), models or (None,))
    try:
        if output:
            report = _into_file(work, output, format_name)
            problems += report.serious.lines()
        else:
            with opened_store(paths, store, writable=True) as corpus:
                _into_store(work, corpus)
            if work.done and not corpus.path.exists():
                raise StoreError(
                    f"{corpus.path} is gone, its folder was moved or removed; what "
                    "was read is remembered: put the folder back and run it again"
                )
    finally:
        for problem in dict.fromkeys(problems):
            tell(problem)
    if stream.twins:
        tell(f"{stream.twins:,} left out, with the same text as another one")
    before = f", {work.known:,} read before" if work.known else ""
    entities = "1 entity" if work.spans == 1 else f"{work.spans:,} entities"
    said = f"{plural(len(work.done), 'article')}, {entities}{before}"
    click.echo(said, err=output == "-")
    if problems:
        sys.exit(FAILED)


class _Work:
    """Articles, the pipelines that read them, and how much was done."""

    def __init__(self, stream: ArticleStream, predicting: Predicting, models: Models) -> None:
        self.stream, self.predicting, self.models = stream, predicting, models
        self.done = set[str]()
        self.spans = 0
        self.known = 0
        """Articles that were read before."""
        self._read: list[Article] | None = None

    def articles(self) -> Iterable[Article]:
        """Every text once; kept where several pipelines read it."""
        if len(self.models) < 2:
            return self.stream.each_text_once()
        if self._read is None:
            self._read = list(self.stream.each_text_once())
        return self._read

    def each(self, model: str | None, is_known: Callable[[Article], bool]) -> Predicted:
        """What one pipeline says of the articles that are not known; one that cannot be used
        does not stop others."""
        known = 0

        def new() -> Iterator[Article]:
            nonlocal known
            for article in self.articles():
                if is_known(article):
                    known += 1
                    self.known += 1
                else:
                    yield article

        def ahead() -> tuple[int, int]:
            return self.stream.total, self.stream.passed + known

        try:
            with closing(self.predicting.each(new(), model, ahead)) as results:
                for article, made in results:
                    yield article, made
                    self.done.add(article.id)
                    self.spans += len(made.spans)
        except ExtractionError as error:
            if len(self.models) < 2:
                raise
            self.stream.problems.append(str(error))


def _into_store(work: _Work, corpus: Corpus) -> None:
    tidied = monotonic()
    try:
        for model in work.models:
            is_known = _knower(corpus, work.predicting, model)
            for article, made in work.each(model, is_known):
                corpus.record([article], [made], ())
                if monotonic() - tidied > TIDY:
                    corpus.database.maintain()  # else what was written piles up in memory
                    tidied = monotonic()
    except KeyboardInterrupt:
        tell(f"interrupted: {len(work.done):,} articles are kept; run it again to go on")
        raise
    except StoreError:
        if corpus.path.parent.exists():
            tell(f"{len(work.done):,} articles are kept; run it again to go on")
        raise


def _knower(corpus: Corpus, predicting: Predicting, model: str | None) -> Callable[[Article], bool]:
    """Tells whether an article needs no reading; known before any pipeline is loaded."""
    if model is None:
        return lambda article: corpus.is_predicted(article.id)
    from annotations.extraction.found import reads_alike

    known = predicting.pipeline(model)
    if known is None:  # it was never used: then what it says of an article replaces the same
        return lambda _: False
    return lambda article: any(
        reads_alike(known, made.pipeline) for made in corpus.predictions(article.id)
    )


def _into_file(work: _Work, output: str, format_name: str | None) -> LossReport:
    """Write what is predicted; the file is there whole, or as it was."""
    out = None if output == "-" else Path(output)
    chosen = registry.choose(format_name, out)
    try:
        with nullcontext(out) if out else standard_output() as target:
            return chosen.write(target, _documents(work))
    except KeyboardInterrupt:
        tell(f"interrupted: {output} is as it was; what was read is remembered, "
             "run it again to go on")  # fmt: skip
        raise


def _documents(work: _Work) -> Iterator[Document]:
    """The articles with what the pipelines said of them."""
    if len(work.models) < 2:
        for article, made in work.each(work.models[0], lambda _: False):
            yield _document(article, [made])
        return
    found = defaultdict[str, list[Predictions]](list)
    for model in work.models:
        for article, made in work.each(model, lambda _: False):
            found[article.id].append(made)
    for article in work.articles():
        if article.id in found:
            yield _document(article, found[article.id])


def _document(article: Article, made: Iterable[Predictions]) -> Document:
    from annotations.annotation_set import AnnotationSet

    return Document.of(article, AnnotationSet.fold(article.id, made))
