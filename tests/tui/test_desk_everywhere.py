"""`*` carries a decision to every article: listed in context, chosen, one act, one undo."""

from __future__ import annotations

import pytest

from annotations.annotation_set import AnnotationSet
from annotations.store.corpus import Corpus
from tests.tui.driving import TEXT

MORE = {
    "a.txt": TEXT,
    "b.txt": "Rain fell in Tajikistan.\nTajikistan's border is open, the Tajikistan Times wrote.\n",
    "c.txt": "Nobody went to Dushanbe.\n",
    "d.txt": "Snow in Tajikistan, and in Tajikistan's hills.\n",
}


async def decided(desk, word: str = "Tajikistan", *keys: str) -> None:
    await desk.put(word)
    await desk.press(*(keys or ("3",)))


async def star(desk):
    desk.strike("*")
    await desk.dialog("EverywhereScreen")
    await desk.until(lambda: desk.app.screen.is_complete, "the end of looking")
    return desk.app.screen


async def apply(desk) -> None:
    desk.strike("enter")
    await desk.dialog("DeskScreen")
    await desk.settle()


def stored(workplace) -> dict[str, list[str]]:
    """What stands in the store, by file name, but for what nobody judged."""
    with Corpus(workplace.store, read_only=True) as corpus:
        return {
            article.source.rpartition("/")[2]: judged(corpus.annotations(article.id))
            for article in corpus.articles()
        }


def judged(current: AnnotationSet) -> list[str]:
    return [f"{a.span.text} {a.span.label}" for a in current if a.reviewed]


class TestCarrying:
    async def test_one_act_settles_every_article_and_one_undo_takes_it_back(
        self, open_desk, workplace
    ):
        async with open_desk(MORE) as desk:
            await decided(desk)
            screen = await star(desk)
            assert [(desk_row.name, desk_row.chosen) for desk_row in screen.choices] == [
                ("b.txt", True), ("b.txt", True), ("b.txt", True), ("d.txt", True),
                ("d.txt", True),
            ]  # fmt: skip
            await apply(desk)
            assert desk.told("Tajikistan", "GPE", "5 mentions in 2 articles")
            assert stored(workplace)["b.txt"] == ["Tajikistan GPE"] * 3
            assert stored(workplace)["d.txt"] == ["Tajikistan GPE"] * 2
            assert "c.txt" not in stored(workplace)
            await desk.press("u")
            await desk.until(lambda: not stored(workplace)["b.txt"], "the undo")
            assert stored(workplace)["d.txt"] == []
            await desk.press("(", "(", "(")
            assert len(stored(workplace)["a.txt"]) == TEXT.count("Tajikistan")
            await desk.press("ctrl+r")
            await desk.until(lambda: len(stored(workplace)["b.txt"]) == 3, "the redo")

    async def test_the_other_article_shows_it_when_it_is_opened(self, open_desk):
        async with open_desk(MORE) as desk:
            await decided(desk)
            await star(desk)
            await apply(desk)
            await desk.press(")")
            await desk.until(lambda: desk.of("Tajikistan"), "the article")
            assert desk.of("Tajikistan") == ["GPE corrected"] * 3

    async def test_an_article_that_was_never_read_by_the_pipeline_has_them_added(
        self, open_desk, workplace
    ):
        from tests.tui.driving import WordFeed

        async with open_desk(MORE, feed=WordFeed(remembers=False)) as desk:
            await decided(desk)
            await star(desk)
            await apply(desk)
            await desk.press(")")
            await desk.until(lambda: desk.screen.article.text == MORE["b.txt"], "the article")
            await desk.until(lambda: not desk.screen.header.working, "predictions")
            assert desk.of("Tajikistan") == ["GPE added"] * 3

    async def test_no_entity_is_carried_too(self, open_desk, workplace):
        async with open_desk(MORE) as desk:
            await decided(desk, "Tajikistan", "x")
            screen = await star(desk)
            assert "✗ NORP" in desk.page
            assert len(screen.choices) == 5
            await apply(desk)
            await desk.press(")")
            await desk.until(lambda: desk.screen.article.text == MORE["b.txt"], "the article")
            assert set(desk.of("Tajikistan")) <= {"NORP rejected"}

    async def test_on_an_entity_it_is_what_stands_there(self, open_desk):
        async with open_desk(MORE) as desk:
            await decided(desk)
            await desk.put("Dushanbe")
            screen = await star(desk)
            assert "“Dushanbe” → ORG everywhere" in desk.page
            assert {row.case.form for row in screen.choices} == {"Dushanbe"}

    async def test_without_a_decision_it_says_what_to_do(self, open_desk):
        async with open_desk(MORE) as desk:
            await desk.put("assistant")
            await desk.press("*")
            assert desk.told("go to an entity")


class TestChoosing:
    async def test_one_by_one_and_what_was_not_wanted_is_offered_unticked(
        self, open_desk, workplace
    ):
        async with open_desk(MORE) as desk:
            await decided(desk)
            await star(desk)
            await desk.press("j", "space")
            await apply(desk)
            assert stored(workplace)["b.txt"] == ["Tajikistan GPE"] * 2
            screen = await star(desk)
            assert [row.chosen for row in screen.choices] == [False]
            assert "not wanted before" in desk.page
            await desk.press("space")
            await apply(desk)
            assert stored(workplace)["b.txt"] == ["Tajikistan GPE"] * 3

    async def test_all_and_none(self, open_desk, workplace):
        async with open_desk(MORE) as desk:
            await decided(desk)
            await star(desk)
            await desk.press("N")
            assert "0 of 5 chosen" in desk.page
            await desk.press("A")
            assert "5 of 5 chosen" in desk.page
            await desk.press("escape")
            await desk.dialog("DeskScreen")
            assert "b.txt" not in stored(workplace)

    async def test_what_somebody_decided_otherwise_is_unticked_with_the_reason(
        self, open_desk, workplace
    ):
        async with open_desk(MORE, annotator="bob") as desk:
            await desk.press(")", ")", ")")
            await desk.until(lambda: desk.screen.article.text == MORE["d.txt"], "the article")
            await decided(desk, "Tajikistan", "4")
        async with open_desk(annotator="ann") as desk:
            await desk.press("(", "(", "(")
            await desk.until(lambda: desk.screen.article.text == TEXT, "the first article")
            await decided(desk)
            screen = await star(desk)
            assert {row.case.reason for row in screen.choices if row.name == "d.txt"} == {
                "LOC by bob"
            }
            await apply(desk)
            assert stored(workplace)["d.txt"] == ["Tajikistan LOC"] * 2

    @pytest.mark.parametrize(("key", "count"), [("p", 3), ("c", 6), ("i", 5), ("w", 6)])
    async def test_how_it_is_looked_for(self, open_desk, key, count):
        texts = {**MORE, "e.txt": "tajikistan, and PanTajikistan.\n"}
        async with open_desk(texts, words={}) as desk:
            await decided(desk)
            screen = await star(desk)
            assert len(screen.choices) == 5
            await desk.press(key)
            await desk.until(lambda: desk.app.screen.is_complete, "the end of looking")
            assert len(screen.choices) == count

    async def test_the_name_is_aligned(self, open_desk):
        texts = {"a.txt": TEXT, "b.txt": "In Tajikistan.\nIn the north of Tajikistan.\n"}
        async with open_desk(texts) as desk:
            await decided(desk)
            await star(desk)
            rows = [line for line in desk.lines if "● b.txt" in line]
            assert len(rows) == 2
            assert len({row.index("Tajikistan") for row in rows}) == 1


class TestMany:
    async def test_more_than_a_thousand_are_asked_about_and_taken_back_by_one_undo(
        self, open_desk, workplace
    ):
        texts = {"a.txt": TEXT, "b.txt": "Tajikistan is here.\n" * 2500}
        async with open_desk(texts, words={"Tajikistan": "NORP"}) as desk:
            await decided(desk)
            await star(desk)
            desk.strike("enter")
            await desk.dialog("Confirm")
            await desk.until(lambda: "Change 2,500 places in 1 article?" in desk.page, "it")
            await desk.press("n")
            assert "b.txt" not in stored(workplace)
            desk.strike("enter")
            await desk.dialog("Confirm")
            desk.strike("y")
            await desk.dialog("DeskScreen")
            await desk.settle()
            assert len(stored(workplace)["b.txt"]) == 2500
        async with open_desk() as desk:  # the act is longer than what undo recalls of others
            await desk.press("u")
            await desk.until(lambda: not stored(workplace)["b.txt"], "the undo")
