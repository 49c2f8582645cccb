"""`Order`: which article comes next: as listed, or the one that needs it most."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from annotations.errors import PostilError
from annotations.library.entry import Entry

WAYS = ("listed", "unreviewed", "doubtful", "random", "label")


class OrderError(PostilError):
    """An order that there is not."""


@dataclass(frozen=True, slots=True)
class Order:
    """A way from article to article."""

    way: str = "listed"
    """One of `WAYS`."""
    value: str = ""
    """The seed, or the label."""

    @classmethod
    def parse(cls, text: str) -> Order:
        """`listed`, `unreviewed`, `doubtful`, `random`, `random:7`, `label:ORG`.

        A random order without a seed gets one, so that it can be had again.

        Raises:
            OrderError: It is none of these.
        """
        way, _, value = text.strip().partition(":")
        way, value = way.strip().lower(), value.strip()
        takes_value = way in ("random", "label")
        if way not in WAYS or (value and not takes_value) or (way == "label" and not value):
            raise OrderError(
                f"“{text}” is no order; there are listed, unreviewed, doubtful, random, "
                "random:SEED and label:LABEL"
            )
        return cls(way, value or (_seed() if way == "random" else ""))

    def __str__(self) -> str:
        return f"{self.way}:{self.value}" if self.value else self.way

    @property
    def said(self) -> str:
        """What people call it."""
        return {
            "listed": "as listed",
            "unreviewed": "most unreviewed first",
            "doubtful": "most doubtful first",
            "random": f"at random (seed {self.value})",
            "label": f"most {self.value} first",
        }[self.way]

    def of(self, entries: Iterable[Entry]) -> list[Entry]:
        """The articles to go through, in this order.

        As listed these are all of them; otherwise done ones are left out, and with a label those
        that lack it.

        Args:
            entries: As they are listed; of equal ones the first is the first.
        """
        if self.way == "listed":
            return list(entries)
        left = [entry for entry in entries if entry.standing.status != "done"]
        if self.way == "label":
            left = [entry for entry in left if entry.standing.labelled(self.value)]
        return sorted(left, key=_KEYS[self.way](self.value))


def _seed() -> str:
    import secrets  # takes long, and few orders are random

    return str(secrets.randbelow(10_000))


def _draw(seed: str) -> Callable[[Entry], Any]:
    """The same place for the same article and seed, whatever else there is."""

    def key(entry: Entry) -> Any:
        named = entry.facts.id or entry.key
        return hashlib.blake2b(f"{seed}\n{named}".encode("utf-8", "surrogatepass")).digest()

    return key


_KEYS: Mapping[str, Callable[[str], Callable[[Entry], Any]]] = {
    "unreviewed": lambda _: lambda entry: -entry.standing.unreviewed,
    "doubtful": lambda _: lambda entry: -entry.standing.doubt,
    "random": _draw,
    "label": lambda label: lambda entry: -entry.standing.labelled(label),
}
