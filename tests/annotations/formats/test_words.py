"""Words tile a text so that spaCy and Prodigy give it back, and no span is lost."""

from __future__ import annotations

import pytest
from hypothesis import given

from annotations.article import Article
from annotations.formats.words import article_tokens, words
from tests.annotations.strategies import texts, texts_with_spans


def tiles(text: str, *spans: tuple[int, int]) -> list[str]:
    """The words of a text; those that have a space end in `_`."""
    found = words(text, article_tokens(Article(text)), spans)
    return [text[start:end] + "_" * spaced for start, end, spaced in found]


class TestTiling:
    @given(texts_with_spans())
    def test_gives_the_text_back(self, found):
        text, spans = found
        cut = words(text, article_tokens(Article(text)), [span.range for span in spans])
        assert "".join(text[start:end] + " " * spaced for start, end, spaced in cut) == text
        assert all(start < end for start, end, _ in cut)

    @given(texts_with_spans())
    def test_begins_and_ends_a_word_with_every_span(self, found):
        text, spans = found
        cut = words(text, article_tokens(Article(text)), [span.range for span in spans])
        starts, ends = {word.start for word in cut}, {word.end for word in cut}
        assert all(span.start in starts and span.end in ends for span in spans)

    @given(texts())
    def test_leaves_tokens_whole_without_spans(self, text):
        tokens = list(article_tokens(Article(text)))
        cut = {(word.start, word.end) for word in words(text, tokens, ())}
        assert cut >= set(tokens)

    @pytest.mark.parametrize(
        ("text", "spans", "expected"),
        [
            ("Ann  Lee", [], ["Ann_", " ", "Lee"]),
            (" Ann ", [], [" ", "Ann_"]),
            ("a\n\nb", [], ["a", "\n\n", "b"]),
            ("a \r\n b", [], ["a_", "\r\n ", "b"]),
            ("Ann Lee", [(0, 3)], ["Ann_", "Lee"]),
            ("Ann Lee", [(0, 4)], ["Ann", " ", "Lee"]),
            ("Ann Lee", [(3, 7)], ["Ann", " ", "Lee"]),
            ("Ann Lee", [(1, 5)], ["A", "nn_", "L", "ee"]),
            ("a  b", [(0, 2)], ["a", " _", "b"]),
            ("", [], []),
        ],
    )
    def test_by_example(self, text, spans, expected):
        assert tiles(text, *spans) == expected
