"""Where a name begins and ends, told by its letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.article import Article
from annotations.naming import ending_with, name_from
from annotations.tokens import Tokens


def name_at(text: str, word: str) -> str | None:
    found = name_from(Tokens(Article(text)), text, text.index(word))
    return text[slice(*found)] if found else None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The Okno complex burned.", "The Okno"),
        ("Department of the Interior said", "Department of the Interior"),
        ("Col. John J. Thomas went", "Col. John J. Thomas"),
        ("Dec. 24 was cold", "Dec. 24"),
        ("Marks & Spencer sold it", "Marks & Spencer"),
        ("Al-Jaafari came", "Al-Jaafari"),
        ("Anbar. Then it rained", "Anbar"),
        ("Anbar, Iraq", "Anbar"),
        ("Tajikistan's border", "Tajikistan"),
        ("20 million people", "20 million"),
        ("$60 million paid", "$60 million"),
        ("53-year-old man", "53-year"),
        ("Washington\nLooks", "Washington\nLooks"),
        ("Washington\n\nLooks", "Washington"),
        ("dozens of Iraqis", "dozens"),
        ("the border", "the"),
        ("Siege of towns", "Siege"),
    ],
)
def test_a_name_goes_on_over_its_words(text, name):
    assert name_at(text, text.split(maxsplit=1)[0][:1]) == name


def test_it_begins_where_the_cursor_is():
    assert name_at("President Donald Lu spoke", "Lu") == "Lu"


def test_there_is_none_between_words():
    assert name_from(Tokens(Article("a b")), "a b", 1) is None


@given(st.text("ABab12 .-'\n$of&", max_size=40), st.integers(0, 39))
def test_it_is_made_of_whole_words_and_no_longer_than_a_paragraph(text, offset):
    tokens = Tokens(Article(text))
    found = name_from(tokens, text, min(offset, max(0, len(text) - 1))) if text else None
    if found:
        assert tokens.is_aligned(*found)
        assert "\n\n" not in text[slice(*found)]


class TestEnding:
    TEXT = "the Iraqi city of Mosul fell to an Iraqi army"

    def moved(self, extent: tuple[int, int], letter: str) -> str | None:
        found = ending_with(Tokens(Article(self.TEXT)), self.TEXT, extent, letter)
        return self.TEXT[slice(*found)] if found else None

    def test_with_the_next_word_that_begins_with_the_letter(self):
        assert self.moved((0, 3), "M") == "the Iraqi city of Mosul"

    def test_again_with_the_one_after_it(self):
        assert self.moved((0, 3), "I") == "the Iraqi"
        assert self.moved((0, 9), "I") == self.TEXT[: -len(" army")]

    def test_words_inside_come_first(self):
        assert self.moved((0, len("the Iraqi city of Mosul")), "C") == "the Iraqi city"

    def test_nowhere_when_no_word_near_does(self):
        assert self.moved((0, 3), "Z") is None
