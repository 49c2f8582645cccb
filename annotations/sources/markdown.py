"""Markdown, exactly as it stands in the file: the marks stay, since offsets must be exact."""

from __future__ import annotations

from annotations.article import Article
from annotations.sources.decoding import decode_declared
from annotations.sources.material import Material, Reading, finished
from annotations.structure import find_head

READER = "markdown 1"
FRONT_LIMIT = 20_000


def read_markdown(material: Material) -> Reading:
    """The file's text; title, byline, date and language from front matter or first heading.

    Raises:
        SourceError: It is no text, or empty.
    """
    decoded = decode_declared(material.data, material.encoding, material.declared)
    text = decoded.text
    front, head = front_matter(text), find_head(text)
    article = Article(
        text=text,
        title=front.get("title") or head.title,
        byline=front.get("author") or front.get("authors") or front.get("byline") or head.byline,
        date=front.get("date") or head.date,
        language=front.get("lang") or front.get("language") or "",
        source=material.source,
        encoding=decoded.encoding,
        reader=READER,
    )
    return finished(article, material.data, decoded.notice, exact=decoded.exact)


def front_matter(text: str) -> dict[str, str]:
    """The plain `key: value` lines between `---` (or `key = value` between `+++`).

    Only what stands on one line is understood; that is all that is needed of it.
    """
    fence = text[:3]
    lines = text[:FRONT_LIMIT].replace("\r\n", "\n").split("\n")
    if fence not in ("---", "+++") or lines[0].rstrip() != fence:
        return {}
    found: dict[str, str] = {}
    for line in lines[1:]:
        if line.rstrip() == fence:
            return found
        key, mark, value = line.partition(":" if fence == "---" else "=")
        if mark and key.strip().isidentifier():
            found[key.strip().lower()] = _plain(value)
    return {}  # it was never closed: a rule, not front matter


def _plain(value: str) -> str:
    """A value without its quotes; a list of names in brackets becomes names and commas."""
    value = value.strip()
    if value.startswith("[") and value.endswith("]"):
        return ", ".join(_plain(part) for part in value[1:-1].split(","))
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if quoted else value
