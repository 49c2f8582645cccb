"""Two terminals on one store see each other's corrections, and lose none."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from annotations.article import Article
from annotations.store.corpus import Corpus
from tests.pseudo_terminal import Terminal

pytestmark = pytest.mark.pty
TEXT = "Dushanbe waits for Moscow. Washington waits for Brussels.\n"


def postil(article: Path, annotator: str) -> list[str]:
    return [sys.executable, "-m", "tui", "--no-model", "--annotator", annotator, str(article)]


def test_corrections_appear_in_the_other_terminal_without_a_restart(tmp_path: Path):
    article = tmp_path / "article.txt"
    article.write_text(TEXT, encoding="utf-8")
    with Terminal(*postil(article, "ann")) as ann, Terminal(*postil(article, "bob")) as bob:
        ann.until("Dushanbe")
        bob.until("Dushanbe")
        ann.press("3")
        ann.until("GPE added")
        bob.until("Dushanbe\u00a0gpe")
        bob.press("2")
        bob.until("GPE → ORG")
        ann.until("Dushanbe\u00a0org")
        ann.until("another program changed the annotations")
        ann.press("u")
        for terminal in (ann, bob):
            terminal.until(lambda text: "Dushanbe\u00a0" not in text)
        for terminal in (ann, bob):
            terminal.press("q")
            assert terminal.wait() == 0
    with Corpus(tmp_path / "annotations.json") as corpus:
        events = corpus.corrections(Article(TEXT).id)
        assert [event.annotator for event in events] == ["ann", "bob", "ann"]
        assert corpus.database.verify() == []
