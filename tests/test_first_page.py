"""The page painted before Textual is there, and how the program takes over from it."""

from __future__ import annotations

import sys
import termios
from collections.abc import Iterator
from pathlib import Path

import pyte
import pytest

from annotations.article import Article
from tests.pseudo_terminal import Terminal, for_pyte
from tui.colors import NIGHT
from tui.first_keys import MOVES
from tui.first_page import FirstPage

pytestmark = pytest.mark.pty
TEXT = "".join(f"Paragraph {n} of a long article about very little indeed.\n\n" for n in range(80))
SIZES = [(20, 5), (40, 10), (80, 24), (110, 32), (200, 50)]


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def postil(article: Path, *options: str) -> list[str]:
    return [sys.executable, "-m", "tui", "--no-model", *options, str(article)]


def screens(terminal: Terminal, size: tuple[int, int], step: int = 64) -> Iterator[list[str]]:
    """The screen after every few bytes that the program wrote."""
    screen = pyte.Screen(*size)
    stream = pyte.ByteStream(screen)
    raw = for_pyte(bytes(terminal.raw))
    for start in range(0, len(raw), step):
        stream.feed(raw[start : start + step])
        yield [line.rstrip() for line in screen.display]


@pytest.mark.parametrize("size", SIZES)
def test_the_text_stands_where_the_program_puts_it_and_is_never_gone(
    article: Path, size: tuple[int, int]
):
    with Terminal(*postil(article), size=size) as terminal:
        terminal.until("Paragraph 0")
        terminal.until("“")
        shown = [s for s in screens(terminal, size) if any("Paragraph 0" in line for line in s)]
    places = {
        (y, line.index("Paragraph 0"))
        for screen in shown
        for y, line in enumerate(screen)
        if "Paragraph 0" in line and y > 0
    }
    assert len(places) == 1
    first = next(n for n, s in enumerate(screens(terminal, size)) if s in shown)
    after = list(screens(terminal, size))[first:]
    assert all(any("Paragraph 0" in line for line in screen) for screen in after)


def test_the_alternate_screen_is_entered_once(article: Path):
    with Terminal(*postil(article)) as terminal:
        terminal.until("“Paragraph”")
        terminal.press("q")
        assert terminal.wait() == 0
        assert terminal.raw.count(b"\x1b[?1049h") == 1


def test_keys_typed_meanwhile_are_not_shown_and_not_lost(article: Path):
    with Terminal(*postil(article)) as terminal:
        terminal.until("Paragraph 0")
        terminal.press("G")
        terminal.until("Paragraph 79")
        terminal.until_gone("Paragraph 0")


HELD_UP = """
import sys, time
from pathlib import Path
class HeldUp:
    def find_spec(self, name, *_):
        while name == "textual" and not Path(sys.argv[-1] + ".go").exists():
            time.sleep(0.005)
sys.meta_path.insert(0, HeldUp())
from tui.__main__ import main
main()
"""
"""The program, whose desk does not come before it is let."""


def lines_of(page: FirstPage) -> list[str]:
    """What a terminal shows of a page."""
    screen = pyte.Screen(*page.size)
    pyte.Stream(screen).feed(page.painted())
    return [line.rstrip() for line in screen.display]


def test_it_is_read_while_the_rest_is_imported_and_the_desk_takes_over_in_place(article: Path):
    page = FirstPage(Article(TEXT), article.name, "1 of 1", NIGHT, (110, 32), 84, 0)
    for move in ("page_down", "line_down", "line_down", "next_token"):
        MOVES[f"move.{move}"](page)
    read = lines_of(page)
    with Terminal(sys.executable, "-c", HELD_UP, "--no-model", article) as terminal:
        terminal.until("Paragraph 0 ")
        terminal.press("space", "down", "down", "right")
        terminal.until(lambda _: terminal.lines == read, "the page that was turned to")
        before = len(terminal.raw)
        Path(f"{article}.go").touch()
        terminal.until(f"“{TEXT[slice(*page.cursor.unit)]}”")
        assert [line[:64].rstrip() for line in terminal.lines[1:-4]] == [
            line[:64].rstrip() for line in read[1:-4]
        ]
        assert b"Paragraph 0 " not in terminal.raw[before:], "the desk was never at the top"
        terminal.press("q")
        assert terminal.wait() == 0


def test_what_was_typed_for_the_desk_is_obeyed_in_order(article: Path):
    with Terminal(sys.executable, "-c", HELD_UP, "--no-model", article) as terminal:
        terminal.until("Paragraph 0 ")
        terminal.press("G", "/", "Paragraph 40", "enter")
        terminal.until("Paragraph 79")
        Path(f"{article}.go").touch()
        terminal.until("“Paragraph 40”")
        terminal.press("q")
        assert terminal.wait() == 0


def test_the_terminal_is_as_it_was(article: Path):
    shell = ["/bin/sh", "-c", '"$@"; echo has ended; exec cat', "sh", *postil(article)]
    with Terminal(*shell) as terminal:
        before = termios.tcgetattr(terminal.fd)
        terminal.until("“Paragraph”")
        assert termios.tcgetattr(terminal.fd) != before
        terminal.press("q")
        terminal.until("has ended")
        assert termios.tcgetattr(terminal.fd) == before


def test_the_page_shows_what_was_left_off(article: Path, home: Path):
    with Terminal(*postil(article)) as terminal:
        terminal.until("“Paragraph”")
        terminal.press("G")
        terminal.until("Paragraph 79")
        terminal.press("q")
        terminal.wait()
    with Terminal(*postil(article)) as terminal:
        terminal.until("Paragraph 79")
        assert "Paragraph 0" not in terminal.page


def test_without_true_colour_there_is_none(article: Path):
    with Terminal(*postil(article), environment={"COLORTERM": ""}) as terminal:
        terminal.until("“Paragraph”")
        assert terminal.raw.index(b"\x1b[?1049h") < terminal.raw.index(b" 1 of a long")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("text", [TEXT, "", "\x1b]52;c;aGk=\x07 \x9b2J", "我爱北京\té́ \r\n" * 9])
def test_a_page_fills_the_screen_and_obeys_nothing_in_the_text(text: str, size: tuple[int, int]):
    page = FirstPage(Article(text), "na\x1b[2Jme", "1 of 1", NIGHT, size, 84, 0)
    painted = page.painted()
    assert "\x1b[2J" not in painted
    assert "\x1b]" not in painted
    assert "\x9b" not in painted
    screen = pyte.Screen(*size)
    pyte.Stream(screen).feed(painted)
    assert all(
        screen.buffer[y][x].bg != "default" for y in range(size[1]) for x in range(size[0] - 1)
    )


WHAT_IS_LOADED = """
import os, sys
write = os.write
def noting(descriptor, data):
    os.write = write
    with open(sys.argv[1] + ".loaded", "w") as file:
        file.write(" ".join(sys.modules))
    return write(descriptor, data)
os.write = noting
from tui.__main__ import main
main()
"""


def test_little_is_imported_before_it(article: Path):
    with Terminal(sys.executable, "-c", WHAT_IS_LOADED, article) as terminal:
        terminal.until("“Paragraph”")
        terminal.press("q")
        assert terminal.wait() == 0
    loaded = set(Path(f"{article}.loaded").read_text().split())
    assert "tui.preview" in loaded
    slow = {"textual", "rich", "asyncio", "subprocess", "json", "hashlib", "platformdirs"}
    assert not loaded & (slow | {"tokenize", "spacy", "numpy", "tinydb", "tomllib"})


def test_a_module_that_is_loaded_when_used_is_the_module(monkeypatch):
    from tui.__main__ import _Later

    monkeypatch.setitem(sys.modules, "colorsys", _Later("colorsys"))
    import colorsys

    stand_in = colorsys
    assert stand_in.rgb_to_hls(0, 0, 0) == (0, 0, 0)
    assert sys.modules["colorsys"] is not stand_in
    assert stand_in.rgb_to_hls is sys.modules["colorsys"].rgb_to_hls
    with pytest.raises(AttributeError):
        stand_in.nothing_of_this_name  # noqa: B018
