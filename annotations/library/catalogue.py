"""What is known of files and of the store's articles from earlier, in SQLite.

The catalogue is a file outside the store, which may be deleted at any time. It lets the library
show thousands of articles before one file or document is read: what a file told holds as long as
its size and time are the same, where an article stands as long as its documents are.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from annotations.library.entry import Facts, Standing
from annotations.library.standing import Stored

_FORMAT = 3
"""Raise it when older files are not to be read any more."""
_PATIENCE = 0.5
"""Seconds to wait for another program that has the file."""
_SCHEMA = """
create table facts(version text);
create table files(
    path text, number integer, size integer, mtime integer, encoding text, member text,
    position integer, id text, title text, day text, problem text, primary key(path, number)
) without rowid;
create table articles(
    id text primary key, stamp integer, source text, title text, day text, status text,
    entities integer, unreviewed integer, corrections integer, tags text, flagged integer,
    labels text, doubt real, finished text
) without rowid;
"""


class State(NamedTuple):
    """What a change of a file changes."""

    size: int
    mtime: int
    """In nanoseconds."""
    encoding: str = ""
    """The encoding that was asked for it; empty when it was found out."""


class Part(NamedTuple):
    """An article that a file holds: all of it, or one of several."""

    facts: Facts
    member: str = ""
    """Which one of several."""
    position: int = -1
    """Where it starts in a JSONL file."""


class Known(NamedTuple):
    """What a file told."""

    state: State
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """All that was known earlier."""

    version: str
    """The store's, when all its articles were last looked at; empty when they were not."""
    files: Mapping[str, Known]
    """By absolute path."""
    articles: Mapping[str, Stored]
    """By id."""


EMPTY = Contents("", {}, {})


class Catalogue:
    """The file; one that is damaged, of another version or busy is as good as none.

    Nothing that fails here is an error: then it is found out anew next time.

    Args:
        file: Where it is kept.
    """

    def __init__(self, file: Path) -> None:
        self._file = file

    def load(self) -> Contents:
        """All that is known."""
        if not self._file.exists():
            return EMPTY
        try:
            with closing(self._connect()) as db:
                return _contents(db)
        except (sqlite3.Error, ValueError, TypeError):
            return EMPTY

    def keep(
        self,
        files: Mapping[str, Known] | None = None,
        articles: Mapping[str, Stored] | None = None,
        gone: Iterable[str] = (),
        version: str | None = None,
    ) -> None:
        """Remember more.

        Args:
            files: What files told, by absolute path.
            articles: Where articles stand, by id.
            gone: The ids of articles that the store has no more.
            version: The store's, when all its articles were looked at.
        """
        with suppress(OSError, sqlite3.Error):
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            for _ in range(2):
                try:
                    with closing(self._connect()) as db, db:
                        _ensure(db)
                        _keep(db, files or {}, articles or {}, gone, version)
                    return
                except sqlite3.OperationalError:
                    return  # a disk that is full or read-only, or another program is busy
                except sqlite3.DatabaseError:
                    self._file.unlink(missing_ok=True)

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self._file, timeout=_PATIENCE)


def _contents(db: sqlite3.Connection) -> Contents:
    if db.execute("pragma user_version").fetchone()[0] != _FORMAT:
        return EMPTY
    # Nobody sees anything before all of it is there: no calls, and no columns that are empty.
    files = {
        path: Known(State(size, mtime), (Part(Facts(id, title, day)),))
        for path, size, mtime, id, title, day in db.execute(
            f"select path, size, mtime, id, title, day from files where not ({_UNUSUAL})"
        )
    }
    files.update(_unusual(db))
    articles = {
        id: Stored(
            stamp, source, Facts(id, title, day),
            Standing(status, entities, unreviewed, corrections,
                     tuple(json.loads(tags)) if tags else (), flagged == 1, labels, doubt,
                     finished),
        )
        for id, stamp, source, title, day, status, entities, unreviewed, corrections, tags,
            flagged, labels, doubt, finished in db.execute("select * from articles")
    }  # fmt: skip
    version = db.execute("select version from facts").fetchone()
    return Contents(version[0] if version else "", files, articles)


_UNUSUAL = "number or member != '' or position != -1 or encoding != '' or problem != ''"


def _unusual(db: sqlite3.Connection) -> dict[str, Known]:
    """Files that hold several articles, cannot be read, or are decoded as somebody said."""
    states: dict[str, State] = {}
    parts: dict[str, list[Part]] = {}
    rows = db.execute(f"select * from files where {_UNUSUAL} order by path, number")
    for path, _, size, mtime, encoding, member, position, *facts in rows:
        states[path] = State(size, mtime, encoding)
        parts.setdefault(path, []).append(Part(Facts(*facts), member, position))
    return {path: Known(state, tuple(parts[path])) for path, state in states.items()}


def _ensure(db: sqlite3.Connection) -> None:
    """Make the tables, in place of those of another version."""
    if db.execute("pragma user_version").fetchone()[0] == _FORMAT:
        return
    for name in ("facts", "files", "articles"):
        db.execute(f"drop table if exists {name}")
    for statement in _SCHEMA.strip().split(";\n"):
        db.execute(statement)
    db.execute(f"pragma user_version = {_FORMAT}")


def _keep(
    db: sqlite3.Connection,
    files: Mapping[str, Known],
    articles: Mapping[str, Stored],
    gone: Iterable[str],
    version: str | None,
) -> None:
    db.executemany("delete from files where path = ?", [(_storable(path),) for path in files])
    db.executemany(
        f"insert or replace into files values ({','.join('?' * 11)})",
        [_file_row(path, number, known.state, part) for path, known in files.items()
         for number, part in enumerate(known.parts)],
    )  # fmt: skip
    db.executemany("delete from articles where id = ?", [(id,) for id in gone])
    db.executemany(
        f"insert or replace into articles values ({','.join('?' * 14)})",
        [_article_row(id, stored) for id, stored in articles.items()],
    )
    if version is not None:
        db.execute("delete from facts")
        db.execute("insert into facts values (?)", (version,))


def _file_row(path: str, number: int, state: State, part: Part) -> tuple[str | int, ...]:
    facts = part.facts
    return (_storable(path), number, state.size, state.mtime, state.encoding, part.member,
            part.position, facts.id, _storable(facts.title), facts.day,
            _storable(facts.problem))  # fmt: skip


def _article_row(id: str, stored: Stored) -> tuple[str | int | float, ...]:
    facts, now = stored.facts, stored.standing
    return (id, stored.stamp, _storable(stored.source), _storable(facts.title), facts.day,
            now.status, now.entities, now.unreviewed, now.corrections,
            json.dumps(now.tags) if now.tags else "", int(now.flagged),
            _storable(now.labels), now.doubt, now.finished)  # fmt: skip


def _storable(text: str) -> str:
    """The text without lone surrogates, which SQLite cannot keep."""
    return text.encode("utf-8", "replace").decode()
