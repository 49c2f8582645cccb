"""Reading token lines one by one: what is no token with its tag, between those that are."""

from __future__ import annotations

import re
from collections.abc import Sequence

from annotations.errors import FormatError
from annotations.formats.draft import Refusal, Refuse
from annotations.formats.rows import TokenText
from annotations.formats.tags import Entity, entities, is_tag

PATIENCE = 1000
"""Lines without any tag after which a file is something else; and those of a sentence."""
_SPACES = re.compile(" +")
_TEXT = "# text = "

Lines = Sequence[str | None]
"""Those of a file; None for one that was refused."""


def cells_of(line: str) -> list[str]:
    """The columns of a row, which tabs or spaces part."""
    return line.split("\t") if "\t" in line else _SPACES.split(line.strip(" "))


class Columns:
    """Where the word and the tag stand in a row.

    Args:
        names: What stands in each column: `word`, `tag`, anything else.
    """

    def __init__(self, names: list[str]) -> None:
        self.word = names.index("word")
        # From the end where the tag is last, since files differ in what is between.
        self._tag = names.index("tag") - (len(names) if names[-1] == "tag" else 0)
        self._width = max(self.word, self._tag, 1) + 1

    def tag(self, cells: list[str]) -> str:
        """The tag of a row; empty when it has too few columns."""
        return cells[self._tag] if len(cells) >= self._width else ""


class TaggedText:
    """An article's text and entities, as far as they were read."""

    def __init__(self) -> None:
        self.text = TokenText()
        self.entities: list[Entity] = []
        """Counted in characters."""
        self.begun = False
        """Whether there is an article, though it may be empty."""

    def add_sentence(self, words: list[str], tags: list[str], stated: str | None) -> None:
        """Add a sentence; `stated` is its text, where the file has it."""
        places = self.text.add(words, stated)
        for first, last, label in entities(tags):
            self.entities.append((places[first][0], places[last - 1][1], label))
        self.begun = True

    def add_lines(self, text: str, found: list[Entity]) -> None:
        """Add sentences, a line each, and the entities in them."""
        if start := self.text.add_line(text):
            found = [(start + first, start + last, label) for first, last, label in found]
        self.entities += found
        self.begun = True


class LineByLine:
    """Takes lines of any kind.

    Args:
        columns: Where things are in a row.
        name: The format's.
        refuse: Told of lines that are no tokens.
    """

    def __init__(self, columns: Columns, name: str, refuse: Refuse) -> None:
        self._columns = columns
        self._name = name
        self._refuse = refuse
        self._wrong = 0
        self.sure = False
        """Whether anything in the file is of this format."""
        self._words: list[str] = []
        self._tags: list[str] = []
        self._stated: str | None = None

    def add(self, first: int, lines: Lines, made: TaggedText) -> None:
        """Add lines, the number of the first given; the last ends a sentence."""
        for number, line in enumerate(lines, first):
            if line is None:
                continue
            if not line or line.isspace() or len(self._words) >= PATIENCE:
                self._end_sentence(made)
            if line and not line.isspace() and (problem := self._line(line, made)):
                self._refuse(Refusal(f"line {number}", problem))
        self._end_sentence(made)

    def _line(self, line: str, made: TaggedText) -> str:
        """Add a line that is not blank; returns what is wrong with it."""
        cells = cells_of(line)
        tag = self._columns.tag(cells)
        word = cells[min(self._columns.word, len(cells) - 1)]
        if is_tag(tag):
            self.sure = True
            return self._token(word, tag)
        if line.startswith("#") and line[1:2] in ("", " "):
            self._stated = line.removeprefix(_TEXT) if line.startswith(_TEXT) else self._stated
            return ""
        if "|" in tag or (not tag and "|" in line):
            rows = [cell.split("|") for cell in cells if cell]
            if all(len(row) > 1 and row[0] and is_tag(row[-1]) for row in rows):
                self._sentence(rows, made)
                return ""
        return self._not_a_token(word, tag)

    def _token(self, word: str, tag: str) -> str:
        if not word:
            return "has no word"
        self._words.append(word)
        self._tags.append(tag)
        return ""

    def _sentence(self, rows: list[list[str]], made: TaggedText) -> None:
        """A sentence in one line: `Ann|NNP|B-PER left|VBD|O`."""
        self._end_sentence(made)
        self._words, self._tags = [row[0] for row in rows], [row[-1] for row in rows]
        self._end_sentence(made)
        self.sure = True

    def _not_a_token(self, word: str, tag: str) -> str:
        self._wrong += 1
        if self._wrong >= PATIENCE and not self.sure:
            raise self.error()
        if word:
            self._token(word, "O")
        why = f"“{tag[:40]}” is no tag" if tag else "has no tag"
        return f"{why}; its word is read as outside"

    def _end_sentence(self, made: TaggedText) -> None:
        if self._words:
            made.add_sentence(self._words, self._tags, self._stated)
            self._words, self._tags, self._stated = [], [], None

    def error(self) -> FormatError:
        """The file is something else."""
        return FormatError(f"no line of it is a token with its tag; it is not {self._name}")
