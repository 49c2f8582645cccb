"""Letters to go by: short codes, none of which begins another."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tui.page.letters import codes, free_capitals, free_letters, lettered, narrowed


@given(st.integers(1, 6), st.integers(0, 60))
def test_codes_are_unambiguous_and_the_shortest_come_first(letters, count):
    found = codes("abcdef"[:letters], count)
    assert len(found) == min(count, max(letters**2, letters))
    assert [len(code) for code in found] == sorted(len(code) for code in found)
    assert not [a for a in found for b in found if a != b and b.startswith(a)]


@given(
    st.lists(st.integers(0, 50), unique=True, max_size=20),
    st.lists(st.integers(0, 50), unique=True, max_size=20),
)
def test_places_keep_their_codes_where_they_can(first, second):
    before = lettered(first, "abcd")
    after = lettered(second, "abcd", before)
    assert len(set(after.values())) == len(after)
    if len(first) == len(second):
        assert all(after[place] == before[place] for place in set(before) & set(after))


def test_what_was_typed_narrows_them():
    assert narrowed({1: "a", 2: "ba", 3: "bb"}, "b") == {2: "a", 3: "b"}


def test_letters_of_commands_that_are_kept_and_of_the_users_are_none():
    assert not set("adupvx") & set(free_letters({}))
    assert "k" in free_letters({})
    assert "k" not in free_letters({"judge.accept": "k"})
    assert "w" not in free_letters({"view.tags": "w"})


def test_capitals_end_a_selection_but_those_that_select_and_the_users():
    assert set("AVP") - set(free_capitals({})) == {"V"}
    assert set("AVP") - set(free_capitals({"select.likely": "f9", "view.tags": "A"})) == {"A"}
