"""SIGKILL at every change of a file: what the screen showed as saved is there."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tinydb import TinyDB

from annotations.article import Article
from annotations.store.corpus import Corpus
from tests.pseudo_terminal import ProgramEndedError, Terminal

TEXT = "Dushanbe waits for Moscow. Washington waits for Brussels.\n"
PROGRAM = Path(__file__).with_name("killed_program.py")
ACTS = [
    ("1", "PERSON added"), ("2", "PERSON → ORG"), ("3", "ORG → GPE"),
    ("5", "GPE → NORP"), ("6", "NORP → DATE"),
]  # fmt: skip
"""Keys on the first word, and what the status line says once each is saved."""
LABELS = ["PERSON", "ORG", "GPE", "NORP", "DATE"]

pytestmark = pytest.mark.pty


def correct(terminal: Terminal, saved: list[str]) -> None:
    """Give the first word one label after another; notes those shown as saved."""
    terminal.until("Dushanbe")
    for (key, said), label in zip(ACTS, LABELS, strict=True):
        terminal.press(key)
        terminal.until(lambda text, said=said: "saved ✓" in text and said in text)
        saved.append(label)
    terminal.press("q")
    if terminal.wait() != 0:
        raise ProgramEndedError


def killed_at(folder: Path, count: int, how: str) -> tuple[list[str], bool]:
    """Correct until the program kills itself; what was saved, and whether it ended by itself."""
    article = folder / "article.txt"
    article.write_text(TEXT, encoding="utf-8")
    saved: list[str] = []
    argv = [sys.executable, str(PROGRAM), str(count), how, "--no-model", str(article)]
    with Terminal(*argv) as terminal:
        try:
            correct(terminal, saved)
        except ProgramEndedError:
            return saved, False
    return saved, True


def rounds() -> Iterator[tuple[int, str]]:
    """Every change of a file that a sitting makes has a number; these reach beyond the last."""
    for count in range(1, 58):
        yield count, ("before", "half", "after")[count % 3]


@pytest.mark.parametrize(("count", "how"), list(rounds()))
def test_what_was_shown_as_saved_survives(tmp_path: Path, count: int, how: str):
    saved, _ = killed_at(tmp_path, count, how)
    with Corpus(tmp_path / "annotations.json") as corpus:
        events = corpus.corrections(Article(TEXT).id)
        kept = [event.change.after.label for event in events if event.change.after]
        assert kept[: len(saved)] == saved
        assert len(kept) <= len(saved) + 1
        assert not corpus.read_only
    if kept:
        with TinyDB(tmp_path / "annotations.json", access_mode="r", encoding="utf-8") as stock:
            assert len(stock.table("corrections")) == len(kept)


def test_the_rounds_reach_beyond_the_last_change(tmp_path: Path):
    """Else some changes would never be the last."""
    saved, ended = killed_at(tmp_path, max(count for count, _ in rounds()), "before")
    assert ended
    assert saved == LABELS
