"""What the articles of a store say and what stands in them, in SQLite, to be searched at once.

The index is a file outside the store, which may be deleted at any time. It knows the checksum of
every document that it was made from, so that opening a store costs what changed in it. Texts are
found by their trigrams (SQLite's FTS5), whatever their capitals and white space: whoever searches
looks again.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from heapq import merge
from pathlib import Path
from typing import TYPE_CHECKING

from annotations.annotation import Annotation
from annotations.errors import PostilError

if TYPE_CHECKING:
    from annotations.store.corpus import Corpus

_FORMAT = "1"
"""Raise it when older files are not to be read any more."""
_TABLES = ("articles", "predictions", "corrections")
_SCHEMA = """
create table facts(name text primary key, value text) without rowid;
create table documents(
    kind text, number integer, checksum integer, article text, primary key(kind, number)
) without rowid;
create table articles(number integer primary key, id text unique);
create table entities(
    article integer, "begin" integer, "end" integer, label text, surface text, status text,
    link text, annotator text
);
create index entities_article on entities(article, "begin", "end");
create index entities_label on entities(label, article, "begin", "end");
create index entities_link on entities(link, article, "begin", "end");
create index entities_annotator on entities(annotator, article, "begin", "end");
create index entities_status on entities(status, article, "begin", "end");
"""
_GRAMS = """create virtual table grams using fts5(
    text, content='', columnsize=0, tokenize='trigram case_sensitive 1')"""
_MATCHING = "select rowid from grams where grams match ?"
_PATIENCE = 30.0
"""Seconds to wait for another program that brings the same index up to date."""
_GRAM = 3
_DOTS = {0x130: "i", 0x131: "i", 0: " "}
"""Both are `i` to whoever ignores capitals; behind a zero SQLite reads nothing."""
_AT_ONCE = 200
"""Documents between two looks at whether somebody still waits."""
_FEW = 300
"""So many articles are looked through one by one sooner than all entities of a label."""
_LONGEST = 200
"""Characters of a word that are asked for."""


@dataclass(frozen=True, slots=True)
class Entity:
    """An annotation as it is indexed."""

    start: int
    end: int
    """Half-open, in code points."""
    label: str
    surface: str
    status: str
    """A value of `Status`."""
    link: str
    """Canonical name or knowledge-base id."""
    annotator: str
    """Who decided last; empty when nobody has."""


def index_file(folder: Path, store: Path) -> Path:
    """Where the index of a store is kept."""
    name = hashlib.sha256(str(store.absolute()).encode("utf-8", "surrogatepass")).hexdigest()
    return folder / f"{name[:24]}.sqlite"


class IndexStoppedError(PostilError):
    """Making the index was stopped; what was there before is there."""


class CorpusIndex:
    """The index of one store, up to date when it was made; one that is damaged is made anew.

    May be used from several threads, one at a time.

    Args:
        corpus: The store.
        file: Where the index is kept; in memory where that cannot be written.
        going: Asked from time to time while the index is made; it is given up when this says no.

    Raises:
        IndexStoppedError: It was given up.
    """

    def __init__(
        self, corpus: Corpus, file: Path | None = None, going: Callable[[], bool] = lambda: True
    ) -> None:
        self._corpus, self._file, self._going = corpus, file, going
        self._db = self._opened(file)
        self._has_grams = _has(self._db, "grams")

    def __enter__(self) -> CorpusIndex:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def make_anew(self, *, in_memory: bool = False) -> None:
        """Begin again with an empty file, or with none: the one that was there is damaged."""
        self._db.close()
        if self._file is not None:
            with suppress(OSError):
                self._file.unlink(missing_ok=True)
        self._db = self._opened(None if in_memory else self._file)

    def values(self, column: str) -> Iterator[str]:
        """What stands in a column of the entities, each once: `label`, `link`, `annotator`."""
        assert column in ("label", "link", "annotator", "status")
        following = f"select min({column}) from entities where {column} > ?"
        value = ""
        while (value := self._db.execute(following, (value,)).fetchone()[0]) is not None:
            yield value

    def numbers(self, words: Iterable[str] = ()) -> Iterator[int]:
        """The numbers of the articles that may hold all of `words`, in whatever capitals and with
        whatever white space between them.

        Words of fewer than three characters say nothing.
        """
        asked = self._match(words)
        if not asked:
            found = self._db.execute("select number from articles order by number")
        else:
            found = self._db.execute(f"{_MATCHING} order by rowid", (asked,))
        return (number for (number,) in found)

    def _match(self, words: Iterable[str]) -> str:
        """What FTS5 is asked for; empty where words say nothing."""
        parts = map(_folded, words if self._has_grams else ())
        quoted = (part[:_LONGEST].replace('"', '""') for part in parts if len(part) >= _GRAM)
        return " AND ".join(f'"{part}"' for part in quoted)

    def entity_at(self, number: int, start: int, end: int) -> Entity | None:
        """The first entity of an article that stands where a stretch does."""
        here = 'article = ? and "begin" < ? and "end" > ? and status <> \'rejected\''
        found = self._entities(here, (number, end, start))
        return next((entity for _, entity in found), None)

    def find_entities(
        self,
        words: Sequence[str] = (),
        *,
        labels: Sequence[str] = (),
        links: Sequence[str] = (),
        annotators: Sequence[str] = (),
        statuses: Sequence[str] = (),
    ) -> Iterator[tuple[int, Entity]]:
        """Articles' numbers and entities that have one of each; what is empty does not choose.

        Rejected ones are found by their status alone.

        Args:
            words: What their texts must hold, as for `numbers`.
            labels: One of these labels.
            links: One of these canonical names.
            annotators: Decided last by one of these.
            statuses: One of these values of `Status`.
        """
        wanted = {"link": links, "annotator": annotators, "label": labels, "status": statuses}
        chosen = {column: choice for column, choice in wanted.items() if choice}
        first, *others = chosen or {"": ("",)}
        # One column leads through its index, in order; the plus keeps the others from it.
        terms, more = [] if statuses else ["+status <> 'rejected'"], list[str | int]()
        for column in others:
            terms.append(f"+{column} in ({_marks(chosen[column])})")
            more += chosen[column]
        if asked := self._match(words):
            few = [n for (n,) in self._db.execute(f"{_MATCHING} limit {_FEW + 1}", (asked,))]
            if len(few) <= _FEW:
                terms.append(f"article in ({_marks(few)})")
                more += few
            for word in words:  # of what stands behind a zero, `like` knows nothing
                terms.append("(surface like ? or instr(surface, char(0)))")
                more.append(_alike(word))
        if not chosen:
            return self._entities(" and ".join(terms), more)
        lead = " and ".join([f"{first} = ?", *terms])
        parts = [self._entities(lead, [value, *more]) for value in dict.fromkeys(chosen[first])]
        return merge(*parts, key=lambda one: (one[0], one[1].start, one[1].end))

    def _entities(
        self, condition: str, values: Sequence[str | int]
    ) -> Iterator[tuple[int, Entity]]:
        found = self._db.execute(
            'select article, "begin", "end", label, surface, status, link, annotator from entities '
            f'where {condition} order by article, "begin", "end"',
            values,
        )
        return ((number, Entity(*rest)) for number, *rest in found)

    def _opened(self, file: Path | None) -> sqlite3.Connection:
        if file is not None:
            with suppress(OSError):
                file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            for _ in range(2):
                try:
                    return self._current(str(file))
                except sqlite3.OperationalError:
                    break  # a disk that is full or read-only, or another program is busy
                except sqlite3.DatabaseError:
                    with suppress(OSError):
                        file.unlink(missing_ok=True)
        return self._current(":memory:")

    def _current(self, place: str) -> sqlite3.Connection:
        """A connection to the index, up to date."""
        db = sqlite3.connect(
            place, timeout=_PATIENCE, isolation_level=None, check_same_thread=False
        )
        try:
            db.execute("pragma journal_mode = delete")
            version = f"{_FORMAT} {self._corpus.version}"
            if _version(db) != version:
                db.execute("begin immediate")
                self._update(db)
                db.execute("replace into facts values ('version', ?)", (version,))
                db.execute("commit")
        except BaseException:
            db.close()
            raise
        return db

    def _update(self, db: sqlite3.Connection) -> None:
        now = {kind: self._corpus.database.table(kind).checksums() for kind in _TABLES}
        known: dict[str, dict[int, int]] = {kind: {} for kind in _TABLES}
        if (_version(db) or "").split(" ")[0] == _FORMAT:
            for kind, number, checksum in db.execute(
                "select kind, number, checksum from documents"
            ):
                known[kind][number] = checksum
        if not _has(db, "facts") or not known["articles"].items() <= now["articles"].items():
            _clear(db)  # articles do not change; where they do, it is another store
            known = {kind: {} for kind in _TABLES}
        stale: dict[str, None] = {}
        for kind in _TABLES:
            stale |= dict.fromkeys(self._take(db, kind, known[kind], now[kind]))
        self._index_entities(db, stale)

    def _take(
        self, db: sqlite3.Connection, kind: str, known: dict[int, int], now: dict[int, int]
    ) -> Iterator[str]:
        """Take note of a table's documents; yields the articles that those are about."""
        changed = [number for number, checksum in now.items() if known.get(number) != checksum]
        touched = known.keys() - now.keys() | {n for n in changed if n in known}
        for number in touched:
            key = kind, number
            yield from (a for (a,) in db.execute(
                "select article from documents where kind = ? and number = ?", key))  # fmt: skip
            db.execute("delete from documents where kind = ? and number = ?", key)
        table = self._corpus.database.table(kind)
        for start in range(0, len(changed), _AT_ONCE):
            self._go_on()
            for document in table.get(doc_ids=changed[start : start + _AT_ONCE]):
                number = document.doc_id
                id = str(document.get("id" if kind == "articles" else "article", ""))
                db.execute("insert into documents values (?, ?, ?, ?)",
                           (kind, number, now[number], id))  # fmt: skip
                if kind == "articles":
                    _add_article(db, number, id, str(document.get("text", "")))
                yield id

    def _go_on(self) -> None:
        if not self._going():
            raise IndexStoppedError("the index is not ready")

    def _index_entities(self, db: sqlite3.Connection, stale: Iterable[str]) -> None:
        for done, id in enumerate(stale):
            if done % _AT_ONCE == 0:
                self._go_on()
            row = db.execute("select number from articles where id = ?", (id,)).fetchone()
            if row is None:
                continue  # said of an article that is not registered
            db.execute("delete from entities where article = ?", row)
            db.executemany(
                "insert into entities values (?, ?, ?, ?, ?, ?, ?, ?)",
                (_entity_row(row[0], a) for a in self._corpus.annotations(id).by_id.values()),
            )


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))


def _alike(word: str) -> str:
    """A pattern for SQLite that whatever holds `word` fits, in whatever capitals.

    SQLite knows capitals of ASCII alone, and some of its letters are others' capitals: `K` may
    be the sign for kelvin, `S` a long s.
    """
    sure = (c if c.isascii() and c.isalnum() and c not in "kKsSiI" else "_" for c in word)
    return f"%{''.join(sure)}%"


def _entity_row(number: int, a: Annotation) -> tuple[int | str, ...]:
    span = a.span
    return (number, span.start, span.end, _storable(span.label), span.text, str(a.status),
            _storable(a.link), _storable(a.annotator))  # fmt: skip


def _storable(text: str) -> str:
    """The text without lone surrogates, which SQLite cannot keep."""
    return text.encode("utf-8", "replace").decode()


def _add_article(db: sqlite3.Connection, number: int, id: str, text: str) -> None:
    db.execute("insert or ignore into articles values (?, ?)", (number, id))
    if _has(db, "grams"):
        db.execute("insert into grams(rowid, text) values (?, ?)", (number, _folded(text)))


def _clear(db: sqlite3.Connection) -> None:
    """Begin with an empty index."""
    for name in ("grams", "facts", "documents", "articles", "entities"):
        db.execute(f"drop table if exists {name}")
    for statement in _SCHEMA.strip().split(";\n"):
        db.execute(statement)
    with suppress(sqlite3.OperationalError):  # a SQLite without trigrams: all texts are read
        db.execute(_GRAMS)


def _has(db: sqlite3.Connection, table: str) -> bool:
    found = db.execute("select 1 from sqlite_master where name = ?", (table,))
    return found.fetchone() is not None


def _version(db: sqlite3.Connection) -> str | None:
    if not _has(db, "facts"):
        return None
    row = db.execute("select value from facts where name = 'version'").fetchone()
    return row[0] if row else None


def _folded(text: str) -> str:
    """The text without its capitals and with single spaces; parts of a text stay parts of it."""
    return " ".join(text.translate(_DOTS).casefold().split())
