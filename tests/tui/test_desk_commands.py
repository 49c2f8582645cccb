"""Every command: its keys, the help, the palette, the user's own keys, the hints."""

from __future__ import annotations

import pytest

from tests.tui.driving import TEXT, Desk
from tui.commands import BY_ID, COMMANDS, GROUPS, Where, shown_keys

ON_DESK = [command for command in COMMANDS if command.where is not Where.LIBRARY]
KEYS = [(command.id, key) for command in ON_DESK for key in command.keys.split(",")]
LEAVING = ("app.quit", "app.command_palette", "article.library")


def action_of(desk: Desk, key: str) -> str | None:
    """What a key would do where the keyboard is."""
    active = desk.app.screen.active_bindings.get(key)
    return active.binding.action if active else None


class TestKeys:
    async def test_every_key_of_every_command_reaches_it(self, open_desk):
        async with open_desk(TEXT) as desk:
            article = {id: action_of(desk, key) for id, key in KEYS}
            await desk.press("tab")
            sidebar = {id: action_of(desk, key) for id, key in KEYS}
            for command in ON_DESK:
                found = sidebar if command.where is Where.SIDEBAR else article
                assert found[command.id] == command.action, command.id
                if command.where in (Where.DESK, Where.APP):
                    assert sidebar[command.id] == command.action, command.id

    async def test_every_key_can_be_pressed_anywhere(self, open_desk):
        """Whatever stands there, no key brings the program down."""
        keys = [key for id, key in KEYS if id not in LEAVING]
        for start in ((), ("v", "l"), ("s", "tab")):
            async with open_desk(TEXT) as desk:
                await desk.press(*start)
                for key in keys:
                    await desk.press(key)
                    if desk.app.screen is not desk.screen:
                        await desk.press("escape")
                        await desk.dialog("DeskScreen")
                assert desk.app.is_running

    async def test_the_user_can_give_a_command_another_key(self, open_desk):
        keymap = {"judge.accept": "f5", "entity.next_new": "tab,n", "view.other_pane": "f6"}
        async with open_desk(TEXT, keymap=keymap) as desk:
            await desk.press("a")
            assert desk.of("Washington") == ["GPE predicted"] * 2
            await desk.press("f5")
            assert desk.of("Washington") == ["GPE accepted"] * 2
            await desk.press("tab")
            assert desk.at == "Dushanbe"
            await desk.press("n")
            assert desk.at == "Donald Lu"
            await desk.press("f6")
            assert desk.sidebar.front.has_focus

    async def test_the_hints_show_the_users_keys(self, open_desk):
        async with open_desk(TEXT, keymap={"judge.accept": "f5"}) as desk:
            assert "f5 accept" in desk.lines[-1]

    async def test_two_keys_can_be_swapped(self, open_desk):
        keymap = {"judge.accept": "x", "judge.reject": "a"}
        async with open_desk(TEXT, keymap=keymap) as desk:
            await desk.put("Monday")
            await desk.press("x")
            assert desk.of("Monday") == ["DATE accepted"]
            await desk.put("Tajikistan")
            await desk.press("a")
            assert desk.of("Tajikistan") == []


class TestHelp:
    @pytest.mark.parametrize("key", ["?"])
    async def test_it_lists_every_command_with_its_keys(self, open_desk, key):
        async with open_desk(TEXT, size=(100, 260)) as desk:
            await desk.press(key)
            await desk.dialog("HelpScreen")
            page = desk.page
            for command in COMMANDS:
                if command.id.startswith("judge.label_"):
                    continue
                row = next((line for line in desk.lines if command.title in line), "")
                assert row, command.id
                first = shown_keys(command.keys).split()[0]
                assert any(first in line for line in desk.lines if command.title in line), (
                    command.id
                )
            for title in GROUPS.values():
                assert title in page

    @pytest.mark.parametrize("key", ["escape", "?", "q", "f1"])
    async def test_it_closes(self, open_desk, key):
        async with open_desk(TEXT) as desk:
            await desk.press("?")
            await desk.dialog("HelpScreen")
            await desk.press(key)
            await desk.dialog("DeskScreen")
            assert desk.app.is_running

    async def test_it_scrolls(self, open_desk):
        async with open_desk(TEXT, size=(80, 24)) as desk:
            await desk.press("?")
            await desk.dialog("HelpScreen")
            assert BY_ID["app.quit"].title not in desk.page
            for _ in range(20):
                await desk.press("space")
            assert BY_ID["app.quit"].title in desk.page
            for _ in range(20):
                await desk.press("b")
            await desk.press("j", "k")
            assert "Reading and correcting" in desk.page

    async def test_it_shows_the_users_keys(self, open_desk):
        async with open_desk(TEXT, size=(100, 200), keymap={"judge.accept": "f5"}) as desk:
            await desk.press("?")
            await desk.dialog("HelpScreen")
            assert any(line.split()[:2] == ["f5", "Accept"] for line in desk.lines)


class TestPalette:
    async def test_it_offers_every_command(self, open_desk):
        async with open_desk(TEXT) as desk:
            offered = {command.title for command in desk.app.get_system_commands(desk.screen)}
            assert {command.title for command in ON_DESK if command.palette} <= offered

    async def test_a_command_can_be_found_and_run(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.put("Tajikistan")
            await desk.press("ctrl+p")
            await desk.dialog("CommandPalette")
            await desk.type("reject or")
            await desk.until(lambda: "Reject or delete" in desk.page, "the command")
            await desk.press("down", "enter")
            await desk.until(lambda: desk.of("Tajikistan") == [], "the rejection")

    @pytest.mark.parametrize(
        "id", [c.id for c in ON_DESK if c.palette and c.id not in ("app.quit", "article.export")]
    )
    async def test_every_command_of_it_runs(self, open_desk, id):
        async with open_desk(TEXT) as desk:
            await desk.put("Tajikistan")
            commands = {c.title: c for c in desk.app.get_system_commands(desk.screen)}
            await commands[BY_ID[id].title].callback()
            await desk.until(
                lambda: (
                    desk.app.screen is not desk.screen
                    or all(worker.is_finished for worker in desk.app.workers)
                ),
                "what it does",
            )
            assert desk.app.is_running


class TestHints:
    async def test_on_an_entity(self, open_desk):
        async with open_desk(TEXT) as desk:
            assert "a accept" in desk.lines[-1]
            assert "x reject" in desk.lines[-1]

    async def test_on_what_is_reviewed_there_is_nothing_to_accept(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.press("a")
            assert "accept" not in desk.lines[-1]

    async def test_on_a_plain_word(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.put("Okno")
            assert "1-9 label" in desk.lines[-1]
            assert "accept" not in desk.lines[-1]

    async def test_with_a_selection(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.press("L")
            assert "esc clear" in desk.lines[-1]

    async def test_in_the_sidebar(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.press("tab")
            assert "back to the text" in desk.lines[-1] or "fold" in desk.lines[-1]

    @pytest.mark.parametrize("width", [30, 40, 60, 80, 100, 160])
    async def test_help_is_always_among_them(self, open_desk, width):
        async with open_desk(TEXT, size=(width, 24)) as desk:
            for keys in ((), ("l",), ("L",), ("escape", "tab")):
                await desk.press(*keys)
                assert "? help" in desk.lines[-1]


def test_ids_are_one_each():
    assert len(BY_ID) == len(COMMANDS)


def test_every_command_is_in_a_group_of_the_help():
    assert {command.id.partition(".")[0] for command in COMMANDS} == set(GROUPS)
