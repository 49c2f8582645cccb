"""Reading token lines. Nearly all are a token and its tag, and those are taken many at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from operator import eq
from typing import cast

from annotations.article import Article
from annotations.formats.conll_lines import (
    PATIENCE,
    Columns,
    LineByLine,
    Lines,
    TaggedText,
    cells_of,
)
from annotations.formats.document import Document
from annotations.formats.draft import Refuse, marked
from annotations.formats.limits import MAX_ARTICLE
from annotations.formats.tags import Entity, Mark, entities_of, is_tag, mark_of

START = "-DOCSTART-"
_BLANK = "\n"
"""Stands among words for a line between sentences; no word holds it."""
_MANY = 200_000
"""Lines that are remembered."""

_Row = tuple[str, str, str]
"""A word, and the letter and the label of its tag; these are empty outside of entities."""


def documents(
    blocks: Iterable[tuple[int, list[str | None]]], names: list[str], name: str, refuse: Refuse
) -> Iterator[Document]:
    """The documents that lines make.

    Args:
        blocks: The lines, many at once, with the number of the first.
        names: What stands in each column: `word`, `tag`, anything else.
        name: The format's.
        refuse: Told of lines that are no tokens.

    Raises:
        FormatError: No line is a token with its tag.
    """
    columns = Columns(names)
    made = _Made(columns, LineByLine(columns, name, refuse), f"{name}, spacing made up")
    first, rest = 1, list[str | None]()
    for number, block in blocks:
        first, lines = number - len(rest), rest + block
        end = _whole_sentences(lines)
        yield from made.add(first, lines[:end])
        first, rest = first + end, lines[end:]
    yield from made.add(first, rest)
    yield from made.end()


def _whole_sentences(lines: Lines) -> int:
    """How many of the lines come before those that may be only half of a sentence."""
    for after in range(min(len(lines), PATIENCE)):
        line = lines[-1 - after]
        if line is not None and (not line or line.isspace()):
            return len(lines) - after
    return len(lines) if len(lines) >= PATIENCE else 0


class _Made:
    """The documents, one after the other."""

    def __init__(self, columns: Columns, by_line: LineByLine, reader: str) -> None:
        self._columns = columns
        self._by_line = by_line
        self._reader = reader
        self._outside: dict[str | None, str] = {"": _BLANK}
        """The words of rows that are outside of every entity."""
        self._inside: dict[str | None, _Row] = {}
        """The other rows."""
        self._made = TaggedText()

    def add(self, first: int, lines: Lines) -> Iterator[Document]:
        """Take lines, the number of the first given; gives the documents that they end."""
        outside = self._outside
        words = list(map(outside.get, lines))
        begin, marks, plain = 0, list[Mark](), True
        inside = self._inside.get
        for at in _places(words, None):
            line = lines[at]
            if row := inside(line) or self._row(line):
                words[at], letter, label = row
                if label:
                    marks.append((at - begin, letter, label))
            elif line is not None and line.startswith(START):
                self._take(first + begin, lines[begin:at], words[begin:at], marks, plain=plain)
                yield from self._document()
                self._made.begun = self._by_line.sure = True
                begin, marks, plain = _after_blanks(words, at + 1), [], True
            else:
                plain = False
        self._take(first + begin, lines[begin:], words[begin:], marks, plain=plain)
        if self._made.text.length > MAX_ARTICLE:
            yield from self._document()

    def end(self) -> Iterator[Document]:
        """The last document.

        Raises:
            FormatError: No line was a token with its tag.
        """
        yield from self._document()
        if not self._by_line.sure:
            raise self._by_line.error()

    def _row(self, line: str | None) -> _Row | None:
        """What a row says; None of another line."""
        if line is None or line.startswith(START):
            return None
        if word := self._outside.get(line):  # it was met a moment ago
            return word, "", ""
        if line.isspace():
            return _BLANK, "", ""
        cells = cells_of(line)
        tag = self._columns.tag(cells)
        if not is_tag(tag) or not cells[self._columns.word]:
            return None
        if len(self._outside) + len(self._inside) > _MANY:
            self._inside.clear()
            self._outside.clear()
            self._outside[""] = _BLANK
        word, mark = cells[self._columns.word], mark_of(tag)
        if mark is None:
            self._outside[line] = word
            return word, "", ""
        self._inside[line] = row = word, *mark
        return row

    def _take(
        self, first: int, lines: Lines, words: list[str | None], marks: list[Mark], *, plain: bool
    ) -> None:
        """Take lines of one article, whole sentences.

        Args:
            first: The number of the first line.
            lines: All of them.
            words: The words of those that are rows.
            marks: Those of the words that are in entities, by the places of their lines.
            plain: Whether all lines are rows, or blank.
        """
        while words and words[-1] == _BLANK:
            words.pop()
        said = cast("list[str]", words)
        blanks = list(_places(said, _BLANK))
        doubled = any(map(eq, map((1).__add__, blanks), blanks[1:]))
        if not plain or doubled or blanks[:1] == [0]:
            self._by_line.add(first, lines, self._made)
        elif said:
            self._by_line.sure = True
            text = " ".join(said).replace(f" {_BLANK} ", _BLANK)
            self._made.add_lines(text, _placed(said, blanks, entities_of(marks)))

    def _document(self) -> Iterator[Document]:
        """The document, if one was begun; another begins after it."""
        made, self._made = self._made, TaggedText()
        if made.begun and self._by_line.sure:
            yield marked(Article(made.text.text, reader=self._reader), made.entities)


def _after_blanks(words: list[str | None], at: int) -> int:
    while at < len(words) and words[at] == _BLANK:
        at += 1
    return at


def _places(words: Sequence[str | None], wanted: str | None) -> Iterator[int]:
    """Where something stands among words; those already found may be changed meanwhile."""
    at = -1
    for _ in range(words.count(wanted)):
        at = words.index(wanted, at + 1)
        yield at


def _placed(words: list[str], blanks: list[int], entities: Iterable[Entity]) -> list[Entity]:
    """Entities by tokens as entities by characters, where words are a space apart and each blank
    between two of them is one character."""
    ends = list(accumulate(map(len, words)))
    placed: list[Entity] = []
    before = 0  # twice the blanks before an entity
    following = iter([*blanks, len(words)])
    blank = next(following)
    for first, last, label in entities:
        while blank < first:
            blank, before = next(following), before + 2
        start = ends[first] - len(words[first]) + first - before
        placed.append((start, ends[last - 1] + last - 1 - before, label))
    return placed
