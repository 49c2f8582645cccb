"""Files of every kind, made on the spot."""

import io
import zipfile

import pytest

from annotations.errors import SourceError
from annotations.sources import Kind, SourceRef, read
from annotations.sources.files import read_stdin


@pytest.fixture
def read_bytes(tmp_path):
    """Write bytes to a file of that name, and read it as an article."""

    def read_them(name, data, encoding=None):
        path = tmp_path / name
        path.write_bytes(data)
        [ref] = [SourceRef(str(path), Kind.TEXT)] if "." not in name else _refs(path)
        return read(ref, encoding)

    return read_them


def _refs(path):
    from annotations.sources import collect

    return collect([path]).refs


@pytest.fixture(scope="session")
def attempt():
    """Call something that gives a text: its text, or the one line it failed with."""

    def attempt_it(function, *arguments):
        try:
            found = function(*arguments)
        except SourceError as error:
            line = str(error)
        else:
            line = ""
        assert "\n" not in line
        text = "" if line else getattr(found, "article", found).text
        text.encode()
        return text, line

    return attempt_it


@pytest.fixture
def piped(monkeypatch):
    """Pipe bytes into standard input."""

    def pipe(data, terminal=False):
        stdin = io.TextIOWrapper(io.BytesIO(data))
        stdin.isatty = lambda: terminal
        monkeypatch.setattr("sys.stdin", stdin)

    read_stdin.cache_clear()
    yield pipe
    read_stdin.cache_clear()


@pytest.fixture
def epub():
    """The bytes of a book with the given chapters, each a page of XHTML."""

    def make(*chapters, title="A Book", extra=()):
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("mimetype", "application/epub+zip")
            archive.writestr("META-INF/container.xml", CONTAINER)
            archive.writestr("OEBPS/content.opf", _package(len(chapters), title))
            for number, chapter in enumerate(chapters, 1):
                archive.writestr(f"OEBPS/c {number}.xhtml", chapter)
            for name, content in extra:
                archive.writestr(name, content)
        return data.getvalue()

    return make


CONTAINER = """<?xml version="1.0"?>
<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>
<rootfile full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/>
</rootfiles></container>"""


def _package(count, title):
    numbers = range(1, count + 1)
    items = "".join(f'<item id="c{n}" href="c%20{n}.xhtml"/>' for n in numbers)
    order = "".join(f'<itemref idref="c{n}"/>' for n in numbers)
    return f"""<?xml version="1.0"?>
<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/">
<metadata><dc:title>{title}</dc:title><dc:creator>Ada Quill</dc:creator>
<dc:creator>Ben Ink</dc:creator><dc:date>2021</dc:date><dc:language>en</dc:language></metadata>
<manifest>{items}<item id="nav" properties="nav" href="nav.xhtml"/></manifest>
<spine>{order}<itemref idref="absent"/></spine></package>"""


@pytest.fixture
def pdf():
    """The bytes of a PDF with the given lines on each page."""

    def make(*pages, info=""):
        objects = ["<</Type/Catalog/Pages 2 0 R>>", ""]
        for lines in pages:
            shown = " T* ".join(f"({line}) Tj" for line in lines)
            stream = f"BT /F1 11 Tf 14 TL 50 750 Td {shown} ET"
            objects.append(f"<</Length {len(stream)}>>stream\n{stream}\nendstream")
            objects.append(
                f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents {len(objects)} 0 R"
                "/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>"
            )
        kids = " ".join(f"{number} 0 R" for number in range(4, len(objects) + 1, 2))
        objects[1] = f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>"
        objects.append(f"<<{info}>>")
        return _pdf_file(objects)

    return make


def _pdf_file(objects):
    data, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj{content}endobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    return (
        data
        + (
            f"xref\n0 {size}\n0000000000 65535 f \n{table}"
            f"trailer<</Size {size}/Root 1 0 R/Info {len(objects)} 0 R>>\n"
            f"startxref\n{len(data)}\n%%EOF\n"
        ).encode()
    )
