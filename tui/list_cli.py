"""`postil list` and `postil show`: what is in the store, and one article of it."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from annotations.annotation import Annotation
from annotations.annotation_set import AnnotationSet
from annotations.article import Article
from annotations.overview import Summary, overview
from annotations.store.corpus import Corpus
from tui.breaking import Run, broken
from tui.commands_cli import (
    folder_argument,
    json_option,
    opened_store,
    read_articles,
    store_option,
    tell_if_missing,
)
from tui.failing import FAILED, tell
from tui.tables import print_table
from tui.terminal_text import displayable, one_line

COLUMNS = ("id", "status", "entities", "unreviewed", "corrections", "flag", "date", "tags",
           "title", "source")  # fmt: skip
SORTS: dict[str, Callable[[Summary], Any]] = {
    "added": lambda _: 0,
    "title": lambda one: one.name.casefold(),
    "source": lambda one: one.source,
    "date": lambda one: one.date,
    "entities": lambda one: -one.entities,
    "unreviewed": lambda one: -one.unreviewed,
    "corrections": lambda one: -one.corrections,
}
INKS = {
    "green": "green", "blue": "blue", "orange": "yellow", "yellow": "bright_yellow",
    "red": "red", "purple": "magenta", "teal": "cyan", "slate": "bright_blue",
    "pink": "bright_magenta", "olive": "bright_green",
}  # fmt: skip
"""What a label's hue is among the sixteen colours of every terminal."""


@click.command("list")
@folder_argument
@click.option("--status", type=click.Choice(["new", "started", "done"]), help="Only these.")
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="Only with this tag; repeatable.")
@click.option("--flagged", is_flag=True, help="Only those that are flagged.")
@click.option("--sort", type=click.Choice(list(SORTS)), default="added", show_default=True)
@store_option
@json_option
def list_(
    folder: str,
    status: str | None,
    tags: tuple[str, ...],
    flagged: bool,
    sort: str,
    store: str | None,
    as_json: bool,
) -> None:
    """The articles of the store, a line each: what stands in them and what is left to judge."""
    with opened_store((folder,), store) as corpus:
        tell_if_missing(corpus)
        found = [
            one
            for one in overview(corpus)
            if status in (None, one.status)
            and set(tags) <= set(one.tags)
            and (one.flagged or not flagged)
        ]
    found.sort(key=SORTS[sort])
    print_table(
        (
            (
                one.id if as_json else one.id[:12],
                *(one.status, one.entities, one.unreviewed, one.corrections, one.flagged),
                *(one.date, ", ".join(one.tags), one.name),
                one.source if as_json else _short(one.source, corpus.path.parent),
            )
            for one in found
        ),
        COLUMNS,
        as_json=as_json,
        least=("flag", "tags", "source", "corrections", "date"),
    )
    if sys.stdout.isatty() and not as_json:
        done = sum(one.status == "done" for one in found)
        left = sum(one.unreviewed for one in found)
        click.echo(f"{len(found):,} articles, {done:,} done, {left:,} entities to judge", err=True)


def _short(source: str, folder: Path) -> str:
    """A file as it is called in the store's folder; what lies elsewhere in full."""
    path = Path(source)
    return str(path.relative_to(folder)) if path.is_relative_to(folder) else source


@click.command("show")
@click.argument("names", nargs=-1, required=True, metavar="ARTICLE...")
@click.option("--plain", is_flag=True, help="[Tajikistan|GPE] on a terminal, too.")
@store_option
@json_option
def show(names: tuple[str, ...], plain: bool, store: str | None, as_json: bool) -> None:
    """Print articles with what stands in them.

    ARTICLE is a file, or the beginning of an article's id. On a terminal entities are coloured
    and followed by their label: bold when somebody judged them, else underlined. In a pipe and
    without colours they are marked [Tajikistan|GPE].
    """
    problems: list[str] = []
    colored = sys.stdout.isatty() and not plain and not os.environ.get("NO_COLOR")
    files = tuple(name for name in names if Path(name).exists())
    with opened_store(files[:1], store) as corpus:
        found = [
            (article, corpus.annotations(article.id))
            for name in names
            for article in _articles(corpus, name, problems)
        ]
    if as_json:
        click.echo(json.dumps([_data(*one) for one in found], indent=1))
    elif found:
        click.echo("\n\n".join(_page(*one, colored=colored) for one in found), color=colored)
    for problem in problems:
        tell(problem)
    if problems:
        sys.exit(FAILED)


def _articles(corpus: Corpus, name: str, problems: list[str]) -> Iterator[Article]:
    """The articles that a file holds, or those whose id begins like this."""
    if Path(name).exists():
        yield from read_articles((name,), None, problems)
        return
    known = [article for article in corpus.articles() if article.id.startswith(name)]
    if not known:
        problems.append(f"there is no file {name}, and no article of that id in {corpus.path}; "
                        "postil list shows the ids")  # fmt: skip
    yield from known


def _data(article: Article, found: AnnotationSet) -> dict[str, Any]:
    return {
        "id": article.id, "title": article.title, "source": article.source,
        "date": article.date, "text": article.text, "status": found.progress,
        "annotations": [
            {"start": a.span.start, "end": a.span.end, "label": a.span.label,
             "text": a.span.text, "fragments": a.span.fragments, "status": str(a.status),
             "annotator": a.annotator, "link": a.link, "note": a.note}
            for a in found
        ],
        "state": {**asdict(found.state), "tags": sorted(found.state.tags)},
    }  # fmt: skip


def _page(article: Article, found: AnnotationSet, *, colored: bool) -> str:
    """The text with its marks, line by line; on a terminal broken between words."""
    from annotations.formats.marks import pieces

    runs: list[Run] = []
    standing: list[Annotation] = []
    for piece in pieces(article.text, found):
        if piece.opens is not None:
            standing.append(piece.opens)
            runs.append(("" if colored else "[", {}))
        elif piece.closes is not None:
            standing.remove(piece.closes)
            runs.append(_label(piece.closes, colored=colored))
        else:
            runs.append((_safe(piece.text), _style(standing[-1]) if standing else {}))
    if sys.stdout.isatty():
        runs = list(broken(runs, shutil.get_terminal_size().columns))
    return "".join(_painted(*run) if colored else run[0] for run in runs)


def _safe(text: str) -> str:
    """The text line by line; `\\r` before `\\n` is not drawn."""
    lines = text.replace("\r\n", "\n").split("\n")
    return "\n".join(displayable(line, tabs=True) for line in lines)


def _painted(text: str, style: dict[str, Any]) -> str:
    if not style:
        return text
    return "\n".join(click.style(line, **style) if line else "" for line in text.split("\n"))


def _style(annotation: Annotation) -> dict[str, Any]:
    judged = "bold" if annotation.reviewed else "underline"
    return {"fg": _ink(annotation.span.label), judged: True}


def _label(annotation: Annotation, *, colored: bool) -> Run:
    label = one_line(annotation.span.label)
    return (f" {label}", {"fg": _ink(label), "dim": True}) if colored else (f"|{label}]", {})


def _ink(label: str) -> str:
    from annotations.labels import default_scheme

    return INKS.get(default_scheme().get(label).color, "cyan")
