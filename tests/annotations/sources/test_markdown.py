import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.sources.markdown import front_matter


def test_the_text_is_the_file(read_bytes):
    data = "# A **Title**\n\n*By Ada Quill · 3 May 2022*\n\nBody with [a link](x).\r\n".encode()
    article = read_bytes("a.md", data).article
    assert article.text.encode() == data
    assert article.title == "A **Title**"
    assert article.byline == "Ada Quill"
    assert article.date == "3 May 2022"
    assert article.reader == "markdown 1"


def test_front_matter_goes_before_the_heading(read_bytes):
    text = (
        '---\ntitle: "Rain: a history"\nauthors: [Ada Quill, "Ben Ink"]\ndate: 2022-05-24\n'
        "lang: en\nnested:\n  - x\n---\n# Another\n\nBody.\n"
    )
    article = read_bytes("a.md", text.encode()).article
    assert article.text == text
    assert article.title == "Rain: a history"
    assert article.byline == "Ada Quill, Ben Ink"
    assert (article.date, article.language) == ("2022-05-24", "en")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("+++\ntitle = 'Rain'\n+++\n", {"title": "Rain"}),
        ("---\r\ntitle: Rain\r\n---\r\n", {"title": "Rain"}),
        ("---\ntitle: Rain\n", {}),
        ("---- \ntitle: Rain\n----\n", {}),
        ("title: Rain\n", {}),
        ("---\ntitle:\n---\n", {"title": ""}),
    ],
)
def test_front_matter(text, found):
    assert front_matter(text) == found


def test_underlined_headings(read_bytes):
    assert read_bytes("a.md", b"A Title\n=======\n\nBody.\n").article.title == "A Title"


@given(st.text())
def test_front_matter_never_fails(text):
    front_matter(f"---\n{text}\n---\n")
