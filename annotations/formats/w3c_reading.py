"""Reading W3C Web Annotations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import unquote, urlsplit

from annotations.article import Article
from annotations.errors import FormatError, PostilError
from annotations.formats.document import Document
from annotations.formats.draft import Draft, RecordError, Refusal, Refuse, Unit
from annotations.formats.files import decoded
from annotations.formats.limits import MAX_FILE
from annotations.formats.records import json_records, opened
from annotations.span import Range

_LABELS = ("tagging", "classifying")
_LINKS = ("identifying", "linking")
_NOTES = ("commenting", "describing", "replying", "questioning", "assessing", "")


def documents(source: Path | BinaryIO, *, refuse: Refuse) -> Iterator[Document]:
    """A document for each collection, and for each run of annotations of one text.

    Raises:
        FormatError: There is no annotation in it.
    """
    folder = source.parent if isinstance(source, Path) else None
    found_any = False
    waiting: list[Any] = []
    about = where = ""
    with opened(source) as stream:
        for record in json_records(stream, refuse):
            items = _items(record.value)
            if items is None:
                refuse(Refusal(record.place, "is no Web Annotation"))
                continue
            found_any = True
            single = record.value.get("type") == "Annotation"
            key = _source(items[0]) if items else ""
            if waiting and not (single and key == about):
                yield from _document(waiting, {}, folder, where, refuse)
                waiting = []
            if single:
                waiting, about, where = [*waiting, *items], key, where if waiting else record.place
            else:
                yield from _document(items, record.value, folder, record.place, refuse)
    if waiting:
        yield from _document(waiting, {}, folder, where, refuse)
    if not found_any:
        raise FormatError("no record of it is a Web Annotation; it is not w3c")


def _items(value: Any) -> list[Any] | None:
    """The annotations of a record; None where it is something else."""
    if not isinstance(value, dict):
        return None
    kinds = _listed(value.get("type"))
    if "Annotation" in kinds:
        return [value]
    if "AnnotationCollection" in kinds:
        return _items(value.get("first")) if isinstance(value.get("first"), dict) else []
    return _listed(value.get("items")) if "AnnotationPage" in kinds else None


def _document(
    items: Sequence[Any], collection: Mapping[str, Any], folder: Path | None, place: str,
    refuse: Refuse,
) -> Iterator[Document]:  # fmt: skip
    try:
        draft = Draft(_article(items, collection, folder), units=(Unit.CODE_POINTS,))
        resolve = _Resolver(draft, lambda why: refuse(Refusal(place, why)))
        relations = [item for item in items if not resolve.add(item)]
        for item in relations:
            resolve.relate(item)
        yield draft.document()
    except PostilError as error:
        refuse(Refusal(place, str(error)))


def _article(items: Sequence[Any], collection: Mapping[str, Any], folder: Path | None) -> Article:
    source = collection.get("source")
    title = collection.get("label")
    title = title if isinstance(title, str) else ""
    if isinstance(source, dict) and isinstance(source.get("value"), str):
        language = source.get("language")
        language = language if isinstance(language, str) else ""
        return Article(source["value"], title=title, language=language, reader="w3c")
    address = next((found for found in map(_source, items) if found), "")
    name = Path(unquote(urlsplit(address).path.replace("\\", "/"))).name if address else ""
    path = folder / name if folder and name else None
    if path is None or not path.is_file() or path.stat().st_size > MAX_FILE:
        raise RecordError(
            f"the text of “{address[:80]}” is not in it, nor beside it as {name[:60]}"
        )
    return Article(decoded(path.read_bytes()), title=title, source=name, reader="w3c")


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _targets(item: Any) -> list[Any]:
    """The targets of an annotation, those of a list one by one."""
    targets = _listed(item.get("target")) if isinstance(item, dict) else []
    found: list[Any] = []
    for target in targets:
        listed = isinstance(target, dict) and isinstance(target.get("items"), list)
        found += target["items"] if listed else [target]
    return found


def _source(item: Any) -> str:
    """The address of what an annotation is about."""
    for target in _targets(item):
        source = target.get("source", target.get("id")) if isinstance(target, dict) else target
        if isinstance(source, dict):
            source = source.get("id")
        if isinstance(source, str):
            return source
    return ""


class _Resolver:
    def __init__(self, draft: Draft, told: Any) -> None:
        self._draft = draft
        self._text = draft.article.text
        self._told = told
        self._known: set[str] = set()
        self._places: dict[Unit, dict[int, int]] = {}

    def add(self, item: Any) -> bool:
        """Add an annotation of the text; False for what is about another annotation."""
        if not isinstance(item, dict):
            self._told("an annotation that is no object")
            return True
        name = str(item.get("id", ""))
        selectors = [_selectors(target) for target in _targets(item)]
        if not any(selectors):
            return False
        try:
            ranges = sorted(self._place(found) for found in selectors if found)
            body = _Bodies(item)
            creator = next(iter(_listed(item.get("creator"))), None)
            annotator = creator.get("name") if isinstance(creator, dict) else creator
            self._draft.add(
                ranges, body.label, id=name, note=body.note, link=body.link,
                annotator=annotator if isinstance(annotator, str) else "",
            )  # fmt: skip
            self._known.add(name)
        except RecordError as error:
            self._told(str(error))
        return True

    def relate(self, item: Mapping[str, Any]) -> None:
        """Add a relation between annotations."""
        body, source = _Bodies(item), _source(item)
        if source in self._known and body.link in self._known:
            self._draft.relate(body.label, source, body.link)
        else:
            self._told(f"“{str(item.get('id', ''))[:60]}” is about no place of the text")

    def _place(self, selectors: Sequence[Mapping[str, Any]]) -> Range:
        """Where selectors point, the position held against the quote.

        Raises:
            RecordError: Nowhere, or to several places.
        """
        quote = next((s for s in selectors if isinstance(s.get("exact"), str)), None)
        exact = quote["exact"] if quote else None
        position = next((s for s in selectors if "start" in s and "end" in s), None)
        if position is not None:
            start, end = position["start"], position["end"]
            for unit in (Unit.CODE_POINTS, Unit.UTF16):
                places = self._places_in(unit)
                if type(start) is not int or type(end) is not int:
                    break
                a, b = places.get(start), places.get(end)
                if a is None or b is None or a >= b:
                    continue
                if exact is None or self._text[a:b] == exact:
                    return a, b
        if quote is None or not exact:
            raise RecordError("a selector points outside the text")
        return self._found(exact, _string(quote.get("prefix")), _string(quote.get("suffix")))

    def _found(self, exact: str, prefix: str, suffix: str) -> Range:
        for before, after in ((prefix, suffix), ("", suffix), (prefix, ""), ("", "")):
            wanted = before + exact + after
            place = self._text.find(wanted)
            if place >= 0 and self._text.find(wanted, place + 1) < 0:
                return place + len(before), place + len(before) + len(exact)
        raise RecordError(f"“{exact[:40]}” is not in the text, or more than once")

    def _places_in(self, unit: Unit) -> dict[int, int]:
        if unit not in self._places:
            offsets = unit.offsets(self._text)
            self._places[unit] = {offset: place for place, offset in enumerate(offsets)}
        return self._places[unit]


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _selectors(target: Any) -> list[Mapping[str, Any]]:
    """The text selectors of a target, those that refine others too."""
    found: list[Mapping[str, Any]] = []
    todo = _listed(target.get("selector")) if isinstance(target, dict) else []
    while todo and len(found) < 100:
        selector = todo.pop(0)
        if isinstance(selector, dict):
            if selector.get("type") in ("TextPositionSelector", "TextQuoteSelector"):
                found.append(selector)
            todo += [*_listed(selector.get("refinedBy")), *_listed(selector.get("items"))]
    return found


class _Bodies:
    """Label, link and note of an annotation."""

    def __init__(self, item: Mapping[str, Any]) -> None:
        motivation = next(iter(_listed(item.get("motivation"))), "")
        motivation = motivation if isinstance(motivation, str) else ""
        self.label = self.link = ""
        notes = []
        for body in [*_listed(item.get("body")), *_listed(item.get("bodyValue"))]:
            said = body if isinstance(body, dict) else {"value": body}
            purpose = next(iter(_listed(said.get("purpose"))), motivation)
            value = said.get("value", said.get("source", said.get("id")))
            if not isinstance(value, str):
                continue
            if purpose in _LABELS and not self.label:
                self.label = value
            elif purpose in _LINKS and not self.link:
                self.link = value
            elif purpose in _NOTES:
                notes.append(value)
        self.label = self.label or motivation or "annotation"
        self.note = "\n".join(notes)
