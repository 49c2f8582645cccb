import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.errors import SourceError
from annotations.sources import collect, members, read


@pytest.fixture
def write(tmp_path):
    """Write a file, and give its reference."""

    def write_it(name, content):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return collect([path]).refs[0]

    return write_it


def test_an_article_per_line(write):
    lines = [
        {"text": "First text.\r\n", "meta": {"title": "One", "author": "Ada"}, "spans": []},
        {"headline": "Two", "content": "Second text.", "authors": ["Ben", "Cy"], "lang": "de"},
        "Third text.",
    ]
    text = "\n\n".join(json.dumps(line) for line in lines)
    ref = write("corpus.jsonl", "\ufeff" + text + "\n")
    found = members(ref)
    assert [member.name for member in found] == [f"corpus.jsonl#{n}" for n in (1, 3, 5)]
    first, second, third = (read(member).article for member in found)
    assert (first.text, first.title, first.byline) == ("First text.\r\n", "One", "Ada")
    assert (second.title, second.byline, second.language) == ("Two", "Ben, Cy", "de")
    assert third.text == "Third text."
    assert first.source.endswith("corpus.jsonl#1")
    assert first.reader == "jsonl 1"


def test_a_line_named_by_its_source_is_found_again(write):
    ref = write("corpus.jsonl", '{"text": "a"}\n\n{"text": "b"}\n')
    [again] = collect([members(ref)[1].source]).refs
    assert read(again).article.text == "b"


def test_the_file_itself_is_its_first_article_and_says_so(write):
    ref = write("corpus.jsonl", '{"text": "a"}\n{"text": "b"}\n')
    reading = read(ref)
    assert reading.article.text == "a"
    assert reading.notices == ("the first of 2 articles in corpus.jsonl",)


def test_an_array_in_a_json_file(write):
    ref = write("corpus.json", '[{"text": "a"}, {"text": "b", "title": "B"}]')
    assert [read(member).article.text for member in members(ref)] == ["a", "b"]
    assert read(write("one.json", '{"text": "alone"}')).article.text == "alone"


def test_a_changed_file_is_read_again(write):
    assert read(write("a.json", '[{"text": "old"}]')).article.text == "old"
    assert read(write("a.json", '[{"text": "newer"}]')).article.text == "newer"


def test_half_characters_are_replaced_and_said(write):
    reading = read(write("a.jsonl", r'{"text": "a \ud83d b \ud83d\ude00", "title": "\udc00"}'))
    assert reading.article.text == "a \ufffd b 😀"
    assert reading.article.title == "\ufffd"
    assert "lone surrogates" in reading.notices[0]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("not json", "this is not JSON"),
        ('{"text": "cut', "this is not JSON"),
        ('{"id": 1, "label": "x"}', "“id”, “label”"),
        ('{"text": ""}', "no text in it"),
        ('{"text": 5}', "no text in it"),
        ("{}", r"\(none\)"),
        ("[1, 2]", "no object with a text"),
        ("17", "no object with a text"),
        ("[" * 100_000, "nested too deeply"),
        ('{"n": ' + "9" * 5000 + "}", "this is not JSON"),
    ],
)
def test_lines_that_are_no_article(write, line, said):
    with pytest.raises(SourceError, match=said) as caught:
        read(write("a.jsonl", line + "\n"))
    assert str(caught.value).startswith("a.jsonl")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("member", ["9", "0", "x", "٣", "99999999999999999999"])
@pytest.mark.parametrize("name", ["a.jsonl", "a.json"])
def test_articles_that_are_not_there(write, name, member):
    ref = write(name, '{"text": "a"}')
    with pytest.raises(SourceError):
        read(collect([f"{ref.address}#{member}"]).refs[0])


FIELDS = st.sampled_from(["text", "meta", "title", "other"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(FIELDS, inner),
)


@given(VALUES)
def test_any_json_is_an_article_or_a_source_error(attempt, tmp_path_factory, value):
    path = tmp_path_factory.getbasetemp() / "any.jsonl"
    path.write_text(json.dumps(value))
    attempt(read, collect([path]).refs[0])
