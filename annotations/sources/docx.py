"""A Word document: its paragraphs, lists and tables in order."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from annotations.article import Article
from annotations.sources.bounded import Parsed, parse_bounded
from annotations.sources.libraries import library, reader_name
from annotations.sources.material import Material, Reading, finished
from annotations.sources.zips import open_zip
from annotations.structure import find_head

TEMPLATE_AUTHOR = "python-docx"
"""The author of a document that nobody named one for; its date is as little its own."""
MARKS = {"List": "- ", "Quote": "> "}
"""What a paragraph begins with, by what its style's name says."""


def read_docx(material: Material) -> Reading:
    """The text of a document; title, author and date as it says.

    Raises:
        SourceError: It is damaged, not what its name says, or empty.
    """
    [found] = parse_bounded("docx", material.data)
    head = find_head(found["text"], found.get("title", ""))
    found["title"] = found["title"] or head.title
    found["byline"] = head.byline or found["byline"]
    found["date"] = head.date or found["date"]
    return finished(Article(source=material.source, **found), material.data)


def parse(data: bytes) -> list[Parsed]:
    """In the child: the document's text.

    Raises:
        SourceError: It is damaged, or unpacks to more than a document can have.
    """
    docx = library("docx", "python-docx", "reading DOCX")
    open_zip(data).close()  # what it unpacks to is checked before anything is unpacked
    document = docx.Document(io.BytesIO(data))
    blocks = list(_blocks(document))
    title = next((text for style, text in blocks if style == "Title"), "")
    said = document.core_properties
    author = (said.author or "").strip()
    own = author != TEMPLATE_AUTHOR
    return [
        {
            "text": _laid_out(blocks),
            "title": title or (said.title or "").strip(),
            "byline": author if own else "",
            "date": said.created.date().isoformat() if said.created and own else "",
            "language": (said.language or "").strip().partition("-")[0],
            "reader": reader_name("python-docx"),
        }
    ]


def _blocks(document: Any) -> Iterator[tuple[str, str]]:
    """Style and text of each paragraph; a table row is a paragraph with bars."""
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            for row in block.rows:
                cells = {cell._tc: cell for cell in row.cells}.values()  # merged ones come again
                texts = [" ".join(cell.text.split()) for cell in cells]
                if any(texts):
                    yield "Row", " | ".join(texts)
        elif block.text.strip():
            style = block.style.name if block.style is not None else ""
            yield style or "", block.text.strip()


def _laid_out(blocks: list[tuple[str, str]]) -> str:
    """A blank line between paragraphs, none between rows and items of a list."""
    text, before = "", ""
    for style, line in blocks:
        group = next((name for name in MARKS if name in style), style)
        together = group == before and group in ("List", "Row")
        text += "" if not text else "\n" if together else "\n\n"
        mark = MARKS.get(group, "")
        text += mark + line.replace("\n", f"\n{mark}" if group == "Quote" else "\n")
        before = group
    return text
