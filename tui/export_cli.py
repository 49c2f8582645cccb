"""`postil export`: the annotation set of a store, as another program wants it."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any, TypeVar

import click

from annotations.annotation_set import Status
from annotations.formats import STANDING, Document, Format, registry
from annotations.formats.choices import Choices, Split
from annotations.formats.losses import LossReport
from tui.commands_cli import article_sets, model_option, opened_store, store_option
from tui.encoding_option import encoding_option
from tui.failing import FAILED, tell
from tui.terminal_output import standard_output

F = TypeVar("F", bound=Callable[..., Any])
_PROGRESS = ("new", "started", "done")
_SHOWN = tuple(status.value for status in Status if status in STANDING)

CHOICES = (
    click.option("--status", default=",".join(_SHOWN), show_default=True, metavar="LIST",
                 help="Which annotations, by commas."),
    click.option("--label", "labels", metavar="LIST", help="Only these labels."),
    click.option("--map", "mapping", multiple=True, metavar="OLD=NEW",
                 help="Write one label as another; may be repeated."),
    click.option("--annotator", "annotators", metavar="LIST", help="Only what they decided."),
    click.option("--since", metavar="DATE", help="Only what was decided on that day or later."),
    click.option("--until", metavar="DATE", help="Only what was decided on that day or before."),
    click.option("--article-status", "progress", metavar="LIST",
                 help="Only articles that are new, started, done."),
    click.option("--tag", "tags", metavar="LIST", help="Only articles with one of these tags."),
    click.option("--text", metavar="REGEX", help="Only articles in which it is found."),
)  # fmt: skip
"""The options that choose what is written."""

SHAPE = (
    click.option("--split", metavar="PARTS", help="One file a part: train=80,dev=10,test=10."),
    click.option("--seed", default=0, show_default=True, help="Deals the articles anew."),
    click.option("--each", is_flag=True, help="One file an article, into the folder OUT."),
    click.option("--strict", is_flag=True, help="Write nothing the format cannot carry whole."),
    click.option("--lossless", is_flag=True,
                 help="CSV and TSV: write formulas as they are, for programs."),
    click.option("-O", "--option", "options", multiple=True, metavar="NAME=VALUE",
                 help="A choice that the format offers, such as relations=true."),
)  # fmt: skip
"""The options that say how it is written."""


def with_options(options: tuple[Callable[[F], F], ...]) -> Callable[[F], F]:
    """A decorator that adds several options to a command."""

    def add(command: F) -> F:
        for option in reversed(options):
            command = option(command)
        return command

    return add


def choices_of(given: dict[str, Any]) -> Choices:
    """The choices that were named on the command line; takes them out of `given`.

    Raises:
        click.UsageError: One is not understood.
    """
    mapping = {}
    for pair in given.pop("mapping"):
        old, equals, new = pair.partition("=")
        if not (old and equals and new):
            raise click.UsageError(f"--map: “{pair}” is not of the form OLD=NEW")
        mapping[old] = new
    progress = _listed(given.pop("progress"))
    if not progress <= set(_PROGRESS):
        raise click.UsageError(f"--article-status: known are {', '.join(_PROGRESS)}")
    return Choices(
        statuses=_statuses(given.pop("status")),
        labels=_listed(given.pop("labels")),
        mapping=mapping,
        annotators=_listed(given.pop("annotators")),
        since=_day("--since", given.pop("since")),
        until=_day("--until", given.pop("until")),
        progress=progress,
        tags=_listed(given.pop("tags")),
        text=_pattern(given.pop("text")),
    )


def _listed(given: str | None) -> frozenset[str]:
    return frozenset(part.strip() for part in (given or "").split(",") if part.strip())


def _statuses(given: str) -> frozenset[Status]:
    try:
        return frozenset(Status(name.strip()) for name in given.split(","))
    except ValueError as error:
        raise click.UsageError(f"--status: {error}; known: {', '.join(Status)}") from None


def _day(option: str, given: str | None) -> str:
    from datetime import date

    try:
        return date.fromisoformat(given).isoformat() if given else ""
    except ValueError:
        raise click.UsageError(f"{option}: “{given}” is no day; write 2026-11-22") from None


def _pattern(given: str | None) -> re.Pattern[str] | None:
    try:
        return re.compile(given) if given else None
    except re.error as error:
        raise click.UsageError(f"--text: “{given}” is no regular expression: {error}") from None


def format_options(given: dict[str, Any]) -> dict[str, Any]:
    """The options of a format that were named on the command line; takes them out of `given`."""
    found: dict[str, Any] = {"lossless": True} if given.pop("lossless") else {}
    for pair in given.pop("options"):
        name, equals, value = pair.partition("=")
        words = {"true": True, "yes": True, "false": False, "no": False}
        plain = words.get(value.lower(), int(value) if value.isdecimal() else value)
        found[name.replace("-", "_")] = plain if equals else True
    return found


def write(
    chosen: Format, out: Path | None, documents: Callable[[], Iterator[Document]],
    given: dict[str, Any],
) -> LossReport:  # fmt: skip
    """Write documents in the shape that was asked for."""
    from annotations.formats.parts import write_each, write_split

    strict = {"strict": True} if given["strict"] else {}
    if (given["split"] or given["each"]) and out is None:
        raise click.UsageError("--split and --each write several files; name the place with -o")
    if given["split"] and given["each"]:
        raise click.UsageError("--split and --each exclude each other")
    if given["split"] and out:
        split = Split.parse(given["split"], given["seed"])
        return write_split(chosen, out, documents, split, **strict)[1]
    if given["each"] and out:
        return write_each(chosen, out, documents, **strict)[1]
    with nullcontext(out) if out else standard_output() as target:
        return chosen.write(target, documents(), **strict)


def format_for(name: str | None, out: Path | None, each: bool, options: dict[str, Any]) -> Format:
    """The format to write: a folder of files has no extension that would tell."""
    return registry.choose(name, None if each and not name else out, **options)


@click.command("export")
@click.argument("paths", nargs=-1, metavar="[PATH...]")
@click.option("-f", "--format", "format_name", metavar="NAME", help="See postil formats.")
@click.option("-o", "--output", metavar="OUT", help="A file; standard output when left out.")
@with_options(CHOICES)
@with_options(SHAPE)
@store_option
@model_option
@encoding_option
def export(
    paths: tuple[str, ...], format_name: str | None, output: str | None, store: str | None,
    model: str | None, encoding: str | None, **given: Any,
) -> None:  # fmt: skip
    """The annotation set of the store's articles, or of those named.

    \b
      postil export -f spacy -o train.spacy texts/
      postil export -f csv --status corrected,added
      postil export -f conll2003 -o ner.conll --split train=80,dev=10,test=10
    """
    choices = choices_of(given)
    out = Path(output) if output and output != "-" else None
    chosen = format_for(format_name, out, given["each"], format_options(given))
    problems: dict[str, None] = {}
    with opened_store(paths, store) as corpus:

        def documents() -> Iterator[Document]:
            found: list[str] = []
            sets = article_sets(corpus, paths, model, encoding, found)
            yield from choices.apply(choices.document(*one) for one in sets)
            problems.update(dict.fromkeys(found))

        report = write(chosen, out, documents, given)
    finish(problems, report)


def finish(problems: dict[str, None], report: LossReport) -> None:
    """Tell what went wrong and what was lost, and leave with a status that says so."""
    for line in (*problems, *report.serious.lines()):
        tell(line)
    if problems or report.serious:
        sys.exit(FAILED)
