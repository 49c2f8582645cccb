"""What was corrected before is proposed, on the screen and on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.tui.driving import Desk
from tui.cli import cli
from tui.config import Config

TWO = {
    "1.txt": "Tajikistan waits. Rain in Tajikistan. Average: 4.5.",
    "2.txt": "A road to Tajikistan was built. Average: 3.",
}
WORDS = {"Tajikistan": "NORP", "Average": "ORG"}


async def arrive(desk: Desk, name: str) -> None:
    """Wait until an article is open, with its predictions."""
    await desk.until(lambda: desk.app.session.article.text == TWO[name], name)
    await desk.until(lambda: not desk.screen.header.working, "its predictions")


async def correct(desk: Desk) -> None:
    """Say in the first article what is what."""
    await desk.put("Tajikistan")
    await desk.press("3")
    await desk.put("Average")
    await desk.press("x")


class TestDesk:
    async def test_a_correction_is_known_in_the_next_article(self, open_desk):
        async with open_desk(TWO, words=WORDS, config=Config()) as desk:
            await correct(desk)
            await desk.press(")")
            await arrive(desk, "2.txt")
            await desk.until(lambda: "Tajikistan GPE predicted" in desk.entities, "the memory")
            assert desk.of("Average") == []
            await desk.put("Tajikistan")
            assert desk.told("GPE predicted", "from memory; ", " said NORP")

    async def test_and_after_a_restart(self, open_desk):
        async with open_desk(TWO, words=WORDS, config=Config()) as desk:
            await correct(desk)
            await desk.quit()
        async with open_desk(words=WORDS, config=Config()) as desk:
            await desk.press(")")
            await arrive(desk, "2.txt")
            await desk.until(lambda: "Tajikistan GPE predicted" in desk.entities, "the memory")

    async def test_not_without_a_memory(self, open_desk):
        async with open_desk(TWO, words=WORDS, config=Config(memory=False)) as desk:
            await correct(desk)
            await desk.press(")")
            await arrive(desk, "2.txt")
            assert desk.entities == ["Tajikistan NORP predicted", "Average ORG predicted"]

    async def test_accepting_a_proposal_corrects_the_prediction(self, open_desk):
        async with open_desk(TWO, words=WORDS, config=Config()) as desk:
            await correct(desk)
            await desk.press(")")
            await arrive(desk, "2.txt")
            await desk.until(lambda: "Tajikistan GPE predicted" in desk.entities, "the memory")
            await desk.put("Tajikistan")
            await desk.press("a")
            assert desk.entities == ["Tajikistan GPE corrected"]
            await desk.press("u")
            assert desk.entities == ["Tajikistan GPE predicted"]


class TestDoubts:
    async def test_w_goes_to_what_nobody_has_judged_without_a_memory(self, open_desk):
        async with open_desk(TWO, words=WORDS, config=Config(memory=False)) as desk:
            await desk.press("w")
            assert desk.view.cursor.offset == desk.place("Tajikistan", 1)
            await desk.press("w", "w")
            assert desk.said == "nothing doubtful that way"

    async def test_w_goes_over_doubtful_places_until_they_are_judged(self, open_desk):
        async with open_desk(TWO, words=WORDS, config=Config()) as desk:
            session = desk.app.session
            session.doubts, session.sureness = ((0, 10), (26, 36), (38, 45)), (0.5, 0.5, 0.5)
            await desk.press("w")
            assert desk.view.cursor.offset == 26
            await desk.press("w")
            assert desk.view.cursor.offset == 38
            await desk.press("x", "g", "w", "3", "g", "w")
            assert desk.said == "nothing doubtful that way"

    async def test_with_letters_a_decision_leads_only_to_what_is_likely_wrong(self, open_desk):
        async with open_desk(TWO, words=WORDS, config=Config()) as desk:
            session = desk.app.session
            session.doubts, session.sureness = ((0, 10), (26, 36), (38, 45)), (0.5, 0.79, 0.5)
            await desk.press("p", "home", "a")
            assert desk.view.cursor.offset == 38


def postil(*words: object, source: str | None = None) -> Result:
    return CliRunner().invoke(cli, ["memory", *map(str, words)], input=source)


@pytest.fixture
async def folder(open_desk, workplace) -> Path:
    """A folder in which the first article was corrected."""
    async with open_desk(TWO, words=WORDS, config=Config()) as desk:
        await correct(desk)
        await desk.quit()
    return workplace.store.parent


def listed(folder: Path, *options: str) -> dict[str, tuple[str, str]]:
    rows = json.loads(postil("list", folder, "--json", *options).stdout)
    return {row["surface"]: (row["proposed"], row["label"]) for row in rows}


class TestCommandLine:
    def test_lists_what_is_known(self, folder):
        assert listed(folder) == {"Tajikistan": ("as", "GPE"), "Average": ("as no entity", "")}

    def test_forgets_and_remembers_again(self, folder):
        assert postil("forget", "Tajikistan", "--folder", folder).exit_code == 0
        assert "Tajikistan" not in listed(folder)
        assert listed(folder, "--all")["Tajikistan"] == ("nothing", "")
        assert postil("forget", "--undo", "Tajikistan", "--folder", folder).exit_code == 0
        assert listed(folder)["Tajikistan"] == ("as", "GPE")

    def test_exports_patterns_and_says_what_has_no_place_in_them(self, folder):
        result = postil("export", folder)
        assert [json.loads(line) for line in result.stdout.split("\n") if line] == [
            {"label": "GPE", "pattern": "Tajikistan"}
        ]
        assert result.exit_code == 1
        assert "1 names that are no entities" in result.stderr

    def test_a_gazetteer_comes_back(self, folder, tmp_path):
        table = tmp_path / "names.tsv"
        assert postil("export", folder, "-o", table).exit_code == 0
        assert table.read_text() == "surface\tlabel\nAverage\t\nTajikistan\tGPE\n"
        table.write_text("surface\tlabel\nTajikistan\tLOC\nOmsk\tGPE\n")
        result = postil("import", table, folder, "--annotator", "ann")
        assert result.stdout == "2 names\n"
        assert listed(folder)["Tajikistan"] == ("as", "LOC")
        assert listed(folder)["Omsk"] == ("as", "GPE")

    def test_what_cannot_be_taken_over_is_told(self, folder, tmp_path):
        patterns = tmp_path / "names.jsonl"
        patterns.write_text('{"label": "ORG", "pattern": [{"LOWER": "nato"}]}\n')
        result = postil("import", patterns, folder)
        assert result.exit_code == 1
        assert "line 1" in result.stderr

    @pytest.mark.parametrize(("name", "content"), [("x.tsv", "a\tb\n"), ("x.jsonl", "no\n")])
    def test_a_file_of_something_else_is_refused(self, folder, tmp_path, name, content):
        (tmp_path / name).write_text(content)
        result = postil("import", tmp_path / name, folder)
        assert result.exit_code == 1
        assert name in result.stderr

    def test_a_file_of_no_known_kind_is_asked_about(self, folder):
        assert postil("import", "names.xyz", folder).exit_code == 2

    def test_names_reach_the_terminal_as_text(self, folder, tmp_path):
        table = tmp_path / "names.tsv"
        table.write_text("surface\tlabel\nX\x1b]52;c;AAAA\x07Y\tGPE\n")
        postil("import", table, folder)
        assert "\x1b" not in postil("list", folder).stdout

    def test_a_store_that_is_not_there_knows_nothing(self, tmp_path):
        result = postil("list", tmp_path)
        assert (result.exit_code, result.stdout.strip()) == (0, "")
