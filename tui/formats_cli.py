"""Formats without a store: `postil formats`, `postil convert`, `postil diff`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from annotations.annotation_set import Status
from annotations.formats import Document, registry
from annotations.formats.base import Feature
from annotations.formats.catalogue import Entry
from annotations.scoring import Counts, Mention, Pair, Way, by_label, judge, pairs
from tui.commands_cli import json_option, rows
from tui.export_cli import (
    CHOICES,
    SHAPE,
    choices_of,
    finish,
    format_for,
    format_options,
    with_options,
    write,
)
from tui.failing import FAILED, tell
from tui.import_cli import Refusals, documents_of, reader_for
from tui.terminal_text import displayable


@click.command("formats")
@json_option
def formats(as_json: bool) -> None:
    """The formats, which way each goes, and what it cannot carry."""
    found = [(entry, registry.get(entry.name).carries) for entry in registry.entries()]
    if as_json:
        click.echo(json.dumps([_described(*one) for one in found], indent=1))
        return
    table = [
        (
            entry.name, "both ways" if entry.reads else "out", " ".join(entry.extensions),
            entry.title, f"not: {~carries}" if ~carries else "",
        )
        for entry, carries in found
    ]  # fmt: skip
    rows(table, ("name", "ways", "extensions", "title", "loses"), False)


def _described(entry: Entry, carries: Feature) -> dict[str, Any]:
    return {
        "name": entry.name, "title": entry.title, "extensions": list(entry.extensions),
        "reads": entry.reads, "writes": True, "folder": entry.folder,
        "carries": [str(feature) for feature in Feature if feature in carries],
        "loses": [str(feature) for feature in Feature if feature not in carries],
    }  # fmt: skip


@click.command("convert")
@click.argument("source", metavar="IN")
@click.argument("target", metavar="OUT")
@click.option("--from", "from_", metavar="NAME", help="The format of IN; else detected.")
@click.option("--to", "to", metavar="NAME", help="The format of OUT; else its extension's.")
@with_options(CHOICES)
@with_options(SHAPE)
def convert(source: str, target: str, from_: str | None, to: str | None, **given: Any) -> None:
    """Straight from one format to another, without a store.

    \b
      postil convert project.json train.spacy
      postil convert annotations.jsonl - --from doccano --to conll2003
    """
    choices = choices_of(given)
    path, out = Path(source), None if target == "-" else Path(target)
    reading = reader_for(from_, path)
    chosen = format_for(to, out, given["each"], format_options(given))
    problems: dict[str, None] = {}

    def documents() -> Iterator[Document]:
        def refuse(refusal: object) -> None:
            problems[f"{path.name}: {refusal}"] = None

        yield from choices.apply(documents_of(reading, path, refuse))

    finish(problems, write(chosen, out, documents, given))


@click.command("diff")
@click.argument("reference", metavar="A")
@click.argument("other", metavar="B")
@click.option(
    "--from",
    "names",
    multiple=True,
    metavar="NAME",
    help="The format of A, then that of B; else detected.",
)
@click.option("--summary", is_flag=True, help="Only the figures.")
@json_option
def diff(
    reference: str, other: str, names: tuple[str, ...], summary: bool, as_json: bool
) -> None:  # fmt: skip
    """Two annotation sets, span by span; A is what B is measured against.

    A line for each span that differs: - only in A, + only in B, ~ in both and not the same.
    Then precision, recall and F, by label and as in SemEval-2013.
    """
    refused = 0
    sets = []
    for place, file in enumerate((reference, other)):
        name = names[min(place, len(names) - 1)] if names else None
        told = Refusals(Path(file))
        sets.append(_mentions(documents_of(reader_for(name, Path(file)), Path(file), told)))
        told.finish()
        refused += told.count
    found, alone = _compared(*sets)
    if as_json:
        click.echo(json.dumps(_as_json(found), indent=1))
    else:
        for line in () if summary else _differences(sets, found):
            click.echo(displayable(line))
        rows(_figures([pair for _, pairs in found for pair in pairs]), _COLUMNS, False)
    for name in alone:
        tell(f"only in one of them: {name}")
    if refused or alone:
        sys.exit(FAILED)


_COLUMNS = ("what", "precision", "recall", "F", "right", "wrong", "missed", "spurious")

_Set = dict[str, tuple[str, dict[Mention, str]]]
"""By article: its name, and its spans with their surfaces."""


def _mentions(documents: Iterator[Document]) -> _Set:
    found: _Set = {}
    for document in documents:
        spans = [a.span for a in document.annotations if a.status is not Status.REJECTED]
        said = {Mention(span.start, span.end, span.label): span.text for span in spans}
        name = Path(document.name).name or document.name
        found.setdefault(document.article.id, (name, {}))[1].update(said)
    return found


def _compared(ours: _Set, theirs: _Set) -> tuple[list[tuple[str, list[Pair]]], list[str]]:
    """The pairs of each article that both have, and the names of those that one has alone."""
    found = [(id, pairs(ours[id][1], theirs[id][1])) for id in ours if id in theirs]
    return found, [(ours.get(id) or theirs[id])[0] for id in sorted(ours.keys() ^ theirs.keys())]


def _differences(sets: list[_Set], found: list[tuple[str, list[Pair]]]) -> Iterator[str]:
    for id, pairs_of in found:
        name = sets[0][id][0]
        for one, two in pairs_of:
            if one == two:
                continue
            mark = "~" if one and two else "-" if one else "+"
            said = [
                f"{mention.label} {mention.start}-{mention.end} “{spans[id][1][mention]}”"
                for mention, spans in zip((one, two), sets, strict=True)
                if mention is not None
            ]
            yield f"{mark} {name}: " + " → ".join(said)


def _figures(found: list[Pair]) -> list[tuple[str, ...]]:
    table = [(label, counts) for label, counts in by_label(found).items()]
    table += [(str(way), judge(found, way)) for way in Way]
    return [(what, *_row(counts)) for what, counts in table]


def _row(counts: Counts) -> tuple[str, ...]:
    shares = (counts.precision, counts.recall, counts.f)
    wrong = counts.incorrect + counts.partial
    numbers = (counts.correct, wrong, counts.missed, counts.spurious)
    return (*(f"{share:.3f}" for share in shares), *(f"{number:,}" for number in numbers))


def _as_json(found: list[tuple[str, list[Pair]]]) -> dict[str, Any]:
    everything = [pair for _, pairs_of in found for pair in pairs_of]

    def figures(counts: Counts) -> dict[str, float]:
        return {
            "precision": counts.precision, "recall": counts.recall, "f": counts.f,
            "correct": counts.correct, "incorrect": counts.incorrect, "partial": counts.partial,
            "missed": counts.missed, "spurious": counts.spurious,
        }  # fmt: skip

    return {
        "ways": {str(way): figures(judge(everything, way)) for way in Way},
        "labels": {label: figures(counts) for label, counts in by_label(everything).items()},
        "differences": [
            {"article": id, "a": one and one._asdict(), "b": two and two._asdict()}
            for id, pairs_of in found
            for one, two in pairs_of
            if one != two
        ],
    }
