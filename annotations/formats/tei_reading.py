"""Reading TEI: the text, the names in it, and what stands off.

Where the text says that its space is to be kept, as ours does, it is read to the character.
Elsewhere line breaks and indents belong to the markup: runs of space become one, and blocks
begin a line.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from annotations.annotation_set import ArticleState
from annotations.article import Article
from annotations.errors import FormatError
from annotations.formats.document import Document
from annotations.formats.draft import Draft, RecordError, Refusal, Refuse, Unit
from annotations.formats.markup import Element, content, find_all, local, parse
from annotations.span import Range

_XML = "{http://www.w3.org/XML/1998/namespace}"
_LABELS = {
    "persName": "PERSON", "placeName": "GPE", "orgName": "ORG", "geogName": "LOC",
    "country": "GPE", "settlement": "GPE", "region": "GPE", "date": "DATE", "time": "TIME",
    "measure": "QUANTITY", "num": "CARDINAL", "name": "NAME", "rs": "NAME", "eventName": "EVENT",
    "objectName": "PRODUCT",
}  # fmt: skip
_PARAGRAPHS = {"p", "ab", "head", "div", "lg", "list", "table", "sp", "quote", "closer", "opener"}
_LINES = {"l", "item", "row", "lb", "label"}
_LEFT_OUT = {"note", "fw", "figDesc", "teiHeader", "standOff", "listAnnotation"}
_TARGET = re.compile(r"#string-range\(([^,()]+),([\d, ]+)\)")


@dataclass
class _Text:
    """The text as it is built, and the names that were met."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    begun: dict[str, int] = field(default_factory=dict)
    """Where the content of elements with an id begins."""
    names: list[tuple[Element, int, int]] = field(default_factory=list)

    def keep(self, text: str | None) -> None:
        """Add text as it is."""
        if text:
            self.parts.append(text)
            self.length += len(text)

    def flow(self, text: str | None) -> None:
        """Add text of which runs of space count as one."""
        if text:
            found = re.sub(r"[ \t\r\n]+", " ", text)
            if not self.length or self.parts[-1][-1] in " \n":
                found = found.removeprefix(" ")
            self.keep(found)

    def break_line(self, count: int) -> None:
        """End the line that was begun, and leave `count - 1` free."""
        while self.parts and not self.parts[-1].strip(" \n"):
            self.length -= len(self.parts.pop())
        if self.parts:
            trimmed = self.parts[-1].rstrip(" \n")
            self.length -= len(self.parts[-1]) - len(trimmed)
            self.parts[-1] = trimmed
            self.keep("\n" * count)

    def walk(self, element: Element, *, preserve: bool = False) -> None:
        """Add an element's content."""
        name = local(element.tag)
        preserve = element.get(f"{_XML}space", "preserve" if preserve else "") == "preserve"
        add = self.keep if preserve else self.flow
        block = 2 if name in _PARAGRAPHS else 1 if name in _LINES else 0
        if block and not preserve:
            self.break_line(block)
        start = self.length
        self.begun[element.get(f"{_XML}id", "")] = start
        add(element.text)
        for child in element:
            if local(child.tag) not in _LEFT_OUT:
                self.walk(child, preserve=preserve)
            add(child.tail)
        if name in _LABELS:
            self.names.append((element, start, self.length))
        if block and not preserve:
            self.break_line(block)


def decoded_document(name: str, data: bytes, refuse: Refuse) -> Document:
    """The document of a file.

    Raises:
        FormatError: It is no TEI.
    """
    root = parse(data)
    if local(root.tag) not in ("TEI", "TEI.2"):
        raise FormatError(f"{name} is XML, but no TEI: its root is {local(root.tag)[:40]}")
    body = next((child for child in root if local(child.tag) == "text"), None)
    if body is None:
        raise RecordError("it has no text")
    text = _Text()
    ours = _ours(body)
    text.walk(ours if ours is not None else body)
    made = "".join(text.parts)
    if ours is None:
        made = made.rstrip(" \n")
    draft = Draft(_article(root, made, name, exact=ours is not None), units=(Unit.CODE_POINTS,))
    return _Reading(text, draft, lambda why: refuse(Refusal(name, why))).document(root)


def _ours(body: Element) -> Element | None:
    """The one element that keeps its space and has all the text, as we write it."""
    whole = [one for one in find_all(body, "ab") if one.get(f"{_XML}space") == "preserve"]
    return whole[0] if len(whole) == 1 and content(whole[0]) == content(body) else None


def _article(root: Element, text: str, name: str, *, exact: bool) -> Article:
    header = next((child for child in root if local(child.tag) == "teiHeader"), None)

    def first(*path: str) -> str:
        place = header
        for step in path:
            found = find_all(place, step) if place is not None else iter(())
            place = next(found, None)
        said = content(place)
        return said if exact else " ".join(said.split())

    language = ""
    if header is not None:
        found = next(find_all(header, "language"), None)
        language = found.get("ident", "") if found is not None else ""
    return Article(
        text, title=first("titleStmt", "title"), byline=first("titleStmt", "author"),
        date=first("sourceDesc", "date"), language=language,
        source="" if name == "-" else name, reader="tei",
    )  # fmt: skip


class _Reading:
    """Names, annotations and relations on their way into a draft."""

    def __init__(self, text: _Text, draft: Draft, told: Callable[[str], None]) -> None:
        self._told = told
        self._text = text
        self._draft = draft
        self._known: set[str] = set()
        self._notes: dict[str, str] = {}

    def document(self, root: Element) -> Document:
        """Everything that the file says."""
        standing = [one for part in find_all(root, "standOff") for one in part.iter()]
        for element in standing:
            if local(element.tag) == "annotation" and not _is_range(element):
                target = element.get("target", "").removeprefix("#")
                self._notes[target] = _note(element)
        length = len(self._draft.article.text)
        for element, start, end in self._text.names:
            end = min(end, length)
            if start < end:
                self._add(element, element, [(start, end)])
        for element in standing:
            if local(element.tag) == "annotation" and _is_range(element):
                self._stand_off(element)
        for element in standing:
            if local(element.tag) == "relation":
                self._relate(element)
        terms = [t for words in find_all(root, "keywords") for t in find_all(words, "term")]
        tags = frozenset(filter(None, map(content, terms)))
        self._draft.state = replace(ArticleState(), tags=tags)
        return self._draft.document()

    def _add(self, element: Element, said: Element, ranges: list[Range]) -> None:
        id = element.get(f"{_XML}id", "")
        label = said.get("type") or _LABELS.get(local(said.tag), "NAME")
        link = said.get("ref") or said.get("key") or ""
        note = _note(element) if element is not said else self._notes.get(id, "") if id else ""
        try:
            self._draft.add(ranges, label, id=id, link=link, note=note)
            self._known.add(id)
        except RecordError as error:
            self._told(str(error))

    def _stand_off(self, element: Element) -> None:
        match = _TARGET.fullmatch(element.get("target", ""))
        numbers = [int(n) for n in match[2].split(",") if n.strip()] if match else []
        named = next((one for one in element if local(one.tag) in _LABELS), None)
        base = self._text.begun.get(match[1]) if match else None
        if base is None or named is None or not numbers or len(numbers) % 2:
            self._told(f"an annotation of “{element.get('target', '')[:60]}” has no place or name")
            return
        pairs = zip(numbers[::2], numbers[1::2], strict=True)
        ranges = [(base + start, base + start + length) for start, length in pairs]
        if any(not 0 <= s < e <= len(self._draft.article.text) for s, e in ranges):
            self._told(f"an annotation of “{element.get('target', '')[:60]}” lies outside the text")
            return
        self._add(element, named, ranges)

    def _relate(self, element: Element) -> None:
        ends = [element.get(end, "").removeprefix("#") for end in ("active", "passive")]
        if set(ends) <= self._known and all(ends):
            self._draft.relate(element.get("name") or element.get("type") or "related", *ends)
        else:
            self._told(f"relation “{element.get('name', '')[:40]}” is between no two names")


def _is_range(element: Element) -> bool:
    return element.get("target", "").startswith("#string-range(")


def _note(element: Element) -> str:
    return "\n".join(content(one) for one in element if local(one.tag) == "note")
