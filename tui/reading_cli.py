"""`postil [PATH...]`: the command that opens the screen."""

from __future__ import annotations

import click

from tui.encoding_option import encoding_option
from tui.reading import Wanted
from tui.reading import read as open_screen


@click.command("read")
@click.argument("paths", nargs=-1, metavar="[PATH...]")
@click.option("--demo", is_flag=True, help="Open a private copy of the sample articles.")
@click.option("--store", metavar="FILE", help="Where corrections are kept.")
@click.option("--model", metavar="NAME|PATH", help="The spaCy pipeline that predicts.")
@click.option("--no-model", is_flag=True, help="Predict nothing.")
@click.option("--no-memory", is_flag=True, help="Propose nothing from earlier corrections.")
@click.option("--labels", metavar="FILE", help="The label scheme (TOML).")
@click.option("--annotator", metavar="NAME", help="Who corrects; else the login name.")
@click.option(
    "--order",
    metavar="ORDER",
    help="What comes next: listed, unreviewed, doubtful, random[:SEED], label:LABEL.",
)
@encoding_option
def read(
    paths: tuple[str, ...],
    demo: bool,
    store: str | None,
    model: str | None,
    no_model: bool,
    no_memory: bool,
    labels: str | None,
    annotator: str | None,
    order: str | None,
    encoding: str | None,
) -> None:
    """Read and correct: files, folders, globs, addresses, - for standard input.

    Without a path, the current folder is opened, or what another program pipes in. A folder of
    several articles opens the library; a file named first is opened itself, and backspace leads to
    the library.
    """
    open_screen(
        Wanted(
            paths=paths, demo=demo, store=store, model=model, predict=not no_model,
            memory=not no_memory, labels=labels, annotator=annotator, encoding=encoding,
            order=order,
        )
    )  # fmt: skip
