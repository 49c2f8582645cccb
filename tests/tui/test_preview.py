"""The page painted before Textual is imported is the page that Textual shows."""

from __future__ import annotations

import os
import re

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.article import Article
from tests.tui.driving import TEXT
from tests.tui.hard_texts import HARD, PAYLOADS, is_obeyed, texts
from tui.colors import OURS
from tui.first_page import FirstPage

LONG = TEXT * 12 + "漢字 and \t tabs, 東京 too. " * 20
CODES = re.compile(r"\x1b\[(?:[0-9;]*m|\d+;1H)")


def painted(text: str, size: tuple[int, int], offset: int = 0, name: str = "article.txt") -> str:
    """The escape codes of the first page."""
    terminal = os.terminal_size(size)
    page = FirstPage(Article(text), name, "1 of 1", OURS["night"], terminal, 84, offset)
    return page.painted()


def emulated(codes: str, size: tuple[int, int]) -> list[str]:
    """What a terminal shows of it."""
    screen = pyte.Screen(*size)
    pyte.Stream(screen).feed(codes)
    return [line.rstrip() for line in screen.display]


@pytest.mark.parametrize("word", ["Washington", "Okno", "漢字"])
@pytest.mark.parametrize("size", [(20, 5), (40, 10), (80, 24), (120, 36), (200, 50)], ids=str)
async def test_it_is_what_the_desk_shows(open_desk, size, word):
    offset = LONG.rindex(word)
    async with open_desk(LONG, words={}, size=size) as desk:
        region = desk.view.region
        desk.app.launch.state.leave(str(desk.app.session.store), "", desk.screen.article.id, offset)
        desk.app.launch.state.save()
    async with open_desk(words={}, size=size) as desk:
        assert desk.view.cursor.offset == offset
        shown = desk.strips()
        there = emulated(painted(LONG, size, offset), size)
        for y in range(region.y, region.bottom):
            text = "".join(s.text for s in shown[y].crop(region.x, region.right - 1)).rstrip()
            assert there[y].rstrip() == text, f"row {y}"
        if size[0] >= 40:
            assert there[0].split() == ["postil", "article.txt", "1", "of", "1"]


PARTS = (
    "A Title\n\nBy Ada Quill\n\n24 May 2022\n\nprint   share 14   Facebook 9\n\n> Words quoted.\n\n"
    "```\n# code\n```\n\n## A heading\n\nWhat was written about it goes on for some time.\n"
)


async def test_every_part_of_an_article_looks_as_on_the_desk(open_desk):
    size = (80, 36)
    async with open_desk(PARTS, words={}, size=size) as desk:
        region, shown = desk.view.region, desk.strips()
        screen = pyte.Screen(*size)
        pyte.Stream(screen).feed(painted(PARTS, size))
        seen = set()
        for y in range(region.y, region.bottom):
            first = next(
                (s for s in shown[y].crop(region.x, region.right - 1) if s.text.strip()), None
            )
            if first is None or first.style is None or first.style.color is None:
                continue
            x = region.x + shown[y].text[region.x :].index(first.text.strip()[0])
            cell, style = screen.buffer[y][x], first.style
            looks = (style.color.name.removeprefix("#"), bool(style.bold), bool(style.italic))
            assert (cell.fg, cell.bold, cell.italics) == looks, shown[y].text
            seen.add(looks)
        assert len(seen) >= 5  # title, byline, furniture, quotation, body


@given(texts, st.integers(1, 120), st.integers(1, 40), st.integers(0, 400), texts)
def test_nothing_in_it_is_obeyed_but_its_own_codes(text, columns, rows, offset, name):
    codes = painted(text, (columns, rows), min(offset, len(text)), name)
    left = CODES.sub("", codes)
    assert not [hex(ord(char)) for char in left if is_obeyed(char)]


@pytest.mark.parametrize("text", [*HARD.values(), *PAYLOADS.values()])
def test_hard_texts_fill_the_screen_and_no_more(text):
    for size in ((7, 4), (40, 12), (100, 30)):
        screen = pyte.Screen(*size)
        pyte.Stream(screen).feed(painted(text, size, name=text))
        assert screen.cursor.y < size[1]


def test_it_has_no_more_rows_than_the_terminal():
    for rows in range(1, 40):
        codes = painted(LONG, (80, rows))
        assert max(int(row) for row in re.findall(r"\x1b\[(\d+);1H", codes)) <= rows
