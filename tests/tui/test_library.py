"""The library: what is listed, chosen and marked there, and the way to the desk and back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from annotations.sources import SourceRef
from tests.tui.driving import Desk, WordFeed, Workplace
from tui.commands import COMMANDS, Where
from tui.screens.corpus_search import CorpusSearchScreen
from tui.screens.library import LibraryScreen
from tui.widgets.article_row import FolderRow

THREE = {
    "1-one.txt": "The first article\n\n24 May 2022\n\nDushanbe waits for rain, and Kabul too.\n",
    "2-two.txt": "The second article\n\n3 June 2023\n\nKabul waits too, for a year or two.\n",
    "10-ten.txt": "The tenth article\n\nNobody waits here for anything at all, it seems.\n",
}
TITLES = ["The first article", "The second article", "The tenth article"]
WORDS = {"Dushanbe": "ORG", "Kabul": "GPE"}
MANY = {
    "a.txt": "Kabul, again and again.",
    "b.txt": "Dushanbe and Kabul and Dushanbe.",
    "c.txt": "Nobody.",
    "d.txt": "Kabul and Dushanbe wait.",
}


class Library(Desk):
    """A running program with the library in front."""

    @property
    def library(self) -> LibraryScreen:
        """The library itself, whatever lies over it."""
        assert self.app.library is not None
        return self.app.library

    @property
    def titles(self) -> list[str]:
        """The rows: titles of articles, names of folders."""
        return [
            Path(row.folder).name + "/" if isinstance(row, FolderRow) else row.title
            for row in self.library.list.rows
        ]

    @property
    def here(self) -> str:
        """The row under the cursor."""
        return self.titles[self.library.list.cursor]

    @property
    def statuses(self) -> dict[str, str]:
        """Where each article stands."""
        return {one.ref.name: one.standing.status for one in self.library.shown}

    @property
    def told(self) -> str:  # type: ignore[override]
        """What the status line says."""
        status = self.library.status
        return f"{status.strong} {status.said}".strip()

    async def arrive(self, name: str) -> None:
        """Wait until an article is open on the desk, with its predictions."""
        await self.dialog("DeskScreen")
        await self.until(lambda: self.screen.articles.ref.name == name, name)
        await self.until(
            lambda: (
                self.app.session.article is self.screen.article
                and self.screen.article.text
                and not self.screen.header.working
            ),
            "what stands in it",
        )


@pytest.fixture
def still_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody watches the folder: tests say when it changed."""
    monkeypatch.setattr("annotations.library.watching.Watcher.start", lambda self: None)


@pytest.fixture
def open_library(workplace: Workplace, still_files):
    """Opens the program with the library in front."""

    @asynccontextmanager
    async def opened(
        texts: Mapping[str, str | bytes] | None = None,
        *,
        size: tuple[int, int] = (120, 30),
        learned: bool = True,
        **launch: object,
    ) -> AsyncIterator[Library]:
        if texts is not None:
            workplace.write(texts)
        app = workplace.app(WordFeed(WORDS), library=True, **launch)
        try:
            async with app.run_test(size=size, notifications=True) as pilot:
                library = Library(app, pilot)
                await library.dialog("LibraryScreen")
                if learned:
                    await library.until(lambda: library.library.is_up_to_date, "all that is known")
                yield library
        finally:
            with suppress(RuntimeError):  # it has been closed
                await app.session.close()

    return opened


async def searched(library: Library, typed: str) -> CorpusSearchScreen:
    """Search all articles from the library."""
    library.strike("/")
    await library.dialog("CorpusSearchScreen")
    screen = library.app.screen
    assert isinstance(screen, CorpusSearchScreen)
    await library.type(typed)
    await library.until(lambda: screen.is_complete, "the end of looking")
    return screen


class TestSearching:
    async def test_slash_looks_through_all_articles_and_opens_at_the_hit(self, open_library):
        async with open_library(THREE) as library:
            screen = await searched(library, "waits")
            assert {place.name for place in screen.hits.places} == set(THREE)
            await library.press("enter", "G", "enter")
            await library.dialog("DeskScreen")
            await library.until(lambda: library.token == "waits", "the hit")
            assert library.text == THREE["10-ten.txt"]

    async def test_the_article_that_was_left_is_gone_to_as_well(self, open_library):
        async with open_library(THREE) as library:
            await library.press("enter")
            await library.dialog("DeskScreen")
            await library.press("backspace")
            await library.dialog("LibraryScreen")
            await searched(library, "rain")
            await library.press("enter", "enter")
            await library.dialog("DeskScreen")
            await library.until(lambda: library.token == "rain", "the hit")

    async def test_what_is_labelled_there_is_seen_in_the_library(self, open_library):
        async with open_library(THREE) as library:
            await searched(library, "kabul")
            await library.press("enter", "A", "4")
            await library.until(lambda: "LOC · 2 places" in library.page, "the act")
            await library.press("escape")
            await library.dialog("LibraryScreen")
            started = {"1-one.txt": "started", "2-two.txt": "started", "10-ten.txt": "new"}
            await library.until(lambda: library.statuses == started, "what was labelled")
            await library.press("u")
            await library.until(lambda: set(library.statuses.values()) == {"new"}, "the undo")


class TestListing:
    async def test_titles_dates_and_what_stands(self, open_library):
        async with open_library(THREE) as library:
            assert library.titles == [
                "The first article",
                "The second article",
                "The tenth article",
            ]
            assert "2022-05-24" in library.page
            assert "0 of 3 done" in library.page
            assert "2-two.txt" in library.page

    async def test_the_first_frame_needs_no_file(self, open_library, workplace):
        async with open_library(THREE):
            pass
        for name in THREE:  # the same size and time: known from the last time
            file = workplace.folder / name
            status = file.stat()
            file.write_bytes(b"?" * status.st_size)
            import os

            os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
        async with open_library(learned=False) as library:
            assert library.titles == [
                "The first article",
                "The second article",
                "The tenth article",
            ]

    async def test_the_same_text_is_one_article(self, open_library):
        async with open_library({"a.txt": THREE["2-two.txt"], **THREE}) as library:
            assert len(library.titles) == 3
            assert "+1" in library.page
            await library.press("j")
            assert "the same text as" in library.told

    @pytest.mark.parametrize(
        ("name", "data", "why"),
        [("x.txt", b"", "empty"), ("x.pdf", b"%PDF-1.4 nonsense", ""), ("x.docx", b"PK", "")],
    )
    async def test_what_cannot_be_read_is_marked_and_says_why(self, open_library, name, data, why):
        async with open_library({**THREE, name: data}) as library:
            assert "unreadable" in library.page
            await library.press("f", *"status:unreadable", "enter", "j")
            await library.press("enter")
            assert why in library.told
            assert library.app.screen is library.library

    async def test_a_file_of_several_articles_is_listed_as_these(self, open_library):
        lines = b'{"text": "Dushanbe one", "title": "One"}\n{"text": "Kabul two", "title": "Two"}\n'
        async with open_library({"x.jsonl": lines}) as library:
            assert library.titles == ["One", "Two"]
            await library.press("j", "enter")
            await library.arrive("x.jsonl#2")
            assert library.text == "Kabul two"
            assert "2 of 2" in library.lines[0]

    @pytest.mark.parametrize("size", [(20, 5), (40, 10), (80, 24), (120, 36), (200, 50)])
    async def test_it_fits_every_terminal(self, open_library, size):
        hostile = {"a\x1b[2J.txt": "\x1b]52;c;aGk=\x07 “title” \x9b2J\n\nText 我爱北京.\n", **THREE}
        async with open_library(hostile, size=size) as library:
            for keys in ((), ("B",), ("V",), ("f", "t")):
                await library.press(*keys)
                assert "\x1b" not in library.page
                assert len(library.lines) == size[1]

    async def test_an_empty_choice_says_how_to_get_back(self, open_library):
        async with open_library(THREE) as library:
            await library.press("f", *"nothing")
            assert "no article is like this" in library.page
            assert "0 of 3" in library.page
            await library.press("escape")
            assert len(library.titles) == 3


class TestChoosing:
    async def test_it_is_filtered_as_it_is_typed(self, open_library):
        async with open_library(THREE) as library:
            await library.press("f", *"second")
            assert library.titles == ["The second article"]
            assert "1 of 3" in library.page
            await library.press("enter")
            assert library.library.list.has_focus
            await library.press("escape")
            assert len(library.titles) == 3

    async def test_the_cursor_stays_on_its_article(self, open_library):
        async with open_library(THREE) as library:
            await library.press("j")
            assert library.here == "The second article"
            await library.press("S", "S", "S")  # by date
            assert library.titles[0] == "The second article"
            assert library.here == "The second article"
            assert "articles by date" in library.told

    async def test_folders_can_be_folded(self, open_library, workplace):
        for folder in ("north", "south"):
            (workplace.folder / folder).mkdir(parents=True)
            (workplace.folder / folder / "a.txt").write_text(f"An article of the {folder}")
        async with open_library() as library:
            await library.press("B")
            assert library.titles == ["north/", "a.txt", "south/", "a.txt"]
            assert "0 of 1 done" in library.page
            await library.press("g", "h")
            assert library.titles == ["north/", "south/", "a.txt"]
            await library.press("enter")
            assert library.titles == ["north/", "a.txt", "south/", "a.txt"]
            await library.press("B")
            assert library.titles == ["a.txt", "a.txt"]

    async def test_it_is_left_as_it_was_found(self, open_library):
        async with open_library(THREE) as library:
            await library.press("S", "S", "S", "B", "f", *"article", "enter")
            await library.quit()
        async with open_library() as library:
            assert library.library.sort == "date"
            assert library.titles[1:] == [
                "The second article", "The first article", "The tenth article"]  # fmt: skip
            assert "article" in library.lines[1]

    async def test_every_key_can_be_pressed(self, open_library):
        keys = [key for c in COMMANDS if c.where is Where.LIBRARY for key in c.keys.split(",")]
        async with open_library(THREE) as library:
            for key in keys:
                await library.press(key)
                if library.app.screen is library.screen:
                    await library.press("backspace")
                    await library.dialog("LibraryScreen")
                elif library.app.screen is not library.library:
                    await library.press("escape")
                    await library.dialog("LibraryScreen")
            assert library.app.is_running

    async def test_its_keys_are_in_no_others_way(self, open_library):
        ours = {k: c.action for c in COMMANDS if c.where is Where.LIBRARY
                for k in c.keys.split(",")}  # fmt: skip
        async with open_library(THREE) as library:
            bound = library.app.screen.active_bindings
            assert {key: bound[key].binding.action for key in ours} == ours
            offered = {c.title for c in library.app.get_system_commands(library.app.screen)}
            wanted = {
                c.title for c in COMMANDS if c.palette and c.where in (Where.LIBRARY, Where.APP)
            }
            assert wanted <= offered


class TestMarking:
    async def test_one_is_done_at_once_and_undone(self, open_library):
        async with open_library(THREE) as library:
            await library.press("d")
            await library.until(lambda: library.statuses["1-one.txt"] == "done", "the mark")
            assert "1 of 3 done" in library.page
            assert library.library.status.saved == "saved ✓"
            await library.press("u")
            await library.until(lambda: library.statuses["1-one.txt"] == "new", "the undo")
            await library.press("ctrl+r")
            await library.until(lambda: library.statuses["1-one.txt"] == "done", "the redo")
            await library.press("d")
            await library.until(lambda: library.statuses["1-one.txt"] == "started", "it again")

    async def test_many_are_asked_about_and_are_one_act(self, open_library):
        async with open_library(THREE) as library:
            await library.press("space", "v")
            assert "2 selected" in library.lines[1]
            await library.press("d")
            await library.dialog("Confirm")
            assert "Mark 2 articles as done?" in library.page
            await library.press("y")
            await library.until(
                lambda: list(library.statuses.values()) == ["done", "done", "new"], "the marks"
            )
            await library.press("u")
            await library.until(
                lambda: list(library.statuses.values()) == ["new", "new", "new"], "the undo"
            )

    async def test_nothing_happens_when_one_is_not_sure(self, open_library):
        async with open_library(THREE) as library:
            await library.press("V", "d")
            await library.dialog("Confirm")
            await library.press("n")
            await library.dialog("LibraryScreen")
            assert set(library.statuses.values()) == {"new"}
            assert not library.app.session.store.exists()

    async def test_a_tag_for_many_and_from_many(self, open_library):
        def tags() -> list[tuple[str, ...]]:
            return [one.standing.tags for one in library.library.shelf.entries]

        async with open_library(THREE) as library:
            await library.press("space", "space", "t")
            await library.dialog("Completing")
            await library.press(*"war", "enter")
            await library.until(lambda: tags() == [("war",), ("war",), ()], "the tags")
            await library.press("escape", "V", "t")
            await library.dialog("Completing")
            await library.press(*"war", "enter")
            await library.until(lambda: tags() == [("war",)] * 3, "the third tag")
            await library.press("f", *"tag:war", "enter")
            await library.until(lambda: len(library.titles) == 3, "those with the tag")
            await library.press("t")
            await library.dialog("Completing")
            await library.press(*"war", "enter")
            await library.until(lambda: tags() == [()] * 3, "no tags")

    async def test_what_is_typed_in_one_breath_goes_into_the_dialog(self, open_library):
        async with open_library(THREE) as library:
            for key in ("t", *"war d", "enter"):
                library.strike(key)
            await library.until(
                lambda: library.library.shown[0].standing.tags == ("war d",), "the tag"
            )
            assert "done" not in library.statuses.values()

    async def test_a_flag(self, open_library):
        async with open_library(THREE) as library:
            await library.press("P")
            await library.until(lambda: "⚑" in library.page, "the flag")
            await library.press("P")
            await library.until(lambda: "⚑" not in library.page, "no flag")

    async def test_what_is_not_read_anew_is_not_lost(self, open_library, workplace):
        async with open_library(THREE) as library:
            await library.press("d")
            await library.until(lambda: library.statuses["1-one.txt"] == "done", "the mark")
            await library.quit()
        async with open_library() as library:
            assert library.statuses["1-one.txt"] == "done"


class TestDesk:
    async def test_there_and_back(self, open_library):
        async with open_library(THREE) as library:
            await library.press("j", "enter")
            await library.arrive("2-two.txt")
            assert library.text == THREE["2-two.txt"]
            assert "2 of 3" in library.lines[0]
            await library.press("backspace")
            await library.dialog("LibraryScreen")
            assert library.here == "The second article"
            await library.until(
                lambda: library.library.shelf.entries[1].standing.entities == 1, "what was found"
            )
            await library.press("backspace")
            await library.arrive("2-two.txt")

    async def test_from_an_article_that_was_opened_by_itself(self, open_desk, still_files):
        async with open_desk(THREE, words=WORDS) as desk:
            await desk.press("backspace")
            await desk.dialog("LibraryScreen")
            library = Library(desk.app, desk.pilot)
            await library.until(lambda: library.library.is_up_to_date, "all that is known")
            assert library.here == "The first article"
            await library.press("G", "enter")
            await library.arrive("10-ten.txt")

    async def test_what_is_decided_on_the_desk_is_known_in_the_library(self, open_library):
        async with open_library(THREE) as library:
            await library.press("enter")
            await library.arrive("1-one.txt")
            await library.press("d")
            await library.arrive("2-two.txt")
            await library.press("backspace")
            await library.dialog("LibraryScreen")
            await library.until(lambda: library.statuses["1-one.txt"] == "done", "the mark")
            assert library.here == "The second article"

    async def test_what_is_decided_in_the_library_is_known_on_the_desk(self, open_library):
        async with open_library(THREE) as library:
            await library.press("enter")
            await library.arrive("1-one.txt")
            await library.press("backspace")
            await library.dialog("LibraryScreen")
            await library.press("d")
            await library.until(lambda: library.statuses["1-one.txt"] == "done", "the mark")
            await library.press("backspace")
            await library.arrive("1-one.txt")
            assert library.entities == ["Dushanbe ORG accepted", "Kabul GPE accepted"]

    async def test_one_that_has_gone_is_not_opened(self, open_library, workplace):
        async with open_library(THREE) as library:
            (workplace.folder / "1-one.txt").unlink()
            await library.press("enter")
            await library.until(lambda: library.notices, "the notice")
            assert "1-one.txt" in library.notices[0]
            assert library.app.screen is library.library

    async def test_it_begins_where_one_was(self, open_library):
        async with open_library(THREE) as library:
            await library.press("j", "enter")
            await library.arrive("2-two.txt")
            await library.quit()
        async with open_library() as library:
            assert library.here == "The second article"

    async def test_the_theme_is_the_same(self, open_library):
        async with open_library(THREE) as library:
            before = library.library.palette
            await library.press("T")
            await library.until(lambda: library.library.palette != before, "the other colours")
            await library.press("enter")
            await library.arrive("1-one.txt")
            assert library.screen.palette == library.library.palette


class TestQueue:
    @pytest.fixture
    def predicted(self, workplace: Workplace):
        """Articles with predictions in the store."""
        from annotations.predictions import Pipeline, Predictions
        from annotations.sources import collect, read
        from annotations.span import Span
        from annotations.store.corpus import Corpus

        workplace.write(MANY)
        with Corpus(workplace.store) as corpus:
            for one in collect([str(workplace.folder)]).refs:
                article = read(one).article
                spans = [
                    Span.of(article.text, at, at + len(word), label)
                    for word, label in WORDS.items()
                    for at in range(len(article.text))
                    if article.text.startswith(word, at)
                ]
                made = Predictions(article.id, Pipeline("words", "1"), tuple(sorted(spans)))
                corpus.record([article], [made], [])

    @pytest.mark.parametrize(
        ("order", "names"),
        [
            ("unreviewed", ["b.txt", "d.txt", "a.txt", "c.txt"]),
            ("label:ORG", ["b.txt", "d.txt"]),
            ("label:GPE", ["a.txt", "b.txt", "d.txt"]),
        ],
    )
    async def test_the_next_article_is_that_of_the_queue(
        self, open_library, predicted, order, names
    ):
        async with open_library(order=order) as library:
            for name in names:
                await library.press(")")
                await library.arrive(name)
            assert f"{len(names)} of {len(names)}" in library.lines[0]
            await library.press(")")
            assert library.said == "this is the last article"
            for name in names[-2::-1]:
                await library.press("(")
                await library.arrive(name)

    async def test_done_goes_to_the_next_that_is_not(self, open_library, predicted):
        async with open_library() as library:
            await library.press("j", "d")
            await library.until(lambda: library.statuses["b.txt"] == "done", "the mark")
            await library.press("g", "enter")
            await library.arrive("a.txt")
            await library.press("d")
            await library.arrive("c.txt")

    async def test_what_is_filtered_is_gone_through(self, open_library, predicted):
        async with open_library() as library:
            await library.press("f", *"label:ORG", "enter", "enter")
            await library.arrive("b.txt")
            assert "1 of 2" in library.lines[0]
            await library.press(")")
            await library.arrive("d.txt")

    async def test_it_can_be_chosen_and_is_remembered(self, open_library, predicted):
        async with open_library() as library:
            await library.press("O")
            await library.dialog("Completing")
            await library.press(*"label:ORG", "enter")
            await library.dialog("LibraryScreen")
            assert "most ORG first" in library.page
            assert library.here == "b.txt"
            await library.quit()
        async with open_library() as library:
            assert str(library.library.order) == "label:ORG"

    async def test_the_same_seed_shuffles_the_same_way(self, open_library, predicted):
        async def first_two() -> list[str]:
            async with open_library(order="random:3") as library:
                await library.press("g")
                names = []
                for _ in range(2):
                    await library.press(")")
                    await library.dialog("DeskScreen")
                    await library.until(
                        lambda: library.screen.articles.ref.name not in names, "the next"
                    )
                    names.append(library.screen.articles.ref.name)
                    await library.arrive(names[-1])
                return names

        found = await first_two()
        assert len(set(found)) == 2

    async def test_resuming_goes_on_behind_where_one_was(self, open_library, predicted):
        async with open_library(order="unreviewed") as library:
            await library.press(")")
            await library.arrive("b.txt")
            await library.press(")")
            await library.arrive("d.txt")
            await library.quit()
        async with open_library() as library:
            assert library.here == "d.txt"
            await library.press(")")
            await library.arrive("a.txt")


class TestNews:
    async def test_files_that_come_change_and_go(self, open_library, workplace):
        async with open_library(THREE) as library:
            workplace.write({"11-new.txt": "A new article.\n\nIt says little.\n"})
            (workplace.folder / "1-one.txt").unlink()
            workplace.write({"2-two.txt": "Another text\n\nIt is another one altogether.\n"})
            library.library._files_changed()
            await library.until(lambda: library.library.is_up_to_date, "the news")
            await library.until(lambda: len(library.titles) == 4, "the new article")
            presences = {e.ref.name: str(e.presence) for e in library.library.shelf.entries}
            assert presences == {
                "1-one.txt": "gone", "2-two.txt": "changed", "10-ten.txt": "here",
                "11-new.txt": "arrived",
            }  # fmt: skip
            await library.press("G", "enter")
            await library.arrive("11-new.txt")
            await library.press("backspace")
            await library.dialog("LibraryScreen")
            assert str(library.library.shelf.entries[-1].presence) == "here"

    async def test_a_folder_that_disappears_takes_nothing_with_it(self, open_library, workplace):
        import shutil

        async with open_library(THREE) as library:
            for name in THREE:
                (workplace.folder / name).unlink()
            library.library._files_changed()
            await library.until(
                lambda: {str(e.presence) for e in library.library.shelf.entries} == {"gone"},
                "the marks",
            )
            assert len(library.titles) == 3
            await library.press("enter")
            assert "gone" in library.told
            shutil.rmtree(workplace.folder)
            library.library._files_changed()
            await library.until(lambda: library.library.is_up_to_date, "the news")
            assert library.app.is_running

    async def test_a_store_of_other_texts_is_told_of(self, open_library, workplace):
        async with open_library(THREE) as library:
            await library.press("d")
            await library.until(lambda: library.statuses["1-one.txt"] == "done", "the mark")
        for name in THREE:
            (workplace.folder / name).unlink()
        async with open_library({"x.txt": "Quite another.", "y.txt": "And one more."}) as library:
            await library.until(lambda: library.notices, "the notice")
            assert "of 1 other articles" in library.notices[0]
            assert set(library.statuses.values()) == {"new"}

    async def test_two_people_see_what_each_other_does(self, open_library, workplace):
        from annotations.corrections import Author
        from annotations.decisions import finish
        from annotations.store.corpus import Corpus

        async with open_library(THREE) as library:
            await library.press("d")
            await library.until(lambda: library.statuses["1-one.txt"] == "done", "the mark")
            article = library.library.articles.read_ref(
                SourceRef(str(workplace.folder / "2-two.txt"), library.library.articles.ref.kind)
            ).article
            with Corpus(workplace.store) as other:
                current = other.annotations(article.id)
                events = Author("bob").stamp(article.id, finish(current).changes)
                other.record([article], [], events)
            await library.until(lambda: library.statuses["2-two.txt"] == "done", "the other's mark")
