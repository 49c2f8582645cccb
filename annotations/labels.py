"""`LabelScheme`: the labels of a project, read from TOML, with keys, tags and guidelines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from annotations.errors import LabelSchemeError

_T = TypeVar("_T")

KEYS = "1234567890"
"""Keys given to labels that name none, in the order of the scheme."""

HUES = ("green", "blue", "orange", "yellow", "red", "purple", "teal", "slate", "pink", "olive")
"""Colour names a theme knows; labels without a colour take them in turn."""


@dataclass(frozen=True, slots=True)
class Label:
    """One label of a scheme."""

    name: str
    """As it is stored and exported: `PERSON`."""
    key: str = ""
    """The digit that gives this label; empty when it is reached by the picker only."""
    tag: str = ""
    """A few small letters shown beside a span."""
    color: str = ""
    """A hue of `HUES`, or `#rrggbb`."""
    description: str = ""
    """What it means: the guideline."""
    examples: tuple[str, ...] = ()
    """Surfaces that carry it."""


@dataclass(frozen=True, slots=True)
class RelationLabel:
    """A kind of relation from one span to another."""

    name: str
    """As it is stored and exported: `visits`."""
    sources: tuple[str, ...] = ()
    """Labels it may start from; any when empty."""
    targets: tuple[str, ...] = ()
    """Labels it may lead to; any when empty."""
    key: str = ""
    """The character that picks it."""
    description: str = ""
    """What it means: the guideline."""

    def joins(self, source: str, target: str) -> bool:
        """Whether it may lead from one label to another."""
        starts = not self.sources or source in self.sources
        return starts and (not self.targets or target in self.targets)


_FIELDS = frozenset(Label.__dataclass_fields__)
_RELATION_FIELDS = frozenset({"name", "from", "to", "key", "description"})
_SCHEME_FIELDS = frozenset({"name", "overlap", "label", "relation"})
_HEX = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True)
class LabelScheme:
    """The labels of a project, in order.

    A label the scheme does not name is still a label: `get` makes one for it, so that spans
    of a lost or foreign label stay visible.
    """

    labels: tuple[Label, ...]
    name: str = ""
    """What the scheme calls itself."""
    overlap: bool = False
    """Whether a new span may lie over others without asking."""
    relations: tuple[RelationLabel, ...] = ()
    """The kinds of relations; any when there are none."""
    _by_name: dict[str, Label] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "labels", tuple(_complete(self.labels)))
        object.__setattr__(self, "_by_name", {label.name: label for label in self.labels})

    def __iter__(self) -> Iterator[Label]:
        return iter(self.labels)

    def __len__(self) -> int:
        return len(self.labels)

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def get(self, name: str) -> Label:
        """The label called `name`; one made on the spot when the scheme has none."""
        return self._by_name.get(name) or Label(name, tag=short_tag(name), color="slate")

    def by_key(self, key: str) -> Label | None:
        """The label that `key` gives."""
        return next((label for label in self.labels if label.key == key), None)

    def relations_between(self, source: str, target: str) -> list[RelationLabel]:
        """The relations that may lead from one label to another."""
        return [relation for relation in self.relations if relation.joins(source, target)]

    def with_labels(self, names: Iterable[str]) -> LabelScheme:
        """This scheme with the labels of `names` that it lacks at its end."""
        new = [Label(name) for name in dict.fromkeys(names) if name not in self]
        return replace(self, labels=(*self.labels, *new)) if new else self


def _complete(labels: Iterable[Label]) -> Iterator[Label]:
    """Give every label a tag, a colour and, while they last, a key."""
    labels = list(labels)
    free_keys = iter([key for key in KEYS if key not in {label.key for label in labels}])
    for place, label in enumerate(labels):
        yield replace(
            label,
            key=label.key or next(free_keys, ""),
            tag=label.tag or short_tag(label.name),
            color=label.color or HUES[place % len(HUES)],
        )


def short_tag(name: str) -> str:
    """A few small letters for a label without a tag: `gpe`, `art` of WORK_OF_ART, `loca`."""
    word = name.replace("_", " ").split()[-1:]
    return (word[0] if len(word[0]) <= 5 else word[0][:4]).lower() if word else "?"


def default_scheme() -> LabelScheme:
    """The OntoNotes entity labels, as spaCy's English pipelines predict them."""
    return LabelScheme(tuple(Label(*row) for row in _ONTONOTES), name="OntoNotes")


def parse_scheme(source: str, where: str = "labels.toml") -> LabelScheme:
    """Read a scheme from TOML.

    Args:
        source: The TOML text: a `[[label]]` table per label, and `name`, `overlap` above them.
        where: What to call the source in messages.

    Raises:
        LabelSchemeError: Not TOML, a field nobody knows, a label twice, two labels on one key.
    """
    import tomllib

    try:
        data = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise LabelSchemeError(f"{where}: not TOML: {error}") from None
    _refuse_unknown(data, _SCHEME_FIELDS, source, where)
    tables = data.get("label")
    if not isinstance(tables, list) or not tables:
        raise LabelSchemeError(f"{where}: no labels; write a [[label]] table for each")
    labels = [_label(table, place, source, where) for place, table in enumerate(tables)]
    _refuse_twice(labels, source, where)
    overlap = _typed(data, "overlap", bool, False, where)
    relations = _relations(data, {label.name for label in labels}, source, where)
    return LabelScheme(tuple(labels), _typed(data, "name", str, "", where), overlap, relations)


def load_scheme(path: Path) -> LabelScheme:
    """Read a scheme from a TOML file.

    Raises:
        LabelSchemeError: It cannot be read, or `parse_scheme` refuses it.
    """
    try:
        return parse_scheme(path.read_text(encoding="utf-8-sig"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8"
        raise LabelSchemeError(f"{path}: {reason}; name another file with --labels") from None


def _label(table: Any, place: int, source: str, where: str) -> Label:
    if not isinstance(table, dict):
        raise LabelSchemeError(f"{where}: label must be a [[label]] table")
    _refuse_unknown(table, _FIELDS, source, where, place)

    def at(key: str) -> str:
        return f"{where}, line {_line_of(source, key, place)}"

    texts = {
        name: _typed(table, name, str, "", at(name))
        for name in ("name", "key", "tag", "color", "description")
    }
    examples = _typed(table, "examples", list, [], at("examples"))
    if not texts["name"].strip():
        raise LabelSchemeError(f"{at('name')}: a label without a name")
    if texts["key"] and (len(texts["key"]) != 1 or texts["key"] not in KEYS):
        raise LabelSchemeError(
            f"{at('key')}: key “{texts['key']}” of {texts['name']}: a key is one digit, 0 to 9"
        )
    if texts["color"] and texts["color"] not in HUES and not _HEX.fullmatch(texts["color"]):
        raise LabelSchemeError(
            f"{at('color')}: color “{texts['color']}” of {texts['name']}: "
            f"write #rrggbb or one of {', '.join(HUES)}"
        )
    return Label(**texts, examples=tuple(map(str, examples)))


def _relations(
    data: dict[str, Any], labels: set[str], source: str, where: str
) -> tuple[RelationLabel, ...]:
    """The `[[relation]]` tables."""
    tables = data.get("relation", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise LabelSchemeError(f"{where}: relation must be a [[relation]] table")
    relations: dict[str, RelationLabel] = {}
    for place, table in enumerate(tables):
        _refuse_unknown(table, _RELATION_FIELDS, source, where, place, "relation")
        name, key, description = (
            _typed(table, field, str, "", where) for field in ("name", "key", "description")
        )
        sources, targets = (
            tuple(map(str, _typed(table, field, list, [], where))) for field in ("from", "to")
        )
        if not name.strip() or name in relations:
            problem = f"relation {name} is there twice" if name else "a relation without a name"
            raise LabelSchemeError(f"{where}: {problem}")
        for label in (*sources, *targets):
            if label not in labels:
                raise LabelSchemeError(f"{where}: relation {name} names no label: {label}")
        relations[name] = RelationLabel(name, sources, targets, key, description)
    return tuple(relations.values())


def _typed(table: dict[str, Any], key: str, kind: type[_T], default: _T, where: str) -> _T:
    value = table.get(key, default)
    if not isinstance(value, kind):
        raise LabelSchemeError(f"{where}: {key} must be a {kind.__name__}, not {value!r}")
    return value


def _refuse_unknown(
    table: dict[str, Any],
    known: frozenset[str],
    source: str,
    where: str,
    place: int | None = None,
    kind: str = "label",
) -> None:
    for key in table:
        if key not in known:
            line = _line_of(source, key, place, kind)
            raise LabelSchemeError(
                f"{where}, line {line}: unknown key “{key}”; known: {', '.join(sorted(known))}"
            )


def _line_of(source: str, key: str, place: int | None, kind: str = "label") -> int:
    """The line of a key: in the table of a kind number `place`, or above all of them."""
    lines, header = source.split("\n"), re.compile(rf"\s*\[\[\s*[\"']?{kind}")
    headers = [n for n, line in enumerate(lines) if header.match(line)]
    first = headers[place] if place is not None and headers else 0
    as_key = re.compile(rf"(?:^|[\[{{,.])\s*[\"']?{re.escape(key)}[\"']?\s*[\].=]")
    found = (n for n, line in enumerate(lines[first:], first + 1) if as_key.search(line))
    return next(found, first + 1)


def _refuse_twice(labels: list[Label], source: str, where: str) -> None:
    names: dict[str, int] = {}
    keys: dict[str, int] = {}
    for place, label in enumerate(labels):
        if (other := names.setdefault(label.name, place)) != place:
            lines = _lines_of(source, "name", other, place)
            raise LabelSchemeError(f"{where}, {lines}: label {label.name} is there twice")
        if label.key and (other := keys.setdefault(label.key, place)) != place:
            lines = _lines_of(source, "key", other, place)
            raise LabelSchemeError(
                f"{where}, {lines}: key {label.key} gives both {labels[other].name} "
                f"and {label.name}"
            )


def _lines_of(source: str, key: str, *places: int) -> str:
    """The lines of a key in two tables: `lines 3 and 7`."""
    return "lines " + " and ".join(str(_line_of(source, key, place)) for place in places)


_ONTONOTES = (
    ("PERSON", "1", "per", "green", "People, fictional ones too"),
    ("ORG", "2", "org", "blue", "Companies, agencies, institutions"),
    ("GPE", "3", "gpe", "orange", "Countries, cities, states"),
    ("LOC", "4", "loc", "yellow", "Other places: mountains, regions, waters"),
    ("NORP", "5", "norp", "red", "Nationalities, religious and political groups"),
    ("DATE", "6", "date", "purple", "Days, months, years, periods"),
    ("MONEY", "7", "money", "teal", "Sums of money with their unit"),
    ("EVENT", "8", "event", "pink", "Named storms, battles, wars, sports events"),
    ("FAC", "9", "fac", "slate", "Buildings, airports, roads, bridges, bases"),
    ("PRODUCT", "0", "prod", "olive", "Vehicles, weapons, foods and other things made"),
    ("CARDINAL", "", "num", "slate", "Numbers that no other label covers"),
    ("ORDINAL", "", "ord", "slate", "First, second, third"),
    ("PERCENT", "", "pct", "teal", "Percentages with their sign or word"),
    ("QUANTITY", "", "qty", "teal", "Measures of weight, distance and the like"),
    ("TIME", "", "time", "purple", "Times shorter than a day"),
    ("LAW", "", "law", "olive", "Documents made into laws"),
    ("LANGUAGE", "", "lang", "red", "Named languages"),
    ("WORK_OF_ART", "", "art", "pink", "Titles of books, songs, films"),
)
