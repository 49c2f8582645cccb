"""The page: tags, column, theme; copying; escape."""

from __future__ import annotations

import pytest

from annotations.article import Article
from annotations.sources import Kind, Reading, SourceRef
from tests.tui.driving import TEXT, Desk
from tui.config import Config
from tui.encodings import header_name
from tui.widgets.page_view import NARROWEST, WIDEST


def colors(desk: Desk) -> set[str]:
    """The grounds on the screen."""
    styles = [segment.style for strip in desk.strips() for segment in strip if segment.style]
    return {style.bgcolor.name for style in styles if style.bgcolor}


class TestTags:
    async def test_they_are_shown_and_hidden_by_a_key(self, open_desk):
        async with open_desk(TEXT) as desk:
            assert "Tajikistan\u00a0norp" in desk.page
            await desk.press("i")
            assert "Tajikistan\u00a0norp" not in desk.page
            assert "Tajikistan on Monday." in desk.page.replace("\n", " ")
            await desk.press("i")
            assert "Tajikistan\u00a0norp" in desk.page

    async def test_hidden_from_the_start_by_the_settings(self, open_desk):
        async with open_desk(TEXT, config=Config(tags=False)) as desk:
            assert "\u00a0norp" not in desk.page

    TABLE = (
        "Who was there:\n\n| Who | Where |\n|---|---|\n| Kabul | 1 |\n\n"
        "```\nKabul = 1\n```\n\nKabul."
    )

    async def test_tables_and_code_keep_their_columns(self, open_desk):
        async with open_desk(self.TABLE, words={"Kabul": "GPE"}) as desk:
            assert "| Kabul | 1 |" in desk.page
            assert "Kabul = 1" in desk.page
            assert "Kabul\u00a0gpe." in desk.page

    async def test_without_colours_tags_are_everywhere(self, open_desk, monkeypatch):
        monkeypatch.setenv("NO_COLOR", "1")
        async with open_desk(self.TABLE, words={"Kabul": "GPE"}) as desk:
            assert desk.page.count("Kabul\u00a0gpe") == 3

    async def test_the_cursor_and_the_place_stay(self, open_desk):
        text = "Dushanbe is here. " * 400
        async with open_desk(text, size=(80, 20)) as desk:
            await desk.put("Dushanbe", 200)
            at = desk.view.cursor.offset
            await desk.press("i")
            assert desk.view.cursor.offset == at
            assert desk.cursor_in_view


class TestColumn:
    async def test_wider_and_narrower(self, open_desk):
        async with open_desk("word " * 300, size=(140, 30), config=Config(column=60)) as desk:
            assert desk.view.text_width == 60
            await desk.press("+")
            assert desk.view.text_width == 64
            await desk.press("-", "-")
            assert desk.view.text_width == 56

    async def test_within_limits(self, open_desk):
        async with open_desk("word " * 300, size=(80, 20)) as desk:
            room = desk.view.text_width
            for _ in range(30):
                await desk.press("-")
            assert desk.view.text_width >= NARROWEST
            for _ in range(60):
                await desk.press("+")
            assert desk.view.text_width == room
            assert desk.screen.column <= WIDEST
            await desk.press("-")
            assert desk.view.text_width < room, "the first press counts"

    async def test_the_cursor_stays_in_view(self, open_desk):
        async with open_desk("word " * 3000, size=(120, 20)) as desk:
            await desk.put("word", 2000)
            at = desk.view.cursor.offset
            for key in "---++-":
                await desk.press(key)
                assert desk.cursor_in_view
            assert desk.view.cursor.offset == at


class TestTheme:
    async def test_one_key_changes_between_night_and_paper(self, open_desk):
        async with open_desk(TEXT) as desk:
            night = colors(desk)
            assert desk.app.theme == "night"
            await desk.press("T")
            assert desk.app.theme == "paper"
            assert not colors(desk) & night
            await desk.press("T")
            assert colors(desk) == night

    async def test_it_is_remembered(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.press("T")
            await desk.quit()
        async with open_desk() as desk:
            assert desk.app.theme == "paper"

    async def test_the_settings_choose_it(self, open_desk):
        async with open_desk(TEXT, config=Config(theme="paper")) as desk:
            assert desk.app.theme == "paper"

    async def test_one_that_is_not_there_is_night(self, open_desk):
        async with open_desk(TEXT, config=Config(theme="no such theme")) as desk:
            assert desk.app.theme == "night"

    @pytest.mark.parametrize("theme", ["textual-light", "nord", "ansi-dark", "dracula"])
    async def test_textuals_own_themes_work(self, open_desk, theme):
        async with open_desk(TEXT, config=Config(theme=theme)) as desk:
            assert desk.app.theme == theme
            await desk.press("tab", "j", "?")
            assert "Moving" in desk.page


class TestCopy:
    async def test_the_selection(self, open_desk, copied):
        async with open_desk(TEXT) as desk:
            await desk.put("the Okno")
            await desk.press("L", "L", "y")
            assert copied == ["the Okno complex"]
            assert desk.said == "“the Okno complex” copied"

    async def test_the_entity_else_the_token(self, open_desk, copied):
        async with open_desk(TEXT) as desk:
            await desk.put("Lu,")
            await desk.press("y")
            await desk.put("Okno")
            await desk.press("y")
            assert copied == ["Donald Lu", "Okno"]

    async def test_it_is_the_text_as_it_stands_in_the_article(self, open_desk, copied):
        text = "one \x1b[2J two"
        async with open_desk(text, words={}) as desk:
            await desk.press("v", "G", "y")
            assert copied == [text]


class TestEscape:
    async def test_it_clears_the_selection_then_goes_back_to_the_article(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.put("the Okno")
            await desk.press("v", "l", "escape")
            assert desk.selected == ""
            await desk.press("tab", "escape")
            assert desk.view.has_focus
            await desk.press("escape")
            assert desk.app.is_running


class TestFurniture:
    async def test_what_the_page_around_the_article_left_in_it_is_faint(self, open_desk, samples):
        text = (samples / "washington-looks-to-dushanbe.txt").read_text(encoding="utf-8")
        async with open_desk(text, words={}, size=(120, 60)) as desk:
            by_text = {
                segment.text.strip(): segment.style
                for strip in desk.strips()
                for segment in strip
                if segment.style and segment.text.strip()
            }
            share = next(style for text, style in by_text.items() if "Facebook" in text)
            body = next(style for text, style in by_text.items() if "For thirty years" in text)
            title = next(style for text, style in by_text.items() if "looks to Dushanbe" in text)
            assert share.color != body.color
            assert title.bold

    async def test_paragraphs_are_numbered(self, open_desk):
        async with open_desk(TEXT) as desk:
            numbers = [line[:6].split()[0] for line in desk.lines if line[:6].strip().isdigit()]
            assert numbers == ["1", "2"]


class TestTheHeader:
    @pytest.mark.parametrize(
        ("known", "said"),
        [
            ({"byline": "Ada Quill", "date": "2026-03-14"}, "a.html · 2026-03-14 · Ada Quill"),
            ({"byline": "Bo Lind", "date": "2026-03-14"}, "a.html · 2026-03-14"),
            ({"encoding": "cp1252", "date": "2026"}, "a.html · cp1252 · 2026"),
            ({}, "a.html"),
        ],
    )
    def test_it_says_who_wrote_it_and_when_where_the_text_does_not(self, known, said):
        article = Article("A title\n\nBy Bo Lind\n", **known)
        assert header_name(SourceRef("texts/a.html", Kind.HTML), Reading(article)) == said


class TestEncodings:
    async def test_an_unusual_one_stands_in_the_header_and_a_guess_in_a_notice(self, open_desk):
        text = "Zoë war müde, sagte André über das Café in Köln und die Straße nach Süden. " * 5
        texts = {"a.txt": text.encode("cp1252"), "b.txt": text, "c.txt": text.encode("utf-16")}
        async with open_desk(texts, words={}) as desk:
            assert "a.txt · cp1252" in desk.lines[0]
            assert "the encoding was guessed: cp1252" in desk.notices[0]
            await desk.press(")")
            assert "b.txt  " in desk.lines[0]
            await desk.press(")")
            assert "c.txt · utf-16-le" in desk.lines[0]
            assert len(desk.notices) == 1
