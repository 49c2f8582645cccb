"""The keys for reading on the page that is painted before the desk: they do what they do there."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.article import Article
from tests.tui.test_preview import LONG, emulated
from tui.colors import NIGHT
from tui.commands import BY_ID
from tui.first_keys import MOVES, FirstKeys, moves_by_key
from tui.first_page import FirstPage
from tui.preview import listen

SIZE = (80, 24)
DEFAULT = moves_by_key({}, letters=False)
WALKS = {
    "a page": ["page_down"],
    "pages": ["page_down", "page_down", "page_up", "page_down"],
    "lines": ["line_down"] * 30 + ["line_up"] * 4,
    "the end": ["bottom"],
    "back from the end": ["bottom", "page_up", "page_up", "line_up"],
    "tokens": ["page_down", *["next_token"] * 40, *["previous_token"] * 7, "line_down"],
    "a column kept": [*["next_token"] * 6, *["line_down"] * 9],
    "top": ["bottom", "top", "line_down"],
    "half pages": ["half_page_down"] * 3 + ["half_page_up"],
}


def page_of(text: str, size: tuple[int, int] = SIZE) -> FirstPage:
    return FirstPage(Article(text), "article.txt", "1 of 1", NIGHT, size, 84, 0)


@pytest.mark.parametrize("size", [(40, 10), (80, 24), (120, 36)], ids=str)
@pytest.mark.parametrize("walk", WALKS.values(), ids=WALKS)
async def test_a_walk_ends_where_it_ends_on_the_desk(open_desk, walk, size):
    page = page_of(LONG, size)
    for step in walk:
        MOVES[f"move.{step}"](page)
    async with open_desk(LONG, words={}, size=size) as desk:
        await desk.until(lambda: desk.view._page.complete, "all lines")
        for step in walk:
            await desk.press(BY_ID[f"move.{step}"].keys.split(",")[-1])
        assert page.cursor.offset == desk.view.cursor.offset
        assert page.cursor_row - page.top_row == desk.cursor_row
        region, there = desk.view.region, emulated(page.painted(), size)
        shown = desk.strips()
        for y in range(region.y, region.bottom):
            text = "".join(s.text for s in shown[y].crop(region.x, region.right - 1)).rstrip()
            assert there[y] == text, f"row {y}"


@given(st.text("ab \n漢\t", max_size=3000), st.lists(st.sampled_from(sorted(MOVES)), max_size=30))
@settings(deadline=None)
def test_the_cursor_is_always_in_view(text, walk):
    page = page_of(text)
    for move in walk:
        MOVES[move](page)
        assert 0 <= page.top_row <= page.cursor_row < page.top_row + page.rows_in_view


@contextmanager
def keyboard(page: FirstPage, moves=DEFAULT) -> Iterator[tuple[int, FirstKeys, list[str]]]:
    """A terminal's keyboard, what obeys it, and what was painted."""
    master, terminal = os.openpty()
    listen(terminal)
    painted: list[str] = []
    keys = FirstKeys(page, moves, terminal, painted.append)
    try:
        yield master, keys, painted
    finally:
        keys.stop()
        os.close(master)
        os.close(terminal)


def ended(keys: FirstKeys) -> None:
    """Wait until a key came that is for the desk."""
    keys._thread.join(20)
    assert not keys._thread.is_alive()


def test_keys_move_the_page_until_one_is_for_the_desk():
    page = page_of(LONG)
    with keyboard(page) as (master, keys, painted):
        os.write(master, b"  \x1b[B\x1bOBx j")
        ended(keys)
        assert keys.stop() == b"x j"
        assert keys.left_at is not None
        assert keys.left_at.keys == 4
        assert keys.left_at.offset == page.cursor.offset > 0
        assert keys.left_at.above == page.cursor_row - page.top_row
        assert len(painted) == 1, "keys that come together are painted together"
        assert keys.stop() == b"", "what was typed is handed over once"


def test_where_nothing_was_moved_the_article_opens_where_it_was_left():
    with keyboard(page_of(LONG)) as (master, keys, painted):
        os.write(master, b"?")
        ended(keys)
        assert (keys.stop(), keys.left_at, painted) == (b"?", None, [])


@pytest.mark.parametrize("typed", [b"\x1b", b"\x1b[", b"\x1b[1;2C", b"\x1b[Z", "é".encode()])
def test_what_is_no_move_is_handed_over_whole(typed):
    with keyboard(page_of(LONG)) as (master, keys, _):
        os.write(master, b"j" + typed)
        ended(keys)
        assert keys.stop() == typed


def test_a_key_that_comes_in_parts_is_one_key():
    page = page_of(LONG)
    moved = threading.Event()
    with keyboard(page) as (master, keys, _):
        keys._paint = lambda _: moved.set()
        os.write(master, b"\x1b[")
        os.write(master, b"6~")
        assert moved.wait(20)
        assert keys.stop() == b""
        assert page.top_row > 0


def test_a_terminal_that_is_gone_ends_it():
    master, terminal = os.openpty()
    listen(terminal)
    keys = FirstKeys(page_of(LONG), DEFAULT, terminal, lambda _: None)
    os.close(master)
    ended(keys)
    assert keys.stop() == b""
    os.close(terminal)


def test_the_users_own_keys_count():
    moves = moves_by_key({"move.page_down": "x,ctrl+v", "judge.accept": "j"}, letters=False)
    assert moves[b"x"] == "move.page_down"
    assert b" " not in moves
    assert b"j" not in moves, "it accepts"
    assert moves[b"\x1b[B"] == "move.line_down"


def test_where_letters_lead_to_places_they_are_for_the_desk():
    moves = moves_by_key({}, letters=True)
    assert not [key for key in moves if key.isalpha()]
    assert moves[b" "] == "move.page_down"


def test_every_move_has_a_key_that_terminals_send():
    assert set(DEFAULT.values()) == set(MOVES)
