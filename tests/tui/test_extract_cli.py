"""`postil extract`, with a child that finds every Dushanbe and misbehaves when told to."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from shutil import rmtree

import pytest
from click.testing import CliRunner, Result

from annotations.errors import StoreError
from annotations.extraction import bulk, process
from annotations.extraction.chunks import ON_SCREEN
from annotations.extraction.found import reading
from annotations.formats import Document
from annotations.store import Database
from annotations.store.corpus import Corpus
from tui.article_stream import ArticleStream
from tui.cli import cli
from tui.extract_cli import _into_store, _Work
from tui.predicting import Predicting

Run = Callable[..., Result]


@pytest.fixture
def spawned(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The pipelines that were started."""
    fake = Path(__file__).parent.parent / "annotations" / "extraction" / "fake_worker.py"
    monkeypatch.setattr(process, "_WORKER", str(fake))
    names: list[str] = []
    original = bulk.spawn

    def spawn(model: str, **more: object):
        names.append(str(model))
        return original(model, **more)

    monkeypatch.setattr(bulk, "spawn", spawn)
    return names


@pytest.fixture
def run(spawned: list[str]) -> Run:
    return lambda *args: CliRunner().invoke(cli, [*map(str, args)])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "texts"
    folder.mkdir()
    for number in range(5):
        (folder / f"{number}.txt").write_text(f"{number} people are in Dushanbe.")
    return folder


def predicted(folder: Path) -> dict[str, list[str]]:
    """The pipelines that read each article, by the beginning of its text."""
    with Corpus(folder / "annotations.json") as corpus:
        return {
            a.text.split()[0]: sorted(made.pipeline.name for made in corpus.predictions(a.id))
            for a in corpus.articles()
        }


def test_it_registers_what_it_reads(run, folder):
    result = run("extract", folder, "--model", "fake")
    assert result.stdout == "5 articles, 5 entities\n"
    assert (result.stderr, result.exit_code) == ("", 0)
    assert predicted(folder) == {str(n): ["fake"] for n in range(5)}


def test_several_pipelines_side_by_side(run, folder, spawned):
    run("extract", folder, "--model", "fake", "--model", "other")
    assert predicted(folder) == {str(n): ["fake", "other"] for n in range(5)}
    assert spawned == ["fake", "other"]


def test_what_was_read_is_not_read_again(run, folder, spawned):
    run("extract", folder, "--model", "fake")
    (folder / "5.txt").write_text("6 are in Dushanbe, Dushanbe.")
    spawned.clear()
    assert (
        run("extract", folder, "--model", "fake").stdout == "1 article, 2 entities, 5 read before\n"
    )
    assert spawned == ["fake"]
    again = "0 articles, 0 entities, 6 read before\n"
    assert run("extract", folder, "--model", "fake").stdout == again
    assert run("extract", folder).stdout == again
    assert spawned == ["fake"]


def test_another_pipeline_reads_what_one_has_read(run, folder):
    run("extract", folder, "--model", "fake")
    assert run("extract", folder, "--model", "other").stdout == "5 articles, 5 entities\n"
    assert predicted(folder)["0"] == ["fake", "other"]


def test_the_same_text_twice_is_one_article(run, folder):
    (folder / "twin.txt").write_bytes((folder / "0.txt").read_bytes())
    result = run("extract", folder, "--model", "fake")
    assert result.stdout == "5 articles, 5 entities\n"
    assert "1 left out, with the same text as another one" in result.stderr
    assert result.exit_code == 0


def test_an_empty_file_is_told(run, folder):
    (folder / "5.txt").write_text("")
    result = run("extract", folder, "--model", "fake")
    assert result.stdout == "5 articles, 5 entities\n"
    assert "5.txt" in result.stderr
    assert "empty" in result.stderr


def test_one_bad_line_of_a_file_of_articles_does_not_stop_the_others(run, folder):
    lines = [json.dumps({"text": f"{n} in Dushanbe"}) for n in range(3)]
    lines[1] = '{"text": 7}'
    (folder / "all.jsonl").write_text("\n".join(lines) + "\n")
    result = run("extract", folder / "all.jsonl", "--model", "fake")
    assert result.stdout == "2 articles, 2 entities\n"
    assert "all.jsonl" in result.stderr
    assert result.exit_code == 1


def test_articles_that_fail_are_reported_and_the_others_go_on(run, folder):
    (folder / "2.txt").write_text("This one makes it FAIL.")
    (folder / "3.txt").write_text("This one makes it CRASH.")
    (folder / "4.txt").write_bytes(bytes(range(256)) * 40)
    result = run("extract", folder, "--model", "fake")
    assert result.stdout == "2 articles, 2 entities\n"
    assert result.exit_code == 1
    assert sorted(predicted(folder)) == ["0", "1"]
    for name, reason in (("2.txt", "as told"), ("3.txt", "SIGABRT"), ("4.txt", "not a text")):
        assert any(name in line and reason in line for line in result.stderr.split("\n"))
    assert "\x1b" not in result.stderr


def test_a_pipeline_that_cannot_be_used_does_not_stop_another(run, folder):
    result = run("extract", folder, "--model", "unknown", "--model", "fake")
    assert "no pipeline unknown is installed" in result.stderr
    assert result.stdout == "5 articles, 5 entities\n"
    assert result.exit_code == 1


def test_code_that_is_not_there(run, folder):
    result = run("extract", folder, "--model", "fake", "--code", folder / "no.py")
    assert result.exit_code == 2
    assert "no.py" in result.stderr


def test_code_reaches_the_pipeline(run, folder):
    code = folder.parent / "once.py"
    code.write_text("")
    (folder / "0.txt").write_text("Dies ONCE, but not where the code is.")
    result = run("extract", folder, "--model", "fake", "--code", code)
    assert (result.stderr, result.exit_code) == ("", 0)


def test_what_was_interrupted_is_kept_and_goes_on(run, folder, spawned, monkeypatch):
    original = Corpus.record
    kept: list[object] = []

    def record(self: Corpus, *args: object) -> None:
        if len(kept) == 3:
            raise KeyboardInterrupt
        original(self, *args)  # type: ignore[arg-type]
        kept.append(args)

    with monkeypatch.context() as patch:
        patch.setattr(Corpus, "record", record)
        result = run("extract", folder, "--model", "fake")
    assert "interrupted: 3 articles are kept; run it again to go on" in result.stderr
    assert result.exit_code != 0
    assert len(predicted(folder)) == 3
    result = run("extract", folder, "--model", "fake")
    assert result.stdout == "2 articles, 2 entities, 3 read before\n"
    assert len(predicted(folder)) == 5


def test_a_full_disk_leaves_what_was_read(run, folder, monkeypatch):
    original = Corpus.record
    kept: list[object] = []

    def record(self: Corpus, *args: object) -> None:
        if len(kept) == 2:
            raise StoreError("there is no room on the disk")
        original(self, *args)  # type: ignore[arg-type]
        kept.append(args)

    (folder / "2.txt").write_text("This one makes it FAIL.")
    with monkeypatch.context() as patch:
        patch.setattr(Corpus, "record", record)
        result = run("extract", folder, "--model", "fake")
    assert result.exit_code == 1
    assert "2 articles are kept" in result.stderr
    assert "no room on the disk" in result.stderr
    assert "2.txt" in result.stderr
    again = run("extract", folder, "--model", "fake").stdout
    assert again == "2 articles, 2 entities, 2 read before\n"


def test_a_folder_that_disappears_is_told(run, folder, monkeypatch):
    monkeypatch.setattr(bulk, "_QUEUE", 1)
    original = Corpus.record

    def record(self: Corpus, *args: object) -> None:
        original(self, *args)  # type: ignore[arg-type]
        for file in folder.glob("*.txt"):
            file.unlink()

    monkeypatch.setattr(Corpus, "record", record)
    result = run("extract", folder, "--model", "fake")
    assert "4.txt" in result.stderr
    assert result.exit_code == 1
    assert len(predicted(folder)) + result.stderr.count(".txt") == 5


@pytest.mark.parametrize("last", [1, 5])
def test_a_store_that_disappears_with_its_folder_is_told(run, folder, monkeypatch, last):
    original = Corpus.record
    kept: list[object] = []

    def record(self: Corpus, *args: object) -> None:
        original(self, *args)  # type: ignore[arg-type]
        kept.append(args)
        if len(kept) == last:
            rmtree(folder)

    with monkeypatch.context() as patch:
        patch.setattr(Corpus, "record", record)
        result = run("extract", folder, "--model", "fake")
    assert result.exit_code == 1
    assert "annotations.json" in result.stderr
    assert "kept" not in result.stderr
    assert result.stdout == ""


def test_a_long_extraction_keeps_the_journal_short(run, folder, monkeypatch):
    monkeypatch.setattr("tui.extract_cli.TIDY", -1.0)
    tidied: list[object] = []
    monkeypatch.setattr(Database, "maintain", lambda self: tidied.append(self))
    assert run("extract", folder, "--model", "fake").stdout == "5 articles, 5 entities\n"
    assert len(tidied) == 5


def test_two_at_once_in_one_folder(folder, spawned):
    """Each sees what the other has written, and nothing is lost."""
    with ThreadPoolExecutor(2) as threads:

        def extract(model: str) -> int:
            with Corpus(folder / "annotations.json") as corpus:
                stream = ArticleStream([str(folder)], None)
                work = _Work(stream, Predicting([]), (model,))
                _into_store(work, corpus)
                return len(work.done)

        assert list(threads.map(extract, ["fake", "other"])) == [5, 5]
    assert predicted(folder) == {str(n): ["fake", "other"] for n in range(5)}


def test_into_a_file_without_a_store(run, folder):
    out = folder.parent / "out.csv"
    result = run("extract", folder, "--model", "fake", "-o", out)
    assert (result.stdout, result.stderr) == ("5 articles, 5 entities\n", "")
    rows = list(csv.DictReader(out.read_text().split("\n")))
    assert [(row["text"], row["label"], row["status"]) for row in rows] == [
        ("Dushanbe", "GPE", "predicted")
    ] * 5
    assert not (folder / "annotations.json").exists()


def test_into_standard_output(run, folder):
    result = run("extract", folder, "--model", "fake", "-o", "-", "-f", "jsonl")
    found = [json.loads(line) for line in result.stdout.rstrip("\n").split("\n")]
    assert [len(one["spans"]) for one in found] == [1] * 5
    assert result.stderr == "5 articles, 5 entities\n"


def test_several_pipelines_into_one_file(run, folder, spawned):
    out = folder.parent / "out.postil.jsonl"
    result = run("extract", folder, "--model", "fake", "--model", "unknown", "--model", "other",
                 "-o", out)  # fmt: skip
    assert result.stdout == "5 articles, 10 entities\n"
    assert "no pipeline unknown" in result.stderr
    assert result.exit_code == 1
    assert out.read_text().count("Dushanbe.") == 5
    assert spawned == ["fake", "unknown", "other"]


def test_a_file_is_there_whole_or_as_it_was(run, folder, monkeypatch):
    out = folder.parent / "out.csv"
    out.write_text("earlier")
    original = Document.of
    made: list[object] = []

    def of(*args: object, **more: object) -> Document:
        made.append(args)
        if len(made) == 3:
            raise KeyboardInterrupt
        return original(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Document, "of", of)
    result = run("extract", folder, "--model", "fake", "-o", out)
    assert out.read_text() == "earlier"
    assert "out.csv is as it was" in result.stderr
    assert {path.name for path in folder.parent.iterdir() if path.is_file()} == {"out.csv"}


@pytest.mark.parametrize(
    "args",
    [("-o", "x.csv", "--store", "y"), ("-f", "csv"), ("--code", "no.py")],
)
def test_what_does_not_fit_together(run, folder, args):
    assert run("extract", folder, "--model", "fake", *args).exit_code == 2


def test_what_is_cached_needs_no_pipeline(run, folder, spawned):
    run("extract", folder, "--model", "fake")
    (folder / "annotations.json").unlink()
    spawned.clear()
    result = run("extract", folder, "--model", "fake", "--store", folder.parent / "new.json")
    assert result.stdout == "5 articles, 5 entities\n"
    assert spawned == []


def test_what_the_desk_has_read_in_pieces_is_not_read_again(run, folder, spawned):
    run("extract", folder, "--model", "fake")
    with Corpus(folder / "annotations.json") as corpus:
        made = [p for a in corpus.articles() for p in corpus.predictions(a.id)]
        pieces = [replace(p, pipeline=reading(p.pipeline, ON_SCREEN)) for p in made]
        articles = list(corpus.articles())
    with Corpus(folder.parent / "new.json") as corpus:
        corpus.record(articles, pieces, ())
    result = run("extract", folder, "--model", "fake", "--store", folder.parent / "new.json")
    assert result.stdout == "0 articles, 0 entities, 5 read before\n"
