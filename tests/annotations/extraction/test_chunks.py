"""Chunks tile the text, lie at its edges, and do not depend on where the reader looks."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.extraction.chunks import (
    FIRST,
    IN_BULK,
    ON_SCREEN,
    RUN,
    SIZE,
    SLACK,
    WHOLE,
    Chunks,
    cut,
    tame,
)

WORDS = st.sampled_from(
    [
        "Dushanbe",
        "U.S.",
        "waits.",
        "Mr.",
        "é",
        "e\u0301",
        "👩‍👩‍👧",
        "🇹🇯",
        "塔吉克斯坦",
        "。",
        "?!",
        "(",
        "x" * 3000,
    ]
)
GAPS = st.sampled_from([" ", "", "\n", "\n\n", "\r\n\r\n", "\t", "\u2028", "\n \n  "])
TEXTS = st.lists(st.tuples(WORDS, GAPS), max_size=60).flatmap(
    lambda parts: st.integers(1, 40).map(lambda n: "".join(a + b for a, b in parts) * n)
)


CUTTINGS = st.sampled_from([ON_SCREEN, IN_BULK])


@given(TEXTS, st.integers(-5, 100_000), CUTTINGS)
def test_they_tile_the_text(text, first, cutting):
    ranges = sorted(cut(text, first, cutting))
    assert "".join(text[start:end] for start, end in ranges) == text
    assert all(0 < end - start <= cutting.size + 2 * SLACK for start, end in ranges)


@given(TEXTS, st.integers(0, 100_000), CUTTINGS)
def test_the_visible_part_comes_first_then_what_follows(text, first, cutting):
    ranges = list(cut(text, first, cutting))
    if first < len(text):
        assert ranges[0][0] <= first < ranges[0][1]
    assert sorted(ranges) == list(cut(text, 0, cutting))
    jumps = [(a, b) for a, b in pairwise(ranges) if a[1] != b[0]]
    assert len(jumps) <= 1


def test_nothing_is_no_chunk():
    assert list(cut("")) == []
    assert Chunks("").order(3) == []


def test_a_short_text_is_one_chunk():
    assert list(cut("x" * (FIRST + SLACK))) == [(0, FIRST + SLACK)]


def test_where_nobody_waits_a_text_of_a_usual_length_is_one_chunk():
    text = "A word and another. " * 800
    assert len(text) < WHOLE
    assert list(cut(text, cutting=IN_BULK)) == [(0, len(text))]


def test_a_number_beyond_the_last_is_an_error():
    with pytest.raises(IndexError):
        Chunks("text")[1]


def test_the_first_is_short_and_the_others_are_not():
    text = "A word and another. " * 2000
    sizes = [end - start for start, end in cut(text)]
    assert FIRST / 2 <= sizes[0] <= FIRST * 1.5
    assert all(SIZE - 2 * SLACK <= size <= SIZE + 2 * SLACK for size in sizes[1:])


@pytest.mark.parametrize("end", ["\n\n", "\r\n\r\n", "\n \t\n", "\n\n\n\n"])
def test_cuts_lie_between_paragraphs(end):
    paragraph = "He met Mr. Lu in the U.S. on Sept. 5. They talked. " * 8 + end
    text = paragraph * 30
    assert all(text[:stop].endswith(paragraph) for _, stop in cut(text))


def test_else_after_a_sentence_that_ends_a_line():
    text = ("A short one. And the line goes on\nto its real end here.\n" * 300).strip()
    assert all(text[:stop].endswith("here.\n") for _, stop in list(cut(text))[:-1])


def test_else_after_a_sentence_but_not_after_an_abbreviation():
    text = (
        "Then Gov. Smith and Mr. Lu of the U.S. left for Dushanbe on Sept. 5 by aeroplane. "
    ) * 300
    assert all(text[:stop].endswith("aeroplane. ") for _, stop in cut(text))


def test_sentences_without_blanks_end_as_well():
    text = "美国代表团访问了塔吉克斯坦。" * 900
    assert all(text[:stop].endswith("。") for _, stop in cut(text))


def test_else_between_words():
    text = "word " * 4000
    assert all(text[:stop].endswith(" ") for _, stop in cut(text))


@pytest.mark.parametrize("sign", ["👩\u200d💻", "e\u0301\u0323", "❤\ufe0f"])
def test_else_between_what_is_drawn_as_one(sign):
    text = "x" + sign * 4000
    for _, stop in cut(text):
        assert (stop - 1) % len(sign) == 0


def test_the_last_page_of_a_long_text_is_found_without_the_others(monkeypatch):
    text = "A word and another. " * 500_000
    cuts = []
    original = Chunks._cut
    monkeypatch.setattr(Chunks, "_cut", lambda self, n: cuts.append(n) or original(self, n))
    chunks = Chunks(text)
    start, end = chunks[chunks.order(len(text) - 10)[0]]
    assert start <= len(text) - 10 < end
    assert len(cuts) < 20


@given(st.text(st.characters(codec=None) | st.sampled_from("(!_ \ud800"), max_size=600))
def test_tamed_texts_are_as_long_and_can_be_encoded(text):
    tamed = tame(text)
    assert len(tamed) == len(text)
    tamed.encode()


def test_long_runs_of_punctuation_are_blanked_from_inside():
    assert tame("a" + "(" * 5000 + "Lu") == "a" + "(" * RUN + " " * (5000 - RUN) + "Lu"
    assert tame("a" + "-_=" * 100 + "b") == "a" + ("-_=" * 100)[:RUN] + " " * (300 - RUN) + "b"


def test_taming_takes_no_time_itself():
    before = time.process_time()
    tame(("(" * RUN + "a") * 1000)
    assert time.process_time() - before < 0.3


@pytest.mark.parametrize("text", ["(" * RUN, "x" * 9000, "a(" * 900, " " * 900, "塔" * 900, ""])
def test_all_else_stays(text):
    assert tame(text) == text
