"""`postil check`: the doctor."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from tui.commands_cli import json_option, opened_store, rows, store_option
from tui.config import load_config
from tui.failing import FAILED, tell
from tui.reading import find_scheme
from tui.terminal_text import one_line


@click.command("check")
@click.argument("folder", default=".", metavar="[FOLDER]")
@click.option("--repair", is_flag=True, help="Say what a repair would change.")
@click.option("--yes", is_flag=True, help="With --repair: do it. A backup is made first.")
@click.option("--undo", is_flag=True, help="Put back what repairs have set aside.")
@click.option("--labels", metavar="FILE", help="The label scheme that labels must be in.")
@click.option("--annotator", metavar="NAME", help="Whose corrections repairs are.")
@store_option
@json_option
def check(
    folder: str,
    repair: bool,
    yes: bool,
    undo: bool,
    labels: str | None,
    annotator: str | None,
    store: str | None,
    as_json: bool,
) -> None:
    """Look for damage in a store, a line per finding.

    Repairs that are corrections are taken back by undo (u) in the program; documents that
    were set aside are put back by --undo.
    """
    from annotations.corrections import Author
    from annotations.store import doctor, repairs

    config = load_config()
    with opened_store((folder,), store, writable=yes or undo) as corpus:
        if not corpus.path.exists():
            tell(f"no store at {corpus.path}")
            sys.exit(FAILED)
        if undo:
            click.echo(f"{repairs.put_back(corpus)} documents put back")
            return
        scheme = find_scheme(labels or config.labels, Path(corpus.path.parent))
        findings = list(doctor.check(corpus, scheme))
        for notice in corpus.notices:
            tell(notice)
        table = [
            (finding.where, finding.message, _mending(finding, repair)) for finding in findings
        ]
        if table or as_json:
            rows(table, ("where", "finding", "repair"), as_json)
        mendable = [finding for finding in findings if finding.repairable]
        if repair and yes and mendable:
            backup = repairs.repair(corpus, mendable, Author(annotator or config.name()))
            said = f"{len(mendable)} repaired; backup: {backup or 'made before'}"
            click.echo(one_line(said), err=True)
        elif not as_json:
            click.echo(_summary(len(findings), len(mendable), repair), err=True)
    if any(finding.serious for finding in findings if not (repair and yes and finding.repairable)):
        sys.exit(FAILED)


def _mending(finding: object, repair: bool) -> str:
    from annotations.store.doctor import Finding

    assert isinstance(finding, Finding)
    if not finding.repairable:
        return ""
    if not repair:
        return "repairable"
    if finding.set_aside is not None:
        return f"set aside {finding.set_aside[0]} {finding.set_aside[1]}"
    change = finding.change
    assert change is not None
    return f"{change.kind} to “{change.after.text}”" if change.after else str(change.kind)


def _summary(found: int, mendable: int, repair: bool) -> str:
    if not found:
        return "nothing is wrong"
    if repair:
        return f"{found} found, {mendable} can be repaired: add --yes to do it"
    return f"{found} found, {mendable} can be repaired: --repair says how"
