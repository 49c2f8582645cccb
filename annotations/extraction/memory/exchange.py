"""The memory as other programs know it: spaCy's EntityRuler patterns, and gazetteers.

Patterns (https://spacy.io/usage/rule-based-matching#entityruler-files) are JSON lines of a label
and a phrase, or a list of tokens of which `TEXT` (or `ORTH`) and `LOWER` are understood where
they give one phrase. A gazetteer is a table with the columns `surface` and `label`, by tabs or
commas.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any

from annotations.errors import MemoryFileError

Pair = tuple[str, str]
"""A surface and its label."""

FORMATS = {".jsonl": "patterns", ".tsv": "tsv", ".csv": "csv"}
"""Formats by a file's ending."""


def to_patterns(pairs: Iterable[Pair]) -> str:
    """EntityRuler patterns, one a line."""
    rows = ({"label": label, "pattern": surface} for surface, label in pairs)
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def to_table(pairs: Iterable[Pair], delimiter: str) -> str:
    """A gazetteer with a head line."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerow(("surface", "label"))
    writer.writerows(pairs)
    return out.getvalue()


def write(pairs: Iterable[Pair], format_name: str) -> str:
    """The pairs as `patterns`, `tsv` or `csv`."""
    if format_name == "patterns":
        return to_patterns(pairs)
    return to_table(pairs, "\t" if format_name == "tsv" else ",")


def read(source: str, format_name: str) -> Iterator[tuple[Pair | None, str]]:
    """The pairs of a file.

    Yields:
        A pair and an empty text, or None and why a line cannot be taken over.

    Raises:
        MemoryFileError: The file is not of that format at all.
    """
    if format_name == "patterns":
        return _from_patterns(source)
    return _from_table(source, "\t" if format_name == "tsv" else ",")


def _from_patterns(source: str) -> Iterator[tuple[Pair | None, str]]:
    for number, line in enumerate(source.lstrip("\ufeff").split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            surface, label = _phrase(row["pattern"]), row["label"]
        except (ValueError, LookupError, TypeError):
            raise MemoryFileError(f"line {number} is no EntityRuler pattern") from None
        if surface and isinstance(label, str):
            yield (surface, label), ""
        else:
            yield None, f"line {number}: the memory knows phrases only, not this pattern"


def _phrase(pattern: Any) -> str:
    """The one phrase that a pattern matches; empty when it matches others too."""
    if isinstance(pattern, str):
        return pattern.strip()
    words = []
    for token in pattern:
        word = token.get("TEXT", token.get("ORTH"))
        if len(token) != 1 or not isinstance(word, str):
            return ""
        words.append(word)
    return " ".join(words)


def _from_table(source: str, delimiter: str) -> Iterator[tuple[Pair | None, str]]:
    lines = csv.DictReader(io.StringIO(source.lstrip("\ufeff")), delimiter=delimiter)
    if not {"surface", "label"} <= set(lines.fieldnames or ()):
        raise MemoryFileError("the first line must name the columns surface and label")
    try:
        for row in lines:
            surface, label = (row["surface"] or "").strip(), (row["label"] or "").strip()
            problem = "" if surface else f"line {lines.line_num}: no surface"
            yield ((surface, label), "") if surface else (None, problem)
    except csv.Error as error:
        raise MemoryFileError(f"line {lines.line_num}: {error}") from None
