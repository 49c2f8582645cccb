"""Very long lines are taken in pieces, and nothing is torn."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from annotations import article as article_module
from annotations import pieces
from annotations.article import Article
from annotations.tokens import Tokens, graphemes, tokenize
from tests.tui.hard_texts import HARD

SPACED = st.sampled_from(
    ["the U.S. ", "4.5 ", "Ann's ", "naïve ", "Москва ", "e\u0301 ", "\t", "x\r\n", "\n"]
)
UNSPACED = st.sampled_from(["中文", "。", "中.文.", "1.5", "A.", "ก็ดี", "か\u3099", "」"]).map(
    lambda part: part + "中文"
)


@pytest.fixture(autouse=True, scope="module")
def short_pieces():
    patch = pytest.MonkeyPatch()
    patch.setattr(pieces, "LONG", 40)
    patch.setattr(article_module, "LONG", 40)
    patch.setattr(pieces, "PIECE", 10)
    patch.setattr(pieces, "LOOKED_AT", 30)
    yield
    patch.undo()


def texts(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(parts, max_size=40).map("".join)


def of_pieces(article: Article) -> list[tuple[int, int]]:
    return [article.piece_range(piece) for piece in range(article.piece_count)]


@given(texts(st.one_of(SPACED, UNSPACED, st.sampled_from([*HARD.values()]), st.text(max_size=3))))
def test_pieces_tile_the_text_and_are_short(text):
    article = Article(text.encode("utf-8", "replace").decode())
    found = of_pieces(article)
    ends = [article.piece_end(piece) for piece in range(article.piece_count)]
    assert [0, *ends[:-1]] == list(article.piece_starts)
    assert ends[-1] == len(article.text)
    assert set(article.line_starts) <= set(article.piece_starts)
    for number, ((start, end), after) in enumerate(zip(found, ends, strict=True)):
        assert end - start <= 40
        assert article.text[end:after] in ("", "\n")
        assert "\n" not in article.text[start:end]
        assert article.piece_at(start) == article.piece_at(max(start, after - 1)) == number


@given(texts(st.one_of(SPACED, UNSPACED)))
@example("4.5 e\u0301 中文中文1.5" + "中文" * 9 + "Ann's 。中文")
def test_no_token_is_torn_where_there_are_spaces_or_no_words(text):
    article = Article(text)
    cut = [(start + a, start + b) for start, end in of_pieces(article)
           for a, b in tokenize(text[start:end])]  # fmt: skip
    lines = [article.line_range(line) for line in range(article.line_count)]
    whole = [(start + a, start + b) for start, end in lines for a, b in tokenize(text[start:end])]
    assert cut == whole


def has_short_graphemes(text: str) -> bool:
    """Whether a place to cut is always in sight."""
    return all(end - start < 30 for start, end in graphemes(text))


GRAPHEMES = st.sampled_from(
    [*filter(has_short_graphemes, HARD.values()), "👩‍👩‍👧", "🇩🇪", "क्षि", "e\u0301\u0302", "x"]
)


@given(texts(GRAPHEMES))
def test_no_grapheme_is_torn(text):
    article = Article(text)
    edges = {start for start, _ in graphemes(text)} | {len(text)}
    assert set(article.piece_starts) <= edges


def test_a_word_without_end_is_cut():
    article = Article("x" * 100)
    assert [end - start for start, end in of_pieces(article)] == [11] * 6 + [34]
    tokens = Tokens(article)
    assert tokens.at(50) == (44, 55)
    assert tokens.after(55) == (55, 66)
    assert tokens.before(55) == (44, 55)


@given(texts(st.one_of(SPACED, UNSPACED)), st.integers(0, 200))
def test_moving_is_the_same_as_in_whole_lines(text, offset):
    tokens, offset = Tokens(Article(text)), min(offset, len(text))
    article = Article(text)
    every = [
        (start + a, start + b)
        for start, end in map(article.line_range, range(article.line_count))
        for a, b in tokenize(text[start:end])
    ]
    assert tokens.at(offset) == next((t for t in every if t[0] <= offset < t[1]), None)
    assert tokens.after(offset) == next((t for t in every if t[0] >= offset), None)
    assert tokens.before(offset) == next((t for t in reversed(every) if t[1] <= offset), None)
