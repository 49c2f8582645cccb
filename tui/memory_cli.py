"""`postil memory`: what was learned from corrections, as a list to look at and to change."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from annotations.errors import MemoryFileError
from annotations.extraction.memory import exchange
from annotations.extraction.memory.edits import Edit, Word, append_edits, edits_path
from annotations.extraction.memory.names import NOTHING, Entry
from annotations.store.corpus import Corpus
from tui.commands_cli import json_option, opened_store, rows, store_option
from tui.config import load_config
from tui.failing import FAILED, tell
from tui.paths import cache_dir

folder_argument = click.argument("folder", default=".", metavar="[FOLDER]")
annotator_option = click.option("--annotator", metavar="NAME", help="Who says so.")
FORMATS = tuple(exchange.FORMATS.values())
format_option = click.option(
    "-f", "--format", "format_name", type=click.Choice(FORMATS), help="Else by the file's ending."
)


@click.group("memory")
def memory() -> None:
    """What was learned from corrections, and is proposed in other articles.

    \b
      postil memory list texts/
      postil memory export -o names.jsonl      patterns for spaCy's EntityRuler
      postil memory import gazetteer.tsv       columns surface and label
      postil memory forget "Reuters"

    What is written by hand is kept beside the store, in annotations.json.memory.
    """


@memory.command("list")
@folder_argument
@click.option("--all", "everything", is_flag=True, help="Contradicted names, too.")
@store_option
@json_option
def list_(folder: str, everything: bool, store: str | None, as_json: bool) -> None:
    """Every name that is known: what it is proposed as, and how often it was what."""
    with opened_store((folder,), store) as corpus:
        found = [
            e for e in _entries(corpus) if everything or (e.verdict is not None and e.is_distinct)
        ]
    table = [(e.surface, *_verdict(e), _counts(e), f"{e.precision:.0%}", _told(e)) for e in found]
    rows(table, ("surface", "proposed", "label", "counts", "precision", "by hand"), as_json)


def _verdict(entry: Entry) -> tuple[str, str]:
    if entry.verdict is None:
        return "nothing", ""
    return ("as no entity", "") if entry.verdict == NOTHING else ("as", entry.verdict)


def _counts(entry: Entry) -> str:
    counts = [f"{label} {count}" for label, count in entry.labels.items()]
    refused = entry.counts.get(NOTHING, 0)
    return ", ".join([*counts, *([f"no entity {refused}"] if refused else [])])


def _told(entry: Entry) -> str:
    if entry.silenced:
        return "forgotten"
    return "" if entry.told is None else "told"


def _entries(corpus: Corpus) -> list[Entry]:
    """What is known, by name; learns what is new, but does not keep it."""
    from annotations.extraction.memory.catching_up import learn, recall
    from annotations.extraction.memory.keeping import cache_file

    file = cache_file(cache_dir() / "memory", corpus.path)
    known, last = recall(corpus.path, corpus.last_correction, file)
    for _ in learn(corpus, known, last, train=False):
        pass
    entries = [e for e in known.names if e.counts or e.told is not None or e.silenced]
    return sorted(entries, key=lambda entry: entry.surface)


@memory.command("export")
@folder_argument
@format_option
@click.option("-o", "--output", metavar="OUT", help="A file; standard output when left out.")
@store_option
def export(folder: str, format_name: str | None, output: str | None, store: str | None) -> None:
    """The names as EntityRuler patterns (JSONL) or as a gazetteer (TSV, CSV).

    What is proposed as no entity has no place in patterns; in a gazetteer its label is empty.
    """
    from annotations.formats.atomic import writing

    chosen = format_name or _format_of(output) or "patterns"
    with opened_store((folder,), store) as corpus:
        known = [(e.surface, e.verdict) for e in _entries(corpus) if e.is_distinct]
    pairs = [(surface, label) for surface, label in known if label is not None]
    kept = [p for p in pairs if p[1] != NOTHING] if chosen == "patterns" else pairs
    target = Path(output) if output and output != "-" else sys.stdout.buffer
    with writing(target) as stream:
        stream.write(exchange.write(kept, chosen).encode("utf-8", "surrogatepass"))
    if len(kept) < len(pairs):
        tell(f"{len(pairs) - len(kept):,} names that are no entities have no place in patterns")
        sys.exit(FAILED)


@memory.command("import")
@click.argument("file", metavar="FILE")
@folder_argument
@format_option
@store_option
@annotator_option
def import_(
    file: str, folder: str, format_name: str | None, store: str | None, annotator: str | None
) -> None:
    """Names from a file: each is proposed as its label wherever it stands."""
    chosen = format_name or _format_of(file)
    if chosen is None:
        raise click.UsageError(f"{file}: say with --format what it is: {', '.join(FORMATS)}")
    try:
        source = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise MemoryFileError(f"{file} cannot be read: {error}") from None
    edits: list[Edit] = []
    problems: list[str] = []
    try:
        for pair, problem in exchange.read(source, chosen):
            if pair is not None:
                edits.append(Edit(pair[0], Word.TELL, pair[1]))
            else:
                problems.append(problem)
    except MemoryFileError as error:
        raise MemoryFileError(f"{file}: {error}") from None
    _append(folder, store, edits, annotator)
    for problem in problems:
        tell(f"{file}: {problem}")
    click.echo(f"{len(edits):,} names")
    if problems:
        sys.exit(FAILED)


@memory.command("forget")
@click.argument("surfaces", nargs=-1, required=True, metavar="NAME...")
@click.option("--undo", is_flag=True, help="Let corrections speak again.")
@click.option("--folder", default=".", metavar="FOLDER", help="Where the store is.")
@store_option
@annotator_option
def forget(
    surfaces: tuple[str, ...], undo: bool, folder: str, store: str | None, annotator: str | None
) -> None:
    """Propose nothing for a name any more, whatever the corrections say."""
    word = Word.RESTORE if undo else Word.FORGET
    _append(folder, store, (Edit(surface, word) for surface in surfaces), annotator)


def _append(folder: str, store: str | None, edits: Iterable[Edit], annotator: str | None) -> None:
    with opened_store((folder,), store) as corpus:
        path = edits_path(corpus.path)
    append_edits(path, edits, annotator or load_config().name())


def _format_of(file: str | None) -> str | None:
    return exchange.FORMATS.get(Path(file).suffix.lower()) if file else None
