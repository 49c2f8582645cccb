"""Reading CoNLL-U and CoNLL-U Plus."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from annotations.article import Article
from annotations.errors import FormatError
from annotations.formats.conllup import COLUMNS, runs
from annotations.formats.conllup_spaces import unescaped
from annotations.formats.document import Document
from annotations.formats.draft import Draft, RecordError
from annotations.formats.limits import MAX_ARTICLE
from annotations.formats.rows import TokenText
from annotations.formats.tags import entities, is_tag
from annotations.span import Range

_COLUMNS = COLUMNS.split()[:10]
_ENTITY_COLUMNS = re.compile(r"(?:.*:)?(?:NE|NER|ENTITY|ENTITIES|MWE)", re.IGNORECASE)
_MISC_KEYS = ("NER", "ner", "NE")
_NOTHING: dict[str, str] = {}
_ID = re.compile(r"(\d{1,9})(?:-(\d{1,9})|\.\d+)?")
_MARK = re.compile(r"(\d{1,9})(?::(.+))?")


@dataclass(slots=True)
class _Token:
    form: str
    misc: dict[str, str]


@dataclass
class _Sentence:
    tokens: list[_Token] = field(default_factory=list)
    """Those of the text; of a word in several parts, the whole."""
    words: dict[int, int] = field(default_factory=dict)
    """The token of each word, by the word's number."""
    marks: list[tuple[int, str]] = field(default_factory=list)
    """What the entity column says of words."""
    stated: str | None = None
    until: int = 0
    """The last word of the token in several parts that is being read."""


class Rows:
    """The documents that rows make.

    Args:
        problem: Told what is wrong with a row, or with the sentence that it ends.
    """

    def __init__(self, problem: Callable[[str], None]) -> None:
        self._problem = problem
        self._find_columns(_COLUMNS)
        self.sure = False
        """Whether anything in the file is of this format."""
        self._clear()

    def _clear(self) -> None:
        self._begun = False
        self._sentence = _Sentence()
        self._parts: list[str] = []
        self._length = 0
        self._loose = ""
        self._spans: list[tuple[list[Range], str]] = []

    def add(self, line: str) -> Iterator[Document]:
        """Take a line; gives the document that it ends."""
        if not line.strip():
            self._end_sentence()
            if self._length > MAX_ARTICLE:
                yield from self.documents()
        elif line.startswith("#") and "\t" not in line.split("=")[0]:
            yield from self._comment(line)
        else:
            try:
                self._row(line.split("\t"))
            except RecordError as error:
                self._problem(str(error))

    def _comment(self, line: str) -> Iterator[Document]:
        key, _, value = line[1:].partition("=")
        key, value = key.strip(), value.strip(" ")
        if key == "global.columns":
            self.sure = True
            self._find_columns(value.upper().split())
            if self._form < 0:
                raise FormatError(f"its columns have no FORM: {value[:80]}")
        elif key.split(" ")[0] == "newdoc":
            yield from self.documents()
            self._begun = self.sure = True
        elif key == "text":
            self._sentence.stated = value

    def _find_columns(self, names: list[str]) -> None:
        """Note where things are in a row; -1 where they are not."""
        self._width = len(names)
        self._id, self._form, self._misc = (
            names.index(name) if name in names else -1 for name in ("ID", "FORM", "MISC")
        )
        found = [place for place, name in enumerate(names) if _ENTITY_COLUMNS.fullmatch(name)]
        self._entity = found[0] if found else -1

    def _row(self, cells: list[str]) -> None:
        if len(cells) != self._width:
            raise RecordError(f"has {len(cells)} columns, not {self._width}")
        sentence, form = self._sentence, cells[self._form]
        if not form:
            raise RecordError("has no FORM")
        number = cells[self._id] if self._id >= 0 else str(len(sentence.tokens) + 1)
        match = _ID.fullmatch(number)
        if match is None:
            raise RecordError("its ID is no number")
        self.sure = True
        first, last = int(match[1]), match[2]
        if last:
            sentence.until = int(last)
        elif "." in number:
            return  # a node of the graph without a place in the text
        else:
            part = 0 < first <= sentence.until
            sentence.words[first] = len(sentence.tokens) - part
            if self._entity >= 0:
                sentence.marks.append((first, cells[self._entity]))
            if part:
                return
        misc = cells[self._misc] if self._misc >= 0 else "_"
        sentence.tokens.append(_Token(form, _pairs(misc) if misc != "_" else _NOTHING))

    def _end_sentence(self) -> None:
        sentence, self._sentence = self._sentence, _Sentence()
        if not sentence.tokens:
            return
        self._begun = True
        places = self._place(sentence)
        if self._entity < 0:
            tags = [_tag(token.misc) for token in sentence.tokens]
            for first, last, label in entities(tags):
                self._spans.append(([(places[first][0], places[last - 1][1])], label))
            return
        if all(mark in ("", "_", "*") or is_tag(mark) for _, mark in sentence.marks):
            found = entities([mark for _, mark in sentence.marks])
            numbers = [sentence.words[number] for number, _ in sentence.marks]
            for first, last, label in found:
                span = (places[numbers[first]][0], places[numbers[last - 1]][1])
                self._spans.append(([span], label))
            return
        try:
            self._spans += _numbered(sentence, places)
        except RecordError as error:
            self._problem(str(error))

    def _place(self, sentence: _Sentence) -> list[Range]:
        """Adds the sentence to the text; where its tokens are."""
        tokens = sentence.tokens
        if not any(key.startswith("Space") for token in tokens for key in token.misc):
            made = TokenText()
            ranges = made.add([token.form for token in tokens], sentence.stated)
            self._append(self._loose)
            start = self._length
            self._append(made.text)
            self._loose = "\n"
            return [(start + a, start + b) for a, b in ranges]
        places = []
        self._append(self._loose)
        for at, token in enumerate(tokens, 1):
            self._append(unescaped(token.misc.get("SpacesBefore", "")))
            places.append((self._length, self._length + len(token.form)))
            self._append(token.form)
            if at < len(tokens) or "SpacesAfter" in token.misc or _joined(token):
                self._append(_space(token))
                self._loose = ""
            else:
                self._loose = "\n"
        return places

    def _append(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def documents(self) -> Iterator[Document]:
        """The document, if one was begun; another begins after it."""
        self._end_sentence()
        if self._begun and self.sure:
            draft = Draft(Article("".join(self._parts), reader="conllup"))
            for ranges, label in self._spans:
                draft.add(ranges, label)
            try:
                yield draft.document()
            except RecordError as error:
                self._problem(str(error))
        self._clear()


def _numbered(sentence: _Sentence, places: list[Range]) -> Iterator[tuple[list[Range], str]]:
    """Entities in PARSEME's notation."""
    labels: dict[str, str] = {}
    tokens: dict[str, list[int]] = {}
    for number, mark in sentence.marks:
        if mark in ("", "_", "*"):
            continue
        for one in mark.split(";"):
            match = _MARK.fullmatch(one)
            if match is None:
                raise RecordError(f"“{mark[:40]}” in the sentence before names no entities")
            key, label = match.groups()
            labels[key] = labels.get(key) or label or ""
            tokens.setdefault(key, []).append(sentence.words[number])
    for key, label in labels.items():
        yield runs(places, sorted(set(tokens[key]))), label or "ENTITY"


def _pairs(misc: str) -> dict[str, str]:
    return {key: value for key, _, value in (one.partition("=") for one in misc.split("|"))}


def _joined(token: _Token) -> bool:
    return token.misc.get("SpaceAfter") == "No"


def _space(token: _Token) -> str:
    if _joined(token):
        return ""
    return unescaped(token.misc["SpacesAfter"]) if "SpacesAfter" in token.misc else " "


def _tag(misc: dict[str, str]) -> str:
    found = next((misc[key] for key in _MISC_KEYS if key in misc), "O")
    return found if is_tag(found) else "O"
