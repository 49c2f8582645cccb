"""Files as other tools write them: what each shape means, and what is refused."""

from __future__ import annotations

import io
import json
import zlib
from pathlib import Path
from typing import Any, ClassVar

import pytest

from annotations.annotation_set import Status
from annotations.article import Article
from annotations.errors import FormatError
from annotations.formats import Document, registry
from annotations.formats.draft import Refusal
from tests.annotations.formats.documents import document, reviewed

EMOJI = "Hi 😀 Angela Merkel spoke."


def read(name: str, *values: Any, **options: Any) -> tuple[list[Document], list[str]]:
    """What a format reads in a file of JSON lines, or in raw bytes, and what it refuses."""
    lines = (one if isinstance(one, bytes) else json.dumps(one).encode() for one in values)
    refused: list[Refusal] = []
    format = registry.reader(name, **options)
    found = list(format.read(io.BytesIO(b"\n".join(lines)), refuse=refused.append))
    return found, list(map(str, refused))


def one(name: str, *values: Any, **options: Any) -> Document:
    """The only document, of which nothing was refused."""
    found, refused = read(name, *values, **options)
    assert refused == []
    [only] = found
    return only


def spans(document: Document) -> list[tuple[str, str, str]]:
    return [(a.span.text, a.span.label, str(a.status)) for a in document.annotations]


@pytest.mark.parametrize(
    ("format", "value"),
    [
        ("prodigy", {"text": "Ann", "spans": [{"start": True, "end": 3, "label": "X"}]}),
        ("prodigy", {"text": "Ann", "spans": [{"start": 0, "end": 4, "label": "X"}]}),
        ("prodigy", {"text": "Ann", "spans": [{"start": 0, "end": 3, "label": ""}]}),
        ("prodigy", {"text": "Ann", "spans": [{"start": 0, "end": 3, "label": None}]}),
        ("prodigy", {"text": "Ann", "spans": [{"start": 0.0, "end": 3, "label": "X"}]}),
        ("prodigy", {"text": "Ann", "spans": [{"start": -1, "end": 3, "label": "X"}]}),
        ("prodigy", {"text": "Ann", "spans": [{"start": 2, "end": 2, "label": "X"}]}),
        ("prodigy", {"text": "Ann", "spans": [{"start": 10**30, "end": 2, "label": "X"}]}),
        ("prodigy", {"text": "Ann", "spans": [{"end": 2, "label": "X"}]}),
        ("prodigy", {"text": "Ann", "spans": [1]}),
        ("prodigy", {"text": "Ann", "spans": 1}),
        ("prodigy", {"text": "\ud800", "spans": []}),
        ("prodigy", {"text": 3}),
        ("prodigy", ["text"]),
        ("prodigy", {"text": "Ann", "spans": [{"start": 0, "end": 3, "label": "X", "text": "Bo"}]}),
        ("prodigy", {"text": "Ann", "relations": [{"head": 0, "child": 1, "label": "X"}]}),
        ("doccano", {"text": "Ann", "label": [[0, 4, "X"]]}),
        ("doccano", {"text": "Ann", "label": [[0, 3]]}),
        ("doccano", {"text": "Ann", "entities": [{"id": 1, "start_offset": 0}]}),
        ("doccano", {"text": "a", "label": [], "offset_unit": "bytes"}),
        ("doccano", {"text": "a", "relations": [{"from_id": 1, "to_id": 2, "type": "x"}]}),
        ("label-studio", {"data": {}}),
        ("label-studio", {"data": {"a": "x", "b": "y"}}),
        ("label-studio", {"text": "Ann"}),
        ("label-studio-min", {"text": "Ann", "label": [{"start": 0, "labels": ["X"]}]}),
        ("spacy-json", {"text": "Ann", "ents": [{"start": 0, "end": 9, "label": "X"}]}),
        ("spacy-json", {"text": "Ann"}),
        ("hf", {"tokens": ["a"], "ner_tags": [0]}),
        ("hf", {"tokens": ["a"], "ner_tags": ["O", "O"]}),
        ("hf", {"tokens": ["a"]}),
        ("postil", {"postil": 99, "article": {"text": ""}}),
        ("postil", {"postil": True, "article": {"text": ""}}),
        ("postil", {"postil": 1}),
        ("postil", {"postil": 1, "article": {"text": "a"}, "corrections": [{"id": "x"}]}),
        ("postil", {"postil": 1, "article": {"text": "a"}, "predictions": [{}]}),
    ],
)
def test_a_record_that_does_not_fit_is_refused_by_its_line(format, value):
    good = {
        "label-studio": {"data": {"text": "a"}, "annotations": []},
        "label-studio-min": {"text": "a", "label": []},
        "spacy-json": {"text": "a", "ents": [], "tokens": []},
        "hf": {"tokens": ["a"], "ner_tags": ["O"]},
        "postil": {"postil": 1, "article": {"text": "a"}},
    }.get(format, {"text": "a"})
    found, refused = read(format, good, value, good)
    assert len(found) == 2
    assert len(refused) == 1
    assert refused[0].startswith("line 2: ")
    assert len(refused[0]) < 200
    assert "\n" not in refused[0]


class TestProdigy:
    SPAN: ClassVar = {"start": 0, "end": 3, "label": "PERSON"}

    @pytest.mark.parametrize(
        ("answer", "source", "status"),
        [
            ("accept", None, "added"), ("accept", "en_core_web_lg", "accepted"),
            ("reject", None, "rejected"), ("ignore", None, "predicted"), (None, None, "predicted"),
        ],
    )  # fmt: skip
    def test_answers(self, answer, source, status):
        span = self.SPAN | ({"source": source} if source else {})
        task = {"text": "Ann left", "spans": [span], "answer": answer, "_annotator_id": "bob"}
        found = one("prodigy", task)
        assert spans(found) == [("Ann", "PERSON", status)]
        [annotation] = found.annotations
        assert annotation.annotator == ("" if status == "predicted" else "bob")
        if status != "added":
            assert annotation.predicted == annotation.span

    def test_files_without_spans_or_with_none(self):
        assert one("prodigy", {"text": "Ann", "meta": {"source": "The Times"}}).annotations == ()
        assert one("prodigy", {"text": "Ann", "spans": None}).article.source == ""

    def test_relations_between_spans(self):
        ends = {"head_span": self.SPAN, "child_span": {"start": 8, "end": 11, "label": "PERSON"}}
        task = {
            "text": "Ann met Bob", "spans": list(ends.values()),
            "relations": [{"head": 0, "child": 2, "label": "MET", **ends}],
        }  # fmt: skip
        [relation] = one("prodigy", task).relations
        assert relation.label == "MET"


class TestDoccano:
    def test_the_shape_before_version_1_2(self):
        entity = {"label": 7, "start_offset": 0, "end_offset": 3, "user": 1}
        found = one("doccano", {"text": "Ann left", "annotations": [entity], "meta": {}})
        assert spans(found) == [("Ann", "label 7", "added")]

    @pytest.mark.parametrize("place", [[5, 18], [6, 19]], ids=["code points", "UTF-16"])
    def test_the_unit_that_cuts_fewer_words_is_believed(self, place):
        found = one("doccano", {"text": EMOJI, "label": [[*place, "PERSON"]]})
        assert [text for text, _, _ in spans(found)] == ["Angela Merkel"]

    def test_utf_16_is_written_unless_code_points_are_asked_for(self):
        chosen = document(EMOJI, (5, 18, "PERSON"))
        for option, place in ((False, [6, 19]), (True, [5, 18])):
            stream = io.BytesIO()
            registry.get("doccano", code_points=option).write(stream, [chosen])
            assert json.loads(stream.getvalue())["label"] == [[*place, "PERSON"]]

    def test_relations_are_written_where_they_are_asked_for(self):
        stream = io.BytesIO()
        report = registry.get("doccano", relations=True).write(stream, [Document.of(*reviewed())])
        row = json.loads(stream.getvalue())
        assert "label" not in row
        assert row["relations"] == [{"id": 0, "from_id": 0, "to_id": 1, "type": "visits"}]
        assert "relations" not in report.summary()
        assert len(one("doccano", stream.getvalue()).relations) == 1


class TestLabelStudio:
    def region(self, start: int, end: int, text: str, **more: Any) -> dict[str, Any]:
        value = {"start": start, "end": end, "text": text, "labels": ["PER"]}
        return {"id": more.pop("id", "r"), "type": "labels", "value": value, **more}

    def task(self, *results: list[Any], **more: Any) -> dict[str, Any]:
        found = [
            {"completed_by": number, "result": result} for number, result in enumerate(results, 1)
        ]
        return {"data": {"text": EMOJI}, "annotations": found, **more}

    @pytest.mark.parametrize("place", [(5, 18), (6, 19)], ids=["now", "older exports"])
    def test_the_unit_is_found_by_the_words(self, place):
        found = one("label-studio", [self.task([self.region(*place, "Angela Merkel")])])
        assert spans(found) == [("Angela Merkel", "PER", "added")]

    def test_what_several_annotators_found_stands_side_by_side(self):
        one_of_them = self.region(5, 18, "Angela Merkel")
        found = one("label-studio", [self.task([one_of_them], [one_of_them])])
        assert [a.annotator for a in found.annotations] == ["1", "2"]
        who = {"completed_by": {"email": "a@b.c", "id": 3}, "result": [one_of_them]}
        task = {"data": {"text": EMOJI}, "annotations": [who]}
        assert one("label-studio", [task]).annotations[0].annotator == "a@b.c"

    def test_cancelled_annotations_are_passed_over_and_predictions_stand_in(self):
        cancelled = {"was_cancelled": True, "result": [self.region(0, 2, "Hi")]}
        guess = {
            "model_version": "m 1.0",
            "result": [self.region(5, 18, "Angela Merkel", score=0.5)],
        }
        task = {"data": {"text": EMOJI}, "annotations": [cancelled], "predictions": [guess, 3]}
        found = one("label-studio", [task])
        assert spans(found) == [("Angela Merkel", "PER", "predicted")]
        [annotation] = found.annotations
        assert (str(annotation.pipeline), annotation.span.score) == ("m 1.0", 0.5)

    def test_relations_and_regions_of_other_kinds(self):
        result = [
            self.region(0, 2, "Hi", id="a"), self.region(5, 18, "Angela Merkel", id="b"),
            {"type": "choices", "value": {"choices": ["good"]}},
            {"type": "relation", "from_id": "a", "to_id": "b", "labels": ["greets"]},
            {"type": "relation", "from_id": "b", "to_id": "a"},
        ]  # fmt: skip
        found = one("label-studio", [self.task(result)])
        assert sorted(r.label for r in found.relations) == ["greets", "related"]
        assert len(found.annotations) == 2

    def test_origins_tell_what_became_of_predictions(self):
        result = [
            self.region(0, 2, "Hi", id="a", origin="prediction"),
            self.region(5, 18, "Angela Merkel", id="b", origin="prediction-changed"),
        ]
        assert [row[2] for row in spans(one("label-studio", [self.task(result)]))] == [
            "accepted", "corrected",
        ]  # fmt: skip

    def test_a_file_in_utf_16(self):
        data = json.dumps([self.task([self.region(5, 18, "Angela Merkel")])]).encode("utf-16")
        assert len(one("label-studio", data).annotations) == 1


class TestSpacy:
    def test_what_is_written_is_read_by_doc_from_json(self):
        import spacy
        from spacy.tokens import Doc

        stream = io.BytesIO()
        registry.get("spacy-json").write(
            stream, [document("Ann Lee left New York.\n\nShe did.", (0, 7, "P"), (13, 21, "G"))]
        )
        [found] = json.loads(stream.getvalue())
        doc = Doc(spacy.blank("en").vocab).from_json(found)
        assert [(ent.text, ent.label_) for ent in doc.ents] == [("Ann Lee", "P"), ("New York", "G")]
        assert [span.text for span in doc.spans["sc"]] == ["Ann Lee", "New York"]
        assert doc.text == found["text"]

    def test_pairs_and_paragraphs(self):
        assert spans(one("spacy-json", [["Ann left", {"entities": [[0, 3, "P"]]}]])) == [
            ("Ann", "P", "added")
        ]
        tokens = [
            {"orth": orth, "ner": ner}
            for orth, ner in [("``", "O"), ("Ann", "B-P"), ("Lee", "L-P"), ("!", "U-X"), ("a", "-")]
        ]
        paragraph = {"sentences": [{"tokens": tokens}]}
        assert spans(one("spacy-json", [{"paragraphs": [paragraph | {"raw": '"Ann Lee! a'}]}])) == [
            ("Ann Lee", "P", "added"), ("!", "X", "added"),
        ]  # fmt: skip
        assert one("spacy-json", [{"paragraphs": [paragraph]}]).article.text == "`` Ann Lee ! a"

    @pytest.mark.parametrize(
        ("data", "reason"),
        [
            (b"", "ends too early"),
            (b"no zlib", "not compressed"),
            (zlib.compress(b"x" * 100)[:-5], "ends too early"),
            (zlib.compress(b""), "not a file of spaCy"),
            (zlib.compress(b"\x93\x01\x02\x03"), "not a file of spaCy"),
            (zlib.compress(b"\x91" * 100_000), "not a file of spaCy"),
            (zlib.compress(b"\0" * (65 << 20)), "far more than a file of spaCy"),
        ],
        ids=["empty", "other", "cut", "nothing", "list", "deep", "bomb"],
    )
    def test_other_files_are_refused(self, data, reason):
        with pytest.raises(FormatError, match=reason):
            read("spacy", data)

    def message(self, **changed: Any) -> bytes:
        """A file of one document with some fields changed."""
        import srsly

        stream = io.BytesIO()
        registry.get("spacy").write(stream, [document("Ann Lee left", (0, 7, "P"))])
        message = srsly.msgpack_loads(zlib.decompress(stream.getvalue()))
        return zlib.compress(srsly.msgpack_dumps(message | changed))

    @pytest.mark.parametrize(
        "changed",
        [
            {"lengths": b"\xff\xff\xff\xff"}, {"lengths": b"\x09\0\0\0"}, {"lengths": b"\0"},
            {"attrs": []}, {"attrs": [65]}, {"tokens": b"\0" * 7}, {"strings": 3}, {"spaces": None},
        ],
    )  # fmt: skip
    def test_lengths_that_do_not_add_up_are_refused(self, changed):
        assert len(one("spacy", self.message()).annotations) == 1
        try:
            found, refused = read("spacy", self.message(**changed))
        except FormatError:
            return
        assert (found, len(refused)) == ([], 1)

    def test_spans_outside_the_words_and_unknown_strings_are_refused(self):
        import struct

        import srsly

        span = struct.pack(">QQQllll", 0, 0, 0, 0, 99, 0, 99)
        group = srsly.msgpack_dumps({"name": "sc", "attrs": {}, "spans": [span]})
        outside = self.message(span_groups=[srsly.msgpack_dumps({group: ["sc"]})])
        assert "which are not there" in read("spacy", outside)[1][0]
        assert len(read("spacy", self.message(strings=[]))[1]) == 1

    def test_no_array_is_made_from_a_description_in_the_file(self):
        import srsly

        bad = {b"nd": True, b"type": "|O", b"kind": b"", b"shape": [1], b"data": b"\0" * 8}
        data = srsly.msgpack.packb({"id": bad, "title": "T"}, use_bin_type=True)
        found = one("spacy", self.message(user_data=[data]))
        assert found.article.title == "T"

    def test_custom_attributes_and_groups_of_spacy_itself(self):
        import spacy
        from spacy.tokens import Doc, DocBin

        if not Doc.has_extension("title"):
            Doc.set_extension("title", default=None)
        pipeline = spacy.blank("en")
        doc = pipeline("Ann Lee left New York.")
        doc.ents = [doc.char_span(0, 7, label="P", kb_id="Q1")]
        doc.spans["other"] = [doc.char_span(13, 21, label="G"), doc.char_span(0, 7, label="P")]
        doc._.title = "A title"
        found = one("spacy", DocBin(store_user_data=True, docs=[doc]).to_bytes())
        assert spans(found) == [("Ann Lee", "P", "added"), ("New York", "G", "added")]
        assert (found.annotations[0].link, found.article.title) == ("Q1", "A title")


class TestTables:
    ARTICLE = Article("Ann met Bob.", source="a.txt")

    def find(self, id: str, source: str) -> Article | None:
        return self.ARTICLE if id == self.ARTICLE.id or source == "a.txt" else None

    def test_articles_are_looked_up(self):
        stream = io.BytesIO()
        chosen = document(self.ARTICLE.text, (0, 3, "P"), source="a.txt")
        registry.get("csv").write(stream, [chosen])
        found = one("csv", stream.getvalue(), articles=self.find)
        assert spans(found) == [("Ann", "P", "added")]
        _, refused = read("csv", stream.getvalue())
        assert "is not known" in refused[0]

    def test_rows_may_be_short_or_long(self):
        rows = b"source,start,end,label,text\na.txt\na.txt,8,11,P,Bob,more\na.txt,4\n"
        found, refused = read("csv", rows, articles=self.find)
        assert [len(d.annotations) for d in found] == [1]
        assert refused == ["line 4: offset “” is no whole number"]

    def test_bad_rows_leave_the_others_alone(self):
        rows = b"source,start,end,label,text\na.txt,0,3,P,Ann\na.txt,x,3,P,\na.txt,8,11,P,Bob\n"
        found, refused = read("csv", rows, articles=self.find)
        assert [len(d.annotations) for d in found] == [2]
        assert refused == ["line 3: offset “x” is no whole number"]

    @pytest.mark.parametrize("data", [b"", b"a,b\n1,2\n", b"\xff\xfe", b'start,end,label\n"'])
    def test_other_tables_are_refused(self, data):
        try:
            found, refused = read("csv", data)
        except FormatError:
            return
        assert found == []
        assert refused


class TestHuggingFace:
    ROW: ClassVar = {"tokens": ["Ann", "left", "Rome"], "ner_tags": [1, 0, 3]}
    NAMES: ClassVar = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC"]

    def test_names_are_taken_from_a_card_or_from_the_infos(self, tmp_path):
        data = tmp_path / "train.jsonl"
        data.write_text(json.dumps(self.ROW))
        names = "".join(f"          '{n}': {name}\n" for n, name in enumerate(self.NAMES))
        card = (
            f"---\n  - name: ner_tags\n    sequence:\n      class_label:\n        names:\n{names}"
        )
        label = {"names": self.NAMES, "_type": "ClassLabel"}
        tags = {"feature": label, "_type": "Sequence"}
        infos = {"default": {"features": {"ner_tags": tags}}}
        for name, text in (("README.md", card), ("dataset_infos.json", json.dumps(infos))):
            beside = tmp_path / name
            beside.write_text(text)
            [found] = registry.reader("hf").read(data, refuse=pytest.fail)
            assert spans(found) == [("Ann", "PER", "added"), ("Rome", "LOC", "added")]
            beside.unlink()

    def test_a_card_of_somebody_elses_is_left_alone(self, tmp_path):
        (tmp_path / "README.md").write_text("mine")
        registry.get("hf").write(tmp_path / "a.jsonl", [document("Ann", (0, 3, "P"))])
        assert (tmp_path / "README.md").read_text() == "mine"
        assert "B-P" in (tmp_path / "a.jsonl.README.md").read_text()
        registry.get("hf").write(tmp_path / "a.jsonl", [document("Ann", (0, 3, "Q"))])
        assert "B-Q" in (tmp_path / "a.jsonl.README.md").read_text()

    def test_tags_are_those_of_the_flat_spans(self):
        stream = io.BytesIO()
        registry.get("hf").write(stream, [document("New York City", (0, 13, "A"), (4, 8, "B"))])
        row = json.loads(stream.getvalue())
        assert row["tokens"] == ["New", "York", "City"]
        assert row["ner_tags"] == ["B-A", "I-A", "I-A"]
        assert len(row["spans"]) == 2

    def test_parquet_says_what_it_needs(self, monkeypatch, tmp_path):
        import sys

        monkeypatch.setitem(sys.modules, "pyarrow", None)
        with pytest.raises(FormatError, match=r"pip install 'postil\[parquet\]'"):
            registry.get("hf-parquet").write(tmp_path / "a.parquet", [])

    def test_other_parquet_is_refused(self):
        pytest.importorskip("pyarrow")
        with pytest.raises(FormatError, match="not Parquet"):
            read("hf-parquet", b"PAR1 and no more")


def test_files_are_known_by_their_content(tmp_path):
    chosen = [Document.of(*reviewed())]
    for name, file in [
        ("postil", "a.jsonl"), ("prodigy", "b.jsonl"), ("doccano", "c.jsonl"), ("hf", "d.jsonl"),
        ("label-studio", "e.json"), ("label-studio-min", "f.json"), ("spacy-json", "g.json"),
        ("spacy", "h.bin"), ("prodigy", "i"), ("spacy", "j.spacy"), ("postil", "k.postil.jsonl"),
    ]:  # fmt: skip
        registry.get(name).write(tmp_path / file, chosen)
        assert registry.detect(tmp_path / file).name == name


def test_what_cannot_be_told_has_to_be_named(tmp_path: Path):
    path = tmp_path / "x.json"
    path.write_text('[{"a": 1}]')
    with pytest.raises(FormatError, match=r"x\.json: its format cannot be told; name one of"):
        registry.detect(path)
    with pytest.raises(FormatError, match=r"cannot read .*nothing"):
        registry.detect(tmp_path / "nothing.json")


def test_lone_surrogates_in_labels_and_notes_are_replaced():
    span = {"start": 0, "end": 3, "label": "X\ud800", "note": "n\udfff", "kb_id": "\ud800"}
    [annotation] = one("prodigy", {"text": "Ann", "spans": [span]}).annotations
    assert (annotation.span.label, annotation.note, annotation.link) == ("X?", "n?", "?")


def test_statuses_of_our_own_tasks_come_back():
    chosen = Document.of(*reviewed())
    stream = io.BytesIO()
    registry.get("prodigy").write(stream, [chosen])
    found = one("prodigy", stream.getvalue())
    assert [a.status for a in found.annotations] == [a.status for a in chosen.annotations]
    assert Status.CORRECTED in {a.status for a in found.annotations}
