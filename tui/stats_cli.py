"""`postil stats`: the report card, the model against the people who corrected it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import click

from annotations.effort import Effort
from annotations.predictions import Pipeline
from annotations.report_card import ReportCard
from annotations.scoring import Counts, Error, Way
from annotations.survey import Survey, surveyed
from annotations.timeline import DAY, MONTH, YEAR
from tui.commands_cli import (
    folder_argument,
    json_option,
    opened_store,
    store_option,
    tell_if_missing,
)
from tui.tables import Row, print_table

COUNTS = ("expected", "found", "correct", "precision", "recall", "f")
TABLES: dict[str, tuple[str, ...]] = {
    "pipelines": ("pipeline", "version", "articles", "judged", "acceptance", *COUNTS[3:],
                  *(f"f {way}" for way in Way if way is not Way.STRICT)),
    "labels": ("pipeline", "version", "label", *COUNTS),
    "errors": ("pipeline", "version", *Error),
    "confusion": ("pipeline", "version", "predicted", "expected", "count"),
    "strings": ("pipeline", "version", "text", "error", "predicted", "expected", "count",
                "articles"),
    "time": ("pipeline", "version", "when", "articles", "acceptance", *COUNTS),
    "effort": ("when", "articles", "entities", "acts", "acts/article", "acts/100 entities",
               "keys/article", "keys/100 entities", "seconds/article"),
}  # fmt: skip
"""What can be printed, with its columns."""
PERIODS = {"day": DAY, "month": MONTH, "year": YEAR}
Cards = list[tuple[Pipeline, ReportCard]]


@click.command("stats")
@folder_argument
@click.option(
    "--table",
    "name",
    type=click.Choice(list(TABLES)),
    help="Only this one; in a pipe it is labels unless said otherwise.",
)
@click.option(
    "--way",
    type=click.Choice([str(way) for way in Way]),
    default="strict",
    show_default=True,
    help="What counts as right, as in SemEval-2013.",
)
@click.option("--period", type=click.Choice(list(PERIODS)), default="day", show_default=True)
@click.option("--model", "models", multiple=True, metavar="NAME", help="Only this pipeline.")
@click.option("--most", default=20, show_default=True, help="Strings that are listed.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV.")
@store_option
@json_option
def stats(
    folder: str,
    name: str | None,
    way: str,
    period: str,
    models: tuple[str, ...],
    most: int,
    as_csv: bool,
    store: str | None,
    as_json: bool,
) -> None:
    """How good the pipelines are, counted from the corrections.

    What stands after review is the reference; predictions that nobody has looked at do not
    count. strict wants extent and label, exact the extent, type the label and an overlap,
    partial gives half for an overlap.
    """  # fmt: skip
    with opened_store((folder,), store) as corpus:
        tell_if_missing(corpus)
        survey = Survey(tuple(surveyed(corpus)))
    whole = survey.card
    cards = [(p, card) for p, card in whole.by_pipeline() if not models or p.name in models]
    tables = {
        "pipelines": list(_pipelines(cards)),
        "labels": list(_labels(cards, Way(way))),
        "errors": list(_errors(cards)),
        "confusion": list(_confusion(cards)),
        "strings": list(_strings(cards, most)),
        "time": list(_time(cards, Way(way), PERIODS[period])),
        "effort": list(_effort(survey, PERIODS[period])),
    }
    if as_json and not name:
        click.echo(json.dumps(_objects(tables), indent=1))
    elif name or as_csv or not sys.stdout.isatty():
        name = name or "labels"
        print_table(tables[name], TABLES[name], as_json=as_json, as_csv=as_csv)
    else:
        _print_all(tables)
    if not whole.readings:
        click.echo("nothing that a pipeline predicted was judged yet", err=True)


def _objects(tables: Mapping[str, list[Row]]) -> dict[str, Any]:
    return {
        name: [dict(zip(TABLES[name], row, strict=True)) for row in table]
        for name, table in tables.items()
    }


def _print_all(tables: Mapping[str, list[Row]]) -> None:
    for name, table in tables.items():
        if table:
            click.echo()
            click.secho(name, bold=True)
            print_table(table, TABLES[name])


def _figures(counts: Counts) -> tuple[float, ...]:
    return (counts.expected, counts.found, counts.correct, *_shares(counts))


def _shares(counts: Counts) -> tuple[float, float, float]:
    return counts.precision, counts.recall, counts.f


def _pipelines(cards: Cards) -> Iterator[Row]:
    for who, card in cards:
        judged = sum(card.decisions.values())
        others = (card.counts(way).f for way in Way if way is not Way.STRICT)
        yield (who.name, who.version, card.articles, judged, card.acceptance,
               *_shares(card.counts()), *others)  # fmt: skip


def _labels(cards: Cards, way: Way) -> Iterator[Row]:
    for who, card in cards:
        for label, counts in card.by_label(way).items():
            yield (who.name, who.version, label, *_figures(counts))
        yield (who.name, who.version, "(all)", *_figures(card.counts(way)))


def _errors(cards: Cards) -> Iterable[Row]:
    return ((who.name, who.version, *card.errors.values()) for who, card in cards)


def _confusion(cards: Cards) -> Iterator[Row]:
    for who, card in cards:
        for (expected, predicted), count in card.confusion.items():
            if expected != predicted:
                yield who.name, who.version, predicted or "-", expected or "-", count


def _strings(cards: Cards, most: int) -> Iterator[Row]:
    for who, card in cards:
        for one in card.worst(most):
            yield (who.name, who.version, one.surface, str(one.error), one.predicted or "-",
                   one.expected or "-", one.count, one.articles)  # fmt: skip


def _time(cards: Cards, way: Way, period: int) -> Iterator[Row]:
    for who, card in cards:
        for when, part in card.over_time(period).items():
            yield (who.name, who.version, when, part.articles, part.acceptance,
                   *_figures(part.counts(way)))  # fmt: skip


def _effort(survey: Survey, period: int) -> Iterator[Row]:
    for when, spent in survey.effort_over_time(period).items():
        yield when, *_costs(spent)
    if survey.effort.articles:
        yield "(all)", *_costs(survey.effort)


def _costs(spent: Effort) -> tuple[float | None, ...]:
    keys = (spent.keys_per_article, spent.keys_per_100) if spent.keyed else (None, None)
    return (spent.articles, spent.entities, spent.acts, spent.acts_per_article,
            spent.acts_per_100, *keys, spent.seconds_per_article)  # fmt: skip
