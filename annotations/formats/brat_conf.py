"""brat's `annotation.conf`: which types of entities, relations, events and attributes there are.

https://brat.nlplab.org/configuration.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

NAME = "annotation.conf"

_SECTION = re.compile(r"\[(\w+)\]")
_MACRO = re.compile(r"<[^>]+>=")


@dataclass(frozen=True)
class Configuration:
    """The names of types, in order."""

    entities: tuple[str, ...] = ()
    relations: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()

    def __str__(self) -> str:
        """As the file has it; every relation may be between any entities, and spans may overlap."""
        ends = "Arg1:<ENTITY>, Arg2:<ENTITY>"
        relations = [f"{name}\t{ends}" for name in self.relations]
        overlap = f"<OVERLAP>\t{ends}, <OVL-TYPE>:<ANY>"
        sections = {
            "entities": self.entities, "relations": [*relations, overlap],
            "events": self.events, "attributes": self.attributes,
        }  # fmt: skip
        return "\n".join(
            line for name, lines in sections.items() for line in (f"[{name}]", *lines, "")
        )


def configuration(text: str) -> Configuration:
    """What an `annotation.conf` says; types that are only there to group others are left out."""
    found: dict[str, list[str]] = {}
    section = ""
    for line in text.split("\n"):
        line = line.strip()
        heading = _SECTION.fullmatch(line)
        if heading:
            section = heading[1].lower()
        elif line and line[0] not in "#!" and not _MACRO.match(line) and "<OVERLAP>" not in line:
            name = re.split(r"[\s,]", line, maxsplit=1)[0]
            if re.fullmatch(r"-{2,}", name) is None:  # a line in brat's menu
                found.setdefault(section, []).append(name)

    def names(section: str) -> Iterable[str]:
        return dict.fromkeys(found.get(section, ()))

    return Configuration(
        tuple(names("entities")), tuple(names("relations")),
        tuple(names("events")), tuple(names("attributes")),
    )  # fmt: skip
