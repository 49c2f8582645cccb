"""The number of the store's schema, and the way from an older one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from annotations.store.codec import decode, encode
from annotations.store.layers import META, Layer, Tables

if TYPE_CHECKING:
    from annotations.store.database import Database

APP = "postil"
"""By what a store is known to be ours."""

FIRST = 1
"""The schema of a file that does not tell."""

Step = Callable[["Database"], None]
"""Brings a store from one schema to the next, through the ordinary tables."""


@dataclass(frozen=True, slots=True)
class Schema:
    """What a version of the program writes, and how it reads what older ones wrote.

    Args:
        current: the number of the schema.
        steps: the step away from each older schema, by its number.
    """

    current: int
    steps: Mapping[int, Step]


SCHEMA = Schema(current=1, steps={})
"""What this version writes."""

KNOWN_TABLES = frozenset({"articles", "predictions", "corrections"})
"""A plain TinyDB file with no other tables is taken over."""


def schema_of(tables: Tables) -> int | None:
    """Return the schema of a store; None if it is not a store of ours."""
    row = tables.rows(META).get(1)
    found: Any = decode(row) if row is not None else None
    if not isinstance(found, dict) or found.get("app") != APP:
        return None
    schema = found.get("schema")
    return schema if type(schema) is int and schema >= FIRST else None


def set_schema(layer: Layer, schema: int) -> None:
    """Note the schema in a store."""
    layer.overlay(META).put(1, encode({"app": APP, "schema": schema}))
