"""Relations between entities, tags of the article, parts of an entity, names."""

from __future__ import annotations

from annotations.labels import parse_scheme
from tests.tui.driving import TEXT, Desk
from tui.config import Config

SCHEME = parse_scheme("""
[[label]]
name = "PERSON"
[[label]]
name = "NORP"
[[label]]
name = "ORG"
[[relation]]
name = "visits"
from = ["PERSON"]
to = ["NORP"]
key = "v"
[[relation]]
name = "leads"
from = ["PERSON"]
to = ["ORG"]
""")


async def relate(desk: Desk, source: str, target: str, label: str) -> None:
    """Make a relation with the keys."""
    await desk.put(source)
    await desk.press("r")
    await desk.put(target)
    await desk.press("enter")
    await desk.dialog("Completing")
    await desk.type(label)
    await desk.press("enter")
    await desk.dialog("DeskScreen")
    await desk.until(lambda: not desk.app.screen.workers._workers, "the relation")


def relations(desk: Desk) -> list[str]:
    """The relations that stand: `Donald Lu visits Tajikistan`."""
    current = desk.screen.annotations
    return [
        f"{current.by_id[r.source].span.text} {r.label} {current.by_id[r.target].span.text}"
        for r in current.relations
    ]


class TestRelations:
    async def test_one_is_made_and_listed(self, open_desk):
        async with open_desk(TEXT) as desk:
            await relate(desk, "Donald", "Tajikistan", "visits")
            assert relations(desk) == ["Donald Lu visits Tajikistan"]
            await desk.press("s")
            assert [row.strip() for row in desk.rows] == ["Donald Lu → visits → Tajikistan"]

    async def test_undo_takes_it_back_and_redo_repeats_it(self, open_desk):
        async with open_desk(TEXT) as desk:
            await relate(desk, "Donald", "Tajikistan", "visits")
            await desk.press("u")
            assert relations(desk) == []
            await desk.press("ctrl+r")
            assert relations(desk) == ["Donald Lu visits Tajikistan"]

    async def test_the_hints_say_what_to_do_meanwhile(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.put("Donald")
            await desk.press("r")
            assert "move to the other entity" in desk.lines[-1]
            await desk.press("escape")
            assert "move to the other entity" not in desk.lines[-1]
            await desk.put("Monday")
            await desk.press("enter")
            await desk.dialog("LabelPicker")

    async def test_it_leads_to_another_entity(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.put("Donald")
            await desk.press("r", "enter")
            assert desk.told("move to another entity first")
            await desk.put("Okno")
            await desk.press("enter")
            assert desk.told("move to another entity first")

    async def test_it_goes_with_its_entity_and_comes_back_with_it(self, open_desk):
        async with open_desk(TEXT) as desk:
            await relate(desk, "Donald", "Monday", "on")
            await desk.press("x")
            assert relations(desk) == []
            await desk.press("u")
            assert relations(desk) == ["Donald Lu on Monday"]

    async def test_x_on_its_row_deletes_it_and_nothing_else(self, open_desk):
        async with open_desk(TEXT) as desk:
            before = desk.entities
            await relate(desk, "Donald", "Monday", "on")
            await desk.press("s", "tab", "x")
            assert relations(desk) == []
            assert desk.entities == before
            await desk.press("u")
            assert relations(desk) == ["Donald Lu on Monday"]

    async def test_on_its_row_both_ends_stand_out(self, open_desk):
        async with open_desk(TEXT) as desk:
            await relate(desk, "Donald", "Monday", "on")
            await desk.press("s", "tab", "g")
            found = desk.view.found
            places = [desk.text[slice(*found[n])] for n in range(len(found))]
            assert places == ["Donald Lu", "Monday"]
            await desk.press("escape")
            assert len(desk.view.found) == 0

    async def test_it_is_saved(self, open_desk):
        async with open_desk(TEXT) as desk:
            await relate(desk, "Donald", "Monday", "on")
            await desk.quit()
        async with open_desk() as desk:
            assert relations(desk) == ["Donald Lu on Monday"]

    async def test_labels_used_before_are_offered(self, open_desk):
        async with open_desk(TEXT) as desk:
            await relate(desk, "Donald", "Monday", "travels on")
            await desk.put("Dushanbe")
            await desk.press("r")
            await desk.put("Monday")
            await desk.press("enter")
            await desk.dialog("Completing")
            await desk.press("t", "down", "enter")
            await desk.until(lambda: len(relations(desk)) == 2, "the second relation")
            assert relations(desk)[1] == "Dushanbe travels on Monday"

    async def test_a_scheme_offers_those_that_fit_only(self, open_desk):
        async with open_desk(TEXT, scheme=SCHEME) as desk:
            await desk.put("Donald")
            await desk.press("r")
            await desk.put("Tajikistan")
            await desk.press("enter")
            await desk.dialog("Completing")
            assert "visits" in desk.page
            assert "leads" not in desk.page
            await desk.press("v", "enter")
            await desk.until(lambda: relations(desk), "the relation")
            assert relations(desk) == ["Donald Lu visits Tajikistan"]

    async def test_a_scheme_refuses_what_does_not_fit(self, open_desk):
        async with open_desk(TEXT, scheme=SCHEME) as desk:
            await desk.put("Tajikistan")
            await desk.press("r")
            await desk.put("Donald")
            await desk.press("enter")
            assert desk.told("no relation from NORP to PERSON")


class TestTags:
    async def tag(self, desk: Desk, name: str) -> None:
        await desk.press("t")
        await desk.dialog("Completing")
        await desk.type(name)
        await desk.press("enter")
        await desk.dialog("DeskScreen")

    def tags(self, desk: Desk) -> set[str]:
        return set(desk.screen.annotations.state.tags)

    async def test_a_tag_is_put_on_and_taken_away(self, open_desk):
        async with open_desk(TEXT) as desk:
            await self.tag(desk, "diplomacy")
            await desk.until(lambda: self.tags(desk) == {"diplomacy"}, "the tag")
            assert "diplomacy" in desk.lines[0]
            await self.tag(desk, "diplomacy")
            await desk.until(lambda: not self.tags(desk), "the end of the tag")
            assert "diplomacy" not in desk.lines[0]
            await desk.press("u")
            assert self.tags(desk) == {"diplomacy"}

    async def test_tags_of_other_articles_are_offered(self, open_desk):
        async with open_desk({"a.txt": TEXT, "b.txt": TEXT + "More."}) as desk:
            await self.tag(desk, "diplomacy")
            await desk.until(lambda: self.tags(desk), "the tag")
            await desk.press(")")
            await desk.until(lambda: not self.tags(desk), "the other article")
            await desk.press("t")
            await desk.dialog("Completing")
            await desk.press("d", "down", "enter")
            await desk.until(lambda: self.tags(desk) == {"diplomacy"}, "the tag")


class TestFragments:
    async def test_the_selection_becomes_a_part(self, open_desk):
        async with open_desk("alpha and beta actin", words={"alpha": "PRODUCT"}) as desk:
            await desk.put("alpha")
            await desk.put("actin")
            await desk.press("v", "F")
            (annotation,) = desk.annotations
            assert annotation.span.fragments == ((0, 5), (15, 20))
            assert annotation.span.text == "alpha and beta actin"
            assert any("alpha … actin" in row for row in desk.rows)
            await desk.press("u")
            assert desk.entities == ["alpha PRODUCT predicted"]

    async def test_it_says_what_is_missing(self, open_desk):
        async with open_desk("alpha and actin", words={"alpha": "PRODUCT"}) as desk:
            await desk.put("alpha")
            await desk.press("F")
            assert desk.told("select the part first")


class TestNames:
    async def test_names_used_before_are_offered(self, open_desk):
        async with open_desk(TEXT) as desk:
            await desk.put("Dushanbe")
            await desk.press("=")
            await desk.dialog("Completing")
            await desk.type("Q9365")
            await desk.press("enter")
            await desk.until(lambda: any(a.link for a in desk.annotations), "the name")
            await desk.put("Dushanbe", 1)
            await desk.press("=")
            await desk.dialog("Completing")
            await desk.press("q", "down", "enter")
            await desk.until(lambda: sum(a.link == "Q9365" for a in desk.annotations) == 2, "both")

    async def test_those_of_the_knowledge_base_are_offered_for_the_surface(
        self, open_desk, tmp_path
    ):
        kb = tmp_path / "places.jsonl"
        kb.write_text(
            '{"id": "Q863", "name": "Tajikistan"}\n'
            '{"id": "Q9365", "name": "Dushanbe", "description": "a capital"}\n'
        )
        async with open_desk(TEXT, config=Config(kb=str(kb))) as desk:
            await desk.put("Dushanbe")
            await desk.press("=")
            await desk.dialog("Completing")
            assert "Dushanbe a capital" in desk.page
            assert "Q863" not in desk.page
            await desk.press("down", "enter")
            await desk.until(lambda: any(a.link == "Q9365" for a in desk.annotations), "the id")

    async def test_a_knowledge_base_that_cannot_be_read_is_said(self, open_desk, tmp_path):
        async with open_desk(TEXT, config=Config(kb=str(tmp_path / "none.jsonl"))) as desk:
            await desk.press("=")
            await desk.dialog("Completing")
            assert any("none.jsonl" in notice for notice in desk.notices)
