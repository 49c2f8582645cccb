"""`postil list`, `show` and `stats`: in a pipe, on a terminal, as JSON and as CSV."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from annotations.article import Article
from annotations.corrections import Author, Change, Kind
from annotations.predictions import Pipeline, Predictions
from annotations.span import Span
from annotations.store.corpus import Corpus
from tests.tui.driving import TEXT, WORDS, find
from tests.tui.hard_texts import PAYLOADS, is_obeyed
from tui.cli import cli

Run = Callable[..., Result]
EVIL = "".join(PAYLOADS.values()) + "[sic]"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in a pipe, or on a terminal of 100 columns."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("COLUMNS", "100")

    def run(*args: object, terminal: bool = False) -> Result:
        with monkeypatch.context() as patch:
            if terminal:
                place = "click.testing._NamedTextIOWrapper.isatty"
                patch.setattr(place, lambda _: True, raising=False)
            return CliRunner().invoke(cli, [*map(str, args)], color=terminal)

    return run


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder: an article that was corrected, and one nobody has read."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "story.txt").write_text(TEXT, encoding="utf-8")
    story = Article(TEXT, title="Washington looks to Dushanbe", source=str(tmp_path / "story.txt"))
    other = Article(f"Before {EVIL} after.", title=EVIL, source=f"https://x.org/{EVIL}")
    spans = find(TEXT, WORDS)
    tajikistan = [span for span in spans if span.text == "Tajikistan"]
    changes = [
        *(Change(Kind.RELABEL, s.key, s, s.relabelled("GPE")) for s in tajikistan),
        *(Change(Kind.ACCEPT, s.key, s, s) for s in spans if s.label == "PERSON"),
        Change(Kind.TAG, value=EVIL),
    ]
    evil = Span.of(other.text, 7, 7 + len(EVIL), EVIL)
    pipeline = Pipeline("wordlist", "1.0")
    with Corpus(tmp_path / "annotations.json") as corpus:
        author = Author("ann")
        corpus.record([story], [Predictions(story.id, pipeline, tuple(spans))],
                      author.stamp(story.id, changes))  # fmt: skip
        corpus.record([other], [Predictions(other.id, pipeline, (evil,))], ())
    return tmp_path


def is_safe(text: str) -> bool:
    """Whether a terminal would obey nothing but colours."""
    return not any(map(is_obeyed, re.sub("\x1b\\[[0-9;]*m", "", text).replace("\n", "")))


def test_list_in_a_pipe_is_tab_separated(run, folder):
    result = run("list")
    story, other = result.stdout.split("\n")[:2]
    cells = story.split("\t")
    assert cells[1:5] == ["started", "11", "7", "5"]
    assert cells[8:] == ["Washington looks to Dushanbe", "story.txt"]
    assert other.split("\t")[1] == "new"
    assert (result.stderr, result.exit_code) == ("", 0)


def test_list_as_json_has_numbers_and_whole_ids(run, folder):
    story, other = json.loads(run("list", "--json").stdout)
    assert (story["entities"], story["unreviewed"], story["flag"]) == (11, 7, False)
    assert len(story["id"]) == 64
    assert other["title"] == EVIL


def test_list_on_a_terminal_fits_and_adds_up(run, folder):
    result = run("list", terminal=True)
    heading, *lines = result.stdout.rstrip("\n").split("\n")
    assert "unreviewed" in heading
    assert len(lines) == 2
    assert is_safe(result.stdout)
    assert result.stderr == "2 articles, 0 done, 8 entities to judge\n"


@pytest.mark.parametrize(
    ("args", "names"),
    [
        (["--status", "new"], ["evil"]),
        (["--status", "done"], []),
        (["--tag", EVIL], ["story"]),
        (["--tag", EVIL, "--tag", "other"], []),
        (["--flagged"], []),
        (["--sort", "unreviewed"], ["story", "evil"]),
        (["--sort", "entities"], ["story", "evil"]),
    ],
)
def test_list_chooses_and_sorts(run, folder, args, names):
    found = json.loads(run("list", *args, "--json").stdout)
    assert ["evil" if one["title"] == EVIL else "story" for one in found] == names


def test_show_marks_what_stands(run, folder):
    text = run("show", "story.txt").stdout
    assert "[Donald Lu|PERSON]" in text
    assert "In [Tajikistan|GPE] he met" in text
    unmarked = text
    for label in ("PERSON", "GPE", "ORG", "DATE", "MONEY"):
        unmarked = unmarked.replace(f"|{label}]", "")
    assert unmarked.replace("[", "") == TEXT + "\n"


def test_show_colours_on_a_terminal_and_labels_too(run, folder):
    text = run("show", "story.txt", terminal=True).stdout
    assert re.search(
        "\x1b\\[3\\dm\x1b\\[1mDonald Lu\x1b\\[0m\x1b\\[3\\dm\x1b\\[2m PERSON\x1b\\[0m", text
    )
    assert re.search("\x1b\\[3\\dm\x1b\\[4mMonday\x1b\\[0m", text)
    assert "[Donald Lu|PERSON]" in run("show", "story.txt", "--plain", terminal=True).stdout


def test_show_breaks_lines_between_words(run, folder, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    text = re.sub("\x1b\\[[0-9;]*m", "", run("show", "story.txt", terminal=True).stdout)
    assert all(len(line) <= 40 for line in text.split("\n"))
    assert "Tajikistan NORP" in " ".join(text.split()) or "GPE" in text
    assert text.replace("\n", " ").count("Tajikistan") == TEXT.count("Tajikistan")


@pytest.mark.parametrize("columns", ["60", "80", "120"])
def test_a_list_fits_its_terminal(run, folder, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", columns)
    lines = run("list", terminal=True).stdout.rstrip("\n").split("\n")
    shown = [re.sub("\x1b\\[[0-9;]*m", "", line) for line in lines]
    assert all(len(line) <= int(columns) for line in shown)
    assert "flag" not in shown[0]
    assert "title" in shown[0]
    assert ("source" in shown[0]) == (columns == "120")


def test_a_folder_may_stand_where_the_text_does(run, folder):
    found = json.loads(run("search", "--label", "GPE", folder, "--json").stdout)
    assert len(found) > 0
    assert json.loads(run("search", "--label", "GPE", "--json").stdout) == found


def test_show_without_colours_marks(run, folder, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    assert "[Donald Lu|PERSON]" in run("show", "story.txt", terminal=True).stdout


def test_show_by_the_beginning_of_an_id_obeys_nothing(run, folder):
    other = json.loads(run("list", "--status", "new", "--json").stdout)[0]
    for terminal in (False, True):
        result = run("show", other["id"][:9], terminal=terminal)
        assert "[sic]" in result.stdout
        assert is_safe(result.stdout)


def test_show_as_json_holds_the_text(run, folder):
    (story,) = json.loads(run("show", "story.txt", "--json").stdout)
    assert story["text"] == TEXT
    for a in story["annotations"]:
        assert TEXT[a["start"] : a["end"]] == a["text"]
    assert {a["annotator"] for a in story["annotations"] if a["status"] == "corrected"} == {"ann"}


def test_show_says_what_is_not_there(run, folder):
    result = run("show", "nothing.txt", "story.txt")
    assert "[Donald Lu|PERSON]" in result.stdout
    assert "nothing.txt" in result.stderr
    assert result.exit_code == 1


def test_stats_in_a_pipe_are_the_labels(run, folder):
    lines = [line.split("\t") for line in run("stats").stdout.rstrip("\n").split("\n")]
    assert ["wordlist", "1.0", "(all)", "4", "4", "1", "0.250", "0.250", "0.250"] in lines
    assert ["wordlist", "1.0", "PERSON", "1", "1", "1", "1.000", "1.000", "1.000"] in lines


def test_stats_as_json_hold_all_tables(run, folder):
    found = json.loads(run("stats", "--json").stdout)
    assert found["pipelines"][0]["acceptance"] == 0.25
    assert found["pipelines"][0]["f exact"] == 1.0
    assert found["errors"][0]["label"] == 3
    assert found["confusion"] == [{"pipeline": "wordlist", "version": "1.0", "predicted": "NORP",
                                   "expected": "GPE", "count": 3}]  # fmt: skip
    assert found["strings"][0]["text"] == "Tajikistan"
    assert found["effort"][0]["acts"] == 1


def test_stats_as_csv(run, folder):
    table = list(csv.DictReader(run("stats", "--table", "strings", "--csv").stdout.split("\n")))
    assert table[0]["text"] == "Tajikistan"
    assert table[0]["count"] == "3"


def test_stats_by_another_way_and_another_pipeline(run, folder):
    rows = json.loads(run("stats", "--table", "labels", "--way", "exact", "--json").stdout)
    assert rows[-1]["precision"] == 1.0
    assert json.loads(run("stats", "--table", "labels", "--model", "x", "--json").stdout) == []


def test_stats_on_a_terminal_show_all_that_there_is(run, folder):
    result = run("stats", terminal=True)
    for heading in ("pipelines", "labels", "errors", "confusion", "strings", "time", "effort"):
        assert f"\x1b[1m{heading}\x1b[0m" in result.stdout
    assert is_safe(result.stdout)


def test_without_corrections_the_stats_say_so(run, tmp_path):
    result = run("stats", tmp_path)
    assert "nothing that a pipeline predicted was judged" in result.stderr
    assert not (tmp_path / "annotations.json").exists()
    result = run("list", tmp_path, "--json")
    assert result.stdout == "[]\n"
    assert "there is no store" in result.stderr


@pytest.mark.parametrize("command", [("list",), ("stats",), ("search", "x"), ("entities",)])
def test_a_folder_that_is_not_there_is_told(run, folder, command):
    result = run(*command, folder / "typo")
    assert result.exit_code == 2
    assert "typo" in result.stderr


def test_search_in_a_pipe(run, folder):
    result = run("search", "dushanbe")
    lines = [line.split("\t") for line in result.stdout.rstrip("\n").split("\n")]
    assert [line[5] for line in lines] == ["Dushanbe", "Dushanbe"]
    assert {line[7] for line in lines} == {"ORG"}
    assert result.exit_code == 0


def test_search_for_entities_as_json(run, folder):
    found = json.loads(run("search", "--label", "GPE", "--annotator", "ann", "--json").stdout)
    assert [TEXT[one["start"] : one["end"]] for one in found] == ["Tajikistan"] * 3
    assert {one["status"] for one in found} == {"corrected"}


def test_search_on_a_terminal_lines_up_and_obeys_nothing(run, folder):
    result = run("search", "[sic]", terminal=True)
    assert "[sic]" in result.stdout
    assert is_safe(result.stdout)
    lines = run("search", "Tajikistan", terminal=True).stdout.rstrip("\n").split("\n")
    assert len(lines) == 3
    assert all(len(re.sub("\x1b\\[[0-9;]*m", "", line)) <= 100 for line in lines)


def test_search_says_when_there_is_more_and_when_there_is_nothing(run, folder):
    result = run("search", "a", "--most", 3)
    assert result.stdout.count("\n") == 3
    assert "--most 30" in result.stderr
    result = run("search", "zebra")
    assert (result.stderr, result.exit_code) == ("nothing found\n", 1)
    assert run("search").exit_code == 2
    assert "regular expression" in str(run("search", "--regex", "(").output)


def test_search_keeps_its_index_in_the_cache(run, folder, home):
    before = {path.name for path in folder.iterdir()}
    run("search", "Dushanbe")
    assert {path.name for path in folder.iterdir()} == before
    assert list(home.rglob("search/*.sqlite"))


class TestLabellingWhatIsFound:
    def test_shows_what_would_change_and_writes_nothing(self, run, folder):
        before = (folder / "annotations.json").read_bytes()
        result = run("search", "Dushanbe", "--set-label", "GPE")
        lines = [line.split("\t") for line in result.stdout.rstrip("\n").split("\n")]
        assert [line[4:8] for line in lines] == [["Dushanbe", line[5], "ORG", "GPE"]
                                                 for line in lines]  # fmt: skip
        assert "2 in 1 articles would be GPE; --yes writes it" in result.stderr
        assert (folder / "annotations.json").read_bytes() == before

    def test_is_one_act_that_one_undo_takes_back(self, run, folder):
        result = run("search", "Dushanbe", "--set-label", "GPE", "--yes", "--as", "eve")
        assert "2 in 1 articles now GPE" in result.stderr
        found = json.loads(run("search", "Dushanbe", "--json").stdout)
        assert {(one["label"], one["status"], one["annotator"]) for one in found} == {
            ("GPE", "corrected", "eve")
        }
        assert "2 corrections taken back" in run("undo", "--annotator", "eve").stdout
        assert (
            json.loads(run("search", "--label", "ORG", "--annotator", "eve", "--json").stdout) == []
        )

    def test_text_becomes_an_entity(self, run, folder):
        run("search", "assistant", "--set-label", "TITLE", "--yes")
        found = json.loads(run("search", "--status", "added", "--json").stdout)
        assert {one["label"] for one in found} == {"TITLE"}

    def test_what_somebody_decided_stays_unless_asked(self, run, folder):
        result = run("search", "Tajikistan", "--set-label", "LOC", "--yes", "--as", "eve")
        assert "3 stay as they are" in result.stderr
        assert run("search", "--label", "LOC").exit_code == 1
        run("search", "Tajikistan", "--set-label", "LOC", "--judged", "--yes", "--as", "eve")
        assert len(json.loads(run("search", "--label", "LOC", "--json").stdout)) == 3

    def test_there_may_be_nothing_to_change(self, run, folder):
        result = run("search", "zebra", "--set-label", "X")
        assert (result.stdout.strip(), result.stderr, result.exit_code) == (
            "",
            "nothing to change\n",
            1,
        )

    @pytest.mark.parametrize("args", [("--yes",), ("--judged",), ("--set-label", "a\nb")])
    def test_what_does_not_fit_together(self, run, folder, args):
        assert run("search", "Dushanbe", *args).exit_code == 2

    def test_obeys_nothing(self, run, folder):
        assert is_safe(run("search", "[sic]", "--set-label", "X", terminal=True).output)


def test_entities_in_a_pipe(run, folder):
    result = run("entities")
    lines = [line.split("\t") for line in result.stdout.rstrip("\n").split("\n")]
    assert lines[0][:6] == ["Tajikistan", "", "GPE", "3", "3", "1"]
    assert "Washington 1" in lines[0][-1]
    assert is_safe(result.stdout.replace("\t", ""))
    assert result.exit_code == 0


def test_entities_as_json(run, folder):
    found = json.loads(run("entities", "--label", "PERSON", "--json").stdout)
    assert [one["name"] for one in found] == ["Donald Lu"]
    assert found[0]["forms"] == [
        {"surface": "Donald Lu", "label": "PERSON", "link": "", "mentions": 1}
    ]
    assert len(found[0]["articles"][0]) == 64


def test_entities_on_a_terminal_fit_and_obey_nothing(run, folder):
    result = run("entities", terminal=True)
    lines = [re.sub("\x1b\\[[0-9;]*m", "", line) for line in result.stdout.split("\n")]
    assert lines[0].split()[:3] == ["name", "label", "mentions"]
    assert all(len(line) <= 100 for line in lines)
    assert is_safe(result.stdout)


@pytest.mark.parametrize(
    ("args", "first"),
    [
        (["--sort", "name", "--filter", "donald"], "Donald Lu"),
        (["--filter", "pent"], "The Pentagon"),
        (["--sort", "articles", "--label", "MONEY"], "$60 million"),
    ],
)  # fmt: skip
def test_entities_choose_and_sort(run, folder, args, first):
    assert json.loads(run("entities", *args, "--json").stdout)[0]["name"] == first


def test_entities_of_some_files_only(run, folder):
    assert json.loads(run("entities", "story.txt", "--json").stdout)
    (folder / "sub").mkdir()
    result = run("entities", "sub", "--store", "annotations.json")
    assert (result.stderr, result.exit_code) == ("nothing is named\n", 1)
    everything = json.loads(run("entities", folder, "--json").stdout)
    assert len(everything) == len(json.loads(run("entities", "--json").stdout))


def test_entities_as_files(run, folder):
    result = run("entities", "--csv", "names.csv", "--graphml", "names.graphml", "--shared", 1)
    assert (result.stdout, result.stderr, result.exit_code) == ("", "", 0)
    table = list(csv.DictReader((folder / "names.csv").read_text("utf-8").split("\n")))
    assert table[0]["name"] == "Tajikistan"
    assert (folder / "names.graphml").read_text("utf-8").count("<edge ") == 7 * 6 // 2
    assert run("entities", "--csv", "-").stdout.startswith("name,id,label,")
    assert is_safe(run("entities", "--csv", "-", terminal=True).stdout)
    failed = run("entities", "--csv", folder / "nowhere" / "x.csv")
    assert (failed.exit_code, "nowhere" in failed.stderr) == (1, True)


def test_entities_say_when_there_are_more(run, folder):
    result = run("entities", "--most", 2)
    assert result.stdout.count("\n") == 2
    assert "--most 0" in result.stderr
