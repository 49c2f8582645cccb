"""What is typed in one breath with a key that asks something is the answer, never a command."""

from __future__ import annotations

import asyncio

import pytest
from textual import events

from tests.tui.driving import TEXT


def type_at_once(desk, *keys: str) -> None:
    """All keys are there before the first has done anything."""
    for key in keys:
        desk.strike(key)


class TestOneBreath:
    async def test_a_tag(self, open_desk):
        async with open_desk(TEXT) as desk:
            before = desk.entities
            type_at_once(desk, "t", *"axd q", "enter")
            await desk.until(lambda: [*desk.screen.header.tags] == ["axd q"], "the tag")
            assert desk.entities == before

    async def test_a_note_on_the_article(self, open_desk):
        async with open_desk(TEXT) as desk:
            type_at_once(desk, "M", *"read", "left", "backspace", "enter")
            await desk.until(lambda: desk.screen.annotations.state.note == "red", "the note")

    async def test_a_label_is_picked(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.put("Dushanbe")
            type_at_once(desk, "enter", *"event", "enter")
            await desk.until(lambda: "EVENT corrected" in desk.of("Dushanbe"), "the label")

    async def test_what_closes_a_dialog_is_followed_by_the_next_command(self, open_desk):
        async with open_desk(TEXT) as desk:
            type_at_once(desk, "E", "escape", "M", *"kept", "enter")
            await desk.until(lambda: desk.screen.annotations.state.note == "kept", "the note")

    async def test_a_paste_is_held_as_well(self, open_desk):
        async with open_desk(TEXT) as desk:
            desk.strike("M")
            desk.app.post_message(events.Paste("from elsewhere"))
            desk.strike("enter")
            await desk.until(
                lambda: desk.screen.annotations.state.note == "from elsewhere", "the note"
            )

    async def test_every_key_is_counted_once(self, open_desk):
        async with open_desk(TEXT) as desk:
            before = desk.app.session.author.keys
            type_at_once(desk, "M", *"one", "enter")
            await desk.until(lambda: desk.screen.annotations.state.note == "one", "the note")
            last = desk.screen.annotations.live_events[-1]
            assert last.keys == 5
            assert desk.app.session.author.keys <= before + 5

    async def test_a_dialog_that_does_not_come_holds_nothing_for_long(
        self, open_desk, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr("tui.holding.LONGEST", 0.05)
        never = asyncio.Event()
        async with open_desk(TEXT) as desk:

            async def used(_kind: object) -> list[str]:
                await never.wait()
                return []

            monkeypatch.setattr(desk.app.session, "used", used)
            column = desk.screen.column
            type_at_once(desk, "t", "plus")
            await desk.until(lambda: desk.screen.column != column, "what the key does")
