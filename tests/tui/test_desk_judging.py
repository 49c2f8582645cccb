"""Accepting, rejecting, moving edges, narrowing, and what else is said about an entity."""

from __future__ import annotations

import pytest

from tests.tui.driving import TEXT
from tui.config import Config


class TestAccept:
    async def test_one_key_accepts_every_mention(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.put("Tajikistan", 1)
            await desk.press("a")
            assert desk.of("Tajikistan") == ["NORP accepted"] * 3
            assert desk.told("“Tajikistan”", "NORP accepted", "3 mentions", "! only this one")

    async def test_on_a_plain_word_it_says_that_there_is_no_entity(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.put("Okno")
            await desk.press("a")
            assert desk.said == "no entity here"
            assert desk.saved == ""

    async def test_twice_changes_nothing_more(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.press("a")
            events = len(desk.app.session.annotations.events)
            await desk.press("a")
            assert len(desk.app.session.annotations.events) == events

    async def test_all_that_is_left(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.put("Tajikistan")
            await desk.press("3", "A")
            assert desk.of("Tajikistan") == ["GPE corrected"] * 3
            assert desk.of("Dushanbe") == ["ORG accepted"] * 2
            assert not any("predicted" in entity for entity in desk.entities)
            await desk.press("u")
            assert desk.of("Dushanbe") == ["ORG predicted"] * 2
            assert desk.of("Tajikistan") == ["GPE corrected"] * 3

    async def test_when_nothing_is_left_it_says_so(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.press("A", "A")
            assert desk.said == "nothing is left to accept"


class TestReject:
    @pytest.mark.parametrize("key", ["x", "delete"])
    async def test_one_key_rejects_every_mention(self, open_desk, key):
        async with open_desk(TEXT) as desk:
            await desk.put("Dushanbe")
            await desk.press(key)
            assert desk.of("Dushanbe") == []
            assert desk.told("“Dushanbe”", "ORG rejected", "2 mentions", "! only this one")

    async def test_what_was_added_is_deleted_everywhere(self, open_desk):
        async with open_desk("Kabul and Kabul", words={}) as desk:
            await desk.press("3")
            assert len(desk.entities) == 2
            await desk.press("x")
            assert desk.entities == []

    async def test_another_label_on_the_same_words_is_another_decision(self, open_desk):
        async with open_desk("Washington and Washington", words={"Washington": "GPE"}) as desk:
            await desk.press("1", "!")
            assert desk.of("Washington") == ["PERSON corrected", "GPE predicted"]
            await desk.press("G", "h", ",", ".", "x")
            assert desk.of("Washington") == ["PERSON corrected"]


class TestEdges:
    TEXT = "the Okno complex and the Okno complex at the Okno"
    WORDS = {"Okno": "FAC"}  # noqa: RUF012

    async def move(self, open_desk, *keys: str) -> list[str]:
        async with open_desk(self.TEXT, words=self.WORDS) as desk:
            await desk.put("Okno")
            await desk.press(*keys)
            assert desk.at == desk.annotations[0].span.text, "the cursor is still on it"
            return desk.entities

    async def test_the_right_edge_out(self, open_desk):
        found = await self.move(open_desk, "]")
        assert found == ["Okno complex FAC corrected"] * 2 + ["Okno FAC predicted"]

    async def test_the_left_edge_out(self, open_desk):
        found = await self.move(open_desk, "[")
        assert found == ["the Okno FAC corrected"] * 3

    async def test_out_and_in_again(self, open_desk):
        found = await self.move(open_desk, "[", "]", "{", "}")
        assert found[:2] == ["Okno FAC accepted"] * 2

    async def test_an_entity_of_one_token_has_nothing_to_give(self, open_desk):
        assert await self.move(open_desk, "{", "}") == ["Okno FAC predicted"] * 3

    async def test_an_edge_stops_at_the_end_of_the_article(self, open_desk):
        async with open_desk("Kabul", words={"Kabul": "GPE"}) as desk:
            await desk.press("]", "[")
            assert desk.entities == ["Kabul GPE predicted"]

    async def test_it_swallows_predictions_on_its_way(self, open_desk):
        words = {"State": "ORG", "Donald": "PERSON"}
        async with open_desk("of State Donald Lu", words=words) as desk:
            await desk.put("State")
            await desk.press("]")
            assert desk.entities == ["State Donald ORG corrected"]

    async def test_it_asks_before_it_swallows_what_a_human_made(self, open_desk):
        words = {"State": "ORG", "Donald": "PERSON"}
        async with open_desk("of State Donald Lu", words=words) as desk:
            await desk.put("Donald")
            await desk.press("a")
            await desk.put("State")
            await desk.press("]")
            await desk.dialog("Confirm")
            await desk.press("n")
            await desk.dialog("DeskScreen")
            assert desk.entities == ["State ORG predicted", "Donald PERSON accepted"]
            await desk.press("]")
            await desk.dialog("Confirm")
            await desk.press("y")
            await desk.until(
                lambda: desk.entities == ["State Donald ORG corrected"], "the wider entity"
            )

    async def test_only_this_one(self, open_desk):
        found = await self.move(open_desk, "]", "!")
        assert found == ["Okno complex FAC corrected"] + ["Okno FAC predicted"] * 2

    async def test_without_an_entity_there_is_no_edge(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.put("Okno")
            for key in "[]{}":
                await desk.press(key)
                assert desk.said == "no entity here"


class TestNarrow:
    async def test_it_narrows_the_last_decision_to_its_mention(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.put("Tajikistan", 1)
            await desk.press("3", "!")
            assert desk.of("Tajikistan") == ["NORP predicted", "GPE corrected", "NORP predicted"]
            assert desk.told("“Tajikistan”", "GPE", "only this mention")

    async def test_it_narrows_a_rejection(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.put("Dushanbe", 1)
            await desk.press("x", "!")
            assert desk.of("Dushanbe") == ["ORG predicted"]
            assert desk.annotations[1].span.start == desk.place("Dushanbe")

    async def test_it_narrows_a_new_entity(self, open_desk):
        async with open_desk("Kabul and Kabul", words={}) as desk:
            await desk.put("Kabul", 1)
            await desk.press("3", "!")
            assert [a.span.start for a in desk.annotations] == [desk.place("Kabul", 1)]

    async def test_the_others_can_be_decided_otherwise(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.put("Tajikistan")
            await desk.press("3", "!")
            await desk.put("Tajikistan", 1)
            await desk.press("a")
            assert desk.of("Tajikistan") == ["GPE corrected", "NORP accepted", "NORP accepted"]

    async def test_undo_takes_it_back_to_before_the_decision_or_to_the_wide_one(self, open_desk):
        """Narrowing is an act of its own: undo restores the state before it."""
        async with open_desk(TEXT) as desk:
            await desk.put("Tajikistan")
            await desk.press("3", "!", "u")
            assert desk.of("Tajikistan") == ["GPE corrected"] * 3
            await desk.press("u")
            assert desk.of("Tajikistan") == ["NORP predicted"] * 3

    async def test_without_a_decision_there_is_nothing_to_narrow(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.press("!")
            assert desk.said == "no decision to narrow"

    async def test_with_mentions_as_the_scope_a_decision_is_narrow_from_the_start(self, open_desk):
        async with open_desk(TEXT, config=Config(scope="mention")) as desk:
            await desk.put("Tajikistan")
            await desk.press("3")
            assert desk.of("Tajikistan") == ["GPE corrected", "NORP predicted", "NORP predicted"]


class TestNotesAndLinks:
    async def ask(self, desk, key: str, text: str, dialog: str = "Prompt") -> None:
        await desk.press(key)
        await desk.dialog(dialog)
        await desk.press("end")
        await desk.type(text)
        await desk.press("enter")
        await desk.dialog("DeskScreen")

    async def test_a_note_on_an_entity(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.put("Dushanbe")
            await self.ask(desk, "m", "the city")
            await desk.until(lambda: desk.annotations[1].note == "the city", "the note")
            await desk.press("l", "h")
            assert "note: the city" in desk.said

    async def test_it_begins_with_the_note_that_is_there(self, open_desk):
        async with open_desk(TEXT) as desk:
            await self.ask(desk, "m", "city")
            await self.ask(desk, "m", " of DC")
            await desk.until(lambda: desk.annotations[0].note == "city of DC", "the longer note")

    async def test_escape_leaves_the_note_as_it_was(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.press("m")
            await desk.dialog("Prompt")
            await desk.type("no")
            await desk.press("escape")
            await desk.dialog("DeskScreen")
            assert desk.annotations[0].note == ""
            assert desk.app.session.annotations.events == ()

    async def test_a_note_does_not_count_as_a_review(self, open_desk):
        async with open_desk(TEXT) as desk:
            await self.ask(desk, "m", "hm")
            await desk.until(lambda: desk.annotations[0].note, "the note")
            assert desk.of("Washington") == ["GPE predicted"] * 2

    async def test_a_canonical_name(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.put("Dushanbe")
            await self.ask(desk, "=", "Q9365", "Completing")
            await desk.until(lambda: desk.annotations[1].link == "Q9365", "the link")
            await desk.press("l", "h")
            assert "= Q9365" in desk.said

    async def test_a_note_on_the_article(self, open_desk):
        async with open_desk(TEXT) as desk:
            await self.ask(desk, "M", "scraped badly")
            state = desk.app.session.annotations.state
            await desk.until(
                lambda: desk.app.session.annotations.state.note == "scraped badly", "the note"
            )
            assert not state.done
            await self.ask(desk, "M", "!")
            await desk.until(
                lambda: desk.app.session.annotations.state.note == "scraped badly!", "the note"
            )

    async def test_on_a_plain_word_there_is_nothing_to_note(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.put("Okno")
            for key in "m=":
                await desk.press(key)
                assert desk.said == "no entity here"

    async def test_undo_takes_a_note_back(self, open_desk):
        async with open_desk(TEXT) as desk:
            await self.ask(desk, "m", "hm")
            await desk.until(lambda: desk.annotations[0].note, "the note")
            await desk.press("u")
            assert desk.annotations[0].note == ""
