"""Plots: every row as wide as it shall be, names safe, values where they belong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.annotations.strategies import texts
from tests.tui.hard_texts import PAYLOADS, is_obeyed
from tui.plots import AXES, Chart, Series, plotted
from tui.terminal_text import cell_len

KINDS = ("bars", "rows", "lines")


def chart(values, kind="rows", names=None, *, shares=False) -> Chart:
    names = tuple(names or (f"n{place}" for place in range(len(values))))
    return Chart("title", names, (Series("s", tuple(map(float, values))),), kind, shares)


def lines(found) -> list[str]:
    return ["".join(text for text, _ in row) for row in found]


@pytest.mark.parametrize("kind", KINDS)
@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=70), st.integers(16, 150),
       st.integers(4, 20))  # fmt: skip
def test_it_fits(kind, values, width, height):
    found = lines(plotted(chart(values, kind), width, height))
    assert found
    assert len(found) <= height
    assert {cell_len(line) for line in found} == {width}


@given(st.lists(texts(), min_size=1, max_size=6))
def test_names_of_any_characters_fit_and_are_obeyed_by_no_terminal(names):
    for kind in KINDS:
        found = lines(plotted(chart(range(len(names)), kind, names), 60, 10))
        assert all(cell_len(line) == 60 for line in found)
        assert not any(map(is_obeyed, "".join(found)))


def test_a_hostile_name_stands_there_harmless():
    name = "".join(PAYLOADS.values())
    found = lines(plotted(chart([3, 1], "rows", [name, "東京"]), 80, 6))
    assert "東京┤" in found[1]
    assert not any(map(is_obeyed, "".join(found)))


def test_rows_are_as_long_as_their_values_the_first_on_top():
    found = plotted(chart([40, 20, 0]), 60, 6)
    lengths = [sum(len(text) for text, part in row if part == 0) for row in found[:3]]
    assert lengths[0] > 40
    assert abs(lengths[0] / 2 - lengths[1]) <= 1
    assert lengths[2] <= 1
    assert [line.strip()[:2] for line in lines(found)[:3]] == ["n0", "n1", "n2"]


def test_bars_stand_as_high_as_their_values():
    found = plotted(chart([0, 5, 10], "bars"), 60, 12)
    heights = [sum(part == 0 for _, part in row) for row in found]
    assert heights[0] == 1
    assert heights.index(0) > 8
    assert "n1" in lines(found)[-1]


def test_shares_go_from_0_to_1():
    found = lines(plotted(chart([0.5, 0.5], "lines", shares=True), 60, 11))
    assert [line.split("┤")[0].strip() for line in found if "┤" in line] == ["1", ".5", "0"]
    assert "•" in next(line for line in found if ".5┤" in line)


def test_series_are_told_apart():
    both = Chart("t", ("a", "b"), (Series("x", (0.1, 0.2)), Series("y", (0.9, 0.8))), "lines", True)
    assert {part for row in plotted(both, 60, 12) for _, part in row} == {AXES, 0, 1}


@pytest.mark.parametrize("size", [(15, 10), (40, 3), (0, 0)])
def test_without_room_nothing_is_drawn(size):
    assert plotted(chart([1, 2]), *size) == []


@pytest.mark.parametrize("nothing", [Chart("t"), Chart("t", ("a",), (Series("s", ()),))])
def test_without_values_nothing_is_drawn(nothing):
    assert nothing.is_empty
    assert plotted(nothing, 60, 10) == []
