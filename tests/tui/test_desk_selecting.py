"""Selecting: tokens, characters, and as the cursor moves."""

from __future__ import annotations

import pytest

from tests.tui.driving import TEXT


@pytest.mark.parametrize(("more", "less"), [("shift+right", "shift+left"), ("L", "H")])
async def test_a_token_more_and_less(open_desk, more, less):
    async with open_desk(TEXT) as desk:
        await desk.put("the people")
        grown = []
        for key in (more, more, more, less, less):
            await desk.press(key)
            grown.append(desk.selected)
        assert grown == [
            "the people", "the people of", "the people of the", "the people of", "the people",
        ]  # fmt: skip


async def test_it_begins_with_the_token_under_the_cursor_in_both_directions(open_desk):
    async with open_desk(TEXT) as desk:
        await desk.put("people")
        await desk.press("shift+left", "shift+left")
        assert desk.selected == "met the people"


async def test_a_selection_crosses_its_anchor(open_desk):
    async with open_desk("one two three four") as desk:
        await desk.put("two")
        await desk.press("L", "H", "H")
        assert desk.selected == "one two"


async def test_a_selection_goes_over_line_ends(open_desk):
    async with open_desk("one two\n\nthree four") as desk:
        await desk.put("two")
        await desk.press("L")
        assert desk.selected == "two\n\nthree"


async def test_a_selection_stops_at_the_ends_of_the_article(open_desk):
    async with open_desk("one two") as desk:
        await desk.press(*["L"] * 5)
        assert desk.selected == "one two"
        await desk.press(*["H"] * 9)
        assert desk.selected == "one"


async def test_a_character_less_and_more(open_desk):
    async with open_desk("Tajikistanis voted") as desk:
        found = []
        for key in ("left", "left", "right", "right", "right"):
            await desk.press(f"alt+shift+{key}")
            found.append(desk.selected)
        assert found == [
            "Tajikistani", "Tajikistan", "Tajikistani", "Tajikistanis", "Tajikistanis ",
        ]  # fmt: skip


async def test_characters_are_graphemes(open_desk):
    async with open_desk("ab👩‍👩‍👧e\u0301 x") as desk:
        await desk.press("alt+shift+right")
        found = [desk.selected]
        for _ in range(3):
            await desk.press("alt+shift+left")
            found.append(desk.selected)
        assert found == ["ab👩‍👩‍👧", "ab", "a", "a"]


async def test_v_selects_as_the_cursor_moves(open_desk):
    async with open_desk(TEXT) as desk:
        await desk.put("the Okno")
        await desk.press("v")
        assert desk.selected == "the"
        await desk.press("l", "l")
        assert desk.selected == "the Okno complex"
        await desk.press("h")
        assert desk.selected == "the Okno"
        await desk.press("v")
        assert desk.selected == ""


async def test_v_selects_to_wherever_the_cursor_goes(open_desk):
    async with open_desk("one two\n\nthree four\n\nfive six") as desk:
        await desk.press("v", "j")
        assert desk.selected == "one two\n\nthree"
        await desk.press("G")
        assert desk.selected == desk.text


async def test_a_plain_move_clears_the_selection(open_desk):
    async with open_desk(TEXT) as desk:
        for key in ("l", "h", "j", "k", "g", "G", "space"):
            await desk.put("people")
            await desk.press("L")
            assert desk.selected
            await desk.press(key)
            assert desk.selected == "", key


async def test_escape_clears_the_selection_and_stays(open_desk):
    async with open_desk(TEXT) as desk:
        await desk.put("the people")
        await desk.press("L", "escape")
        assert desk.selected == ""
        assert desk.token in ("the", "people")
        await desk.press("v", "escape", "l")
        assert desk.selected == ""


async def test_the_status_tells_what_is_selected(open_desk):
    async with open_desk(TEXT) as desk:
        await desk.put("the Okno")
        await desk.press("L", "L")
        assert desk.said == "“the Okno complex” selected"


async def test_a_selected_stretch_stays_in_view(open_desk):
    async with open_desk("word " * 2000, size=(60, 12)) as desk:
        await desk.press("v")
        for _ in range(60):
            await desk.press("j")
            assert desk.cursor_in_view
        assert desk.selected.count("word") > 200
