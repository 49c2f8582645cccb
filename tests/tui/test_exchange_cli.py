"""The command line: files in, files out, and what came of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotations.formats import Document, registry
from annotations.store.corpus import Corpus
from tests.annotations.formats.documents import document, reviewed
from tests.tui.hard_texts import PAYLOADS, is_obeyed
from tests.tui.test_cli import Result, postil

__all__ = ["Result", "postil"]

TASK = {
    "text": "Ann met Bob.", "answer": "accept", "_annotator_id": "zoe",
    "spans": [{"start": 0, "end": 3, "label": "PERSON"}, {"start": 8, "end": 11, "label": "ORG"}],
}  # fmt: skip


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, empty."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(path: Path, *rows: object) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def exported(postil, *args: object) -> list[dict]:
    found = postil("export", "-f", "prodigy", *args)
    return [json.loads(line) for line in found.lines]


class TestImport:
    def test_as_predictions_of_the_file(self, postil, here):
        result = postil("import", put(here / "a.jsonl", TASK))
        assert (result.status, result.err) == (0, "")
        assert result.text == "a.jsonl: 1 articles, 2 predictions\n"
        [task] = exported(postil)
        assert [span["source"] for span in task["spans"]] == ["a.jsonl", "a.jsonl"]
        assert {span["status"] for span in task["spans"]} == {"predicted"}

    def test_as_corrections_of_who_the_file_says_or_of_who_is_named(self, postil, here):
        put(here / "a.jsonl", TASK)
        assert postil("import", "a.jsonl", "--as", "corrections").status == 0
        assert {span["annotator"] for span in exported(postil)[0]["spans"]} == {"zoe"}
        again = postil("import", "a.jsonl", "--as", "corrections")
        assert again.text == "a.jsonl: 1 articles, 0 corrections\n"
        store = ("--store", "two.json")
        postil("import", "a.jsonl", "--as", "corrections", "--annotator", "ann", *store)
        assert {span["annotator"] for span in exported(postil, *store)[0]["spans"]} == {"ann"}

    def test_bad_records_are_told_and_the_rest_goes_in(self, postil, here):
        bad = TASK | {"text": "Bob"}
        result = postil("import", put(here / "a.jsonl", TASK, bad, TASK | {"text": "Ann met Zoe."}))
        assert result.status == 1
        assert "a.jsonl: line 2: offset 8" in result.problem
        assert len(exported(postil)) == 2

    def test_many_bad_records_are_counted(self, postil, here):
        result = postil(
            "import", put(here / "a.jsonl", *[TASK | {"text": ""}] * 70), "-f", "prodigy"
        )
        lines = result.err.rstrip("\n").split("\n")
        assert len(lines) == 51
        assert lines[-1] == "postil: a.jsonl: and 20 more records were left out"

    def test_a_store_is_backed_up_before(self, postil, here):
        postil("import", put(here / "a.jsonl", TASK))
        postil("import", put(here / "b.jsonl", TASK | {"text": "Ann saw Bob."}))
        with Corpus(here / "annotations.json") as corpus:
            assert len(list(corpus.articles())) == 2
            corpus.database.restore(corpus.database.backups()[0].path)
            assert [article.text for article in corpus.articles()] == ["Ann met Bob."]

    def test_several_files_are_one_act(self, postil, here):
        put(here / "a.jsonl", TASK)
        put(here / "b.jsonl", TASK | {"text": "Ann saw Bob."})
        assert len(postil("import", "a.jsonl", "b.jsonl", "--as", "corrections").lines) == 2
        assert postil("undo", "--annotator", "zoe").text == "4 corrections taken back\n"
        assert all(task["spans"] == [] for task in exported(postil))

    def test_our_own_files_bring_their_history(self, postil, here):
        article, current = reviewed()
        registry.get("postil").write(here / "a.postil.jsonl", [Document.of(article, current)])
        assert postil("import", "a.postil.jsonl").status == 0
        with Corpus(here / "annotations.json") as corpus:
            found = corpus.annotations(article.id)
            assert corpus.article(article.id).title == article.title
        assert found.events == current.events
        assert dict(found.predicted) == dict(current.predicted)

    def test_a_table_finds_its_articles_in_the_store_or_beside_it(self, postil, here):
        (here / "a.txt").write_text("Ann met Bob.")
        put(here / "t.csv")
        (here / "t.csv").write_text("source,start,end,label,text\na.txt,0,3,P,Ann\n")
        assert postil("import", "t.csv").text == "t.csv: 1 articles, 1 predictions\n"

    @pytest.mark.parametrize(
        ("args", "problem"),
        [
            (["none.jsonl"], "there is no such file"),
            (["a.jsonl", "-f", "nothing"], "unknown format"),
            (["x.json"], "its format cannot be told"),
            (["a.jsonl", "--as", "wishes"], "wishes"),
        ],
    )
    def test_mistakes_are_one_line(self, postil, here, args, problem):
        put(here / "a.jsonl", TASK)
        put(here / "x.json", {"a": 1})
        assert problem in postil("import", *args).problem

    @pytest.mark.parametrize("payload", PAYLOADS.values())
    def test_nothing_in_a_file_is_obeyed(self, postil, here, payload):
        spans = [{"start": 0, "end": 1, "label": payload, "text": payload}]
        result = postil("import", put(here / "a.jsonl", {"text": "abc", "spans": spans}))
        assert not any(map(is_obeyed, result.err.replace("\n", "")))


class TestUndo:
    def test_takes_imported_predictions_back_but_for_those_judged(self, postil, here):
        postil("import", put(here / "a.jsonl", TASK))
        put(here / "b.jsonl", TASK | {"spans": TASK["spans"][:1]})
        postil("import", "b.jsonl", "--as", "corrections")
        assert postil("undo", "--annotator", "zoe").text == "1 corrections taken back\n"
        assert postil("undo").text == "2 imported annotations taken back\n"
        assert exported(postil)[0]["spans"] == []

    def test_what_was_judged_stays(self, postil, here):
        postil("import", put(here / "b.jsonl", TASK | {"spans": TASK["spans"][:1]}))
        postil("import", put(here / "a.jsonl", TASK), "--as", "corrections")
        with Corpus(here / "annotations.json") as corpus:
            removed = corpus.withdraw(corpus.last_import()[1])
        assert removed == (0, 1)

    def test_with_nothing_to_take_back(self, postil, here):
        assert "nothing to take back" in postil("undo").problem


class TestChoices:
    @pytest.fixture
    def store(self, here: Path) -> Path:
        article, current = reviewed()
        with Corpus(here / "annotations.json") as corpus:
            predicted = Document.of(article, current).predictions
            corpus.record([article], predicted, current.events)
        return here

    @pytest.mark.parametrize(
        ("args", "expected"),
        [
            ([], ["PERSON", "GPE", "PERSON", "X", "FOOD"]),
            (["--label", "GPE,FOOD"], ["GPE", "FOOD"]),
            (["--map", "GPE=LOC", "--map", "FOOD=X"], ["PERSON", "LOC", "PERSON", "X", "X"]),
            (["--status", "corrected,added"], ["GPE", "PERSON"]),
            (["--annotator", "nobody"], []),
            (["--since", "2999-01-01"], []),
        ],
    )
    def test_of_annotations(self, postil, store, args, expected):
        [task] = exported(postil, *args)
        assert [span["label"] for span in task["spans"]] == expected

    @pytest.mark.parametrize(
        ("args", "count"),
        [
            (["--article-status", "done"], 0), (["--article-status", "started"], 1),
            (["--tag", "aid"], 1), (["--tag", "x"], 0), (["--text", "plov.*there"], 1),
            (["--text", "Paris"], 0),
        ],
    )  # fmt: skip
    def test_of_articles(self, postil, store, args, count):
        assert len(exported(postil, *args)) == count

    def test_of_files(self, postil, store):
        postil("export", "-o", "set.jsonl", "--split", "train=1,test=1", "--seed", 3)
        assert {path.name for path in store.glob("set-*")} == {"set-train.jsonl", "set-test.jsonl"}
        postil("export", "-f", "prodigy", "-o", "out", "--each")
        assert [path.name for path in (store / "out").iterdir()] == ["lu.jsonl"]

    def test_of_the_format(self, postil, store):
        postil("export", "-o", "a.csv", "--lossless", "-O", "texts")
        assert "article" in (store / "a.csv").read_text().split("\n")[0]

    @pytest.mark.parametrize(
        ("args", "problem"),
        [
            (["--map", "GPE"], "OLD=NEW"), (["--since", "monday"], "is no day"),
            (["--text", "("], "regular expression"), (["--article-status", "x"], "known are"),
            (["--status", "x"], "known: "), (["--split", "a=1,b=1"], "name the place with -o"),
            (["-o", "a.csv", "--split", "x"], "no split"),
            (["-o", "a", "--each", "--split", "a=1"], "exclude each other"),
            (["-O", "colour=red"], "does not know colour"),
        ],
    )  # fmt: skip
    def test_that_are_not_understood(self, postil, store, args, problem):
        assert problem in postil("export", "-f", "csv", *args).problem


class TestConvert:
    def test_by_extensions_and_by_names(self, postil, here):
        put(here / "a.jsonl", TASK)
        assert postil("convert", "a.jsonl", "b.spacy").status == 0
        result = postil("convert", "b.spacy", "-", "--from", "spacy", "--to", "doccano")
        assert json.loads(result.text)["label"] == [[0, 3, "PERSON"], [8, 11, "ORG"]]
        assert not (here / "annotations.json").exists()

    def test_leaves_out_what_was_rejected(self, postil, here):
        put(here / "a.jsonl", TASK | {"answer": "reject"})
        result = postil("convert", "a.jsonl", "-", "--to", "doccano")
        assert json.loads(result.text)["label"] == []

    @pytest.mark.parametrize(
        "command", [("convert", "e.tei.xml", "f.csv"), ("import", "e.tei.xml")]
    )
    def test_a_file_that_cannot_be_read_is_named(self, postil, here, command):
        (here / "e.tei.xml").write_text("<!DOCTYPE TEI><TEI/>", encoding="utf-8")
        result = postil(*command)
        assert result.status == 1
        assert "e.tei.xml: it has a document type" in result.err

    def test_tells_what_is_refused_and_what_is_lost(self, postil, here):
        put(here / "a.jsonl", {"text": 1}, TASK)
        result = postil("convert", "a.jsonl", "b.jsonl", "--from", "prodigy")
        assert "a.jsonl: line 1: the text is int" in result.problem
        registry.get("postil").write(here / "c.jsonl", [Document.of(*reviewed())])
        result = postil("convert", "c.jsonl", "d.csv", "--strict")
        assert "relations 1" in result.problem
        assert not (here / "d.csv").exists()


class TestDiff:
    def test_of_two_sets_in_two_formats(self, postil, here):
        put(here / "a.jsonl", TASK, {"text": "same", "spans": []})
        other = [document("Ann met Bob.", (0, 3, "PERSON"), (8, 11, "PERSON"), (4, 7, "X"))]
        registry.get("spacy").write(here / "b.spacy", [*other, document("same")])
        result = postil("diff", "a.jsonl", "b.spacy")
        assert result.status == 0
        assert [line for line in result.lines if line[0] in "+-~"] == [
            "+ " + result.lines[0].split(" ")[1] + " X 4-7 “met”",
            "~ " + result.lines[0].split(" ")[1] + " ORG 8-11 “Bob” → PERSON 8-11 “Bob”",
        ]  # fmt: skip
        rows = {line.split("\t")[0]: line.split("\t")[1:] for line in result.lines}
        assert rows["strict"] == ["0.333", "0.500", "0.400", "1", "1", "0", "1"]
        assert rows["exact"][:3] == ["0.667", "1.000", "0.800"]
        found = json.loads(postil("diff", "a.jsonl", "b.spacy", "--json").text)
        assert found["ways"]["strict"]["correct"] == 1
        assert len(found["differences"]) == 2
        summary = postil("diff", "a.jsonl", "b.spacy", "--summary").lines
        assert summary == [line for line in result.lines if line[0] not in "+-~"]

    def test_articles_that_one_has_alone_are_told(self, postil, here):
        put(here / "a.jsonl", TASK)
        put(here / "b.jsonl", TASK, {"text": "more", "spans": []})
        result = postil("diff", "a.jsonl", "b.jsonl")
        assert result.status == 1
        assert "only in one of them" in result.problem
