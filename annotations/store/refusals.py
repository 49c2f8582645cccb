"""Where a human did not want a decision carried: a file of lines beside the store.

`annotations.json.refused` is only ever appended to. Each line is a JSON object with an article's
id, a place in it, the surface and the label that was not wanted there, who said so and when; with
`"wanted": true` it takes an earlier line back.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from annotations.corrections import format_time
from annotations.errors import StoreError
from annotations.span import Range


@dataclass(frozen=True, slots=True)
class Refusal:
    """A place where a label was not wanted, or after all."""

    article: str
    range: Range
    surface: str
    label: str
    wanted: bool = False


def refusals_path(store: Path) -> Path:
    """Where the refusals of a store are."""
    return store.with_name(f"{store.name}.refused")


def read_refusals(path: Path, label: str) -> Mapping[str, frozenset[Range]]:
    """The places where a label is not wanted, by article; none where there is no file.

    A line that cannot be read is passed over: at worst a place is offered again.

    Raises:
        StoreError: The file cannot be read.
    """
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {error.strerror}") from None
    places: defaultdict[str, set[Range]] = defaultdict(set)
    for line in lines:
        try:
            row = json.loads(line)
            if row["label"] == label:
                change = set.discard if row.get("wanted") else set.add
                change(places[row["article"]], (int(row["start"]), int(row["end"])))
        except (ValueError, LookupError, TypeError, AttributeError):
            continue
    return {article: frozenset(found) for article, found in places.items()}


def append_refusals(path: Path, refusals: Iterable[Refusal], annotator: str) -> None:
    """Add refusals at the end of the file; they are on the disk when this returns.

    Raises:
        StoreError: The file cannot be written.
    """
    time = format_time(datetime.now(UTC))
    rows = [
        {
            "article": r.article, "start": r.range[0], "end": r.range[1], "surface": r.surface,
            "label": r.label, "by": annotator, "time": time, "wanted": r.wanted,
        }
        for r in refusals
    ]  # fmt: skip
    if not rows:
        return
    lines = "".join("\n" + json.dumps(row) for row in rows) + "\n"
    try:
        with path.open("ab") as file:
            file.write(lines.encode())
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror}") from None
