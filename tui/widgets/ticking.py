"""`Ticked`: a long list of things, and which of them are ticked."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Generic, TypeVar, overload

T = TypeVar("T")
R = TypeVar("R")


class Ticked(Sequence[R], Generic[T, R]):
    """A sequence of rows, each made as it is drawn, from a thing and whether it is ticked."""

    def __init__(self) -> None:
        self.places: list[T] = []
        self._ticks = bytearray()

    @abstractmethod
    def row(self, place: T, ticked: bool) -> R:
        """What is drawn of one of them."""

    def extend(self, found: Sequence[T], ticks: bytes) -> None:
        """More of them, with a byte for each: 1 when it is ticked."""
        self.places += found
        self._ticks += ticks

    @overload
    def __getitem__(self, place: int) -> R: ...
    @overload
    def __getitem__(self, place: slice) -> list[R]: ...
    def __getitem__(self, place: int | slice) -> R | list[R]:
        if isinstance(place, slice):
            return [self[at] for at in range(*place.indices(len(self)))]
        return self.row(self.places[place], bool(self._ticks[place]))

    def __len__(self) -> int:
        return len(self.places)

    @property
    def ticked_count(self) -> int:
        """How many are ticked."""
        return sum(self._ticks)

    @property
    def ticked(self) -> list[T]:
        """Those that are ticked."""
        return [place for place, on in zip(self.places, self._ticks, strict=True) if on]

    @property
    def left_out(self) -> list[T]:
        """The others."""
        return [place for place, on in zip(self.places, self._ticks, strict=True) if not on]

    def toggle(self, place: int) -> None:
        """Tick one, or not."""
        self._ticks[place] ^= 1

    def tick_all(self, ticked: bool) -> None:
        """Tick all, or none."""
        self._ticks = bytearray([ticked]) * len(self.places)
