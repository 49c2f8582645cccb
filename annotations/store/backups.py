"""Copies of the whole store, made while people work, opened and checked before older ones go."""

from __future__ import annotations

import gzip
import hashlib
import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from annotations.store.disk import (
    OpenFile,
    discard,
    ensure_folder,
    publish,
    read_all,
    sweep,
    write_draft,
    write_file,
)
from annotations.store.errors import StoreCorrupt, StoreError
from annotations.store.intake import UnreadableError, take_in
from annotations.store.layers import Tables
from annotations.store.layout import Place, stamp
from annotations.store.snapshot import CHUNK, Read, Snapshot, Write, read_of, write_snapshot

INTERVAL = timedelta(minutes=30)
"""How much time lies between two backups that nobody asked for."""

KEEP_ALL = timedelta(days=2)
KEEP_DAILY, KEEP_WEEKLY, KEEP_MONTHLY = 12, 10, 9

_NAME = re.compile(r"(\d{8}T\d{6}Z)-(\d+)-([0-9a-f]{8})\.json\.gz")


@dataclass(frozen=True, slots=True, order=True)
class Backup:
    """A copy of the store.

    Args:
        taken: when.
        seq: after which commit.
        chain: the checksum of that commit.
        size: how many bytes the file has.
        path: where it is.
    """

    taken: datetime
    seq: int
    chain: str
    size: int
    path: Path

    @property
    def digest_path(self) -> Path:
        """Where its SHA-256 is, in the form that `sha256sum --check` reads."""
        return self.path.with_name(self.path.name + ".sha256")


def list_backups(place: Place) -> list[Backup]:
    """Return the backups, the newest first."""
    folder, found = place.layout.backups, []
    for name in place.files.list_folder(folder):
        match, info = _NAME.fullmatch(name), place.files.stat(folder / name)
        if match and info:
            taken = datetime.strptime(match[1], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
            found.append(Backup(taken, int(match[2]), match[3], info.size, folder / name))
    return sorted(found, reverse=True)


def is_due(place: Place, seq: int, chain: str) -> bool:
    """Whether the store changed since the last backup, and that was long enough ago."""
    last = next(iter(list_backups(place)), None)
    if last is None:
        return True
    return (last.seq, last.chain) != (seq, chain) and place.clock() - last.taken >= INTERVAL


def ensure_backup(place: Place, tables: Tables, seq: int, chain: str) -> Path:
    """Return the backup of a version of the store; make it if there is none.

    Raises:
        StoreCorrupt, OSError: as for `make_backup`.
    """
    for backup in list_backups(place):
        if (backup.seq, backup.chain) == (seq, chain):
            return backup.path
    return make_backup(place, tables, seq, chain).path


def make_backup(place: Place, tables: Tables, seq: int, chain: str) -> Backup:
    """Copy the tables, check the copy, and let older backups go.

    Raises:
        StoreCorrupt: the copy does not hold what was written to it.
        OSError: the copy could not be written.
    """
    ensure_folder(place, place.layout.backups)
    sweep(place, place.layout.backups)
    taken = place.clock().astimezone(UTC).replace(microsecond=0)
    path = place.layout.backups / f"{stamp(taken)}-{seq}-{chain}.json.gz"
    written = Checksum()
    draft = write_draft(place, path, lambda write: _compress(tables, written, write))
    digest, size, crc = _examine(OpenFile(place.files, draft))
    if crc != written.value:
        discard(place.files, draft)
        raise StoreCorrupt(f"The backup {path.name} cannot be read back; the disk may be failing.")
    backup = Backup(taken, seq, chain, size, path)
    line = f"{digest}  {path.name}\n".encode()
    write_file(place, backup.digest_path, lambda write: write(line))
    publish(place, draft, path)
    thin_out(place)
    return backup


def open_backup(place: Place, backup: Backup) -> Snapshot | None:
    """Return the tables of a backup; None if it does not hold what was written to it."""
    noted = (read_all(place.files, backup.digest_path) or b"").split(b" ")[0]
    try:
        digest, _size, crc = _examine(OpenFile(place.files, backup.path))
        if digest.encode() != noted or crc is None:
            return None
        data = gzip.decompress(read_all(place.files, backup.path) or b"")
        return take_in(read_of(data)).snapshot
    except (OSError, StoreError, UnreadableError):
        return None


def thin_out(place: Place) -> None:
    """Remove the backups that the rules do not keep."""
    backups = list_backups(place)
    kept = set(to_keep([backup.taken for backup in backups], place.clock()))
    for backup in backups:
        if backup.taken not in kept:
            discard(place.files, backup.path)
            discard(place.files, backup.digest_path)


def to_keep(moments: Iterable[datetime], now: datetime) -> list[datetime]:
    """Return which of some backups to keep, by when they were taken.

    All of the last two days are kept; of those before, the last of each of 12 days, then the
    last of each of 10 weeks, then the last of each of 9 months.
    """
    newest_first = sorted(moments, reverse=True)
    kept = [moment for moment in newest_first if now - moment < KEEP_ALL]
    rest = iter(newest_first[len(kept) :])
    left: datetime | None = next(rest, None)
    for period, count in ((_day, KEEP_DAILY), (_week, KEEP_WEEKLY), (_month, KEEP_MONTHLY)):
        seen: set[object] = {period(moment) for moment in kept[-1:]} if kept else set()
        room = count
        while left is not None and room:
            if period(left) not in seen:
                seen.add(period(left))
                kept.append(left)
                room -= 1
            left = next(rest, None)
    return kept


def _day(moment: datetime) -> date:
    return moment.astimezone(UTC).date()


def _week(moment: datetime) -> tuple[int, int]:
    year, week, _day = moment.astimezone(UTC).isocalendar()
    return year, week


def _month(moment: datetime) -> tuple[int, int]:
    moment = moment.astimezone(UTC)
    return moment.year, moment.month


class Checksum:
    """Adds up the CRC-32 of what passes through it."""

    def __init__(self) -> None:
        self.value = 0

    def through(self, write: Write) -> Write:
        """Return a function that adds to the checksum and hands on."""

        def take(data: bytes) -> None:
            self.value = zlib.crc32(data, self.value)
            write(data)

        return take


def _compress(tables: Tables, written: Checksum, write: Write) -> None:
    squeeze = zlib.compressobj(level=4, wbits=31)
    write_snapshot(tables, written.through(lambda data: write(squeeze.compress(data))))
    write(squeeze.flush())


def _examine(read: Read) -> tuple[str, int, int | None]:
    """Return a compressed file's SHA-256 and size, and its content's CRC-32 if it is whole."""
    digest, size, crc = hashlib.sha256(), 0, 0
    unpack = zlib.decompressobj(wbits=31)
    try:
        while piece := read(CHUNK, size):
            digest.update(piece)
            size += len(piece)
            crc = zlib.crc32(unpack.decompress(piece), crc)
    except zlib.error:
        return "", size, None
    return digest.hexdigest(), size, crc if unpack.eof else None
