"""JSON files, record by record, however they were made and broken."""

from __future__ import annotations

import io
import json
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.errors import FormatError
from annotations.formats import records
from annotations.formats.draft import RecordError, Refusal
from annotations.formats.records import json_records, opened, parse

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab\n{}[]\",", max_size=3),
                                                                inner, max_size=3),
    max_leaves=8,
)  # fmt: skip
OBJECTS = st.lists(st.dictionaries(st.text("ab\n", max_size=3), VALUES, max_size=4), max_size=5)


def read(data: bytes) -> tuple[list, list[str]]:
    """The values, and what was refused."""
    refused: list[Refusal] = []
    values = [record.value for record in json_records(io.BytesIO(data), refused.append)]
    return values, list(map(str, refused))


@given(OBJECTS, st.booleans(), st.sampled_from([None, 1]), st.sampled_from(["utf-8", "utf-16"]))
def test_lines_arrays_and_single_objects_say_the_same(values, lines, indent, encoding):
    if lines:
        values = [value for value in values if value]
        data = "\n\n".join(json.dumps(value, ensure_ascii=False) for value in values)
    else:
        data = json.dumps(values, ensure_ascii=False, indent=indent)
    assert read(data.encode(encoding, "surrogatepass")) == (values, [])


def test_one_object_over_several_lines():
    value = {"text": "a", "entities": [{"id": 0}]}
    assert read(json.dumps(value, indent=4).encode()) == ([value], [])


def test_records_longer_than_a_chunk(monkeypatch):
    monkeypatch.setattr(records, "CHUNK", 7)
    values = [{"text": "x" * size, "n": [1, 2, {}]} for size in (0, 5, 6, 7, 100, 1000)]
    assert read(json.dumps(values).encode()) == (values, [])
    assert read(b'\xef\xbb\xbf[{"a": 12}, {"b": 3}]') == ([{"a": 12}, {"b": 3}], [])


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ('{"a": 1', "not JSON"),
        ('{"a": NaN}', "NaN is no number"),
        ('{"a": -Infinity}', "-Infinity is no number"),
        ('{"a": 1, "b": 2, "a": 3}', "“a” is stated twice"),
        ('{"a":' * 100_000 + "1" + "}" * 100_000, "nested too deeply"),
        ('{"a": ' + "[" * 100_000 + "]" * 100_000 + "}", "nested too deeply"),
        ('{"a": ' + "1" * 10_000 + "}", "not JSON"),
        ("{'a': 1}", "not JSON"),
        ("\x00\x01", "not JSON"),
    ],
)
def test_a_bad_line_leaves_the_others_alone(bad, reason):
    values, refused = read(f'{{"n": 1}}\n{bad}\n{{"n": 3}}\n'.encode())
    assert values == [{"n": 1}, {"n": 3}]
    assert len(refused) == 1
    assert refused[0].startswith("line 2: ")
    assert reason in refused[0]


def test_a_first_line_that_is_cut_off_leaves_the_others_alone():
    values, refused = read(b'{"text": "ab\n{"n": 2}\n')
    assert values == [{"n": 2}]
    assert refused[0].startswith("line 1: not JSON")


def test_bytes_that_are_no_utf_8():
    assert read(b'{"n": 1}\n{"a": "\xff"}\n') == ([{"n": 1}], ["line 2: not UTF-8 at byte 7"])
    with pytest.raises(FormatError, match="not UTF-8"):
        read(b'[{"a": "\xff"}]')


@pytest.mark.parametrize(
    ("data", "count", "reason"),
    [
        (b'[{"n": 1}, {"n": 2}', 2, "element 3: the file ends before its array does"),
        (b'[{"n": 1}, {"n": ', 1, "element 2: not JSON"),
        (b'[{"n": 1}, x]', 1, "element 2: not JSON"),
        (b'[{"n": 1}, {"n": NaN}]', 1, "what comes after it was not read"),
        (b"[" * 100_000, 0, "element 1: nested too deeply"),
    ],
)
def test_a_broken_array_is_read_up_to_there(data, count, reason):
    values, refused = read(data)
    assert len(values) == count
    assert len(refused) == 1
    assert reason in refused[0]


def test_records_that_are_too_long(monkeypatch):
    monkeypatch.setattr(records, "LARGEST", 1 << 20)
    monkeypatch.setattr(records, "CHUNK", 1 << 16)
    long = b'{"text": "' + b"x" * (1 << 21) + b'"}'
    values, refused = read(b'{"n": 1}\n' + long + b'\n{"n": 3}')
    assert (values, refused) == ([{"n": 1}, {"n": 3}], ["line 2: longer than 1 MB"])
    values, refused = read(b"[" + long + b"]")
    assert values == []
    assert "element 1: longer than 1 MB" in refused[0]


@pytest.mark.parametrize("joiner", [b"\n", b","])
def test_no_more_than_one_record_is_held(joiner, tmp_path):
    one = json.dumps({"text": "x" * 50_000}).encode()
    path = tmp_path / "file"
    data = joiner.join([one] * 400)
    path.write_bytes(data if joiner == b"\n" else b"[" + data + b"]")
    del data
    tracemalloc.start()
    with opened(path) as stream:
        assert sum(1 for _ in json_records(stream, print)) == 400
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4_000_000


def test_parse_and_open_say_what_is_wrong(tmp_path):
    assert parse('{"a": [1.5, true]}') == {"a": [1.5, True]}
    with pytest.raises(RecordError, match="not JSON"):
        parse("{")
    with pytest.raises(FormatError, match=r"cannot read .*none: No such file"), \
            opened(tmp_path / "none"):  # fmt: skip
        pass
