"""Token lines: tag schemes, columns, and what a reader makes of other people's files."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.errors import FormatError
from annotations.formats import Document, registry
from annotations.formats.base import Feature
from annotations.formats.conll import BILOU, BIOES, CONLL2003, IOB1, IOB2
from annotations.formats.conllup import CONLLUP
from annotations.formats.tags import Scheme, entities, is_tag, tags
from tests.annotations.formats.documents import document
from tests.annotations.formats.round_trips import read, written

WORDS = "Mr Alex Smith Bob met Ann ."
PEOPLE = document(WORDS, (3, 13, "PER"), (14, 17, "PER"), (22, 25, "PER"))
SCHEMES = {
    Scheme.IOB1: "O I-PER I-PER B-PER O I-PER O",
    Scheme.IOB2: "O B-PER I-PER B-PER O B-PER O",
    Scheme.BIOES: "O B-PER E-PER S-PER O S-PER O",
    Scheme.BILOU: "O B-PER L-PER U-PER O U-PER O",
}


def lines(format: object, *chosen: Document) -> list[str]:
    return written(format, *chosen)[0].decode().split("\n")


def found(text: str, name: str = "conll2003") -> list[tuple[str, list[tuple[str, str]]]]:
    documents = read(registry.reader(name), text.encode())
    return [
        (one.article.text, [(a.span.text, a.span.label) for a in one.annotations])
        for one in documents
    ]


def refused(text: str, name: str = "conll2003") -> list[str]:
    told: list[str] = []
    list(
        registry.reader(name).read(io.BytesIO(text.encode()), refuse=lambda r: told.append(str(r)))
    )
    return told


class TestSchemes:
    @pytest.mark.parametrize("scheme", SCHEMES)
    def test_are_written_as_the_field_writes_them(self, scheme):
        people = [(1, 3, "PER"), (3, 4, "PER"), (5, 6, "PER")]
        assert " ".join(tags(7, people, scheme)) == SCHEMES[scheme]

    @pytest.mark.parametrize("scheme", SCHEMES)
    def test_are_read_without_being_named(self, scheme):
        people = [(1, 3, "PER"), (3, 4, "PER"), (5, 6, "PER")]
        assert entities(SCHEMES[scheme].split(" ")) == people

    @given(st.data(), st.sampled_from(sorted(Scheme)))
    def test_give_every_entity_back(self, data, scheme):
        count = data.draw(st.integers(1, 12))
        edges = sorted(data.draw(st.sets(st.integers(0, count), max_size=8)))
        labels = data.draw(st.lists(st.sampled_from(["A", "B-C"]), min_size=12, max_size=12))
        chosen = [
            (s, e, label) for s, e, label in zip(edges, edges[1:], labels, strict=False)
            if data.draw(st.booleans())
        ]  # fmt: skip
        assert entities(tags(count, chosen, scheme)) == chosen

    @pytest.mark.parametrize(
        ("given_tags", "expected"),
        [
            ("O I-A I-A O", [(1, 3, "A")]),
            ("I-A I-B", [(0, 1, "A"), (1, 2, "B")]),
            ("B-A I-B", [(0, 1, "A"), (1, 2, "B")]),
            ("E-A S-A L-A", [(0, 1, "A"), (1, 2, "A"), (2, 3, "A")]),
            ("B-A M-A E-A", [(0, 3, "A")]),
            ("B-A ? I-A", [(0, 1, "A"), (2, 3, "A")]),
            ("", []),
        ],
    )
    def test_are_read_leniently(self, given_tags, expected):
        assert entities(given_tags.split()) == expected

    def test_tags_are_known(self):
        assert all(map(is_tag, ["O", "_", "-", "B-X", "U-a-b", "M-1"]))
        assert not any(map(is_tag, ["", "X", "B-", "B", "OO", "Z-X", "B- "]))


class TestWriting:
    def test_conll2003_has_four_columns(self):
        assert lines(CONLL2003, PEOPLE)[:5] == [
            "-DOCSTART- -X- O O", "", "Mr -X- O O", "Alex -X- O B-PER", "Smith -X- O I-PER",
        ]  # fmt: skip

    @pytest.mark.parametrize("format", [IOB1, IOB2, BIOES, BILOU], ids=lambda f: f.name)
    def test_schemes_have_two(self, format):
        rows = [line.split("\t") for line in lines(format, PEOPLE)[2:9]]
        assert [row[0] for row in rows] == WORDS.split(" ")
        assert " ".join(row[1] for row in rows) == SCHEMES[format.scheme]

    def test_columns_are_chosen(self):
        format = registry.get("iob2", columns="tag,{0},word,_", separator="space")
        assert lines(format, PEOPLE)[:4] == [
            "-DOCSTART- -X- O O",
            "",
            "O {0} Mr _",
            "B-PER {0} Alex _",
        ]
        [back] = read(format, written(format, PEOPLE)[0])
        assert [a.span.text for a in back.annotations] == ["Alex Smith", "Bob", "Ann"]

    @pytest.mark.parametrize(
        "options",
        [{"columns": "word"}, {"columns": "word,word,tag"}, {"separator": ","}, {"scheme": "x"}],
    )
    def test_choices_that_cannot_be_are_refused(self, options):
        with pytest.raises(FormatError, match="iob2 does not know"):
            registry.get("iob2", **options)

    def test_a_span_keeps_its_sentence_whole(self):
        text = "He saw Yahoo! Inc. there. She left.\n\nThey stayed"
        blocks = "\n".join(lines(IOB2, document(text, (7, 18, "ORG")))).split("\n\n")[1:-1]
        assert [block.split("\n")[0].split("\t")[0] for block in blocks] == ["He", "She", "They"]

    def test_says_what_it_cannot_carry(self):
        chosen = document("New York's", (0, 8, "A"), (4, 8, "B"), (9, 10, "a b"), (8, 9, "C"))
        report = IOB2.write(io.BytesIO(), [chosen])
        assert report.serious.counts == {
            Feature.NESTED: 1, Feature.SUB_TOKEN: 2, Feature.LABELS: 1,
        }  # fmt: skip
        assert Feature.TEXT in report.counts


class TestReading:
    def test_goes_by_the_beginnings_of_articles(self):
        text = "-DOCSTART- -X- O O\n\nAnn NNP B-NP I-PER\n\n-DOCSTART- -X- O\n\nBob O\nLee I-PER\n"
        assert found(text) == [("Ann", [("Ann", "PER")]), ("Bob Lee", [("Lee", "PER")])]

    def test_a_sentence_is_a_line(self):
        assert found("Ann B-X\n. O\n\n\nBob O\r\n") == [("Ann .\nBob", [("Ann", "X")])]

    def test_tabs_and_spaces_part_columns(self):
        assert found("New York\tB-X\nAnn\tO") == [("New York Ann", [("New York", "X")])]
        assert found("Ann   B-X") == [("Ann", [("Ann", "X")])]

    def test_a_stated_text_has_its_own_spaces(self):
        text = "# id = 1\n# text = Ann's here.\nAnn B-X\n's O\nhere O\n. O\n"
        assert found(text) == [("Ann's here.", [("Ann", "X")])]
        assert found("# text = something else\nAnn B-X") == [("Ann", [("Ann", "X")])]

    def test_a_hash_may_be_a_word(self):
        assert found("# O\n1 B-X") == [("# 1", [("1", "X")])]

    def test_sentences_in_one_line(self):
        assert found("Ann|NNP|B-X left|VB|O\nBob|NNP|B-X\n") == [
            ("Ann left\nBob", [("Ann", "X"), ("Bob", "X")])
        ]

    def test_says_that_spaces_are_made_up(self):
        [one] = read(CONLL2003, b"Ann B-X\n")
        assert one.article.reader == "conll2003, spacing made up"

    def test_wrong_lines_are_named_and_their_words_kept(self):
        text = "Ann B-X\nBob\nLee Q-X\nleft O\n"
        assert refused(text) == [
            "line 2: has no tag; its word is read as outside",
            "line 3: “Q-X” is no tag; its word is read as outside",
        ]

    def test_other_files_are_refused_soon(self):
        with pytest.raises(FormatError, match="it is not conll2003"):
            found("some prose here\n")
        endless = io.BytesIO(b"some prose\n" * 100_000)
        with pytest.raises(FormatError):
            list(CONLL2003.read(endless, refuse=lambda _: None))
        assert endless.tell() < 1_000_000

    def test_a_very_long_one_becomes_several(self, monkeypatch):
        from annotations.formats import conll_reading, lines

        monkeypatch.setattr(conll_reading, "MAX_ARTICLE", 10)
        monkeypatch.setattr(lines, "_CHUNK", 10)
        assert len(found("word O\nword O\n\n" * 4)) > 1

    def test_columns_are_chosen(self):
        format = replace(CONLL2003, columns="tag,word,lemma", separator="tab")
        [one] = read(format, b"B-X\tAnn\tann\nO\tleft\tleave\n")
        assert [a.span.text for a in one.annotations] == ["Ann"]


class TestLines:
    def test_that_are_no_text_are_refused_alone(self):
        told: list[str] = []
        source = io.BytesIO(b"\xef\xbb\xbfAnn B-X\n\xff O\nBob O\n")
        [one] = CONLL2003.read(source, refuse=lambda refusal: told.append(str(refusal)))
        assert (one.article.text, told) == ("Ann Bob", ["line 2: is not UTF-8"])

    def test_that_are_endless_are_refused_alone(self, monkeypatch):
        from annotations.formats import lines

        monkeypatch.setattr(lines, "MAX_LINE", 100)
        monkeypatch.setattr(lines, "_CHUNK", 10)
        told: list[str] = []
        source = io.BytesIO(b"Ann B-X\n" + b"x" * 500 + b" O\nBob O\nLee O")
        [one] = CONLL2003.read(source, refuse=lambda refusal: told.append(str(refusal)))
        assert one.article.text == "Ann Bob Lee"
        assert told == ["line 2: is longer than 0 MB"]


class TestConllUPlus:
    def test_marks_entities_by_number(self):
        chosen = document("New York City met", (0, 13, "GPE"), (0, 8, "X"), (4, 17, "Y"))
        rows = [line.split("\t") for line in lines(CONLLUP, chosen)[4:8]]
        assert [row[-1] for row in rows] == ["1:GPE;2:X", "1;2;3:Y", "1;3", "3"]

    def test_reads_tags_in_misc(self):
        empty = "\t_" * 7
        text = f"1\tAnn{empty}\tner=B-PER\n2\tLee{empty}\tner=E-PER|SpaceAfter=No\n"
        assert found(text, "conllup") == [("Ann Lee", [("Ann Lee", "PER")])]

    def test_reads_words_in_several_parts_and_empty_nodes(self):
        text = (
            "# global.columns = ID FORM MISC NER\n1-2\tzum\t_\t_\n1\tzu\t_\t1:X\n2\tdem\t_\t1\n"
            "2.1\tgone\t_\t_\n3\tSee\tSpaceAfter=No\t1\n4\t.\t_\t*\n"
        )
        assert found(text, "conllup") == [("zum See.", [("zum See", "X")])]

    def test_columns_of_tags_have_any_name_for_entities(self):
        text = "# global.columns = FORM X:NE\nAnn\tB-PER\nLee\tI-PER\n"
        assert found(text, "conllup") == [("Ann Lee", [("Ann Lee", "PER")])]

    def test_wrong_rows_are_named(self):
        text = "# global.columns = ID FORM NE\n1\tAnn\t1:X\n2\tLee\nx\tLee\t*\n3\tBob\tone;two\n\n"
        assert refused(text, "conllup") == [
            "line 3: has 2 columns, not 3",
            "line 4: its ID is no number",
            "line 6: “one;two” in the sentence before names no entities",
        ]

    def test_other_files_are_refused(self):
        with pytest.raises(FormatError, match="it is not conllup"):
            found("prose\n", "conllup")
        with pytest.raises(FormatError, match="no FORM"):
            found("# global.columns = A B\n", "conllup")
