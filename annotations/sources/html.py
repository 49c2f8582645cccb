"""A web page: the article in it, without the page's furniture."""

from __future__ import annotations

import re
from typing import Any

from annotations.article import Article
from annotations.errors import SourceError
from annotations.sources.bounded import Parsed, parse_bounded
from annotations.sources.decoding import Decoded, decode_declared
from annotations.sources.libraries import library, reader_name
from annotations.sources.material import Material, Reading, finished
from annotations.structure import find_head

SECONDS = 30
HEADING_WITHIN = 4
"""Blocks from an article's beginning among which its title is looked for."""
STATED_DATE = {"extensive_search": False, "original_date": True}
"""No guess: an extensive search makes New Year of the year in a copyright line."""


def read_html(material: Material) -> Reading:
    """The article of a page; its text begins with the title.

    Raises:
        SourceError: There is no text in the page, or it is no page.
    """
    decoded = decode_page(material.data, material.encoding, material.declared)
    page = decoded.text.encode()
    [found] = parse_bounded("html", page, SECONDS, address=material.source)
    notice = found.pop("notice", None)
    article = Article(source=material.source, encoding=decoded.encoding, **found)
    return finished(article, material.data, decoded.notice, notice)


def decode_page(data: bytes, encoding: str | None = None, declared: str | None = None) -> Decoded:
    """The page's text: as asked for, else as its server or itself declares, else as it looks.

    Raises:
        SourceError: It is no text.
    """
    return decode_declared(data, encoding, declared or _declared(data))


def _declared(data: bytes) -> str | None:
    """The encoding that the page names in its first lines."""
    found = re.search(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", data[:4096])
    return found[1].decode("ascii", "replace") if found else None


def parse(data: bytes, address: str) -> list[Parsed]:
    """In the child: the article in a page of UTF-8.

    Raises:
        SourceError: There is no text in it.
    """
    trafilatura = library("trafilatura", "trafilatura", "reading web pages")
    page = page_of(data)
    found = trafilatura.bare_extraction(
        page,
        url=address if "://" in address else None,
        with_metadata=True,
        include_comments=False,
        date_extraction_params=STATED_DATE,
    )
    language = (page.get("lang") or "").partition("-")[0]
    article = _article(found) if found is not None and found.text else _whole_page(page)
    return [{"language": language, "reader": reader_name("trafilatura"), **article}]


def page_of(data: bytes) -> Any:
    """In the child: the tree of a page of UTF-8, whatever the page says it is."""
    lxml_html = library("lxml.html", "lxml", "reading web pages")
    parser = lxml_html.HTMLParser(encoding="utf-8")
    # A NUL would end the page for libxml2.
    return lxml_html.document_fromstring(data.replace(b"\0", b"") or b"<p>", parser=parser)


def _article(found: Any) -> Parsed:
    from annotations.sources.blocks import text_of

    text, heading = text_of(found.body), _main_heading(found.body)
    title = heading or found.title or ""
    if title and not heading and text.partition("\n")[0] != title:
        text = f"{title}\n\n{text}"
    head = find_head(text, title)
    return {
        "text": text,
        "title": title,
        "byline": found.author or head.byline,
        "date": found.date or head.date,
    }


def _main_heading(body: Any) -> str:
    """The title as it stands in the article, where something of the page may come before it."""
    for block in body[:HEADING_WITHIN]:
        if block.tag == "head" and block.get("rend") == "h1":
            return " ".join("".join(block.itertext()).split())
    return ""


def _whole_page(page: Any) -> Parsed:
    """All text of a page in which no article stands out."""
    from annotations.sources.blocks import text_of

    body = page.find("body")
    text = text_of(body if body is not None else page)
    if not text:
        raise SourceError("no text in this page; a script may make it: save it from a browser")
    title = page.findtext(".//title") or ""
    return {
        "text": text,
        "title": " ".join(title.split()),
        "reader": reader_name("lxml"),
        "notice": "no article stands out in this page; all of its text is shown",
    }
