"""Whatever an article, a file name, a label, a note or an error says: it is shown, never obeyed."""

from __future__ import annotations

import pytest
from textual.widgets import Static

from annotations.errors import PostilError
from annotations.labels import Label, LabelScheme
from annotations.predictions import Pipeline
from annotations.store import StoreFull
from annotations.store.corpus import Corpus
from tests.tui.driving import Desk, WordFeed
from tests.tui.hard_texts import PAYLOADS, is_obeyed
from tui.app import PostilApp
from tui.control_filter import ControlFilter
from tui.terminal_text import one_line

EVIL = " | ".join(PAYLOADS.values())
SHORT = "\x1b]0;owned\x07[sic]\x9b2J\u202e"
"""A payload that fits into a column."""
TEXT = "\n\n".join(f"Before {payload} after, {name}." for name, payload in PAYLOADS.items())
WORDS = {
    "\x1b]52;c;cm0gLXJmIC8=\x07": "ORG\x1b[2J[sic]",
    "[sic]": "GPE",
    "[@click=app.quit]x[/]": "[/nope]",
    "\u202egnp.exe\u202c": "\x9b31m",
    "Before": "PERSON",
}
LABELS = LabelScheme(
    tuple(
        Label(f"{name}{payload}", tag=payload[:6], description=payload)
        for name, payload in PAYLOADS.items()
    )
)


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """The net behind `terminal_text` is down: what gets through is seen."""
    monkeypatch.setattr(ControlFilter, "apply", lambda self, segments, background: segments)


def check(desk: Desk) -> None:
    """Nothing on the terminal is obeyed, by the terminal or by Textual."""
    for y, strip in enumerate(desk.strips()):
        for segment in strip:
            assert not segment.control
            bad = [hex(ord(char)) for char in segment.text if is_obeyed(char)]
            assert not bad, f"row {y} holds {bad}: {segment.text!r}"
            meta = segment.style.meta if segment.style else {}
            assert "@click" not in meta or "app.quit" not in str(meta["@click"])


@pytest.mark.usefixtures("bare")
class TestArticle:
    @pytest.mark.parametrize("size", [(40, 12), (100, 30)], ids=str)
    async def test_every_page_of_it(self, open_desk, size):
        async with open_desk(TEXT, words=WORDS, size=size) as desk:
            check(desk)
            for _ in range(8):
                await desk.press("space")
                check(desk)
            for key in ("i", "G", "v", "g", "escape", "tab", "G", "s", "T"):
                await desk.press(key)
                check(desk)

    async def test_what_became_of_it_when_it_changed(self, open_desk):
        async with open_desk(TEXT, words=WORDS) as desk:
            await desk.press("A")
            await desk.quit()
        changed = TEXT.replace("Before", "After").replace("after", "before")
        async with open_desk(changed, words=WORDS, ready=False) as desk:
            await desk.dialog("EarlierTextOffer")
            check(desk)
            await desk.press("l")
            await desk.dialog("EarlierTextList")
            for _ in range(20):
                await desk.press("a")
                check(desk)

    async def test_what_is_under_the_cursor_is_told_safely(self, open_desk):
        async with open_desk(TEXT, words=WORDS) as desk:
            for _ in range(12):
                await desk.press(".")
                check(desk)
            for _ in range(40):
                await desk.press("L")
            check(desk)

    async def test_what_was_done_is_told_safely(self, open_desk):
        async with open_desk(TEXT, words=WORDS) as desk:
            await desk.put("\x1b]52")
            for key in ("a", "u", "ctrl+r", "]", "{", "1", "!", "x", "s", "tab", "j", "j"):
                await desk.press(key)
                check(desk)

    async def test_brackets_are_text(self, open_desk):
        async with open_desk(TEXT, words={}, size=(100, 60)) as desk:
            shown = desk.page
            for name in ("sic", "click", "closing tag", "style", "backslash", "variable"):
                assert PAYLOADS[name] in shown

    async def test_a_click_on_a_click_action_is_a_click_on_text(self, open_desk):
        async with open_desk("[@click=app.quit]press me[/] now", words={}) as desk:
            await desk.click(desk.cell("press"))
            assert desk.token == "press"
            assert desk.app.is_running


@pytest.mark.usefixtures("bare")
class TestNames:
    async def test_a_file_name(self, open_desk):
        name = f"a{SHORT}[@click=app.quit]x[nope].txt"
        async with open_desk({name: "Kabul waits.", "b.txt": "So."}) as desk:
            check(desk)
            assert "[sic]" in desk.lines[0]
            assert "[@click=app.quit]x[nope]" in desk.lines[0]
            await desk.press("E")
            await desk.dialog("ExportScreen")
            check(desk)

    async def test_a_file_name_in_a_notice(self, open_desk, workplace):
        name = f"b{SHORT}[nope.txt"
        async with open_desk({"a.txt": "Kabul waits.", name: "So."}) as desk:
            (workplace.folder / name).unlink()
            await desk.press(")")
            await desk.until(lambda: desk.notices, "the notice")
            check(desk)
            assert "[sic]" in desk.page
            assert "[nope" in desk.page

    async def test_a_folder_name(self, open_desk, workplace):
        workplace.folder = workplace.folder / f"folder{SHORT}[nope]"
        async with open_desk("Kabul waits.") as desk:
            check(desk)
            await desk.press("E")
            await desk.dialog("ExportScreen")
            check(desk)
            await desk.press("enter")
            await desk.until(lambda: desk.notices, "the notice")
            check(desk)

    async def test_an_annotator(self, open_desk):
        async with open_desk("one Kabul waits", words={}, annotator=EVIL) as desk:
            await desk.put("Kabul")
            await desk.press("3", "l", "h")
            check(desk)
            await desk.press("h", "L", "2")
            await desk.dialog("Confirm")
            check(desk)
            await desk.press("y")
            await desk.dialog("DeskScreen")
            await desk.press("s")
            check(desk)

    async def test_a_pipeline(self, open_desk):
        feed = WordFeed({"Kabul": "GPE"}, pipeline=Pipeline(EVIL, SHORT))
        async with open_desk("Kabul waits", feed=feed) as desk:
            check(desk)
            assert desk.token == "Kabul"


@pytest.mark.usefixtures("bare")
class TestLabels:
    async def test_in_the_page_the_bar_the_picker_and_the_sidebar(self, open_desk):
        async with open_desk("one two three four", words={}, scheme=LABELS) as desk:
            check(desk)
            for key in "123456":
                await desk.press(key, "l")
                check(desk)
            await desk.press("enter")
            await desk.dialog("LabelPicker")
            for _ in range(len(LABELS)):
                check(desk)
                await desk.press("down")
            await desk.press("escape")
            await desk.dialog("DeskScreen")
            await desk.press("tab", "s")
            check(desk)

    async def test_labels_that_only_the_pipeline_knows(self, open_desk):
        words = {f"w{n}": payload for n, payload in enumerate(PAYLOADS.values())}
        async with open_desk(" ".join(words), words=words) as desk:
            for _ in range(len(words)):
                check(desk)
                await desk.press(".")
            await desk.press("1")
            check(desk)


@pytest.mark.usefixtures("bare")
class TestDialogs:
    async def test_notes_and_links(self, open_desk):
        """They came in another program's store; nobody can type them."""
        from annotations import decisions
        from annotations.corrections import Kind

        async with open_desk("Kabul waits", words={"Kabul": "GPE"}) as desk:
            for kind in (Kind.NOTE, Kind.LINK):
                await desk.screen.decide(
                    lambda current, _, kind=kind: decisions.annotate(
                        current.annotations[0], kind, EVIL
                    )
                )
            await desk.press("l", "h")
            check(desk)
            assert "[sic]" in desk.said or "note:" in desk.said
            for key in ("m", "="):
                await desk.press(key)
                await desk.dialog("Completing" if key == "=" else "Prompt")
                check(desk)
                await desk.press("end", "home")
                check(desk)
                await desk.press("escape")
                await desk.dialog("DeskScreen")

    async def test_titles_that_quote_the_article(self, open_desk):
        async with open_desk(f"{SHORT} waits", words={SHORT: "ORG"}) as desk:
            for key, name in {"enter": "LabelPicker", "m": "Prompt", "=": "Completing"}.items():
                await desk.press(key)
                await desk.dialog(name)
                check(desk)
                assert "[sic]" in desk.page
                await desk.press("escape")
                await desk.dialog("DeskScreen")
            await desk.press("a", "L", "2")
            await desk.dialog("Confirm")
            check(desk)
            assert "[sic]" in desk.page

    async def test_help_and_palette(self, open_desk):
        async with open_desk(TEXT, words=WORDS, scheme=LABELS) as desk:
            await desk.press("?")
            await desk.dialog("HelpScreen")
            check(desk)
            await desk.press("escape")
            await desk.dialog("DeskScreen")
            await desk.press("ctrl+p")
            await desk.dialog("CommandPalette")
            check(desk)


@pytest.mark.usefixtures("bare")
class TestMessages:
    async def test_a_notice_of_the_command_line(self, open_desk):
        async with open_desk(
            "Kabul waits", notices=[EVIL, SHORT, "[/nope]"], size=(120, 50)
        ) as desk:
            check(desk)
            assert "[/nope]" in desk.page

    async def test_the_pipelines_error(self, open_desk):
        async with open_desk("Kabul waits", feed=WordFeed(error=EVIL)) as desk:
            await desk.until(lambda: desk.notices, "the notice")
            check(desk)

    async def test_what_the_pipeline_printed(self, open_desk):
        feed = WordFeed({"Kabul": "GPE"}, problem=EVIL)
        async with open_desk("Kabul waits", feed=feed) as desk:
            await desk.until(lambda: desk.notices, "the notice")
            check(desk)

    async def test_the_stores_error(self, open_desk, monkeypatch):
        async with open_desk("Kabul waits", words={"Kabul": "GPE"}) as desk:
            monkeypatch.setattr(Corpus, "record", _raises(StoreFull(EVIL)))
            await desk.press("a")
            assert desk.saved == "not saved ✗"
            check(desk)
            assert "[sic]" in desk.notices[0]

    async def test_an_export_that_fails(self, open_desk, monkeypatch):
        async with open_desk("Kabul waits") as desk:
            monkeypatch.setattr("tui.screens.export.export", _raises(PostilError(EVIL)))
            await desk.press("E")
            await desk.dialog("ExportScreen")
            await desk.press("enter")
            await desk.until(lambda: desk.notices, "the notice")
            check(desk)

    async def test_a_crash_is_one_line_without_what_the_exception_says(
        self, open_desk, monkeypatch, capsys
    ):
        monkeypatch.setattr("tui.screens.desk.DeskScreen.action_tags", _raises(RuntimeError(EVIL)))
        apps: list[PostilApp] = []

        async def crash() -> None:
            async with open_desk("Kabul waits") as desk:
                apps.append(desk.app)
                desk.strike("i")
                await desk.until(lambda: not desk.app.is_running, "the end")

        with pytest.raises(RuntimeError):
            await crash()
        message = apps[0].farewell
        assert message.startswith("failed unexpectedly; what was saved is safe")
        assert not any(map(is_obeyed, message))
        assert "\x1b" not in "".join(capsys.readouterr())


def _raises(error: Exception):
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


class TestNet:
    """`ControlFilter` holds what a careless widget would let through."""

    @pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
    async def test_a_careless_widget(self, open_desk, payload):
        async with open_desk("Kabul waits") as desk:
            careless = Static(f"before {payload.split(chr(10))[0]} after", markup=False)
            await desk.screen.mount(careless, before=0)
            await desk.settle()
            check(desk)
            assert "before" in desk.page

    async def test_a_notification_that_was_not_made_safe(self, open_desk):
        async with open_desk("Kabul waits", size=(120, 50)) as desk:
            desk.app.notify(EVIL.replace("\n", " "), title=SHORT, markup=False)
            await desk.settle()
            check(desk)

    def test_what_is_safe_stays_the_same_object(self):
        from rich.segment import Segment
        from textual.color import BLACK

        segments = [Segment("safe 漢字"), Segment("\x1b[2J", None, [(1,)])]
        assert ControlFilter().apply(segments, BLACK) is segments

    def test_what_is_not_keeps_its_style_and_width(self):
        from rich.segment import Segment
        from rich.style import Style
        from textual.color import BLACK

        bold = Style(bold=True)
        (segment,) = ControlFilter().apply([Segment("a\x1b\x9b\u202eb", bold)], BLACK)
        assert segment == Segment(one_line("a\x1b\x9b\u202eb"), bold)
