"""Looking for something: every place, in order, wherever the looking begins."""

from __future__ import annotations

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from annotations import finding
from annotations.finding import FindError, Search
from tests.annotations.strategies import texts

TEXT = "Tajikistan met Central\nAsia. tajikistan, TAJIKISTAN; Tajikistan's"


def found(text: str, query: str, **how: object) -> list[str]:
    """The matches, first to last."""
    return [text[start:end] for start, end in zip(*places(text, query, **how), strict=True)]


def places(text: str, query: str, **how: object):
    search = Search(text, query, **how)  # type: ignore[arg-type]
    while not search.step():
        pass
    return search.places


def test_small_letters_match_capitals():
    assert len(found(TEXT, "tajikistan")) == 4


def test_capitals_match_only_themselves():
    assert found(TEXT, "Tajikistan") == ["Tajikistan", "Tajikistan"]


def test_a_space_matches_a_line_end():
    assert found(TEXT, "central asia") == ["Central\nAsia"]


def test_signs_mean_themselves():
    assert found("4.5 (2 votes) 405", "4.5 (2") == ["4.5 (2"]


def test_a_regular_expression_on_demand():
    assert found(TEXT, r"\bt\w+n\b", pattern=True) == ["Tajikistan", "tajikistan", "TAJIKISTAN",
                                                       "Tajikistan"]  # fmt: skip
    assert found("one\ntwo\nthree", r"^t\w+$", pattern=True) == ["two", "three"]


def test_a_match_without_characters_is_none():
    assert found("aaa b", "b*", pattern=True) == ["b"]


def test_nothing_is_found_when_nothing_is_looked_for():
    assert found(TEXT, "") == []


def test_what_is_no_regular_expression_is_refused():
    with pytest.raises(FindError, match="not a regular expression"):
        Search(TEXT, "(", pattern=True)


def test_a_pattern_that_never_ends_is_given_up(monkeypatch):
    monkeypatch.setattr(finding, "PATIENCE", 0.05)
    search = Search("a" * 5000 + "!", r"(a|aa)+$", pattern=True)
    with pytest.raises(FindError, match="too long"):
        search.step()


def test_many_slow_matches_are_given_up_together(monkeypatch):
    now = iter(range(1000))
    monkeypatch.setattr(finding, "monotonic", lambda: next(now))
    monkeypatch.setattr(finding, "PATIENCE", 20)
    search = Search("ab " * 100, "ab", pattern=True)
    with pytest.raises(FindError, match="too long"):
        search.step()
    assert 0 < len(search) < 20


def test_the_signs_of_a_pattern_are_no_capitals():
    assert found("Central Asia", r"c\S+", pattern=True) == ["Central"]
    assert found("Central Asia", r"c\S+A", pattern=True) == []


def test_it_stops_when_there_are_more_than_anybody_needs(monkeypatch):
    monkeypatch.setattr(finding, "MOST", 7)
    search = Search("a " * 50, "a")
    while not search.step():
        pass
    assert search.full
    assert len(search) == 7


@given(texts(), st.text("ab .", max_size=3), st.integers(0, 40), st.integers(1, 9))
def test_it_finds_what_one_look_over_the_text_finds(text, query, start, piece):
    text = f"{text} a b ab.a {text} aab"
    start = min(start, len(text))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(finding, "PIECE", piece)
        starts, ends = places(text, query, start=0)
        around = set(zip(*places(text, query, start=start), strict=True))
    expected = [m.span() for m in regex.finditer(r"\s+".join(map(regex.escape, query.split(" "))),
                                              text, regex.IGNORECASE | regex.MULTILINE)
                if m.end() > m.start()]  # fmt: skip
    if all(end - begin <= piece for begin, end in expected):
        assert list(zip(starts, ends, strict=True)) == expected
        aside = {(s, e) for s, e in expected if s < start < e}
        assert not aside or around  # only a match that lies over the start may be cut otherwise
        if not aside:
            assert around == set(expected)


def test_the_places_are_in_order_wherever_it_began():
    text = "ab " * 400
    starts, _ = places(text, "ab", start=700)
    assert list(starts) == sorted(starts)
    assert len(starts) == 400
