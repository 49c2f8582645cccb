"""Giving labels: by digit, by picker, by the bar; over what is there, and over what humans made."""

from __future__ import annotations

import pytest

from annotations.labels import Label, LabelScheme
from tests.tui.driving import TEXT

MANY = LabelScheme(tuple(Label(f"KIND_{n:03}") for n in range(200)))


class TestDigits:
    async def test_on_an_entity_it_relabels_every_mention(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.put("Tajikistan")
            await desk.press("3")
            assert desk.of("Tajikistan") == ["GPE corrected"] * 3
            assert desk.told("“Tajikistan”", "GPE", "3 mentions", "! only this one")
            assert desk.saved == "saved ✓"

    async def test_it_counts_from_anywhere_inside_the_name(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.put("Lu,")
            assert desk.token == "Lu"
            await desk.press("2")
            assert desk.of("Donald Lu") == ["ORG corrected"]

    async def test_the_label_it_has_accepts_it(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.put("Dushanbe")
            await desk.press("2")
            assert desk.of("Dushanbe") == ["ORG accepted"] * 2

    async def test_on_a_plain_word_it_makes_an_entity_wherever_the_word_stands(self, open_desk):
        async with open_desk("Kabul, Kabul, Kabulov and Kabul's", words={}) as desk:
            await desk.press("3")
            assert desk.entities == ["Kabul GPE added"] * 3

    async def test_on_a_selection_it_makes_one_entity_of_it(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.put("the Okno")
            await desk.press("L", "L", "9")
            assert desk.of("the Okno complex") == ["FAC added"]
            assert desk.selected == ""

    async def test_characters_become_an_entity_of_their_own_only(self, open_desk):
        """What does not end at a word's edge is not looked for elsewhere."""
        async with open_desk("Tajikistanis and Tajikistanis", words={}) as desk:
            await desk.press("alt+shift+left", "alt+shift+left", "3")
            assert desk.entities == ["Tajikistan GPE added"]

    async def test_a_digit_without_a_label_says_so_and_does_nothing(self, open_desk):
        scheme = LabelScheme((Label("A"), Label("B")))
        async with open_desk(TEXT, scheme=scheme, words={}) as desk:
            await desk.press("7")
            assert desk.said == "no label has the key 7"
            assert desk.entities == []

    @pytest.mark.parametrize("digit", "1234567890")
    async def test_every_digit_gives_its_label(self, open_desk, digit):
        labels = ["PERSON", "ORG", "GPE", "LOC", "NORP", "DATE", "MONEY", "EVENT", "FAC", "PRODUCT"]
        async with open_desk("Something", words={}) as desk:
            await desk.press(digit)
            assert desk.entities == [f"Something {labels['1234567890'.index(digit)]} added"]

    async def test_labels_of_the_pipeline_that_the_scheme_lacks_are_labels_too(self, open_desk):
        scheme = LabelScheme((Label("PERSON"), Label("PLACE")))
        async with open_desk("Kabul waits", words={"Kabul": "CITY"}, scheme=scheme) as desk:
            assert desk.entities == ["Kabul CITY predicted"]
            await desk.press("2")
            assert desk.entities == ["Kabul PLACE corrected"]
            await desk.press("3")
            assert desk.entities == ["Kabul CITY accepted"]


class TestReplacing:
    async def test_a_new_entity_replaces_the_predictions_it_covers(self, open_desk):
        words = {"Assistant Secretary": "ORG", "State": "ORG"}
        text = "Assistant Secretary of State Donald"
        async with open_desk(text, words=words) as desk:
            await desk.press("v", "l", "l", "l", "1")
            assert desk.entities == ["Assistant Secretary of State PERSON added"]
            assert desk.app.screen is desk.screen, "it does not ask"
            await desk.press("u")
            assert desk.entities == ["Assistant Secretary ORG predicted", "State ORG predicted"]

    async def test_it_replaces_the_predictions_it_crosses(self, open_desk):
        async with open_desk("one two three", words={"two three": "ORG"}) as desk:
            await desk.press("L", "3")
            assert desk.entities == ["one two GPE added"]

    async def test_it_asks_before_it_replaces_what_a_human_made(self, open_desk):
        async with open_desk("one two three", words={}) as desk:
            await desk.put("two")
            await desk.press("2")
            await desk.press("h", "L", "3")
            await desk.dialog("Confirm")
            assert "Replace “two” ORG?" in desk.page
            assert "Decided by ann." in desk.page
            assert desk.entities == ["two ORG added"], "nothing is changed before the answer"

    @pytest.mark.parametrize("key", ["y", "enter"])
    async def test_yes_replaces_it(self, open_desk, key):
        async with open_desk("one two three", words={}) as desk:
            await desk.put("two")
            await desk.press("2", "h", "L", "3")
            await desk.dialog("Confirm")
            await desk.press(key)
            await desk.until(lambda: desk.entities == ["one two GPE added"], "the new entity")
            assert desk.saved == "saved ✓"
            await desk.press("u")
            assert desk.entities == ["two ORG added"]

    @pytest.mark.parametrize("key", ["n", "escape"])
    async def test_no_leaves_it(self, open_desk, key):
        async with open_desk("one two three", words={}) as desk:
            await desk.put("two")
            await desk.press("2", "h", "L", "3")
            await desk.dialog("Confirm")
            await desk.press(key)
            await desk.dialog("DeskScreen")
            assert desk.entities == ["two ORG added"]
            assert desk.selected == "one two", "the selection is still there for another try"

    async def test_other_places_where_a_human_decided_are_left_alone(self, open_desk):
        async with open_desk("big Kabul and Kabul", words={}) as desk:
            await desk.press("L", "9")
            await desk.put("Kabul", 1)
            await desk.press("3")
            assert desk.entities == ["big Kabul FAC added", "Kabul GPE added"]


class TestOverlap:
    async def test_the_next_label_lies_over_what_is_there(self, open_desk):
        async with open_desk(
            "the Ministry of Defence", words={"Ministry of Defence": "ORG"}
        ) as desk:
            await desk.put("Defence")
            await desk.press("v", "O")
            assert desk.said == "the next label lies over what is there"
            await desk.press("0")
            assert desk.entities == ["Ministry of Defence ORG predicted", "Defence PRODUCT added"]

    async def test_only_the_next_one(self, open_desk):
        async with open_desk("one two three", words={"two": "ORG"}) as desk:
            await desk.press("L", "O", "3")
            assert len(desk.entities) == 2
            await desk.press("G", "L", "H", "H", "4")
            await desk.dialog("Confirm")

    async def test_pressed_again_it_is_off(self, open_desk):
        async with open_desk("one two three", words={"two": "ORG"}) as desk:
            await desk.press("O", "O", "L", "3")
            assert desk.entities == ["one two GPE added"]

    async def test_a_scheme_can_allow_it_always(self, open_desk):
        scheme = LabelScheme((Label("ORG"), Label("GPE")), overlap=True)
        async with open_desk("one two three", words={"two": "ORG"}, scheme=scheme) as desk:
            await desk.press("L", "2")
            assert desk.entities == ["one two GPE added", "two ORG predicted"]


class TestPicker:
    async def test_it_names_what_is_labelled_and_stands_on_the_label_it_has(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.put("Tajikistan")
            await desk.press("enter")
            await desk.dialog("LabelPicker")
            assert "Label “Tajikistan”" in desk.page
            assert picked(desk) == "NORP"

    async def test_type_to_filter_then_enter(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.put("Tajikistan")
            await desk.press("enter")
            await desk.dialog("LabelPicker")
            await desk.type("ev")
            assert shown(desk) == ["EVENT"]
            await desk.press("enter")
            await desk.until(
                lambda: desk.of("Tajikistan") == ["EVENT corrected"] * 3, "the new label"
            )

    @pytest.mark.parametrize(
        ("typed", "first"),
        [("per", "PERSON"), ("art", "WORK_OF_ART"), ("W", "WORK_OF_ART"), ("wka", "WORK_OF_ART"),
         ("card", "CARDINAL"), ("num", "CARDINAL"), ("gp", "GPE"), ("", "PERSON")],
    )  # fmt: skip
    async def test_by_its_beginning_its_tag_its_words_or_its_letters(self, open_desk, typed, first):
        async with open_desk("Something", words={}) as desk:
            await desk.press("enter")
            await desk.dialog("LabelPicker")
            await desk.type(typed)
            assert shown(desk)[0] == first

    async def test_the_arrows_choose(self, open_desk):
        async with open_desk("Something", words={}) as desk:
            await desk.press("enter")
            await desk.dialog("LabelPicker")
            await desk.press("down", "down", "down", "up", "enter")
            await desk.until(lambda: desk.entities == ["Something GPE added"], "the entity")

    async def test_nothing_matches_nothing_happens(self, open_desk):
        async with open_desk("Something", words={}) as desk:
            await desk.press("enter")
            await desk.dialog("LabelPicker")
            await desk.type("zzz")
            assert shown(desk) == []
            await desk.press("enter")
            assert type(desk.app.screen).__name__ == "LabelPicker"
            await desk.press("escape")
            await desk.dialog("DeskScreen")
            assert desk.entities == []

    async def test_it_labels_a_selection(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.put("the Okno")
            await desk.press("L", "L", "enter")
            await desk.dialog("LabelPicker")
            assert "Label “the Okno complex”" in desk.page
            await desk.type("fac")
            await desk.press("enter")
            await desk.until(lambda: desk.of("the Okno complex") == ["FAC added"], "the entity")

    async def test_of_two_hundred_labels_any_is_two_letters_and_enter_away(self, open_desk):
        async with open_desk("Something", words={}, scheme=MANY) as desk:
            await desk.press("enter")
            await desk.dialog("LabelPicker")
            await desk.type("187")
            assert shown(desk) == ["KIND_187"]
            await desk.press("enter")
            await desk.until(lambda: desk.entities == ["Something KIND_187 added"], "the entity")


def shown(desk) -> list[str]:
    """The labels in the picker."""
    return [label.name for label in desk.app.screen.query_one("LabelList").rows]


def picked(desk) -> str:
    """The label under the picker's cursor."""
    return desk.app.screen.query_one("LabelList").row.name
