"""Terminals of any size, resized at any time; articles, labels and names of any length."""

from __future__ import annotations

import random

import pytest

from annotations.labels import Label, LabelScheme
from tests.tui.driving import TEXT, WORDS, Desk
from tests.tui.hard_texts import HARD

SIZES = [(20, 5), (40, 10), (80, 24), (120, 36), (200, 50)]
LONG = (TEXT + "\n") * 12 + "漢字と👩‍👩‍👧と\tDushanbe " * 40


def cursor_shows(desk: Desk) -> bool:
    """Whether the word under the cursor stands out somewhere in the article pane."""
    accent = desk.screen.palette.accent.rich_color
    region = desk.view.region
    return any(
        segment.style and segment.style.bgcolor == accent and segment.text.strip()
        for strip in desk.strips()[region.y : region.bottom]
        for segment in strip.crop(region.x, region.right)
    )


@pytest.mark.parametrize("size", SIZES, ids=str)
class TestSizes:
    async def test_the_cursor_shows_wherever_it_goes(self, open_desk, size):
        async with open_desk(LONG, size=size) as desk:
            for key in ("l", "j", "j", "space", "space", ".", ";", "G", "k", "b", ",", "g"):
                await desk.press(key)
                assert desk.cursor_in_view, key
                assert cursor_shows(desk), key

    async def test_correcting_works(self, open_desk, size):
        async with open_desk(TEXT, size=size) as desk:
            await desk.put("Tajikistan")
            await desk.press("3")
            assert desk.of("Tajikistan") == ["GPE corrected"] * 3
            assert "saved ✓" in desk.page
            await desk.press("u")
            assert desk.of("Tajikistan") == ["NORP predicted"] * 3

    async def test_every_dialog_fits(self, open_desk, size):
        async with open_desk(TEXT, size=size) as desk:
            for key in ("enter", "m", "=", "M", "?", "E", "ctrl+p"):
                await desk.press(key)
                await desk.until(lambda: desk.app.screen is not desk.screen, f"the screen of {key}")
                assert desk.page.strip()
                await desk.press("escape")
                await desk.dialog("DeskScreen")

    async def test_a_dialogs_line_and_the_choice_in_its_list_are_in_view(self, open_desk, size):
        scheme = LabelScheme(tuple(Label(f"LABEL_{n:02}") for n in range(30)))
        async with open_desk(TEXT, size=size, scheme=scheme) as desk:
            for key, name in {"enter": "LabelPicker", "E": "ExportScreen"}.items():
                await desk.press(key)
                await desk.dialog(name)
                await desk.press("up", *["down"] * 9)
                dialog = desk.app.screen
                rows = dialog.query_one("RowList")
                line = dialog.query_one("Input").region
                assert 0 <= line.y < line.bottom <= size[1]
                shown = rows.region.intersection(desk.app.screen.region)
                assert 0 <= rows.cursor - rows.scroll_offset.y < shown.height
                if size[1] >= 24:
                    assert "esc back" in desk.page
                await desk.press("escape")
                await desk.dialog("DeskScreen")

    async def test_a_notice_leaves_room(self, open_desk, size):
        async with open_desk(TEXT, size=size) as desk:
            for _ in range(4):
                desk.screen.warn("a notice of some length about a file that is not there " * 2)
            await desk.settle()
            rack = desk.app.screen.query_one("ToastRack").region
            assert rack.height <= max(2, size[1] * 3 // 4)
            assert "postil" in desk.lines[0]

    async def test_the_other_pane_shows(self, open_desk, size):
        async with open_desk(TEXT, size=size) as desk:
            await desk.press("tab", "G", "k")
            assert desk.sidebar.front.region.height > 0
            assert any("Monday" in line or "$60" in line for line in desk.lines)
            await desk.press("tab")
            assert cursor_shows(desk)


@pytest.mark.parametrize("size", [(1, 1), (2, 2), (5, 1), (1, 30), (10, 3)], ids=str)
async def test_the_smallest_terminals_do_no_harm(open_desk, size):
    async with open_desk(LONG, size=size) as desk:
        for key in ("l", "j", "space", ".", "3", "u", "G", "tab", "j", "tab", "i", "s", "?"):
            await desk.press(key)
        await desk.press("escape")
        await desk.resize(80, 24)
        assert "Dushanbe" in desk.page


@pytest.mark.parametrize("seed", range(3))
async def test_resizing_at_random_keeps_the_cursor_in_view(open_desk, seed):
    chance = random.Random(seed)
    async with open_desk(LONG) as desk:
        for _ in range(8):
            await desk.press(*chance.choices(["j", "space", ".", "l", "i", "+", "-"], k=3))
            at = desk.view.cursor.offset
            await desk.resize(chance.choice([1, 7, 20, 33, 60, 79, 110, 200]),
                              chance.choice([1, 3, 5, 12, 24, 50]))  # fmt: skip
            assert desk.view.cursor.offset == at
            if desk.view.size.height:
                assert desk.cursor_in_view
            desk.strips()
        await desk.resize(80, 24)
        assert cursor_shows(desk)


async def test_a_large_terminal_shows_long_names_whole(open_desk):
    name = "the United Nations Mission in Tajikistan"
    async with open_desk(f"{name} met.", words={name: "ORG"}, size=(200, 60)) as desk:
        region = desk.sidebar.region
        beside = "".join(line[region.x :] for line in desk.lines)
        assert name in beside
        assert desk.view.text_width == 84


async def test_resizing_under_a_dialog(open_desk):
    async with open_desk(TEXT) as desk:
        await desk.press("enter")
        await desk.dialog("LabelPicker")
        for size in ((20, 5), (200, 50), (40, 10), (100, 30)):
            await desk.resize(*size)
        await desk.type("gpe")
        await desk.press("enter")
        await desk.until(lambda: desk.of("Washington") == ["GPE accepted"] * 2, "the answer")


async def test_the_text_at_the_top_stays_at_the_top(open_desk):
    """Where the cursor allows it: making the terminal wider and narrower loses no place."""
    async with open_desk(LONG, size=(100, 30)) as desk:
        await desk.put("Donald", 6)
        for width in (60, 140, 75, 100):
            await desk.resize(width, 30)
            assert desk.cursor_in_view
            assert abs(desk.view.top_offset - desk.place("Donald", 6)) < 3 * len(TEXT)


class TestLongThings:
    async def test_two_hundred_labels(self, open_desk):
        scheme = LabelScheme(tuple(Label(f"LABEL_{n:03}", description="x" * n) for n in range(200)))
        async with open_desk(TEXT, scheme=scheme) as desk:
            assert "⏎ more" in desk.page
            await desk.press("1")
            assert desk.of("Washington") == ["LABEL_000 corrected"] * 2
            await desk.press("enter")
            await desk.dialog("LabelPicker")
            await desk.press("up")
            for _ in range(60):
                await desk.press("down")
            assert "LABEL_060" in desk.page
            await desk.type("199")
            assert "LABEL_199" in desk.page

    @pytest.mark.parametrize("char", ["x", "漢", "👩‍👩‍👧"])
    async def test_names_of_three_hundred_characters(self, open_desk, char):
        name = char * 300
        scheme = LabelScheme((Label(name, description=name, tag=name), Label("B")))
        texts = {char * (60 // len(char.encode()) * 3) + ".txt": f"one {name} two"}
        async with open_desk(
            texts, words={name: name}, scheme=scheme, annotator=name
        ) as desk:  # fmt: skip
            await desk.press(".")
            assert desk.at == name
            for keys in (("a",), ("2",), ("1",), ("tab",), ("s",), ("tab",), ("enter",)):
                await desk.press(*keys)
                desk.strips()
            await desk.dialog("LabelPicker")

    async def test_an_article_of_a_megabyte_on_one_line(self, open_desk):
        text = ("Dushanbe and Kabul are far from Washington in the rain. " * 18_000)[:1_000_000]
        async with open_desk(f"Okno. {text}", words={"nothing": "ORG"}) as desk:
            await desk.press("G")
            assert desk.view.cursor.unit[1] >= len(text) - 1
            assert desk.cursor_in_view
            assert cursor_shows(desk)
            await desk.press("b", "k", "g")
            assert cursor_shows(desk)
            await desk.press("9")
            assert desk.entities == ["Okno FAC added"]

    async def test_wide_text_of_a_quarter_megabyte_on_one_line(self, open_desk):
        text = "Okno. " + "漢字と仮名👩‍👩‍👧 " * 20_000
        async with open_desk(text, words={"nothing": "ORG"}) as desk:
            await desk.press("9", "space", "l")
            assert desk.entities == ["Okno FAC added"]
            assert cursor_shows(desk)

    async def test_two_thousand_mentions(self, open_desk):
        text = "Kabul waits.\n" * 2_000
        async with open_desk(text, words={"Kabul": "GPE"}) as desk:
            await desk.press("1")
            assert desk.told("“Kabul”", "PERSON", "2,000 mentions")
            assert {a.span.label for a in desk.annotations} == {"PERSON"}
            await desk.press("u")
            assert {a.span.label for a in desk.annotations} == {"GPE"}


async def test_hard_texts_can_be_walked_through_and_labelled(open_desk):
    lines = [line for text in HARD.values() for line in text.split("\n") if line.strip()]
    text = "\n".join(lines).replace("\0", "")  # a NUL would make it binary
    async with open_desk(text, words={}, size=(48, 14)) as desk:
        start = 0
        for line in lines:
            desk.view.go_to(start)
            await desk.press("l", "L", "3")
            if desk.app.screen is not desk.screen:
                await desk.press("n")  # it would lie over the one before
            assert desk.saved == "saved ✓"
            assert desk.cursor_in_view
            desk.strips()
            start += len(line.replace("\0", "")) + 1
        assert desk.text == text
        assert len(desk.entities) > len(lines) // 2
        await desk.press("i", "G", "g", "u", "ctrl+r")


async def test_words_of_the_text_are_not_lost_on_the_page(open_desk):
    """Every word is drawn, whole and in order, whatever the width."""
    for width in (34, 61, 100):
        async with open_desk(TEXT, words=WORDS, size=(width, 60)) as desk:
            await desk.press("i")
            region = desk.view.region
            drawn = " ".join(
                "".join(s.text for s in strip.crop(region.x, region.right))
                for strip in desk.strips()[region.y : region.bottom]
            ).split()
            words = [word for word in drawn if not word.isdigit()]
            assert [w for w in TEXT.split() if not w.isdigit()] == words
