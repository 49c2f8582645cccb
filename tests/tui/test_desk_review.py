"""`R` walks what nobody has judged, the most doubtful first; a decision leads to the next."""

from __future__ import annotations

TEXT = "Ann met Bo. Ann met Cy, and Cy met Bo in Dee.\n"
WORDS = {"Ann": "PERSON", "Bo": "ORG", "Cy": "PERSON", "Dee": "GPE"}


async def begin(desk) -> None:
    desk.strike("R")
    await desk.until(lambda: "review:" in desk.said, "the first")


class TestReview:
    async def test_each_decision_leads_to_the_next_until_nothing_is_left(self, open_desk):
        async with open_desk(TEXT, words=WORDS) as desk:
            await begin(desk)
            assert desk.at == "Dee"
            assert desk.told("Dee", "GPE", "4 left", "why: stands here once")
            await desk.press("a")
            assert desk.told("Ann", "3 left", "why: 2 mentions")
            await desk.press("1")
            assert desk.at == "Bo"
            await desk.press("x")
            assert desk.told("Cy", "1 left")
            desk.strike("a")
            await desk.until(lambda: "nothing is left" in desk.said, "the end")
            assert set(desk.of("Cy")) == {"PERSON accepted"}

    async def test_one_may_be_left_for_later(self, open_desk):
        async with open_desk(TEXT, words=WORDS) as desk:
            await begin(desk)
            seen = [desk.at]
            for _ in range(4):
                await desk.press(";")
                seen.append(desk.at)
            assert seen == ["Dee", "Ann", "Bo", "Cy", "Dee"]
            await desk.press(":")
            assert desk.at == "Cy"

    async def test_edges_can_be_moved_more_than_once(self, open_desk):
        async with open_desk(TEXT, words=WORDS) as desk:
            await begin(desk)
            await desk.press("[", "[")
            assert desk.at == "Bo in Dee"

    async def test_undo_brings_it_back(self, open_desk):
        async with open_desk(TEXT, words=WORDS) as desk:
            await begin(desk)
            await desk.press("a", "u", ";")
            assert desk.told("4 left")

    async def test_escape_and_the_key_itself_end_it(self, open_desk):
        async with open_desk(TEXT, words=WORDS) as desk:
            for key in ("escape", "R"):
                await begin(desk)
                await desk.press(key)
                assert desk.told("review ended")
                await desk.put("Ann")
                await desk.press(";")
                assert desk.at == "Bo"

    async def test_the_next_article_goes_on(self, open_desk):
        async with open_desk({"a.txt": TEXT, "b.txt": "Eve met Bo.\n"}, words=WORDS) as desk:
            await begin(desk)
            await desk.press(")")
            await desk.until(lambda: desk.of("Bo"), "the article")
            desk.strike(";")
            await desk.until(lambda: "1 left" in desk.said, "the first")
            assert desk.at == "Bo"
