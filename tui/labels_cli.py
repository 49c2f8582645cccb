"""`postil labels`: the label scheme of a folder, made, checked and changed."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import click

from annotations.errors import ExtractionError, LabelSchemeError
from annotations.labels import Label, LabelScheme, default_scheme, load_scheme
from tui.commands_cli import json_option, opened_store, rows, store_option
from tui.config import load_config
from tui.failing import FAILED, tell
from tui.reading import LABELS_NAME, find_scheme


class Labels(click.Group):
    """Shows the scheme when the first word is no command."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `show` before arguments that name no command."""
        own = {*self.commands, "--help", "-h"}
        return super().parse_args(ctx, args if args and args[0] in own else ["show", *args])


@click.group("labels", cls=Labels)
def labels() -> None:
    """The label scheme of a folder.

    \b
      postil labels texts/                      what the labels are
      postil labels init --model en_core_web_sm -o texts/labels.toml
      postil labels check texts/labels.toml
      postil labels rename ORG COMPANY --folder texts/
    """


@labels.command("show")
@click.argument("folder", default=".", metavar="[FOLDER]")
@click.option("--labels", "given", metavar="FILE", help="The label scheme (TOML).")
@json_option
def show(folder: str, given: str | None, as_json: bool) -> None:
    """The labels with their keys, tags, colours and what they mean."""
    scheme = find_scheme(given or load_config().labels, Path(folder))
    table = [(label.key, label.name, label.tag, label.color, label.description) for label in scheme]
    rows(table, ("key", "name", "tag", "color", "description"), as_json)


@labels.command("init")
@click.option("--model", metavar="NAME|PATH", help="The pipeline whose labels it shall have.")
@click.option(
    "-o", "--output", default=LABELS_NAME, show_default=True, metavar="FILE",
    help="The file to make; - for standard output.",
)  # fmt: skip
def init(model: str | None, output: str) -> None:
    """Make a scheme from the labels that a pipeline predicts."""
    from annotations.label_files import save_scheme, write_scheme

    source = write_scheme(_scheme_of(model or load_config().model or None))
    if output == "-":
        click.echo(source, nl=False)
        return
    if Path(output).exists():
        raise LabelSchemeError(f"{output} is there already; name another file with -o")
    save_scheme(Path(output), source)
    click.echo(output)


def _scheme_of(model: str | None) -> LabelScheme:
    """A scheme with a pipeline's labels; those we know with their meaning."""
    from annotations.extraction import resolve

    found = resolve(model)
    if found is None or not found.labels:
        raise ExtractionError("no pipeline with entity labels; see postil models")
    known = default_scheme()
    names = [label.name for label in known if label.name in found.labels]
    names += [name for name in found.labels if name not in names]
    chosen = [known.get(name) if name in known else Label(name) for name in names]
    return LabelScheme(tuple(replace(label, key="") for label in chosen), name=found.name)


@labels.command("check")
@click.argument("file", default=LABELS_NAME, metavar="[FILE]")
def check(file: str) -> None:
    """Say whether a scheme can be used; what is wrong is named with its line."""
    scheme = load_scheme(Path(file))
    keyed = sum(bool(label.key) for label in scheme)
    click.echo(f"{file}: {len(scheme):,} labels, {keyed} with a key")


@labels.command("rename")
@click.argument("old")
@click.argument("new")
@click.option("--folder", default=".", metavar="FOLDER", help="Where the store is.")
@click.option("--annotator", metavar="NAME", help="Who says so; else the login name.")
@store_option
def rename(old: str, new: str, folder: str, annotator: str | None, store: str | None) -> None:
    """Give a label another name, in every decision and in labels.toml.

    The spans of all articles change in one act, which undo in the program takes back. Predictions
    that nobody has judged keep their label.
    """
    from annotations.corrections import Author, new_id
    from annotations.label_files import change_label, save_scheme
    from annotations.renaming import count_predicted, rename_label

    if not new.strip():
        raise click.UsageError("a label needs a name")
    author, batch = Author(annotator or load_config().name()), new_id()
    events, predicted = [], 0
    with opened_store((folder,), store, writable=True) as corpus:
        for article in corpus.articles():
            current = corpus.annotations(article.id)
            author.saw(current.events[-1:])
            changes = rename_label(current, old, new).changes
            events += author.stamp(article.id, changes, batch)
            predicted += count_predicted(current, old)
        if events:
            corpus.record((), (), events)
    path = Path(folder) / LABELS_NAME
    in_scheme = path.exists() and old in load_scheme(path)
    if in_scheme and new not in load_scheme(path):
        save_scheme(path, change_label(path.read_text(encoding="utf-8-sig"), old, {"name": new}))
        click.echo(str(path))
    click.echo(f"{len(events):,} spans in {len({e.article for e in events}):,} articles")
    if predicted:
        tell(f"{predicted:,} predictions that nobody has judged are still {old}")
    if not events and not in_scheme:
        tell(f"nothing is called {old}")
        sys.exit(FAILED)
