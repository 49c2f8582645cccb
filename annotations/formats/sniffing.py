"""`Head`: the beginning of a file, for a format to tell whether the file is one of its own."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO

SIZE = 1 << 16
"""Bytes that are looked at."""

_BOMS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_DECODER = json.JSONDecoder()


@dataclass(frozen=True)
class Head:
    """The first bytes of a file, and what they look like."""

    data: bytes
    name: str = ""
    """The file's name."""

    @classmethod
    def of(cls, source: Path | BinaryIO) -> Head:
        """The head of a file or of a stream that can be wound back; empty for a folder.

        Raises:
            OSError: The file cannot be read.
        """
        if not isinstance(source, Path):
            place = source.tell()
            data = source.read(SIZE)
            source.seek(place)
            return cls(data)
        if source.is_dir():
            return cls(b"", source.name)
        with source.open("rb") as stream:
            return cls(stream.read(SIZE), source.name)

    @cached_property
    def text(self) -> str:
        """The bytes as text, without a byte order mark; what is no text becomes U+FFFD."""
        for bom, encoding in _BOMS.items():
            if self.data.startswith(bom):
                return self.data[len(bom) :].decode(encoding, "replace")
        return self.data.decode("utf-8", "replace")

    @cached_property
    def lines(self) -> list[str]:
        """The lines, without their ends; the last may be cut off."""
        return [line.removesuffix("\r") for line in self.text.split("\n")]

    @property
    def is_array(self) -> bool:
        """Whether it begins as one JSON array does."""
        return self.text.lstrip()[:1] == "["

    @cached_property
    def value(self) -> Any:
        """The first JSON object: on the first line, or of an array; None when there is none.

        Of an object too long for the head, the fields that are in it whole.
        """
        text = self.text.lstrip()
        if self.is_array:
            text = text[1:].lstrip()
        try:
            return _DECODER.raw_decode(text)[0]
        except (ValueError, RecursionError):
            return _fields(text)

    def has(self, *fields: str) -> bool:
        """Whether the first JSON object has all of `fields`."""
        return isinstance(self.value, dict) and all(field in self.value for field in fields)


def _fields(text: str) -> dict[str, Any] | None:
    """The fields of a JSON object as far as it goes; the value of the last may be None."""
    if not text.startswith("{"):
        return None
    found: dict[str, Any] = {}
    place = 1
    try:
        while True:
            name, place = _DECODER.raw_decode(text, _skip(text, place, ","))
            place = _skip(text, place, ":")
            found[name] = None
            found[name], place = _DECODER.raw_decode(text, place)
    except (ValueError, RecursionError, TypeError):
        return found


def _skip(text: str, place: int, mark: str) -> int:
    while text[place : place + 1] in (" ", "\t", "\r", "\n", mark):
        place += 1
    return place
