"""The installed program in a real terminal, with the real pipeline: what a new user would do."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from tinydb import TinyDB

from tests.pseudo_terminal import PROGRAM, Terminal, postil
from tests.tui.hard_texts import PAYLOADS, is_obeyed

pytestmark = pytest.mark.pty

SAMPLE = "washington-looks-to-dushanbe.txt"


@pytest.fixture
def texts(tmp_path: Path, samples: Path) -> Path:
    """A folder with a copy of the scraped sample."""
    folder = tmp_path / "texts"
    folder.mkdir()
    shutil.copyfile(samples / SAMPLE, folder / SAMPLE)
    return folder


def find(terminal: Terminal, text: str) -> tuple[int, int]:
    """The cell where a text begins on the screen, once it is there."""
    terminal.until(text)
    for row, line in enumerate(terminal.lines):
        if text in line:
            return line.index(text), row
    raise AssertionError(f"no {text!r} on the screen:\n{terminal.page}")


def predicted(terminal: Terminal) -> None:
    """Wait until all entities are on the page, so that nothing moves any more."""
    terminal.until("Tajikistan\u00a0norp")
    terminal.until(lambda _: "entities" not in terminal.lines[0], "all of the entities")


def point(terminal: Terminal, text: str, status: str, into: int = 0) -> None:
    """Click on a text until the status line names what is under the cursor.

    A page that is being repainted is read half old and half new, and a click on it may miss:
    so does a human's, who clicks again.
    """
    for _ in range(12):
        column, row = find(terminal, text)
        terminal.click(column + into, row)
        if terminal.shows(status, seconds=5):
            return
    terminal.until(status)


def exported(folder: Path) -> list[tuple[str, str]]:
    """The entities of the folder's article, as spaCy reads them."""
    from spacy.tokens import DocBin
    from spacy.vocab import Vocab

    out = folder.parent / "out.spacy"
    subprocess.run(
        [PROGRAM, "export", "-f", "spacy", "-o", out], cwd=folder, timeout=60, capture_output=True
    )
    (doc,) = DocBin().from_disk(out).get_docs(Vocab())
    assert doc.text == (folder / SAMPLE).read_text(encoding="utf-8")
    return [(ent.text, ent.label_) for ent in doc.ents]


@pytest.mark.pipeline
def test_a_new_users_first_minutes(texts: Path) -> None:
    with postil(SAMPLE, folder=texts) as terminal:
        terminal.until("Washington")
        predicted(terminal)

        # One key from inside a mention relabels all of them.
        point(terminal, "Tajikistan", "“Tajikistan” NORP predicted", into=4)
        terminal.press("3")
        terminal.until("saved ✓")
        terminal.until("only this one")
        terminal.until("Tajikistan\u00a0gpe")
        terminal.until_gone("Tajikistan\u00a0norp")

        # A wrong entity is rejected.
        point(terminal, "Ines Calloway", "“Ines Calloway”")
        terminal.press("x")
        terminal.until("rejected")
        terminal.until_gone("Calloway\u00a0loc")

        # A missed name of three tokens takes three keys.
        point(terminal, "the slow train", "“the”")
        terminal.press("L", "L", "8")
        terminal.until("“the slow train” EVENT")
        terminal.until("train\u00a0event")

        # An edge is widened by a token.
        point(terminal, "Donald Lu", "“Donald Lu”", into=1)
        terminal.press("]")
        terminal.until("Donald Lu,\u00a0per")
        terminal.press("}")
        terminal.until("Donald Lu\u00a0per")

        # Undo and redo.
        terminal.press("u")
        terminal.until("Donald Lu,\u00a0per")
        terminal.press("ctrl+r")
        terminal.until("Donald Lu\u00a0per")
        terminal.until("redo")
        terminal.press("q")
        assert terminal.wait() == 0

    with postil(SAMPLE, folder=texts) as terminal:
        terminal.until("Tajikistan\u00a0gpe")
        terminal.until("train\u00a0event")
        terminal.until_gone("Tajikistan\u00a0norp")
        terminal.until_gone("Calloway\u00a0loc")
        terminal.press("q")
        assert terminal.wait() == 0

    found = exported(texts)
    text = (texts / SAMPLE).read_text(encoding="utf-8")
    assert ("Tajikistan", "GPE") in found
    assert ("Tajikistan", "NORP") not in found
    assert ("the slow train", "EVENT") in found
    assert ("Donald Lu", "PERSON") in found
    assert not any("Calloway" in surface for surface, _ in found)
    assert found.count(("Tajikistan", "GPE")) >= text.count("Tajikistan") // 2


@pytest.mark.pipeline
def test_sigkill_loses_nothing_that_was_shown_as_saved(texts: Path) -> None:
    with postil(SAMPLE, folder=texts) as terminal:
        predicted(terminal)
        point(terminal, "Tajikistan", "“Tajikistan” NORP predicted", into=2)
        terminal.press("3")
        terminal.until("saved ✓")
        terminal.kill()
    with postil(SAMPLE, folder=texts) as terminal:
        terminal.until("Tajikistan\u00a0gpe")
        terminal.until_gone("Tajikistan\u00a0norp")
        point(terminal, "the slow train", "“the”")
        terminal.press("L", "L", "8")
        terminal.until("saved ✓")
        terminal.kill()
    with postil(SAMPLE, folder=texts) as terminal:
        terminal.until("train\u00a0event")
        terminal.until("Tajikistan\u00a0gpe")
        terminal.press("q")
        assert terminal.wait() == 0
    with TinyDB(texts / "annotations.json", access_mode="r") as database:
        kinds = [event["kind"] for event in database.table("corrections")]
    assert set(kinds) == {"relabel", "add"}


class TestHostileArticle:
    """No byte of an article reaches the terminal as a command."""

    TEXT = "\n\n".join(f"Before {payload} after {name}." for name, payload in PAYLOADS.items())

    OURS = re.compile(
        rb"\x1b\[0m|\x1b\[(?:[1-9];)*[34]8;[25];[0-9;]+m"  # colours
        rb"|\x1b\[\d+;\d+H"  # the place of a row
        rb"|\x1b\[\?\d+(?:[hl]|\$p)|\x1b\[[<>]\d*u"  # modes of screen, mouse and keyboard
        rb"|\x1b\]22;default\x07"  # the pointer's shape
    )
    """What Postil and Textual write; anything else is the article's."""

    @pytest.mark.parametrize("colors", ["truecolor", ""], ids=["first page", "no first page"])
    def test_its_bytes_are_not_among_what_was_written(self, tmp_path: Path, colors: str) -> None:
        name = "a\x1b]0;owned\x07\x9b2J[sic].txt"
        (tmp_path / name).write_text(self.TEXT, encoding="utf-8")
        environment = {"COLORTERM": colors}
        with postil("--no-model", name, folder=tmp_path, environment=environment) as terminal:
            terminal.until("Before")
            terminal.until("? help")
            for key in ("space", "space", "G", "g", "l", "l", "L", "L", "3", "tab", "s", "tab"):
                terminal.press(key)
            terminal.until("relations")
            terminal.press("E")
            terminal.until("Export the annotation set")
            terminal.press("escape")
            terminal.until_gone("Export the annotation set")
            terminal.press("q")
            assert terminal.wait() == 0
            raw = bytes(terminal.raw)
        left = self.OURS.sub(b"", raw).decode("utf-8")
        assert not [hex(ord(char)) for char in left if is_obeyed(char) and char not in "\r\n"]
        assert "␛]52;c;cm0gLXJmIC8=␇" in left, "it is shown"

    def test_the_clipboard_is_set_by_the_user_only(self, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_text("one \x1b]52;c;cm0gLXJmIC8=\x07 two", encoding="utf-8")
        with postil("--no-model", "a.txt", folder=tmp_path) as terminal:
            terminal.until("? help")
            assert b"\x1b]52" not in terminal.raw
            terminal.press("y")
            terminal.until("“one” copied")
            assert terminal.raw.count(b"\x1b]52;c;") == 1
            assert b"\x1b]52;c;b25l" in terminal.raw  # “one” in base 64
            terminal.press("q")
            assert terminal.wait() == 0


class TestStarting:
    """What cannot be opened is a line after the terminal was put back as it was."""

    @pytest.mark.parametrize("data", ["no store\n", '{"a": 1}'], ids=["not JSON", "not ours"])
    def test_a_store_that_is_none(self, tmp_path: Path, data: str) -> None:
        (tmp_path / "a.txt").write_text("Kabul waits.")
        (tmp_path / "annotations.json").write_text(data)
        with postil("--no-model", "a.txt", folder=tmp_path) as terminal:
            assert terminal.wait() == 1
            terminal.until("annotations.json")
            lines = [line for line in terminal.lines if line]
            assert lines[0].startswith("postil: ")
            terminal.until_gone("Traceback")
        assert (tmp_path / "annotations.json").read_text() == data

    def test_a_missing_path(self, tmp_path: Path) -> None:
        with postil("nothing.txt", folder=tmp_path) as terminal:
            assert terminal.wait() == 1
            assert terminal.page.strip().startswith("postil: nothing.txt")
        assert list(tmp_path.iterdir()) == []

    def test_a_pipeline_that_is_none_is_told_and_the_article_read(self, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_text("Kabul waits.")
        (tmp_path / "pipe").mkdir()
        with postil("--model", "./pipe", "a.txt", folder=tmp_path) as terminal:
            terminal.until(lambda _: "pipe" in terminal.page, "the message")
            terminal.until_gone("Traceback")

    def test_the_smallest_terminal(self, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_text("Kabul waits.")
        with postil("--no-model", "a.txt", folder=tmp_path, size=(20, 5)) as terminal:
            terminal.until("Kabul")
            terminal.press("3")
            terminal.until("saved")
            terminal.resize(100, 30)
            terminal.until("? help")
            terminal.press("q")
            assert terminal.wait() == 0

    def test_standard_input(self, tmp_path: Path) -> None:
        """The article comes through a pipe, the keys from the terminal."""
        shell = f"echo 'Kabul waits.' | {PROGRAM} --no-model -"
        with Terminal("/bin/sh", "-c", shell, folder=tmp_path) as terminal:
            terminal.until("Kabul")
            terminal.until("? help")
            terminal.press("3")
            terminal.until("saved ✓")
            terminal.press("q")
            assert terminal.wait() == 0

    def test_what_is_piped_in_is_read_where_nothing_is_named(self, tmp_path: Path) -> None:
        with Terminal("/bin/sh", "-c", f"echo 'Kabul waits.' | {PROGRAM} --no-model",
                      folder=tmp_path) as terminal:  # fmt: skip
            terminal.until("Kabul waits.")
            terminal.until("? help")
            terminal.press("q")
            assert terminal.wait() == 0

    def test_what_takes_long_to_come_is_named_meanwhile(self, tmp_path: Path) -> None:
        script = f"(cat go; echo 'Kabul waits.') | {PROGRAM} --no-model; echo left"
        os.mkfifo(tmp_path / "go")
        with Terminal("/bin/sh", "-c", script, folder=tmp_path) as terminal:
            terminal.until("reading stdin …")
            (tmp_path / "go").write_text("", encoding="utf-8")
            terminal.until("Kabul waits.")
            terminal.until("? help")
            terminal.press("q")
            terminal.until("left")
            assert "reading stdin" not in terminal.page

    def test_what_is_piped_in_is_no_key(self, tmp_path: Path) -> None:
        """Each of its letters would be a command."""
        (tmp_path / "a.txt").write_text("Kabul waits.", encoding="utf-8")
        shell = f"echo '333qqq' | {PROGRAM} --no-model a.txt"
        with Terminal("/bin/sh", "-c", shell, folder=tmp_path) as terminal:
            terminal.until("? help")
            terminal.press("?")
            terminal.until("Reading and correcting")
            terminal.press("\x1b")
            terminal.until(lambda page: "Reading and correcting" not in page, "the article")
            terminal.press("q")
            assert terminal.wait() == 0
        assert not (tmp_path / "annotations.json").exists()

    def test_the_demo(self, tmp_path: Path, home: Path) -> None:
        with postil("--demo", "--no-model", folder=tmp_path) as terminal:
            terminal.until("Washington looks to Dushanbe")
            terminal.press("enter")
            terminal.until("1 of ")
            terminal.press("q")
            assert terminal.wait() == 0
        assert (home / "data" / "postil" / "demo" / SAMPLE).exists()

    @pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"COLORTERM": "", "TERM": "xterm"}],
                             ids=["no colour", "16 colours"])  # fmt: skip
    def test_other_terminals(self, tmp_path: Path, environment: dict[str, str]) -> None:
        (tmp_path / "a.txt").write_text("Kabul waits.")
        with postil("--no-model", folder=tmp_path, environment=environment) as terminal:
            terminal.until("? help")
            terminal.press("3")
            terminal.until("saved ✓")
            numbers = {
                int(number)
                for codes in re.findall(rb"\x1b\[([0-9;]*)m", bytes(terminal.raw))
                for number in codes.split(b";")
                if number
            }
            colors = {n for n in numbers if n // 10 in (3, 4, 9, 10) and n not in (39, 49)}
            assert 38 not in colors, "neither true colour nor one of 256"
            assert bool(colors) == ("NO_COLOR" not in environment)
            terminal.press("q")
            assert terminal.wait() == 0

    def test_it_opens_where_it_was_left(self, tmp_path: Path) -> None:
        for name in ("a", "b", "c"):
            (tmp_path / f"{name}.txt").write_text(f"This is {name}.")
        with postil("--no-model", folder=tmp_path) as terminal:
            terminal.until("0 of 3 done")
            terminal.press("j", "enter")
            terminal.until("2 of 3")
            terminal.until("“This”")
            terminal.press("l")
            terminal.until("“is”")
            terminal.press("q")
            assert terminal.wait() == 0
        with postil("--no-model", folder=tmp_path) as terminal:
            terminal.until("0 of 3 done")
            terminal.press("enter")
            terminal.until("2 of 3")
            terminal.until("“is”")
            terminal.press("q")
            assert terminal.wait() == 0


def test_keys_typed_before_the_screen_is_up_are_not_lost(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Kabul waits for rain.")
    with postil("--no-model", "a.txt", folder=tmp_path) as terminal:
        terminal.until("Kabul")
        terminal.press("l", "l")
        terminal.until("“for”")
        terminal.press("q")
        assert terminal.wait() == 0


def test_the_screen_is_put_back_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Kabul waits.")
    with postil("--no-model", "a.txt", folder=tmp_path) as terminal:
        terminal.until("? help")
        terminal.press("q")
        assert terminal.wait() == 0
        raw = bytes(terminal.raw)
    for mode, on, off in ((b"1049", b"h", b"l"), (b"25", b"l", b"h"), (b"1000", b"h", b"l")):
        begun, ended = (raw.rfind(b"\x1b[?" + mode + way) for way in (on, off))
        assert ended > begun, mode
    assert raw.count(b"\x1b[<u") <= 1, "the shell's own keyboard mode is not taken back"
