"""A PDF: the text of its pages, with lines joined to paragraphs again."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

from annotations.article import Article
from annotations.errors import SourceError
from annotations.sources.bounded import Parsed, parse_bounded
from annotations.sources.libraries import library, reader_name
from annotations.sources.material import Material, Reading, finished
from annotations.sources.running import without_running_lines
from annotations.structure import find_head

ENDS = (".", "!", "?", ":", "”", '"')
"""How lines end that end a sentence."""
UNSAID = ("(anonymous)", "(unspecified)", "untitled", "Untitled")
"""What programs write where nobody named a title or an author."""
FILE_NAMES = (".indd", ".doc", ".docx", ".qxd", ".qxp", ".pdf", ".tex", ".dvi", ".rtf", ".odt")
"""How titles end that only name the file a PDF was made from."""


def read_pdf(material: Material) -> Reading:
    """The text of a PDF; title and author as it says, or as its first lines show.

    Raises:
        SourceError: It is locked, damaged, or has no text.
    """
    [found] = parse_bounded("pdf", material.data)
    notice = found.pop("notice", None)
    head = find_head(found["text"])
    for name in ("title", "byline", "date"):
        found[name] = getattr(head, name) or found.get(name, "")
    article = Article(source=material.source, **found)
    return finished(article, material.data, notice)


def parse(data: bytes) -> list[Parsed]:
    """In the child: the pages' text.

    Raises:
        SourceError: It is locked, or has no text.
    """
    import io

    pypdf = library("pypdf", "pypdf", "reading PDF")
    document = pypdf.PdfReader(io.BytesIO(data))
    if document.is_encrypted and not document.decrypt(""):
        raise SourceError("locked with a password; save a copy without one")
    pages = [page.extract_text() for page in document.pages]
    cut = without_running_lines(pages)
    text = paragraphs(_one_after_another(cut.pages)) or paragraphs("\n\n".join(pages))
    if not text:
        raise SourceError("no text in this PDF, only pictures of it; make it searchable (OCR)")
    blank = sum(not page.strip() for page in pages)
    return [{"text": text, **_said(document.metadata), **_noted(blank, len(pages), cut.repeated)}]


def _said(metadata: Any) -> Parsed:
    said = {"reader": reader_name("pypdf")}
    for name, field in (("title", "title"), ("byline", "author")):
        value = getattr(metadata, field, None)
        said[name] = " ".join(str(value).split()) if value else ""
    if said["title"].lower().endswith(FILE_NAMES):
        said["title"] = ""
    return {name: "" if value in UNSAID else value for name, value in said.items()}


def _noted(blank: int, pages: int, repeated: str) -> Parsed:
    notes = []
    if blank:
        notes.append(f"{blank:,} of {pages:,} pages have no text in them")
    if repeated:
        notes.append(f"what every page repeats is left out: “{repeated[:60]}”")
    return {"notice": "; ".join(notes)} if notes else {}


def _one_after_another(pages: list[str]) -> str:
    """The text of the pages; a sentence that goes on over leaf is not cut."""
    text = ""
    for page in filter(None, map(str.strip, pages)):
        goes_on = page[0].islower() and not text.endswith(ENDS)
        text += ("\n" if goes_on else "\n\n") + page
    return text


def paragraphs(text: str) -> str:
    """Lines of print as paragraphs, so that a name is not cut by the end of a line."""
    joined = [_joined(part.split("\n")) for part in re.split(r"\n\s*\n", text)]
    return "\n\n".join(part for part in joined if part)


def _joined(lines: list[str]) -> str:
    """The lines of one stretch, joined where a line is full and the next one goes on."""
    lines = [line.strip() for line in lines if line.strip()]
    width = max((len(line) for line in lines), default=0)
    text = "".join(lines[:1])
    for before, line in pairwise(lines):
        if before.endswith("-") and before[-2:-1].isalpha():
            # A word that was cut at the end of the line, or one like South-East.
            text = (text[:-1] if line[0].islower() else text) + line
        else:
            text += (" " if _goes_on(before, width) else "\n") + line
    return text


def _goes_on(line: str, width: int) -> bool:
    """Whether a line was ended by the width of the column rather than by its sentence."""
    ends = line.endswith(ENDS)
    return len(line) >= width * (0.9 if ends else 0.75)
