"""`postil carry`, and what `postil export` says of a file that changed since it was annotated."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from annotations.article import Article
from annotations.corrections import Author, Change, Kind
from annotations.predictions import Pipeline, Predictions
from annotations.sources import collect, read
from annotations.store.corpus import Corpus
from tests.tui.driving import Desk, Workplace, find
from tests.tui.test_desk_earlier import CHANGED, TEXT, WORDS
from tui.cli import cli
from tui.predicting import Predicted

Run = Callable[..., Result]
NEW = Pipeline("wordlist", "2.0")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command; the pipeline is a list of words."""

    def each(_: object, articles: Iterable[Article], *__: object) -> Predicted:
        for article in articles:
            spans = find(article.text, {**WORDS, "A correction": "EVENT"})
            yield article, Predictions(article.id, NEW, tuple(spans))

    monkeypatch.setattr("tui.predicting.Predicting.each", each)
    return lambda *args: CliRunner().invoke(cli, [*map(str, args)])


@pytest.fixture
def folder(workplace: Workplace) -> Path:
    """An article that ann annotated; then its file was changed."""
    workplace.write({"story.txt": TEXT})
    (ref,) = collect([str(workplace.folder)]).refs
    article = read(ref).article
    spans = find(TEXT, WORDS)
    changes = [Change(Kind.RELABEL, span.key, span, span.relabelled("X")) for span in spans]
    predicted = Predictions(article.id, Pipeline("wordlist", "1.0"), tuple(spans))
    with Corpus(workplace.store) as corpus:
        corpus.record([article], [predicted], Author("ann").stamp(article.id, changes))
    workplace.write({"story.txt": CHANGED})
    return workplace.folder


def labels(result: Result) -> dict[str, list[str]]:
    """What was exported, by the words."""
    task = json.loads(result.stdout)
    found: dict[str, list[str]] = {}
    for span in task["spans"]:
        found.setdefault(task["text"][span["start"] : span["end"]], []).append(span["label"])
    return found


def test_it_says_what_would_be_carried_and_changes_nothing(run, folder):
    before = (folder / "annotations.json").read_bytes()
    result = run("carry", folder)
    became = [line.split("\t")[1] for line in result.stdout.splitlines()]
    assert became == ["kept"] * 2 + ["moved"] * 3 + ["unsure"] + ["lost"] * 3
    assert "story.txt: 2 kept, 3 moved, 1 unsure, 3 lost; add --yes" in result.stderr
    assert result.exit_code == 1
    assert (folder / "annotations.json").read_bytes() == before


def test_it_shows_what_stood_around_them_and_what_does_now(run, folder):
    rows = json.loads(run("carry", folder / "story.txt", "--json").stdout)
    (row,) = [row for row in rows if row["text"] == "Tajikistan"]
    assert (row["became"], row["label"]) == ("moved", "X")
    assert "left for [Tajikistan] late" in row["then"]
    assert "made for [Tajikistan] late" in row["now"]
    for row in rows:
        for text, place in ((TEXT, row["from"]), (CHANGED, row["to"])):
            start, _, end = place.partition("-")
            surface = text[int(start) : int(end)] if place else ""
            assert surface in ("", row["text"], "The Pentagram")
        assert bool(row["to"]) == (row["became"] != "lost")


def test_yes_carries_over_what_is_kept(run, folder):
    result = run("carry", folder, "--yes", "--annotator", "eve")
    assert "2 carried over" in result.stderr
    assert result.exit_code == 1
    found = labels(run("export", folder / "story.txt", "-f", "prodigy"))
    assert found["Donald Lu"] == ["X"]
    assert found["Dushanbe"] == ["ORG", "X"]
    assert found["A correction"] == ["EVENT"]
    again = run("carry", folder)
    assert "0 kept, 3 moved, 1 unsure, 3 lost; open it and press W" in again.stderr


def test_who_decided_and_who_carried_stay_known(run, folder):
    run("carry", folder, "--yes", "--annotator", "eve")
    result = run("history", folder / "story.txt")
    (line,) = result.stdout.splitlines()
    assert line.split("\t")[1:] == ["eve", "story.txt", "carried over", "2", ""]
    with Corpus(folder / "annotations.json") as corpus:
        new = next(article for article in corpus.articles() if article.text == CHANGED)
        assert {a.annotator for a in corpus.annotations(new.id)} == {"ann"}


def test_nothing_lost_is_success(run, folder):
    (folder / "story.txt").write_text(f"News.\n\n{TEXT}", encoding="utf-8")
    result = run("carry", folder, "--yes")
    assert "9 kept, 0 moved, 0 unsure, 0 lost; 9 carried over" in result.stderr
    assert result.exit_code == 0
    again = run("carry", folder, "--yes")
    assert (again.stdout, again.exit_code) == ("", 0)
    assert "nothing changed" in again.stderr


def test_files_that_did_not_change_are_not_mentioned(run, folder):
    (folder / "story.txt").write_text(TEXT, encoding="utf-8")
    (folder / "other.txt").write_text("Nobody has read this.", encoding="utf-8")
    result = run("carry", folder)
    assert (result.stdout, result.exit_code) == ("", 0)
    assert run("carry", folder, "--json").stdout == "[]\n"


def test_a_file_that_cannot_be_read_is_told(run, folder):
    result = run("carry", folder / "no-such-file.txt")
    assert "no-such-file.txt" in result.stderr
    assert result.exit_code == 1


def test_export_says_that_a_file_changed_since_it_was_annotated(run, folder):
    result = run("export", folder / "story.txt", "-f", "prodigy")
    assert "story.txt changed since it was annotated: postil carry" in result.stderr
    assert result.exit_code == 1
    run("carry", folder, "--yes")
    result = run("export", folder / "story.txt", "-f", "prodigy")
    assert (result.stderr, result.exit_code) == ("", 0)


def test_extract_predicts_what_was_only_carried_over(run, folder):
    run("carry", folder, "--yes")
    assert "1 article," in run("extract", folder).stdout
    with Corpus(folder / "annotations.json") as corpus:
        new = next(article for article in corpus.articles() if article.text == CHANGED)
        assert NEW in [made.pipeline for made in corpus.predictions(new.id)]
        assert {a.span.label for a in corpus.annotations(new.id) if a.reviewed} == {"X"}
    assert "0 articles" in run("extract", folder).stdout


async def test_what_the_command_line_carried_is_there_in_the_program(run, folder, workplace):
    run("carry", folder, "--yes", "--annotator", "eve")
    async with workplace.open(annotator="eve", words=WORDS) as desk:
        assert type(desk) is Desk
        reviewed = [a.span.text for a in desk.annotations if a.reviewed]
        assert reviewed == ["Donald Lu", "Dushanbe"]
        assert [said.split()[1] for said in desk.of("Tajikistan")] == ["predicted"]
        await desk.press("u")
        assert not any(a.reviewed for a in desk.annotations)
