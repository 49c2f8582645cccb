"""An article that changed since it was annotated: nothing is carried unseen, nothing is lost."""

from __future__ import annotations

import pytest

from annotations.anchoring import carry
from annotations.corrections import Author, Change, Kind
from annotations.predictions import Pipeline, Predictions
from annotations.sources import collect, read
from annotations.store.corpus import Corpus
from tests.tui.driving import Desk, Workplace, find
from tui.config import Config

TEXT = """\
Notes from the region, gathered on the spot by people who live there all year.

Donald Lu, who handles the region at the ministry, left for Tajikistan late on Monday evening.

Nobody else went. In Dushanbe the streets had been swept, and the flags were out since Sunday.

The hosts had asked for drones, for boots and for a bridge. The Pentagon spoke of drones alone.

Snow fell on the passes that night, and two lorries turned back. Washington will pay $60 million.

The bridge was promised long ago. In Dushanbe they remember that well, and say so when asked.
"""
WORDS = {
    "Donald Lu": "PERSON", "Tajikistan": "NORP", "Monday": "DATE", "Dushanbe": "ORG",
    "Sunday": "DATE", "The Pentagon": "ORG", "Washington": "GPE", "$60 million": "MONEY",
}  # fmt: skip
CHANGED = "A correction stands before it all.\n\n" + TEXT.replace(
    "had been swept, and the flags were out since Sunday", "had been swept"
).replace("left for Tajikistan late on", "made for Tajikistan late on").replace(
    "The Pentagon spoke", "The Pentagram spoke"
).replace(" Washington will pay $60 million.", " Somebody will have to pay.")
"""Kept: Donald Lu, the second Dushanbe. Moved: Tajikistan, Monday, the first Dushanbe.
Unsure: The Pentagon. Lost: Sunday, Washington, $60 million."""


@pytest.fixture
def decided(workplace: Workplace) -> Workplace:
    """All that the word list finds was judged by ann; then the article was changed."""
    workplace.write(TEXT)
    (ref,) = collect([str(workplace.folder)]).refs
    article = read(ref).article
    spans = find(TEXT, WORDS)
    changes = [
        Change(Kind.RELABEL, span.key, span, span.relabelled("GPE"))
        if span.text in ("Dushanbe", "Tajikistan")
        else Change(Kind.ACCEPT, span.key, span, span)
        for span in spans
    ]
    predicted = Predictions(article.id, Pipeline("wordlist", "0.9"), tuple(spans))
    with Corpus(workplace.store) as corpus:
        corpus.record([article], [predicted], Author("ann").stamp(article.id, changes))
    workplace.write(CHANGED)
    return workplace


def opened(workplace: Workplace, *, ready: bool = False, **more):
    """The program over the changed article; eve sits before it, and nothing is remembered."""
    config = Config(memory=False)  # what the memory proposes comes when it is ready
    return workplace.open(annotator="eve", config=config, ready=ready, **{"words": WORDS, **more})


async def offered(desk: Desk) -> None:
    await desk.dialog("EarlierTextOffer")
    await desk.until(lambda: not desk.screen.header.working, "the predictions")


async def listed(desk: Desk) -> None:
    await desk.dialog("EarlierTextList")
    await desk.settle()


async def at_the_desk(desk: Desk) -> None:
    """The dialog is gone, and all that is predicted is there."""
    await desk.dialog("DeskScreen")
    await desk.until(lambda: not desk.screen.header.working and desk.entities, "the entities")


def reviewed(desk: Desk) -> list[str]:
    return [f"{a.span.text} {a.span.label}" for a in desk.annotations if a.reviewed]


async def test_it_says_what_became_of_them(decided):
    async with opened(decided) as desk:
        await offered(desk)
        page = " ".join(desk.page.split())
        assert "article.txt changed since it was annotated" in page
        assert "2 kept" in page
        assert "3 moved" in page
        assert "1 unsure" in page
        assert "3 lost" in page
        assert reviewed(desk) == []
        await desk.press("escape")
        await at_the_desk(desk)


async def test_enter_carries_over_what_is_kept(decided):
    async with opened(decided) as desk:
        await offered(desk)
        await desk.press("enter")
        await at_the_desk(desk)
        await desk.until(lambda: "carried over" in desk.said, "the message")
        assert desk.told("2 carried over", "7 left")
        assert desk.saved == "saved ✓"
        assert desk.of("Donald Lu") == ["PERSON accepted"]
        assert [said.split()[1] for said in desk.of("Dushanbe")] == ["predicted", "corrected"]
        assert {a.annotator for a in desk.annotations if a.reviewed} == {"ann"}
        assert all(CHANGED[slice(*a.span.range)] == a.span.text for a in desk.annotations)


async def test_undo_takes_it_all_back_and_redo_repeats_it(decided):
    async with opened(decided) as desk:
        await offered(desk)
        await desk.press("enter")
        await at_the_desk(desk)
        before = desk.entities
        await desk.press("u")
        assert reviewed(desk) == []
        assert {a.pipeline.version for a in desk.annotations} == {"1.0"}
        await desk.press("ctrl+r")
        assert desk.entities == before


async def test_what_moved_is_listed_with_what_stood_around_it(decided):
    async with opened(decided) as desk:
        await offered(desk)
        await desk.press("l")
        await listed(desk)
        page = " ".join(desk.page.split())
        assert "left for Tajikistan late on Monday" in page
        assert "made for Tajikistan late on Monday" in page
        assert page.count("· moved ") == 3
        assert page.count("· unsure ") == 1
        assert "carry over 2" in page


async def test_a_takes_x_leaves_and_lost_ones_cannot_be_taken(decided):
    async with opened(decided) as desk:
        await offered(desk)
        await desk.press("l")
        await listed(desk)
        await desk.press("a", "j", "j", "a")  # Tajikistan, and the Pentagon
        await desk.press("a", "a", "a", "x")  # what is lost, and Donald Lu
        assert "carry over 3" in desk.page
        await desk.press("enter")
        await at_the_desk(desk)
        assert desk.of("Tajikistan") == ["GPE corrected"]
        assert desk.of("The Pentagram") == ["ORG added"]
        assert desk.of("Donald Lu") == ["PERSON predicted"]
        assert desk.told("3 carried over", "6 left")


async def test_all_that_moved_is_taken_with_one_key(decided):
    async with opened(decided) as desk:
        await offered(desk)
        await desk.press("l")
        await listed(desk)
        await desk.press("A", "enter")
        await at_the_desk(desk)
        assert desk.told("5 carried over")
        assert desk.of("The Pentagram") == []


async def test_lost_ones_stay_listed(decided):
    async with opened(decided) as desk:
        await offered(desk)
        await desk.press("enter")
        await at_the_desk(desk)
        await desk.press("W")
        await listed(desk)
        page = " ".join(desk.page.split())
        assert "lost Washington" in page
        assert "lost $60 million" in page
        assert " kept " not in page
        await desk.press("G")
        assert "not found" in desk.page
        await desk.press("escape")
        await desk.dialog("DeskScreen")


async def test_it_is_not_offered_again_once_something_is_decided(decided):
    async with opened(decided) as desk:
        await offered(desk)
        await desk.press("enter")
        await at_the_desk(desk)
        await desk.quit()
    async with opened(decided, ready=True) as desk:
        assert type(desk.app.screen).__name__ == "DeskScreen"
        assert reviewed(desk) == ["Donald Lu PERSON", "Dushanbe GPE"]
        assert {a.span.text for a in desk.annotations if not a.reviewed} == {
            "Tajikistan", "Monday", "Dushanbe",
        }  # fmt: skip


async def test_escape_changes_nothing_and_it_can_be_done_later(decided):
    async with opened(decided) as desk:
        await offered(desk)
        await desk.press("escape")
        await at_the_desk(desk)
        assert reviewed(desk) == []
        await desk.press("W")
        await listed(desk)
        await desk.press("enter")
        await at_the_desk(desk)
        assert len(reviewed(desk)) == 2


async def test_the_rest_is_predicted_when_it_was_carried_before_the_pipeline_was_done(decided):
    async with opened(decided, words={}) as desk:
        await offered(desk)
        await desk.press("enter")
        await at_the_desk(desk)
        await desk.quit()
    async with opened(decided, ready=True, words={"A correction": "EVENT"}) as desk:
        assert "A correction EVENT predicted" in desk.entities
        assert len(reviewed(desk)) == 2


async def test_predictions_that_lie_over_what_was_carried_are_not_taken_in(decided):
    async with opened(decided, words={"Donald Lu, who": "PERSON"}) as desk:
        await offered(desk)
        await desk.press("enter")
        await at_the_desk(desk)
        await desk.quit()
    async with opened(decided, ready=True, words={"Donald Lu, who": "ORG"}) as desk:
        assert desk.of("Donald Lu, who") == []
        assert desk.of("Donald Lu") == ["PERSON accepted"]


async def test_they_come_back_when_it_is_taken_back(decided):
    async with opened(decided, words={"Donald Lu, who": "PERSON", "bridge": "FAC"}) as desk:
        await offered(desk)
        await desk.press("enter")
        await at_the_desk(desk)
        await desk.until(lambda: desk.of("bridge"), "the predictions")
        assert desk.of("Donald Lu, who") == []
        await desk.press("u")
        assert desk.of("Donald Lu, who") == ["PERSON predicted"]
        assert desk.of("Donald Lu") == []
        await desk.press("ctrl+r")
        assert desk.of("Donald Lu, who") == []
        assert desk.of("Donald Lu") == ["PERSON accepted"]
        await desk.press("u")
        await desk.quit()
    async with opened(decided, words={}) as desk:
        await offered(desk)
        await desk.press("escape")
        assert desk.of("Donald Lu, who") == ["PERSON predicted"]


async def test_what_another_terminal_carried_appears(decided):
    async with opened(decided) as desk:
        await offered(desk)
        await desk.press("escape")
        await at_the_desk(desk)
        with Corpus(decided.store) as other:
            new = desk.screen.article
            revision = other.revision(new)
            ids = {one.id for one in revision.waiting if one.anchored.placed}
            over = carry(revision, ids, other.annotations(new.id), Author("bob"))
            other.record([new], over.predictions, over.corrections)
        await desk.until(lambda: len(reviewed(desk)) == 5, "the annotations")
        assert desk.of("Dushanbe") == ["GPE corrected"] * 2


async def test_the_old_text_keeps_what_was_decided(decided):
    async with opened(decided) as desk:
        await offered(desk)
        await desk.press("enter")
        await at_the_desk(desk)
        await desk.quit()
    decided.write(TEXT)
    async with opened(decided, ready=True) as desk:
        assert desk.of("Dushanbe") == ["GPE corrected"] * 2
        assert len(reviewed(desk)) == 9


async def test_a_store_that_cannot_be_written_carries_nothing(decided, monkeypatch):
    monkeypatch.setattr("tui.session.Session.read_only", property(lambda _: True))
    async with opened(decided, ready=True) as desk:
        assert desk.told("changed since it was annotated", "2 kept", "3 lost")
        await desk.press("W")
        await listed(desk)
        assert "read-only" in desk.page
        await desk.press("enter")
        await desk.dialog("DeskScreen")
        assert reviewed(desk) == []


async def test_another_text_altogether_is_told_and_not_asked_about(decided):
    decided.write("Prices of cotton were steady throughout, said brokers in Liverpool.\n")
    async with opened(decided, ready=True) as desk:
        assert desk.told("9 lost", "W lists them")


async def test_an_article_that_did_not_change_has_nothing_to_carry(open_desk):
    async with open_desk(TEXT) as desk:
        await desk.press("W")
        await desk.until(lambda: "nothing waits" in desk.said, "the answer")


async def test_it_is_offered_for_each_article_that_is_opened(decided):
    (decided.folder / "a.txt").write_text("Nobody has read this.", encoding="utf-8")
    async with opened(decided, ready=True) as desk:
        await desk.press(")")
        await offered(desk)
        await desk.press("escape")
        await at_the_desk(desk)
        await desk.press("(", ")")
        await desk.until(lambda: desk.text == CHANGED, "the article")
        assert type(desk.app.screen).__name__ == "DeskScreen"


@pytest.mark.parametrize("size", [(40, 10), (80, 24), (200, 60)])
async def test_both_dialogs_fit(decided, size):
    async with opened(decided, size=size) as desk:
        await offered(desk)
        assert "esc" in desk.page
        assert "kept" in desk.page
        await desk.press("l")
        await listed(desk)
        assert "moved" in desk.page
        assert "now" in desk.page
        assert "carry over 2" in " ".join(desk.page.split())
