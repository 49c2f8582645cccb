"""The library in a real terminal: opened, left, and what happens to its files meanwhile."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.pseudo_terminal import Terminal

pytestmark = pytest.mark.pty


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    folder = tmp_path / "texts"
    folder.mkdir()
    for number in range(1, 121):
        text = f"Article number {number}\n\n24 May 2022\n\nSome words of it, and no more.\n"
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    return folder


def postil(*arguments: str | Path) -> list[str | Path]:
    return [sys.executable, "-m", "tui", "--no-model", *arguments]


def test_a_folder_opens_the_library_and_a_file_itself(texts: Path):
    with Terminal(*postil(texts)) as terminal:
        terminal.until("0 of 120 done")
        terminal.until("Article number 3")
        terminal.press("j", "enter")
        terminal.until("Some words of it")
        terminal.until("2 of 120")
        terminal.press("q")
        assert terminal.wait() == 0
    with Terminal(*postil(texts / "3.txt", texts)) as terminal:
        terminal.until("of 120")
        terminal.until("Some words of it")


def test_a_file_that_comes_turns_up(texts: Path):
    with Terminal(*postil(texts)) as terminal:
        terminal.until("0 of 120 done")
        (texts / "0.txt").write_text("A late one\n\nIt came when all were there.\n")
        terminal.until("0 of 121 done")


def test_it_can_be_left_at_any_moment(texts: Path):
    with Terminal(*postil(texts)) as terminal:
        terminal.until("120")
        terminal.press("q")  # its files are still being read
        assert terminal.wait() == 0
    assert sorted(path.suffix for path in texts.iterdir()) == [".txt"] * 120


def test_an_order_that_there_is_not_is_told_before_anything_opens(texts: Path):
    with Terminal(*postil("--order", "sideways", texts)) as terminal:
        terminal.until("“sideways” is no order")
        assert terminal.wait() == 2
