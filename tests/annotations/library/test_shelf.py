"""What files and store tell, put together; and what is kept of it until the next time."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.article import Article
from annotations.corrections import Author, Change, Kind
from annotations.decisions import accept_rest, finish
from annotations.library.catalogue import EMPTY, Catalogue, Contents, Known, Part, State
from annotations.library.entry import Facts, Standing, tallied
from annotations.library.files import absolute, look
from annotations.library.reader import read_files
from annotations.library.shelf import Shelf
from annotations.library.standing import Standings, Stored, standing
from annotations.predictions import Pipeline, Predictions
from annotations.relating import flag, tag
from annotations.sources import Kind as SourceKind
from annotations.sources import SourceRef, collect
from annotations.span import Span
from annotations.store.corpus import Corpus

TEXT = "Ada met Bob in Bonn."
PIPELINE = Pipeline("words", "1")


def ref(name: str) -> SourceRef:
    return SourceRef(name, SourceKind.TEXT)


def known(id: str, size: int = 1) -> Known:
    return Known(State(size, 1), (Part(Facts(id, f"title of {id}")),))


def stored(source: str, **now: object) -> Stored:
    return Stored(1, source, Facts("?", "stored title"), Standing(**now))  # type: ignore[arg-type]


def shelf(*names: str, **ids: str) -> Shelf:
    """A shelf of files; some of them read, and what their articles' ids are."""
    refs = [ref(f"/t/{name}.txt") for name in names]
    files = {f"/t/{name}.txt": known(id) for name, id in ids.items()}
    return Shelf(refs, Contents("", files, {}))


def shown(found: Shelf) -> list[str]:
    return [f"{one.ref.name[:-4]} {one.presence}" for one in found.entries]


class TestShelf:
    def test_files_are_there_before_one_is_read(self):
        assert [one.title for one in shelf("a", "b").entries] == ["a.txt", "b.txt"]

    def test_what_is_known_of_a_file_is_shown(self):
        found = shelf("a", "b", a="1")
        assert [one.title for one in found.entries] == ["title of 1", "b.txt"]

    def test_the_same_text_is_one_article_with_several_sources(self):
        found = shelf("a", "b", "c", a="1", b="2", c="1")
        first, _ = found.entries
        assert first.ref.name == "a.txt"
        assert first.also == ("/t/c.txt",)
        assert len(found.sources) == 3

    def test_of_the_same_text_the_file_that_is_there_is_shown(self):
        found = shelf("a", "b", a="1", b="1")
        found.take_listing([ref("/t/b.txt")], {ref("/t/b.txt"): State(1, 1)})
        (one,) = found.entries
        assert (one.ref.name, one.also) == ("b.txt", ("/t/a.txt",))

    def test_what_was_read_is_not_read_again_until_it_changes(self):
        found = shelf("a", "b", "c", a="1", b="2")
        states = {ref("/t/a.txt"): State(1, 1), ref("/t/b.txt"): State(2, 1),
                  ref("/t/c.txt"): State(1, 1), ref("/t/d.txt"): None}  # fmt: skip
        assert [one.name for one in found.unread(states)] == ["b.txt", "c.txt"]

    def test_another_encoding_is_another_reading(self):
        found = shelf("a", a="1")
        assert found.unread({ref("/t/a.txt"): State(1, 1, "cp1251")})

    def test_what_comes_and_goes_is_marked_and_stays(self):
        found = shelf("a", "b", a="1")
        now = [ref("/t/c.txt"), ref("/t/a.txt")]
        found.take_listing(now, {one: State(1, 1) for one in now})
        assert shown(found) == ["a here", "b gone", "c arrived"]
        found.take_listing([ref("/t/b.txt")], {ref("/t/b.txt"): State(1, 1)})
        assert shown(found) == ["a gone", "b here", "c gone"]

    def test_a_file_that_goes_while_it_is_looked_at_is_gone(self):
        found = shelf("a")
        found.take_listing([ref("/t/a.txt")], {ref("/t/a.txt"): None})
        assert shown(found) == ["a gone"]

    def test_a_folder_that_is_gone_leaves_its_articles_marked(self):
        found = shelf("a", "b")
        found.take_listing([], {})
        assert shown(found) == ["a gone", "b gone"]

    def test_another_text_is_marked_until_it_is_opened(self):
        found = shelf("a", a="1")
        found.take_files({ref("/t/a.txt"): known("2")}, again=True)
        assert shown(found) == ["a changed"]
        found.opened(ref("/t/a.txt"))
        assert shown(found) == ["a here"]

    def test_the_same_text_saved_again_is_no_news(self):
        found = shelf("a", a="1")
        found.take_files({ref("/t/a.txt"): known("1", size=9)}, again=True)
        assert shown(found) == ["a here"]

    def test_a_text_that_was_annotated_and_is_another_now_is_marked(self):
        found = shelf("a", a="2")
        found.take_articles({"1": stored("/t/a.txt", corrections=3)})
        assert shown(found) == ["a changed"]
        found.take_articles({"2": stored("/t/a.txt", corrections=1)})
        assert shown(found) == ["a here"]

    def test_what_cannot_be_read_says_why(self):
        found = shelf("a")
        problem = Known(State(1, 1), (Part(Facts(problem="empty")),))
        found.take_files({ref("/t/a.txt"): problem})
        assert shown(found) == ["a unreadable"]
        assert found.entries[0].facts.problem == "empty"

    def test_until_a_file_is_read_the_store_tells_of_it(self):
        found = shelf("a")
        found.take_articles({"1": stored("/t/a.txt", status="done", entities=4)})
        (one,) = found.entries
        assert (one.title, one.standing.status) == ("stored title", "done")
        assert one.facts.id == "", "nobody knows yet whether the text is the same"

    def test_articles_of_the_store_that_are_not_here_are_counted(self):
        found = shelf("a", a="1")
        found.take_articles({"1": stored("/t/a.txt"), "9": stored("/elsewhere/z.txt")})
        assert found.elsewhere == 1
        found.take_articles({}, gone=["9"])
        assert found.elsewhere == 0

    def test_what_was_seen_of_an_article_holds_while_the_store_has_none(self):
        found = shelf("a", a="1")
        found.take_live("1", Standing(entities=5))
        assert found.entries[0].standing.entities == 5
        found.take_articles({"1": stored("/t/a.txt", entities=7)})
        assert found.entries[0].standing.entities == 7

    def test_a_file_of_several_articles_becomes_these(self):
        lines = SourceRef("/t/x.jsonl", SourceKind.JSONL)
        found = Shelf([lines])
        parts = tuple(Part(Facts(str(n), f"line {n}"), str(n), 10 * n) for n in (1, 2))
        found.take_files({lines: Known(State(1, 1), parts)})
        assert [one.title for one in found.entries] == ["line 1", "line 2"]
        assert [one.source for one in found.sources] == ["/t/x.jsonl#1", "/t/x.jsonl#2"]
        assert found.sources[1].position == 20
        assert {one.folder for one in found.entries} == {"/t/x.jsonl"}

    def test_whether_an_article_is_done_is_known_by_its_source(self):
        found = shelf("a", "b", a="1", b="2")
        found.take_articles({"2": stored("/t/b.txt", status="done")})
        assert not found.is_done(ref("/t/a.txt"))
        assert found.is_done(ref("/t/b.txt"))
        assert not found.is_done(ref("/t/nothing.txt"))

    @given(st.data())
    def test_however_it_is_learned_the_end_is_the_same(self, data):
        """Entry by entry made anew only where something changed: as if made at once."""
        names = ("a", "b", "c", "d")
        files = {ref(f"/t/{n}.txt"): known(data.draw(st.sampled_from("123"))) for n in names}
        counts = data.draw(st.dictionaries(st.sampled_from("1234"), st.integers(0, 1)))
        articles = {
            id: stored(f"/t/{data.draw(st.sampled_from(names))}.txt", corrections=n)
            for id, n in counts.items()
        }
        slowly = shelf(*names)
        steps = [lambda one=one: slowly.take_files(dict([one])) for one in files.items()]
        steps += [lambda one=one: slowly.take_articles(dict([one])) for one in articles.items()]
        for step in data.draw(st.permutations(steps)):
            step()
            assert slowly.entries is slowly.entries
        at_once = {one.address: told for one, told in files.items()}
        assert list(slowly.entries) == list(
            Shelf(list(files), Contents("", at_once, articles)).entries
        )


FILES = {
    "/t/a.txt": known("1"),
    "/t/x.jsonl": Known(
        State(7, 8, "cp1251"),
        tuple(
            Part(Facts(str(n), "t\udc80" if n == 2 else "t"), str(n), n) for n in range(1, 13)
        ),
    ),
    "/t/bad.txt": Known(State(0, 1), (Part(Facts(problem="empty")),)),
}  # fmt: skip
ARTICLES = {
    "1": Stored(7, "/t/a.txt", Facts("1", "title", "2022-05"),
                Standing("done", 4, 1, 9, ("a b", "ü"), True, tallied([("ORG", 3), ("GPE", 1)]),
                         1.25, "2026-11-22T09:00:00.000000Z")),
    "2": Stored(8, "", Facts("2"), Standing()),
}  # fmt: skip


class TestCatalogue:
    def test_what_is_kept_is_there_the_next_time(self, tmp_path: Path):
        Catalogue(tmp_path / "c" / "x").keep(FILES, ARTICLES, version="7 x")
        found = Catalogue(tmp_path / "c" / "x").load()
        parts = found.files["/t/x.jsonl"].parts
        assert [part.member for part in parts] == [str(n) for n in range(1, 13)]
        assert parts[1].facts.title == "t?", "SQLite cannot keep half characters"
        assert {**found.files, "/t/x.jsonl": 0} == {**FILES, "/t/x.jsonl": 0}
        assert found.articles == ARTICLES
        assert found.version == "7 x"

    def test_what_is_told_again_replaces_what_was_told(self, tmp_path: Path):
        kept = Catalogue(tmp_path / "x")
        kept.keep(FILES, ARTICLES, version="1")
        kept.keep({"/t/x.jsonl": known("5")}, {"2": ARTICLES["1"]}, gone=["1"])
        found = kept.load()
        assert found.files["/t/x.jsonl"] == known("5")
        assert found.articles == {"2": ARTICLES["1"]._replace(
            facts=Facts("2", "title", "2022-05"))}  # fmt: skip
        assert found.version == "1"

    @pytest.mark.parametrize("content", [b"", b"nonsense" * 300, b"SQLite format 3\0" + b"\1" * 90])
    def test_a_damaged_one_is_made_anew(self, tmp_path: Path, content: bytes):
        file = tmp_path / "x"
        file.write_bytes(content)
        assert Catalogue(file).load() == EMPTY
        Catalogue(file).keep(FILES)
        assert Catalogue(file).load().files.keys() == FILES.keys()

    def test_one_of_another_version_is_made_anew(self, tmp_path: Path):
        db = sqlite3.connect(tmp_path / "x")
        db.execute("create table files(other)")
        db.execute("pragma user_version = 999")
        db.close()
        assert Catalogue(tmp_path / "x").load() == EMPTY
        Catalogue(tmp_path / "x").keep(FILES)
        assert Catalogue(tmp_path / "x").load().files["/t/a.txt"] == known("1")

    def test_where_nothing_can_be_written_nothing_is_kept(self, tmp_path: Path):
        (tmp_path / "file").write_text("")
        kept = Catalogue(tmp_path / "file" / "x")
        kept.keep(FILES)
        assert kept.load() == EMPTY


class TestReading:
    async def test_files_tell_what_they_are(self, tmp_path: Path):
        (tmp_path / "a.txt").write_text(
            "The title\n\n24 May 2022\n\nAll the rest of it, at last.\n"
        )
        (tmp_path / "b.txt").write_bytes(b"")
        (tmp_path / "c.txt").write_bytes(bytes(range(256)) * 40)
        (tmp_path / "d.jsonl").write_text('{"text": "one"}\n\n{"text": "two", "title": "Two"}\n')
        (tmp_path / "e.txt").mkdir()
        refs = [*collect([str(tmp_path)]).refs, SourceRef(str(tmp_path / "d.jsonl"),
                SourceKind.JSONL), ref(str(tmp_path / "e.txt"))]  # fmt: skip
        states = {one: state or State(0, 0) for one, state in look(refs, {}).items()}
        told = {one.name: found async for one, found in read_files(refs, states)}
        (a,) = told["a.txt"].parts
        assert (a.facts.title, a.facts.day) == ("The title", "2022-05-24")
        assert a.facts.id == Article((tmp_path / "a.txt").read_text()).id
        assert "empty" in told["b.txt"].parts[0].facts.problem
        assert told["c.txt"].parts[0].facts.problem or told["c.txt"].parts[0].facts.id
        assert [(p.member, p.facts.title, p.position) for p in told["d.jsonl"].parts] == [
            ("1", "", 0), ("3", "Two", 17)]  # fmt: skip
        assert "folder" in told["e.txt"].parts[0].facts.problem
        assert told["a.txt"].state == states[refs[0]]

    async def test_more_files_than_are_asked_for_at_once(self, tmp_path: Path):
        for number in range(90):
            (tmp_path / f"{number}.txt").write_text(f"article {number}")
        refs = collect([str(tmp_path)]).refs
        states = {one: State(1, 1) for one in refs}
        told = [one async for one, _ in read_files(refs, states)]
        assert told == list(refs)

    async def test_a_file_on_which_the_reader_dies_holds_up_no_other(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        from annotations.library import reader

        start = reader._start

        async def dying():
            child = await start()
            if not started:
                child.kill()
            started.append(child)
            return child

        started: list[object] = []
        monkeypatch.setattr(reader, "_start", dying)
        for name in "abc":
            (tmp_path / f"{name}.txt").write_text(name)
        refs = collect([str(tmp_path)]).refs
        told = [found async for _, found in read_files(refs, {one: State(1, 1) for one in refs})]
        assert "crashed" in told[0].parts[0].facts.problem
        assert all(found.parts[0].facts.id for found in told[1:])

    async def test_no_child_is_left_behind(self, tmp_path: Path, monkeypatch):
        from annotations.library import reader

        children = []
        start = reader._start

        async def noted():
            children.append(await start())
            return children[-1]

        monkeypatch.setattr(reader, "_start", noted)
        for name in "abc":
            (tmp_path / f"{name}.txt").write_text(name)
        refs = collect([str(tmp_path)]).refs
        reading = read_files(refs, {one: State(1, 1) for one in refs})
        async for _ in reading:
            break
        await reading.aclose()
        assert [child.returncode is not None for child in children] == [True]

    def test_a_look_tells_size_and_time_and_what_is_gone(self, tmp_path: Path):
        (tmp_path / "a.txt").write_text("four")
        here, gone = ref(str(tmp_path / "a.txt")), ref(str(tmp_path / "no.txt"))
        address = SourceRef("https://example.org/x", SourceKind.URL)
        found = look([here, gone, address], {str(tmp_path / "a.txt"): "cp1251"})
        status = (tmp_path / "a.txt").stat()
        assert found == {here: State(4, status.st_mtime_ns, "cp1251"), gone: None}

    @pytest.mark.parametrize("path", ["a", "./a", "x/../a", "/t//a", "/t/./a", "/t/a", "/t/.a"])
    def test_a_path_is_seen_from_anywhere(self, path: str):
        assert absolute(path) == os.path.abspath(path)  # noqa: PTH100


@pytest.fixture
def corpus(tmp_path: Path):
    with Corpus(tmp_path / "annotations.json") as corpus:
        yield corpus


def put(corpus: Corpus, text: str = TEXT) -> Article:
    """An article with two predictions in the store."""
    article = Article(text, title="Ada", date="24 May 2022", source="a.txt")
    spans = (Span.of(text, 0, 3, "PERSON"), Span.of(text, 8, 11, "PERSON"))
    corpus.record([article], [Predictions(article.id, PIPELINE, spans)], [])
    return article


def act(corpus: Corpus, article: Article, *decisions: object) -> None:
    author = Author("ann")
    for decide in decisions:
        current = corpus.annotations(article.id)
        author.saw(current.events)
        corpus.record([], [], author.stamp(article.id, decide(current).changes))  # type: ignore[operator]


def looked_at(standings: Standings) -> dict[str, Stored]:
    found: dict[str, Stored] = {}
    while step := standings.step():
        found |= step
    return found


class TestStanding:
    def test_what_stands_in_an_article(self, corpus: Corpus):
        article = put(corpus)
        now = standing(article, corpus.annotations(article.id))
        assert (now.status, now.entities, now.unreviewed) == ("new", 2, 2)
        assert now.tally == [("PERSON", 2)]
        assert now.doubt > 0
        act(corpus, article, lambda c: tag(c, "x"), lambda c: flag(c, flagged=True), finish)
        now = standing(article, corpus.annotations(article.id))
        assert (now.status, now.unreviewed, now.tags, now.flagged) == ("done", 0, ("x",), True)
        assert now.doubt == 0
        assert now.finished

    def test_the_first_look_is_at_everything_and_the_next_at_what_changed(self, corpus: Corpus):
        one, other = put(corpus), put(corpus, TEXT + " Twice.")
        first = Standings(corpus, {})
        assert first.compare() == set()
        known = looked_at(first)
        assert known.keys() == {one.id, other.id}
        again = Standings(corpus, known)
        again.compare()
        assert looked_at(again) == {}
        act(corpus, other, accept_rest)
        again = Standings(corpus, known)
        again.compare()
        assert looked_at(again).keys() == {other.id}

    def test_while_it_is_open_what_is_written_is_followed(self, corpus: Corpus):
        one = put(corpus)
        standings = Standings(corpus, {})
        assert standings.follow() == set()
        other = put(corpus, TEXT + " Twice.")
        act(corpus, one, accept_rest)
        ids = standings.follow()
        assert ids == {one.id, other.id}
        standings.look_at(ids)
        assert looked_at(standings)[one.id].standing.status == "started"
        assert standings.follow() == set()

    def test_articles_that_are_not_in_the_store_any_more(self, corpus: Corpus):
        article = put(corpus)
        standings = Standings(corpus, {"gone": stored("/t/z.txt")})
        assert standings.compare() == {"gone"}
        assert looked_at(standings).keys() == {article.id}

    def test_a_stamp_changes_with_everything_said_of_an_article_and_nothing_else(self, corpus):
        one, other = put(corpus), put(corpus, TEXT + " Twice.")
        before = corpus.stamps()
        act(corpus, one, accept_rest)
        after = corpus.stamps()
        assert after[one.id] != before[one.id]
        assert after[other.id] == before[other.id]
        carried = Author("ann").stamp(one.id, [Change(Kind.NOTE, value='{"article":"x"}')])
        corpus.record([], [], [carried[0].from_dict(
            {**carried[0].to_dict(), "carried": {"article": other.id, "event": "e"}})])  # fmt: skip
        last = corpus.stamps()
        assert last[one.id] != after[one.id]
        assert last[other.id] == before[other.id]
