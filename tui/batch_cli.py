"""A label for all that a search found, as one act: shown first, written when that is asked for."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from itertools import groupby

import click

from annotations.corpus_search import Found
from annotations.corrections import Author, new_id
from annotations.everywhere import Case, cases_at, decision
from annotations.store.corpus import Corpus
from tui.failing import FAILED, tell
from tui.tables import print_table
from tui.terminal_text import one_line

COLUMNS = ("article", "start", "end", "left", "text", "right", "before", "after", "stays because")


def label_found(
    corpus: Corpus,
    hits: Iterable[Found],
    label: str,
    *,
    judged: bool,
    author: str,
    write: bool,
    as_json: bool,
) -> None:
    """Print what a label for all that was found would change, or write it.

    Args:
        corpus: The store.
        hits: What was found, one article after the other.
        label: The label.
        judged: Whether it reaches places where something speaks against it.
        author: Who labels.
        write: Whether it is written, as one act.
        as_json: Whether the table is printed as JSON.

    Raises:
        StoreError: Nothing was written.
    """
    if not label.strip() or label != one_line(label):
        raise click.UsageError(f"“{one_line(label)}” cannot be a label")
    found = list(_cases(corpus, hits, label))
    print_table(map(_row, found), COLUMNS, as_json=as_json)
    if not found:
        click.echo("nothing to change", err=True)
        sys.exit(FAILED)
    chosen = [case for case in found if judged or not case.reason]
    if write:
        _write(corpus, chosen, Author(author))
    _summarise(chosen, len(found) - len(chosen), label, written=write)


def _cases(corpus: Corpus, hits: Iterable[Found], label: str) -> Iterator[Case]:
    for id, group in groupby(hits, key=lambda one: one.hit.article.id):
        yield from cases_at(corpus.annotations(id), (one.hit for one in group), label)


def _write(corpus: Corpus, chosen: Iterable[Case], author: Author) -> None:
    """One batch, all or nothing."""
    batch, events = new_id(), []
    for id, group in groupby(chosen, key=lambda case: case.article):
        author.saw(corpus.corrections(id))
        events += author.stamp(id, decision(group).changes, batch)
    corpus.record((), (), events)


def _row(case: Case) -> tuple[str | int, ...]:
    return (case.article[:12], case.start, case.end, case.left, case.form, case.right, case.before,
            case.after, case.reason)  # fmt: skip


def _summarise(chosen: list[Case], left: int, label: str, *, written: bool) -> None:
    articles = len({case.article for case in chosen})
    said = f"now {label}" if written else f"would be {label}; --yes writes it"
    click.echo(f"{len(chosen):,} in {articles:,} articles {said}", err=True)
    if left:
        tell(f"{left:,} stay as they are; --judged takes them as well")
