"""The journal: the file to which every commit is appended before it is shown."""

from __future__ import annotations

import os
import weakref
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum

from annotations.store.commits import Base, Commit, Version, read_line
from annotations.store.disk import OpenFile, close_if_open, write_all, write_file
from annotations.store.layout import Place
from annotations.store.snapshot import CHUNK, Write


class Health(Enum):
    """What a journal is like."""

    SOUND = "sound"
    TORN = "torn"
    """The last line was being written when the power went."""
    DAMAGED = "damaged"
    """Something else than our own writing happened to it."""


@dataclass(slots=True)
class Reading:
    """What the lines of a journal, or of its end, say."""

    bases: list[Base] = field(default_factory=list)
    commits: list[Commit] = field(default_factory=list)
    """The commits up to the first trouble."""
    end: int = 0
    """Where the first trouble begins, or the end."""
    rest: bytes = b""
    """What stands there."""
    later: list[Commit] = field(default_factory=list)
    """Commits that can be read after it."""
    health: Health = Health.SOUND
    last: Version | None = None
    """The last commit that the sound lines know of."""


def read_journal(data: bytes, after: Version | None = None) -> Reading:
    """Return what the bytes of a journal say.

    Args:
        data: whole lines, and perhaps a torn one.
        after: the last commit before, if `data` is the end of a journal; without, the first
            line has to be a `Base`.
    """
    reading = Reading(last=after)
    for line in _lines(data):
        entry = read_line(line)
        if not reading.rest and _take(entry, reading):
            reading.end += len(line)
            continue
        reading.rest += line
        if isinstance(entry, Commit):
            reading.later.append(entry)
    reading.health = _health(reading)
    return reading


def _lines(data: bytes) -> list[bytes]:
    lines = [line + b"\n" for line in data.split(b"\n")]
    last = lines.pop()[:-1]
    return [*lines, last] if last else lines


def _take(entry: Base | Commit | None, reading: Reading) -> bool:
    """Add an entry if it comes next."""
    if isinstance(entry, Base):
        reading.bases.append(entry)
        if reading.last is None or entry.seq > reading.last[0]:
            reading.last = entry.version
        return True
    if isinstance(entry, Commit) and reading.last == (entry.seq - 1, entry.prev):
        reading.commits.append(entry)
        reading.last = entry.version
        return True
    return False


def _health(reading: Reading) -> Health:
    if reading.last is None:
        return Health.DAMAGED
    if not reading.rest:
        return Health.SOUND
    # Each commit is on the disk before the next one begins: only one line can be torn.
    one_line = reading.rest.find(b"\n") in (-1, len(reading.rest) - 1)
    return Health.TORN if one_line and not reading.later else Health.DAMAGED


class Journal:
    """An open journal, read up to `end`.

    Args:
        place: the store's surroundings.
        source: the open file.
        fd: the same file, open for appending; None if it is only to be read.

    Attributes:
        inode: tells this file from another one of the same name.
        bases: the JSON files to which its commits belong.
        end: where the next commit goes.
    """

    def __init__(self, place: Place, source: OpenFile, fd: int | None) -> None:
        self._place, self._source, self._fd = place, source, fd
        self._close = weakref.finalize(self, close_if_open, place.files, fd)
        self.inode = place.files.fstat(source.fd).inode
        self.bases: list[Base] = []
        self.end = 0
        self._named = False

    def read_on(self, after: Version) -> Reading:
        """Read what others appended, and take note of it as far as it is sound."""
        reading = read_journal(self._bytes(self.end), after)
        self.end += reading.end
        self.bases += reading.bases
        return reading

    def append(self, line: bytes) -> None:
        """Add a line and return when it is on the disk.

        Raises:
            OSError: it could not be added; the journal is as it was, if that was possible.
        """
        if self._fd is None:
            raise PermissionError("the journal is open for reading only")
        files = self._place.files
        if not self._named:
            # Whoever put the file in its place may have died before its name was on the disk.
            files.sync_folder(self._place.layout.journal.parent)
            self._named = True
        try:
            write_all(files, self._fd, line)
            files.sync_data(self._fd)
        except OSError:
            self.cut()
            raise
        self.end += len(line)

    def announce(self, base: Base) -> None:
        """Add a JSON file to those that the commits may belong to.

        Raises:
            OSError: as for `append`.
        """
        self.append(base.line())
        self.bases.append(base)

    def cut(self) -> None:
        """Remove what stands behind the last sound line.

        Raises:
            OSError: that was not possible.
        """
        if self._fd is not None:
            self._place.files.truncate(self._fd, self.end)

    def sound_bytes(self) -> bytes:
        """Return all sound lines as they stand."""
        return self._bytes(0)[: self.end]

    def reread(self) -> Reading:
        """Return what all its lines say."""
        return read_journal(self._bytes(0))

    @property
    def has_grown(self) -> bool:
        """Whether anything was added since the file was new."""
        return not self.bases or self.end > len(self.bases[0].line())

    def is_current(self) -> bool:
        """Whether nothing happened to the file since it was last read."""
        found = self._place.files.look(self._place.layout.journal)
        return found is not None and found[:2] == self.inode and found[2] == self.end

    def close(self) -> None:
        """Stop writing."""
        self._close()
        self._fd = None

    def _bytes(self, offset: int) -> bytes:
        pieces = []
        while piece := self._source(CHUNK, offset):
            pieces.append(piece)
            offset += len(piece)
        return b"".join(pieces)


def open_journal(place: Place, *, writing: bool) -> tuple[Journal, Reading] | None:
    """Open and read the journal; return None if there is none."""
    path = place.layout.journal
    try:
        source = OpenFile(place.files, path)
    except FileNotFoundError:
        return None
    fd = place.files.open(path, os.O_WRONLY | os.O_APPEND | os.O_NOFOLLOW) if writing else None
    journal = Journal(place, source, fd)
    reading = journal.reread()
    journal.bases, journal.end = list(reading.bases), reading.end
    return journal, reading


def write_journal(place: Place, base: Base, commits: Iterable[Commit] = ()) -> None:
    """Put a new journal in the place of the old one.

    Args:
        place: the store's surroundings.
        base: the JSON file to which it belongs.
        commits: the commits since then.
    """

    def fill(write: Write) -> None:
        write(base.line())
        for commit in commits:
            write(commit.line)

    write_file(place, place.layout.journal, fill)
