"""XML, read without trust and written by hand.

What is read may have no document type: so there are no entities but the five that XML knows,
and nothing is fetched. Depth and number of elements are bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree
from xml.parsers import expat

from annotations.errors import FormatError
from annotations.formats.limits import MAX_DEPTH, MAX_ELEMENTS

Element = ElementTree.Element

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_ATTRIBUTE = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;", "\n": "&#10;",
     "\t": "&#9;"}
)  # fmt: skip

REPLACED = "characters that XML cannot hold are written as U+FFFD"

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def text(content: str) -> str:
    """Characters as an element holds them. What XML cannot hold becomes U+FFFD, one for one."""
    return _FORBIDDEN.sub("\ufffd", content).translate(_TEXT)


def quoted(content: str) -> str:
    """Characters as an attribute's value in its quotes."""
    return f'"{_FORBIDDEN.sub(chr(0xFFFD), content).translate(_ATTRIBUTE)}"'


def attributes(**values: str | int) -> str:
    """Attributes with a space before each; those that are empty are left out.

    An underscore stands for a colon: `xml_id`.
    """
    return "".join(
        f" {name.replace('_', ':')}={quoted(str(value))}"
        for name, value in values.items()
        if value != ""
    )


def is_carried(content: str) -> bool:
    """Whether XML can hold every character."""
    return _FORBIDDEN.search(content) is None


def parse(data: bytes) -> Element:
    """The root of an XML document; names are `{namespace}name`.

    Raises:
        FormatError: It is no XML, has a document type, or is larger or deeper than any
            annotated article.
    """
    builder = _Builder()
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.ordered_attributes = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.tree.data
    parser.StartDoctypeDeclHandler = _refuse_document_type
    parser.EntityDeclHandler = _refuse_document_type
    try:
        parser.Parse(data, True)
        return builder.tree.close()
    except (expat.ExpatError, ValueError, AssertionError, LookupError) as error:
        raise FormatError(f"no well-formed XML: {error}") from None


def _refuse_document_type(*_: object) -> None:
    raise FormatError("it has a document type (<!DOCTYPE), which may hide a trap; remove it")


class _Builder:
    def __init__(self) -> None:
        self.tree = ElementTree.TreeBuilder()
        self._depth = 0
        self._count = 0

    def start(self, name: str, pairs: list[str]) -> None:
        self._depth += 1
        self._count += 1 + len(pairs) // 2
        if self._depth > MAX_DEPTH:
            raise FormatError(f"elements are nested more than {MAX_DEPTH} deep")
        if self._count > MAX_ELEMENTS:
            raise FormatError(f"it has more than {MAX_ELEMENTS:,} elements and attributes")
        names = map(_name, pairs[::2])
        self.tree.start(_name(name), dict(zip(names, pairs[1::2], strict=True)))

    def end(self, name: str) -> None:
        self._depth -= 1
        self.tree.end(_name(name))


def _name(name: str) -> str:
    return "{" + name if "}" in name else name


def local(name: str) -> str:
    """A name without its namespace."""
    return name.rpartition("}")[2]


def children(element: Element, name: str) -> Iterator[Element]:
    """The element's children with a local name, whatever their namespace."""
    return (child for child in element if local(child.tag) == name)


def find_all(root: Element, name: str) -> Iterator[Element]:
    """All elements with a local name, in order."""
    return (element for element in root.iter() if local(element.tag) == name)


def content(element: Element | None) -> str:
    """All characters in an element."""
    return "" if element is None else "".join(element.itertext())
