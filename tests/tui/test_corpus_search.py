"""ctrl+f looks through all articles: in context, opened at the hit, labelled as one act."""

from __future__ import annotations

import pytest

from annotations.article import Article
from annotations.corrections import Author, Change, Kind
from annotations.predictions import Pipeline, Predictions
from annotations.store.corpus import Corpus
from tests.tui.driving import TEXT, Desk, WordFeed, Workplace, find
from tui.screens.corpus_search import CorpusSearchScreen

STORIES = {
    "a.txt": TEXT,
    "b.txt": "Rain fell in Tajikistan.\nThe harbour is open, the Tajikistan Times wrote.\n",
    "c.txt": "Nobody went to Dushanbe. A harbour post was closed.\n",
}
WORDS = {"Tajikistan": "NORP", "Dushanbe": "ORG"}


@pytest.fixture
def stored(workplace: Workplace) -> None:
    """A store that knows `b.txt` as corrected, and an article whose file is gone."""
    workplace.write(STORIES)
    pipeline = Pipeline("wordlist", "1.0")
    with Corpus(workplace.store) as corpus:
        for name, text in {**STORIES, "gone.txt": "The harbour near Dushanbe.\n"}.items():
            if name not in ("b.txt", "gone.txt"):
                continue
            article = Article(text, source=str(workplace.folder / name))
            spans = find(text, WORDS)
            first = spans[0]
            change = Change(Kind.RELABEL, first.key, first, first.relabelled("GPE"))
            events = Author("bob").stamp(article.id, [change])
            corpus.record([article], [Predictions(article.id, pipeline, tuple(spans))], events)


async def search(desk: Desk, typed: str = "") -> CorpusSearchScreen:
    """Open the search, and type."""
    desk.strike("ctrl+f")
    await desk.dialog("CorpusSearchScreen")
    screen = desk.app.screen
    assert isinstance(screen, CorpusSearchScreen)
    await desk.type(typed)
    return await finished(desk, screen)


async def finished(desk: Desk, screen: CorpusSearchScreen) -> CorpusSearchScreen:
    await desk.until(lambda: screen.is_complete, "the end of looking")
    return screen


def places(screen: CorpusSearchScreen) -> list[str]:
    return [f"{p.name} {p.form} {p.label}".strip() for p in screen.hits.places]


def judged(workplace: Workplace) -> list[str]:
    """What people decided, in every article of the store."""
    with Corpus(workplace.store, read_only=True) as corpus:
        return sorted(
            f"{Article(a.text, source=a.source).source.rpartition('/')[2]} {one.span.text} "
            f"{one.span.label} {one.annotator}"
            for a in corpus.articles()
            for one in corpus.annotations(a.id)
            if one.reviewed
        )


pytestmark = pytest.mark.usefixtures("stored")


class TestLooking:
    async def test_the_open_article_then_the_store_then_the_other_files(self, open_desk):
        async with open_desk(None, words=WORDS) as desk:
            screen = await search(desk, "harbour")
            assert places(screen) == ["b.txt harbour", "gone.txt harbour", "c.txt harbour"]
            assert "3 in 3 articles" in desk.page
            assert "Rain" not in desk.page
            assert "A harbour post was closed" in desk.page

    async def test_entities_by_label_status_and_annotator(self, open_desk):
        async with open_desk(None, words=WORDS) as desk:
            screen = await search(desk, "label:gpe")
            assert places(screen) == ["b.txt Tajikistan GPE", "gone.txt Dushanbe GPE"]
            await desk.press(*["backspace"] * 9)
            await desk.type("by:bob taj")
            await finished(desk, screen)
            assert places(screen) == ["b.txt Tajikistan GPE"]
            assert "GPE corrected by bob" in desk.page
            await desk.press(*["backspace"] * 10)
            await desk.type("status:new dus")
            await finished(desk, screen)
            assert {place.rpartition(" ")[0] for place in places(screen)} == {
                "a.txt Dushanbe", "c.txt Dushanbe",
            }  # fmt: skip

    async def test_patterns_and_whole_words(self, open_desk):
        async with open_desk(None, words=WORDS) as desk:
            screen = await search(desk, "harb[o]ur")
            assert places(screen) == []
            assert "nothing" in desk.page
            await desk.press("ctrl+t")
            await finished(desk, screen)
            assert len(places(screen)) == 3
            await desk.press("backspace", "backspace", "[")
            await desk.until(lambda: "not a regular expression" in desk.page, "the reason")
            await desk.press("ctrl+t", *["backspace"] * 4)
            await finished(desk, screen)
            await desk.press("enter", "w")
            await finished(desk, screen)
            assert places(screen) == []

    async def test_without_a_query_nothing_is_found_and_it_says_what_can_be_typed(self, open_desk):
        async with open_desk(None, words=WORDS) as desk:
            screen = await search(desk)
            assert places(screen) == []
            assert "label:ORG" in desk.page

    async def test_a_letter_more_looks_again(self, open_desk):
        async with open_desk(None, words=WORDS) as desk:
            screen = await search(desk, "harbour is")
            assert places(screen) == ["b.txt harbour is"]


class TestGoingThere:
    async def test_enter_opens_at_the_hit(self, open_desk):
        async with open_desk(None, words=WORDS) as desk:
            screen = await search(desk, "harbour")
            await desk.press("enter", "G", "enter")
            await desk.dialog("DeskScreen")
            await desk.until(lambda: desk.text == STORIES["c.txt"], "the article")
            assert desk.token == "harbour"
            assert desk.view.found.at == (desk.place("harbour"), desk.place("harbour") + 7)
            assert screen.is_complete

    async def test_the_open_article_is_gone_to_as_well(self, open_desk):
        async with open_desk(None, words=WORDS) as desk:
            await search(desk, "Pentagon")
            await desk.press("enter", "enter")
            await desk.dialog("DeskScreen")
            assert desk.text == TEXT
            assert desk.token == "Pentagon"

    async def test_an_article_whose_file_is_gone_is_read_from_the_store(self, open_desk):
        async with open_desk(None, words=WORDS) as desk:
            await search(desk, "harbour near")
            await desk.press("enter", "enter")
            await desk.dialog("DeskScreen")
            await desk.until(lambda: desk.text.startswith("The harbour near"), "the article")
            assert desk.token == "harbour"

    async def test_a_file_that_has_changed_is_told(self, open_desk, workplace):
        async with open_desk(None, words=WORDS) as desk:
            await search(desk, "harbour is")
            workplace.write({"b.txt": "Something else stands here now.\n"})
            await desk.press("enter", "enter")
            await desk.dialog("DeskScreen")
            await desk.until(lambda: desk.text.startswith("Something else"), "the article")
            assert any("has changed" in notice for notice in desk.notices)

    async def test_coming_back_finds_the_same_place(self, open_desk):
        async with open_desk(None, words=WORDS) as desk:
            await search(desk, "harbour")
            await desk.press("enter", "j", "enter")
            await desk.dialog("DeskScreen")
            screen = await search(desk)
            assert len(screen.hits) == 3
            assert screen.list.cursor == 1

    async def test_the_find_bar_widens_to_all_articles(self, open_desk):
        async with open_desk(None, words=WORDS) as desk:
            await desk.press("/")
            await desk.type("harbour")
            desk.strike("ctrl+f")
            await desk.dialog("CorpusSearchScreen")
            screen = await finished(desk, desk.app.screen)
            assert len(screen.hits) == 3
            await desk.press("escape")
            await desk.dialog("DeskScreen")
            assert not desk.screen.finder.is_open


class TestLabelling:
    async def test_all_that_is_marked_is_one_act_and_one_undo_takes_it_back(
        self, open_desk, workplace
    ):
        async with open_desk(None, words=WORDS) as desk:
            before = judged(workplace)
            screen = await search(desk, "harbour")
            await desk.press("enter", "A", "9")
            await desk.until(lambda: "3 places in 3 articles" in desk.page, "the act")
            assert len(judged(workplace)) == len(before) + 3
            await finished(desk, screen)
            assert places(screen) == [
                "b.txt harbour FAC",
                "gone.txt harbour FAC",
                "c.txt harbour FAC",
            ]
            await desk.press("u")
            await desk.until(lambda: "undone" in desk.page, "the undo")
            assert judged(workplace) == before
            await finished(desk, screen)
            assert places(screen) == ["b.txt harbour", "gone.txt harbour", "c.txt harbour"]
            await desk.press("ctrl+r")
            await desk.until(lambda: "done again" in desk.page, "the redo")
            assert len(judged(workplace)) == len(before) + 3

    async def test_some_are_marked(self, open_desk, workplace):
        async with open_desk(None, words=WORDS) as desk:
            await search(desk, "harbour")
            await desk.press("enter", "j", "space", "space", "1")
            await desk.until(lambda: "2 places in 2" in desk.page, "the act")
            assert [one for one in judged(workplace) if "PERSON" in one] == [
                "c.txt harbour PERSON ann", "gone.txt harbour PERSON ann",
            ]  # fmt: skip

    async def test_what_somebody_decided_stays_unless_it_is_gone_to(self, open_desk, workplace):
        async with open_desk(None, words=WORDS) as desk:
            screen = await search(desk, "label:gpe")
            await desk.press("enter", "A", "4")
            await desk.until(lambda: "2 stay" in desk.page, "the answer")
            assert "b.txt Tajikistan GPE bob" in judged(workplace)
            await desk.press("N", "4")
            await desk.until(lambda: "LOC · 1 place" in desk.page, "the act")
            assert "b.txt Tajikistan LOC ann" in judged(workplace)
            await finished(desk, screen)
            assert places(screen) == ["gone.txt Dushanbe GPE"]

    async def test_the_open_article_shows_it(self, open_desk):
        async with open_desk(None, words=WORDS) as desk:
            await search(desk, "Dushanbe")
            await desk.press("enter", "A", "3")
            await desk.until(lambda: "GPE · " in desk.page, "the act")
            await desk.press("escape")
            await desk.dialog("DeskScreen")
            assert set(desk.of("Dushanbe")) == {"GPE corrected"}

    async def test_the_picker_and_no_entity(self, open_desk, workplace):
        async with open_desk(None, words=WORDS) as desk:
            await search(desk, "harbour is")
            desk.strike("enter")
            desk.strike("&")
            await desk.dialog("LabelPicker")
            await desk.type("fac")
            await desk.press("enter")
            await desk.dialog("CorpusSearchScreen")
            await desk.until(lambda: "b.txt harbour is FAC ann" in judged(workplace), "the act")
            await finished(desk, desk.app.screen)
            await desk.press("x")
            await desk.until(
                lambda: "b.txt harbour is FAC ann" not in judged(workplace), "no entity"
            )

    async def test_many_are_asked_about(self, open_desk, monkeypatch):
        monkeypatch.setattr("tui.screens.corpus_labelling.MANY", 2)
        async with open_desk(None, words=WORDS) as desk:
            await search(desk, "harbour")
            desk.strike("enter")
            desk.strike("A")
            desk.strike("9")
            await desk.dialog("Confirm")
            await desk.press("n")
            await desk.dialog("CorpusSearchScreen")
            assert "3 marked" in desk.page


@pytest.mark.parametrize("size", [(80, 24), (40, 10), (200, 50)])
async def test_it_fits_every_terminal(open_desk, size):
    async with open_desk(None, words=WORDS, size=size) as desk:
        await search(desk, "harbour")
        await desk.press("enter", "space")
        assert len(desk.lines) == size[1]
        assert "harbour" in desk.page


async def test_articles_that_nobody_has_read_are_found_by_their_words_alone(open_desk):
    async with open_desk(None, feed=WordFeed(WORDS, remembers=False)) as desk:
        screen = await search(desk, "label:org")
        assert "c.txt Dushanbe ORG" not in places(screen)
