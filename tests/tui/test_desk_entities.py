"""Going from entity to entity."""

from __future__ import annotations

from tests.tui.driving import TEXT


async def walk(desk, key: str, steps: int) -> list[str]:
    """The entities met on the way."""
    met = []
    for _ in range(steps):
        await desk.press(key)
        met.append(desk.at)
    return met


async def test_the_next_and_the_previous(open_desk):
    async with open_desk(TEXT) as desk:
        await desk.put("By Ines")
        assert await walk(desk, ".", 3) == ["Donald Lu", "Tajikistan", "Monday"]
        assert await walk(desk, ",", 3) == ["Tajikistan", "Donald Lu", "Dushanbe"]


async def test_from_inside_a_name_the_previous_is_not_the_name_itself(open_desk):
    async with open_desk(TEXT) as desk:
        await desk.put("Lu,")
        assert desk.at == "Donald Lu"
        await desk.press(",")
        assert desk.at == "Dushanbe"


async def test_at_the_last_one_it_says_that_there_are_no_more(open_desk):
    async with open_desk(TEXT) as desk:
        await desk.press("G", ",")
        assert desk.at == "$60 million"
        await desk.press(".")
        assert desk.at == "$60 million"
        assert desk.said == "no more entities that way"


async def test_unreviewed_ones_only(open_desk):
    async with open_desk(TEXT) as desk:
        await desk.put("Donald")
        await desk.press("a")
        await desk.put("By Ines")
        assert await walk(desk, ";", 2) == ["Tajikistan", "Monday"]
        await desk.put("Tajikistan")
        assert await walk(desk, ":", 2) == ["Dushanbe", "Washington"]


async def test_a_decision_on_all_mentions_leaves_none_of_them_to_review(open_desk):
    async with open_desk(TEXT) as desk:
        await desk.put("Tajikistan")
        await desk.press("3")
        assert await walk(desk, ";", 3) == ["Monday", "The Pentagon", "Dushanbe"]


async def test_when_all_is_reviewed_it_says_so(open_desk):
    async with open_desk(TEXT) as desk:
        await desk.press("A", ";")
        assert desk.said == "nothing is left to review"


async def test_what_is_left_elsewhere_is_not_denied(open_desk):
    """Nothing new lies that way, but something is left the other way."""
    async with open_desk(TEXT) as desk:
        await desk.put("$60")
        await desk.press("a", ";")
        assert desk.said == "nothing new that way"


async def test_going_to_an_entity_drops_the_selection(open_desk):
    async with open_desk(TEXT) as desk:
        await desk.put("the assistant")
        await desk.press("v", "l", ".")
        assert desk.selected == ""
        assert desk.at == "Tajikistan"


async def test_the_entity_is_brought_into_view(open_desk):
    text = "filler\n\n" * 100 + "Dushanbe waits.\n\n" + "filler\n\n" * 100
    async with open_desk(text) as desk:
        await desk.press(".")
        assert desk.at == "Dushanbe"
        assert desk.cursor_in_view
        assert "Dushanbe waits" in desk.page.replace("\u00a0org", "")


async def test_of_nested_entities_the_outer_comes_first_and_the_inner_is_under_the_cursor(
    open_desk,
):
    async with open_desk("the Ministry of Defence said", words={}) as desk:
        await desk.put("Ministry")
        await desk.press("v", "l", "l", "2")
        await desk.put("Defence")
        await desk.press("L", "H", "O", "0")
        await desk.press("g")
        met = await walk(desk, ".", 2)
        assert met == ["Ministry of Defence", "Defence"]
        assert desk.entities == ["Ministry of Defence ORG added", "Defence PRODUCT added"]


async def test_the_status_tells_about_the_entity(open_desk):
    async with open_desk(TEXT) as desk:
        await desk.put("Tajikistan")
        assert desk.told("“Tajikistan”", "NORP predicted", "3 mentions", "by wordlist 1.0")
        await desk.put("Okno")
        assert desk.said == "“Okno”"
