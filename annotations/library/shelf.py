"""`Shelf`: the articles of the library, as files and store tell of them bit by bit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set

from annotations.library.catalogue import EMPTY, Contents, Known, Part
from annotations.library.entry import NOTHING, UNREAD, Entry, Facts, Presence, Standing
from annotations.library.files import States, absolute, is_file
from annotations.library.standing import Stored
from annotations.sources import SourceRef


class Shelf:
    """Puts together what is known. Reads nothing itself; not for several threads.

    Args:
        refs: What was opened, in order; files of several articles as one.
        contents: What was known earlier.
    """

    def __init__(self, refs: Iterable[SourceRef], contents: Contents = EMPTY) -> None:
        self.refs = tuple(refs)
        self._files = dict(contents.files)
        self._articles = dict(contents.articles)
        self._by_source: dict[str, list[str]] = {}
        for id, stored in self._articles.items():
            self._by_source.setdefault(_place(stored.source), []).append(id)
        self._presence: dict[SourceRef, Presence] = {}
        self._made: dict[SourceRef, tuple[Entry, ...]] = {}
        self._unsettled: dict[str, SourceRef] = {}
        """Files whose article is not in the store, by source."""
        self._entries: list[Entry] | None = None
        self._by_ref: dict[SourceRef, Entry] | None = None
        self._live: dict[str, Standing] = {}
        """Where articles stand that were opened and are not in the store."""

    @property
    def entries(self) -> Sequence[Entry]:
        """Every article once, in the order of the files; the same text is one article."""
        if self._entries is None:
            self._entries = self._merged()
        return self._entries

    def entry(self, ref: SourceRef) -> Entry | None:
        """The article at a source, when the library lists it there."""
        if self._by_ref is None:
            self._by_ref = {entry.ref: entry for entry in self.entries}
        return self._by_ref.get(ref)

    def is_done(self, ref: SourceRef) -> bool:
        """Whether the article at a source is done."""
        entry = self.entry(ref)
        return entry is not None and entry.standing.status == "done"

    @property
    def sources(self) -> tuple[SourceRef, ...]:
        """Every source of an article, in order, those with the same text too."""
        if not any(ref.is_container for ref in self.refs):
            return self.refs
        return tuple(entry.ref for ref in self.refs for entry in self._of(ref))

    @property
    def finished(self) -> list[str]:
        """When articles were marked as done."""
        return [stored.standing.finished for stored in self._articles.values()]

    @property
    def elsewhere(self) -> int:
        """How many articles of the store are none of these."""
        here = {entry.facts.id for entry in self.entries}
        return sum(id not in here for id in self._articles)

    def stored(self, id: str) -> Stored | None:
        """What the store has of an article."""
        return self._articles.get(id)

    @property
    def articles(self) -> Mapping[str, Stored]:
        """What the store has."""
        return self._articles

    # What is learned.

    def unread(self, states: States) -> list[SourceRef]:
        """The files that have to be read: those that are not known, or not as they are."""
        known = self._files
        return [
            ref
            for ref, state in states.items()
            if state is not None
            and ((told := known.get(absolute(ref.address))) is None or told.state != state)
        ]

    def take_listing(self, refs: Iterable[SourceRef], states: States) -> None:
        """Take in what stands in the folder now.

        What has gone stays, marked; what has come is marked and comes last.
        """
        now, before = dict.fromkeys(refs), set(self.refs)
        self.refs = (*self.refs, *(ref for ref in now if ref not in before))
        for ref in self.refs:
            there = ref in now and (not is_file(ref) or states.get(ref) is not None)
            was = self._presence.get(ref)
            if not there:
                self._mark(ref, Presence.GONE)
            elif ref not in before:
                self._mark(ref, Presence.NEW)
            elif was is Presence.GONE:
                self._mark(ref, Presence.HERE)

    def take_files(self, told: Mapping[SourceRef, Known], *, again: bool = False) -> None:
        """Take in what files told.

        Args:
            told: By file.
            again: Whether they changed while the library was open: another text is marked.
        """
        for ref, known in told.items():
            before = self._files.get(absolute(ref.address))
            self._files[absolute(ref.address)] = known
            if again and before is not None and _ids(before) != _ids(known):
                self._mark(ref, Presence.CHANGED)
            self._forget(ref)

    def take_articles(self, stored: Mapping[str, Stored], gone: Iterable[str] = ()) -> None:
        """Take in where articles of the store stand, and which are there no more."""
        for id, one in stored.items():
            ids = self._by_source.setdefault(_place(one.source), [])
            if id not in ids:
                ids.append(id)
            self._articles[id] = one
        for id in gone:
            self._articles.pop(id, None)
        touched = {*stored, *gone}
        sources = {_place(one.source) for one in stored.values()}
        stale = [ref for source in sources if (ref := self._unsettled.get(source))]
        stale += [ref for ref, made in self._made.items() if _is_about(made, touched)]
        for ref in stale:
            self._forget(ref)

    def take_live(self, id: str, standing: Standing) -> None:
        """Take in where an article stands that was opened, for as long as the store has none."""
        self._live[id] = standing
        for ref in [ref for ref, made in self._made.items() if _is_about(made, {id})]:
            self._forget(ref)

    def opened(self, ref: SourceRef) -> None:
        """An article is looked at: it is not news any more."""
        for one in (ref, *(r for r in self.refs if ref.member and r.address == ref.address)):
            if self._presence.get(one) in (Presence.NEW, Presence.CHANGED):
                self._mark(one, Presence.HERE)

    def _mark(self, ref: SourceRef, presence: Presence) -> None:
        if self._presence.get(ref, Presence.HERE) is not presence:
            self._presence[ref] = presence
            self._forget(ref)

    def _forget(self, ref: SourceRef) -> None:
        self._made.pop(ref, None)
        self._entries = self._by_ref = None

    # Entries.

    def _of(self, ref: SourceRef) -> tuple[Entry, ...]:
        """The articles of a file."""
        made = self._made.get(ref)
        if made is None:
            made = self._made[ref] = self._make(ref)
        return made

    def _make(self, ref: SourceRef) -> tuple[Entry, ...]:
        known = self._files.get(absolute(ref.address)) if is_file(ref) else None
        if known is None:
            return (self._entry(ref, ref, UNREAD),)
        if not ref.is_container and not ref.member:
            return (self._entry(ref, ref, known.parts[0].facts),)
        every = ((_member(ref, part), part.facts) for part in known.parts)
        return tuple(
            self._entry(ref, one, facts) for one, facts in every if one == ref or not ref.member
        )

    def _entry(self, file: SourceRef, ref: SourceRef, facts: Facts) -> Entry:
        stored = self._articles.get(facts.id)
        if stored is not None and not facts.problem and not self._presence:
            return Entry.of(ref, facts, stored.standing)  # most of them, while somebody waits
        presence = self._presence.get(file, Presence.HERE)
        if stored is None:
            source = _place(ref.source)
            self._unsettled[source] = file
            earlier = self._earlier(source)
            if not facts.id and earlier is not None:  # nobody has read it yet
                facts = earlier.facts._replace(id="", problem=facts.problem)
                stored = earlier
            elif earlier is not None and earlier.standing.corrections:
                presence = Presence.CHANGED if presence is Presence.HERE else presence
        if facts.problem and presence is not Presence.GONE:
            presence = Presence.UNREADABLE
        standing = stored.standing if stored else self._live.get(facts.id, NOTHING)
        return Entry.of(ref, facts, standing, presence)

    def _earlier(self, source: str) -> Stored | None:
        """What was annotated most of the texts that a source has had."""
        ids = self._by_source.get(source, ())
        found = [self._articles[id] for id in ids if id in self._articles]
        return max(found, key=lambda one: one.standing.corrections, default=None)

    def _merged(self) -> list[Entry]:
        """The entries, those with the same text as one: the first that is there."""
        found: dict[str, Entry] = {}
        same: dict[str, list[Entry]] = {}
        for ref in self.refs:
            for entry in self._of(ref):
                key = entry.facts.id or f"\0{entry.key}"
                first = found.setdefault(key, entry)
                if first is not entry:
                    same.setdefault(key, [first]).append(entry)
        for key, entries in same.items():
            shown = next((e for e in entries if e.presence is not Presence.GONE), entries[0])
            also = tuple(e.ref.source for e in entries if e is not shown)
            found[key] = Entry.of(shown.ref, shown.facts, shown.standing, shown.presence, also)
        return list(found.values())


def _ids(known: Known) -> set[str]:
    return {part.facts.id for part in known.parts}


def _member(ref: SourceRef, part: Part) -> SourceRef:
    """One of several articles of a file."""
    if not part.member:
        return ref
    return SourceRef(ref.address, ref.kind, part.member, "", part.position)


def _is_about(made: tuple[Entry, ...], ids: Set[str]) -> bool:
    return any(entry.facts.id in ids for entry in made)


def _place(source: str) -> str:
    """A source as it is called from anywhere."""
    return source if "://" in source or source in ("", "-") else absolute(source)
