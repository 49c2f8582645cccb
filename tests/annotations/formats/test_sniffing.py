"""What the beginning of a file tells."""

from __future__ import annotations

import io

import pytest

from annotations.formats.sniffing import SIZE, Head


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b'{"text": "a", "spans": []}\n{"text": "b"}', {"text": "a", "spans": []}),
        (b' [\n {"text": "a"}, {"text": 1', {"text": "a"}),
        (b'\xef\xbb\xbf{"a": 1}', {"a": 1}),
        ('[{"a": "é"}]'.encode("utf-16"), {"a": "é"}),
        (b'{"text": "a", "spans": [{"start": 1}, {"st', {"text": "a", "spans": None}),
        (b'{"text": "cut o', {"text": None}),
        (b'["Who?", {"entities": []}]', "Who?"),
        (b'[["Who?", {"entities": []}]]', ["Who?", {"entities": []}]),
        (b"", None),
        (b"a\tb\n", None),
        (b"[" * 100_000, None),
        (b'{"a":' * 20_000, {"a": None}),
        (b'{{"a": 1}: 2}', {}),
    ],
)
def test_the_first_object_is_found(data, value):
    assert Head(data[:SIZE]).value == value


def test_lines_and_fields():
    head = Head(b'{"text": "a", "label": [[0, 1, "X"\r\nnext')
    assert head.lines[1] == "next"
    assert head.has("text", "label")
    assert not head.has("text", "spans")
    assert not head.is_array
    assert not Head(b"[1]").has("text")


def test_a_stream_is_wound_back(tmp_path):
    stream = io.BytesIO(b"x" * (2 * SIZE))
    stream.seek(5)
    assert len(Head.of(stream).data) == SIZE
    assert stream.tell() == 5
    assert Head.of(tmp_path).data == b""
