"""Guesses, and the edges that an entity may have."""

from __future__ import annotations

from annotations.article import Article
from annotations.guesses import NO_GUESSES, Guess, Guesses, edges_at, edges_of
from annotations.span import Range
from annotations.tokens import Tokens

TEXT = "They fled from the vicinity of Ayn Issa to Rome."
TOKENS = Tokens(Article(TEXT))


def extent(words: str) -> Range:
    return TEXT.index(words), TEXT.index(words) + len(words)


def guesses(**odds: float) -> Guesses:
    found = {"vicinity": "the vicinity of Ayn Issa", "name": "Ayn Issa", "rome": "Rome"}
    return Guesses(Guess(*extent(found[name]), "LOC", odd) for name, odd in odds.items())


def texts(edges: list[Range]) -> list[str]:
    return [TEXT[start:end] for start, end in edges]


def test_guesses_are_those_that_share_a_character():
    known = guesses(vicinity=0.5, name=0.3, rome=0.9)
    assert [g.odds for g in known.over(extent("of"))] == [0.5]
    assert [g.odds for g in known.over(extent("Issa"))] == [0.5, 0.3]
    assert known.over(extent("fled from")) == []


def test_without_guesses_the_letters_tell_of_the_name():
    assert texts(edges_at(TOKENS, TEXT, TEXT.index("Ayn"), NO_GUESSES)) == ["Ayn Issa", "Ayn"]


def test_what_is_likely_comes_first():
    at = TEXT.index("the")
    assert texts(edges_at(TOKENS, TEXT, at, guesses(vicinity=0.6)))[0] == "the vicinity of Ayn Issa"


def test_what_begins_before_the_word_counts_less():
    at = TEXT.index("Ayn")
    found = texts(edges_at(TOKENS, TEXT, at, guesses(vicinity=0.6, name=0.1)))
    assert found == ["Ayn Issa", "the vicinity of Ayn Issa", "Ayn"]


def test_labels_add_up():
    both = Guesses(Guess(*extent("the vicinity of Ayn Issa"), label, 0.3) for label in "AB")
    assert texts(edges_at(TOKENS, TEXT, TEXT.index("the"), both))[0] == "the vicinity of Ayn Issa"


def test_between_words_there_are_none():
    assert edges_at(TOKENS, TEXT, TEXT.index(" fled"), NO_GUESSES) == []


def test_other_edges_of_an_entity_are_the_likely_ones_then_those_beside():
    found = texts(edges_of(TOKENS, TEXT, extent("Ayn Issa"), guesses(vicinity=0.6, name=0.9)))
    assert found == ["the vicinity of Ayn Issa", "of Ayn Issa", "Issa"]
