"""PDF, DOCX and EPUB, and what can be wrong with them."""

import io
import zipfile
import zlib

import pytest

from annotations.errors import SourceError
from annotations.sources import collect, members, read
from annotations.sources.bounded import parse_bounded
from annotations.sources.libraries import library
from annotations.sources.pdf import paragraphs
from annotations.sources.running import without_running_lines


def xhtml(body, title="Chapter"):
    return f"<html><head><title>{title}</title></head><body>{body}</body></html>"


# PDF


def test_a_pdf_is_its_pages(read_bytes, pdf):
    pytest.importorskip("pypdf")
    lines = ("Rain at Work", "", "Bergen has more rain than it can use, and so the council of")
    data = pdf(
        (*lines, "Bergen passed an act last spring to keep it on the roofs."),
        ("Second page.",),
        info="/Author(Ada Quill)/Title(untitled)",
    )
    article = read_bytes("a.pdf", data).article
    assert "so the council of Bergen passed an act" in article.text
    assert article.text.endswith("\n\nSecond page.")
    assert article.byline == "Ada Quill"
    assert article.reader.startswith("pypdf ")


def leaves(*texts):
    """Pages with a running head and a number, around texts."""
    return [f"The Basin Report\n\n{text}\n{at}" for at, text in enumerate(texts, 1)]


def test_running_heads_and_page_numbers_are_left_out():
    cut = without_running_lines(leaves("One.", "Two\nlines.", "Three."))
    assert [page.strip() for page in cut.pages] == ["One.", "Two\nlines.", "Three."]
    assert cut.repeated == "The Basin Report"


@pytest.mark.parametrize(
    "pages",
    [
        [],
        ["", " \n", ""],
        leaves("One.", "Two."),
        ["a\nb\nsame\nc\nd", "e\nf\nsame\ng\nh", "i\nj\nsame\nk\nl"],
        [f"The same.\n{word}" if word in "dhl" else word for word in "abcdefghijkl"],
    ],
)
def test_what_few_pages_have_or_have_inside_is_kept(pages):
    assert without_running_lines(pages) == (pages, "")


def test_a_document_of_running_lines_alone_is_shown(read_bytes, pdf):
    pytest.importorskip("pypdf")
    article = read_bytes("a.pdf", pdf(("Same.",), ("Same.",), ("Same.",))).article
    assert article.text == "Same.\n\nSame.\n\nSame."


def test_a_sentence_goes_on_over_leaf(read_bytes, pdf):
    pytest.importorskip("pypdf")
    texts = (
        "Bergen has more rain than it can use, and so the council of",
        "the town passed an act last spring. It keeps the rain on roofs.",
        "Then came May, and with it a summer such as nobody remembered.",
    )
    data = pdf(*(("The Basin Report", text, f"Page {at}") for at, text in enumerate(texts, 1)))
    reading = read_bytes("a.pdf", data)
    assert "the council of the town passed" in reading.article.text
    assert "roofs.\n\nThen came May" in reading.article.text
    assert reading.notices == ("what every page repeats is left out: “The Basin Report”",)


@pytest.mark.parametrize(
    ("info", "title"),
    [("/Title(report_v3.INDD)", ""), ("/Title(Rain)/Author((anonymous))", "Rain")],
)
def test_what_only_names_the_file_is_no_title(read_bytes, pdf, info, title):
    pytest.importorskip("pypdf")
    article = read_bytes("a.pdf", pdf(("It rained all day.",), info=info)).article
    assert (article.title, article.byline) == (title, "")


def test_a_pdf_of_pictures_says_so(read_bytes, pdf):
    pytest.importorskip("pypdf")
    with pytest.raises(SourceError, match=r"a\.pdf: no text in this PDF.*OCR"):
        read_bytes("a.pdf", pdf(()))


def test_pages_without_text_are_counted(read_bytes, pdf):
    pytest.importorskip("pypdf")
    assert read_bytes("a.pdf", pdf(("Text.",), ())).notices == (
        "1 of 2 pages have no text in them",
    )


@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.epub"])
@pytest.mark.parametrize("data", [b"%PDF-1.4 and nothing", b"PK\x03\x04broken", b"plain text"])
def test_damaged_documents_are_one_line(read_bytes, name, data):
    with pytest.raises(SourceError) as caught:
        read_bytes(name, data)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith(f"{name}: ")


def test_a_library_that_is_missing_is_named():
    with pytest.raises(SourceError, match="needs the package nowhere: pip install nowhere"):
        library("no_such_module", "nowhere", "reading")


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("a full line that goes on\nto the next one", "a full line that goes on to the next one"),
        ("the pres-\nident", "the president"),
        ("the South-\nEast", "the South-East"),
        ("Title\na full line of text that goes on", "Title\na full line of text that goes on"),
        ("one\n\n \n\ntwo\n", "one\n\ntwo"),
        ("", ""),
    ],
)  # fmt: skip
def test_lines_of_print_become_paragraphs(text, joined):
    assert paragraphs(text) == joined


# DOCX


@pytest.fixture
def word():
    """An empty document, and how to get its bytes."""
    docx = pytest.importorskip("docx")
    document = docx.Document()

    def saved():
        data = io.BytesIO()
        document.save(data)
        return data.getvalue()

    return document, saved


def test_a_word_document_in_order(read_bytes, word):
    document, saved = word
    document.add_heading("Rain at Work", 0)
    document.add_paragraph("By Ada Quill")
    document.add_heading("The act", 1)
    document.add_paragraph("Bergen passed it in March.")
    document.add_paragraph("one", "List Bullet")
    document.add_paragraph("two", "List Bullet")
    table = document.add_table(2, 2)
    for number, cell in enumerate(cell for row in table.rows for cell in row.cells):
        cell.text = f"cell {number}"
    document.core_properties.language = "en-US"
    article = read_bytes("a.docx", saved()).article
    assert article.text == (
        "Rain at Work\n\nBy Ada Quill\n\nThe act\n\nBergen passed it in March.\n\n"
        "- one\n- two\n\ncell 0 | cell 1\ncell 2 | cell 3"
    )
    assert (article.title, article.byline, article.language) == ("Rain at Work", "Ada Quill", "en")
    assert article.reader.startswith("python-docx ")


def test_quotations_and_merged_cells_of_a_word_document(read_bytes, word):
    document, saved = word
    document.add_paragraph("It is so.", "Intense Quote")
    document.add_paragraph("one\ntwo", "Quote")
    table = document.add_table(3, 2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "wide"
    table.cell(2, 1).text = "b"
    assert read_bytes("a.docx", saved()).article.text == "> It is so.\n\n> one\n> two\n\nwide\n | b"


def test_what_a_template_says_is_not_the_documents(read_bytes, word):
    document, saved = word
    document.add_paragraph("It rained.")
    article = read_bytes("a.docx", saved()).article
    assert (article.byline, article.date) == ("", "")


def test_an_empty_word_document_says_so(read_bytes, word):
    _, saved = word
    with pytest.raises(SourceError, match=r"^a\.docx: empty"):
        read_bytes("a.docx", saved())


def bomb(data, name, megabytes, opening=b"", closing=b""):
    """The archive with one member that unpacks to so many zeros."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", 8) as new:
        for member in old.namelist():
            if member != name:
                new.writestr(member, old.read(member))
        with new.open(name, "w", force_zip64=True) as file:
            file.write(opening)
            for _ in range(megabytes):
                file.write(b"<w:p><w:r><w:t>aaaa</w:t></w:r></w:p>" * 27_500)
            file.write(closing)
    return made.getvalue()


def test_a_bomb_is_not_opened(read_bytes, epub):
    data = bomb(epub(xhtml("x")), "OEBPS/c 1.xhtml", 300)
    assert len(data) < 2_000_000
    with pytest.raises(SourceError, match=r"^a\.epub: unpacks to 2\d\d MB"):
        read_bytes("a.epub", data)


def test_a_bomb_that_hides_its_size_runs_out_of_memory(word):
    _, saved = word
    data = saved()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        document = archive.read("word/document.xml")
    opening = document[: document.index(b"<w:body>") + 8]
    data = bomb(data, "word/document.xml", 60, opening, b"</w:body></w:document>")
    with pytest.raises(SourceError, match=r"memory|more than"):
        parse_bounded("docx", data, memory=400 * 2**20)


def packed(text, *filters):
    """A PDF stream that unpacks to a text."""
    data = text
    for _ in filters:
        data = zlib.compress(data, 9)
    names = "".join(f"/{name}" for name in filters)
    head = f"<</Length {len(data)}/Filter[{names}]>>stream\n"
    return head.encode("latin-1") + data + b"\nendstream"


@pytest.mark.parametrize("times", [1, 2])
def test_a_pdf_bomb_is_not_unpacked(read_bytes, pdf, times):
    pytest.importorskip("pypdf")
    stream = packed(b" " * 200 * 2**20, *["FlateDecode"] * times)
    data = pdf(("x",))
    start = data.index(b"<</Length")
    data = data[:start] + stream + data[data.index(b"endstream") + 9 :]
    assert len(data) < 300_000
    with pytest.raises(SourceError, match=r"^a\.pdf: unpacks to far more than it is"):
        read_bytes("a.pdf", data)


def test_pages_that_hold_themselves_are_refused(read_bytes, pdf):
    pytest.importorskip("pypdf")
    data = pdf(("x",)).replace(b"/Kids[4 0 R]", b"/Kids[2 0 R]")
    with pytest.raises(SourceError, match=r"^a\.pdf: "):
        read_bytes("a.pdf", data)


@pytest.mark.parametrize("element", ["w:ins", "w:tbl"])
def test_a_word_document_nested_too_deeply_says_so(read_bytes, word, element):
    _, saved = word
    deep = f"<{element}>" * 50_000 + f"</{element}>" * 50_000
    with pytest.raises(SourceError, match=r"^a\.docx: nested too deeply"):
        read_bytes("a.docx", with_body(saved(), deep))


def with_body(data, body):
    """The Word document with another body."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", 8) as new:
        for member in old.namelist():
            content = old.read(member)
            if member == "word/document.xml":
                start = content.index(b"<w:body>") + 8
                content = content[:start] + body.encode() + b"</w:body></w:document>"
            new.writestr(member, content)
    return made.getvalue()


DEEP = {"div": "<div>" * 200_000, "b": "<b><p>" * 5_000, "attributes": "<p " + "a=b " * 300_000}


@pytest.mark.parametrize("inside", DEEP.values(), ids=DEEP)
def test_pages_nested_beyond_reason_are_text_or_one_line(attempt, read_bytes, inside):
    attempt(read_bytes, "a.html", f"<html><body>{inside}>text</body>".encode())


def test_a_page_that_needs_too_much_memory_says_so():
    page = b"<html><body>" + b"<p>some text of little use to any reader.</p>" * 300_000
    with pytest.raises(SourceError, match="memory"):
        parse_bounded("html", page, memory=300 * 2**20, address="")


def test_a_parser_imports_nothing_from_the_folder_that_is_open(tmp_path, monkeypatch, epub):
    (tmp_path / "lxml.py").write_text("raise SystemExit('hostile')")
    (tmp_path / "annotations.py").write_text("raise SystemExit('hostile')")
    monkeypatch.chdir(tmp_path)
    [chapter] = parse_bounded("epub", epub(xhtml("<p>text</p>")))
    assert chapter["text"] == "text"


def test_time_is_bounded(epub):
    pages = [xhtml("<p>" + "word " * 200_000 + "</p>" + "<i>x</i>" * 200_000)] * 40
    with pytest.raises(SourceError, match=r"more than 1 seconds|too much time"):
        parse_bounded("epub", epub(*pages), seconds=1)


# EPUB


def test_a_book_is_its_chapters(read_bytes, epub, tmp_path):
    data = epub(
        xhtml("<img src='cover.jpg'/>"),
        xhtml("<h1>The  Rain</h1><p>It <i>rains</i> in Bergen.</p><p>Often.</p>"),
        xhtml("<p>Second chapter, Überraschung &amp; more.</p>", "The Sun"),
    )
    path = tmp_path / "book.epub"
    path.write_bytes(data)
    [book] = collect([path]).refs
    found = members(book)
    assert [(ref.name, ref.title) for ref in found] == [
        ("book.epub#1", "The Rain"),
        ("book.epub#2", "The Sun"),
    ]
    article = read(found[0]).article
    assert article.text == "The Rain\n\nIt rains in Bergen.\n\nOften."
    assert (article.byline, article.date, article.language) == ("Ada Quill, Ben Ink", "2021", "en")
    assert (article.title, article.reader) == ("The Rain", "epub 1")
    assert "Überraschung & more" in read(found[1]).article.text
    assert read(book).notices == ("the first of 2 articles in book.epub",)
    with pytest.raises(SourceError, match="there is no such chapter; the book has 2"):
        read(collect([f"{path}#7"]).refs[0])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1251"])
def test_chapters_in_other_encodings(read_bytes, epub, encoding):
    page = f'<?xml version="1.0" encoding="{encoding}"?>' + xhtml("<p>Дождь идёт</p>")
    assert read_bytes("a.epub", epub(page.encode(encoding))).article.text == "Дождь идёт"


def test_a_book_without_text(read_bytes, epub):
    with pytest.raises(SourceError, match=r"^a\.epub: no text in this book"):
        read_bytes("a.epub", epub(xhtml("<img src='x.png'/>")))


def test_a_book_cannot_read_files_or_laugh(read_bytes, epub, tmp_path):
    (tmp_path / "secret").write_text("SECRET")
    laughs = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(12))
    hostile = (
        f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a0 "ha">{laughs}'
        f'<!ENTITY x SYSTEM "file://{tmp_path}/secret">]>' + xhtml("<p>&a12; &x; text</p>")
    )
    try:
        text = read_bytes("a.epub", epub(hostile)).article.text
    except SourceError:
        return
    assert "SECRET" not in text
    assert len(text) < 10_000
