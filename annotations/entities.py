"""`EntityIndex`: everything that is named in a number of articles, each name once.

    index = EntityIndex()
    for article in corpus.articles():
        index.add(names_in(article, corpus.annotations(article.id)))
    for entity in index.entities():
        print(entity.name, entity.mentions, len(entity.articles))

Mentions belong together when they have the same canonical name; those without one, by their
text, and with a canonical name that reads the same.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from annotations.annotation import Annotation
from annotations.annotation_set import AnnotationSet
from annotations.article import Article
from annotations.dates import iso_date
from annotations.knowledge import Knowledge

_POSSESSIVE = re.compile(r"(?<=\w)['’][sS]$")


class Form(NamedTuple):
    """What mentions have in common that are the same in all that is counted here."""

    surface: str
    """Without a possessive ending, white space as single spaces. Untrusted text."""
    label: str
    link: str
    """The canonical name or knowledge-base id; empty when there is none."""


class Tally(NamedTuple):
    """How often an article has a form."""

    form: Form
    mentions: int
    reviewed: int
    """How many of them a human has judged."""


@dataclass(frozen=True, slots=True)
class Named:
    """What one article names."""

    article: str
    """The article's id."""
    title: str
    """What to call the article."""
    day: str
    """When it appeared, ISO 8601, as exactly as it is known; empty when it is not."""
    tallies: tuple[Tally, ...]


def form_of(annotation: Annotation) -> Form:
    """The form that a mention has."""
    span = annotation.span
    return Form(plain_surface(span.text), span.label, annotation.link)


def plain_surface(surface: str) -> str:
    """A surface as names are compared: `the  Pentagon's` is `the Pentagon`."""
    surface = " ".join(surface.split()) or surface
    return _POSSESSIVE.sub("", surface)


def names_in(article: Article, found: AnnotationSet, labels: Collection[str] = ()) -> Named:
    """What an article names.

    Args:
        article: The article.
        found: What stands in it.
        labels: Only these; all when empty.
    """
    mentions: Counter[Form] = Counter()
    reviewed: Counter[Form] = Counter()
    for annotation in found:
        if not labels or annotation.span.label in labels:
            form = form_of(annotation)
            mentions[form] += 1
            reviewed[form] += annotation.reviewed
    title = article.title or Path(article.source).name or article.id[:12]
    tallies = (Tally(form, count, reviewed[form]) for form, count in mentions.items())
    return Named(article.id, title, iso_date(article.date), tuple(tallies))


@dataclass(frozen=True, slots=True, eq=False)
class Entity:
    """Something that is named, as it was when it was asked for."""

    name: str
    """The canonical name, else the surface. Untrusted text."""
    id: str
    """In the knowledge base; empty when it is not there."""
    forms: Mapping[Form, int]
    """How it is mentioned, with how often, the commonest first."""
    reviewed: int
    """Mentions that a human has judged."""
    places: array[int]
    """Its articles, as places in the index, in order."""
    counts: array[int]
    """How often each of these mentions it."""
    first: str
    """The earliest date of its articles, ISO 8601; empty when none has one."""
    last: str
    folded: str = field(repr=False)
    """Name and surfaces without capitals, to be searched."""

    @property
    def mentions(self) -> int:
        """How often it is mentioned."""
        return sum(self.counts)

    @property
    def labels(self) -> Mapping[str, int]:
        """Its labels with how often, the commonest first."""
        return _ranked(self.forms, lambda form: form.label)

    @property
    def surfaces(self) -> Mapping[str, int]:
        """Its surfaces with how often, the commonest first."""
        return _ranked(self.forms, lambda form: form.surface)

    @property
    def label(self) -> str:
        """The commonest label."""
        return next(iter(self.labels))

    @property
    def link(self) -> str:
        """The commonest canonical name or id of its mentions; empty when none has one."""
        links = (link for link in _ranked(self.forms, lambda form: form.link) if link)
        return next(links, "")


def _ranked(forms: Mapping[Form, int], key: Callable[[Form], str]) -> Mapping[str, int]:
    total: Counter[str] = Counter()
    for form, count in forms.items():
        total[key(form)] += count
    return dict(sorted(total.items(), key=lambda item: (-item[1], item[0])))


class _Gathering:
    """An entity while articles are added."""

    __slots__ = ("counts", "first", "forms", "last", "places", "reviewed")

    def __init__(self) -> None:
        self.forms: Counter[Form] = Counter()
        self.reviewed = 0
        self.places, self.counts = array("I"), array("I")
        self.first = self.last = ""

    def take(self, tally: Tally, place: int, day: str) -> None:
        self.forms[tally.form] += tally.mentions
        self.reviewed += tally.reviewed
        if self.places and self.places[-1] == place:
            self.counts[-1] += tally.mentions
            return
        self.places.append(place)
        self.counts.append(tally.mentions)
        if day:
            self.first = min(self.first, day) if self.first else day
            self.last = max(self.last, day)


class EntityIndex:
    """What is named where.

    Args:
        knowledge: Names what canonical names are ids of.
    """

    def __init__(self, knowledge: Knowledge = Knowledge()) -> None:  # noqa: B008  (frozen)
        self.articles: list[Named] = []
        self._names = _names_of(knowledge)
        self._gathered: dict[str, _Gathering] = {}
        self._numbers: dict[str, int] = {}
        self._company: list[array[int]] = []
        self._known: dict[Form, Form] = {}

    def add(self, named: Named) -> None:
        """Take in what one more article names."""
        place = len(self.articles)
        one = self._known.setdefault
        tallies = tuple(Tally(one(t.form, t.form), *t[1:]) for t in named.tallies)
        self.articles.append(Named(named.article, named.title, named.day, tallies))
        here: dict[int, None] = {}
        for tally in tallies:
            name = self.name_of(tally.form)
            gathered = self._gathered.get(name)
            if gathered is None:
                gathered = self._gathered[name] = _Gathering()
                self._numbers[name] = len(self._numbers)
            gathered.take(tally, place, named.day)
            here[self._numbers[name]] = None
        self._company.append(array("I", here))

    def name_of(self, form: Form) -> str:
        """The name of the entity that a form belongs to."""
        return self._names.get(form.link, form.link) if form.link else form.surface

    def entities(self) -> list[Entity]:
        """Everything that is named, in the order of its first mention."""
        return [self._entity(name, gathered) for name, gathered in list(self._gathered.items())]

    def _entity(self, name: str, gathered: _Gathering) -> Entity:
        forms = dict(gathered.forms.most_common())
        words = dict.fromkeys([name, *(form.surface for form in forms)])
        id = next((form.link for form in forms if form.link in self._names), "")
        return Entity(
            name, id, forms, gathered.reviewed, gathered.places[:],
            gathered.counts[:], gathered.first, gathered.last, "\n".join(words).casefold(),
        )  # fmt: skip

    def company(self, entity: Entity, most: int = 0) -> list[tuple[str, int]]:
        """Who is named in the same articles, in how many of them, the most first.

        Args:
            entity: Whose company.
            most: How many at most; all when 0.
        """
        met: Counter[int] = Counter()
        for place in entity.places:
            met.update(self._company[place])
        met.pop(self._numbers[entity.name], None)
        names = list(self._numbers)
        ranked = sorted(met.items(), key=lambda item: (-item[1], item[0]))
        return [(names[number], count) for number, count in ranked[: most or None]]

    def pairs(self, entities: Iterable[Entity], least: int = 1) -> Iterator[tuple[int, int, int]]:
        """Who of some entities occur together.

        Args:
            entities: Whose company.
            least: In how many articles at least.

        Yields:
            The places of two of `entities`, and in how many articles both are named.
        """
        chosen = list(entities)
        place_of = {self._numbers[entity.name]: place for place, entity in enumerate(chosen)}
        rows = [array("I", sorted(place_of[n] for n in row if n in place_of))
                for row in self._company]  # fmt: skip
        for first, entity in enumerate(chosen):
            met: Counter[int] = Counter()
            for place in entity.places:
                met.update(rows[place])
            for second in sorted(other for other in met if other > first):
                if met[second] >= least:
                    yield first, second, met[second]

    def days(self, entity: Entity) -> Mapping[str, int]:
        """How often an entity is mentioned by date of the articles; those without are left out."""
        found: defaultdict[str, int] = defaultdict(int)
        for place, count in zip(entity.places, entity.counts, strict=True):
            if day := self.articles[place].day:
                found[day] += count
        return dict(sorted(found.items()))


def _names_of(knowledge: Knowledge) -> Mapping[str, str]:
    """Names by knowledge-base id; where several have one name, with the id behind it."""
    count = Counter(entry.name for entry in knowledge.entries)
    return {
        entry.id: entry.name if count[entry.name] == 1 else f"{entry.name} ({entry.id})"
        for entry in knowledge.entries
    }
