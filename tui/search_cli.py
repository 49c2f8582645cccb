"""`postil search`: a concordance over the whole store."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable
from dataclasses import replace
from itertools import islice
from pathlib import Path

import click
from rich.cells import cell_len

from annotations.annotation import Status
from annotations.corpus_index import CorpusIndex, index_file
from annotations.corpus_query import CorpusQuery
from annotations.corpus_search import Found
from annotations.corpus_search import search as search_corpus
from annotations.search import WIDTH
from tui.batch_cli import label_found
from tui.commands_cli import (
    folder_argument,
    json_option,
    opened_store,
    store_option,
    tell_if_missing,
)
from tui.config import load_config
from tui.failing import FAILED
from tui.paths import cache_dir
from tui.tables import Cell, print_table
from tui.terminal_text import one_line, shorten

COLUMNS = ("article", "source", "start", "end", "left", "text", "right", "label", "status",
           "link", "annotator")  # fmt: skip
_NAME = 24
"""Cells for an article's name on a terminal."""


@click.command("search")
@click.argument("query", default="", metavar="[TEXT]")
@folder_argument
@click.option("--regex", is_flag=True, help="TEXT is a regular expression.")
@click.option("--word", is_flag=True, help="Whole words: Iran is not found in Iranian.")
@click.option("--label", "labels", multiple=True, metavar="LABEL", help="Entities; repeatable.")
@click.option("--link", "links", multiple=True, metavar="NAME", help="By canonical name.")
@click.option("--annotator", "annotators", multiple=True, metavar="NAME", help="Who decided.")
@click.option(
    "--status",
    "statuses",
    multiple=True,
    help="What became of them.",
    type=click.Choice([str(status) for status in Status]),
)
@click.option(
    "--set-label",
    "new_label",
    metavar="LABEL",
    help="Give all that is found this label; shows what would change.",
)
@click.option("--judged", is_flag=True, help="--set-label: where somebody decided, too.")
@click.option("--yes", is_flag=True, help="--set-label: write it, as one act.")
@click.option("--as", "author", metavar="NAME", help="--set-label: who; else the login name.")
@click.option("--most", default=1000, show_default=True, help="Lines at most; 0 for all.")
@click.option("--width", default=WIDTH, show_default=True, help="Characters of context.")
@store_option
@json_option
def search(
    query: str,
    folder: str,
    regex: bool,
    word: bool,
    labels: tuple[str, ...],
    links: tuple[str, ...],
    annotators: tuple[str, ...],
    statuses: tuple[str, ...],
    new_label: str | None,
    judged: bool,
    yes: bool,
    author: str | None,
    most: int,
    width: int,
    store: str | None,
    as_json: bool,
) -> None:
    """Find text or entities in all articles of the store, each in its context.

    \b
      postil search "border post"            text, capitals or not
      postil search --regex "US\\$ ?\\d+"      a regular expression
      postil search Dushanbe --label ORG     entities with this label that say so
      postil search --status added texts/    entities made by hand, in another folder
      postil search "border post" --set-label FAC --yes

    With --set-label all that is found gets a label: what would change is printed, and with --yes
    it is written, as one act that postil undo takes back. Places where somebody decided, or in
    the midst of another entity, stay as they are without --judged.

    Exit status 1 when nothing is found.
    """  # fmt: skip
    asked = CorpusQuery(query, regex, word, labels, links, annotators, statuses)
    if asked.for_entities and folder == "." and query and Path(query).is_dir():
        query, folder, asked = "", query, replace(asked, text="")
    if not query and not asked.for_entities:
        raise click.UsageError("say what to look for: a text, or entities with --label")
    if new_label is None and (judged or yes or author):
        raise click.UsageError("--judged, --yes and --as go with --set-label")
    with opened_store((folder,), store, writable=yes) as corpus:
        tell_if_missing(corpus)
        file = index_file(cache_dir() / "search", corpus.path)
        if not file.exists() and sys.stderr.isatty():
            click.echo("making the index of this store, once…", err=True)
        with CorpusIndex(corpus, file) as index:
            hits = search_corpus(corpus, index, asked, width)
            if new_label is not None:
                label_found(
                    corpus,
                    hits,
                    new_label,
                    judged=judged,
                    author=author or load_config().name(),
                    write=yes,
                    as_json=as_json,
                )
                return
            found = list(islice(hits, most + 1) if most else hits)
    more = bool(most) and len(found) > most
    found = found[:most] if more else found
    if sys.stdout.isatty() and not as_json:
        _concordance(found)
    else:
        print_table(map(_row, found), COLUMNS, as_json=as_json)
    if more:
        click.echo(f"there is more: --most {most * 10}", err=True)
    if not found:
        click.echo("nothing found", err=True)
        sys.exit(FAILED)


def _row(found: Found) -> tuple[Cell, ...]:
    hit, entity = found.hit, found.entity
    rest = (entity.label, entity.status, entity.link, entity.annotator) if entity else [""] * 4
    return (hit.article.id, hit.article.source, hit.start, hit.end, hit.left, hit.form, hit.right,
            *rest)  # fmt: skip


def _concordance(found: Iterable[Found]) -> None:
    """A line a hit, what was found under one another."""
    room = max(20, shutil.get_terminal_size().columns - _NAME - 2)
    colored = not os.environ.get("NO_COLOR")
    for one in found:
        hit = one.hit
        label = f" {one_line(one.entity.label)}" if one.entity else ""
        form = shorten(one_line(hit.form), room // 2)
        side = max(0, (room - cell_len(form + label)) // 2)
        left, right = _ending(one_line(hit.left), side), shorten(one_line(hit.right), side)
        name = shorten(one_line(Path(hit.article.source).name or hit.article.title), _NAME)
        shown = click.style(form, bold=True) if colored else f"[{form}]"
        tag = click.style(label, dim=True) if colored and label else label
        blanks = _NAME + 2 - cell_len(name) + side - cell_len(left)
        click.echo(f"{name}{' ' * blanks}{left}{shown}{tag}{right}")


def _ending(text: str, width: int) -> str:
    """The end of a text, in at most `width` cells."""
    while cell_len(text) > width:
        text = text[max(1, (cell_len(text) - width) // 2) :]
    return text
