"""Writing the JSON file anew, and putting the files of a store in order.

A crash at any point leaves files that belong together:

1. the new JSON file is written under another name and brought to the disk;
2. the journal says that it may be followed by its later commits;
3. it is renamed, and the folder brought to the disk;
4. the commits that it holds are kept in the history;
5. a new journal, with the commits that it does not hold, takes the place of the old one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from annotations.store.backups import Checksum, ensure_backup
from annotations.store.commits import Base, Commit, Seal
from annotations.store.disk import (
    OpenFile,
    discard,
    publish,
    read_all,
    sweep,
    write_draft,
    write_file,
)
from annotations.store.errors import StoreCorrupt
from annotations.store.history import keep_commits
from annotations.store.journal import Journal, write_journal
from annotations.store.layers import META, Tables
from annotations.store.layout import Place, stamp
from annotations.store.opening import Loaded
from annotations.store.snapshot import Snapshot, Write, scan, write_snapshot


@dataclass(frozen=True, slots=True)
class Draft:
    """A JSON file that is whole, on the disk, and not yet in its place."""

    path: Path
    snapshot: Snapshot
    seal: Seal


def draft_snapshot(place: Place, tables: Tables) -> Draft:
    """Write tables to a new JSON file and read it back.

    Raises:
        StoreCorrupt: the file does not hold what was written to it.
        OSError: it could not be written.
    """
    below = getattr(tables, "below", None)
    if isinstance(below, Snapshot) and not below.is_sound():
        raise StoreCorrupt(
            f"{place.layout.data.name} was damaged while it was open; open it again to restore it."
        )
    written = Checksum()
    counts: list[tuple[str, int]] = []

    def fill(write: Write) -> None:
        counts.extend(write_snapshot(tables, written.through(write)))

    path = write_draft(place, place.layout.data, fill)
    source = OpenFile(place.files, path)
    lines, crc = scan(source)
    if crc != written.value:
        discard(place.files, path)
        raise StoreCorrupt(f"{path.name} cannot be read back; the disk may be failing.")
    snapshot = Snapshot(lines, tuple(counts), crc)
    return Draft(path, snapshot, snapshot.seal(place.files.fstat(source.fd).mtime_ns))


def install(place: Place, draft: Draft, journal: Journal, base: Base) -> None:
    """Put a new JSON file in its place.

    Raises:
        OSError: it may be there or not; the journal fits either file.
    """
    journal.announce(base)
    publish(place, draft.path, place.layout.data)


def rotate(place: Place, base: Base, commits: Iterable[Commit]) -> None:
    """Begin a new journal with the commits that the JSON file does not hold.

    Raises:
        OSError: the old journal is still there, or the new one is.
    """
    past = [commit for commit in commits if commit.seq <= base.seq]
    keep_commits(place, past)
    write_journal(place, base, [commit for commit in commits if commit.seq > base.seq])


def settle(place: Place, loaded: Loaded) -> None:
    """Make the files agree with what was loaded from them.

    Raises:
        OSError: the files are as they were, or half way, which `load` understands as well.
    """
    state, layout, reading = loaded.state, place.layout, loaded.reading
    sweep(place, layout.data.parent, layout.data.name)
    if loaded.prior is not None:
        ensure_backup(place, loaded.prior, *loaded.prior.version)
    keep_commits(place, sorted((*reading.commits, *reading.later), key=lambda c: c.seq))
    if loaded.journal_damaged:
        _keep_copy(place, layout.journal)
    if state.names() - {META}:
        ensure_backup(place, state, *state.version)
    if loaded.rewrite or not isinstance(state.below, Snapshot):
        draft = draft_snapshot(place, state)
        base = Base(*state.version, draft.seal)
        if loaded.journal is not None and not loaded.journal_damaged:
            loaded.journal.announce(base)
        if loaded.data_damaged:
            place.files.rename(layout.data, _free_name(place, layout.data))
        publish(place, draft.path, layout.data)
    else:
        info = place.files.stat(layout.data)
        base = Base(*state.version, state.below.seal(info.mtime_ns if info else 0))
    write_journal(place, base)


def _keep_copy(place: Place, path: Path) -> None:
    data = read_all(place.files, path)
    if data is not None:
        copy = _free_name(place, path)
        write_file(place, copy, lambda write: write(data))


def _free_name(place: Place, path: Path) -> Path:
    first = path.with_name(f"{path.name}.damaged-{stamp(place.clock())}")
    name, number = first, 1
    while place.files.stat(name) is not None:
        number += 1
        name = first.with_name(f"{first.name}-{number}")
    return name
