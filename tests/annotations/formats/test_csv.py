"""Tables of spans that any spreadsheet and any csv module reads."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.formats.base import Feature
from annotations.formats.csv import COLUMNS, CSV, TSV, SeparatedValues
from annotations.formats.document import Document
from tests.annotations.formats.documents import document, documents, reviewed

FORMATS = (CSV, TSV)


def raw(format: SeparatedValues, *chosen: Document) -> bytes:
    stream = io.BytesIO()
    format.write(stream, iter(chosen))
    return stream.getvalue()


def rows(format: SeparatedValues, *chosen: Document) -> list[list[str]]:
    """What the csv module reads, the column names first."""
    text = io.StringIO(raw(format, *chosen).decode("utf-8"), newline="")
    return list(csv.reader(text, delimiter=format.separator))


def records(format: SeparatedValues, *chosen: Document) -> list[dict[str, str]]:
    names, *found = rows(format, *chosen)
    return [dict(zip(names, row, strict=True)) for row in found]


class TestTable:
    @pytest.mark.parametrize("format", FORMATS, ids=lambda format: format.name)
    def test_of_a_reviewed_article(self, format):
        article, current = reviewed()
        chosen = Document.of(article, current)
        found = records(format, chosen)
        assert [row["text"] for row in found] == [
            "Donald Lu", "Dushanbe", "Mr Lu", "“plov”", "plov",
        ]  # fmt: skip
        assert found[1] == {
            "doc_id": article.id, "source": "texts/lu.txt", "start": "16", "end": "24",
            "text": "Dushanbe", "label": "GPE", "status": "corrected", "predicted_label": "ORG",
            "annotator": "ann", "time": chosen.time(chosen.annotations[1]),
            "note": "'=the capital,\n“really”", "link": "Q9365",
        }  # fmt: skip
        assert (found[2]["predicted_label"], found[4]["time"]) == ("", "")

    def test_begins_with_the_names_of_the_columns(self):
        assert raw(CSV) == ",".join(COLUMNS).encode() + b"\n"
        assert COLUMNS == (
            "doc_id", "source", "start", "end", "text", "label", "status", "predicted_label",
            "annotator", "time", "note", "link",
        )  # fmt: skip
        assert rows(TSV) == [list(COLUMNS)]

    @given(st.lists(documents(), max_size=3), st.sampled_from(FORMATS))
    def test_lossless_gives_every_field_back(self, chosen, format):
        found = records(replace(format, lossless=True), *chosen)
        expected = [(one, a) for one in chosen for a in one.annotations]
        assert len(found) == len(expected)
        for row, (one, a) in zip(found, expected, strict=True):
            assert (row["doc_id"], row["source"]) == (one.article.id, one.article.source)
            assert one.article.text[int(row["start"]) : int(row["end"])] == row["text"]
            assert (row["text"], row["label"]) == (a.span.text, a.span.label)
            assert (row["status"], row["annotator"]) == (a.status, a.annotator)
            assert (row["note"], row["link"]) == (a.note, a.link)

    def test_lines_end_in_line_feeds_and_fields_keep_their_own_ends(self):
        text = "a\rb c\r\nd e\nf"
        chosen = document(text, (0, 3, "X"), (4, 8, "X"), (9, 12, "X"))
        assert [row["text"] for row in records(CSV, chosen)] == ["a\rb", "c\r\nd", "e\nf"]
        assert raw(CSV, document("ab", (0, 1, "X"))).count(b"\r") == 0

    def test_is_utf_8_without_a_mark(self):
        found = raw(CSV, document("Zoë 🍲", (0, 5, "X")))
        assert "Zoë 🍲".encode() in found
        assert found.startswith(b"doc_id")

    def test_an_undecodable_file_name_does_not_stop_it(self):
        assert records(CSV, document("a", (0, 1, "X"), source="caf\udce9"))[0]["source"] == "caf?"


class TestFormulas:
    @pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "'=", "''@"])
    def test_are_not_run(self, start):
        text = f"{start}cmd|' /C calc'!A0"
        found = records(CSV, document(text, (0, len(text), "X")))[0]["text"]
        assert found == f"'{text}"

    @pytest.mark.parametrize("field", ["source", "label", "annotator", "note", "link"])
    def test_in_no_field(self, field):
        bad = "=1+1"
        chosen = document("Ann", (0, 3, bad), source=bad)
        [annotation] = chosen.annotations
        chosen = replace(
            chosen, annotations=(replace(annotation, annotator=bad, note=bad, link=bad),)
        )
        assert records(CSV, chosen)[0][field] == "'=1+1"
        assert records(replace(CSV, lossless=True), chosen)[0][field] == "=1+1"

    @pytest.mark.parametrize("text", ["Ann", "'Ann'", "’s", "a=b", "4-5", " =1", "'"])
    def test_other_text_is_left_alone(self, text):
        assert records(CSV, document(text, (0, len(text), "X")))[0]["text"] == text

    @given(documents())
    def test_one_quote_off_gives_the_text_back(self, chosen):
        plain = records(replace(CSV, lossless=True), chosen)
        for row, exact in zip(records(CSV, chosen), plain, strict=True):
            for name in COLUMNS:
                assert row[name] in (exact[name], f"'{exact[name]}")
                assert row[name][:1] not in set("=+-@\t\r\n")


class TestLosses:
    def test_are_named_with_their_spans(self):
        report = CSV.write(io.BytesIO(), [Document.of(*reviewed()), document("Ann")])
        assert report.counts == {
            Feature.RELATIONS: 1, Feature.TAGS: 1, Feature.STATE: 1, Feature.METADATA: 1,
            Feature.HISTORY: 1, Feature.EMPTY: 1,
        }  # fmt: skip
        [serious] = report.serious
        assert (serious.span.text, serious.detail) == ("Donald Lu", "visits “Dushanbe”")
