"""What is shown as saved is on the disk, and what is on the disk is there again."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager

import pytest
from tinydb import TinyDB

import tui.open_article
from annotations.corrections import Author, Change, Kind
from annotations.span import Span
from annotations.store import StoreFull
from annotations.store.corpus import Corpus
from tests.tui.driving import TEXT, is_ready


class Disk:
    """The store's way to the disk, which can be held up and can fail."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.log: list[str] = []
        self.began = threading.Event()
        self.may_go_on = threading.Event()
        self.may_go_on.set()
        self.error: Exception | None = None
        record = Corpus.record

        def held(corpus, articles, predictions, corrections):
            corrections = list(corrections)
            self.began.set()
            assert self.may_go_on.wait(20)
            if self.error is not None:
                raise self.error
            record(corpus, articles, predictions, corrections)
            if corrections:
                self.log.append("on the disk")

        monkeypatch.setattr(Corpus, "record", held)

    @contextmanager
    def held_up(self):
        """The next write does not end within the block."""
        self.began.clear()
        self.may_go_on.clear()
        try:
            yield
        finally:
            self.may_go_on.set()


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    """The disk under the store."""
    return Disk(monkeypatch)


class TestSaved:
    async def test_it_is_said_only_after_the_store_has_it(self, open_desk, disk):
        async with open_desk(TEXT) as desk:
            desk.screen.watch(
                desk.screen.status, "saved", lambda saved: disk.log.append(str(saved)), init=False
            )
            await desk.put("Tajikistan")
            await desk.press("3")
            assert disk.log == ["saving…", "on the disk", "saved ✓"]
            await desk.press("u")
            assert disk.log[-1] != "saving…"
            assert disk.log.count("on the disk") == 2

    async def test_until_then_neither_the_page_nor_the_status_shows_it(self, open_desk, disk):
        async with open_desk(TEXT) as desk:
            await desk.put("Tajikistan")
            before = desk.entities
            with disk.held_up():
                desk.strike("3")
                await desk.until_pending(disk.began.is_set, "the write")
                assert desk.saved == "saving…"
                assert desk.entities == before
            await desk.until(lambda: desk.saved == "saved ✓", "the end of the write")
            assert desk.of("Tajikistan") == ["GPE corrected"] * 3

    async def test_keys_pressed_meanwhile_are_not_lost(self, open_desk, disk):
        async with open_desk(TEXT) as desk:
            await desk.put("Tajikistan")
            with disk.held_up():
                for key in ("3", "x", "l", "l", "5"):
                    desk.strike(key)
                await desk.until_pending(disk.began.is_set, "the write")
            await desk.until(lambda: desk.of("on") or desk.of("Monday"), "the last key")
            assert desk.of("Tajikistan") == []
            assert desk.of("Monday") == ["NORP corrected"]

    async def test_undo_and_redo_are_saved_as_well(self, open_desk, disk):
        async with open_desk(TEXT) as desk:
            await desk.press("a", "u", "ctrl+r", "!")
            assert disk.log == ["on the disk"] * 3
            assert desk.saved == "saved ✓"


class TestNotSaved:
    async def test_a_full_disk_is_told_and_nothing_is_shown_as_changed(self, open_desk, disk):
        async with open_desk(TEXT) as desk:
            await desk.put("Tajikistan")
            disk.error = StoreFull("There is no room on the disk for this change.")
            for key in ("3", "a", "x", "A", "d"):
                await desk.press(key)
                assert desk.saved == "not saved ✗"
                assert desk.of("Tajikistan") == ["NORP predicted"] * 3
            assert any("no room on the disk" in notice for notice in desk.notices)
            assert "not saved" in desk.page

    async def test_when_there_is_room_again_it_goes_on(self, open_desk, disk):
        async with open_desk(TEXT) as desk:
            await desk.put("Tajikistan")
            disk.error = StoreFull("There is no room on the disk for this change.")
            await desk.press("3")
            disk.error = None
            await desk.press("3")
            assert desk.saved == "saved ✓"
            await desk.quit()
        async with open_desk() as desk:
            assert desk.of("Tajikistan") == ["GPE corrected"] * 3

    async def test_undo_that_fails_undoes_nothing(self, open_desk, disk):
        async with open_desk(TEXT) as desk:
            await desk.put("Tajikistan")
            await desk.press("3")
            disk.error = StoreFull("There is no room on the disk for this change.")
            await desk.press("u")
            assert desk.of("Tajikistan") == ["GPE corrected"] * 3
            assert desk.saved == "not saved ✗"
            await desk.press("!")
            assert desk.of("Tajikistan") == ["GPE corrected"] * 3
            disk.error = None
            await desk.press("u")
            assert desk.of("Tajikistan") == ["NORP predicted"] * 3

    async def test_a_store_that_cannot_be_written_is_for_reading(self, open_desk, monkeypatch):
        monkeypatch.setattr("annotations.store.files.Files.is_writable", lambda self, path: False)
        async with open_desk(TEXT) as desk:
            assert "read-only" in desk.page
            assert any("cannot be written" in notice for notice in desk.notices)
            await desk.put("Tajikistan")
            for key in ("3", "a", "x", "]", "A", "d", "u", "ctrl+r", "!"):
                await desk.press(key)
            assert desk.of("Tajikistan") == ["NORP predicted"] * 3
            assert desk.saved == "read-only"


class TestPersistence:
    async def test_after_quit_everything_is_there_again(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.put("Tajikistan")
            await desk.press("3")
            await desk.put("Dushanbe")
            await desk.press("x")
            await desk.put("the Okno")
            await desk.press("L", "L", "9")
            await desk.put("Lu,")
            await desk.press("}")
            await desk.put("Monday")
            await desk.press("a")
            for key, text in {"m": "which one?", "=": "Q105", "M": "scraped"}.items():
                await desk.press(key)
                await desk.dialog("Completing" if key == "=" else "Prompt")
                await desk.type(text)
                await desk.press("enter")
                await desk.until(lambda: desk.app.screen is desk.screen, "the desk")
            before = desk.app.session.annotations
            shown = desk.entities
            await desk.quit()
        async with open_desk() as desk:
            after = desk.app.session.annotations
            assert desk.entities == shown
            assert after.by_id == before.by_id
            assert after.state == before.state
            assert after.state.note == "scraped"
            monday = next(a for a in after if a.span.text == "Monday")
            assert (monday.note, monday.link) == ("which one?", "Q105")

    async def test_it_survives_a_renamed_and_a_moved_file(self, open_desk, workplace):
        async with open_desk(TEXT) as desk:
            await desk.put("Tajikistan")
            await desk.press("3")
            await desk.quit()
        (workplace.folder / "sub").mkdir()
        (workplace.folder / "article.txt").rename(workplace.folder / "sub" / "renamed.txt")
        async with open_desk() as desk:
            assert desk.of("Tajikistan") == ["GPE corrected"] * 3

    async def test_reading_alone_writes_no_store(self, open_desk, workplace):
        async with open_desk(TEXT) as desk:
            await desk.press("j", ".", ";", "tab", "tab", "?", "escape", "u", "ctrl+r", "!")
            await desk.quit()
        assert [path.name for path in workplace.folder.iterdir()] == ["article.txt"]

    async def test_stock_tinydb_reads_the_store(self, open_desk, workplace):
        async with open_desk(TEXT) as desk:
            await desk.put("Tajikistan")
            await desk.press("3")
            await desk.quit()
        with TinyDB(workplace.store, access_mode="r") as database:
            assert len(database.table("articles")) == 1
            assert len(database.table("predictions")) == 1
            events = database.table("corrections").all()
        assert [event["kind"] for event in events] == ["relabel"] * 3
        assert {event["annotator"] for event in events} == {"ann"}
        assert len({event["batch"] for event in events}) == 1
        assert {event["after"]["label"] for event in events} == {"GPE"}

    async def test_the_articles_are_never_written(self, open_desk, workplace):
        async with open_desk(TEXT) as desk:
            await desk.press("a", "d", "A", "u")
            await desk.quit()
        assert (workplace.folder / "article.txt").read_bytes() == TEXT.encode()

    async def test_a_changed_text_is_another_article(self, open_desk, workplace):
        async with open_desk(TEXT) as desk:
            await desk.put("Monday")
            await desk.press("a")
            await desk.quit()
        async with open_desk(TEXT + "More.\n", ready=False) as desk:
            await desk.dialog("EarlierTextOffer")
            await desk.press("escape")
            await desk.until(lambda: desk.entities, "the entities")
            assert desk.of("Monday") == ["DATE predicted"]
        assert len(json.loads(workplace.store.read_text())["articles"]) == 1


class TestOthers:
    async def test_what_another_program_writes_appears(self, open_desk, workplace):
        async with open_desk(TEXT) as desk:
            await desk.press("a")
            article, span = desk.screen.article, Span.of(TEXT, *desk_place("Okno"), "FAC")
            with Corpus(workplace.store) as other:
                added = Change(Kind.ADD, "+other", after=span)
                other.record([], [], Author("bob").stamp(article.id, [added]))
            await desk.until(lambda: desk.of("Okno"), "the other's entity")
            assert desk.said == "another program changed the annotations"
            await desk.put("Okno")
            await desk.press("l", "h")
            assert desk.told("by bob")

    async def test_both_can_write_in_turn(self, open_desk, workplace):
        async with open_desk(TEXT) as desk:
            await desk.press("a")
            article = desk.screen.article
            with Corpus(workplace.store) as other:
                for n, word in enumerate(("Okno", "drones")):
                    span = Span.of(TEXT, *desk_place(word), "FAC")
                    author = Author("bob")
                    author.saw(other.corrections(article.id))
                    other.record([], [], author.stamp(
                        article.id, [Change(Kind.ADD, f"+{n}", after=span)]))  # fmt: skip
                    await desk.put("Monday")
                    await desk.press("a" if n else "3")
            await desk.until(lambda: desk.of("drones") and desk.of("Okno"), "both entities")
            await desk.quit()
        async with open_desk() as desk:
            assert desk.of("drones") == desk.of("Okno") == ["FAC added"]
            assert desk.of("Monday") == ["DATE corrected"] or desk.of("Monday")


def desk_place(word: str) -> tuple[int, int]:
    """Where a word of the text stands."""
    at = TEXT.index(word)
    return at, at + len(word)


class TestSlowStore:
    """The text is there before its corrections are, and so are the keys: they wait."""

    async def test_keys_pressed_before_the_store_is_open(self, open_desk, monkeypatch, copied):
        may_open, real = threading.Event(), tui.open_article._open_corpus

        def slowly(store):
            assert may_open.wait(20)
            return real(store)

        monkeypatch.setattr(tui.open_article, "_open_corpus", slowly)
        async with open_desk(TEXT, ready=False) as desk:
            await desk.until_pending(lambda: "Washington" in desk.page, "the text")
            for key in ("y", "l", "l", "l", "l", "l", "L", "1", "a", "!", "u", "ctrl+r", "?"):
                desk.strike(key)
            await desk.until_pending(lambda: desk.selected == "Ines Calloway", "the selection")
            may_open.set()
            await desk.dialog("HelpScreen")
            await desk.press("escape")
            await desk.until(lambda: is_ready(desk), "the store")
            assert copied == ["Washington"]
            assert desk.of("Ines Calloway") == ["PERSON added"]
            assert len(desk.entities) == 12

    async def test_keys_pressed_before_the_next_article_is_ready(self, open_desk, monkeypatch):
        """They are about the text that is shown, not about the one before."""
        texts = {"a.txt": "Kabul is far and Dushanbe is farther.", "b.txt": "x " * 9 + "Dushanbe"}
        async with open_desk(texts) as desk:
            first = desk.app.session.article.id
            may_read, real = threading.Event(), tui.open_article._checked

            def slowly(corpus, article):
                assert may_read.wait(20)
                return real(corpus, article)

            monkeypatch.setattr(tui.open_article, "_checked", slowly)
            desk.strike(")")
            await desk.until_pending(lambda: desk.text == texts["b.txt"], "the second text")
            for key in ("G", "L", "H", "H", "3", "!", "["):
                desk.strike(key)
            await desk.until_pending(lambda: desk.selected == "x x Dushanbe", "the selection")
            may_read.set()
            await desk.until(lambda: is_ready(desk), "the second article")
            await desk.until(lambda: desk.of("x x x Dushanbe"), "the last key")
            assert desk.entities == ["x x x Dushanbe GPE added"]
            assert desk.app.session.corpus.corrections(first) == []


async def test_the_keys_that_led_to_an_act_are_counted(open_desk, workplace):
    async with open_desk({"a.txt": TEXT, "b.txt": "Dushanbe waits."}) as desk:
        await desk.put("Tajikistan")
        await desk.press("l", "h", "a", "x")
        await desk.press(")")
        await desk.until(lambda: is_ready(desk) and desk.text == "Dushanbe waits.", "the next")
        await desk.press("a")
        counted = [
            sum(event.keys for event in desk.app.session.corpus.act(batch))
            for batch in dict.fromkeys(e.batch for e in desk.app.session.corpus.recent(99))
        ]
        assert counted == [3, 1, 1]
