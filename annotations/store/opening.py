"""Opening a store: what the files hold, whether they belong together, and what to do if not."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field

from annotations.store.backups import list_backups
from annotations.store.commits import NO_CHAIN, Base, apply
from annotations.store.disk import OpenFile
from annotations.store.errors import StoreForeign
from annotations.store.files import FileInfo
from annotations.store.history import last_number
from annotations.store.intake import Intake, UnreadableError, salvage, take_in
from annotations.store.journal import Health, Journal, Reading, open_journal
from annotations.store.layers import EMPTY, Layer
from annotations.store.layout import Place, counted
from annotations.store.merging import Union
from annotations.store.recovery import Recovered, recover, state_at
from annotations.store.snapshot import Snapshot, scan
from annotations.store.state import State

_QUIET, _LOOKS = 1.0, 50  # seconds without a change after which a file is taken for written


@dataclass(slots=True)
class Loaded:
    """A store in memory, and what is to be done to the files before the first commit."""

    state: State
    journal: Journal | None = None
    reading: Reading = field(default_factory=Reading)
    notices: list[str] = field(default_factory=list)
    read_only: str | None = None
    """Why the store cannot be written; None if it can."""
    settled: bool = True
    """Whether the files are in order. If not, these say what is to be done."""
    rewrite: bool = False
    """The JSON file does not hold the state."""
    data_damaged: bool = False
    """The JSON file is to be kept under another name."""
    journal_damaged: bool = False
    """The journal is to be kept under another name."""
    prior: State | None = None
    """What the store was before somebody else replaced it; to be backed up."""


def load(place: Place, known: frozenset[str], *, writing: bool) -> Loaded:
    """Read a store; change nothing on the disk.

    Args:
        place: the store's surroundings.
        known: the tables that a plain TinyDB file may have to be taken for ours.
        writing: whether the journal is to be opened for appending.

    Raises:
        StoreForeign: the file is not a store of ours.
        StoreError: it cannot be read.
    """
    info = place.files.stat(place.layout.data)
    opened = open_journal(place, writing=writing)
    if opened is None:
        return _load_without_journal(place, known, info)
    loaded = Loaded(State(EMPTY), *opened)
    if not loaded.reading.bases:
        return _headless(loaded, place, known)
    state = _sealed(place, loaded.reading, info)
    if state is None:
        return _load_unsealed(place, known, info, loaded, writing=writing)
    loaded.state = state
    state.follow(loaded.reading.commits)
    if loaded.reading.health is Health.DAMAGED or state.version < (loaded.reading.last or (0, "")):
        loaded.journal_damaged = True
        return _recovered(loaded, place, base=state)
    return loaded


def _sealed(place: Place, reading: Reading, info: FileInfo | None) -> State | None:
    """Return the JSON file's tables if the journal knows the file."""
    fits = [base for base in reading.bases if info and base.seal.size == info.size]
    if not fits:
        return None
    lines, crc = scan(OpenFile(place.files, place.layout.data))
    for base in reversed(fits):
        if (lines.starts[-1], crc) == (base.seal.size, base.seal.crc):
            return State(Snapshot(lines, base.seal.tables, crc), *base.version)
    return None


def _load_without_journal(place: Place, known: frozenset[str], info: FileInfo | None) -> Loaded:
    """Load a store that nobody has written here: new, copied, cloned, or not ours."""
    last = max([last_number(place), *(backup.seq for backup in list_backups(place))])
    loaded = Loaded(State(EMPTY, last), settled=False, rewrite=True)
    if last:
        journal = place.layout.journal.name
        loaded.notices.append(f"{journal} is missing: changes that were only there are lost.")
    if info is None or not info.size:
        return loaded
    try:
        intake = take_in(OpenFile(place.files, place.layout.data), known)
    except StoreForeign as error:
        raise StoreForeign(_refusal(place, error)) from error
    except UnreadableError:
        loaded.data_damaged = True
        return _recovered(loaded, place)
    if intake.snapshot.tables:
        loaded.state = _new_line(State(intake.snapshot, last))
        loaded.rewrite = not intake.as_written
    loaded.notices += [f"{place.layout.data.name}: {', '.join(intake.notes)}."] * bool(intake.notes)
    return loaded


def _refusal(place: Place, error: StoreForeign) -> str:
    return (
        f"{place.layout.data} is not a store of annotations ({error}); it was not touched. "
        "Choose another file with --store."
    )


def _load_unsealed(
    place: Place, known: frozenset[str], info: FileInfo | None, loaded: Loaded, *, writing: bool
) -> Loaded:
    """Load a store whose JSON file is not the one that the journal belongs to."""
    if info is not None and not _is_untouched(info, loaded.reading.bases):
        intake = _try_intake(place, known)
        if intake is None and _wait_for_writer(place):
            intake = _try_intake(place, known)
        if intake is not None:
            return _replaced(loaded, place, intake, writing=writing)
    loaded.data_damaged = info is not None
    return _recovered(loaded, place)


def _is_untouched(info: FileInfo, bases: list[Base]) -> bool:
    # Nobody wrote the file, and yet it is another one: the disk changed it.
    return any((info.size, info.mtime_ns) == (b.seal.size, b.seal.mtime_ns) for b in bases)


def _try_intake(place: Place, known: frozenset[str]) -> Intake | None:
    try:
        intake = take_in(OpenFile(place.files, place.layout.data), known)
    except (FileNotFoundError, UnreadableError, StoreForeign):
        return None
    return intake if intake.snapshot.tables else None


def _wait_for_writer(place: Place) -> bool:
    """Wait while another program may be in the middle of writing the JSON file.

    Returns:
        Whether the file was still being written.
    """
    waited = False
    for _ in range(_LOOKS):
        info = place.files.stat(place.layout.data)
        age = place.clock().timestamp() - info.mtime_ns / 1e9 if info else 0
        if not 0 <= age < _QUIET:
            break
        place.files.sleep(_QUIET / 5)
        waited = True
    return waited


def _headless(loaded: Loaded, place: Place, known: frozenset[str]) -> Loaded:
    """Load a store whose journal does not tell to which JSON file it belongs."""
    loaded.journal_damaged = True
    found = recover(place, loaded.reading)
    intake = _try_intake(place, known)
    if intake is None or (found is not None and not found.lost):
        loaded.data_damaged = intake is None and place.files.stat(place.layout.data) is not None
        return _recovered(loaded, place)
    state = State(intake.snapshot, loaded.reading.later[0].seq - 1 if loaded.reading.later else 0)
    for commit in loaded.reading.later:
        state.take(commit)
    loaded.state, loaded.settled, loaded.rewrite = _new_line(state), False, True
    loaded.notices.append(
        f"{place.layout.journal.name} was damaged: changes that were only there may be lost. "
        "The damaged file is kept beside it."
    )
    return loaded


def _recovered(loaded: Loaded, place: Place, base: State | None = None) -> Loaded:
    """Put a damaged store together again."""
    found = recover(place, loaded.reading, base)
    if found is None:
        return _salvaged(loaded, place)
    loaded.settled, loaded.rewrite = False, True
    loaded.state = _new_line(found.state) if found.lost else found.state
    loaded.notices.append(_what_happened(loaded, place, found))
    return loaded


def _what_happened(loaded: Loaded, place: Place, found: Recovered) -> str:
    data, journal = place.layout.data.name, place.layout.journal.name
    damaged = data if loaded.data_damaged else journal if loaded.journal_damaged else None
    what = f"{damaged} was damaged" if damaged else f"{data} was missing"
    lost = "nothing is known to be lost"
    if found.lost:
        lost = f"{counted(found.lost, 'commit')} could not be restored"
    elif not loaded.reading.bases:
        lost = "changes that were only in the journal may be lost"
    kept = " The damaged file is kept beside it." if damaged else ""
    return f"{what}: the store was restored from {found.source}; {lost}.{kept}"


def _salvaged(loaded: Loaded, place: Place) -> Loaded:
    """Show what can be read of a store that cannot be restored."""
    name = place.layout.data.name
    state = State(EMPTY)
    if place.files.stat(place.layout.data) is not None:
        salvage(OpenFile(place.files, place.layout.data), state)
    for commit in (*loaded.reading.commits, *loaded.reading.later):
        state.take(commit)
    loaded.state = state
    loaded.read_only = (
        f"{name} is damaged and there is nothing to restore it from: what can be read is shown, "
        f"and nothing can be changed. Put an older {name} in its place."
    )
    return loaded


def _replaced(loaded: Loaded, place: Place, intake: Intake, *, writing: bool) -> Loaded:
    """Go on with a JSON file that somebody else put there, and our commits since the last one."""
    reading = loaded.reading
    found = recover(place, reading) if writing else None
    loaded.prior = found.state if found else None
    state = State(intake.snapshot, *(reading.last or (0, NO_CHAIN)))
    union = Union(state)
    union.add_changes(_pending(place, reading))
    loaded.state, loaded.settled = _new_line(state), False
    loaded.rewrite = bool(state.overlays) or not intake.as_written
    loaded.journal_damaged = reading.health is Health.DAMAGED
    loaded.notices.append(_what_changed(place, loaded, [*intake.notes, *union.notes()]))
    return loaded


def _pending(place: Place, reading: Reading) -> Layer:
    """Return what the journal changes in the JSON file to which it belongs."""
    changes = Layer(state_at(place, reading.bases[0].version) or EMPTY)
    for commit in (*reading.commits, *reading.later):
        apply(commit.changes, changes)
    return changes


def _what_changed(place: Place, loaded: Loaded, notes: list[str]) -> str:
    name = place.layout.data.name
    pending = len(loaded.reading.commits)
    kept = f", with {counted(pending, 'commit')} that it did not have yet" if pending else ""
    how = f" ({', '.join(notes)})" if notes else ""
    before = f"; what it was before is in {place.layout.folder.name}/backups"
    return (
        f"{name} was replaced by another program: it was taken as it is{kept}{how}"
        f"{before if loaded.prior else ''}."
    )


def _new_line(state: State) -> State:
    """Begin a history of its own: no backup and no journal of before leads here."""
    crc = state.below.crc if isinstance(state.below, Snapshot) else 0
    state.seq, state.chain = state.seq + 1, f"{zlib.crc32(state.chain.encode(), crc):08x}"
    return state
