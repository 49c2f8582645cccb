"""Bytes to text: exactly what stands there, or a plain word about what could not be kept.

In this order, because detection is wrong on short texts and on damaged UTF-8:

1. the encoding that was asked for;
2. a byte order mark;
3. strict UTF-8;
4. UTF-8 with some damage: each damaged place becomes U+FFFD, and a notice counts them;
5. a guess, and a notice that names it and how to override it.

Newlines stay as they are, a byte order mark is not part of the text, and a lone surrogate never is.
"""

from __future__ import annotations

import codecs
from typing import NamedTuple

from annotations.errors import SourceError

MARKS = (
    # UTF-32 first: its little-endian mark begins with UTF-16's.
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

SIGNATURES = (
    (b"%PDF-", "a PDF file; give its name the ending .pdf"),
    (b"PK\x03\x04", "a zip archive; unpack it, or name it .docx or .epub if it is one"),
    (b"\xd0\xcf\x11\xe0", "an old Office file; save it as .docx first"),
    (b"{\\rtf", "an RTF file; save it as .docx or as text first"),
    (b"\x1f\x8b", "a gzip archive; unpack it first"),
    (b"SQLite format 3", "an SQLite database, not an article"),
    (b"\x89PNG", "a picture, not a text"),
    (b"GIF8", "a picture, not a text"),
    (b"\xff\xd8\xff", "a picture, not a text"),
    (b"\x7fELF", "a program, not a text"),
)


NOT_FOR_FILES = {"unicode_escape", "raw_unicode_escape", "idna", "punycode", "undefined"}
"""Codecs that Python counts as text encodings and nobody saves an article in."""


BY_HABIT = {"ascii", "us-ascii", "latin-1", "latin1", "iso-8859-1", "windows-1252", "cp1252"}
"""Encodings that pages name whatever they are written in."""


STRAY_NULS = 2
"""So many happen in a text, however short it is."""


class Decoded(NamedTuple):
    """What the bytes say."""

    text: str
    encoding: str
    """How they were read, as `--encoding` takes it."""
    notice: str | None = None
    """What the reader should know: a guess, or characters that were lost."""
    exact: bool = False
    """Whether the bytes are the text in UTF-8, to the last one."""


def decode(data: bytes, encoding: str | None = None) -> Decoded:
    """Read `data` as text, in `encoding` where one is asked for.

    Raises:
        SourceError: The encoding is unknown, or the bytes are not a text.
    """
    if encoding:
        return _decode_as(data, encoding)
    _refuse_other_formats(data)
    marked = _decode_marked(data)
    if marked:
        return marked
    if _has_many_nuls(data):
        return _decode_unmarked_utf16(data)
    if (b"\x1b$B" in data or b"\x1b$@" in data) and data.isascii():
        found = _decode_escaped(data)
        if found:
            return found
    try:
        return Decoded(data.decode(), "utf-8", exact=True)
    except UnicodeDecodeError as error:
        return _decode_damaged(data, error) or _decode_guessed(data)


def decode_declared(data: bytes, encoding: str | None, declared: str | None) -> Decoded:
    """Read `data` in the encoding asked for, else in the one declared where that is credible.

    Raises:
        SourceError: The encoding asked for is unknown, or the bytes are not a text.
    """
    if encoding or not declared:
        return decode(data, encoding)
    name = declared.lower()
    if name.startswith(("utf-16", "utf-32", "ucs")):
        return decode(data)  # where it is true, the bytes show it
    if name in BY_HABIT:
        # Browsers read these as Windows-1252, and much of it is UTF-8 in truth.
        found = decode(data)
        return found if found.encoding.startswith("utf") else _credible(data, "cp1252")
    return _credible(data, name)


def _credible(data: bytes, name: str) -> Decoded:
    try:
        found = _decode_as(data, name)
    except SourceError:
        return decode(data)
    return decode(data) if found.notice else found


def clean(text: str) -> str:
    """The text without lone surrogates: pairs are joined, what is left becomes U+FFFD."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def _refuse_other_formats(data: bytes) -> None:
    """Say what a file is that is no text, as far as its first bytes tell.

    Raises:
        SourceError: They are those of a well-known binary format.
    """
    for signature, what in SIGNATURES:
        if data.startswith(signature):
            raise SourceError(f"this is {what}")


def _decode_as(data: bytes, encoding: str) -> Decoded:
    try:
        name = codecs.lookup(encoding).name
        if name.replace("-", "_") in NOT_FOR_FILES:
            raise LookupError(name)
        text, lost = _lenient(data, name)
    except (LookupError, ValueError):
        raise SourceError(
            f"“{encoding}” is no encoding that can be read; "
            "try utf-8, cp1252, latin-1, utf-16, cp1251, gb18030 or shift_jis"
        ) from None
    return Decoded(clean(text).removeprefix("\ufeff"), name, _damage(lost, name))


def _decode_marked(data: bytes) -> Decoded | None:
    for mark, name in MARKS:
        if data.startswith(mark):
            text, lost = _lenient(data[len(mark) :], name)
            # More damage than text: these bytes only happen to begin like a mark.
            if lost * 4 <= len(text):
                return Decoded(text, name, _damage(lost, name))
    return None


def _lenient(data: bytes, name: str) -> tuple[str, int]:
    """The text, and how many places of it could not be read."""
    try:
        return data.decode(name), 0
    except UnicodeDecodeError:
        text = data.decode(name, "replace")
        return text, text.count("\ufffd")


def _damage(lost: int, name: str) -> str | None:
    if not lost:
        return None
    what = "1 character is" if lost == 1 else f"{lost:,} characters are"
    return f"{what} damaged (not {name}) and shown as \ufffd; --encoding NAME reads it differently"


def _has_many_nuls(data: bytes) -> bool:
    # A stray NUL happens in real texts; more than one byte in fifty is another kind of file.
    count = data.count(0)
    return count > STRAY_NULS and count * 50 > len(data)


def _decode_unmarked_utf16(data: bytes) -> Decoded:
    # UTF-16 of a Western text has its NULs on one side of each pair only.
    even, odd = data[::2].count(0), data[1::2].count(0)
    name = "utf-16-le" if even * 20 < odd else "utf-16-be" if odd * 20 < even else ""
    try:
        text = data.decode(name) if name else "\0"
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise SourceError("this is not a text but binary data; choose another file")
    return Decoded(text, name, _guess(name))


def _decode_escaped(data: bytes) -> Decoded | None:
    """Japanese mail: seven bits, and escape sequences that say which characters follow."""
    try:
        return Decoded(data.decode("iso2022_jp"), "iso2022_jp", _guess("iso2022_jp"))
    except UnicodeDecodeError:
        return None


def _decode_damaged(data: bytes, error: UnicodeDecodeError) -> Decoded | None:
    text = data.decode("utf-8", "replace")
    lost = text.count("\ufffd") - data.count(b"\xef\xbf\xbd")
    intact = len(text) - len(text.encode("ascii", "ignore")) - lost
    # Other encodings hardly ever form a valid sequence by chance; damaged UTF-8 is full of them.
    cut_short = error.reason == "unexpected end of data" and len(data) - error.start > 1
    if intact >= lost or cut_short:
        return Decoded(text, "utf-8", _damage(lost, "UTF-8"))
    return None


def _decode_guessed(data: bytes) -> Decoded:
    from annotations.sources.guessing import guess_encoding

    name = guess_encoding(data)
    if name is None:
        raise SourceError(
            "this is not a text, or its encoding is unknown; name it with --encoding NAME"
        )
    return Decoded(clean(data.decode(name, "replace")).removeprefix("\ufeff"), name, _guess(name))


def _guess(name: str) -> str:
    return f"the encoding was guessed: {name}; if letters look wrong, name it with --encoding NAME"
