"""The lists that need no screen, and what other commands share."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import click
from rich.cells import cell_len

from annotations.annotation_set import AnnotationSet
from annotations.article import Article
from annotations.store.corpus import Corpus
from tui.article_stream import ArticleStream
from tui.config import key_places, load_config
from tui.failing import FAILED, tell
from tui.paths import cache_dir, config_dir, data_dir, state_dir, store_for
from tui.terminal_text import fit, one_line


def rows(table: Iterable[tuple[str, ...]], names: tuple[str, ...], as_json: bool) -> None:
    """Print a table: aligned on a terminal, tabs in a pipe, JSON when asked."""
    if as_json:  # in ASCII: exact, and nothing in it that a terminal would obey
        click.echo(json.dumps([dict(zip(names, row, strict=True)) for row in table], indent=1))
        return
    lines = [tuple(map(one_line, row)) for row in table]
    if not sys.stdout.isatty():
        click.echo("\n".join("\t".join(row) for row in lines))
        return
    widths = [max((cell_len(row[i]) for row in lines), default=0) for i in range(len(names))]
    for row in lines:
        click.echo("  ".join(map(fit, row, widths)).rstrip())


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
store_option = click.option("--store", metavar="FILE", help="Where corrections are kept.")
model_option = click.option("--model", metavar="NAME|PATH", help="The pipeline that predicts.")

folder_argument = click.argument(
    "folder", default=".", metavar="[FOLDER]", type=click.Path(exists=True)
)


def opened_store(paths: tuple[str, ...], store: str | None, *, writable: bool = False) -> Corpus:
    """The store of what is named on the command line."""
    return Corpus(store_for(paths or (".",), store)[0], read_only=not writable)


def tell_if_missing(corpus: Corpus) -> None:
    """A line for who looks into a store that is not there."""
    if not corpus.path.exists():
        tell(f"there is no store {corpus.path} yet; postil extract or a first correction makes it")


def article_sets(
    corpus: Corpus,
    paths: tuple[str, ...],
    model: str | None,
    encoding: str | None,
    problems: list[str],
) -> Iterator[tuple[Article, AnnotationSet]]:
    """The articles to export with what stands in them; predictions are made where none are."""
    from annotations.anchoring import fold
    from tui.carry_cli import changed
    from tui.predicting import predicted

    articles = read_articles(paths, encoding, problems) if paths else corpus.articles()
    waiting: list[Article] = []
    for article in articles:
        if paths and changed(corpus, article):
            problems.append(f"{article.source} changed since it was annotated: postil carry "
                            "says what became of the annotations")  # fmt: skip
        if corpus.is_predicted(article.id) or corpus.is_only_corrected(article.id):
            yield article, corpus.annotations(article.id)
        else:
            waiting.append(article)
    for article, made in predicted(waiting, model, problems):
        known = [*corpus.predictions(article.id), made]
        yield article, fold(article.id, known, corpus.corrections(article.id))


def read_articles(
    paths: tuple[str, ...], encoding: str | None, problems: list[str]
) -> Iterator[Article]:
    """The articles that are named; `problems` takes a line for each that cannot be read."""
    yield from ArticleStream(paths, encoding, problems)


@click.command("keys")
@json_option
def keys(as_json: bool) -> None:
    """Every key, with the id by which keys.toml changes it."""
    from tui.commands import table
    from tui.keymap import check

    keymap, problems = check(load_config().keys, key_places())
    rows(table(keymap), ("group", "id", "keys", "title", "help"), as_json)
    for problem in problems:
        tell(problem)


@click.command("models")
@json_option
def models(as_json: bool) -> None:
    """The spaCy pipelines that are installed, the one used by default first."""
    from annotations.extraction import installed, resolve

    default = resolve(None)
    found = sorted(installed(), key=lambda m: default is None or m.name != default.name)
    table = [(m.name, m.version, m.language, " ".join(m.labels)) for m in found]
    rows(table, ("name", "version", "language", "labels"), as_json)


@click.command("paths")
@click.argument("folder", default=".", metavar="[FOLDER]")
@json_option
def paths(folder: str, as_json: bool) -> None:
    """Where things are kept."""
    table = [
        ("store", str(store_for((folder,))[0])),
        ("settings", str(config_dir() / "config.toml")),
        ("keys", str(config_dir() / "keys.toml")),
        ("state", str(state_dir() / "state.json")),
        ("predictions", str(cache_dir() / "predictions")),
        ("demo", str(data_dir() / "demo")),
    ]
    rows(table, ("what", "path"), as_json)


@click.command("history")
@click.argument("article", required=False, metavar="[ARTICLE]")
@store_option
@json_option
def history(article: str | None, store: str | None, as_json: bool) -> None:
    """Every correction: who, when, from what to what.

    ARTICLE is a file, or the beginning of an article's id; without it, the whole store.
    """
    from annotations.history import acts, describe

    folder = (article,) if article and Path(article).exists() else ()
    names = ("time", "annotator", "article", "act", "mentions", "undone")
    with opened_store(folder, store) as corpus:
        table = [
            (
                act.time[:19].replace("T", " "),
                act.annotator,
                name,
                describe(act),
                str(act.mentions),
                "undone" if act.undone else "",
            )
            for id, name in _named(corpus, article)
            for act in acts(corpus.corrections(id))
        ]
    if article and not table:
        tell(f"no corrections of {article} in {corpus.path}")
        sys.exit(FAILED)
    rows(sorted(table), names, as_json)


def _named(corpus: Corpus, wanted: str | None) -> Iterator[tuple[str, str]]:
    """Ids and names of the store's articles, of all or of the one that is wanted."""
    file = (wanted,) if wanted and Path(wanted).is_file() else ()
    ids = {article.id for article in read_articles(file, None, [])} if file else None
    for article in corpus.articles():
        if ids is None and wanted and not article.id.startswith(wanted):
            continue
        if ids is None or article.id in ids:
            yield article.id, Path(article.source).name or article.title or article.id[:12]
