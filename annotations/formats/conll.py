"""CoNLL-2003 and other files of one token a line: `word … tag`, a blank line after a sentence.

Articles begin with `-DOCSTART-`, as in the data of the shared task (Tjong Kim Sang and De
Meulder 2003) and as `spacy convert` wants it. The text cannot be told from such a file: what is
read has one space between tokens and a line for each sentence, unless a line `# text = ` before
the sentence states it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, ClassVar

from annotations.formats.base import Feature
from annotations.formats.conll_lines import cells_of
from annotations.formats.conll_reading import START
from annotations.formats.conll_reading import documents as documents_of
from annotations.formats.document import Document
from annotations.formats.draft import Refuse
from annotations.formats.lines import line_blocks
from annotations.formats.losses import Loss, LossReport, loss, losses
from annotations.formats.records import opened
from annotations.formats.reporting import reported
from annotations.formats.rows import SPACING_MADE_UP
from annotations.formats.sniffing import Head
from annotations.formats.tag_rows import TagRows
from annotations.formats.tags import Scheme, is_tag

_SEPARATORS = {"space": " ", "tab": "\t", " ": " ", "\t": "\t"}


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
        start, rows = self._start(), TagRows(self._row(), Scheme(self.scheme))
        with reported(target, strict=strict) as (stream, report):
            for document in documents:
                lost: list[Loss] = []
                made = rows.of(document, lost)
                stream.write(f"{start}\n\n{made}".encode("utf-8", "replace"))
                report.add(self._lost(document, lost))
        return report

    def _lost(self, document: Document, unplaced: Iterable[Loss]) -> Iterator[Loss]:
        yield from losses(document, self.carries)
        yield from unplaced
        if document.article.text:
            yield loss(document, Feature.TEXT, None, SPACING_MADE_UP)

    def _row(self) -> Callable[[str, str], str]:
        """What makes a row of a token and its tag."""
        named = {"word": "{0}", "tag": "{1}"}
        cells = [named.get(n, n.translate(_DOUBLED)) for n in self.columns.split(",")]
        return (_SEPARATORS[self.separator].join(cells) + "\n").format

    def _start(self) -> str:
        """The row before each article; it has two columns at least."""
        others = self.columns.count(",") - 1
        filler = ["-X-"] * (others > 0) + ["O"] * max(1, others)
        return _SEPARATORS[self.separator].join([START, *filler])

    def recognizes(self, head: Head) -> bool:
        """Whether the file begins with `-DOCSTART-`, or its lines end in tags."""
        if self.name != "conll2003":
            return False
        rows = [cells_of(line) for line in head.lines[:40] if line.strip() and line[:2] != "# "]
        return bool(rows) and (
            rows[0][0] == START or all(1 < len(row) < 12 and is_tag(row[-1]) for row in rows[:20])
        )

    def read(self, source: Path | BinaryIO, *, refuse: Refuse) -> Iterator[Document]:
        """Read a document from each `-DOCSTART-` to the next; tags of all schemes are understood.

        A file without any is one document, or several when it is very long.
        """
        with opened(source) as stream:
            lines = line_blocks(stream, refuse=refuse)
            yield from documents_of(lines, self.columns.split(","), self.name, refuse)


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
