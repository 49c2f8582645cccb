"""Entities across articles as files: a table in CSV, and who occurs with whom in GraphML."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from annotations.entities import Entity, EntityIndex

COLUMNS = ("name", "id", "label", "mentions", "reviewed", "articles", "first", "last", "labels",
           "forms", "with")  # fmt: skip
"""Of the table, and of `postil entities`."""
COMPANY = 10
"""How many others a row names."""

_NODE = {
    "name": "string", "id": "string", "label": "string", "mentions": "int", "reviewed": "int",
    "articles": "int", "first": "string", "last": "string", "forms": "string",
}  # fmt: skip
_EDGE = {"shared": "int"}


def entity_row(index: EntityIndex, entity: Entity, most: int = COMPANY) -> tuple[str | int, ...]:
    """An entity as a row of `COLUMNS`.

    Args:
        index: Where it is from.
        entity: The entity.
        most: How many others are named at most.
    """
    company = index.company(entity, most) if most else []
    return (
        entity.name, entity.id, entity.label, entity.mentions, entity.reviewed,
        len(entity.places), entity.first, entity.last,
        _listed(list(entity.labels.items())), _listed(list(entity.surfaces.items())),
        _listed(company),
    )  # fmt: skip


def _listed(counts: Sequence[tuple[str, int]]) -> str:
    """`GPE 12; ORG 3`."""
    return "; ".join(f"{name} {count}" for name, count in counts)


def write_csv(
    target: Path | BinaryIO,
    index: EntityIndex,
    entities: Sequence[Entity],
    *,
    lossless: bool = False,
) -> None:
    """Write a row of column names, and one for each entity.

    A field that a spreadsheet would run as a formula gets a `'` before it.

    Args:
        target: A file or a stream.
        index: Where the entities are from.
        entities: What to write, in order.
        lossless: Write every field as it is, for programs rather than spreadsheets.

    Raises:
        FormatError: The file cannot be written.
    """  # fmt: skip
    from annotations.formats.atomic import writing
    from annotations.formats.csv import Rows, harmless

    with writing(target) as stream:
        table = csv.writer(Rows(stream))
        table.writerow(COLUMNS)
        for entity in entities:
            row = entity_row(index, entity)
            table.writerow(row if lossless else [harmless(field) for field in row])


def write_graphml(
    target: Path | BinaryIO, index: EntityIndex, entities: Sequence[Entity], *, least: int = 1
) -> None:
    """Write a node for each entity, and an edge between two that an article names both.

    Args:
        target: A file or a stream.
        index: Where the entities are from.
        entities: The nodes.
        least: Articles that two must share for an edge.

    Raises:
        FormatError: The file cannot be written.
    """
    from annotations.formats.atomic import writing

    with writing(target) as stream:
        for part in _graph(index, entities, least):
            stream.write(part.encode("utf-8", "replace"))


def _graph(index: EntityIndex, entities: Sequence[Entity], least: int) -> Iterator[str]:
    from annotations.formats import graphml

    yield graphml.opening("entities", _NODE, _EDGE, directed=False)
    for place, entity in enumerate(entities):
        said = dict(zip(COLUMNS, entity_row(index, entity, 0), strict=True))
        yield graphml.node(f"e{place}", {key: said[key] for key in _NODE})
    for number, (first, second, shared) in enumerate(index.pairs(entities, least)):
        yield graphml.edge(f"p{number}", (f"e{first}", f"e{second}"), {"shared": shared})
    yield graphml.CLOSING
