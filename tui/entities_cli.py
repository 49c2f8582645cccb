"""`postil entities`: everything that is named in the articles of a store."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from os.path import normpath
from pathlib import Path
from typing import Any, BinaryIO

import click

from annotations.article import Article
from annotations.entities import Entity, EntityIndex, names_in
from annotations.entity_files import COLUMNS, COMPANY, entity_row, write_csv, write_graphml
from annotations.entity_filter import EntityFilter
from annotations.knowledge import Knowledge, load_knowledge
from annotations.store.corpus import Corpus
from tui.commands_cli import json_option, opened_store, store_option, tell_if_missing
from tui.config import load_config
from tui.failing import FAILED
from tui.paths import config_dir
from tui.tables import print_table
from tui.terminal_output import standard_output

SHOWN = ("name", "label", "mentions", "articles", "first", "last", "forms", "with")
"""The columns on a terminal."""
NAMED = 3
"""How many others a row of them names."""
SORTS: dict[str, Callable[[Entity], Any]] = {
    "mentions": lambda one: (-one.mentions, one.name),
    "articles": lambda one: (-len(one.places), one.name),
    "name": lambda one: (one.name.casefold(), one.name),
    "first": lambda one: (not one.first, one.first, one.name),
    "last": lambda one: (one.last, one.mentions),
}


@click.command("entities")
@click.argument("paths", nargs=-1, metavar="[PATH...]", type=click.Path(exists=True))
@click.option("--label", "labels", multiple=True, metavar="LABEL", help="Only these; repeatable.")
@click.option("--filter", "query", default="", metavar="TEXT",
              help="Only these: a part of a name, label:, link:, from:, to:, in:.")  # fmt: skip
@click.option("--sort", type=click.Choice(list(SORTS)), default="mentions", show_default=True)
@click.option("--most", default=1000, show_default=True, help="Lines at most; 0 for all.")
@click.option("--csv", "csv_file", metavar="FILE", type=click.Path(path_type=Path),
              help="Write a table of all of them; - for standard output.")  # fmt: skip
@click.option("--graphml", "graph_file", metavar="FILE", type=click.Path(path_type=Path),
              help="Write who occurs with whom as a graph.")  # fmt: skip
@click.option("--shared", default=2, show_default=True,
              help="Articles that two must share to be joined in the graph.")  # fmt: skip
@store_option
@json_option
def entities(
    paths: tuple[str, ...],
    labels: tuple[str, ...],
    query: str,
    sort: str,
    most: int,
    csv_file: Path | None,
    graph_file: Path | None,
    shared: int,
    store: str | None,
    as_json: bool,
) -> None:
    """Everything that is named in the articles, each name once.

    Mentions with the same canonical name belong together; those without one, by their text.
    Counted is what stands in the articles of the store: all of them, or the files and folders
    that are named.

    \b
      postil entities texts/ --label ORG
      postil entities --filter "from:2022-05 in:3"     in three articles or more
      postil entities --csv names.csv --graphml names.graphml

    Exit status 1 when nothing is named.
    """  # fmt: skip
    with opened_store(paths[:1], store) as corpus:
        tell_if_missing(corpus)
        index = EntityIndex(_knowledge())
        for article in _chosen(corpus, paths):
            index.add(names_in(article, corpus.annotations(article.id), labels))
    found = sorted(EntityFilter.parse(query).choose(index.entities()), key=SORTS[sort])
    if sort == "last":
        found.reverse()
    if csv_file is not None:
        _written(csv_file, lambda target: write_csv(target, index, found))
    if graph_file is not None:
        _written(graph_file, lambda target: write_graphml(target, index, found, least=shared))
    if csv_file is None and graph_file is None:
        _print(index, found, most, as_json)
    if not found:
        click.echo("nothing is named", err=True)
        sys.exit(FAILED)


def _knowledge() -> Knowledge:
    kb = load_config().kb
    return load_knowledge(config_dir() / Path(kb).expanduser()) if kb else Knowledge()


def _chosen(corpus: Corpus, paths: Sequence[str]) -> Iterator[Article]:
    """The store's articles that lie at or under a path; all when it is the store's folder."""
    wanted = [_absolute(path) for path in paths]
    home = _absolute(corpus.path.parent)
    everything = not wanted or home in wanted
    for article in corpus.articles():
        source = _absolute(article.source)
        if everything or any(source.is_relative_to(path) for path in wanted):
            yield article


def _absolute(path: str | Path) -> Path:
    return Path(normpath(Path(path).absolute()))


def _written(file: Path, write: Callable[[Path | BinaryIO], None]) -> None:
    """Write a file, or standard output when it is called `-`."""
    if str(file) == "-":
        with standard_output() as stream:
            write(stream)
    else:
        write(file)


def _print(index: EntityIndex, found: Sequence[Entity], most: int, as_json: bool) -> None:
    shown = found[: most or None]
    if as_json:
        click.echo(json.dumps([_data(index, entity) for entity in shown], indent=1))
    elif sys.stdout.isatty():
        print_table((_short(index, entity) for entity in shown), SHOWN)
    else:
        print_table((entity_row(index, entity) for entity in shown), COLUMNS)
    if len(shown) < len(found):
        click.echo(f"{len(found) - len(shown):,} more: --most 0", err=True)


def _short(index: EntityIndex, entity: Entity) -> tuple[str | int, ...]:
    forms = [surface for surface in entity.surfaces if surface != entity.name]
    others = [name for name, _ in index.company(entity, NAMED)]
    return (entity.name, entity.label, entity.mentions, len(entity.places), entity.first,
            entity.last, ", ".join(forms[:NAMED]), ", ".join(others))  # fmt: skip


def _data(index: EntityIndex, entity: Entity) -> dict[str, Any]:
    return {
        "name": entity.name, "id": entity.id, "mentions": entity.mentions,
        "reviewed": entity.reviewed, "first": entity.first, "last": entity.last,
        "labels": dict(entity.labels),
        "forms": [{**form._asdict(), "mentions": count} for form, count in entity.forms.items()],
        "articles": [index.articles[place].article for place in entity.places],
        "with": [{"name": name, "articles": count}
                 for name, count in index.company(entity, COMPANY)],
    }  # fmt: skip
