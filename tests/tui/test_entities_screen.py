"""Entities across articles on the screen: counted, filtered, merged, split, gone to, written."""

from __future__ import annotations

import csv

import pytest

from annotations.corrections import Kind
from annotations.predictions import Pipeline, Predictions
from annotations.sources import collect, read
from annotations.store.corpus import Corpus
from tests.tui.driving import TEXT, WORDS, find
from tests.tui.hard_texts import PAYLOADS, is_obeyed
from tui.entity_reading import SORTS
from tui.plots import Chart
from tui.screens.entities import EntitiesScreen
from tui.session import Session
from tui.widgets.plot import Plot
from tui.widgets.row_list import RowList

MORE = {
    "a.txt": TEXT,
    "b.txt": "Dushanbe waits.\n\n24 May 2022\n\nThe Pentagon asks Donald Lu about Tajikistan.\n",
    "c.txt": "Nobody is named.\n",
    "d.txt": "Tajikistan again.\n\n1 June 2022\n\nDonald Lu, and Dushanbe, and Donald Lu.\n",
}


def predicted(workplace, texts=MORE, words=WORDS):
    """A store in which every article was read by a pipeline."""
    workplace.write(texts)
    articles = [read(ref).article for ref in collect([str(workplace.folder)]).refs]
    with Corpus(workplace.store) as corpus:
        corpus.record(
            articles,
            [Predictions(a.id, Pipeline("words", "1"), tuple(find(a.text, words)))
             for a in articles],
            (),
        )  # fmt: skip


async def opened(desk, key: str = "e") -> EntitiesScreen:
    desk.strike(key)
    await desk.dialog("EntitiesScreen")
    screen = desk.app.screen
    await done(desk, screen)
    return screen


async def done(desk, screen) -> None:
    await desk.until(lambda: screen.complete, "the end of reading")


def rows(screen) -> dict[str, tuple[int, int]]:
    """Mentions and articles by name, in their order."""
    return {entity.name: (entity.mentions, len(entity.places)) for entity in screen.list.rows}


async def on(desk, screen, *names: str) -> None:
    """Put the cursor on names, and mark them when there are several."""
    for name in names:
        place = [entity.name for entity in screen.list.rows].index(name)
        screen.list.move_cursor(place)
        await desk.settle()
        if len(names) > 1:
            await desk.press("space")


async def give(desk, screen, name: str) -> None:
    """Answer what is asked with a name."""
    await desk.dialog("Completing")
    await desk.press(*["backspace"] * 60)
    await desk.type(name)
    desk.strike("enter")
    await desk.dialog("EntitiesScreen")
    await desk.until(lambda: screen._reading.complete and screen.complete, "the name")


def links(workplace) -> dict[str, set[str]]:
    """Canonical names in the store, by surface."""
    found: dict[str, set[str]] = {}
    with Corpus(workplace.store, read_only=True) as corpus:
        for article in corpus.articles():
            for a in corpus.annotations(article.id):
                found.setdefault(a.span.text, set()).add(a.link)
    return {surface: names - {""} for surface, names in found.items()}


class TestListing:
    async def test_everything_named_is_counted(self, open_desk, workplace):
        predicted(workplace)
        async with open_desk() as desk:
            screen = await opened(desk)
            assert rows(screen)["Tajikistan"] == (5, 3)
            assert rows(screen)["Donald Lu"] == (4, 3)
            assert next(iter(rows(screen))) == "Tajikistan"
            assert "7 named · 4 articles" in desk.page
            assert screen.list.row.name == "Tajikistan"
            await desk.press("escape")
            await desk.dialog("DeskScreen")

    async def test_filter_as_you_type(self, open_desk, workplace):
        predicted(workplace)
        async with open_desk() as desk:
            screen = await opened(desk)
            await desk.press("f")
            await desk.type("label:per")
            await desk.until(lambda: list(rows(screen)) == ["Donald Lu"], "the filter")
            assert "1 of 7 named" in desk.page
            await desk.press("enter")
            assert screen.list.has_focus
            await desk.press("escape")
            await desk.press("f")
            await desk.until(lambda: screen.query_one("Input").has_focus, "the filter's line")
            await desk.type("zzz")
            await desk.until(lambda: not screen.list.rows, "nothing")
            assert "nothing is named like that" in desk.page
            await desk.press("escape")
            await desk.until(lambda: len(screen.list.rows) == 7, "all of them")

    async def test_sort(self, open_desk, workplace):
        predicted(workplace)
        async with open_desk() as desk:
            screen = await opened(desk)
            for sort in [*list(SORTS)[1:], "mentions"]:
                await desk.press("S")
                await desk.until(lambda s=sort: f"by {s}" in desk.page, f"by {sort}")
                entities = list(screen.list.rows)
                assert entities == sorted(entities, key=SORTS[sort])
                assert len(entities) == 7

    async def test_when_and_beside_whom_is_plotted(self, open_desk, workplace):
        predicted(workplace)
        async with open_desk(size=(120, 40)) as desk:
            screen = await opened(desk)
            when, beside = screen.query(Plot)
            await desk.until(lambda: beside.drawn and beside.drawn.names, "the plots")
            assert "Donald Lu" in beside.drawn.names
            assert "named in the same articles" in desk.page
            await on(desk, screen, "Monday")
            await desk.until(lambda: beside.drawn.names[:1] == ("Washington",)
                             or "Washington" in beside.drawn.names, "Monday's")  # fmt: skip
            assert isinstance(when.drawn, Chart)
            await desk.press("p")
            assert "named in the same articles" not in desk.page

    async def test_nothing_is_named_yet(self, open_desk, workplace):
        async with open_desk("Nobody is here.", words={}) as desk:
            screen = await opened(desk)
            assert rows(screen) == {}
            assert "nothing is named yet" in desk.page
            for key in ("enter", "m", "s", "space", "j", "S", "u"):
                await desk.press(key)
            assert desk.app.screen is screen

    @pytest.mark.parametrize("size", [(40, 10), (80, 24), (200, 50)])
    async def test_hostile_and_long_names_on_any_terminal(self, open_desk, workplace, size):
        evil = "".join(PAYLOADS.values()) + "[sic]" + "long " * 40 + "東京"
        predicted(workplace, {"a.txt": f"Before {evil} after {evil}."}, {evil: "X\x1b[31m"})
        async with open_desk(size=size, words={}) as desk:
            screen = await opened(desk)
            assert [entity.mentions for entity in screen.list.rows] == [2]
            assert not any(map(is_obeyed, desk.page.replace("\n", "")))
            desk.strike("enter")
            await desk.dialog("MentionsScreen")
            await desk.until(lambda: desk.app.screen.complete, "the mentions")
            assert not any(map(is_obeyed, desk.page.replace("\n", "")))


class TestNaming:
    async def test_merge_is_one_act_over_all_articles(self, open_desk, workplace):
        predicted(workplace)
        async with open_desk() as desk:
            screen = await opened(desk)
            await on(desk, screen, "Dushanbe", "Washington")
            assert "2 marked" in desk.page
            desk.strike("m")
            await give(desk, screen, "Capitals")
            assert rows(screen)["Capitals"] == (6, 3)
            assert screen.list.row.name == "Capitals"
            assert {"Dushanbe", "Washington"}.isdisjoint(rows(screen))
            assert links(workplace)["Dushanbe"] == {"Capitals"}
            recent = desk.app.session.corpus.recent(99)
            assert {event.kind for event in recent} == {Kind.LINK}
            assert len({event.batch for event in recent}) == 1
            await desk.press("u")
            await desk.until(lambda: "Capitals" not in rows(screen), "the undo")
            assert rows(screen)["Dushanbe"] == (4, 3)
            assert links(workplace)["Dushanbe"] == set()
            await desk.press("ctrl+r")
            await desk.until(lambda: "Capitals" in rows(screen), "the redo")

    async def test_split_takes_a_form_away(self, open_desk, workplace):
        predicted(workplace)
        async with open_desk() as desk:
            screen = await opened(desk)
            await on(desk, screen, "Dushanbe", "Washington")
            desk.strike("m")
            await give(desk, screen, "Capitals")
            desk.strike("s")
            await desk.dialog("SplitDialog")
            forms = [form.surface for form, _ in desk.app.screen.list.rows]
            assert sorted(forms) == ["Dushanbe", "Washington"]
            await desk.press(*["j"] * forms.index("Washington"), "space")
            desk.strike("enter")
            await give(desk, screen, "")
            await desk.until(lambda: "Washington" in rows(screen), "the split")
            assert rows(screen)["Capitals"] == (4, 3)
            assert links(workplace) | {"Washington": set()} == links(workplace)

    async def test_what_is_asked_can_be_left(self, open_desk, workplace):
        predicted(workplace)
        async with open_desk() as desk:
            screen = await opened(desk)
            for key, dialog in (("m", "Completing"), ("s", "SplitDialog")):
                desk.strike(key)
                await desk.dialog(dialog)
                await desk.press("escape")
                await desk.dialog("EntitiesScreen")
            assert desk.app.session.corpus.recent(9) == []
            await on(desk, screen, "Dushanbe", "Washington")
            await desk.press("escape")
            assert screen.list.marked == set()
            assert desk.app.screen is screen

    @pytest.mark.parametrize("key", ["m", "s", "u", "ctrl+r"])
    async def test_a_store_that_cannot_be_written_is_said(
        self, open_desk, workplace, monkeypatch, key
    ):
        predicted(workplace)
        async with open_desk() as desk:
            screen = await opened(desk)
            with monkeypatch.context() as patch:
                patch.setattr(Session, "read_only", True)
                await desk.press(key)
                assert any("read-only" in notice for notice in desk.notices)
                assert desk.app.screen is screen


class TestGoing:
    async def test_to_a_mention(self, open_desk, workplace):
        predicted(workplace)
        async with open_desk() as desk:
            screen = await opened(desk)
            await on(desk, screen, "Donald Lu")
            desk.strike("enter")
            await desk.dialog("MentionsScreen")
            mentions = desk.app.screen
            await desk.until(lambda: mentions.complete, "the mentions")
            assert "4 mentions" in desk.page
            columns = {line.index("Donald Lu") for line in desk.lines if ".txt" in line
                       and "Donald Lu" in line}  # fmt: skip
            assert len(columns) == 1
            places = [row.name for row in mentions.query_one(RowList).rows]
            mentions.query_one(RowList).move_cursor(places.index("d.txt") + 1)
            await desk.press("enter")
            await desk.dialog("DeskScreen")
            await desk.until(lambda: desk.text == MORE["d.txt"], "the article")
            await desk.until(lambda: desk.at == "Donald Lu", "the mention")
            assert desk.screen.view.cursor.offset == MORE["d.txt"].rindex("Donald Lu")

    async def test_back_from_the_mentions(self, open_desk, workplace):
        predicted(workplace)
        async with open_desk() as desk:
            screen = await opened(desk)
            desk.strike("enter")
            await desk.dialog("MentionsScreen")
            await desk.press("escape")
            await desk.until(lambda: desk.app.screen is screen, "the entities")

    @pytest.mark.parametrize("ending", ["csv", "graphml"])
    async def test_to_a_file(self, open_desk, workplace, ending):
        predicted(workplace)
        file = workplace.folder / f"names.{ending}"
        async with open_desk() as desk:
            screen = await opened(desk)
            desk.strike("E")
            await desk.dialog("Prompt")
            desk.app.screen.query_one("Input").value = str(file)
            desk.strike("enter")
            await desk.until(file.exists, "the file")
            await desk.until(lambda: any("7 names written" in n for n in desk.notices), "a word")
            text = file.read_text("utf-8")
            if ending == "csv":
                found = [row["name"] for row in csv.DictReader(text.split("\n"))]
                assert found == list(rows(screen))
            else:
                assert text.count("<node ") == 7
                assert text.count("<edge ") == 4 * 3 / 2  # four are in two articles or more

    async def test_a_file_that_cannot_be_written_is_said(self, open_desk, workplace):
        predicted(workplace)
        async with open_desk() as desk:
            await opened(desk)
            desk.strike("E")
            await desk.dialog("Prompt")
            desk.app.screen.query_one("Input").value = str(workplace.folder / "no" / "x.csv")
            desk.strike("enter")
            await desk.until(lambda: any("cannot write" in n for n in desk.notices), "a word")
