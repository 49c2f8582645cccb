"""Reading brat's stand-off files.

Events become relations from their trigger to each argument, `*` a chain of relations, and
attributes lines of the note.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

from annotations.article import Article
from annotations.errors import FormatError, PostilError
from annotations.formats.brat import joined
from annotations.formats.brat_link import link_of
from annotations.formats.document import Document
from annotations.formats.draft import Draft, RecordError, Refusal, Refuse, Unit
from annotations.formats.files import Files, decoded, files
from annotations.span import Range

_ANNOTATIONS = (".ann", ".a1", ".a2")
_PLACE = re.compile(r"(\S+) (\d{1,9} \d{1,9}(?:;\d{1,9} \d{1,9})*)")
_ARGUMENT = re.compile(r"(\S+?):([ET]\S+)")


def documents(source: Path | BinaryIO, *, refuse: Refuse) -> Iterator[Document]:
    """The document of each pair of files.

    Raises:
        FormatError: There is none.
    """
    found = files(source, refuse=refuse)
    groups: dict[str, list[str]] = {}
    for name in found.names:
        stem, dot, extension = name.rpartition(".")
        if dot + extension.lower() in _ANNOTATIONS:
            groups.setdefault(stem, []).append(name)
    if not groups and len(found.names) == 1 and found.names[0].lower().endswith(".txt"):
        stem = found.names[0][:-4]
        groups[stem] = [f"{stem}.ann"]
    if not groups:
        raise FormatError("there is no .ann file in it; name a folder of .txt and .ann files")
    for stem, names in groups.items():
        try:
            yield _document(found, stem, names, refuse)
        except PostilError as error:
            refuse(Refusal(names[0], str(error)))


def _document(found: Files, stem: str, names: Sequence[str], refuse: Refuse) -> Document:
    text = decoded(found.read(f"{stem}.txt"))
    article = Article(text, source=f"{stem}.txt", reader="brat")
    lines = _Lines(article, _telling(names[0], refuse))
    for name in names:
        lines.begin(_telling(name, refuse))
        for number, line in enumerate(decoded(found.read(name)).split("\n"), 1):
            lines.add(number, line.removesuffix("\r"))
    return lines.document()


Told = Callable[[int, str], None]


def _telling(name: str, refuse: Refuse) -> Told:
    return lambda number, why: refuse(Refusal(f"{name} line {number}", why))


@dataclass(frozen=True)
class _Entity:
    number: int
    told: Told
    id: str
    label: str
    ranges: tuple[Range, ...]
    surface: str | None

    def fits(self, text: str, offsets: Sequence[int], places: dict[int, int]) -> str:
        """What is wrong with it when offsets are of this unit; empty for nothing."""
        found = []
        for start, end in self.ranges:
            if start not in places or end not in places:
                return f"{start}-{end} lies outside the text or inside a character"
            if start >= end:
                return f"{start}-{end} is empty or reversed"
            found.append(text[places[start] : places[end]])
        stands = " ".join(found)
        if self.surface is not None and _spaced(self.surface) != _spaced(stands):
            return f"says “{self.surface[:40]}” where the text says “{stands[:40]}”"
        return ""


def _spaced(text: str) -> str:
    # Some writers join the parts otherwise, or put a space for a line break.
    return "".join(text.split())


@dataclass
class _Lines:
    article: Article
    told: Told
    """Takes a line's number and what is wrong with it."""
    entities: dict[str, _Entity] = field(default_factory=dict)
    events: dict[str, tuple[int, Told, str, list[tuple[str, str]]]] = field(default_factory=dict)
    relations: list[tuple[int, Told, str, str, str]] = field(default_factory=list)
    notes: list[tuple[int, Told, str, str]] = field(default_factory=list)
    links: list[tuple[int, Told, str, str]] = field(default_factory=list)

    def begin(self, told: Told) -> None:
        """Lines of another file follow."""
        self.told = told

    def add(self, number: int, line: str) -> None:
        """Take a line of an `.ann` file."""
        if not line.strip():
            return
        try:
            take = self._TAKE.get(line[0])
            if take is None or "\t" not in line:
                raise RecordError("is no line of an .ann file")
            take(self, number, *line.split("\t", 1))
        except RecordError as error:
            self.told(number, str(error))

    def _entity(self, number: int, id: str, rest: str) -> None:
        place, tab, surface = rest.partition("\t")
        match = _PLACE.fullmatch(place.strip(" "))
        if match is None:
            raise RecordError(f"“{place[:60]}” is no type with offsets")
        if id in self.entities:
            raise RecordError(f"a second {id}")
        edges = [tuple(map(int, part.split(" "))) for part in match[2].split(";")]
        ranges = tuple((start, end) for start, end in edges)
        self.entities[id] = _Entity(
            number, self.told, id, match[1], ranges, surface if tab else None
        )

    def _event(self, number: int, id: str, rest: str) -> None:
        arguments = _ARGUMENT.findall(rest)
        if not arguments:
            raise RecordError("an event without a trigger")
        (_, trigger), *others = arguments
        self.events[id] = number, self.told, trigger, others

    def _relation(self, number: int, id: str, rest: str) -> None:
        arguments = _ARGUMENT.findall(rest)
        if len(arguments) != 2:
            raise RecordError("a relation without two ends")
        label = rest.split(" ", 1)[0]
        self.relations.append((number, self.told, label, arguments[0][1], arguments[1][1]))

    def _chain(self, number: int, id: str, rest: str) -> None:
        label, *members = rest.split()
        for one, other in pairwise(members):
            self.relations.append((number, self.told, label, one, other))

    def _attribute(self, number: int, id: str, rest: str) -> None:
        name, _, about = rest.partition(" ")
        target, _, value = about.partition(" ")
        self.notes.append((number, self.told, target, f"{name}={value}" if value else name))

    def _note(self, number: int, id: str, rest: str) -> None:
        about, _, note = rest.partition("\t")
        self.notes.append((number, self.told, about.partition(" ")[2], note))

    def _link(self, number: int, id: str, rest: str) -> None:
        cells = rest.split("\t", 1)[0].split(" ", 2)
        if len(cells) != 3:
            raise RecordError("a normalisation without a reference")
        self.links.append((number, self.told, cells[1], link_of(cells[2])))

    _TAKE = {  # noqa: RUF012
        "T": _entity, "E": _event, "R": _relation, "*": _chain, "A": _attribute,
        "M": _attribute, "#": _note, "N": _link,
    }  # fmt: skip

    def document(self) -> Document:
        """What the lines come to; those that fit nowhere are told of."""
        draft = Draft(self.article)
        placed = self._placed()
        notes: dict[str, list[str]] = {}
        links: dict[str, str] = {}
        for number, told, target, note in self.notes:
            if (name := self._trigger(target)) in placed:
                notes.setdefault(name, []).append(note)
            else:
                told(number, f"speaks of “{target[:20]}”, which is no span that was read")
        for number, told, target, link in self.links:
            if (name := self._trigger(target)) in placed:
                links[name] = link
            else:
                told(number, f"speaks of “{target[:20]}”, which is no span that was read")
        for id, ranges in placed.items():
            note = "\n".join(notes.get(id, ()))
            label = self.entities[id].label
            draft.add(ranges, label, id=id, note=note, link=links.get(id, ""))
        for label, source, target in self._related(placed):
            draft.relate(label, source, target)
        return draft.document()

    def _placed(self) -> dict[str, tuple[Range, ...]]:
        """Where the spans are, in the unit that fits most of them."""
        text = self.article.text
        best: dict[str, str] | None = None
        chosen: dict[int, int] = {}
        for unit in (Unit.CODE_POINTS, Unit.UTF16, Unit.UTF8):
            offsets = unit.offsets(text)
            places = {offset: place for place, offset in enumerate(offsets)}
            trouble = {id: e.fits(text, offsets, places) for id, e in self.entities.items()}
            wrong = {id: why for id, why in trouble.items() if why}
            if best is None or len(wrong) < len(best):
                best, chosen = wrong, places
            if not best or text.isascii():
                break
        found: dict[str, tuple[Range, ...]] = {}
        for id, entity in self.entities.items():
            if best and id in best:
                entity.told(entity.number, f"{id} {best[id]}")
                continue
            ranges = sorted((chosen[start], chosen[end]) for start, end in entity.ranges)
            if any(one[1] > other[0] for one, other in pairwise(ranges)):
                entity.told(entity.number, f"{id} has parts that overlap")
            else:
                found[id] = _touching(joined(text, ranges))
        return found

    def _trigger(self, id: str) -> str:
        """The entity that stands for an event."""
        return self.events[id][2] if id in self.events else id

    def _related(self, placed: dict[str, tuple[Range, ...]]) -> Iterator[tuple[str, str, str]]:
        stated = list(self.relations)
        for number, told, trigger, arguments in self.events.values():
            stated += [(number, told, role, trigger, target) for role, target in arguments]
        for number, told, label, source, target in stated:
            ends = self._trigger(source), self._trigger(target)
            if all(end in placed for end in ends):
                yield label, *ends
            else:
                told(number, f"{label} between spans that were not read")


def _touching(ranges: tuple[Range, ...]) -> tuple[Range, ...]:
    """Fragments with those put together that touch."""
    found: list[Range] = []
    for start, end in ranges:
        if found and found[-1][1] == start:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return tuple(found)
