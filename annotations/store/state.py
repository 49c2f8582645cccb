"""The store in memory: the JSON file, and the commits made since."""

from __future__ import annotations

from collections.abc import Iterable

from annotations.store.commits import NO_CHAIN, Commit, Version, apply
from annotations.store.layers import Layer, Tables


class State(Layer):
    """All tables as of one commit.

    Args:
        below: the tables of a JSON file.
        seq: the number of the last commit that is in them.
        chain: the checksum of that commit.
    """

    def __init__(self, below: Tables, seq: int = 0, chain: str = NO_CHAIN) -> None:
        super().__init__(below)
        self.seq, self.chain = seq, chain

    @property
    def version(self) -> Version:
        """The number and checksum of the last commit."""
        return self.seq, self.chain

    def follow(self, commits: Iterable[Commit]) -> None:
        """Make the commits that come next, one after the other; pass over all others."""
        for commit in commits:
            if (commit.seq - 1, commit.prev) == self.version:
                self.take(commit)

    def take(self, commit: Commit) -> int:
        """Make a commit.

        Returns:
            How many of its changes found nothing to change.
        """
        missed = apply(commit.changes, self)
        self.seq, self.chain = commit.seq, commit.chain
        return missed

    def freeze(self) -> State:
        """Return this state, apart from any later commits."""
        twin = State(self.below, self.seq, self.chain)
        twin.overlays = self.copy().overlays
        return twin
