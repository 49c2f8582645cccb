import os
from pathlib import Path

import pytest

from annotations.errors import SourceError
from annotations.sources import Kind, SourceRef, collect, is_own_file


@pytest.fixture
def texts(tmp_path, monkeypatch):
    """A folder as people have them; it is the current one."""
    for name in (
        "chapter 10.txt", "chapter 2.txt", "Chapter 1.MD", "page.html", "photo.jpg", "data.csv",
        ".hidden.txt", "draft.txt~", "annotations.json", "annotations.json.journal",
        "labels.toml", "sub/deep/report.pdf", "sub/book.epub", ".git/config.txt",
        "node_modules/readme.md", "sub/.cache/x.txt", "sub/annotations.json.lock",
    ):  # fmt: skip
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("text")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def addresses(found):
    return [ref.address for ref in found.refs]


def test_a_folder_in_natural_order(texts):
    found = collect(["."])
    assert addresses(found) == [
        "Chapter 1.MD",
        "chapter 2.txt",
        "chapter 10.txt",
        "page.html",
        "sub/book.epub",
        "sub/deep/report.pdf",
    ]
    assert [ref.kind for ref in found.refs] == [
        Kind.MARKDOWN, Kind.TEXT, Kind.TEXT, Kind.HTML, Kind.EPUB, Kind.PDF,
    ]  # fmt: skip
    assert found.notices == (".: 2 files of other kinds left out",)
    assert found.problems == ()


def test_nothing_is_opened(texts, monkeypatch):
    monkeypatch.setattr("builtins.open", None)
    assert collect([texts, "-", "https://example.org/a"]).refs


def test_the_order_of_the_arguments_is_kept(texts):
    found = collect(["page.html", "-", "https://example.org/a.pdf", "chapter 2.txt"])
    assert [ref.kind for ref in found.refs] == [Kind.HTML, Kind.STDIN, Kind.URL, Kind.TEXT]
    assert [ref.name for ref in found.refs][1:3] == ["stdin", "https://example.org/a.pdf"]


def test_globs_where_no_shell_expands_them(texts):
    assert addresses(collect(["chapter*.txt"])) == ["chapter 2.txt", "chapter 10.txt"]
    assert addresses(collect(["**/*.pdf"])) == ["sub/deep/report.pdf"]


def test_a_file_named_on_purpose_is_tried_as_text(texts):
    assert collect(["data.csv"]).refs == (SourceRef("data.csv", Kind.TEXT),)


def test_what_a_shell_expands_skips_our_own_files_with_a_notice(texts):
    found = collect(["annotations.json", "page.html"])
    assert addresses(found) == ["page.html"]
    assert "Postil's own file" in found.notices[0]


def test_a_file_is_opened_once_however_often_it_is_named(texts):
    (texts / "link.html").symlink_to("page.html")
    found = collect(["page.html", texts / "page.html", "link.html", "sub", "sub"])
    assert addresses(found) == ["page.html", "sub/book.epub", "sub/deep/report.pdf"]
    assert found.notices == ("2 sources were named more than once; each is opened once",)


def test_a_file_named_before_its_folder_is_the_first_and_that_is_no_news(texts):
    found = collect(["sub/book.epub", "sub"])
    assert addresses(found) == ["sub/book.epub", "sub/deep/report.pdf"]
    assert found.notices == ()


def test_links_that_lead_back_up_end(texts):
    (texts / "sub" / "loop").symlink_to(texts)
    assert len(collect(["."]).refs) == 6


def test_a_link_to_itself_is_a_problem_and_the_rest_is_found(texts):
    refs = collect([texts]).refs
    (texts / "a link").symlink_to("a link")
    found = collect([texts])
    assert found.refs == refs
    assert [problem.partition(" (")[0] for problem in found.problems] == [
        f"{texts / 'a link'}: cannot be read"
    ]


def test_data_files_are_articles_where_nothing_else_is(tmp_path):
    (tmp_path / "corpus.jsonl").write_text("{}")
    assert collect([tmp_path]).refs[0].kind is Kind.JSONL
    (tmp_path / "a.txt").write_text("text")
    found = collect([tmp_path])
    assert [ref.kind for ref in found.refs] == [Kind.TEXT]
    assert "1 JSONL file beside the texts left out; name them" in found.notices[0]


def test_one_article_of_a_file_of_several(tmp_path):
    path = tmp_path / "corpus #1.jsonl"
    path.write_text("{}")
    [ref] = collect([path]).refs
    assert ref.is_container
    [ref] = collect([f"{path}#12"]).refs
    assert (ref.member, ref.kind, ref.is_container) == ("12", Kind.JSONL, False)
    assert ref.source == f"{path}#12"
    assert ref.name == "corpus #1.jsonl#12"


def test_file_addresses_are_paths(texts):
    assert collect([f"file://{texts}/chapter%202.txt"]).refs[0].kind is Kind.TEXT


def test_a_home_folder_that_no_shell_expanded(texts, monkeypatch):
    monkeypatch.setenv("HOME", str(texts))
    assert collect(["~/page.html"]).refs[0].path == texts / "page.html"


@pytest.mark.parametrize(
    ("argument", "said"),
    [
        ("chapter 3.txt", "did you mean chapter 2.txt"),
        ("PAGE.HTML", "did you mean page.html?"),
        ("chapter 1.md", "did you mean Chapter 1.MD?"),
        ("sub/zzz", "no such file or folder; check the path"),
        ("nowhere/a.txt", "no such folder as nowhere"),
        ("*.doc", "no file matches"),
        ("ftp://example.org/a", "ftp addresses are not read"),
        ("annotations.json", "Postil's own file"),
        ("page.html#3", "no such file"),
        ("", "an empty name"),
        ("a\0b", "there is no such"),
        ("x" * 5000, "there is no such"),
    ],
)
def test_what_cannot_be_found_says_what_to_do(texts, argument, said):
    with pytest.raises(SourceError) as caught:
        collect([argument])
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_no_arguments_at_all():
    with pytest.raises(SourceError, match="nothing to open"):
        collect([])


def test_a_folder_without_texts_says_what_is_read(tmp_path):
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8")
    with pytest.raises(SourceError, match=r"no texts in this folder.*Markdown.*EPUB"):
        collect([tmp_path])


def test_problems_do_not_hide_what_was_found(texts):
    found = collect(["missing.txt", "page.html", "gone.txt"])
    assert addresses(found) == ["page.html"]
    assert len(found.problems) == 2
    with pytest.raises(SourceError, match=r"and 1 other problem"):
        collect(["missing.txt", "gone.txt"])


def test_a_folder_that_cannot_be_listed_is_said(texts, monkeypatch):
    scandir = os.scandir

    def refuse(path):
        if str(path).endswith("deep"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr("os.scandir", refuse)
    found = collect(["."])
    assert len(found.refs) == 5
    assert found.problems == ("./sub/deep: this folder cannot be read (Permission denied)",)


def test_names_that_are_no_text_have_a_source_that_is(tmp_path):
    path = os.fsencode(tmp_path) + b"/na\xefve.txt"
    try:
        Path(os.fsdecode(path)).write_text("text")
    except OSError:
        pytest.skip("this file system takes no such names")
    [ref] = collect([tmp_path]).refs
    ref.source.encode()
    assert ref.path.exists()


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("annotations.json", True),
        ("annotations.json.journal", True),
        ("labels.toml", True),
        ("annotations.jsonl", False),
        ("my annotations.json", False),
    ],
)
def test_our_own_files(name, own):
    assert is_own_file(name) is own
