"""The mouse: click, double click, drag, the labels, the wheel."""

from __future__ import annotations

from textual import events
from textual.geometry import Offset

from tests.tui.driving import TEXT, Desk


class TestArticle:
    async def test_a_click_puts_the_cursor_there(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.click(desk.cell("Okno", into=2))
            assert desk.token == "Okno"
            assert desk.selected == ""

    async def test_a_click_on_an_entity_selects_it_for_the_keys(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.click(desk.cell("Tajikistan", into=4))
            assert desk.at == "Tajikistan"
            await desk.press("3")
            assert desk.of("Tajikistan") == ["GPE corrected"] * 3

    async def test_a_click_on_a_tag_is_a_click_on_its_entity(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.click(desk.cell("Tajikistan", into=len("Tajikistan") + 2))
            assert desk.at == "Tajikistan"

    async def test_a_click_beside_the_text_goes_to_the_nearest_word(self, open_desk):
        async with open_desk(TEXT) as desk:
            end = desk.view.region.right - 3
            await desk.click(Offset(end, desk.cell("By Ines").y))
            assert desk.token == "Calloway"
            await desk.click(Offset(desk.view.region.x, desk.cell("The Pentagon").y))
            assert desk.token == "The"

    async def test_a_click_below_the_text_goes_to_its_end(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.click(Offset(desk.view.region.x + 20, desk.view.region.bottom - 1))
            assert desk.view.cursor.offset >= desk.place("Washington", 1)

    async def test_a_double_click_selects_a_word(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.click(desk.cell("complex", into=3), times=2)
            assert desk.selected == "complex"

    async def test_a_drag_selects_tokens(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.drag(desk.cell("the Okno", into=1), desk.cell("complex", into=1))
            assert desk.selected == "the Okno complex"
            await desk.press("9")
            assert desk.of("the Okno complex") == ["FAC added"]

    async def test_a_drag_to_the_left(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.drag(desk.cell("complex", into=3), desk.cell("the Okno"))
            assert desk.selected == "the Okno complex"

    async def test_a_drag_over_rows(self, open_desk):
        async with open_desk("one two\n\nthree four") as desk:
            await desk.drag(desk.cell("two"), desk.cell("three"))
            assert desk.selected == "two\n\nthree"

    async def test_a_drag_with_ctrl_selects_characters(self, open_desk):
        async with open_desk("Tajikistanis voted", words={}) as desk:
            start, end = desk.cell("Tajikistanis"), desk.cell("Tajikistanis", into=9)
            await desk.drag(start, end, control=True)
            assert desk.selected.startswith("Tajikistan")

    async def test_after_a_drag_moving_the_mouse_does_nothing(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.drag(desk.cell("the Okno"), desk.cell("complex"))
            await desk.pilot.hover(offset=desk.cell("Washington"))
            await desk.settle()
            assert desk.selected == "the Okno complex"

    async def test_it_hits_what_it_points_at_behind_wide_text(self, open_desk):
        async with open_desk("漢字 👩‍👩‍👧 e\u0301te\u0301 🇹🇯 ❤️ Dushanbe waits", words={}) as desk:
            await desk.click(desk.cell("Dushanbe", into=1))
            assert desk.token == "Dushanbe"
            await desk.click(desk.cell("👩", into=1))
            assert desk.token == "👩‍👩‍👧"

    async def test_it_hits_what_it_points_at_when_scrolled(self, open_desk):
        text = "filler\n\n" * 100 + "one two three\n\n" + "filler\n\n" * 100
        async with open_desk(text) as desk:
            await desk.put("one")
            await desk.click(desk.cell("three", into=2))
            assert desk.token == "three"

    async def test_the_wheel_scrolls_and_leaves_the_cursor(self, open_desk):
        async with open_desk("filler\n\n" * 100) as desk:
            await desk.pilot._post_mouse_events(
                [events.MouseScrollDown], offset=Offset(20, 10), button=0
            )
            await desk.settle()
            assert desk.view.scroll_offset.y > 0
            assert desk.view.cursor.offset == 0


class TestLabels:
    def cell(self, desk: Desk, label: str) -> Offset:
        y = next(y for y, line in enumerate(desk.lines) if "PERSON" in line and "⏎" in line)
        return Offset(desk.lines[y].index(label) + 1, y)

    async def test_a_click_on_a_label_labels_the_entity(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.put("Tajikistan")
            await desk.click(self.cell(desk, "GPE"))
            assert desk.of("Tajikistan") == ["GPE corrected"] * 3

    async def test_a_click_on_a_label_labels_the_selection(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.drag(desk.cell("the Okno"), desk.cell("complex"))
            await desk.click(self.cell(desk, "FAC"))
            assert desk.of("the Okno complex") == ["FAC added"]

    async def test_a_click_on_every_label_gives_that_label(self, open_desk):
        async with open_desk("Something", words={}) as desk:
            for label in ("PERSON", "ORG", "GPE", "LOC", "NORP", "DATE", "MONEY", "EVENT", "FAC"):
                await desk.click(self.cell(desk, label))
                assert desk.entities == [f"Something {label} added"]

    async def test_a_click_on_more_opens_the_picker(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.click(self.cell(desk, "⏎"))
            await desk.dialog("LabelPicker")

    async def test_a_double_click_in_the_picker_picks(self, open_desk):
        async with open_desk("Something", words={}) as desk:
            await desk.press("enter")
            await desk.dialog("LabelPicker")
            y = next(y for y, line in enumerate(desk.lines) if "Companies, agencies" in line)
            x = desk.lines[y].index("ORG")
            await desk.click(Offset(x, y), times=2)
            await desk.until(lambda: desk.entities == ["Something ORG added"], "the entity")

    async def test_the_label_under_the_cursor_stands_out(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.put("Tajikistan")
            assert desk.screen.labels.active == "NORP"
            await desk.put("Okno")
            assert desk.screen.labels.active == ""
