"""Labels and keys are the user's: the guideline at hand, the scheme and the keys changed here."""

from __future__ import annotations

import tomllib

import pytest

from annotations.labels import Label, LabelScheme, parse_scheme
from annotations.store.corpus import Corpus
from tests.tui.driving import TEXT
from tui.config import config_dir

SCHEME = LabelScheme(
    (
        Label("GPE", description="Countries\nand cities", examples=("Dushanbe",)),
        Label("PERSON", color="red"),
    )
)


@pytest.fixture(autouse=True)
def own_settings(tmp_path, monkeypatch):
    """Settings of this test alone."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


async def command(desk, name: str, dialog: str) -> None:
    """Run what the palette offers."""
    for offered in desk.app.get_system_commands(desk.app.screen):
        if offered.title == name:
            offered.callback()
    await desk.dialog(dialog)


class TestGuideline:
    async def test_the_label_under_the_cursor_is_explained(self, open_desk):
        async with open_desk(TEXT, scheme=SCHEME, words={"Dushanbe": "GPE"}) as desk:
            await desk.put("Dushanbe")
            desk.strike("f1")
            await desk.dialog("Guideline")
            assert all(part in desk.page for part in ("GPE", "key 1", "Countries", "and cities"))
            assert "For example" in desk.page
            await desk.press("escape")
            await desk.dialog("DeskScreen")

    async def test_so_is_the_one_in_the_picker(self, open_desk):
        async with open_desk(TEXT, scheme=SCHEME, words={"Dushanbe": "GPE"}) as desk:
            await desk.put("Dushanbe")
            desk.strike("enter")
            await desk.dialog("LabelPicker")
            await desk.press("down")
            desk.strike("f1")
            await desk.dialog("Guideline")
            assert "PERSON" in desk.page
            assert "says nothing more" in desk.page
            await desk.press("escape")
            await desk.dialog("LabelPicker")

    async def test_a_label_that_the_scheme_lost_stays_and_is_said_to_be_unknown(self, open_desk):
        async with open_desk(TEXT, scheme=SCHEME, words={"Dushanbe": "HARBOUR"}) as desk:
            assert set(desk.of("Dushanbe")) == {"HARBOUR predicted"}
            await desk.put("Dushanbe")
            desk.strike("f1")
            await desk.dialog("Guideline")
            assert "The scheme does not name this label" in desk.page

    async def test_on_plain_text_the_keys_are_explained(self, open_desk):
        async with open_desk(TEXT, words={}) as desk:
            desk.strike("f1")
            await desk.dialog("HelpScreen")


class TestEditingLabels:
    async def test_key_colour_and_meaning_are_saved_at_once(self, open_desk, workplace):
        path = workplace.folder / "labels.toml"
        async with open_desk(TEXT, scheme=SCHEME) as desk:
            await command(desk, "Edit labels…", "LabelEditor")
            await desk.press("j", "7", "c", "enter")
            await desk.dialog("Prompt")
            await desk.type("People")
            await desk.press("enter")
            await desk.until(lambda: "People" in desk.page, "the meaning")
            person = parse_scheme(path.read_text(encoding="utf-8")).get("PERSON")
            assert (person.key, person.color, person.description) == ("7", "purple", "People")
            await desk.press("escape")
            await desk.dialog("DeskScreen")
            assert desk.screen.scheme.by_key("7").name == "PERSON"
            await desk.put("Dushanbe")
            await desk.press("7")
            assert set(desk.of("Dushanbe")) == {"PERSON corrected"}

    async def test_a_key_that_is_taken_changes_hands(self, open_desk, workplace):
        async with open_desk(TEXT, scheme=SCHEME) as desk:
            await command(desk, "Edit labels…", "LabelEditor")
            await desk.press("j", "1")
            scheme = parse_scheme((workplace.folder / "labels.toml").read_text(encoding="utf-8"))
            assert scheme.by_key("1").name == "PERSON"

    async def test_comments_stay(self, open_desk, workplace):
        path = workplace.folder / "labels.toml"
        workplace.folder.mkdir()
        path.write_text('# Ours.\n[[label]]\nname = "GPE"  # land\n', encoding="utf-8")
        async with open_desk(TEXT, scheme=SCHEME) as desk:
            await command(desk, "Edit labels…", "LabelEditor")
            await desk.press("9")
            text = path.read_text(encoding="utf-8")
            assert "# Ours." in text
            assert "# land" in text
            assert parse_scheme(text).get("GPE").key == "9"

    async def test_a_new_label(self, open_desk):
        async with open_desk(TEXT, scheme=SCHEME) as desk:
            await command(desk, "Edit labels…", "LabelEditor")
            desk.strike("n")
            await desk.dialog("Prompt")
            await desk.type("SHIP")
            await desk.press("enter")
            await desk.dialog("LabelEditor")
            await desk.until(lambda: "SHIP" in desk.page, "the label")
            await desk.press("escape")
            await desk.dialog("DeskScreen")
            assert "SHIP" in desk.screen.scheme

    async def test_two_hundred_labels_can_be_picked(self, open_desk):
        many = LabelScheme(tuple(Label(f"LABEL_{n:03}") for n in range(200)))
        async with open_desk(TEXT, scheme=many, words={"Dushanbe": "LABEL_003"}) as desk:
            await desk.put("Dushanbe")
            desk.strike("enter")
            await desk.dialog("LabelPicker")
            await desk.type("187")
            await desk.press("enter")
            await desk.dialog("DeskScreen")
            await desk.settle()
            assert set(desk.of("Dushanbe")) == {"LABEL_187 corrected"}
            await command(desk, "Edit labels…", "LabelEditor")
            assert "LABEL_000" in desk.page


class TestRenaming:
    async def test_every_article_follows_in_one_act(self, open_desk, workplace):
        texts = {"a.txt": TEXT, "b.txt": "In Dushanbe.\n"}
        async with open_desk(texts, words={"Dushanbe": "GPE"}) as desk:
            for key in (")", "("):
                await desk.put("Dushanbe")
                await desk.press("a", key)
            await desk.until(lambda: desk.of("Dushanbe"), "the article")
            await desk.put("Dushanbe")
            await command(desk, "Rename a label…", "LabelPicker")
            desk.strike("enter")
            await desk.dialog("Prompt")
            await desk.press("ctrl+a", "ctrl+k")
            await desk.type("PLACE")
            desk.strike("enter")
            await desk.until(lambda: "is PLACE now" in desk.said, "the renaming")
            count = TEXT.count("Dushanbe") + 1
            assert desk.told("GPE", f"is PLACE now · {count} spans in 2 articles")
            assert set(desk.of("Dushanbe")) == {"PLACE corrected"}
            assert "PLACE" in desk.screen.scheme
            with Corpus(workplace.store, read_only=True) as corpus:
                labels = {a.span.label for x in corpus.articles() for a in corpus.annotations(x.id)}
            assert labels == {"PLACE"}
            await desk.press("u")
            assert set(desk.of("Dushanbe")) == {"GPE accepted"}


class TestChangingKeys:
    async def change(self, desk, typed: str, *keys: str) -> None:
        await command(desk, "Change a key…", "CommandPicker")
        await desk.type(typed)
        desk.strike("enter")
        await desk.dialog("KeyCatcher")
        for key in keys:
            await desk.press(key)

    async def test_the_key_works_at_once_and_is_kept(self, open_desk):
        async with open_desk(TEXT) as desk:
            await self.change(desk, "judge.accept", "f7")
            await desk.dialog("DeskScreen")
            await desk.until(lambda: "judge.accept" in desk.said, "the change")
            kept = tomllib.loads((config_dir() / "keys.toml").read_text(encoding="utf-8"))
            assert kept == {"judge.accept": "f7"}
            await desk.put("Dushanbe")
            await desk.press("a")
            assert set(desk.of("Dushanbe")) == {"ORG predicted"}
            await desk.press("f7")
            assert set(desk.of("Dushanbe")) == {"ORG accepted"}

    async def test_one_that_is_taken_is_said_and_pressed_twice(self, open_desk):
        async with open_desk(TEXT) as desk:
            await self.change(desk, "judge.accept", "u")
            assert "u is a key of: Undo" in desk.page
            await desk.press("u")
            await desk.dialog("DeskScreen")
            await desk.until(lambda: "judge.accept" in desk.said, "the change")
            kept = tomllib.loads((config_dir() / "keys.toml").read_text(encoding="utf-8"))
            assert kept == {"judge.accept": "u", "judge.undo": "ctrl+z"}

    async def test_the_only_key_of_another_command_is_not_taken(self, open_desk):
        async with open_desk(TEXT) as desk:
            await self.change(desk, "judge.accept", "m", "m")
            assert "m is the only key of: Note" in desk.page
            await desk.press("escape")
            await desk.dialog("DeskScreen")
            assert not (config_dir() / "keys.toml").exists()
