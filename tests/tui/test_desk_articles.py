"""From article to article: next, previous, done; and what is remembered of each."""

from __future__ import annotations

from tests.tui.driving import TEXT, Desk, WordFeed

THREE = {
    "1-one.txt": "Dushanbe waits for rain.\n\n" + "filler\n\n" * 60,
    "2-two.txt": "Kabul waits too.",
    "10-ten.txt": "Nobody waits.",
}
WORDS = {"Dushanbe": "ORG", "Kabul": "GPE"}


async def arrive(desk: Desk, name: str) -> None:
    """Wait until an article is open, with its predictions."""
    text = THREE[name]
    await desk.until(lambda: desk.app.session.article.text == text, name)
    await desk.until(lambda: not desk.screen.header.working, "its predictions")


class TestTurning:
    async def test_the_next_and_the_previous_in_natural_order(self, open_desk):
        async with open_desk(THREE, words=WORDS) as desk:
            assert desk.text == THREE["1-one.txt"]
            await desk.press(")")
            await arrive(desk, "2-two.txt")
            assert desk.entities == ["Kabul GPE predicted"]
            await desk.press(")")
            await arrive(desk, "10-ten.txt")
            assert desk.entities == []
            await desk.press("(", "(")
            await arrive(desk, "1-one.txt")
            assert desk.entities == ["Dushanbe ORG predicted"]

    async def test_the_ends_say_that_they_are(self, open_desk):
        async with open_desk(THREE, words=WORDS) as desk:
            await desk.press("(")
            assert desk.said == "this is the first article"
            await desk.press(")", ")")
            await arrive(desk, "10-ten.txt")
            await desk.press(")")
            assert desk.said == "this is the last article"

    async def test_the_header_says_which_of_how_many(self, open_desk):
        async with open_desk(THREE, words=WORDS) as desk:
            assert "1-one.txt" in desk.lines[0]
            assert "1 of 3" in desk.lines[0]
            await desk.press(")")
            await arrive(desk, "2-two.txt")
            assert "2-two.txt" in desk.lines[0]
            assert "2 of 3" in desk.lines[0]

    async def test_corrections_are_there_on_return(self, open_desk):
        async with open_desk(THREE, words=WORDS) as desk:
            await desk.press("3", ")")
            await arrive(desk, "2-two.txt")
            await desk.press("x", "(")
            await arrive(desk, "1-one.txt")
            assert desk.entities == ["Dushanbe GPE corrected"]
            await desk.press(")")
            await arrive(desk, "2-two.txt")
            assert desk.entities == []

    async def test_the_place_in_it_is_remembered(self, open_desk):
        async with open_desk(THREE, words=WORDS) as desk:
            await desk.press("G")
            at = desk.view.cursor.offset
            await desk.press(")")
            await arrive(desk, "2-two.txt")
            await desk.press("l", "(")
            await arrive(desk, "1-one.txt")
            assert desk.view.cursor.offset == at
            assert desk.cursor_in_view

    async def test_the_place_in_it_is_remembered_over_a_restart(self, open_desk):
        async with open_desk("filler\n\n" * 60 + TEXT) as desk:
            await desk.put("Okno")
            await desk.quit()
        async with open_desk() as desk:
            assert desk.token == "Okno"
            assert desk.cursor_in_view
            assert "Okno" in desk.page

    async def test_one_that_cannot_be_read_is_told_and_not_turned_to(self, open_desk, workplace):
        async with open_desk(THREE, words=WORDS) as desk:
            (workplace.folder / "2-two.txt").unlink()
            await desk.press(")")
            await desk.until(lambda: desk.notices, "the notice")
            assert "2-two.txt" in desk.notices[0]
            assert desk.text == THREE["1-one.txt"]
            await desk.press("3")
            assert desk.entities == ["Dushanbe GPE corrected"]

    async def test_the_same_text_twice_is_one_article(self, open_desk):
        twice = {"a.txt": "Dushanbe waits.", "b.txt": "Dushanbe waits."}
        async with open_desk(twice, words=WORDS) as desk:
            await desk.press("3", ")")
            await desk.until(lambda: "b.txt" in desk.lines[0], "the second file")
            await desk.until(lambda: desk.entities == ["Dushanbe GPE corrected"], "the correction")


class TestDone:
    async def test_it_accepts_what_is_left_and_goes_on(self, open_desk):
        async with open_desk(THREE, words=WORDS) as desk:
            await desk.press("d")
            await arrive(desk, "2-two.txt")
            await desk.press("(")
            await arrive(desk, "1-one.txt")
            assert desk.entities == ["Dushanbe ORG accepted"]
            assert desk.app.session.annotations.progress == "done"

    async def test_at_the_last_article_it_stays(self, open_desk):
        async with open_desk("Kabul waits.", words=WORDS) as desk:
            await desk.press("d")
            assert desk.entities == ["Kabul GPE accepted"]
            assert desk.app.session.annotations.progress == "done"
            assert desk.saved == "saved ✓"

    async def test_it_is_one_act(self, open_desk):
        async with open_desk("Kabul waits.", words=WORDS) as desk:
            await desk.press("d", "u")
            assert desk.entities == ["Kabul GPE predicted"]
            assert desk.app.session.annotations.progress == "new"
            await desk.press("ctrl+r")
            assert desk.app.session.annotations.progress == "done"

    async def test_a_whole_folder_is_done_by_one_key(self, open_desk):
        async with open_desk(THREE, words=WORDS) as desk:
            await desk.press("d")
            await arrive(desk, "2-two.txt")
            await desk.press("d")
            await arrive(desk, "10-ten.txt")
            await desk.press("d")
            corpus = desk.app.session.corpus
            progress = [corpus.annotations(a.id).progress for a in corpus.articles()]
            assert progress == ["done"] * 3


class TestPredictions:
    async def test_they_are_asked_for_when_an_article_is_turned_to(self, open_desk):
        feed = WordFeed(WORDS)
        async with open_desk(THREE, feed=feed) as desk:
            assert len(feed.asked) == 1
            await desk.press(")")
            await arrive(desk, "2-two.txt")
            assert feed.asked[1] == desk.screen.article.id

    async def test_a_corrected_article_keeps_what_was_predicted_then(self, open_desk):
        """A better model does not move what a human has judged."""
        async with open_desk("Kabul and Dushanbe", words=WORDS) as desk:
            await desk.press("a")
            await desk.quit()
        async with open_desk(words={"Kabul": "PERSON", "and": "ORG"}) as desk:
            assert desk.entities == ["Kabul GPE accepted", "Dushanbe ORG predicted"]
