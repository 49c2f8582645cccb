"""The concordance finds whole words, in their context, whatever stands around them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.article import Article
from annotations.search import Query, concordance
from annotations.tokens import Tokens
from tests.annotations.strategies import PIECES, texts


def forms(text: str, surface: str, **how) -> list[str]:
    return [hit.form for hit in Query(surface, **how).find(Article(text))]


class TestWholeWords:
    @pytest.mark.parametrize(
        ("text", "surface", "count"),
        [
            ("Iran, Iranian, pro-Iran", "Iran", 2),
            ("O'Brien and O and Brien", "O", 1),
            ("the U.S. and U.S.A. and US", "U.S.", 1),
            ("4.5 and 4 and 5", "4", 1),
            ("Zoë Zoëlle", "Zoë", 1),
            ("在北京市", "北京", 1),
            ("aaa aa aaaa aa", "aa", 2),
            ("nothing", "", 0),
            ("nothing", "  ", 0),
            ("(a+b) a.b", "a.b", 1),
        ],
    )
    def test_by_example(self, text, surface, count):
        assert len(forms(text, surface)) == count

    @given(texts(), st.sampled_from(PIECES), st.booleans(), st.booleans(), st.booleans())
    def test_hits_lie_on_token_edges_in_order(self, text, surface, case, possessives, inflected):
        article = Article(text)
        query = Query(surface, case=case, possessives=possessives, inflected=inflected)
        tokens, position = Tokens(article), 0
        for hit in query.find(article):
            assert tokens.is_aligned(hit.start, hit.end)
            assert hit.start >= position
            assert hit.form == text[hit.start : hit.end]
            position = hit.end

    @given(texts(), st.sampled_from([p for p in PIECES if p.strip() and "'" not in p]))
    def test_finds_what_the_tokens_know(self, text, surface):
        """Every occurrence that a decision would follow to is found."""
        article = Article(text)
        found = set(Query(surface.strip()).ranges(article))
        if surface == surface.strip():
            # Words that are glued to a number are tokens of their own, and no whole words.
            glued = re.compile(r"\d[.,:]\d+$")
            known = Tokens(article).occurrences(surface)
            assert {at for at in known if not glued.search(text[: at[0]])} <= found


class TestForms:
    def test_case_counts_unless_told_otherwise(self):
        assert forms("Turkey eats turkey", "Turkey") == ["Turkey"]
        assert forms("Turkey eats TURKEY", "turkey", case=False) == ["Turkey", "TURKEY"]

    def test_a_possessive_is_a_mention_without_its_ending(self):
        text = "Tajikistan's and Tajikistan’s and Tajikistan"
        assert forms(text, "Tajikistan") == ["Tajikistan"] * 3
        assert forms(text, "Tajikistan's") == ["Tajikistan"] * 3
        hits = list(Query("Tajikistan").find(Article(text)))
        assert [hit.possessive for hit in hits] == [True, True, False]
        assert hits[0].right.startswith("'s and")

    def test_possessives_can_be_left_out(self):
        assert forms("Iran's and Iran", "Iran", possessives=False) == ["Iran"]
        assert forms("Iran's and Iran", "Iran's", possessives=False) == ["Iran's"]

    def test_a_name_may_be_broken_over_lines_but_not_over_paragraphs(self):
        assert forms("South\nAsia South  Asia South \n Asia", "South Asia") == [
            "South\nAsia", "South  Asia", "South \n Asia",
        ]  # fmt: skip
        assert forms("South\n\nAsia", "South Asia") == []

    def test_apostrophes_are_alike(self):
        assert forms("O’Brien O'Brien", "O'Brien") == ["O’Brien", "O'Brien"]

    @pytest.mark.parametrize(
        ("surface", "text", "found"),
        [
            ("drone strike", "drone strikes, a drone strike", 2),
            ("country", "countries of a country", 2),
            ("Duschanbe", "die Straßen Duschanbes", 1),
            ("Душанбе", "в Душанбе; Душанбинский", 1),
            ("Москва", "в Москве, Москвою", 2),
            ("US", "USA", 0),
        ],
    )
    def test_inflected_forms_on_demand(self, surface, text, found):
        assert len(forms(text, surface, inflected=True)) == found


class TestContext:
    def test_stays_in_the_line_and_is_cut_between_words(self):
        article = Article("first line\nmany words before it here and many behind\nlast")
        (hit,) = Query("here").find(article, width=12)
        assert (hit.left, hit.right) == ("before it ", " and many")

    def test_a_short_line_is_whole(self):
        (hit,) = Query("b").find(Article("a b c"))
        assert (hit.left, hit.form, hit.right) == ("a ", "b", " c")

    @given(texts(), st.sampled_from(PIECES), st.integers(1, 9))
    def test_is_what_stands_there(self, text, surface, width):
        for hit in Query(surface).find(Article(text), width):
            assert text[: hit.start].endswith(hit.left)
            assert text[hit.end :].startswith(hit.right)
            assert max(len(hit.left), len(hit.right)) <= width
            assert "\n" not in hit.left + hit.right


def test_goes_through_articles_in_order():
    articles = [Article("Iran and Iran"), Article("nothing"), Article("in Iran")]
    found = [articles.index(hit.article) for hit in concordance(articles, Query("Iran"))]
    assert found == [0, 0, 2]
