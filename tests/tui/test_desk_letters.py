"""`p`: places wear letters to go by, capitals do the same again there, decisions lead on."""

from __future__ import annotations

import pytest

from tests.tui.driving import TEXT

MARKET = "In May the Okno market opened. The Lonja market of Fort Lee closed. Okno paid.\n"


def letter_of(desk, word: str, nth: int = 0) -> str:
    return desk.view.letters[desk.place(word, nth)]


async def test_a_letter_leads_to_its_place(open_desk):
    async with open_desk(TEXT) as desk:
        await desk.press("p")
        await desk.press(letter_of(desk, "Dushanbe"))
        assert desk.at == "Dushanbe"


async def test_it_is_drawn_before_the_word(open_desk):
    async with open_desk(TEXT) as desk:
        await desk.press("p")
        assert f"to{letter_of(desk, 'Dushanbe')}Dushanbe" in desk.page
        await desk.press("escape")
        assert desk.view.letters == {}
        assert "to Dushanbe" in desk.page


async def test_keys_that_judge_stay_what_they_are(open_desk):
    async with open_desk(TEXT) as desk:
        await desk.press("p", letter_of_when_on(desk), "x")
        assert "Tajikistan NORP predicted" not in desk.entities
        await desk.press("u")
        assert "Tajikistan NORP predicted" in desk.entities


def letter_of_when_on(desk) -> str:
    desk.screen.lettering = True
    letter = letter_of(desk, "Tajikistan")
    desk.screen.lettering = False
    return letter


async def test_a_capital_does_there_what_was_done_last(open_desk):
    async with open_desk(TEXT) as desk:
        await desk.press("p", letter_of_when_on(desk), "3")
        await desk.press(letter_of(desk, "Dushanbe").upper())
        assert set(desk.of("Dushanbe")) == {"GPE corrected"}
        await desk.press("u", "u")
        assert desk.of("Tajikistan")[0] == "NORP predicted"


async def test_a_capital_rejects_again(open_desk):
    async with open_desk(TEXT) as desk:
        await desk.press("p", letter_of_when_on(desk), "x")
        await desk.press(letter_of(desk, "Monday").upper())
        assert desk.of("Monday") == desk.of("Tajikistan") == []


async def test_before_anything_was_done_a_capital_only_goes_there(open_desk):
    async with open_desk(TEXT) as desk:
        await desk.press("p")
        before = desk.entities
        await desk.press(letter_of(desk, "Dushanbe").upper())
        assert desk.at == "Dushanbe"
        assert desk.told("nothing was done yet")
        assert desk.entities == before


async def test_a_decision_leads_to_the_next_one_and_undo_back(open_desk):
    async with open_desk(TEXT) as desk:
        await desk.press("p", letter_of_when_on(desk), "3")
        assert desk.at == "Monday"
        assert desk.told("Tajikistan", "NORP → GPE")
        await desk.press("u")
        assert desk.at == "Tajikistan"


async def test_an_edge_can_be_moved_again(open_desk):
    async with open_desk(TEXT) as desk:
        await desk.press("p", letter_of_when_on(desk), "[", "[")
        assert desk.at == "went to Tajikistan"


async def test_a_digit_takes_the_whole_name(open_desk):
    async with open_desk(MARKET, words={}) as desk:
        await desk.press("p")
        await desk.press(letter_of(desk, "Fort"), "9")
        assert desk.of("Fort Lee") == ["FAC added"]
        await desk.press("escape")
        await desk.put("Lonja")
        await desk.press("9")
        assert desk.of("Lonja") == ["FAC added"]


async def test_a_capital_ends_the_selection_with_its_word(open_desk):
    async with open_desk(MARKET, words={}) as desk:
        await desk.put("The Lonja")
        await desk.press("p", "v", "M")
        assert desk.selected == "The Lonja market"
        await desk.press("L")
        assert desk.selected == "The Lonja"
        await desk.press("L")
        assert desk.selected == "The Lonja market of Fort Lee"
        await desk.press("Z")
        assert desk.told("no word near begins with Z")


async def test_a_capital_that_does_something_else_ends_a_selection_too(open_desk):
    async with open_desk(MARKET) as desk:
        await desk.put("Okno", 1)
        await desk.press("p", "v", "P")
        assert desk.selected == "Okno paid"


@pytest.mark.parametrize("size", [(80, 24), (40, 10)])
async def test_many_places_take_two_letters(open_desk, size):
    text = " and ".join(f"Aa{chr(97 + n)}bb" for n in range(26)) + ".\n"
    async with open_desk(text, words={}, size=size) as desk:
        await desk.press("p")
        place, code = next((p, c) for p, c in desk.view.letters.items() if len(c) == 2)
        await desk.press(code[0])
        assert set(desk.view.letters.values()) <= set("bcefghijklmnoqrstvwyz")
        await desk.press(code[1])
        assert desk.view.cursor.offset == place


async def test_scrolling_letters_what_comes_into_view(open_desk):
    text = "\n\n".join(f"Then came Name{n}x." for n in range(60))
    async with open_desk(text, words={}) as desk:
        await desk.press("p", "space")
        shown = range(desk.view.top_offset, len(text))
        assert desk.view.letters
        assert all(place in shown for place in desk.view.letters)
        await desk.press("end")
        assert desk.place("Name59x") in desk.view.letters


async def test_likely_edges_are_told_and_gone_through(open_desk):
    async with open_desk(MARKET, words={}) as desk:
        await desk.press("p")
        await desk.put("Fort")
        assert desk.told("a label takes “Fort Lee” > “Fort”")
        await desk.press("greater_than_sign")
        assert desk.selected == "Fort"
        await desk.press("less_than_sign")
        assert desk.selected == "Fort Lee"
        await desk.press("9")
        assert desk.of("Fort Lee") == ["FAC added"]


async def test_an_entity_gets_the_next_likely_edges(open_desk):
    async with open_desk(MARKET, words={"Fort": "FAC"}) as desk:
        await desk.put("Fort")
        await desk.press("greater_than_sign")
        assert desk.of("Fort Lee") == ["FAC corrected"]
        await desk.press("less_than_sign")
        assert desk.of("Fort") == ["FAC accepted"]
        await desk.press("u", "u")
        assert desk.of("Fort") == ["FAC predicted"]


async def test_edges_go_round(open_desk):
    async with open_desk(MARKET, words={}) as desk:
        await desk.put("Okno")
        await desk.press("greater_than_sign")
        assert desk.selected == "Okno"


async def test_a_label_takes_the_likely_edges_that_are_selected(open_desk):
    async with open_desk(MARKET, words={"Fort": "FAC"}) as desk:
        await desk.press("p")
        await desk.put("Fort")
        assert desk.told("> “Fort Lee” > ", "FAC predicted")
        await desk.press("V")
        assert desk.selected == "Fort Lee"
        assert desk.of("Fort") == ["FAC predicted"]
        await desk.press("3")
        assert (desk.of("Fort"), desk.of("Fort Lee")) == ([], ["GPE added"])
        await desk.press("u")
        assert (desk.of("Fort"), desk.of("Fort Lee")) == (["FAC predicted"], [])


async def test_selecting_likely_edges_again_leads_to_the_next(open_desk):
    async with open_desk(MARKET, words={"Fort": "FAC"}) as desk:
        await desk.put("Fort")
        await desk.press("V", "V")
        assert desk.selected == "of Fort"
        await desk.press("less_than_sign", "less_than_sign")
        assert desk.selected == "Fort"
        await desk.press("escape")
        assert desk.of("Fort") == ["FAC predicted"]


async def test_without_an_entity_what_a_label_takes_is_selected(open_desk):
    async with open_desk(MARKET, words={}) as desk:
        await desk.press("p")
        await desk.put("Fort")
        await desk.press("V")
        assert desk.selected == "Fort Lee"
