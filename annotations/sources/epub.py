"""An EPUB: its chapters, each an article, in the order of reading."""

from __future__ import annotations

import posixpath
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

from annotations.article import Article
from annotations.errors import SourceError
from annotations.sources.bounded import Parsed, parse_bounded
from annotations.sources.files import State, read_file, state
from annotations.sources.libraries import library
from annotations.sources.material import Reading, finished
from annotations.sources.reference import SourceRef

READER = "epub 1"
CONTAINER = "META-INF/container.xml"


def chapters(ref: SourceRef) -> tuple[SourceRef, ...]:
    """One reference per chapter that has text, with its title.

    Raises:
        SourceError: The book cannot be read or has no text.
    """
    found, _ = _opened(ref)
    return tuple(
        SourceRef(ref.address, ref.kind, str(number), title=chapter["title"])
        for number, chapter in enumerate(found, 1)
    )


def read(ref: SourceRef) -> Reading:
    """One chapter of a book.

    Raises:
        SourceError: The book cannot be read or has no such chapter.
    """
    found, data = _opened(ref)
    if not ref.member.isdecimal() or not 1 <= int(ref.member[:9]) <= len(found):
        raise SourceError(f"there is no such chapter; the book has {len(found):,}")
    chapter = found[int(ref.member[:9]) - 1]
    return finished(Article(source=ref.source, reader=READER, **chapter), data)


def _opened(ref: SourceRef) -> tuple[list[Parsed], bytes]:
    return _book(ref.address, state(ref.address))


@lru_cache(maxsize=1)
def _book(path: str, state: State) -> tuple[list[Parsed], bytes]:  # noqa: ARG001
    """The last book is kept, since its chapters are read one by one."""
    data = read_file(path)
    return parse_bounded("epub", data), data


def parse(data: bytes) -> list[Parsed]:
    """In the child: the chapters of a book.

    Raises:
        SourceError: It is damaged, or has no text.
    """
    from annotations.sources.zips import open_zip

    with open_zip(data) as archive:
        package_path = _package_path(archive)
        package = _xml(archive.read(package_path))
        said = _said(package)
        pages = [_page(archive, path) for path in _reading_order(package, package_path)]
    found = [_chapter(page, said) for page in pages if page is not None]
    found = [chapter for chapter in found if chapter["text"]]
    if not found:
        raise SourceError("no text in this book, perhaps only pictures of it")
    return found


def _xml(data: bytes) -> Any:
    etree = library("lxml.etree", "lxml", "reading EPUB")
    # No entity is resolved and nothing is fetched: the book is somebody else's.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(data, parser)


def _package_path(archive: Any) -> str:
    try:
        container = _xml(archive.read(CONTAINER))
    except KeyError:
        raise SourceError("this is no EPUB: it has no list of contents") from None
    path = container.xpath("string(//*[local-name()='rootfile']/@full-path)")
    if not path or path not in archive.namelist():
        raise SourceError("this EPUB is damaged: its list of contents is missing")
    return str(path)


def _said(package: Any) -> Parsed:
    """What the book says of all its chapters."""
    names = {"byline": "creator", "date": "date", "language": "language"}
    return {ours: ", ".join(_texts(package, theirs)) for ours, theirs in names.items()}


def _texts(package: Any, name: str) -> list[str]:
    found = package.xpath(f"//*[local-name()='metadata']/*[local-name()='{name}']/text()")
    return [" ".join(text.split()) for text in found]


def _reading_order(package: Any, package_path: str) -> list[str]:
    folder = posixpath.dirname(package_path)
    items = {
        item.get("id"): posixpath.normpath(posixpath.join(folder, unquote(item.get("href", ""))))
        for item in package.xpath("//*[local-name()='manifest']/*[local-name()='item']")
        if item.get("properties") != "nav"
    }
    order = package.xpath("//*[local-name()='spine']/*[local-name()='itemref']/@idref")
    return [items[name] for name in order if name in items]


def _page(archive: Any, path: str) -> Any:
    from annotations.sources.html import decode_page, page_of

    try:
        data = archive.read(path)
    except KeyError:
        return None  # a chapter that is listed and not there
    return page_of(decode_page(data).text.encode())


def _chapter(page: Any, said: Parsed) -> Parsed:
    from annotations.sources.blocks import text_of

    body = page.find("body")
    text = text_of(body if body is not None else page)
    headings = page.xpath("//h1 | //h2 | //h3")
    title = headings[0].text_content() if headings else page.findtext(".//title") or ""
    return {"text": text, "title": " ".join(title.split())[:200], **said}
