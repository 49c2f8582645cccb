"""Looking for words on the desk, and what the reader marks."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from tests.tui.driving import TEXT, WordFeed

MARKED = """\
# The dam

It is high, and Tajikistan wants it.

## Money

More than $60 million went to Dushanbe.

## People

Rogun is a town in Tajikistan.
"""


async def look_for(desk, query: str) -> None:
    await desk.press("/")
    await desk.type(query)
    await desk.until(lambda: desk.screen._search is None or desk.screen._search.complete, "the end")


def places(desk) -> list[str]:
    found = desk.view.found
    return [desk.text[slice(*found[place])] for place in range(len(found))]


class TestFinding:
    async def test_every_match_is_marked_and_the_first_is_gone_to_while_typing(self, open_desk):
        async with open_desk(TEXT) as desk:
            await look_for(desk, "tajik")
            assert places(desk) == ["Tajik"] * TEXT.count("Tajik")
            assert desk.view.found.at == (TEXT.index("Tajik"), TEXT.index("Tajik") + 5)
            assert desk.token == "Tajikistan"
            assert f"1 of {TEXT.count('Tajik')}" in desk.page

    @pytest.mark.parametrize("key", ["/", "f"])
    async def test_what_is_typed_in_one_breath_with_the_key_is_typed_into_the_line(
        self, open_desk, key
    ):
        async with open_desk(TEXT) as desk:
            before = desk.app.session.annotations
            for one in (key, *"dam x3qa", "backspace"):
                desk.strike(one)
            line = desk.screen.finder if key == "/" else desk.sidebar.filter_line
            await desk.until(lambda: line.query_one(Input).value == "dam x3q", "the words")
            assert desk.app.is_running
            assert desk.app.session.annotations is before

    async def test_enter_keeps_the_matches_and_n_goes_round(self, open_desk):
        async with open_desk(TEXT) as desk:
            await look_for(desk, "tajik")
            await desk.press("enter")
            count = TEXT.count("Tajik")
            assert count > 1
            seen = [desk.view.found.at]
            for _ in range(count - 1):
                await desk.press("n")
                seen.append(desk.view.found.at)
            assert len(set(seen)) == count
            await desk.press("n")
            assert desk.view.found.at == seen[0]
            assert desk.told("tajik", f"1 of {count}", "went on from the top")
            await desk.press("N")
            assert desk.view.found.at == seen[-1]
            assert desk.told("went on from the end")

    async def test_escape_goes_back_to_where_it_began(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.put("Monday")
            await look_for(desk, "tajik")
            await desk.press("escape")
            assert desk.token == "Monday"
            assert places(desk) == []
            assert desk.view.has_focus

    async def test_escape_in_the_article_takes_the_marks_away(self, open_desk):
        async with open_desk(TEXT) as desk:
            await look_for(desk, "tajik")
            await desk.press("enter", "escape")
            assert places(desk) == []

    async def test_what_is_not_there_is_said(self, open_desk):
        async with open_desk(TEXT) as desk:
            await look_for(desk, "zebra")
            assert "nothing" in desk.page
            await desk.press("enter")
            assert desk.told("zebra", "is not in this article")

    async def test_a_regular_expression_on_demand(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.press("/", "ctrl+t")
            await desk.type("\\bT\\w+n\\b")
            await desk.until(lambda: len(desk.view.found), "a match")
            assert set(places(desk)) == {"Tajikistan"}

    async def test_what_is_no_regular_expression_is_said(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.press("/", "ctrl+t")
            await desk.type("(")
            await desk.until(lambda: "not a regular expression" in desk.page, "the reason")

    async def test_keys_typed_there_are_text(self, open_desk):
        async with open_desk(TEXT) as desk:
            before = desk.entities
            await look_for(desk, "ax1;d")
            await desk.press("escape")
            assert desk.entities == before

    async def test_up_brings_back_what_was_looked_for(self, open_desk):
        async with open_desk(TEXT) as desk:
            await look_for(desk, "tajik")
            await desk.press("enter", "/", "up")
            await desk.until(lambda: places(desk), "the matches")
            assert places(desk)[0] == "Tajik"

    async def test_another_article_begins_without_marks_and_n_looks_again(self, open_desk):
        async with open_desk({"a.txt": TEXT, "b.txt": "In Tajikistan again.\n"}) as desk:
            await look_for(desk, "tajik")
            await desk.press("enter", ")")
            assert places(desk) == []
            await desk.press("n")
            await desk.until(lambda: places(desk) == ["Tajik"], "the match")
            assert desk.token == "Tajikistan"


class TestLabellingAll:
    async def test_every_match_gets_the_label_in_one_act(self, open_desk):
        async with open_desk(TEXT, words={"Washington": "GPE"}) as desk:
            await look_for(desk, "Tajikistan")
            await desk.press("enter")
            desk.strike("&")
            await desk.dialog("LabelPicker")
            await desk.type("gpe")
            await desk.press("enter")
            await desk.until(lambda: desk.of("Tajikistan"), "the labels")
            assert desk.of("Tajikistan") == ["GPE added"] * TEXT.count("Tajikistan")
            await desk.press("u")
            assert desk.of("Tajikistan") == []

    async def test_predictions_are_relabelled_and_what_a_human_decided_stays(self, open_desk):
        async with open_desk(TEXT, words={"Tajikistan": "NORP"}) as desk:
            await desk.put("Tajikistan")
            await desk.press("4", "!")
            assert desk.of("Tajikistan")[0] == "LOC corrected"
            await look_for(desk, "Tajikistan")
            await desk.press("enter")
            desk.strike("&")
            await desk.dialog("LabelPicker")
            await desk.type("gpe")
            await desk.press("enter")
            await desk.until(lambda: "GPE corrected" in desk.of("Tajikistan"), "the labels")
            first, *others = desk.of("Tajikistan")
            assert first == "LOC corrected"
            assert set(others) == {"GPE corrected"}

    async def test_without_a_search_it_says_so(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.press("&")
            assert desk.told("nothing was looked for yet")


class TestMarking:
    async def test_the_outline_goes_to_a_heading(self, open_desk):
        async with open_desk({"a.md": MARKED}, feed=WordFeed({})) as desk:
            desk.strike("o")
            await desk.dialog("OutlineScreen")
            assert all(title in desk.page for title in ("The dam", "Money", "People"))
            await desk.type("peo")
            await desk.press("enter")
            await desk.dialog("DeskScreen")
            assert desk.text[desk.view.cursor.offset :].startswith(("##", "People"))

    async def test_an_article_without_headings_says_so(self, open_desk):
        async with open_desk("just a line of words, and no more than that.\n") as desk:
            await desk.press("o")
            await desk.until(lambda: "no headings" in desk.said, "the answer")

    async def test_bookmarks_are_shown_gone_to_and_remembered(self, open_desk):
        async with open_desk({"a.md": MARKED}, feed=WordFeed({})) as desk:
            await desk.put("Dushanbe")
            await desk.press("B")
            assert "◆" in desk.page
            await desk.press("g", "'")
            assert desk.text[desk.view.cursor.offset :].startswith("More")
            await desk.quit()
        async with open_desk({"a.md": MARKED}, feed=WordFeed({})) as desk:
            assert "◆" in desk.page
            await desk.put("Dushanbe")
            await desk.press("B")
            assert "◆" not in desk.page

    async def test_focus_mode_dims_all_but_the_paragraph(self, open_desk):
        async with open_desk({"a.md": MARKED}, feed=WordFeed({})) as desk:
            await desk.put("Dushanbe")
            await desk.press("z")

            def color(word: str):
                cell = desk.cell(word)
                at = 0
                for segment in desk.strips()[cell.y]:
                    at += segment.cell_length
                    if at > cell.x:
                        return segment.style.color
                raise AssertionError(word)

            assert color("went") != color("high")
            await desk.put("Rogun")
            assert color("went") == color("high") != color("town")

    async def test_the_column_stands_in_the_middle_or_at_the_left(self, open_desk):
        async with open_desk(TEXT, size=(200, 30)) as desk:
            middle = desk.view.margin
            await desk.press("c")
            assert desk.view.margin < middle
            await desk.press("c")
            assert desk.view.margin == middle
