"""Full collections are made in the pauses."""

from __future__ import annotations

import gc

import pytest

from tui import housekeeping
from tui.housekeeping import Housekeeping


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still, and counts of what is due."""

    class Clock:
        now, due, collected = 100.0, 0, 0

    def collect() -> None:
        Clock.collected += 1

    monkeypatch.setattr(housekeeping, "monotonic", lambda: Clock.now)
    monkeypatch.setattr(gc, "get_count", lambda: (0, 0, Clock.due))
    monkeypatch.setattr(gc, "collect", collect)
    return Clock


def test_nothing_is_collected_while_somebody_types(clock):
    house, clock.due = Housekeeping(), housekeeping.ENOUGH + 1
    assert not house.tidy()
    clock.now += housekeeping.PAUSE + 1
    house.busy()
    assert not house.tidy()
    assert clock.collected == 0


def test_it_is_collected_in_a_pause_if_it_pays(clock):
    house, clock.due = Housekeeping(), housekeeping.ENOUGH
    clock.now += housekeeping.PAUSE + 1
    assert not house.tidy()
    clock.due += 1
    assert house.tidy()
    assert clock.collected == 1


def test_what_piles_up_is_collected_at_last(clock):
    house, clock.due = Housekeeping(), housekeeping.TOO_MANY + 1
    assert house.tidy()


def test_it_leaves_full_collections_to_the_pauses(monkeypatch):
    told = []
    monkeypatch.setattr(gc, "set_threshold", lambda *given: told.append(given))
    monkeypatch.setattr(gc, "freeze", lambda: told.append("frozen"))
    Housekeeping().begin()
    assert told[0][2] == housekeeping.NEVER
    assert told[1] == "frozen"
    assert gc.isenabled()
