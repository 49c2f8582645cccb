"""Names of files for articles: safe on every system, and no two alike."""

from __future__ import annotations

import re
import unicodedata

from annotations.formats.document import Document

MAX_LENGTH = 60
"""Characters of a name, without its extension."""

_UNSAFE = re.compile(r"[^\w.-]+|\.{2,}")
_EXTENSION = re.compile(r"\.\w{1,8}$")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d|typesystem)(\.|$)", re.IGNORECASE)


class Names:
    """Gives each document a name of its own."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def of(self, document: Document) -> str:
        """A name without an extension: the source's, else the title's, else the article's id."""
        stem = safe_stem(document)
        name, number = stem, 1
        while (key := unicodedata.normalize("NFKC", name).casefold()) in self._taken:
            number += 1
            name = f"{stem}-{number}"
        self._taken.add(key)
        return name


def safe_stem(document: Document) -> str:
    """What a document's file may be called: letters, digits, `_`, `-` and single dots."""
    article = document.article
    source = re.split(r"[/\\]", article.source.rstrip("/\\"))[-1]
    known = _EXTENSION.sub("", source) or article.title
    name = _UNSAFE.sub("_", known)[:MAX_LENGTH].strip("._-")
    if not name:
        return article.id[:12]
    return f"_{name}" if _RESERVED.match(name) else name
