"""`postil import`: annotations made elsewhere; `postil undo`: take the last act back."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import click

from annotations.article import Article
from annotations.corrections import Author, Correction, new_id
from annotations.errors import FormatError, PostilError
from annotations.formats import Document, registry
from annotations.formats.base import ReadableFormat
from annotations.formats.draft import Refusal
from annotations.formats.importing import Import, Intake
from annotations.predictions import Pipeline
from annotations.store.corpus import Corpus
from annotations.undo import UndoStack, taking_back
from tui.commands_cli import store_option
from tui.config import load_config
from tui.failing import FAILED, tell
from tui.paths import store_for

TOGETHER = 100
"""Articles that are written in one transaction."""

SHOWN = 50
"""Refusals that are told one by one; the rest is counted."""

annotator_option = click.option(
    "--annotator", metavar="NAME", help="Who decided; else who the file says, or the login name."
)


class Refusals:
    """Tells of records that are left out, and counts them.

    Args:
        path: The file they are in.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.count = 0

    def __call__(self, refusal: Refusal) -> None:
        """Tell of one."""
        self.count += 1
        if self.count <= SHOWN:
            tell(f"{self._path.name}: {refusal}")

    def finish(self) -> None:
        """Tell of those that were not told."""
        if self.count > SHOWN:
            tell(f"{self._path.name}: and {self.count - SHOWN:,} more records were left out")


class Articles:
    """Finds articles for tables that do not hold their texts.

    Args:
        corpus: Where registered articles are; None for none.
        folder: Where sources are looked for.
    """

    def __init__(self, corpus: Corpus | None, folder: Path) -> None:
        self._corpus, self._folder = corpus, folder

    def __call__(self, id: str, source: str) -> Article | None:
        """The article with this id, or what is read from this source."""
        found = self._corpus.article(id) if self._corpus else None
        path = self._folder / source
        if found or not source or "://" in source or not path.is_file():
            return found
        from annotations.sources import collect, read

        refs = collect([str(path)]).refs
        article = read(refs[0]).article if refs else None
        return article if article and id in ("", article.id) else None


def reader_for(name: str | None, path: Path, corpus: Corpus | None = None) -> ReadableFormat:
    """The format to read a file with, which knows where articles are if it needs them."""
    found = registry.choose_reader(name, path)
    if hasattr(found, "articles"):
        return registry.reader(found.name, articles=Articles(corpus, path.parent))
    return found


def documents_of(
    reading: ReadableFormat, path: Path, refuse: Callable[[Refusal], None]
) -> Iterator[Document]:
    """The documents of a file.

    Args:
        reading: Its format.
        path: The file.
        refuse: Told of each record that is left out.

    Raises:
        FormatError: The file cannot be read; the message names it.
    """
    try:
        yield from reading.read(path, refuse=refuse)
    except FormatError as error:
        if path.name in str(error):
            raise
        raise FormatError(f"{path.name}: {error}") from error


@click.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("-f", "--format", "name", metavar="NAME", help="See postil formats; else detected.")
@click.option(
    "--as", "role", type=click.Choice(["predictions", "corrections"]), default="predictions",
    show_default=True, help="What a model said, or what a person decided.",
)  # fmt: skip
@annotator_option
@click.option("--pipeline", metavar="NAME", help="Who predicted; else who the file says.")
@store_option
def import_(
    files: tuple[str, ...], name: str | None, role: str, annotator: str | None,
    pipeline: str | None, store: str | None,
) -> None:  # fmt: skip
    """Annotations made elsewhere, as predictions or as corrections.

    Articles are known by their text, and registered when they are new. A record that cannot be
    read is told and left out. The store is backed up before; postil undo takes an import back.

    \b
      postil import gold.jsonl --as corrections --annotator ann
      postil import theirs.postil.jsonl        another store's articles and history
    """
    paths = [Path(file) for file in files]
    for path in paths:
        if not path.exists():
            raise FormatError(f"cannot read {path}: there is no such file")
    left_out = 0
    with Corpus(store_for((".",), store)[0]) as corpus:
        backup = corpus.database.backup(force=True)
        # One import, whatever number of files: undone as one.
        act = Import(
            Author(annotator or load_config().name()),
            _pipeline(pipeline or paths[0].name),
            corrections=role == "corrections",
            force_author=annotator is not None,
            force_pipeline=pipeline is not None,
        )
        for path in paths:
            refused = Refusals(path)
            documents = documents_of(reader_for(name, path, corpus), path, refused)
            try:
                articles, spans, ignored = _take_in(corpus, act, documents)
            except (PostilError, KeyboardInterrupt):
                if backup:
                    tell(f"the store as it was before: {backup}")
                raise
            refused.finish()
            left_out += refused.count
            click.echo(f"{path.name}: {articles:,} articles, {spans:,} {role}")
            if ignored:
                tell(f"{path.name}: {ignored:,} notes, links and relations are no predictions")
    if left_out:
        sys.exit(FAILED)


def _pipeline(name: str) -> Pipeline:
    stem, _, version = name.rpartition(" ")
    return Pipeline(stem, version) if stem and version[:1].isdigit() else Pipeline(name)


def _take_in(corpus: Corpus, act: Import, documents: Iterator[Document]) -> tuple[int, int, int]:
    """Write documents to the store; how many articles, spans, and what was left out."""
    articles = spans = ignored = 0
    while group := list(islice(documents, TOGETHER)):
        taken = list(_intakes(corpus, act, group))
        corpus.record(
            [one.article for one in taken],
            [made for one in taken for made in one.predictions],
            [event for one in taken for event in one.corrections],
        )
        articles += len(taken)
        spans += sum(one.spans for one in taken)
        ignored += sum(one.left_out for one in taken)
    return articles, spans, ignored


def _intakes(corpus: Corpus, act: Import, group: list[Document]) -> Iterator[Intake]:
    """What each document adds; two about one article are told apart by the second's seeing the
    first."""
    seen: dict[str, Intake] = {}
    for document in group:
        id = document.article.id
        current = corpus.annotations(id)
        if id in seen:
            for made in seen[id].predictions:
                current = current.with_predictions(made.spans, made.pipeline)
            current = current.with_events(seen[id].corrections)
        seen[id] = act.take(document, current)
        yield seen[id]


@click.command("undo")
@annotator_option
@store_option
def undo(annotator: str | None, store: str | None) -> None:
    """Take back the last act: corrections, or an import, in all the articles it touched."""
    name = annotator or load_config().name()
    with Corpus(store_for((".",), store)[0]) as corpus:
        recent = corpus.recent(2000)
        last = UndoStack(name, recent).undoable
        imported, act = corpus.last_import()
        if act and (not last or imported > last[-1].time):
            removed, kept = corpus.withdraw(act)
            taken = _take_back(corpus, name, corpus.act(act))
            click.echo(f"{removed + taken:,} imported annotations taken back")
            if kept:
                tell(f"{kept:,} stay, because somebody judged them since")
        elif last:
            count = _take_back(corpus, name, corpus.act(last[0].batch))
            click.echo(f"{count:,} corrections taken back")
        else:
            tell(f"{name} has nothing to take back in {corpus.path}")
            sys.exit(FAILED)


def _take_back(corpus: Corpus, name: str, events: list[Correction]) -> int:
    """Undo an act in every article that it touched; how many events it had."""
    batch, author = new_id(), Author(name)
    author.saw(events)
    changes = taking_back(events)
    undoing = [one for id, change in changes.items() for one in author.stamp(id, [change], batch)]
    if undoing:
        corpus.record((), (), undoing)
    return len(events)
