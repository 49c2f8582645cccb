"""Putting a damaged store together again: a file that is whole, and the commits after it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from annotations.store.backups import list_backups, open_backup
from annotations.store.commits import NO_CHAIN, Commit, Version
from annotations.store.history import past_commits
from annotations.store.journal import Reading
from annotations.store.layers import EMPTY
from annotations.store.layout import Place
from annotations.store.state import State


@dataclass(frozen=True, slots=True)
class Recovered:
    """What could be put together.

    Args:
        state: the store.
        source: what it was put together from, for people.
        lost: how many commits are missing.
    """

    state: State
    source: str
    lost: int


def recover(place: Place, reading: Reading, base: State | None = None) -> Recovered | None:
    """Put the store together from what is left of it.

    Args:
        place: the store's surroundings.
        reading: what the journal says.
        base: the store as of the JSON file, if that one is sound.

    Returns:
        The newest state that can be had; None if nothing is left to begin with.
    """
    commits = _all_commits(place, reading)
    known = [base.version for base in reading.bases] + [commit.version for commit in commits[-1:]]
    goal = max(known, default=None)
    best: Recovered | None = None
    for state, source in _candidates(place, commits, base):
        state.follow(commits)
        lost = goal[0] - state.seq if goal else 0
        if state.version == goal:
            return Recovered(state, source, lost=0)
        if best is None or state.seq > best.state.seq:
            best = Recovered(state, source, lost)
    return best and _with_the_rest(best, commits)


def state_at(place: Place, version: Version) -> State | None:
    """Return the store as it was after one commit; None if that can no longer be told."""
    commits = [commit for commit in past_commits(place) if commit.seq <= version[0]]
    for state, _source in _candidates(place, commits, State(EMPTY)):
        if state.seq <= version[0]:
            state.follow(commits)
            if state.version == version:
                return state
    return None


def _all_commits(place: Place, reading: Reading) -> list[Commit]:
    found = {commit.line: commit for commit in past_commits(place)}
    found.update({commit.line: commit for commit in (*reading.commits, *reading.later)})
    return sorted(found.values(), key=lambda commit: commit.seq)


def _candidates(
    place: Place, commits: list[Commit], base: State | None
) -> Iterator[tuple[State, str]]:
    if base is not None:
        yield base, "the journal"
    for backup in list_backups(place):
        snapshot = open_backup(place, backup)
        if snapshot is not None:
            name = f"the backup of {backup.taken:%Y-%m-%d %H:%M} UTC and the journal"
            yield State(snapshot, backup.seq, backup.chain), name
    for commit in reversed(commits):
        if commit.prev == NO_CHAIN:  # the first one of a store that was new
            yield State(EMPTY, commit.seq - 1), "the journals"


def _with_the_rest(best: Recovered, commits: list[Commit]) -> Recovered:
    """Make the commits after a gap as well, as far as they find what they change."""
    state, lost = best.state, best.lost
    for commit in commits:
        if commit.seq > state.seq:
            state.take(commit)
            lost -= 1
    return Recovered(state, best.source, lost)
