"""Lines break into rows that fit, between words where there are any, never inside a grapheme."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from annotations.tokens import graphemes
from tests.tui.hard_texts import HARD, lines, widths
from tui.page.wrapping import HANGING, break_line
from tui.terminal_text import Cells, displayable, grapheme_width

shown_lines = lines.map(lambda text: displayable(text, tabs=True))


def rows(text: str, width: int) -> list[str]:
    """The rows of a line, hanging spaces included."""
    starts = break_line(text, width)
    return [text[start:end] for start, end in pairwise([*starts, len(text)])]


def check(text: str, width: int) -> None:
    """Hold a line's rows against everything that is promised of them."""
    starts = break_line(text, width)
    edges = {start for start, _ in graphemes(text)} | {0}
    assert starts[0] == 0
    assert all(first < second for first, second in pairwise(starts))
    assert set(starts) <= edges, "a row begins inside a grapheme"
    found = rows(text, width)
    assert "".join(found) == text
    for row in found:
        drawn = row.rstrip(HANGING)
        if Cells(drawn).width > width:
            wide = [g for g in graphemes(drawn) if grapheme_width(drawn[slice(*g)], 0)]
            assert len(wide) == 1, f"row {drawn!r} is wider than {width} cells"


@given(shown_lines, widths)
@example(" bcd。", 4)
@example("aaa bb\tcc", 9)
@example("a\u0301\u0301b", 1)
def test_rows_tile_the_line_and_fit(text, width):
    check(text, width)


@pytest.mark.parametrize("text", HARD.values(), ids=HARD)
def test_hard_texts_break_well_at_every_width(text):
    for line in text.split("\n"):
        for width in range(1, 101):
            check(displayable(line, tabs=True), width)


@given(st.text("ab .,"), widths)
def test_the_short_way_for_narrow_text_agrees_with_the_long_one(text, width):
    """The same text with one wide character behind it goes the other way."""
    narrow, wide = rows(text, width), rows(text + " 漢", width)
    assert wide[: len(narrow) - 1] == narrow[:-1]


class TestWords:
    def test_rows_break_after_spaces_which_hang(self):
        assert rows("one two three", 8) == ["one two ", "three"]
        assert rows("one two three", 7) == ["one two ", "three"]
        assert rows("one   two", 3) == ["one   ", "two"]

    def test_a_word_longer_than_a_row_is_cut(self):
        assert rows("abcdefgh", 3) == ["abc", "def", "gh"]
        assert rows("a bcdefgh", 3) == ["a ", "bcd", "efg", "h"]

    def test_hanging_spaces_never_begin_a_row(self):
        for width in range(1, 20):
            assert not any(row.startswith(" ") for row in rows("so  many   spaces    here", width))
            assert not any(row.startswith(" ") for row in rows("漢字  字   字    here", width)[1:])

    def test_a_space_that_does_not_break_does_not(self):
        assert rows("10\u00a0000 km", 7) == ["10\u00a0000 ", "km"]

    def test_text_without_spaces_breaks_anywhere(self):
        assert rows("東京都知事", 4) == ["東京", "都知", "事"]

    def test_a_mark_of_punctuation_does_not_begin_a_row(self):
        assert rows("東京都。知事", 6) == ["東京", "都。知", "事"]
        assert rows("「東京」です", 6) == ["「東", "京」で", "す"]

    def test_a_grapheme_wider_than_the_row_stands_alone(self):
        assert rows("漢字", 1) == ["漢", "字"]
        assert rows("a漢b", 1) == ["a", "漢", "b"]

    def test_an_emoji_is_not_taken_apart(self):
        assert rows("👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧", 5) == ["👩‍👩‍👧👩‍👩‍👧", "👩‍👩‍👧"]
        assert rows("🇹🇯🇺🇸🇷🇺", 3) == ["🇹🇯", "🇺🇸", "🇷🇺"]

    def test_a_tab_is_measured_from_the_row_it_is_in(self):
        """Behind a break its stop is another than it was before."""
        assert rows("aaaaaa bbbb\tc", 9) == ["aaaaaa ", "bbbb\tc"]

    def test_a_row_may_end_at_a_tab(self):
        assert rows("word\tword\tword", 12) == ["word\tword\t", "word"]
        assert rows("word\tword\tword", 7) == ["word\t", "word\t", "word"]

    @given(widths)
    def test_no_text_is_one_row(self, width):
        assert break_line("", width) == [0]

    @given(st.integers(1, 40), widths)
    def test_only_spaces_is_one_row(self, count, width):
        assert break_line(" " * count, width) == [0]
