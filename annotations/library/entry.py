"""`Entry`: one article of the library, from what its file told and what the store has of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from os.path import basename, dirname
from typing import NamedTuple

from annotations.sources import Kind, SourceRef


class Presence(StrEnum):
    """How an article's file is."""

    HERE = "here"
    NEW = "arrived"
    """It appeared while the library was open."""
    CHANGED = "changed"
    """Its text is another than the one that was annotated, or listed."""
    GONE = "gone"
    UNREADABLE = "unreadable"


class Facts(NamedTuple):
    """What reading a source told; texts are untrusted."""

    id: str = ""
    """The article's; empty when it could not be read."""
    title: str = ""
    day: str = ""
    """When it appeared: `2022-05-24`, `2022-05`, `2022`; empty when that is not known."""
    problem: str = ""
    """Why it cannot be read."""


class Standing(NamedTuple):
    """Where an article stands; that of one nobody has touched and no pipeline has read is empty."""

    status: str = "new"
    """`new`, `started` or `done`."""
    entities: int = 0
    unreviewed: int = 0
    corrections: int = 0
    tags: tuple[str, ...] = ()
    """In alphabetical order."""
    flagged: bool = False
    labels: str = ""
    """Labels and how many entities have each, as `tallied` writes them."""
    doubt: float = 0.0
    """How doubtful its gravest doubts are; only comparable with others."""
    finished: str = ""
    """When it was marked as done, as corrections say times; empty when it is not."""

    @property
    def tally(self) -> list[tuple[str, int]]:
        """How many entities each label has, the most frequent first."""
        lines = (line.split("\t") for line in self.labels.split("\n")[1:])
        return [(name, int(number)) for name, number in lines]

    def labelled(self, label: str) -> int:
        """How many entities have a label, whatever its case."""
        wanted = label.casefold()
        return sum(number for name, number in self.tally if name.casefold() == wanted)

    def has_label(self, start: str) -> bool:
        """Whether some label begins like that; `start` is case-folded."""
        return f"\n{start}" in self.labels.casefold()


def tallied(tally: Iterable[tuple[str, int]]) -> str:
    """Labels and numbers as one text, which is kept and looked through as it is: a line feed
    before each label, a tab before its number."""
    return "".join(f"\n{name.translate(_NO_LINES)}\t{number}" for name, number in tally)


_NO_LINES = str.maketrans("\t\n", "  ")


NOTHING = Standing()
UNREAD = Facts()


class Entry(NamedTuple):
    """One article. Equal entries look alike."""

    ref: SourceRef
    facts: Facts = UNREAD
    standing: Standing = NOTHING
    presence: Presence = Presence.HERE
    also: tuple[str, ...] = ()
    """Other sources with the same text."""
    words: str = ""
    """What is looked through for words: title, source, tags; case-folded."""

    @classmethod
    def of(
        cls,
        ref: SourceRef,
        facts: Facts = UNREAD,
        standing: Standing = NOTHING,
        presence: Presence = Presence.HERE,
        also: tuple[str, ...] = (),
    ) -> Entry:
        """An entry with the words to look through."""
        words = f"{facts.title}\n{ref.address}#{ref.member}"
        if standing.tags or also:
            words = "\n".join((words, *standing.tags, *also))
        return cls(ref, facts, standing, presence, also, words.casefold())

    @property
    def title(self) -> str:
        """What to call it: its title, else its file."""
        return self.facts.title or self.ref.title or self.ref.name

    @property
    def folder(self) -> str:
        """The folder, the file of several articles, or the site that it is from."""
        if self.ref.kind is Kind.URL:
            return site(self.ref.address)
        return self.ref.address if self.ref.member else dirname(self.ref.address)  # noqa: PTH120

    @property
    def source(self) -> str:
        """What the list calls its source: the file, or the site."""
        if self.ref.kind is Kind.URL:
            return site(self.ref.address)
        name = basename(self.ref.address) or self.ref.address  # noqa: PTH119
        return f"{name}#{self.ref.member}" if self.ref.member else name

    @property
    def key(self) -> str:
        """Names it while the library is open and from one time to the next."""
        return self.ref.source


def site(address: str) -> str:
    """The host of an address, without `www.`."""
    host = address.partition("://")[2].partition("/")[0].rpartition("@")[2]
    return host.partition(":")[0].removeprefix("www.") or address


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a number of articles have come."""

    articles: int = 0
    done: int = 0
    entities: int = 0
    unreviewed: int = 0

    @property
    def reviewed(self) -> float | None:
        """The part of the entities that somebody has judged; None without any."""
        return 1 - self.unreviewed / self.entities if self.entities else None


def progress(entries: Iterable[Entry]) -> Progress:
    """How far these have come."""
    standings = [entry.standing for entry in entries]
    return Progress(
        len(standings),
        sum(one.status == "done" for one in standings),
        sum(one.entities for one in standings),
        sum(one.unreviewed for one in standings),
    )
