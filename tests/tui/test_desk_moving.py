"""Moving about in the article: by token, row, page, and to the ends."""

from __future__ import annotations

import pytest

from tests.tui.driving import TEXT

LONG = "\n\n".join(f"Paragraph {n} has words of its own to tell." for n in range(200))
ZIGZAG = "alpha beta gamma delta epsilon\n\nshort\n\nalpha beta gamma delta epsilon"


@pytest.mark.parametrize("key", ["l", "right"])
async def test_a_token_on(open_desk, key):
    async with open_desk(TEXT) as desk:
        tokens = [desk.token]
        for _ in range(6):
            await desk.press(key)
            tokens.append(desk.token)
        assert tokens == ["Washington", "looks", "to", "Dushanbe", "By", "Ines", "Calloway"]


@pytest.mark.parametrize("key", ["h", "left"])
async def test_a_token_back(open_desk, key):
    async with open_desk(TEXT) as desk:
        await desk.put("the assistant")
        tokens = [desk.token]
        for _ in range(4):
            await desk.press(key)
            tokens.append(desk.token)
        assert tokens == ["the", ",", "Lu", "Donald", "Calloway"]


async def test_the_ends_of_the_article_hold(open_desk):
    async with open_desk("one two") as desk:
        await desk.press("h")
        assert desk.token == "one"
        await desk.press("l", "l", "l")
        assert desk.token == "two"
        await desk.press("j", "k", "space", "b")
        assert desk.cursor_in_view


@pytest.mark.parametrize(("down", "up"), [("j", "k"), ("down", "up")])
async def test_a_row_down_and_up_keeps_the_column(open_desk, down, up):
    async with open_desk(ZIGZAG) as desk:
        await desk.put("delta")
        column = desk.cursor_column
        await desk.press(down)
        assert desk.token == "short"
        await desk.press(down)
        assert (desk.token, desk.cursor_column) == ("delta", column)
        assert desk.view.cursor.offset == desk.place("delta", 1)
        await desk.press(up, up)
        assert desk.view.cursor.offset == desk.place("delta")


async def test_rows_are_those_of_the_page_not_of_the_file(open_desk):
    """A paragraph that fills several rows is walked row by row."""
    async with open_desk("word " * 100, size=(60, 20)) as desk:
        await desk.press("j")
        first = desk.view.cursor.offset
        assert 0 < first < 60
        await desk.press("j")
        assert first < desk.view.cursor.offset < 2 * 60


async def test_blank_rows_are_walked_over(open_desk):
    async with open_desk("one\n\n\n\n\n\ntwo\n\n\n\n\n") as desk:
        await desk.press("j")
        assert desk.token == "two"
        await desk.press("j")
        assert desk.token == "two"
        await desk.press("k")
        assert desk.token == "one"


@pytest.mark.parametrize(("down", "up"), [("space", "b"), ("pagedown", "pageup")])
async def test_a_page_down_and_up_with_two_rows_of_overlap(open_desk, down, up):
    async with open_desk(LONG) as desk:
        height = desk.view.size.height
        await desk.press(down)
        assert desk.view.scroll_offset.y == height - 2
        assert desk.cursor_in_view
        was_last = desk.text[: desk.view.cursor.offset].count("Paragraph")
        await desk.press(down)
        assert desk.text[: desk.view.cursor.offset].count("Paragraph") > was_last
        await desk.press(up, up)
        assert desk.cursor_in_view
        assert desk.view.scroll_offset.y == 0


@pytest.mark.parametrize(("end", "top"), [("G", "g"), ("end", "home")])
async def test_to_the_end_and_to_the_top(open_desk, end, top):
    async with open_desk(LONG) as desk:
        await desk.press(end)
        assert desk.view.cursor.unit == (len(LONG) - 1, len(LONG))
        assert desk.cursor_in_view
        await desk.press(top)
        assert desk.view.cursor.offset == 0
        assert desk.view.scroll_offset.y == 0


async def test_the_cursor_stays_in_view_all_the_way(open_desk):
    async with open_desk(LONG, size=(80, 16)) as desk:
        for key in ["j"] * 40 + ["space"] * 4 + ["k"] * 30 + ["b", "G", "k", "b", "g", "l"]:
            await desk.press(key)
            assert desk.cursor_in_view, key


async def test_paging_to_the_bottom_and_back_reaches_both_ends(open_desk):
    async with open_desk(LONG) as desk:
        for _ in range(40):
            await desk.press("space")
        assert desk.text[desk.view.cursor.offset :].count("Paragraph") <= 1
        assert "Paragraph 199" in desk.page
        for _ in range(40):
            await desk.press("b")
        assert desk.text[: desk.view.cursor.offset].count("Paragraph") <= 1


async def test_a_jump_shows_what_follows(open_desk):
    """The place that was jumped to is not the last row."""
    async with open_desk(LONG) as desk:
        await desk.put("Paragraph 150")
        assert desk.cursor_in_view
        assert desk.cursor_row < desk.view.size.height // 2


async def test_the_position_is_told(open_desk):
    async with open_desk(LONG) as desk:
        words, minutes, part = desk.screen.status.read.split(" · ")
        assert (words, minutes) == ("1,800 words", "8 min left")
        assert int(part.removesuffix("%")) < 10
        await desk.press("G")
        assert desk.screen.status.read.endswith("100%")


async def test_moving_over_wide_text_and_emoji(open_desk):
    text = "漢字 👩‍👩‍👧 e\u0301te\u0301 नमस्ते กำ end"
    async with open_desk(text) as desk:
        tokens = [desk.token]
        for _ in range(7):
            await desk.press("l")
            tokens.append(desk.token)
        assert tokens == ["漢", "字", "👩‍👩‍👧", "e\u0301te\u0301", "नमस्ते", "กำ", "end", "end"]


async def test_half_a_page_down_and_up(open_desk):
    async with open_desk(LONG) as desk:
        height = desk.view.size.height
        await desk.press("ctrl+d")
        assert desk.view.scroll_offset.y == height // 2
        assert desk.cursor_in_view
        await desk.press("ctrl+u")
        assert (desk.view.scroll_offset.y, desk.token) == (0, "Paragraph")


async def test_by_paragraph(open_desk):
    async with open_desk("\n\none two\nthree\n\n\nfour five\n\nsix seven\n\n") as desk:
        tokens = [desk.token]
        for key in ("J", "J", "J", "l", "K", "K", "K", "K"):
            await desk.press(key)
            tokens.append(desk.token)
        assert tokens == ["one", "four", "six", "six", "seven", "six", "four", "one", "one"]


async def test_back_to_where_the_last_jump_began_and_forth(open_desk):
    async with open_desk(LONG) as desk:
        await desk.press("j", "j", "l")
        here = desk.view.cursor.offset
        await desk.press("G")
        there = desk.view.cursor.offset
        assert there > here
        await desk.press("`")
        assert desk.view.cursor.offset == here
        await desk.press("`")
        assert desk.view.cursor.offset == there


@pytest.mark.parametrize(
    ("typed", "token"),
    [("150", "Paragraph 149"), ("¶ 2", "Paragraph 1"), ("100%", "."), ("0 %", "Paragraph 0")],
)
async def test_to_a_paragraph_or_so_far_down(open_desk, typed, token):
    async with open_desk(LONG) as desk:
        await desk.press("ctrl+g")
        await desk.type(typed)
        await desk.press("enter")
        offset = desk.view.cursor.offset
        assert desk.text[offset : offset + len(token)] == token


@pytest.mark.parametrize("typed", ["201", "0", "x", "%", "٣%x", "9" * 12])
async def test_what_is_no_place_is_said(open_desk, typed):
    async with open_desk(LONG) as desk:
        await desk.press("j", "ctrl+g")
        before = desk.view.cursor.offset
        await desk.type(typed)
        await desk.press("enter")
        assert "is no paragraph here" in desk.said
        assert desk.view.cursor.offset == before


async def test_the_status_line_says_how_many_minutes_are_left(open_desk):
    words = "word " * 2300
    async with open_desk("\n\n".join([words] * 2)) as desk:
        assert desk.screen.status.read.startswith("4,600 words · 20 min left · ")
        await desk.press("ctrl+g")
        await desk.type("50%")
        await desk.press("enter")
        assert desk.screen.status.read.startswith("4,600 words · 10 min left · ")
        await desk.press("G")
        assert desk.screen.status.read == "4,600 words · 1 min left · 100%"


@pytest.mark.parametrize(("said", "shown"), [("", True), ("x" * 55, False)])
async def test_what_is_said_goes_before_the_number_of_words(open_desk, said, shown):
    async with open_desk(LONG, size=(80, 24)) as desk:
        desk.screen.say("", said)
        await desk.settle()
        row = desk.lines[-2]
        assert ("1,800 words" in row) == shown
        assert row.rstrip().endswith("%")
        assert "min left" in row
