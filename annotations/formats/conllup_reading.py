"""Reading CoNLL-U and CoNLL-U Plus."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

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
_NO_MARKS = frozenset({"", "_", "*"})
_MANY = 100_000
"""Rows that are remembered."""
_ID = re.compile(r"(\d{1,9})(?:-(\d{1,9})|\.\d+)?")
_MARK = re.compile(r"(\d{1,9})(?::(.+))?")


class _Token(NamedTuple):
    """What a row says, but for its number."""

    form: str
    said: str
    """The form, with the space before it that is not that of the token before, and the space
    after it."""
    lead: int
    """How long the space before it is."""
    size: int
    """How long the form is."""
    width: int
    """How long all of it is."""
    spaced: bool
    """Whether the row says which space there is."""
    ended: bool
    """Whether it says which there is after it."""
    tag: str
    """That in MISC; `O` where there is none."""
    mark: str
    """What the entity column says; empty for nothing."""


@dataclass
class _Sentence:
    tokens: list[_Token] = field(default_factory=list)
    """Those of the text; of a word in several parts, the whole."""
    words: dict[int, int] = field(default_factory=dict)
    """The token of each word, by the word's number."""
    marks: list[tuple[int, str]] = field(default_factory=list)
    """What the entity column says of words, by their numbers."""
    stated: str | None = None
    until: int = 0
    """The last word of the token in several parts that is being read."""

    def add(self, token: _Token) -> None:
        """Add a word that is a token, and has the number that comes next."""
        place = len(self.tokens)
        self.words[place + 1] = place
        if token.mark:
            self.marks.append((place + 1, token.mark))
        self.tokens.append(token)


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

    def add(self, line: str) -> Document | None:
        """Take a line; gives the document that it ends."""
        sentence = self._sentence
        number, _, rest = line.partition("\t")
        token = self._known.get(rest)
        if token is not None and not sentence.until and number == str(len(sentence.tokens) + 1):
            sentence.add(token)  # nearly every line: a row that was met, and the next of its kind
            self.sure = True
            return None
        if line and line[0] != "#":
            if not line.isspace():
                self._try(line)
                return None
        elif line:
            if "\t" not in line.split("=")[0]:
                return self._comment(line)
            self._try(line)
            return None
        self._end_sentence()
        return self.document() if self._length > MAX_ARTICLE else None

    def _try(self, line: str) -> None:
        try:
            self._row(line)
        except RecordError as error:
            self._problem(str(error))

    def _comment(self, line: str) -> Document | None:
        key, _, value = line[1:].partition("=")
        key, value = key.strip(), value.strip(" ")
        if key == "global.columns":
            self.sure = True
            self._find_columns(value.upper().split())
            if self._form < 0:
                raise FormatError(f"its columns have no FORM: {value[:80]}")
        elif key.split(" ")[0] == "newdoc":
            ended = self.document()
            self._begun = self.sure = True
            return ended
        elif key == "text":
            self._sentence.stated = value
        return None

    def _find_columns(self, names: list[str]) -> None:
        """Note where things are in a row; -1 where they are not."""
        self._width = len(names)
        self._id, self._form, self._misc = (
            names.index(name) if name in names else -1 for name in ("ID", "FORM", "MISC")
        )
        found = [place for place, name in enumerate(names) if _ENTITY_COLUMNS.fullmatch(name)]
        self._entity = found[0] if found else -1
        self._known: dict[str, _Token] = {}

    def _row(self, line: str) -> None:
        sentence = self._sentence
        if self._id == 0:
            number, _, rest = line.partition("\t")
            token = self._known.get(rest)
            if token is None:
                token = self._known[rest] = self._token(line.split("\t"))
                if len(self._known) > _MANY:
                    self._known.clear()
        else:
            cells = line.split("\t")
            token = self._token(cells)
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
            if token.mark:
                sentence.marks.append((first, token.mark))
            if part:
                return
        sentence.tokens.append(token)

    def _token(self, cells: list[str]) -> _Token:
        if len(cells) != self._width:
            raise RecordError(f"has {len(cells)} columns, not {self._width}")
        form = cells[self._form]
        if not form:
            raise RecordError("has no FORM")
        misc = _pairs(cells[self._misc]) if self._misc >= 0 else {}
        mark = cells[self._entity] if self._entity >= 0 else ""
        joined = misc.get("SpaceAfter") == "No"
        before = unescaped(misc.get("SpacesBefore", ""))
        said = before + form + ("" if joined else unescaped(misc.get("SpacesAfter", " ")))
        return _Token(
            form,
            said,
            len(before),
            len(form),
            len(said),
            any(key.startswith("Space") for key in misc),
            joined or "SpacesAfter" in misc,
            _tag(misc),
            "" if mark in _NO_MARKS else mark,
        )

    def _end_sentence(self) -> None:
        sentence, self._sentence = self._sentence, _Sentence()
        if not sentence.tokens:
            return
        self._begun = True
        places = self._place(sentence)
        if self._entity < 0:
            self._add_tagged([token.tag for token in sentence.tokens], places)
        elif all(is_tag(mark) for _, mark in sentence.marks):
            marks = dict(sentence.marks)
            tags = [marks.get(number, "O") for number in sentence.words]
            self._add_tagged(tags, [places[at] for at in sentence.words.values()])
        else:
            try:
                self._spans += _numbered(sentence, places)
            except RecordError as error:
                self._problem(str(error))

    def _add_tagged(self, tags: list[str], places: list[Range]) -> None:
        for first, last, label in entities(tags):
            self._spans.append(([(places[first][0], places[last - 1][1])], label))

    def _place(self, sentence: _Sentence) -> list[Range]:
        """Adds the sentence to the text; where its tokens are."""
        tokens = sentence.tokens
        self._append(self._loose)
        start = self._length
        if not any(token.spaced for token in tokens):
            made = TokenText()
            ranges = made.add([token.form for token in tokens], sentence.stated)
            self._append(made.text)
            self._loose = "\n"
            return [(start + a, start + b) for a, b in ranges]
        places = []
        for token in tokens:
            first = start + token.lead
            places.append((first, first + token.size))
            start += token.width
        said = "".join([token.said for token in tokens])
        ended = tokens[-1].ended
        self._append(said if ended else said[:-1])
        self._loose = "" if ended else "\n"
        return places

    def _append(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def document(self) -> Document | None:
        """The document, if one was begun; another begins after it."""
        self._end_sentence()
        made = None
        if self._begun and self.sure:
            draft = Draft(Article("".join(self._parts), reader="conllup"))
            for ranges, label in self._spans:
                draft.add(ranges, label)
            try:
                made = draft.document()
            except RecordError as error:
                self._problem(str(error))
        self._clear()
        return made


def _numbered(sentence: _Sentence, places: list[Range]) -> Iterator[tuple[list[Range], str]]:
    """Entities in PARSEME's notation."""
    labels: dict[str, str] = {}
    tokens: dict[str, list[int]] = {}
    for number, mark in sentence.marks:
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


def _tag(misc: dict[str, str]) -> str:
    found = next((misc[key] for key in _MISC_KEYS if key in misc), "O")
    return found if is_tag(found) else "O"
