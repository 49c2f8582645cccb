"""Carrying out what the doctor proposes, so that it can be taken back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from annotations.corrections import Author, Change, new_id
from annotations.store.corpus import Corpus
from annotations.store.doctor import Finding

ASIDE = "set_aside"
"""The table of documents that were set aside: `table`, `number` and `document`."""


def repair(corpus: Corpus, findings: Iterable[Finding], author: Author) -> Path | None:
    """Carry out the repairs of `findings`, after a backup.

    Corrections become one batch, which undo takes back; documents that cannot be read move to
    the table `set_aside`, from which `put_back` returns them.

    Returns:
        The backup; None when the store was backed up as it is before.

    Raises:
        StoreError: Nothing was changed.
    """
    findings = [finding for finding in findings if finding.repairable]
    backup = corpus.database.backup(force=True)
    changes: defaultdict[str, list[Change]] = defaultdict(list)
    for finding in findings:
        if finding.change is not None:
            changes[finding.article].append(finding.change)
    aside = {finding.set_aside for finding in findings if finding.set_aside is not None}
    batch = new_id()
    with corpus.database.transaction():
        for table, number in sorted(aside):
            _set_aside(corpus, table, number)
        for article, mine in changes.items():
            author.saw(corpus.corrections(article))
            corpus.record((), (), author.stamp(article, mine, batch))
    return backup


def _set_aside(corpus: Corpus, table: str, number: int) -> None:
    source = corpus.database.table(table)
    document = source.get(doc_id=number)
    if isinstance(document, dict):
        entry = {"table": table, "number": number, "document": dict(document)}
        corpus.database.table(ASIDE).insert(entry)
        source.remove(doc_ids=[number])


def put_back(corpus: Corpus) -> int:
    """Return every document that was set aside to its table.

    Returns:
        How many there were.

    Raises:
        StoreError: Nothing was changed.
    """
    aside = corpus.database.table(ASIDE)
    entries = aside.all()
    with corpus.database.transaction():
        for entry in entries:
            corpus.database.table(entry["table"]).insert(entry["document"])
        aside.truncate()
    return len(entries)
