"""Export from the screen: a format, a file, and what could not be carried."""

from __future__ import annotations

import json

from tests.tui.driving import TEXT, Desk
from tui.config import Config
from tui.screens.export import matching


async def export(desk: Desk, path: str, *, down: int = 0) -> None:
    """Answer the dialog."""
    await desk.press("E")
    await desk.dialog("ExportScreen")
    await desk.press(*["down"] * down, "tab", "home", "ctrl+k")
    await desk.type(path)
    await desk.press("enter")
    await desk.dialog("DeskScreen")


async def test_it_writes_what_the_screen_shows(open_desk, tmp_path):
    async with open_desk(TEXT) as desk:
        await desk.put("Tajikistan")
        await desk.press("3")
        await desk.put("Dushanbe")
        await desk.press("x")
        out = tmp_path / "out.jsonl"
        await export(desk, str(out))
        await desk.until(lambda: out.exists() and desk.notices, "the file")
        (task,) = [json.loads(line) for line in out.read_text().splitlines()]
        assert task["text"] == TEXT
        labels = {TEXT[s["start"] : s["end"]]: s["label"] for s in task["spans"]}
        assert labels["Tajikistan"] == "GPE"
        assert "Dushanbe" not in labels
        assert any("1 article written to" in notice for notice in desk.notices)


async def test_two_keys_write_the_file_that_is_proposed(open_desk, workplace):
    async with open_desk(TEXT) as desk:
        await desk.press("E")
        await desk.dialog("ExportScreen")
        await desk.press("enter")
        await desk.until(lambda: desk.notices, "the notice")
        assert (workplace.folder / "annotations-export.jsonl").exists()


async def test_it_offers_every_format_with_its_file_beside_the_texts(open_desk, workplace):
    from annotations.formats import registry

    async with open_desk(TEXT) as desk:
        await desk.press("E")
        await desk.dialog("ExportScreen")
        for entry in registry.entries():
            path = desk.app.screen.query_one("#file").value
            assert path.startswith(str(workplace.folder))
            assert path.endswith("annotations-export" + entry.extensions[0] * (not entry.folder))
            assert entry.name in desk.page
            await desk.press("down")


async def test_typing_finds_a_format(open_desk, workplace):
    async with open_desk(TEXT) as desk:
        await desk.press("E")
        await desk.dialog("ExportScreen")
        await desk.type("doc")
        await desk.press("enter")
        await desk.until(lambda: desk.notices, "the notice")
        (written,) = workplace.folder.glob("annotations-export*")
        assert "label" in json.loads(written.read_text())


def test_what_was_typed_is_looked_for_in_names_then_in_titles():
    assert [row.name for row in matching("sp")][:2] == ["spacy", "spacy-json"]
    assert matching("CSV")[0].name == "csv"
    assert "hf" in [row.name for row in matching("hugging")]
    assert matching("no such format") == []


async def test_escape_writes_nothing(open_desk, workplace):
    async with open_desk(TEXT) as desk:
        await desk.press("E")
        await desk.dialog("ExportScreen")
        await desk.press("escape")
        await desk.dialog("DeskScreen")
        assert [path.name for path in workplace.folder.iterdir()] == ["article.txt"]


async def test_a_file_that_cannot_be_written_is_told(open_desk, tmp_path):
    async with open_desk(TEXT) as desk:
        await export(desk, str(tmp_path / "no" / "such" / "folder" / "out.jsonl"))
        await desk.until(lambda: desk.notices, "the notice")
        assert "such" in desk.notices[0]
        await desk.press("a")
        assert desk.saved == "saved ✓"


async def test_every_article_of_the_store_is_in_it(open_desk, tmp_path):
    texts = {"a.txt": "Dushanbe waits.", "b.txt": "Washington waits."}
    async with open_desk(texts, config=Config(tags=False)) as desk:
        await desk.press("a", ")")
        await desk.until(lambda: desk.text == texts["b.txt"], "the second article")
        await desk.until(lambda: desk.entities, "its predictions")
        out = tmp_path / "out.jsonl"
        await export(desk, str(out))
        await desk.until(lambda: out.exists() and desk.notices, "the file")
        found = {json.loads(line)["text"] for line in out.read_text().splitlines()}
        assert found == set(texts.values())
