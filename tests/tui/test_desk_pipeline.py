"""Predictions as they arrive: in parts, late, not at all; and the pipeline's process that fails."""

from __future__ import annotations

import asyncio

from tests.tui.driving import TEXT, WordFeed


class Gate:
    """Holds each portion of predictions back until it is let through."""

    def __init__(self) -> None:
        self._passes = asyncio.Semaphore(0)

    def __call__(self):
        return self._passes.acquire()

    def let_through(self, portions: int = 1) -> None:
        """Let so many portions arrive."""
        for _ in range(portions):
            self._passes.release()


async def test_they_appear_as_they_come(open_desk):
    gate = Gate()
    async with open_desk(TEXT, feed=WordFeed(parts=4, between=gate), ready=False) as desk:
        await desk.until(lambda: desk.screen.header.working == "reading entities…", "the start")
        assert "reading entities…" in desk.lines[0]
        assert desk.entities == []
        gate.let_through(2)
        await desk.until(lambda: "50%" in desk.screen.header.working, "half of them")
        half = desk.entities
        assert 0 < len(half) < 11
        gate.let_through(2)
        await desk.until(lambda: not desk.screen.header.working, "all of them")
        assert desk.entities[: len(half)] == half
        assert len(desk.entities) == 11


async def test_the_text_can_be_read_and_corrected_meanwhile(open_desk):
    gate = Gate()
    async with open_desk(TEXT, feed=WordFeed(parts=2, between=gate), ready=False) as desk:
        await desk.until(lambda: desk.screen.header.working, "the start")
        await desk.until(lambda: desk.app.session.started, "the store")
        await desk.put("the Okno")
        await desk.press("L", "L", "9")
        assert desk.entities == ["the Okno complex FAC added"]
        assert desk.saved == "saved ✓"
        gate.let_through(2)
        await desk.until(lambda: not desk.screen.header.working, "the predictions")
        assert len(desk.entities) == 12
        await desk.quit()
    async with open_desk(words={}) as desk:
        assert len(desk.entities) == 12, "the predictions that came late were kept as well"


async def test_a_decision_between_two_portions_stands(open_desk):
    gate = Gate()
    async with open_desk(TEXT, feed=WordFeed(parts=2, between=gate), ready=False) as desk:
        await desk.until(lambda: desk.screen.header.working, "the start")
        gate.let_through()
        await desk.until(lambda: desk.of("Donald Lu"), "the first half")
        await desk.put("Donald")
        await desk.press("x")
        gate.let_through()
        await desk.until(lambda: not desk.screen.header.working, "the second half")
        assert desk.of("Donald Lu") == []
        assert desk.of("$60 million") == ["MONEY predicted"]


async def test_the_page_does_not_jump_when_they_arrive(open_desk):
    """Tags make lines longer; what is under the cursor stays where it is."""
    gate = Gate()
    text = "Dushanbe and Kabul are far from Washington. " * 200
    feed = WordFeed(between=gate)
    async with open_desk(text, feed=feed, ready=False, size=(80, 20)) as desk:
        await desk.until(lambda: desk.screen.header.working, "the start")
        await desk.put("Washington", 120)
        row = desk.cursor_row
        gate.let_through()
        await desk.until(lambda: not desk.screen.header.working, "the predictions")
        assert desk.token == "Washington"
        assert desk.cursor_row == row


async def test_what_comes_too_late_for_an_article_is_not_shown_in_another(open_desk):
    gate = Gate()
    texts = {"a.txt": "Dushanbe waits.", "b.txt": "Washington waits in the rain."}
    async with open_desk(texts, feed=WordFeed(between=gate), ready=False) as desk:
        await desk.until(lambda: desk.screen.header.working, "the start")
        await desk.press(")")
        await desk.until(lambda: desk.text == texts["b.txt"], "the second article")
        gate.let_through(2)
        await desk.until(lambda: desk.entities, "its predictions")
        assert desk.entities == ["Washington GPE predicted"]


async def test_a_stretch_that_could_not_be_read_is_told(open_desk):
    async with open_desk(TEXT, feed=WordFeed(problem="the pipeline failed: too odd")) as desk:
        assert any("too odd" in notice for notice in desk.notices)
        assert len(desk.entities) == 11


async def test_without_a_pipeline_the_words_can_be_labelled_by_hand(open_desk):
    async with open_desk(TEXT, feed=WordFeed(error="no pipeline is installed")) as desk:
        assert any("no pipeline is installed" in notice for notice in desk.notices)
        assert desk.entities == []
        await desk.put("the Okno")
        await desk.press("L", "L", "9")
        assert desk.entities == ["the Okno complex FAC added"]
        assert desk.saved == "saved ✓"


async def test_an_article_without_entities_is_not_being_read_for_ever(open_desk):
    async with open_desk("Nothing to see here.", words={}) as desk:
        assert desk.screen.header.working == ""
        assert desk.screen.header.reviewed is None


async def test_the_header_says_how_much_is_reviewed(open_desk):
    async with open_desk("Dushanbe, Washington, Monday, Tajikistan") as desk:
        assert "0% reviewed" in desk.lines[0]
        await desk.press("a")
        assert "25% reviewed" in desk.lines[0]
        await desk.press("A")
        assert "100% reviewed" in desk.lines[0]
        await desk.press("u", "u")
        assert "0% reviewed" in desk.lines[0]


async def test_nothing_in_the_header_moves_when_a_state_changes(open_desk):
    async with open_desk("Dushanbe, Washington, Monday, Tajikistan") as desk:
        places = set()
        for _ in range(5):
            places.add(desk.lines[0].index("1 of 1"))
            await desk.press("a", ";")
        assert len(places) == 1
