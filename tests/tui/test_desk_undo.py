"""Undo and redo: every act, in any article, after a restart as well."""

from __future__ import annotations

import pytest

from tests.tui.driving import TEXT

TWO = {"a.txt": "Dushanbe waits for rain.", "b.txt": "Kabul waits too."}
WORDS = {"Dushanbe": "ORG", "Kabul": "GPE"}


@pytest.mark.parametrize(("undo", "redo"), [("u", "ctrl+r"), ("ctrl+z", "ctrl+y")])
async def test_one_key_takes_an_act_back_and_one_repeats_it(open_desk, undo, redo):
    async with open_desk(TEXT) as desk:
        await desk.put("Tajikistan")
        await desk.press("3", undo)
        assert desk.of("Tajikistan") == ["NORP predicted"] * 3
        await desk.press(redo)
        assert desk.of("Tajikistan") == ["GPE corrected"] * 3
        assert desk.saved == "saved ✓"


ACTS = {
    "accept": ("Tajikistan", "a"),
    "reject": ("Tajikistan", "x"),
    "relabel": ("Tajikistan", "3"),
    "add": ("Okno", "9"),
    "left edge out": ("Tajikistan", "["),
    "right edge out": ("Lu", "]"),
    "left edge in": ("Lu", "{"),
    "right edge in": ("Lu", "}"),
    "accept all": ("Okno", "A"),
}


@pytest.mark.parametrize(("word", "key"), ACTS.values(), ids=ACTS)
async def test_every_act_is_one_undo(open_desk, word, key):
    async with open_desk(TEXT) as desk:
        before = desk.entities
        await desk.put(word)
        await desk.press(key)
        after = desk.entities
        assert after != before
        await desk.press("u")
        assert desk.entities == before
        await desk.press("ctrl+r")
        assert desk.entities == after


async def test_back_to_the_beginning_and_forth_to_the_end(open_desk):
    async with open_desk(TEXT) as desk:
        states = [desk.entities]
        for word, key in ACTS.values():
            await desk.put(word)
            await desk.press(key)
            states.append(desk.entities)
        for state in reversed(states[:-1]):
            await desk.press("u")
            assert desk.entities == state
        await desk.press("u")
        assert desk.said == "nothing to undo"
        for state in states[1:]:
            await desk.press("ctrl+r")
            assert desk.entities == state
        await desk.press("ctrl+r")
        assert desk.said == "nothing to redo"


async def test_a_new_act_ends_redo(open_desk):
    async with open_desk(TEXT) as desk:
        await desk.put("Tajikistan")
        await desk.press("3", "u", "a", "ctrl+r")
        assert desk.said == "nothing to redo"
        assert desk.of("Tajikistan") == ["NORP accepted"] * 3


async def test_it_says_what_it_took_back(open_desk):
    async with open_desk(TEXT) as desk:
        await desk.put("Tajikistan")
        await desk.press("3", "u")
        assert desk.told("“Tajikistan”", "undo", "3 mentions")


async def test_undo_reaches_back_over_a_restart(open_desk):
    async with open_desk(TEXT) as desk:
        await desk.put("Tajikistan")
        await desk.press("3")
        await desk.put("Dushanbe")
        await desk.press("x")
        await desk.quit()
    async with open_desk() as desk:
        assert desk.of("Dushanbe") == []
        await desk.press("u")
        assert desk.of("Dushanbe") == ["ORG predicted"] * 2
        await desk.press("u")
        assert desk.of("Tajikistan") == ["NORP predicted"] * 3
        await desk.quit()
    async with open_desk() as desk:
        assert desk.of("Tajikistan") == ["NORP predicted"] * 3
        await desk.press("ctrl+r")
        assert desk.of("Tajikistan") == ["GPE corrected"] * 3
        assert desk.of("Dushanbe") == ["ORG predicted"] * 2
        await desk.press("ctrl+r")
        assert desk.of("Dushanbe") == []


async def test_undo_goes_to_the_article_of_the_act(open_desk):
    async with open_desk(TWO, words=WORDS) as desk:
        await desk.press("3", ")")
        await desk.until(lambda: desk.text == TWO["b.txt"], "the second article")
        await desk.press("u")
        await desk.until(lambda: desk.text == TWO["a.txt"], "the first article")
        assert desk.of("Dushanbe") == ["ORG predicted"]
        await desk.press("ctrl+r")
        assert desk.of("Dushanbe") == ["GPE corrected"]


async def test_undo_goes_to_the_article_of_the_act_after_a_restart(open_desk):
    async with open_desk(TWO, words=WORDS) as desk:
        await desk.press(")")
        await desk.until(lambda: desk.text == TWO["b.txt"], "the second article")
        await desk.press("x")
        await desk.quit()
    async with open_desk(words=WORDS) as desk:
        await desk.press("(")
        await desk.press("u")
        await desk.until(lambda: desk.text == TWO["b.txt"], "the second article")
        assert desk.of("Kabul") == ["GPE predicted"]


async def test_undo_of_done_brings_the_article_back(open_desk):
    async with open_desk(TWO, words=WORDS) as desk:
        await desk.press("d")
        await desk.until(lambda: desk.text == TWO["b.txt"], "the second article")
        await desk.press("u")
        await desk.until(lambda: desk.text == TWO["a.txt"], "the first article")
        assert desk.of("Dushanbe") == ["ORG predicted"]
        assert not desk.app.session.annotations.state.done


async def test_only_ones_own_acts_are_taken_back(open_desk):
    async with open_desk(TEXT, annotator="bob") as desk:
        await desk.put("Tajikistan")
        await desk.press("3")
        await desk.quit()
    async with open_desk(annotator="ann") as desk:
        await desk.press("u")
        assert desk.said == "nothing to undo"
        assert desk.of("Tajikistan") == ["GPE corrected"] * 3
