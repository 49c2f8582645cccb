"""Tokens are what the cursor steps over and a selection snaps to."""

from __future__ import annotations

from itertools import pairwise

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from annotations.article import Article
from annotations.tokens import Tokens, graphemes, tokenize
from tests.annotations.strategies import ranges, texts

OFFSETS = st.integers(-2, 60)


def surfaces(text: str) -> list[str]:
    return [text[start:end] for start, end in tokenize(text)]


def tokens_of(text: str) -> tuple[Tokens, list[tuple[int, int]]]:
    """The tokens of an article, and all of them, line by line."""
    article = Article(text)
    lines = [article.line_range(line) for line in range(article.line_count)]
    found = [(start + a, start + b) for start, end in lines for a, b in tokenize(text[start:end])]
    return Tokens(article), found


def grapheme_edges(text: str) -> set[int]:
    return {0, *(match.end() for match in regex.finditer(r"\X", text))}


class TestEnglish:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("Tajikistan's border", ["Tajikistan", "'s", "border"]),
            ("Tajikistan’s border", ["Tajikistan", "’s", "border"]),
            ("the GOP'S man", ["the", "GOP", "'S", "man"]),
            ("we're, I'll, they've, he'd, I'm", [
                "we", "'re", ",", "I", "'ll", ",", "they", "'ve", ",", "he", "'d", ",", "I", "'m",
            ]),
            ("O'Brien at five o'clock", ["O'Brien", "at", "five", "o'clock"]),
            ("the allies' plan", ["the", "allies", "'", "plan"]),
            ("'so said she'", ["'", "so", "said", "she", "'"]),
            ("South-East", ["South", "-", "East"]),
            ("the U.S. and the U.K.-based", ["the", "U.S.", "and", "the", "U.K.", "-", "based"]),
            ("a rate of 4.5 (2 votes)", ["a", "rate", "of", "4.5", "(", "2", "votes", ")"]),
            ("$1,000.50 at 10:30.", ["$", "1,000.50", "at", "10:30", "."]),
            ("201st base, 3G", ["201st", "base", ",", "3G"]),
            ("snake_case", ["snake_case"]),
            ("Mr. Lu", ["Mr", ".", "Lu"]),
            ("“Quoted”—dash…", ["“", "Quoted", "”", "—", "dash", "…"]),
        ],
    )  # fmt: skip
    def test_by_example(self, text, expected):
        assert surfaces(text) == expected

    @given(st.lists(st.sampled_from(
        ["Ann", "U.S.", "'s", "it's", "o'clock", "4.5", "1,0", "_a", "a.b", " ", ".", "'", "-", "1"]
    )).map("".join))  # fmt: skip
    def test_a_foreign_character_on_the_line_changes_nothing_before_it(self, text):
        assert surfaces(f"{text} é") == [*surfaces(text), "é"]


class TestHardText:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("👩‍👩‍👧!", ["👩‍👩‍👧", "!"]),
            ("👍🏽👍", ["👍🏽", "👍"]),
            ("🇹🇯🇺🇸🇷", ["🇹🇯", "🇺🇸", "🇷"]),
            ("1️⃣2", ["1️⃣2"]),
            ("1.2️⃣", ["1", ".", "2️⃣"]),
            ("e\u0301te\u0301's", ["e\u0301te\u0301", "'s"]),
            ("it's\u0301", ["it's\u0301"]),
            ("U.S.\u0301", ["U", ".", "S", ".\u0301"]),
            ("नमस्ते दुनिया", ["नमस्ते", "दुनिया"]),
            ("น้ำ", ["น้ำ"]),
            ("ไทย", ["ไ", "ท", "ย"]),
            ("a'\u0e33", ["a", "'\u0e33"]),
            ("l'한국 l'ไ", ["l'한국", "l", "'", "ไ"]),
            ("東京タワーと", ["東", "京", "タワー", "と"]),
            ("한국어", ["한국어"]),
            ("مرحبا، عالم", ["مرحبا", "،", "عالم"]),
            ("a\tb", ["a", "b"]),
            ("a\r\nb", ["a", "b"]),
            ("a\u00a0b\u2028c", ["a", "b", "c"]),
            ("a\u200bb", ["a", "\u200b", "b"]),
            ("a\u200db", ["a\u200db"]),
            ("\ufeffa", ["\ufeff", "a"]),
            ("\x00\x1b[31m", ["\x00", "\x1b", "[", "31m"]),
            ("Zürich’s", ["Zürich", "’s"]),
        ],
    )
    def test_by_example(self, text, expected):
        assert surfaces(text) == expected

    @given(texts())
    def test_tokens_are_in_order_and_disjoint(self, text):
        found = tokenize(text)
        edges = [edge for token in found for edge in token]
        assert edges == sorted(edges)
        assert all(start < end for start, end in found)

    @given(texts())
    def test_tokens_cover_everything_but_space(self, text):
        covered = {place for start, end in tokenize(text) for place in range(start, end)}
        assert all(char.isspace() for place, char in enumerate(text) if place not in covered)
        assert not any(surface.isspace() for surface in surfaces(text))

    @given(texts())
    def test_no_token_splits_a_grapheme(self, text):
        assert {edge for token in tokenize(text) for edge in token} <= grapheme_edges(text)

    @given(texts())
    def test_graphemes_tile_the_text(self, text):
        assert "".join(text[start:end] for start, end in graphemes(text)) == text
        assert {end for _, end in graphemes(text)} | {0} == grapheme_edges(text)


class TestLookingUp:
    @given(texts(), OFFSETS)
    def test_at_is_the_token_that_holds_the_offset(self, text, offset):
        tokens, found = tokens_of(text)
        holding = [token for token in found if token[0] <= offset < token[1]]
        assert tokens.at(offset) == (holding[0] if holding else None)

    @given(texts(), OFFSETS)
    def test_after_is_the_first_that_starts_there_or_later(self, text, offset):
        tokens, found = tokens_of(text)
        assert tokens.after(offset) == next((t for t in found if t[0] >= offset), None)

    @given(texts(), OFFSETS)
    def test_before_is_the_last_that_ends_there_or_earlier(self, text, offset):
        tokens, found = tokens_of(text)
        assert tokens.before(offset) == next((t for t in reversed(found) if t[1] <= offset), None)

    @given(texts(), OFFSETS)
    def test_nearest_is_some_token_wherever_there_is_one(self, text, offset):
        tokens, found = tokens_of(text)
        nearest = tokens.nearest(offset)
        assert nearest in found if found else nearest is None
        assert tokens.at(offset) in (None, nearest)

    @given(texts())
    def test_stepping_on_and_back_visits_every_token(self, text):
        tokens, found = tokens_of(text)
        there, back = [], []
        step = tokens.after(0)
        while step:
            there.append(step)
            step = tokens.after(step[1])
        step = tokens.before(len(text))
        while step:
            back.append(step)
            step = tokens.before(step[0])
        assert there == back[::-1] == found


class TestSnapping:
    @given(texts(), st.data())
    def test_gives_the_tokens_that_the_range_touches(self, text, data):
        tokens, found = tokens_of(text)
        start, end = data.draw(ranges(text)) if len(text) > 1 else (0, len(text))
        touched = [token for token in found if token[0] < end and start < token[1]]
        expected = (touched[0][0], touched[-1][1]) if touched else None
        assert tokens.snap(start, end) == expected

    @given(texts(), st.data())
    def test_holds_what_is_no_space_and_twice_is_once(self, text, data):
        tokens, _ = tokens_of(text)
        start, end = data.draw(ranges(text)) if len(text) > 1 else (0, len(text))
        snapped = tokens.snap(start, end)
        black = [place for place in range(start, end) if not text[place].isspace()]
        if snapped is None:
            assert not black
        else:
            assert tokens.snap(*snapped) == snapped
            assert tokens.is_aligned(*snapped)
            assert all(snapped[0] <= place < snapped[1] for place in black)

    @given(texts(), st.integers(0, 60))
    def test_a_caret_gives_the_token_it_stands_in(self, text, offset):
        tokens, _ = tokens_of(text)
        assert tokens.snap(offset, offset) == tokens.at(offset)

    def test_may_reach_over_lines(self):
        tokens, _ = tokens_of("New\r\nYork City")
        assert tokens.snap(1, 6) == (0, 9)


class TestGraphemes:
    @given(texts(), st.data())
    def test_a_range_grows_to_whole_graphemes(self, text, data):
        tokens, _ = tokens_of(text)
        if len(text) < 2:
            return
        start, end = data.draw(ranges(text))
        edges = grapheme_edges(text)
        expected = max(e for e in edges if e <= start), min(e for e in edges if e >= end)
        assert tokens.snap_graphemes(start, end) == expected

    @given(texts())
    def test_steps_visit_every_edge_both_ways(self, text):
        tokens, _ = tokens_of(text)
        edges, offset = [0], 0
        while offset < len(text):
            offset = tokens.next_grapheme(offset)
            edges.append(offset)
        assert edges == sorted(grapheme_edges(text))
        back = [len(text)]
        while back[-1] > 0:
            back.append(tokens.previous_grapheme(back[-1]))
        assert back[::-1] == edges

    def test_steps_stay_in_the_text(self):
        tokens, _ = tokens_of("ab")
        assert tokens.next_grapheme(2) == 2
        assert tokens.previous_grapheme(0) == 0

    def test_the_end_of_a_line_is_one(self):
        tokens, _ = tokens_of("ab\r\ncd")
        assert tokens.next_grapheme(2) == 4
        assert tokens.previous_grapheme(4) == 2


class TestOccurrences:
    def test_stand_between_token_edges(self):
        tokens, _ = tokens_of("Lu, Luke and Lu's Lu-Lu; LU.")
        assert tokens.occurrences("Lu") == [(0, 2), (13, 15), (18, 20), (21, 23)]

    def test_do_not_overlap(self):
        tokens, _ = tokens_of("a b a b a")
        assert tokens.occurrences("a b a") == [(0, 5)]

    def test_of_nothing_there_are_none(self):
        assert tokens_of("ab")[0].occurrences("") == []

    @given(texts().filter(bool), st.data())
    def test_stand_where_tokens_begin_and_end(self, text, data):
        start, end = data.draw(ranges(text))
        tokens, found = tokens_of(text)
        edges = start in {a for a, _ in found} and end in {b for _, b in found}
        assert tokens.is_aligned(start, end) == edges

    @given(texts(), st.data())
    def test_are_all_the_aligned_places(self, text, data):
        tokens, found = tokens_of(text)
        if not found:
            return
        first = data.draw(st.integers(0, len(found) - 1))
        start, end = found[first][0], found[min(first + 1, len(found) - 1)][1]
        places = tokens.occurrences(text[start:end])
        assert all(text[a:b] == text[start:end] and tokens.is_aligned(a, b) for a, b in places)
        assert any(a < end and start < b for a, b in places)
        assert all(one[1] <= other[0] for one, other in pairwise(places))


@given(texts())
def test_a_stretch_without_spaces_has_the_same_tokens_wherever_it_stands(text):
    from annotations import tokens

    plain = "".join(tokens._PLAIN.findall(text)) + "é"
    assert tokens.tokenize(plain) == tokens._tokenize_whole(plain)
