"""The sidebar: a row stands for all its mentions; it and the article follow each other."""

from __future__ import annotations

import pytest
from textual.geometry import Offset

from tests.tui.driving import TEXT, Desk


async def to_sidebar(desk: Desk, row: str = "") -> None:
    """Give the sidebar the keyboard, and go to a row."""
    await desk.press("tab")
    assert desk.sidebar.front.has_focus
    if row:
        await desk.press("g")
        for _ in range(len(desk.rows)):
            if desk.row == row:
                return
            await desk.press("j")
        raise AssertionError(f"no row {row!r} in {desk.rows}")


class TestRows:
    async def test_labels_in_the_order_of_the_scheme_with_their_surfaces(self, open_desk):
        async with open_desk(TEXT) as desk:
            assert [row.split() for row in desk.rows] == [
                ["▾", "PERSON", "1"], ["○", "Donald", "Lu", "1"],
                ["▾", "ORG", "3"], ["○", "Dushanbe", "2"], ["○", "The", "Pentagon", "1"],
                ["▾", "GPE", "2"], ["○", "Washington", "2"],
                ["▾", "NORP", "3"], ["○", "Tajikistan", "3"],
                ["▾", "DATE", "1"], ["○", "Monday", "1"],
                ["▾", "MONEY", "1"], ["○", "$60", "million", "1"],
            ]  # fmt: skip

    async def test_signs_say_what_became_of_them(self, open_desk):
        async with open_desk(TEXT) as desk:
            for word, key in {
                "Donald": "a", "Tajikistan": "3", "Okno": "9", "Monday": "x"
            }.items():  # fmt: skip
                await desk.put(word)
                await desk.press(key)
            signs = {row.split()[1]: row.split()[0] for row in desk.rows}
            assert signs["Donald"] == "✓"
            assert signs["Tajikistan"] == "✎"
            assert signs["Okno"] == "+"
            assert signs["Dushanbe"] == "○"

    async def test_a_corrected_label_shows_what_it_was(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.put("Tajikistan")
            await desk.press("3")
            assert any("Tajikistan" in row and "NORP → GPE" in row for row in desk.rows)

    async def test_the_title_counts_what_is_new(self, open_desk):
        async with open_desk(TEXT) as desk:
            assert "11 new" in desk.page
            await desk.put("Tajikistan")
            await desk.press("3")
            assert "8 new" in desk.page

    async def test_mentions_with_different_decisions_are_different_rows(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.put("Tajikistan")
            await desk.press("3", "!")
            rows = [row.split() for row in desk.rows if "Tajikistan" in row]
            assert [(row[0], row[-1]) for row in rows] == [("✎", "1"), ("○", "2")]

    async def test_what_annotators_disagree_on_stands_out(self, open_desk):
        async with open_desk(TEXT, annotator="bob") as desk:
            await desk.put("Monday")
            await desk.press("a")
            await desk.quit()
        async with open_desk(annotator="ann") as desk:
            await desk.put("Monday")
            await desk.press("3")
            assert any(row.split()[0] == "≠" and "Monday" in row for row in desk.rows)
            await desk.press("l", "h")
            assert desk.told("annotators disagree")

    async def test_what_was_rejected_is_kept_in_a_group_that_is_folded(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.put("Tajikistan")
            await desk.press("x")
            assert not any("Tajikistan" in row for row in desk.rows)
            assert desk.rows[-1].split() == ["▸", "rejected", "3"]
            await to_sidebar(desk, "rejected")
            await desk.press("l")
            assert any("✗ Tajikistan" in row for row in desk.rows)


class TestFollowing:
    async def test_the_sidebar_follows_the_article(self, open_desk):
        async with open_desk(TEXT) as desk:
            for word in ("Tajikistan", "Dushanbe", "Monday", "Donald"):
                await desk.put(word)
                assert desk.row.startswith(word)

    async def test_it_stays_where_it_is_on_a_plain_word(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.put("Tajikistan")
            await desk.put("Okno")
            assert desk.row == "Tajikistan"

    async def test_the_article_follows_the_sidebar(self, open_desk):
        text = "filler\n\n" * 80 + TEXT
        async with open_desk(text) as desk:
            await to_sidebar(desk, "Tajikistan")
            assert desk.at == "Tajikistan"
            assert desk.view.cursor.offset == desk.place("Tajikistan")
            assert desk.cursor_in_view

    async def test_the_row_under_the_cursor_is_in_view(self, open_desk):
        names = [f"Name{n:03}" for n in range(150)]
        words = dict.fromkeys(names, "PERSON")
        async with open_desk(" and ".join(names), words=words) as desk:
            await desk.press("G")
            assert desk.row == "Name149"
            assert "Name149" in "\n".join(line[60:] for line in desk.lines)

    async def test_after_a_decision_the_sidebar_stands_on_what_was_decided(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.put("Tajikistan")
            await desk.press("3")
            assert desk.row == "Tajikistan"
            assert desk.at == "Tajikistan"


class TestActing:
    @pytest.mark.parametrize(
        ("keys", "after"),
        [
            ("a", ["NORP accepted"] * 3),
            ("3", ["GPE corrected"] * 3),
            ("x", []),
            ("2", ["ORG corrected"] * 3),
        ],
    )
    async def test_a_key_on_a_row_acts_on_all_its_mentions(self, open_desk, keys, after):
        async with open_desk(TEXT) as desk:
            await to_sidebar(desk, "Tajikistan")
            await desk.press(keys)
            assert desk.of("Tajikistan") == after
            await desk.press("u")
            assert desk.of("Tajikistan") == ["NORP predicted"] * 3

    async def test_edges_move_from_there_as_well(self, open_desk):
        async with open_desk(TEXT) as desk:
            await to_sidebar(desk, "Donald Lu")
            await desk.press("}")
            assert desk.of("Donald") == ["PERSON corrected"]

    async def test_a_note_and_a_link_on_a_row(self, open_desk):
        async with open_desk(TEXT) as desk:
            await to_sidebar(desk, "Dushanbe")
            await desk.press("m")
            await desk.dialog("Prompt")
            assert "Note on “Dushanbe”" in desk.page
            await desk.type("hm")
            await desk.press("enter")
            await desk.until(lambda: any(a.note == "hm" for a in desk.annotations), "the note")

    async def test_on_a_label_a_key_acts_on_all_that_carries_it(self, open_desk):
        async with open_desk(TEXT) as desk:
            await to_sidebar(desk, "ORG")
            await desk.press("a")
            assert desk.of("Dushanbe") == ["ORG accepted"] * 2
            assert desk.of("The Pentagon") == ["ORG accepted"]
            await desk.press("u")
            assert desk.of("Dushanbe") == ["ORG predicted"] * 2
            assert desk.of("The Pentagon") == ["ORG predicted"]

    async def test_working_down_the_list(self, open_desk):
        """A decision does not throw the cursor elsewhere."""
        async with open_desk(TEXT) as desk:
            await to_sidebar(desk, "Dushanbe")
            await desk.press("a", "j", "a")
            assert desk.of("Dushanbe") == ["ORG accepted"] * 2
            assert desk.of("The Pentagon") == ["ORG accepted"]


class TestFolding:
    async def test_a_label_is_folded_and_unfolded(self, open_desk):
        async with open_desk(TEXT) as desk:
            await to_sidebar(desk, "Dushanbe")
            await desk.press("h")
            assert desk.row == "ORG"
            assert not any("Dushanbe" in row for row in desk.rows)
            assert any(row.split() == ["▸", "ORG", "3"] for row in desk.rows)
            await desk.press("l")
            assert any("Dushanbe" in row for row in desk.rows)

    async def test_the_arrows_do_as_well(self, open_desk):
        async with open_desk(TEXT) as desk:
            await to_sidebar(desk, "Dushanbe")
            await desk.press("left")
            assert not any("Dushanbe" in row for row in desk.rows)
            await desk.press("right")
            assert any("Dushanbe" in row for row in desk.rows)

    async def test_it_stays_folded_through_a_decision(self, open_desk):
        async with open_desk(TEXT) as desk:
            await to_sidebar(desk, "Dushanbe")
            await desk.press("h", "tab")
            await desk.put("Tajikistan")
            await desk.press("3")
            assert not any("Dushanbe" in row for row in desk.rows)


class TestMoving:
    async def test_by_row_page_and_to_the_ends(self, open_desk):
        names = [f"Name{n:03}" for n in range(150)]
        async with open_desk(" and ".join(names), words=dict.fromkeys(names, "PERSON")) as desk:
            await to_sidebar(desk)
            front = desk.sidebar.front
            await desk.press("g")
            assert front.cursor == 0
            await desk.press("j", "down", "k", "up", "j")
            assert front.cursor == 1
            await desk.press("space")
            page = front.cursor - 1
            assert page == front.size.height - 1
            await desk.press("pagedown", "b", "pageup")
            assert front.cursor == 1
            await desk.press("G")
            assert front.cursor == 150
            await desk.press("home", "end")
            assert front.cursor == 150

    async def test_tab_goes_there_and_back(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.press("tab")
            assert desk.sidebar.front.has_focus
            await desk.press("tab")
            assert desk.view.has_focus

    async def test_escape_goes_back(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.press("tab", "escape")
            assert desk.view.has_focus

    async def test_in_a_narrow_terminal_it_is_a_drawer(self, open_desk):
        async with open_desk(TEXT, size=(60, 20)) as desk:
            assert not desk.sidebar.display
            await desk.press("tab")
            assert desk.sidebar.display
            assert not desk.view.display
            assert "Tajikistan" in desk.page
            await desk.press("tab")
            assert desk.view.display
            assert not desk.sidebar.display


class TestMouse:
    def cell_of(self, desk: Desk, row: str) -> Offset:
        region = desk.sidebar.front.region
        place = next(n for n, text in enumerate(desk.rows) if row in text)
        return Offset(region.x + 8, region.y + place)

    async def test_a_click_shows_the_first_mention(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.click(self.cell_of(desk, "Tajikistan"))
            assert desk.at == "Tajikistan"

    async def test_a_double_click_on_a_label_folds_it(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.click(self.cell_of(desk, "▾ ORG"), times=2)
            assert not any("Dushanbe" in row for row in desk.rows)
            await desk.click(self.cell_of(desk, "▸ ORG"), times=2)
            assert any("Dushanbe" in row for row in desk.rows)


class TestHistory:
    async def test_it_tells_what_was_done_the_newest_first(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.put("Tajikistan")
            await desk.press("3")
            await desk.put("Dushanbe")
            await desk.press("x", "s", "s", "s")
            first, second = desk.rows
            assert "Dushanbe" in first
            assert "×2" in first
            assert "Tajikistan" in second
            assert "×3" in second

    async def test_what_was_taken_back_is_marked(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.put("Tajikistan")
            await desk.press("3", "u", "s", "s", "s")
            assert any("↶" in row and "Tajikistan" in row for row in desk.rows)

    async def test_the_same_key_shows_the_entities_again(self, open_desk):
        async with open_desk(TEXT) as desk:
            rows = desk.rows
            await desk.press("s", "s", "s", "s")
            assert desk.rows == rows

    async def test_moving_in_it_shows_the_place(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.put("Tajikistan")
            await desk.press("3")
            await desk.put("Monday")
            await desk.press("a", "s", "s", "s", "tab", "j")
            assert desk.at == "Tajikistan"

    async def test_a_key_in_it_decides_nothing_by_accident(self, open_desk):
        async with open_desk(TEXT) as desk:
            before = desk.entities
            await desk.press("s", "s", "s", "tab", "j", "a", "x", "3")
            assert desk.entities == before


class TestEmptyLists:
    async def test_what_will_stand_there_is_said(self, open_desk):
        async with open_desk(TEXT, words={}) as desk:
            await desk.until(lambda: not desk.screen.header.working, "the predictions")
            said = []
            for _ in range(4):
                said.append(" ".join(" ".join(line[-34:].split()) for line in desk.lines[3:10]))
                await desk.press("s")
            assert "No entities here yet." in said[0]
            assert "Relations between entities are listed here." in said[1]
            assert "Notes on the article" in said[2]
            assert "What is decided is listed here" in said[3]

    async def test_nothing_is_said_before_it_is_known(self, open_desk):
        async with open_desk(TEXT, words={}) as desk:
            desk.sidebar.complete = False
            await desk.settle()
            assert not any("No entities" in line for line in desk.lines)

    async def test_a_filter_that_leaves_nothing_says_so(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.press("f")
            await desk.type("zzz")
            await desk.until(
                lambda: any("Nothing here is like that." in line for line in desk.lines), "the word"
            )
