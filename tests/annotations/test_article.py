"""An article is its exact text."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given

from annotations.article import Article
from annotations.errors import ArticleError
from tests.annotations.strategies import texts


class TestIdentity:
    def test_is_the_hash_of_the_text_alone(self):
        text = "Zoë met 👩‍👩‍👧.\r\n"
        assert Article(text).id == hashlib.sha256(text.encode("utf-8")).hexdigest()
        assert Article(text, title="A", source="a.txt").id == Article(text, title="B").id

    @pytest.mark.parametrize(
        ("one", "other"),
        [("a\n", "a\r\n"), ("a", "a\n"), ("é", "e\u0301"), ("a", "\ufeffa"), ("a b", "a  b")],
    )
    def test_differs_where_a_single_byte_does(self, one, other):
        assert Article(one).id != Article(other).id

    def test_how_it_was_read_does_not_make_another_article(self):
        assert Article("a", encoding="cp1252", reader="text 1") == Article("a")


class TestText:
    @given(texts())
    def test_is_kept_as_it_came(self, text):
        assert Article(text).text == text

    @pytest.mark.parametrize("text", ["\ud800", "ab\udcff"])
    def test_with_a_lone_surrogate_is_refused(self, text):
        with pytest.raises(ArticleError, match=f"character {len(text) - 1}; save it as UTF-8"):
            Article(text)


class TestLines:
    @given(texts())
    def test_end_at_line_feeds_and_nowhere_else(self, text):
        article = Article(text)
        lines = [slice(*article.line_range(line)) for line in range(article.line_count)]
        assert [text[line] for line in lines] == text.split("\n")

    @given(texts())
    def test_every_character_is_in_the_line_that_ends_after_it(self, text):
        article = Article(text)
        for offset in range(len(text) + 1):
            assert article.line_at(offset) == text.count("\n", 0, offset)

    def test_an_offset_before_the_text_is_in_the_first_line(self):
        assert Article("a\nb").line_at(-1) == 0

    def test_a_carriage_return_stays_in_its_line(self):
        assert Article("ab\r\nc").line_range(0) == (0, 3)
