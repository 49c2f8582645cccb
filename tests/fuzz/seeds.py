"""Files to begin with: what each format makes of a few documents, and hostile pieces."""

from __future__ import annotations

import io
import random
import re
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


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The bytes with up to four things done to them, half of them such that the shape stays."""
    for _ in range(chance.randint(1, 4)):
        data = chance.choice((_other_bytes, _other_value, _other_lines))(data, chance)
    return data


def _other_bytes(data: bytes, chance: random.Random) -> bytes:
    at, to = sorted(chance.randint(0, len(data)) for _ in range(2))
    to = min(to, at + chance.choice((1, 2, 8, 64)))
    new = chance.choice((chance.choice(PIECES), data[at:to] * 2, data[at:to][::-1]))
    return data[:at] + new + data[chance.choice((at, to)) :]


_VALUE = re.compile(rb"\d+|(?<=\")[^\"]*(?=\")|\w+")


def _other_value(data: bytes, chance: random.Random) -> bytes:
    """A number, a string or a word becomes another of the file, or a hostile piece."""
    found = list(_VALUE.finditer(data))
    if not found:
        return data
    one, other = chance.choice(found), chance.choice(found)
    new = chance.choice((other.group(), other.group(), chance.choice(PIECES), b"0"))
    return data[: one.start()] + new + data[one.end() :]


def _other_lines(data: bytes, chance: random.Random) -> bytes:
    """A line, or an element, is left out, doubled or put elsewhere."""
    mark = chance.choice((b"\n", b"<", b","))
    lines = data.split(mark)
    line = lines.pop(chance.randrange(len(lines)))
    for _ in range(chance.choice((0, 1, 2))):
        lines.insert(chance.randint(0, len(lines)), line)
    return mark.join(lines)


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
