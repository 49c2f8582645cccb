"""Untrusted text becomes text that a terminal only shows."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from annotations.tokens import graphemes
from tests.tui.hard_texts import HARD, PAYLOADS, any_string, is_obeyed, texts, widths
from tui.terminal_text import (
    _TABLE,
    UNSAFE,
    Cells,
    displayable,
    fit,
    grapheme_width,
    is_narrow,
    one_line,
    plain_lines,
    shorten,
)

JOINERS = "\u200d\ufe0f"
EVERY_CODE_POINT = "".join(map(chr, range(sys.maxunicode + 1)))


class TestDisplayable:
    def test_no_code_point_is_left_that_a_terminal_obeys(self):
        assert not any(map(is_obeyed, displayable(EVERY_CODE_POINT)))

    def test_it_is_one_for_one_and_leaves_the_rest_alone(self):
        shown = displayable(EVERY_CODE_POINT)
        assert len(shown) == len(EVERY_CODE_POINT)
        changed = [was for was, now in zip(EVERY_CODE_POINT, shown, strict=True) if was != now]
        assert all(is_obeyed(char) or char in JOINERS for char in changed)

    @pytest.mark.parametrize("name", ["zwj emoji", "vs16", "keycaps", "flags", "devanagari"])
    def test_joiners_that_join_stay(self, name):
        assert displayable(HARD[name]) == HARD[name]

    @given(texts)
    def test_no_joiner_reaches_out_of_its_grapheme(self, text):
        """Or else a row would be measured otherwise than its parts."""
        shown = displayable(text)
        parts = [shown[start:end] for start, end in graphemes(shown)]
        assert sum(map(cell_len, parts)) == cell_len(shown)
        assert not any(part.endswith("\u200d") for part in parts)

    @given(any_string)
    def test_offsets_hold(self, text):
        shown = displayable(text)
        assert len(shown) == len(text)
        assert displayable(shown) == shown

    def test_control_characters_become_their_pictures(self):
        assert displayable("\x00\x1b\x1f\x7f") == "␀␛␟␡"

    @given(any_string)
    def test_tabs_are_kept_on_demand_and_nothing_else(self, text):
        with_tabs = displayable(text, tabs=True)
        assert with_tabs.replace("\t", "␉") == displayable(text)
        assert with_tabs.count("\t") == text.count("\t")

    @pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
    def test_payloads_lose_their_teeth_and_keep_their_length(self, payload):
        shown = displayable(payload)
        assert not any(map(is_obeyed, shown))
        assert len(shown) == len(payload)


class TestOneLine:
    @given(any_string)
    def test_there_is_one_line_without_tabs_and_controls(self, text):
        line = one_line(text)
        assert not any(map(is_obeyed, line))
        assert len(line) == len(text) - text.count("\r\n")

    def test_line_ends_and_tabs_become_spaces(self):
        assert one_line("a\r\nb\nc\rd\te") == "a b c d e"


class TestShorten:
    @given(texts.map(one_line), st.integers(0, 40))
    def test_it_fits_and_is_the_beginning(self, text, width):
        short = shorten(text, width)
        assert cell_len(short) <= width
        if short != text:
            kept = short.removesuffix("…")
            assert text.startswith(kept)
            assert len(kept) in {end for _, end in graphemes(text)} | {0}

    @given(texts.map(one_line))
    def test_what_fits_stays_as_it_is(self, text):
        assert shorten(text, cell_len(text)) == text

    @given(texts.map(one_line), st.integers(0, 40))
    def test_fit_takes_exactly_the_width(self, text, width):
        assert cell_len(fit(text, width)) == width

    @pytest.mark.parametrize("text", HARD.values(), ids=HARD)
    def test_hard_texts_fit_every_width(self, text):
        line = one_line(text)
        for width in range(101):
            assert cell_len(fit(line, width)) == width

    def test_an_ellipsis_says_that_something_was_cut(self):
        assert shorten("Tajikistan", 5) == "Taji…"
        assert shorten("東京都", 4) == "東…"
        assert shorten("東京都", 5) == "東京…"
        assert shorten("ab", 0) == ""


class TestCells:
    @given(texts.map(lambda text: displayable(text, tabs=True)))
    def test_its_width_is_that_of_its_graphemes(self, text):
        cells, cell = Cells(text), 0
        for start, end in graphemes(text):
            assert cells.cell_of(start) == cell
            cell += grapheme_width(text[start:end], cell)
        assert cells.width == cell == cells.cell_of(len(text))

    @given(texts.map(displayable))
    def test_without_tabs_its_width_is_what_rich_measures(self, text):
        assert Cells(text).width == cell_len(text)

    @given(texts.map(lambda text: displayable(text, tabs=True)))
    def test_from_character_to_cell_and_back(self, text):
        cells = Cells(text)
        for start, end in graphemes(text):
            if grapheme_width(text[start:end], cells.cell_of(start)):
                assert {cells.char_at(cells.cell_of(at)) for at in range(start, end)} == {start}

    @given(texts.map(lambda text: displayable(text, tabs=True)))
    def test_from_cell_to_character_and_back(self, text):
        cells = Cells(text)
        for cell in range(cells.width):
            char = cells.char_at(cell)
            assert cells.cell_of(char) <= cell
            assert char in {start for start, _ in graphemes(text)}
        assert cells.char_at(cells.width + 5) == len(text)

    @given(texts.map(displayable), st.integers(0, 60), st.integers(0, 60))
    def test_a_stretch_is_widened_to_whole_graphemes(self, text, one, other):
        start, end = sorted((min(one, len(text)), min(other, len(text))))
        first, last = Cells(text).whole(start, end)
        edges = {edge for pair in graphemes(text) for edge in pair} | {0}
        assert {first, last} <= edges
        assert first <= start
        if start < end:
            assert end <= last
            assert not any(first < edge <= start or end <= edge < last for edge in edges)
        else:
            assert first == last

    def test_a_tab_goes_to_its_stop(self):
        cells = Cells("a\tb\t中\tc")
        assert [cells.cell_of(at) for at in range(7)] == [0, 1, 8, 9, 16, 18, 24]

    def test_every_cell_of_a_wide_grapheme_is_its_first_character(self):
        cells = Cells("x👩‍👩‍👧y")
        assert [cells.char_at(cell) for cell in range(4)] == [0, 1, 1, 6]

    @given(st.text(max_size=8))
    def test_narrow_text_has_a_cell_for_each_character(self, text):
        if is_narrow(text):
            assert [cell_len(char) for char in text] == [1] * len(text)
            assert len(graphemes(text)) == len(text)

    def test_every_narrow_character_is_one_grapheme_of_one_cell(self):
        narrow = [char for char in EVERY_CODE_POINT if is_narrow(char)]
        assert {cell_len(char) for char in narrow} == {1}
        assert len(graphemes("".join(narrow))) == len(narrow)


@given(st.lists(any_string, max_size=4))
def test_plain_lines_obey_nothing_but_tabs_and_their_own_line_ends(lines):
    printed = plain_lines(lines)
    assert printed.count("\n") == max(0, len(lines) - 1)
    assert not any(is_obeyed(char) for char in printed if char not in "\n\t")


@given(widths, texts)
def test_fit_and_shorten_agree(width, text):
    line = one_line(text)
    assert fit(line, width).startswith(shorten(line, width))


def test_what_is_unsafe_is_what_is_replaced():
    unsafe = {code for code in range(0x110000) if UNSAFE.match(chr(code))}
    assert unsafe == set(_TABLE)
