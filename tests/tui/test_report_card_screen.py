"""The report card on the screen: its pages, ways and periods, as they were counted."""

from __future__ import annotations

import pytest

from annotations.corrections import Author, Change, Kind
from annotations.predictions import Pipeline, Predictions
from annotations.sources import collect, read
from annotations.store.corpus import Corpus
from tests.tui.driving import TEXT, WORDS, find
from tests.tui.hard_texts import PAYLOADS, is_obeyed
from tui.card_pages import PAGES
from tui.screens.report_card import ReportCardScreen
from tui.widgets.plot import Plot

EVIL = "".join(PAYLOADS.values()) + "[sic]"


def corrected(workplace, label: str = "GPE") -> None:
    """Tajikistan has another label, Donald Lu is right; a second pipeline was right of both."""
    workplace.write(TEXT)
    (ref,) = collect([str(workplace.folder)]).refs
    article = read(ref).article
    spans = find(TEXT, WORDS)
    chosen = [span for span in spans if span.text in ("Tajikistan", "Donald Lu")]
    right = [s.relabelled(label) if s.text == "Tajikistan" else s for s in chosen]
    author = Author("ann")
    author.keys = 7
    events = [
        *author.stamp(article.id, [Change(Kind.RELABEL, s.key, s, s.relabelled(label))
                                   for s in chosen if s.text == "Tajikistan"]),
        *author.stamp(article.id, [Change(Kind.ACCEPT, s.key, s, s)
                                   for s in chosen if s.text != "Tajikistan"]),
    ]  # fmt: skip
    with Corpus(workplace.store) as corpus:
        corpus.record(
            [article],
            [Predictions(article.id, Pipeline("words", "1"), tuple(spans)),
             Predictions(article.id, Pipeline("xl", "2"), tuple(sorted(right)))],
            events,
        )  # fmt: skip


async def opened(desk) -> ReportCardScreen:
    desk.strike("%")
    await desk.dialog("ReportCardScreen")
    screen = desk.app.screen
    await desk.until(lambda: screen.complete, "the end of counting")
    return screen


def table(screen) -> dict[str, tuple[str, ...]]:
    """The rows by their first cell."""
    return {row[0]: row[1:] for row in screen.sheet.rows}


async def test_the_pages_say_what_was_counted(open_desk, workplace):
    corrected(workplace)
    async with open_desk(size=(120, 40)) as desk:
        screen = await opened(desk)
        assert table(screen)["PERSON"] == ("1", "1", "1", "1.000", "1.000", "1.000")
        assert table(screen)["all"] == ("4", "4", "1", "0.250", "0.250", "0.250")
        assert "accepted 25% as predicted · strict" in desk.page
        expected = {
            "confusion": ("GPE", "3"), "strings": ("Tajikistan", "3"), "time": ("4", "0.250"),
            "effort": ("2", "7.0"), "pipelines": ("xl", "1.000"),
        }  # fmt: skip
        for page, cells in expected.items():
            await desk.press("tab")
            await desk.until(lambda p=page: f"[{p}]" in desk.page, page)
            await desk.until(lambda c=cells: all(
                any(cell in row for row in screen.sheet.rows) for cell in c), page)  # fmt: skip
        await desk.press("tab")
        await desk.until(lambda: "PERSON" in table(screen), "the first page")
        await desk.press("h")
        await desk.until(lambda: "[pipelines]" in desk.page, "the last page")


async def test_what_counts_as_right_and_which_pipeline(open_desk, workplace):
    corrected(workplace)
    async with open_desk() as desk:
        screen = await opened(desk)
        await desk.press("w")
        await desk.until(lambda: table(screen)["all"][-1] == "1.000", "exact")
        assert "· exact" in desk.page
        await desk.press("w", "w", "w", "m")
        await desk.until(lambda: "xl 2" in desk.page and "pipeline 2 of 2" in desk.page, "xl")
        assert table(screen)["all"] == ("4", "4", "4", "1.000", "1.000", "1.000")


async def test_periods(open_desk, workplace):
    corrected(workplace)
    async with open_desk() as desk:
        screen = await opened(desk)
        await desk.press("tab", "tab", "tab")
        for length in (10, 7, 4, 10):
            await desk.until(
                lambda n=length: screen.page == "time" and [*map(len, table(screen))] == [n],
                f"periods of {length}",
            )
            await desk.press("t")


async def test_it_is_plotted(open_desk, workplace):
    corrected(workplace)
    async with open_desk(size=(120, 40)) as desk:
        screen = await opened(desk)
        f, errors = screen.query(Plot)
        await desk.until(lambda: f.drawn and f.drawn.names == ("GPE", "PERSON", "NORP"), "f")
        assert errors.drawn.names[0] == "label"
        assert "kinds of error" in desk.page
        await desk.press("p")
        assert "kinds of error" not in desk.page


async def test_nothing_was_judged_yet(open_desk):
    async with open_desk("Nobody is here.", words={}) as desk:
        screen = await opened(desk)
        assert "nothing that a pipeline predicted was judged yet" in desk.page
        for _ in PAGES:
            await desk.press("tab", "w", "t", "m", "j")
        assert desk.app.screen is screen
        await desk.press("q")
        await desk.dialog("DeskScreen")


@pytest.mark.parametrize("size", [(40, 10), (80, 24), (200, 50)])
async def test_hostile_labels_on_any_terminal(open_desk, workplace, size):
    corrected(workplace, EVIL)
    async with open_desk(size=size) as desk:
        screen = await opened(desk)
        for page in [*list(PAGES)[1:], "labels"]:
            await desk.press("tab")
            await desk.until(lambda p=page: screen.page == p and screen.sheet.rows, page)
            assert not any(map(is_obeyed, desk.page.replace("\n", "")))


@pytest.mark.parametrize(
    ("title", "name"),
    [("Report card", "ReportCardScreen"), ("Entities across articles", "EntitiesScreen")],
)
async def test_the_palette_has_it(open_desk, workplace, title, name):
    corrected(workplace)
    async with open_desk() as desk:
        commands = {c.title: c for c in desk.app.get_system_commands(desk.app.screen)}
        await commands[title].callback()
        await desk.dialog(name)
        await desk.until(lambda: desk.app.screen.complete, "the end of reading")
        await desk.press("escape")
        await desk.dialog("DeskScreen")
