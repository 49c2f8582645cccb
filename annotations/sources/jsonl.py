"""Articles in JSON: one object per line, or an array of objects, each with a text field."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from annotations.article import Article
from annotations.errors import SourceError
from annotations.sources.decoding import Decoded, clean, decode
from annotations.sources.files import MAX_BYTES, State, open_file, read_file, state
from annotations.sources.material import Reading, finished
from annotations.sources.reference import Kind, SourceRef

READER = "jsonl 1"
BOM = b"\xef\xbb\xbf"

TEXTS = ("text", "content", "body", "article", "document", "full_text")
"""Fields that hold an article's text, the likeliest first."""
TITLES = ("title", "headline", "name")
BYLINES = ("byline", "author", "authors", "creator")
DATES = ("date", "published", "published_at", "publication_date", "created", "created_at")
LANGUAGES = ("language", "lang")


def articles(ref: SourceRef) -> tuple[SourceRef, ...]:
    """One reference per article, found without parsing JSON Lines.

    Raises:
        SourceError: The file cannot be read or holds none.
    """
    if ref.kind is Kind.JSON:
        places = [(number, -1) for number in range(1, len(_elements(ref)) + 1)]
    else:
        places = list(_line_places(ref.address))
    if not places:
        raise SourceError("empty; there is nothing to read in it")
    return tuple(
        SourceRef(ref.address, ref.kind, str(number), position=position)
        for number, position in places
    )


def read(ref: SourceRef, encoding: str | None = None) -> Reading:
    """The article on one line, or in one element, of a file.

    Raises:
        SourceError: There is no such line, it is no JSON, or has no text.
    """
    if ref.kind is Kind.JSON:
        number = _number(ref)
        elements = _elements(ref, encoding)
        if number > len(elements):
            raise SourceError(f"there are only {len(elements):,} articles in this file")
        value, decoded = elements[number - 1], Decoded("", encoding or "utf-8")
        data = json.dumps(value).encode()
    else:
        data = _line(ref)
        decoded = decode(data, encoding)
        value = _parsed(decoded.text)
    article, notice = _article(value, ref, decoded.encoding)
    return finished(article, data, decoded.notice, notice)


def _number(ref: SourceRef) -> int:
    if not ref.member.isdecimal() or int(ref.member[:12]) < 1:
        raise SourceError(f"“{ref.member}” is no line of this file; name it with a number")
    return int(ref.member[:12])


def _line_places(path: str) -> Iterator[tuple[int, int]]:
    """Number and position of each line that is not blank."""
    with open_file(path) as file:
        position = 0
        for number, line in enumerate(iter(lambda: file.readline(MAX_BYTES), b""), 1):
            if line.strip(b" \t\r\n" + BOM):
                yield number, position
            position += len(line)


def _line(ref: SourceRef) -> bytes:
    position = ref.position
    if position < 0:
        places = dict(_line_places(ref.address))
        position = places.get(_number(ref), -1)
    if position < 0:
        raise SourceError(f"line {ref.member} is blank or past the end of the file")
    with open_file(ref.address) as file:
        file.seek(position)
        return file.readline(MAX_BYTES).removeprefix(BOM)


def _elements(ref: SourceRef, encoding: str | None = None) -> list[Any]:
    return _array(ref.address, state(ref.address), encoding)


@lru_cache(maxsize=1)
def _array(path: str, state: State, encoding: str | None) -> list[Any]:  # noqa: ARG001
    """What a JSON file holds; the last one is kept, since its articles are read one by one."""
    value = _parsed(decode(read_file(path), encoding).text)
    return value if isinstance(value, list) else [value]


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except RecursionError:
        raise SourceError("this JSON is nested too deeply to be an article") from None
    except ValueError as error:
        raise SourceError(f"this is not JSON ({error}); correct it or name it .txt") from None


def _article(value: Any, ref: SourceRef, encoding: str) -> tuple[Article, str | None]:
    fields = {"text": value} if isinstance(value, str) else value
    if not isinstance(fields, dict):
        raise SourceError('this is no object with a text; {"text": "…"} is what is read')
    raw = _first(fields, TEXTS)
    if not raw:
        raise SourceError(f"no text in it; it has the fields {_names(fields)}, and not “text”")
    text = clean(raw)
    meta = fields.get("meta") if isinstance(fields.get("meta"), dict) else {}
    known = {**(meta or {}), **fields}
    article = Article(
        text=text,
        title=clean(_first(known, TITLES)),
        byline=clean(_first(known, BYLINES)),
        date=clean(_first(known, DATES)),
        language=clean(_first(known, LANGUAGES)),
        source=ref.source,
        encoding=encoding,
        reader=READER,
    )
    lost = "half characters (lone surrogates) in it are shown as \ufffd"
    return article, lost if text != raw else None


def _first(fields: dict[str, Any], names: tuple[str, ...]) -> str:
    """The first of the named fields that holds a text; several authors become one line."""
    for name in names:
        value = fields.get(name)
        if isinstance(value, list) and value and all(isinstance(part, str) for part in value):
            value = ", ".join(value)
        if isinstance(value, str) and value:
            return value
    return ""


def _names(fields: dict[str, Any]) -> str:
    names = [f"“{str(name)[:30]}”" for name in list(fields)[:6]]
    return ", ".join(names) or "(none)"
