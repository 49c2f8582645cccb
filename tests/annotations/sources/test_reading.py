import hashlib
import os
import subprocess
import sys

import pytest

from annotations.errors import SourceError
from annotations.sources import Kind, SourceRef, collect, members, read
from annotations.sources import files as files_module


def test_plain_text_is_read_exactly(read_bytes):
    text = "A Title\r\n\r\nBy Ada Quill\r\n3 May 2022\r\n\r\nBody\x0bwith\x85odd\u2028ends.\r\n"
    data = b"\xef\xbb\xbf" + text.encode()
    reading = read_bytes("a.txt", data)
    article = reading.article
    assert article.text == text
    assert (article.title, article.byline, article.date) == ("A Title", "Ada Quill", "3 May 2022")
    assert (article.encoding, article.reader) == ("utf-8", "text 1")
    assert article.digest == hashlib.sha256(data).hexdigest()
    assert reading.notices == ()


def test_a_guessed_encoding_is_said_and_can_be_overridden(read_bytes):
    data = "Ein Müßiggänger aus Österreich.".encode("cp1252")
    reading = read_bytes("a.txt", data)
    assert reading.article.encoding == "cp1252"
    assert "cp1252" in reading.notices[0]
    assert read_bytes("a.txt", data, "cp1252").notices == ()


def test_the_source_leads_back(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("Some text.")
    [ref] = collect([path]).refs
    assert collect([read(ref).article.source]).refs == (ref,)


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b" \n\t\r\n"])
@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.jsonl", "plain"])
def test_an_empty_file_says_so(read_bytes, name, data):
    with pytest.raises(SourceError, match=rf"^{name}(#1)?: empty"):
        read_bytes(name, data)


def test_a_binary_file_says_so(read_bytes):
    with pytest.raises(SourceError, match=r"^a\.txt: this is not a text"):
        read_bytes("a.txt", bytes(range(256)) * 9)


def test_a_file_that_is_gone(tmp_path):
    with pytest.raises(SourceError, match=r"^a\.txt: the file is gone"):
        read(SourceRef(str(tmp_path / "a.txt"), Kind.TEXT))


def test_a_file_that_may_not_be_read(tmp_path, monkeypatch):
    path = tmp_path / "a.txt"
    path.write_text("text")

    def refuse(*_):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("builtins.open", refuse)
    with pytest.raises(SourceError, match=r"^a\.txt: .*chmod"):
        read(SourceRef(str(path), Kind.TEXT))


@pytest.mark.parametrize("path", ["/dev/null", "/", "a\0b", "x" * 5000, "\ud800"])
@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.JSONL, Kind.JSON, Kind.EPUB, Kind.HTML])
def test_what_is_no_file(path, kind):
    with pytest.raises(SourceError):
        read(SourceRef(path, kind))


def test_a_file_that_is_too_large(read_bytes, monkeypatch):
    monkeypatch.setattr(files_module, "MAX_BYTES", 100)
    with pytest.raises(SourceError, match="larger than"):
        read_bytes("a.txt", b"a" * 101)


def test_a_pipe_made_by_the_shell(tmp_path):
    path = tmp_path / "fifo"
    os.mkfifo(path)
    writer = subprocess.Popen([sys.executable, "-c", f"open({str(path)!r}, 'w').write('piped')"])
    try:
        assert read(collect([path]).refs[0]).article.text == "piped"
    finally:
        writer.wait(10)


def test_standard_input(piped):
    piped("A Title\n\nSome text, héhé.\n".encode())
    [ref] = collect(["-"]).refs
    article = read(ref).article
    assert article.text == "A Title\n\nSome text, héhé.\n"
    assert (article.title, article.source, article.encoding) == ("A Title", "-", "utf-8")
    assert read(ref, "latin-1").article.text.endswith("hÃ©hÃ©.\n")


def test_standard_input_that_is_a_terminal(piped):
    piped(b"", terminal=True)
    with pytest.raises(SourceError, match=r"^stdin: nothing is piped in"):
        read(SourceRef("-", Kind.STDIN))


def test_standard_input_that_is_empty(piped):
    piped(b"")
    with pytest.raises(SourceError, match=r"^stdin: empty"):
        read(SourceRef("-", Kind.STDIN))


def test_a_page_that_is_piped_in(piped):
    piped(b"<!DOCTYPE html><html><body><p>Only a short sentence.</p></body></html>")
    assert read(SourceRef("-", Kind.STDIN)).article.text == "Only a short sentence."


def test_a_file_without_an_ending_is_looked_at(read_bytes):
    page = b"<html><body><p>Only a short sentence.</p></body></html>"
    assert read_bytes("page", page).article.text == "Only a short sentence."


def test_members_of_anything_else_are_itself():
    ref = SourceRef("a.txt", Kind.TEXT)
    assert members(ref) == (ref,)


def test_importing_loads_nothing_heavy():
    heavy = ("trafilatura", "lxml", "charset_normalizer", "asyncio", "http", "urllib.request",
             "subprocess", "json", "zipfile", "difflib", "glob", "textual", "rich")  # fmt: skip
    code = (
        "import sys, annotations; before = set(sys.modules); import annotations.sources; "
        "import annotations.structure; "
        f"print([name for name in {heavy!r} if name in sys.modules and name not in before])"
    )
    command = [sys.executable, "-c", code]
    assert subprocess.run(command, capture_output=True, text=True).stdout.strip() == "[]"
