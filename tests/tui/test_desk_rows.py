"""The sidebar's rows: mentions in context, the filter, the order, and editing in place."""

from __future__ import annotations

import pytest
from textual.geometry import Offset
from textual.widgets import Input

from tests.tui.driving import TEXT, Desk, WordFeed
from tests.tui.test_desk_sidebar import to_sidebar
from tui.widgets import annotation_sidebar
from tui.widgets.entity_row import MentionRow
from tui.widgets.entity_rows import EntityRows


def mentions(desk: Desk) -> list[str]:
    """The unfolded mentions as they are drawn."""
    front = desk.sidebar.front
    drawn = zip(front.rows, desk.rows, strict=True)
    return [text.strip() for row, text in drawn if isinstance(row, MentionRow)]


async def filter_by(desk: Desk, query: str) -> None:
    """Type a filter."""
    await desk.press("f")
    await desk.type(query)


def surfaces(desk: Desk) -> list[str]:
    """The surfaces in the sidebar, in their order."""
    return [row.surface for row in desk.sidebar.list.rows if hasattr(row, "surface")]


class TestMentions:
    async def test_a_row_unfolds_into_its_mentions_in_context(self, open_desk):
        async with open_desk(TEXT) as desk:
            await to_sidebar(desk, "Tajikistan")
            await desk.press("l")
            first, second, third = mentions(desk)
            assert "went to Tajikistan on" in first
            assert "In Tajikistan he met" in second
            assert "of Tajikistan's bor" in third
            await desk.press("h")
            assert mentions(desk) == []
            assert desk.row == "Tajikistan"

    async def test_from_a_mention_it_folds_as_well(self, open_desk):
        async with open_desk(TEXT) as desk:
            await to_sidebar(desk, "Tajikistan")
            await desk.press("right", "j", "j", "left")
            assert mentions(desk) == []
            assert desk.row == "Tajikistan"
            await desk.press("left")
            assert desk.row == "NORP"
            assert "Tajikistan" not in surfaces(desk)

    async def test_the_article_follows_to_the_mention(self, open_desk):
        async with open_desk(TEXT) as desk:
            await to_sidebar(desk, "Tajikistan")
            await desk.press("l", "j", "j", "j")
            assert desk.view.cursor.offset == desk.place("Tajikistan", 2)

    async def test_the_sidebar_follows_to_the_mention(self, open_desk):
        async with open_desk(TEXT) as desk:
            await to_sidebar(desk, "Tajikistan")
            await desk.press("l", "tab")
            for nth in (2, 0, 1):
                await desk.put("Tajikistan", nth)
                row = desk.sidebar.list.row
                assert isinstance(row, MentionRow)
                assert row.start == desk.place("Tajikistan", nth)

    @pytest.mark.parametrize(
        ("key", "after"), [("a", "NORP accepted"), ("3", "GPE corrected"), ("x", "")]
    )
    async def test_a_key_on_a_mention_is_about_that_one(self, open_desk, key, after):
        async with open_desk(TEXT) as desk:
            await to_sidebar(desk, "Tajikistan")
            await desk.press("l", "j", "j", key)
            changed = [after] if after else []
            assert desk.of("Tajikistan") == ["NORP predicted", *changed, "NORP predicted"]
            await desk.press("u")
            assert desk.of("Tajikistan") == ["NORP predicted"] * 3

    async def test_an_edge_moved_on_a_mention_moves_that_one(self, open_desk):
        async with open_desk(TEXT) as desk:
            await to_sidebar(desk, "Tajikistan")
            await desk.press("l", "j", "j", "[")
            assert desk.of("In Tajikistan") == ["NORP corrected"]
            assert desk.of("Tajikistan") == ["NORP predicted"] * 2

    async def test_they_stay_unfolded_when_their_label_changes(self, open_desk):
        async with open_desk(TEXT) as desk:
            await to_sidebar(desk, "Tajikistan")
            await desk.press("l", "3")
            assert len(mentions(desk)) == 3

    async def test_what_a_row_decided_is_narrowed_to_its_first_mention(self, open_desk):
        async with open_desk(TEXT) as desk:
            await to_sidebar(desk, "Tajikistan")
            await desk.press("3", "!")
            assert desk.of("Tajikistan") == ["GPE corrected", *["NORP predicted"] * 2]

    async def test_a_double_click_unfolds(self, open_desk):
        async with open_desk(TEXT) as desk:
            rows = desk.sidebar.list.rows
            place = next(n for n, r in enumerate(rows) if getattr(r, "surface", "") == "Tajikistan")
            region = desk.sidebar.list.region
            await desk.click(Offset(region.x + 6, region.y + place), times=2)
            assert len(mentions(desk)) == 3


class TestLabels:
    async def test_many_mentions_of_a_label_are_asked_about(self, open_desk):
        words = {f"Name{n:02}": "PERSON" for n in range(21)}
        async with open_desk(" and ".join(words), words=words) as desk:
            await to_sidebar(desk)
            await desk.press("g", "x")
            await desk.dialog("Confirm")
            assert "Reject 21 mentions of PERSON?" in desk.page
            await desk.press("n")
            await desk.dialog("DeskScreen")
            assert len(desk.entities) == 21
            await desk.press("x")
            await desk.dialog("Confirm")
            await desk.press("y")
            await desk.until(lambda: desk.entities == [], "the end of them")
            await desk.press("u")
            assert len(desk.entities) == 21

    async def test_enter_gives_all_another_label(self, open_desk):
        async with open_desk(TEXT) as desk:
            await to_sidebar(desk, "ORG")
            await desk.press("enter")
            await desk.dialog("LabelPicker")
            assert "Label 3 mentions of ORG" in desk.page
            await desk.type("gpe")
            await desk.press("enter")
            await desk.until(lambda: desk.of("The Pentagon") == ["GPE corrected"], "the label")
            assert desk.of("Dushanbe") == ["GPE corrected"] * 2
            await desk.press("u")
            assert desk.of("Dushanbe") == ["ORG predicted"] * 2

    async def test_what_was_rejected_comes_back(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.put("Tajikistan")
            await desk.press("x")
            await to_sidebar(desk, "rejected")
            await desk.press("a")
            assert desk.of("Tajikistan") == ["NORP accepted"] * 3


class TestFilter:
    async def test_it_filters_as_one_types_and_counts(self, open_desk):
        async with open_desk(TEXT) as desk:
            await filter_by(desk, "t")
            assert surfaces(desk) == ["The Pentagon", "Washington", "Tajikistan"]
            await desk.type("aj")
            assert surfaces(desk) == ["Tajikistan"]
            assert "3 of 11" in desk.page

    async def test_words_combine(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.put("Dushanbe")
            await desk.press("a")
            await filter_by(desk, "label:ORG new")
            assert surfaces(desk) == ["The Pentagon"]

    async def test_escape_shows_all_again(self, open_desk):
        async with open_desk(TEXT) as desk:
            before = desk.rows
            await filter_by(desk, "zzz")
            assert desk.rows == []
            await desk.press("escape")
            assert desk.rows == before
            assert desk.sidebar.list.has_focus

    async def test_a_key_acts_on_what_is_shown_only(self, open_desk):
        async with open_desk(TEXT) as desk:
            await filter_by(desk, "pent")
            await desk.press("enter", "k", "a")
            assert desk.of("The Pentagon") == ["ORG accepted"]
            assert desk.of("Dushanbe") == ["ORG predicted"] * 2

    async def test_a_folded_label_shows_what_is_looked_for(self, open_desk):
        async with open_desk(TEXT) as desk:
            await to_sidebar(desk, "Tajikistan")
            await desk.press("h")
            await filter_by(desk, "taj")
            assert surfaces(desk) == ["Tajikistan"]
            await desk.press("escape")
            assert "Tajikistan" not in surfaces(desk)

    async def test_what_was_rejected_is_found_by_its_status(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.put("Monday")
            await desk.press("x")
            await filter_by(desk, "status:rejected")
            assert surfaces(desk) == ["Monday"]

    async def test_the_row_that_was_stood_on_stays_the_one(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.put("Tajikistan")
            await filter_by(desk, "a")
            assert desk.row == "Tajikistan"

    async def test_typed_keys_decide_nothing(self, open_desk):
        async with open_desk(TEXT) as desk:
            before = desk.entities
            await filter_by(desk, "xa3du")
            assert desk.entities == before


class TestSorting:
    async def test_the_key_goes_through_the_orders(self, open_desk):
        text = "Bo and Al and Cy and Al met Cy, and Al left."
        async with open_desk(text, words=dict.fromkeys(("Bo", "Al", "Cy"), "PERSON")) as desk:
            await desk.put("Cy")
            await desk.press("a")
            seen = [surfaces(desk)]
            for _ in range(4):
                await desk.press("S")
                seen.append(surfaces(desk))
            order, count = ["Bo", "Al", "Cy"], ["Al", "Cy", "Bo"]
            text, status = ["Al", "Bo", "Cy"], ["Bo", "Al", "Cy"]
            assert seen == [order, count, text, status, order]

    async def test_the_title_says_which(self, open_desk):
        async with open_desk(TEXT, size=(120, 30)) as desk:
            await desk.press("S")
            assert "by count" in desk.page
            assert desk.row


class TestEditing:
    async def edit(self, desk: Desk, row: str, **fields: str) -> None:
        """Open the form on a row, fill in some fields, and keep it."""
        if not desk.sidebar.front.has_focus:
            await to_sidebar(desk, row)
        await desk.press("enter")
        await desk.dialog("EditDialog")
        for field, value in fields.items():
            while desk.app.focused is not desk.app.screen.query_one(f"#{field}", Input):
                await desk.press("tab")
            await desk.press("home", "ctrl+k")
            await desk.type(value)

    async def test_all_fields_in_one_act(self, open_desk):
        async with open_desk(TEXT) as desk:
            before = desk.entities
            await self.edit(desk, "Tajikistan", label="GPE", name="Q863", note="the country")
            await desk.press("enter")
            await desk.dialog("DeskScreen")
            await desk.until(lambda: desk.of("Tajikistan") == ["GPE corrected"] * 3, "the edit")
            found = [a for a in desk.annotations if a.span.text == "Tajikistan"]
            assert {(a.link, a.note) for a in found} == {("Q863", "the country")}
            await desk.press("u")
            assert desk.entities == before
            assert not any(a.link or a.note for a in desk.annotations)

    async def test_the_boundaries_as_text(self, open_desk):
        async with open_desk(TEXT) as desk:
            await self.edit(desk, "Donald Lu", text="Lu")
            await desk.press("enter")
            await desk.until(lambda: desk.of("Lu") == ["PERSON corrected"], "the shorter span")
            await desk.press("u")
            assert desk.of("Donald Lu") == ["PERSON predicted"]

    async def test_a_text_that_does_not_stand_there_is_said_and_not_kept(self, open_desk):
        async with open_desk(TEXT) as desk:
            await self.edit(desk, "Donald Lu", text="Pentagon")
            assert "does not stand there" in desk.page
            await desk.press("enter")
            await desk.dialog("EditDialog")
            await desk.press("escape")
            await desk.dialog("DeskScreen")
            assert desk.of("Donald Lu") == ["PERSON predicted"]

    async def test_a_note_alone_is_no_review(self, open_desk):
        async with open_desk(TEXT) as desk:
            await self.edit(desk, "Monday", note="which one")
            await desk.press("enter")
            await desk.until(lambda: any(a.note for a in desk.annotations), "the note")
            assert desk.of("Monday") == ["DATE predicted"]

    async def test_a_mention_alone(self, open_desk):
        async with open_desk(TEXT) as desk:
            await to_sidebar(desk, "Tajikistan")
            await desk.press("l", "j", "j")
            await self.edit(desk, "", label="GPE")
            await desk.press("enter")
            after = ["NORP predicted", "GPE corrected", "NORP predicted"]
            await desk.until(lambda: desk.of("Tajikistan") == after, "the edit of one")

    async def test_escape_leaves_it(self, open_desk):
        async with open_desk(TEXT) as desk:
            await self.edit(desk, "Monday", label="TIME")
            await desk.press("escape")
            await desk.dialog("DeskScreen")
            assert desk.of("Monday") == ["DATE predicted"]


class TestNotes:
    async def test_the_tab_lists_every_note_and_goes_there(self, open_desk):
        async with open_desk(TEXT) as desk:
            for key, word, note in (("M", "", "long"), ("m", "Monday", "which"), ("m", "Lu", "he")):
                if word:
                    await desk.put(word)
                await desk.press(key)
                await desk.dialog("Prompt")
                await desk.type(note)
                await desk.press("enter")
                await desk.dialog("DeskScreen")
            await desk.press("s", "s")
            drawn = [row.split() for row in desk.rows]
            assert drawn == [["article", "long"], ["Donald", "Lu", "he"], ["Monday", "which"]]
            await desk.press("tab", "G")
            assert desk.at == "Monday"

    async def test_enter_edits_one(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.put("Monday")
            await desk.press("m")
            await desk.dialog("Prompt")
            await desk.type("which")
            await desk.press("enter")
            await desk.dialog("DeskScreen")
            await desk.press("s", "s", "tab", "enter")
            await desk.dialog("Prompt")
            await desk.press("end")
            await desk.type("?")
            await desk.press("enter")
            await desk.until(lambda: any(a.note == "which?" for a in desk.annotations), "the note")
            assert desk.of("Monday") == ["DATE predicted"]


class TestStreaming:
    async def test_many_predictions_are_shown_now_and_then_and_all_in_the_end(
        self, open_desk, monkeypatch
    ):
        monkeypatch.setattr(annotation_sidebar, "MANY", 10)
        monkeypatch.setattr(annotation_sidebar, "PAUSE", 0.3)
        made = []
        of = EntityRows.of
        monkeypatch.setattr(
            EntityRows, "of", lambda self, current, *a, **k: made.append(len(current))
            or of(self, current, *a, **k),
        )  # fmt: skip
        names = [f"Name{n:03}" for n in range(120)]
        feed = WordFeed(dict.fromkeys(names, "PERSON"), parts=120)
        async with open_desk(" and ".join(names), feed=feed) as desk:
            await desk.until(lambda: len(desk.sidebar.list.rows) == 121, "all rows")
            assert len(set(made)) < 100
            await desk.press("a")
            assert desk.rows[1].split()[0] == "✓"
