"""Text is broken between words, and nothing but spaces becomes a line end."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.breaking import broken

RUNS = st.lists(
    st.tuples(
        st.text(st.sampled_from("ab塔 \n"), max_size=12), st.sampled_from([{}, {"fg": "red"}])
    ),
    max_size=8,
)


def text_of(runs) -> str:
    return "".join(text for text, _ in runs)


def test_a_word_may_reach_over_runs():
    runs = [("In Ta", {}), ("jikistan", {"fg": "red"}), ("'s hills it rained", {})]
    assert text_of(broken(runs, 16)) == "In Tajikistan's\nhills it rained"


def test_a_word_that_is_too_long_stays_whole():
    assert text_of(broken([("a bbbbbbbb c", {})], 4)) == "a\nbbbbbbbb\nc"


def test_looks_stay_with_their_words():
    runs = [("one ", {}), ("two three", {"fg": "red"}), (" four", {})]
    red = [text for text, style in broken(runs, 9) if style]
    assert red == ["two", "three"]


@given(RUNS, st.integers(1, 20))
def test_only_spaces_are_lost_and_lines_fit(runs, width):
    before, after = text_of(runs), text_of(broken(runs, width))
    assert after.replace("\n", "").replace(" ", "") == before.replace("\n", "").replace(" ", "")
    assert after.count("\n") >= before.count("\n")
    for line in after.split("\n"):
        assert cell_len(line.rstrip(" ")) <= width or " " not in line.strip(" ")


@given(RUNS)
def test_where_there_is_room_nothing_changes(runs):
    assert text_of(broken(runs, 10_000)) == text_of(runs)
