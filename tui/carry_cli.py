"""`postil carry`: annotations of an earlier text, for the text that its file holds now."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from annotations.article import Article
from annotations.store.corpus import Corpus
from tui.commands_cli import json_option, opened_store, read_articles, rows, store_option
from tui.config import load_config
from tui.encoding_option import encoding_option
from tui.failing import FAILED, tell

if TYPE_CHECKING:
    from annotations.anchoring import Revision, Traced
    from annotations.span import Span

AROUND = 24
"""Characters of context on each side."""
COLUMNS = ("source", "became", "label", "text", "from", "to", "then", "now")


@click.command("carry")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--yes", is_flag=True, help="Carry over what is kept.")
@click.option("--annotator", metavar="NAME", help="Who carries over; else the login name.")
@store_option
@encoding_option
@json_option
def carry(
    paths: tuple[str, ...],
    yes: bool,
    annotator: str | None,
    store: str | None,
    encoding: str | None,
    as_json: bool,
) -> None:
    """What became of the annotations of files that changed since they were annotated.

    A line for each that is kept (nothing changed around it), moved, unsure or lost, with what
    stood around it then and what does now. With --yes those that are kept are carried over, as
    one act that undo (u) takes back; the others wait in the program: W lists them.
    """
    problems: list[str] = []
    table: list[tuple[str, ...]] = []
    summary: list[str] = []
    lost = False
    with opened_store(paths, store, writable=yes) as corpus:
        for article in read_articles(paths, encoding, problems):
            revision = corpus.revision(article)
            if revision is None:
                continue
            table += [_line(revision, one) for one in _in_order(revision)]
            carried = _carry(corpus, revision, annotator or load_config().name()) if yes else 0
            summary.append(_said(revision, carried if yes else None))
            lost = lost or _has_lost(revision)
    if table or as_json:
        rows(table, COLUMNS, as_json)
    for line in (*problems, *summary):
        tell(line)
    if not summary and not problems and not as_json:
        click.echo("nothing changed since it was annotated", err=True)
    if problems or lost:
        sys.exit(FAILED)


def changed(corpus: Corpus, article: Article) -> bool:
    """Whether an article's file held another text when it was annotated, and nothing of that
    was carried over."""
    untouched = corpus.annotations(article.id).progress == "new"
    return untouched and corpus.earlier(article) is not None


def _carry(corpus: Corpus, revision: Revision, annotator: str) -> int:
    """Carry over what is kept; return how many that were."""
    from annotations.anchoring import Verdict, carry
    from annotations.corrections import Author

    kept = {one.id for one in revision.of(Verdict.KEPT)}
    there = corpus.annotations(revision.new.id)
    over = carry(revision, kept, there, Author(annotator))
    corpus.record([revision.new], over.predictions, over.corrections)
    return over.spans


def _in_order(revision: Revision) -> Iterator[Traced]:
    """Those that are kept first, the lost last."""
    from annotations.anchoring import Verdict

    return (one for verdict in Verdict for one in revision.of(verdict))


def _has_lost(revision: Revision) -> bool:
    from annotations.anchoring import Verdict

    return bool(revision.of(Verdict.LOST))


def _line(revision: Revision, one: Traced) -> tuple[str, ...]:
    old, found = one.anchored.old, one.anchored.found
    return (
        Path(revision.new.source).name,
        str(one.verdict),
        one.annotation.span.label,
        old.text,
        f"{old.start}-{old.end}",
        f"{found.start}-{found.end}" if found else "",
        _around(revision.old.text, old),
        _around(revision.new.text, found) if found else "",
    )


def _around(text: str, span: Span) -> str:
    from annotations.anchoring import surroundings

    before, after = surroundings(text, *span.range, AROUND)
    return f"{before}[{span.text}]{after}"


def _said(revision: Revision, carried: int | None) -> str:
    """How many became what, and what to do."""
    from annotations.anchoring import Verdict

    counts = ", ".join(f"{len(revision.of(verdict)):,} {verdict}" for verdict in Verdict)
    said = f"{Path(revision.new.source).name}: {counts}"
    if carried is not None:
        return f"{said}; {carried:,} carried over"
    if revision.of(Verdict.KEPT):
        return f"{said}; add --yes to carry over what is kept"
    return f"{said}; open it and press W to look at them"
