"""How many keys a correction costs: the cursor stands on or in the span (issue 5, item 2)."""

from __future__ import annotations

import pytest

from annotations.labels import Label, LabelScheme
from tests.tui.driving import TEXT

BUDGET = {
    "accept": ("Tajikistan", "a", "NORP accepted", 1),
    "reject": ("Tajikistan", "x", "", 1),
    "relabel": ("Tajikistan", "3", "GPE corrected", 1),
    "delete": ("Tajikistan", "delete", "", 1),
}


@pytest.mark.parametrize(("word", "key", "after", "keys"), BUDGET.values(), ids=BUDGET)
async def test_one_key_settles_every_mention(open_desk, word, key, after, keys):
    assert keys == 1
    async with open_desk(TEXT) as desk:
        await desk.put(word, 1)
        await desk.press("l", "h")  # anywhere in it
        await desk.press(key)
        assert desk.of(word) == [after] * 3 if after else desk.of(word) == []


@pytest.mark.parametrize(
    ("word", "key", "after"),
    [("Donald", "]", "Donald Lu,"), ("Lu", "[", "Calloway\n\nDonald Lu"),
     ("Lu", "{", "Lu"), ("Donald", "}", "Donald")],
)  # fmt: skip
async def test_one_key_moves_an_edge(open_desk, word, key, after):
    async with open_desk(TEXT) as desk:
        await desk.put(word)
        await desk.press(key)
        assert desk.of(after) == ["PERSON corrected"]


async def test_one_key_makes_an_entity_of_a_word(open_desk):
    async with open_desk(TEXT) as desk:
        await desk.put("Okno")
        await desk.press("9")
        assert desk.of("Okno") == ["FAC added"]


async def test_three_keys_make_an_entity_of_three_words(open_desk):
    async with open_desk(TEXT) as desk:
        await desk.put("the Okno")
        await desk.press("L", "L", "9")
        assert desk.of("the Okno complex") == ["FAC added"]


async def test_one_key_more_narrows_it_to_this_mention(open_desk):
    async with open_desk(TEXT) as desk:
        await desk.put("Tajikistan", 1)
        await desk.press("3", "!")
        assert desk.of("Tajikistan").count("GPE corrected") == 1


@pytest.mark.parametrize("keys", [("a",), ("x",), ("3",), ("3", "!"), ("]",), ("A",), ("d",)])
async def test_one_key_takes_any_of_it_back(open_desk, keys):
    async with open_desk(TEXT) as desk:
        await desk.put("Tajikistan")
        states = [desk.entities]
        for key in keys:
            await desk.press(key)
            states.append(desk.entities)
        await desk.press("u")
        assert desk.entities == states[-2]


async def test_two_letters_and_enter_pick_one_of_many_labels(open_desk):
    names = [f"{a}{b}LABEL" for a in "ABCDEFG" for b in "QRSTUVW"]
    scheme = LabelScheme(tuple(map(Label, names)))
    async with open_desk("Something", words={}, scheme=scheme) as desk:
        await desk.press("enter")
        await desk.dialog("LabelPicker")
        await desk.press("e", "u", "enter")
        await desk.until(lambda: desk.entities == ["Something EULABEL added"], "the entity")
