"""Records of JSON files, one after the other: lines, or the elements of an array.

No more than one record is held at a time. What is no JSON, is nested too deeply, states a key
twice or is longer than `LARGEST` is refused, and the next record is read.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from annotations.errors import FormatError, PostilError
from annotations.formats.document import Document
from annotations.formats.draft import RecordError, Refusal, Refuse

LARGEST = 64 << 20
"""Bytes of a record, or characters in an array; no article is so long."""

CHUNK = 1 << 18
"""Characters of an array that are decoded at once."""

_MARKS = {
    codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be",
}  # fmt: skip


class Record(NamedTuple):
    """A JSON value and where it stands in its file."""

    place: str
    """`line 12` or `element 3`."""
    value: Any


@contextmanager
def opened(source: Path | BinaryIO) -> Iterator[BinaryIO]:
    """A stream to read from; one that is given is left open.

    Raises:
        FormatError: The file cannot be read.
    """
    if not isinstance(source, Path):
        yield source
        return
    try:
        with source.open("rb") as stream:
            yield stream
    except OSError as error:
        raise FormatError(f"cannot read {source}: {error.strerror or error}") from error


def documents(
    source: Path | BinaryIO,
    make: Callable[[Any], Document | None],
    refuse: Refuse,
    split: Callable[[Record], Iterable[Record]] | None = None,
) -> Iterator[Document]:
    """The documents of a file of JSON records.

    Args:
        source: The file or stream.
        make: Makes a document of a record, None where the record is to be passed over; raises
            a `RecordError` where it cannot.
        refuse: Told of records that cannot be read.
        split: Makes several records of one.
    """
    with opened(source) as stream:
        found: Iterable[Record] = json_records(stream, refuse)
        for record in chain.from_iterable(map(split, found)) if split else found:
            try:
                document = make(record.value)
            except PostilError as error:
                refuse(Refusal(record.place, str(error)))
            except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
                reason = " ".join(str(error).split())
                refuse(Refusal(record.place, f"unexpected shape: {reason[:100]}"))
            else:
                if document is not None:
                    yield document


def json_records(stream: BinaryIO, refuse: Refuse) -> Iterator[Record]:
    """The objects of a file: one a line, in one array, or one over several lines."""
    lines, encoding = _first_lines(stream)
    if encoding == "utf-8" and _is_by_line(lines):
        yield from _by_line(stream, lines, refuse)
    else:
        yield from _values(_characters(stream, b"".join(lines), encoding), refuse)


def parse(text: str | bytes) -> Any:
    """A JSON value.

    Raises:
        RecordError: It is none, states a key twice, or is nested too deeply.
    """
    try:
        return _DECODER.decode(text if isinstance(text, str) else text.decode())
    except RecursionError:
        raise RecordError("nested too deeply") from None
    except UnicodeDecodeError as error:
        raise RecordError(f"not UTF-8 at byte {error.start}") from None
    except json.JSONDecodeError as error:
        raise RecordError(f"not JSON: {error.msg} at character {error.pos}") from None
    except ValueError as error:  # a number of more digits than Python converts
        raise RecordError(f"not JSON: {str(error)[:60]}") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise RecordError(f"“{twice[:40]}” is stated twice")
    return found


def _no_number(name: str) -> Any:
    raise RecordError(f"{name} is no number that JSON knows")


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_no_number)


def _first_lines(stream: BinaryIO) -> tuple[list[bytes], str]:
    """The lines up to the second that is not blank, and the encoding."""
    lines = [stream.readline(CHUNK)]
    encoding = "utf-8"
    for mark, name in _MARKS.items():
        if lines[0].startswith(mark):
            lines[0], encoding = lines[0][len(mark) :], name
            break
    while lines[-1] and sum(map(bool, map(bytes.strip, lines))) < 2:
        if lines[-1].lstrip().startswith(b"["):
            break  # an array may be one line, and a long one
        if not lines[-1].endswith(b"\n"):
            lines[-1] += stream.readline(LARGEST)
        lines.append(stream.readline(CHUNK))
    return lines, encoding


def _is_by_line(lines: list[bytes]) -> bool:
    """Whether a file that begins with `lines` has one record a line."""
    first, second = [*filter(None, map(bytes.strip, lines)), b"", b""][:2]
    if first.startswith(b"["):
        return False
    return not first.startswith(b"{") or first.endswith(b"}") or second.startswith(b"{")


def _by_line(stream: BinaryIO, lines: list[bytes], refuse: Refuse) -> Iterator[Record]:
    if not lines[-1].endswith(b"\n"):
        lines[-1] += stream.readline(LARGEST)
    rest = iter(lambda: stream.readline(LARGEST), b"")
    for number, line in enumerate(chain(lines, rest), 1):
        place = f"line {number}"
        if len(line) >= LARGEST and not line.endswith(b"\n"):
            refuse(Refusal(place, f"longer than {LARGEST >> 20} MB"))
            for piece in iter(lambda: stream.readline(CHUNK), b""):
                if piece.endswith(b"\n"):
                    break
        elif line.strip():
            try:
                yield Record(place, parse(line))
            except RecordError as error:
                refuse(Refusal(place, str(error)))


def _characters(stream: BinaryIO, first: bytes, encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        yield decoder.decode(first)
        while data := stream.read(CHUNK):
            yield decoder.decode(data)
        yield decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise FormatError(f"not {encoding.upper()}: {error.reason}; save it as UTF-8") from None


def _values(pieces: Iterator[str], refuse: Refuse) -> Iterator[Record]:
    """The elements of an array, or values one after the other."""
    window = _Window(pieces)
    array = window.take("[")
    number = 0
    while window.more():
        if array and window.take("]"):
            return
        if number:
            window.take(",")
            window.more()
        number += 1
        place = f"element {number}"
        try:
            yield Record(place, window.value())
        except RecordError as error:
            refuse(Refusal(place, f"{error}; what comes after it was not read"))
            return
    if array:
        refuse(Refusal(f"element {number + 1}", "the file ends before its array does"))


class _Window:
    """The part of a text that is being looked at."""

    def __init__(self, pieces: Iterator[str]) -> None:
        self._pieces = pieces
        self._text = ""
        self._place = 0

    def more(self) -> bool:
        """Go to the next character that is no space; whether there is one."""
        while True:
            text, place = self._text, self._place
            while place < len(text) and text[place] in " \t\r\n":
                place += 1
            self._place = place
            if place < len(text):
                return True
            if not self._grow(1):
                return False

    def take(self, mark: str) -> bool:
        """Go past a mark, if it is next."""
        found = self.more() and self._text[self._place] == mark
        self._place += found
        return found

    def value(self) -> Any:
        """The JSON value that is next.

        Raises:
            RecordError: There is none.
        """
        wanted = CHUNK
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._place)
                if end < len(self._text) or not self._grow(1):
                    self._place = end
                    return value
            except json.JSONDecodeError as error:
                if len(self._text) - self._place >= LARGEST:
                    raise RecordError(f"longer than {LARGEST >> 20} MB") from None
                if not self._grow(wanted):
                    raise RecordError(f"not JSON: {error.msg}") from None
                wanted *= 2  # so that a long record is not begun anew too often
            except RecursionError:
                raise RecordError("nested too deeply") from None
            except ValueError as error:
                raise RecordError(f"not JSON: {str(error)[:60]}") from None

    def _grow(self, wanted: int) -> bool:
        """Read more characters, and forget those that are done with."""
        found = []
        for piece in self._pieces:
            found.append(piece)
            wanted -= len(piece)
            if wanted <= 0:
                break
        self._text = self._text[self._place :] + "".join(found)
        self._place = 0
        return bool(found) and any(found)
