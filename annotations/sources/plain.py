"""Plain text, exactly as it stands in the file."""

from __future__ import annotations

from annotations.article import Article
from annotations.sources.decoding import decode_declared
from annotations.sources.material import Material, Reading, finished
from annotations.structure import find_head

READER = "text 1"


def read_plain(material: Material) -> Reading:
    """The file's text; title, byline and date where its first lines show them.

    Raises:
        SourceError: It is no text, or empty.
    """
    decoded = decode_declared(material.data, material.encoding, material.declared)
    head = find_head(decoded.text)
    article = Article(
        text=decoded.text,
        title=head.title,
        byline=head.byline,
        date=head.date,
        source=material.source,
        encoding=decoded.encoding,
        reader=READER,
    )
    return finished(article, material.data, decoded.notice, exact=decoded.exact)
