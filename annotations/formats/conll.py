"""CoNLL-2003 and other files of one token a line: `word … tag`, a blank line after a sentence.

Articles begin with `-DOCSTART-`, as in the data of the shared task (Tjong Kim Sang and De
Meulder 2003) and as `spacy convert` wants it. The text cannot be told from such a file: what is
read has one space between tokens and a line for each sentence, unless a line `# text = ` before
the sentence states it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, ClassVar

from annotations.article import Article
from annotations.errors import FormatError
from annotations.formats.base import Feature
from annotations.formats.document import Document
from annotations.formats.draft import Draft, Refusal, Refuse
from annotations.formats.limits import MAX_ARTICLE
from annotations.formats.lines import numbered_lines
from annotations.formats.losses import Loss, LossReport, loss, losses
from annotations.formats.records import opened
from annotations.formats.reporting import reported
from annotations.formats.rows import SPACING_MADE_UP, Sentence, TokenText, flat_sentences
from annotations.formats.sniffing import Head
from annotations.formats.tags import Scheme, entities, is_tag, tags

START = "-DOCSTART-"
_SEPARATORS = {"space": " ", "tab": "\t", " ": " ", "\t": "\t"}
_SPACES = re.compile(" +")
_TEXT = "# text = "
_PATIENCE = 1000
"""Lines without any tag after which a file is something else."""


@dataclass(frozen=True)
class TokenLines:
    """One token a line, with the tag of the entity that it belongs to."""

    name: str
    title: str
    extensions: tuple[str, ...]
    scheme: Scheme
    columns: str
    """What stands in each column, by commas: `word`, `tag`, or anything else as it is."""
    separator: str
    """What parts the columns that are written: `space` or `tab`. Either is read."""
    media_type: ClassVar[str] = "text/plain"
    carries: ClassVar[Feature] = Feature.EMPTY

    def __post_init__(self) -> None:
        names = self.columns.split(",")
        if names.count("word") != 1 or names.count("tag") != 1:
            raise ValueError("columns need one word and one tag")
        if self.separator not in _SEPARATORS:
            raise ValueError("separator is space or tab")
        Scheme(self.scheme)

    def write(
        self, target: Path | BinaryIO, documents: Iterable[Document], *, strict: bool = False
    ) -> LossReport:
        """Write the tokens of each document after a `-DOCSTART-` line."""
        with reported(target, strict=strict) as (stream, report):
            for document in documents:
                found = flat_sentences(document)
                rows = self._encoded(document.article.text, found.sentences)
                stream.write(rows.encode("utf-8", "replace"))
                report.add(self._lost(document, found.lost))
        return report

    def _lost(self, document: Document, unplaced: Iterable[Loss]) -> Iterator[Loss]:
        yield from losses(document, self.carries)
        yield from unplaced
        if document.article.text:
            yield loss(document, Feature.TEXT, None, SPACING_MADE_UP)

    def _encoded(self, text: str, sentences: Iterable[Sentence]) -> str:
        separator, names = _SEPARATORS[self.separator], self.columns.split(",")
        named = {"word": "{0}", "tag": "{1}"}
        row = separator.join(named.get(n, n.translate(_DOUBLED)) for n in names).format
        filler = ["-X-"] * (len(names) > 2) + ["O"] * max(1, len(names) - 2)
        blocks = [separator.join([START, *filler])]
        for tokens, found in sentences:
            words = [text[start:end] for start, end in tokens]
            blocks.append("\n".join(map(row, words, tags(len(words), found, Scheme(self.scheme)))))
        return "\n\n".join(blocks) + "\n\n"

    def recognizes(self, head: Head) -> bool:
        """Whether the file begins with `-DOCSTART-`, or its lines end in tags."""
        if self.name != "conll2003":
            return False
        rows = [_cells(line) for line in head.lines[:40] if line.strip() and line[:2] != "# "]
        return bool(rows) and (
            rows[0][0] == START or all(1 < len(row) < 12 and is_tag(row[-1]) for row in rows[:20])
        )

    def read(self, source: Path | BinaryIO, *, refuse: Refuse) -> Iterator[Document]:
        """Read a document from each `-DOCSTART-` to the next; tags of all schemes are understood.

        A file without any is one document, or several when it is very long.
        """
        with opened(source) as stream:
            made = _Made(self, refuse)
            block: list[str] = []
            number = 0
            for number, line in numbered_lines(stream, refuse=refuse):
                if line and not line.startswith(START) and not line.isspace():
                    block.append(line)
                    if len(block) == _PATIENCE:  # so long is no sentence
                        made.add_sentence(block, number + 1)
                        block = []
                    continue
                made.add_sentence(block, number)
                block = []
                if line.startswith(START):
                    yield from made.documents()
                    made.begin()
                elif made.length > MAX_ARTICLE:
                    yield from made.documents()
            made.add_sentence(block, number + 1)
            yield from made.documents()
            if not made.sure:
                raise made.error()


_DOUBLED = str.maketrans({"{": "{{", "}": "}}"})

_TOKENS_2003 = "word,-X-,O,tag"
CONLL2003 = TokenLines(
    "conll2003", "CoNLL-2003, four columns with IOB2 tags", (".conll", ".conll2003"),
    Scheme.IOB2, _TOKENS_2003, "space",
)  # fmt: skip
IOB1 = TokenLines("iob1", "Tokens with IOB1 tags", (".iob1",), Scheme.IOB1, "word,tag", "tab")
IOB2 = TokenLines(
    "iob2", "Tokens with IOB2 tags", (".iob", ".iob2", ".bio"), Scheme.IOB2, "word,tag", "tab"
)
BIOES = TokenLines("bioes", "Tokens with BIOES tags", (".bioes",), Scheme.BIOES, "word,tag", "tab")
BILOU = TokenLines(
    "bilou", "Tokens with BILUO tags", (".bilou", ".biluo"), Scheme.BILOU, "word,tag", "tab"
)


def _cells(line: str) -> list[str]:
    return line.split("\t") if "\t" in line else _SPACES.split(line.strip(" "))


class _Made:
    """The document that lines make."""

    def __init__(self, format: TokenLines, refuse: Refuse) -> None:
        self._refuse = refuse
        self._name = format.name
        names = format.columns.split(",")
        # From the end where the tag is last, since files differ in what is between.
        self._word = names.index("word")
        self._tag = names.index("tag") - (len(names) if names[-1] == "tag" else 0)
        self._width = max(self._word, self._tag, 1) + 1
        self._known: set[str] = set()
        self._wrong = 0
        self.sure = False
        """Whether anything in the file is of this format."""
        self._clear()

    def _clear(self) -> None:
        self._begun = False
        self._text = TokenText()
        self._entities: list[tuple[int, int, str]] = []
        self._words: list[str] = []
        self._tags: list[str] = []
        self._stated: str | None = None

    @property
    def length(self) -> int:
        """Of the text as far as it goes."""
        return self._text.length

    def begin(self) -> None:
        """An article begins, though it may be empty."""
        self._begun = self.sure = True

    def add_sentence(self, block: list[str], after: int) -> None:
        """Add the lines between two blank ones; `after` is the number of the second."""
        if not block:
            return
        if not self._quick(block):
            for number, line in enumerate(block, after - len(block)):
                if problem := self._add(line):
                    self._refuse(Refusal(f"line {number}", problem))
        self.end_sentence()

    def _quick(self, block: list[str]) -> bool:
        """Add lines of which each is a token with its tag; False when one is something else."""
        separator = "\t" if "\t" in block[0] else " "
        cells = [line.split(separator) for line in block]
        try:
            words, tags = [row[self._word] for row in cells], [row[self._tag] for row in cells]
        except IndexError:
            return False
        if not self._known.issuperset(tags):
            new = set(tags) - self._known
            if not all(map(is_tag, new)):
                return False
            self._known |= new
        if not all(words) or min(map(len, cells)) < self._width:
            return False
        self.sure = True
        self._words, self._tags = words, tags
        return True

    def _add(self, line: str) -> str:
        """Add a line that is not blank; returns what is wrong with it."""
        cells = _cells(line)
        tag = cells[self._tag] if len(cells) >= self._width else ""
        if tag in self._known or is_tag(tag):
            self._known.add(tag)
            self.sure = True
            return self._token(cells[self._word], tag)
        if line.startswith("#") and line[1:2] in ("", " "):
            self._stated = line.removeprefix(_TEXT) if line.startswith(_TEXT) else self._stated
            return ""
        if "|" in tag or (not tag and "|" in line):
            return self._sentence(cells)
        return self._not_a_token(cells[min(self._word, len(cells) - 1)], tag)

    def _token(self, word: str, tag: str) -> str:
        if not word:
            return "has no word"
        self._words.append(word)
        self._tags.append(tag)
        return ""

    def _not_a_token(self, word: str, tag: str) -> str:
        self._wrong += 1
        if self._wrong >= _PATIENCE and not self.sure:
            raise self.error()
        if word:
            self._token(word, "O")
        why = f"“{tag[:40]}” is no tag" if tag else "has no tag"
        return f"{why}; its word is read as outside"

    def _sentence(self, cells: list[str]) -> str:
        """A sentence in one line: `Ann|NNP|B-PER left|VBD|O`."""
        rows = [cell.split("|") for cell in cells if cell]
        if not all(len(row) > 1 and row[0] and is_tag(row[-1]) for row in rows):
            return self._not_a_token(cells[min(self._word, len(cells) - 1)], cells[-1])
        self.end_sentence()
        self._words, self._tags = [row[0] for row in rows], [row[-1] for row in rows]
        self.end_sentence()
        self.sure = True
        return ""

    def end_sentence(self) -> None:
        """Close the sentence, if there is one."""
        if not self._words:
            return
        places = self._text.add(self._words, self._stated)
        for first, last, label in entities(self._tags):
            self._entities.append((places[first][0], places[last - 1][1], label))
        self._words, self._tags, self._stated = [], [], None
        self._begun = True

    def documents(self) -> Iterator[Document]:
        """The document, if one was begun; another begins after it."""
        self.end_sentence()
        if self._begun and self.sure:
            draft = Draft(Article(self._text.text, reader=f"{self._name}, spacing made up"))
            for start, end, label in self._entities:
                draft.add([(start, end)], label)
            yield draft.document()
        self._clear()

    def error(self) -> FormatError:
        """The file is something else."""
        return FormatError(f"no line of it is a token with its tag; it is not {self._name}")
