"""Files to begin with: what each format makes of a few documents, and hostile pieces."""

from __future__ import annotations

import io
import zipfile

from annotations.formats import registry
from annotations.formats.catalogue import BUILT_IN
from annotations.formats.document import Document
from tests.annotations.formats.documents import document, reviewed

READERS = [entry.name for entry in BUILT_IN if entry.reads]

_OPTIONS = {"csv": {"texts": True}, "tsv": {"texts": True}}
_BETWEEN = b"\n=====\n"
"""Between the text and the annotations of a fuzzed pair of brat's files."""

PIECES = (
    b"", b"\x00", b"\xff", b"\xed\xa0\x80", b"\r", b"\n", b"\n\n", b"\t", b"|", b"[", b"]", b"{",
    b"}", b'"', b"\\", b"-1", b"9" * 25, b"1e999", b"null", b"true", b"NaN", b"[]", b"{}", b'""',
    b"[" * 300, b'{"a":' * 300, b"<a>" * 300, b"&x;", b"&#0;", b"<!DOCTYPE a>", b"..", b"/",
    "😀".encode(), "\u2028".encode(), b"-DOCSTART-", b"I-", b"B-X", b"#Text=", b"1-1", b"0-0",
    b"T1\tX 0 3\tAnn", b"xmi:id", b"#string-range(text,0,99)", b"1:X;1", b"id", b"start",
)  # fmt: skip
"""What readers stumble over."""


def seeds(name: str) -> list[bytes]:
    """Valid files of a format, without an archive around them where there can be one without."""
    chosen = [
        Document.of(*reviewed()),
        document("Zoë 😀 met\r\nAnn.", (0, 3, "X"), (0, 5, "Y"), (6, 15, "Z")),
        document("", title="t"),
    ]
    return [_written(name, one) for one in chosen]


def _written(name: str, one: Document) -> bytes:
    stream = io.BytesIO()
    registry.get(name, **_OPTIONS.get(name, {})).write(stream, [one])
    if name != "brat":
        return stream.getvalue()
    with zipfile.ZipFile(stream) as archive:
        names = sorted(archive.namelist())
        said, text = (
            archive.read(next(n for n in names if n.endswith(e))) for e in (".ann", ".txt")
        )
    return text + _BETWEEN + said


def source(name: str, data: bytes) -> io.BytesIO:
    """What to read of fuzzed bytes: for brat, mostly a pair of files."""
    if name != "brat" or _BETWEEN not in data:
        return io.BytesIO(data)
    text, _, said = data.partition(_BETWEEN)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("x.txt", text)
        archive.writestr("x.ann", said)
    return io.BytesIO(stream.getvalue())


def read(name: str, data: bytes) -> int:
    """Read bytes, whatever they are; how many spans there were.

    Raises:
        FormatError: They are nothing of this format.
    """
    format = registry.reader(name, **_OPTIONS.get(name, {}))
    spans = 0
    for found in format.read(source(name, data), refuse=str):
        for annotation in found.annotations:
            annotation.span.check(found.article.text)
        spans += len(found.annotations)
    return spans
