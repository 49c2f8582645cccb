"""A displayed line: what is set into it never moves what is in the text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotations.tokens import graphemes
from tests.tui.hard_texts import lines
from tui.page.shown import Inlay, ShownLine
from tui.terminal_text import displayable


@st.composite
def shown_lines(draw: st.DrawFn) -> tuple[str, ShownLine]:
    """A line somewhere in an article, with inlays set into it."""
    text = draw(lines)
    start = draw(st.integers(0, 1000))
    places = st.tuples(
        st.integers(start, start + len(text)), st.sampled_from(["[", "]", "\u00a0gpe"])
    )
    inlays = [
        Inlay(at, shown, "GPE", closes=shown != "[")
        for at, shown in sorted(
            draw(st.lists(places, max_size=6)), key=lambda p: (p[0], p[1] == "[")
        )
    ]
    return text, ShownLine(text, start, inlays)


def positions(text: str, line: ShownLine) -> range:
    """The offsets of a line's characters; not that of the `\\r` at its end."""
    return range(line.start, line.start + len(text.removesuffix("\r")))


@given(lines)
def test_without_inlays_the_line_is_its_displayable_text(text):
    assert ShownLine(text, 7, ()).text == displayable(text.removesuffix("\r"), tabs=True)


@given(shown_lines())
def test_the_text_without_its_inlays_is_the_line(made):
    text, line = made
    inside = {at + i for at, length, _ in line.inlays for i in range(length)}
    left = "".join(char for at, char in enumerate(line.text) if at not in inside)
    assert left == displayable(text.removesuffix("\r"), tabs=True)


@given(shown_lines())
def test_an_offset_is_displayed_where_it_comes_back_from(made):
    text, line = made
    for offset in positions(text, line):
        assert line.to_offset(line.to_display(offset)) == offset


@given(shown_lines())
def test_every_displayed_character_belongs_to_an_offset_of_the_line(made):
    text, line = made
    offsets = [line.to_offset(at) for at in range(len(line.text))]
    assert offsets == sorted(offsets)
    assert all(line.start <= offset <= line.start + len(text) for offset in offsets)


@given(shown_lines())
def test_a_character_is_displayed_as_itself(made):
    text, line = made
    plain = ShownLine(text, line.start, ()).text
    for offset in positions(text, line):
        assert line.text[line.to_display(offset)] == plain[offset - line.start]


class TestInlays:
    line = ShownLine(
        "the Pentagon waits",
        100,
        [Inlay(104, "[", "ORG", closes=False), Inlay(112, "]\u00a0org", "ORG")],
    )

    def test_they_stand_before_the_character_at_their_offset(self):
        assert self.line.text == "the [Pentagon]\u00a0org waits"

    def test_a_stretch_ends_before_what_is_set_in_behind_it(self):
        assert self.line.text[self.line.to_display(104) : self.line.end_to_display(112)] == (
            "Pentagon"
        )

    def test_a_tag_belongs_to_the_last_character_of_its_span(self):
        assert [self.line.to_offset(at) for at in range(13, 18)] == [111] * 5

    def test_an_opening_bracket_belongs_to_the_first_character(self):
        assert self.line.to_offset(4) == 104

    def test_a_stretch_that_ends_before_the_line_ends_at_its_beginning(self):
        assert self.line.end_to_display(90) == 0


@given(shown_lines())
def test_inlays_stand_between_graphemes(made):
    text, line = made
    whole = displayable(text.removesuffix("\r"), tabs=True)
    edges = {start for start, _ in graphemes(whole)} | {len(whole)}
    before = 0
    for at, length, _ in line.inlays:
        assert at - before in edges
        before += length


def test_the_carriage_return_at_the_end_is_not_drawn():
    assert ShownLine("one\r", 0, ()).text == "one"
    assert ShownLine("one\rtwo\r", 0, ()).text == "one␍two"
