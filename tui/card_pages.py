"""The pages of the report card: what stands in the table, and what is plotted below it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from annotations.effort import Effort
from annotations.report_card import ReportCard
from annotations.scoring import Counts, Error, Way
from annotations.survey import Survey
from annotations.timeline import DAY
from tui.plots import Chart, Series
from tui.terminal_text import one_line
from tui.widgets.table_list import Column

Row = tuple[str, ...]
MOST = 300
"""Strings that are listed."""
MATRIX = 12
"""Labels that the confusion table has columns for; the others are counted together."""
NOTHING, OTHERS = "nothing", "others"
_SHARES = ("precision", "recall", "f")


@dataclass(frozen=True, slots=True)
class Page:
    """One page."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    charts: tuple[Chart, Chart]


@dataclass(frozen=True, slots=True)
class View:
    """What the pages are about."""

    survey: Survey
    card: ReportCard
    """Of one pipeline."""
    way: Way = Way.STRICT
    period: int = DAY
    """Of the pages over time."""


def _number(title: str, width: int = 9, weight: int = 0) -> Column:
    return Column(title, width, right=True, weight=weight)


def _share(value: float) -> str:
    return f"{value:.3f}"


def _shares(counts: Counts) -> Row:
    return _share(counts.precision), _share(counts.recall), _share(counts.f)


def _chart(title: str, values: Mapping[str, float], kind: str = "rows", *, shares: bool = False
) -> Chart:  # fmt: skip
    return Chart(title, tuple(values), (Series(title, tuple(values.values())),), kind, shares)


def _errors(card: ReportCard) -> Chart:
    """What is wrong, the commonest first."""
    ranked = sorted(card.errors.items(), key=lambda item: -item[1])
    return _chart("kinds of error", {_ERRORS[error]: float(count) for error, count in ranked})


_ERRORS = {
    Error.LABEL: "label", Error.BOUNDARY: "boundary", Error.BOTH: "label and boundary",
    Error.SPURIOUS: "nothing is there", Error.MISSED: "missed",
}  # fmt: skip


def _pipelines(view: View) -> Page:
    columns = (
        Column("pipeline"), Column("version", 10, weight=2), _number("articles"),
        _number("judged", weight=3), _number("accepted"), *map(_number, _SHARES),
        *(_number(f"f {way}", 9, 1) for way in Way if way is not Way.STRICT),
    )  # fmt: skip
    rows = []
    for who, card in view.survey.card.by_pipeline():
        others = (_share(card.counts(way).f) for way in Way if way is not Way.STRICT)
        rows.append((
            one_line(who.name), one_line(who.version), f"{card.articles:,}",
            f"{sum(card.decisions.values()):,}", _share(card.acceptance),
            *_shares(card.counts()), *others,
        ))  # fmt: skip
    decisions = {str(status): float(count) for status, count in view.card.decisions.items()}
    became = dict(sorted(decisions.items(), key=lambda item: -item[1]))
    return Page(columns, tuple(rows), (_chart("what became of predictions", became),
                                       _errors(view.card)))  # fmt: skip


def _labels(view: View) -> Page:
    columns = (
        Column("label"), _number("expected"), _number("found"), _number("correct"),
        *map(_number, _SHARES),
    )  # fmt: skip
    found = sorted(view.card.by_label(view.way).items(), key=lambda item: -item[1].expected)
    rows = [_label_row(label, counts) for label, counts in found]
    if found:
        rows.append(_label_row("all", view.card.counts(view.way)))
    f = {label: counts.f for label, counts in found}
    title = f"f by label, {view.way}"
    return Page(columns, tuple(rows), (_chart(title, f, shares=True), _errors(view.card)))


def _label_row(label: str, counts: Counts) -> Row:
    figures = counts.expected, counts.found, counts.correct
    return (one_line(label), *(f"{figure:,}" for figure in figures), *_shares(counts))


def _confusion(view: View) -> Page:
    found = view.card.confusion
    size: Counter[str] = Counter()
    for (expected, predicted), count in found.items():
        size.update({expected: count, predicted: count})
    ranked = [label for label, _ in size.most_common() if label]
    shown = [*ranked[:MATRIX], ""]
    cells: Counter[tuple[str, str]] = Counter()
    for (expected, predicted), count in found.items():
        column = predicted if predicted in shown else OTHERS
        cells[expected, column] += count
    heads = ["", *ranked[:MATRIX], *([OTHERS] if len(ranked) > MATRIX else [])]
    widths = [max(7, min(12, len(one_line(head or NOTHING)))) for head in heads]
    columns = (
        Column("is  ╲  predicted", 18),
        *(Column(one_line(head or NOTHING), width, right=True, weight=place)
          for place, (head, width) in enumerate(zip(heads, widths, strict=True))),
    )  # fmt: skip
    rows = tuple(
        (one_line(label or NOTHING),
         *(f"{cells[label, head]:,}" if cells[label, head] else "·" for head in heads))
        for label in [*ranked, ""]
    )  # fmt: skip
    wrong = {
        f"{expected or NOTHING} as {predicted or NOTHING}": float(count)
        for (expected, predicted), count in found.items()
        if expected != predicted
    }
    return Page(columns, rows if ranked else (), (_chart("mistaken most", wrong),
                                                  _errors(view.card)))  # fmt: skip


def _strings(view: View) -> Page:
    columns = (
        Column("text"), Column("error", 9), Column("predicted", 12, weight=1),
        Column("is", 12, weight=1), _number("times"), _number("articles", weight=2),
    )  # fmt: skip
    worst = view.card.worst(MOST)
    rows = tuple(
        (one_line(one.surface), str(one.error), one_line(one.predicted) or NOTHING,
         one_line(one.expected) or NOTHING, f"{one.count:,}", f"{one.articles:,}")
        for one in worst
    )  # fmt: skip
    total: Counter[str] = Counter()
    for one in worst:
        total[one.surface] += one.count
    most = {surface: float(count) for surface, count in total.most_common(30)}
    return Page(columns, rows, (_chart("wrong most often", most), _errors(view.card)))


def _time(view: View) -> Page:
    columns = (
        Column("when"), _number("articles"), _number("accepted"), _number("expected", weight=1),
        _number("found", weight=1), *map(_number, _SHARES),
    )  # fmt: skip
    cards = view.card.over_time(view.period)
    counts = {when: card.counts(view.way) for when, card in cards.items()}
    rows = tuple(
        (when, f"{cards[when].articles:,}", _share(cards[when].acceptance),
         f"{one.expected:,}", f"{one.found:,}", *_shares(one))
        for when, one in counts.items()
    )  # fmt: skip
    lines = (
        Series("precision", tuple(one.precision for one in counts.values())),
        Series("recall", tuple(one.recall for one in counts.values())),
    )
    accepted = tuple(card.acceptance for card in cards.values())
    names = tuple(cards)
    return Page(columns, rows, (
        Chart(f"precision and recall, {view.way}", names, lines, "lines", shares=True),
        Chart("accepted as predicted", names, (Series("", accepted),), "lines", shares=True),
    ))  # fmt: skip


def _effort(view: View) -> Page:
    columns = (
        Column("when"), _number("articles"), _number("entities", weight=1), _number("acts"),
        _number("acts/article", 12), _number("acts/100", weight=2),
        _number("keys/article", 12, 3), _number("keys/100", 9, 3), _number("time/article", 12),
    )  # fmt: skip
    spent = view.survey.effort_over_time(view.period)
    rows = [_effort_row(when, one) for when, one in spent.items()]
    if rows:
        rows.append(_effort_row("all", view.survey.effort))
    acts = {when: one.acts_per_100 for when, one in spent.items()}
    keys = {when: one.keys_per_100 for when, one in spent.items() if one.keyed}
    return Page(columns, tuple(rows), (
        _chart("acts for 100 entities", acts, "bars"),
        _chart("keys and clicks for 100 entities", keys, "bars"),
    ))  # fmt: skip


def _effort_row(when: str, spent: Effort) -> Row:
    keys = ("", "")
    if spent.keyed:
        keys = f"{spent.keys_per_article:.1f}", f"{spent.keys_per_100:.1f}"
    minutes, seconds = divmod(round(spent.seconds_per_article), 60)
    return (
        when, f"{spent.articles:,}", f"{spent.entities:,}", f"{spent.acts:,}",
        f"{spent.acts_per_article:.1f}", f"{spent.acts_per_100:.1f}", *keys,
        f"{minutes}:{seconds:02}",
    )  # fmt: skip


PAGES: dict[str, Callable[[View], Page]] = {
    "labels": _labels,
    "confusion": _confusion,
    "strings": _strings,
    "time": _time,
    "effort": _effort,
    "pipelines": _pipelines,
}
"""The pages by name, in order."""
