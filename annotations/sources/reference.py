"""`SourceRef`: where an article can be read from, before anything is opened."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class Kind(StrEnum):
    """What stands behind a reference, as far as its name tells."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    PDF = "pdf"
    DOCX = "docx"
    EPUB = "epub"
    JSONL = "jsonl"
    JSON = "json"
    STDIN = "stdin"
    URL = "url"


ENDINGS = {
    ".txt": Kind.TEXT, ".text": Kind.TEXT, ".rst": Kind.TEXT, ".org": Kind.TEXT,
    ".adoc": Kind.TEXT, ".asc": Kind.TEXT,
    ".md": Kind.MARKDOWN, ".markdown": Kind.MARKDOWN, ".mdown": Kind.MARKDOWN,
    ".mkd": Kind.MARKDOWN,
    ".html": Kind.HTML, ".htm": Kind.HTML, ".xhtml": Kind.HTML,
    ".pdf": Kind.PDF, ".docx": Kind.DOCX, ".epub": Kind.EPUB,
    ".jsonl": Kind.JSONL, ".ndjson": Kind.JSONL, ".json": Kind.JSON,
}  # fmt: skip
"""File name endings that are read, and as what."""

SEVERAL = frozenset({Kind.JSONL, Kind.JSON, Kind.EPUB})
"""Kinds that hold more than one article."""

MARKUP_STARTS = (b"<!doctype html", b"<html", b"<?xml")

OWN_STORE = "annotations.json"
OWN_FILES = frozenset({OWN_STORE, "labels.toml"})


@dataclass(frozen=True, slots=True)
class SourceRef:
    """A place that an article can be read from: a file, an address, or standard input."""

    address: str
    """The path as it was given, the URL, or `-`."""
    kind: Kind
    member: str = ""
    """Which article of a file that holds several: line of a JSONL file, element of a JSON
    array, chapter of an EPUB; counted from 1."""
    title: str = field(default="", compare=False)
    """What a list can show where it is known before reading."""
    position: int = field(default=-1, compare=False)
    """Where the line starts in a JSONL file, in bytes; -1 when nobody has looked."""

    @property
    def name(self) -> str:
        """What messages and lists call it."""
        if self.kind is Kind.STDIN:
            return "stdin"
        if self.kind is Kind.URL:
            return self.address
        name = file_name(self.address)
        return f"{name}#{self.member}" if self.member else name

    @property
    def source(self) -> str:
        """What `Article.source` says; `collect` understands it."""
        # A file name may hold bytes that are no text; the store could not carry them.
        address = self.address
        if not address.isascii():
            address = address.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        return f"{address}#{self.member}" if self.member else address

    @property
    def path(self) -> Path | None:
        """The file, where there is one."""
        from pathlib import Path  # not loaded before a path is asked for

        return None if self.kind in (Kind.STDIN, Kind.URL) else Path(self.address)

    @property
    def is_container(self) -> bool:
        """Whether it names a file of several articles rather than one of them."""
        return self.kind in SEVERAL and not self.member


def file_name(path: str) -> str:
    """The last part of a path, without loading pathlib for it."""
    return os.path.basename(path)  # noqa: PTH119


def kind_of(name: str) -> Kind | None:
    """What a file of that name is read as; None for endings that are not known."""
    stem, dot, ending = name.rpartition(".")
    return ENDINGS.get(f".{ending}".lower()) if dot and stem[-1:] not in ("", "/") else None


def is_own_file(name: str) -> bool:
    """Whether Postil itself keeps a file of that name beside the texts."""
    return name in OWN_FILES or name.startswith(f"{OWN_STORE}.")


def sniffed(data: bytes) -> Kind:
    """What bytes without a name are: a page or a PDF when they begin like one, else text."""
    start = data[:256].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(MARKUP_STARTS):
        return Kind.HTML
    return Kind.PDF if start.startswith(b"%pdf-") else Kind.TEXT
