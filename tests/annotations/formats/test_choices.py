"""What is exported: which annotations of which articles, and in which files."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.annotation_set import ArticleState, Status
from annotations.errors import FormatError
from annotations.formats import Document, LossError, registry
from annotations.formats.choices import Choices, Split
from annotations.formats.parts import write_each, write_split
from tests.annotations.formats.documents import ARTICLE, document, documents, reviewed


def labels(choices: Choices, chosen: Document | None = None) -> list[str]:
    chosen = chosen or Document.of(*reviewed())
    return [a.span.label for one in choices.apply([chosen]) for a in one.annotations]


class TestAnnotations:
    @pytest.mark.parametrize(
        ("choices", "expected"),
        [
            (Choices(), ["PERSON", "GPE", "PERSON", "X", "FOOD"]),
            (Choices(statuses=frozenset([Status.ADDED])), ["PERSON"]),
            (Choices(labels=frozenset(["GPE", "X"])), ["GPE", "X"]),
            (Choices(mapping={"FOOD": "X"}), ["PERSON", "GPE", "PERSON", "X", "X"]),
            (Choices(mapping={"FOOD": "X"}, labels=frozenset("X")), ["X", "X"]),
            (Choices(mapping={"FOOD": "X"}, labels=frozenset(["FOOD"])), []),
            (Choices(annotators=frozenset(["ann"])), ["PERSON", "GPE", "PERSON"]),
            (Choices(annotators=frozenset(["bob"])), []),
            (Choices(since="2000-01-01"), ["PERSON", "GPE", "PERSON"]),
            (Choices(until="2000-01-01"), []),
            (Choices(since="2000-01-01", until="2999-01-01"), ["PERSON", "GPE", "PERSON"]),
        ],
    )
    def test_are_those_that_were_asked_for(self, choices, expected):
        assert labels(choices) == expected

    def test_no_choice_leaves_a_document_as_it_is(self):
        chosen = Document.of(*reviewed())
        assert Choices().narrow(chosen) is chosen

    def test_rejected_ones_go_only_where_they_are_asked_for(self):
        article, current = reviewed()
        every = Choices(statuses=frozenset(Status))
        assert "GPE" in labels(every, every.document(article, current))
        found = Choices().narrow(Document.of(article, current, Status))
        assert Status.REJECTED not in {a.status for a in found.annotations}

    def test_relations_go_with_their_ends(self):
        chosen = Document.of(*reviewed())
        assert len(Choices().narrow(chosen).relations) == 1
        assert Choices(labels=frozenset(["GPE"])).narrow(chosen).relations == ()

    def test_the_same_place_and_label_stands_once(self):
        twice = document("New York", (0, 8, "A"), (0, 8, "B"))
        assert labels(Choices(mapping={"B": "A"}), twice) == ["A"]

    def test_what_was_narrowed_says_no_more_than_it_holds(self):
        article, current = reviewed()
        some = Choices(labels=frozenset(["GPE"]))
        [narrowed] = some.apply([some.document(article, current)])
        assert narrowed.derived
        added = Choices(statuses=frozenset([Status.ADDED]))
        assert added.document(article, current).derived
        assert not Choices().document(article, current).derived

    @given(documents())
    def test_mapping_moves_no_span(self, chosen):
        narrowed = Choices(mapping={"GPE": "LOC", "ORG": "LOC"}).narrow(chosen)
        assert {a.span.range for a in narrowed.annotations} == {
            a.span.range for a in chosen.annotations
        }
        order = [(a.span.start, -a.span.end) for a in narrowed.annotations]
        assert order == sorted(order)


class TestArticles:
    @pytest.mark.parametrize(
        ("choices", "taken"),
        [
            (Choices(progress=frozenset(["done"])), False),
            (Choices(progress=frozenset(["started", "done"])), True),
            (Choices(tags=frozenset(["aid", "x"])), True),
            (Choices(tags=frozenset(["x"])), False),
            (Choices(text=re.compile("likes.*there")), True),
            (Choices(text=re.compile("^Lu, in")), True),
            (Choices(text=re.compile("Paris")), False),
        ],
    )
    def test_are_those_that_were_asked_for(self, choices, taken):
        assert bool(labels(choices)) is taken


class TestSplit:
    @given(st.integers(0, 3), st.lists(st.text(max_size=3), unique=True, max_size=30))
    def test_every_article_is_in_one_part_and_stays_there(self, seed, texts):
        split = Split.parse("train=80,dev=10,test=10", seed)
        chosen = [document(text) for text in texts]
        parts = {name: list(split.part(name, chosen)) for name in split.names}
        assert sum(map(len, parts.values())) == len(chosen)
        half = chosen[::2]
        assert {one.name for one in split.part("dev", half)} <= {d.name for d in parts["dev"]}

    def test_shares_are_about_what_was_asked_for_and_the_seed_deals_anew(self):
        chosen = [document(str(number)) for number in range(2000)]
        split = Split.parse("train=80, dev=10,test=10")
        counts = Counter(map(split.part_of, chosen))
        assert abs(counts["train"] - 1600) < 80
        assert abs(counts["test"] - 200) < 60
        other = Split.parse("train=80,dev=10,test=10", 1)
        assert [*map(split.part_of, chosen)] != [*map(other.part_of, chosen)]
        assert {Split.parse("a=1,b=0").part_of(one) for one in chosen} == {"a"}

    @pytest.mark.parametrize("text", ["", "train", "train=", "train=x", "a=1,a=2", "a=0", "../a=1"])
    def test_other_words_are_refused(self, text):
        with pytest.raises(FormatError, match="no split"):
            Split.parse(text)


class TestFiles:
    def test_one_for_each_part(self, tmp_path):
        chosen = [document(str(number), (0, 1, "X")) for number in range(40)]
        split = Split.parse("train=1,test=1")
        out = tmp_path / "set.postil.jsonl"
        paths, _ = write_split(registry.get("postil"), out, lambda: chosen, split)
        assert [path.name for path in paths] == ["set-train.postil.jsonl", "set-test.postil.jsonl"]
        lines = [path.read_text().count("\n") for path in paths]
        assert sum(lines) == 40
        assert min(lines) > 5

    def test_one_for_each_article_with_a_name_that_is_safe(self, tmp_path):
        chosen = [
            document("a", source="texts/one.txt"), document("b", source="other/one.txt"),
            document("c", title="../../etc/passwd"), document("d", title="a\x1b[2Jb\n‮c"),
            document("e"),
        ]  # fmt: skip
        paths, _ = write_each(registry.get("prodigy"), tmp_path / "new" / "out", lambda: chosen)
        assert len(set(paths)) == 5
        assert all(path.parent == tmp_path / "new" / "out" and path.is_file() for path in paths)
        assert paths[0].name == "one.jsonl"
        assert paths[1].name.startswith("one-")
        assert all(re.fullmatch(r"\w[\w.-]*", path.name) for path in paths)

    @pytest.mark.parametrize("write", ["split", "each"])
    def test_strict_writes_none_when_one_would_lose_something(self, tmp_path, write):
        chosen = [document("a", (0, 1, "X")), Document.of(*reviewed())]
        csv = registry.get("csv")
        ways = {
            "each": partial(write_each, csv, tmp_path / "out", lambda: chosen),
            "split": partial(
                write_split, csv, tmp_path / "out.csv", lambda: chosen, Split.parse("a=1,b=1")
            ),
        }
        with pytest.raises(LossError):
            ways[write](strict=True)
        assert list(tmp_path.rglob("*.csv")) == []


def test_choices_of_articles_look_at_the_state():
    done = replace(document(ARTICLE.text), state=ArticleState(done=True), progress="done")
    assert Choices(progress=frozenset(["done"])).takes(done)
