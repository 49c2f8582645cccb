"""CoNLL-U Plus: the ten columns of CoNLL-U, and an eleventh for entities.

`# global.columns` names the columns, as https://universaldependencies.org/ext-format.html asks.
Entities are written as PARSEME's `cupt` files have their expressions: `1:PER` on the first
token of entity 1 of the sentence, `1` on its other tokens, `1;2:ORG` where entities share a
token, `*` where there is none. So they may nest, cross, and have gaps. Read are also the IOB
tags that Stanza and others put into MISC as `NER=B-PER`.

The text comes back to the character: what follows a token is in MISC, `SpaceAfter=No` or, as
UDPipe has it, `SpacesAfter=\\s\\n`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count, pairwise
from pathlib import Path
from typing import BinaryIO, ClassVar

from annotations.annotation_set import Annotation
from annotations.errors import FormatError
from annotations.formats.base import Feature
from annotations.formats.conllup_spaces import after_token, before_text
from annotations.formats.document import Document
from annotations.formats.draft import Refusal, Refuse
from annotations.formats.lines import numbered_lines
from annotations.formats.losses import Loss, LossReport, loss, losses
from annotations.formats.records import opened
from annotations.formats.reporting import reported
from annotations.formats.rows import label_of
from annotations.formats.sentences import Tokens, sentences
from annotations.formats.sniffing import Head
from annotations.span import Range

COLUMN = "POSTIL:NE"
COLUMNS = f"ID FORM LEMMA UPOS XPOS FEATS HEAD DEPREL DEPS MISC {COLUMN}"
_GLOBAL = "# global.columns = "
_LINE_END = re.compile("[\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")


@dataclass(frozen=True)
class ConllUPlus:
    """Tokens with numbered entities."""

    name: ClassVar[str] = "conllup"
    title: ClassVar[str] = "CoNLL-U Plus, entities in a column of their own"
    extensions: ClassVar[tuple[str, ...]] = (".conllup", ".conllu", ".cupt")
    media_type: ClassVar[str] = "text/plain"
    carries: ClassVar[Feature] = (
        Feature.NESTED | Feature.OVERLAPPING | Feature.DISCONTINUOUS | Feature.SUB_TOKEN
        | Feature.EMPTY | Feature.TEXT
    )  # fmt: skip

    def write(
        self, target: Path | BinaryIO, documents: Iterable[Document], *, strict: bool = False
    ) -> LossReport:
        """Write the sentences of each document after `# newdoc`."""
        with reported(target, strict=strict) as (stream, report):
            stream.write(f"{_GLOBAL}{COLUMNS}\n".encode())
            for document in documents:
                lost = list(losses(document, self.carries))
                rows = "\n".join(_block(document, lost))
                stream.write(rows.encode("utf-8", "replace") + b"\n")
                report.add(lost)
        return report

    def recognizes(self, head: Head) -> bool:
        """Whether the first line names the columns, or rows have ten or more."""
        rows = [line for line in head.lines[:20] if line and not line.startswith("#")]
        ten = bool(rows) and all(row.count("\t") >= 9 and row[:1].isdigit() for row in rows[:3])
        return head.text.startswith(_GLOBAL.rstrip(" =")) or ten

    def read(self, source: Path | BinaryIO, *, refuse: Refuse) -> Iterator[Document]:
        """Read a document from each `# newdoc` to the next."""
        from annotations.formats.conllup_reading import Rows

        with opened(source) as stream:
            number = 0
            rows = Rows(lambda reason: refuse(Refusal(f"line {number}", reason)))
            for number, line in numbered_lines(stream, refuse=refuse):  # noqa: B007
                if document := rows.add(line):
                    yield document
            if document := rows.document():
                yield document
            if not rows.sure:
                raise FormatError("no line of it has the columns of CoNLL-U; it is not conllup")


CONLLUP = ConllUPlus()


def _block(document: Document, lost: list[Loss]) -> Iterator[str]:
    text = document.article.text
    yield f"# newdoc id = {document.article.id[:12]}"
    ranges = [part for a in document.annotations for part in _parts(a)]
    # Spans as wholes, so that no sentence ends between the parts of one.
    ranges += [a.span.range for a in document.annotations]
    found = list(sentences(document.article, ranges))
    if not found:
        if text:
            lost.append(loss(document, Feature.TEXT, None, "is only space: written as empty"))
            lost += [_unwritten(document, a) for a in document.annotations]
        yield ""
        return
    ends = [tokens[0][0] for tokens in found[1:]] + [len(text)]
    marks = _marks(document, found, lost)
    place = 0
    before = before_text(text[: found[0][0][0]])
    for number, (tokens, end) in enumerate(zip(found, ends, strict=True), 1):
        yield f"# sent_id = {number}"
        line = _LINE_END.sub(" ", text[tokens[0][0] : tokens[-1][1]])
        yield f"# text = {line}"
        following = place + len(tokens)
        marked = [marks.get(at, "*") for at in range(place, following)]
        yield from _rows(text, tokens, end, before, marked)
        yield ""
        before, place = "", following


def _rows(text: str, tokens: Tokens, end: int, before: str, marks: list[str]) -> list[str]:
    """The rows of a sentence.

    Args:
        text: The article's.
        tokens: Those of the sentence.
        end: Where the next sentence begins.
        before: What its first row says of the space before it.
        marks: What stands in the column of entities.
    """
    forms = [text[start:stop] for start, stop in tokens]
    spaces = [text[stop:start] for (_, stop), (start, _) in pairwise(tokens)]
    miscs = ["_" if space == " " else after_token(space, last=False) for space in spaces]
    miscs.append(after_token(text[tokens[-1][1] : end], last=True))
    if before:
        miscs[0] = (before + ("" if miscs[0] == "_" else miscs[0])).rstrip("|")
    return [
        f"{at}\t{form}\t_\t_\t_\t_\t_\t_\t_\t{misc}\t{mark}"
        for at, form, misc, mark in zip(count(1), forms, miscs, marks, strict=False)
    ]


def _parts(annotation: Annotation) -> tuple[Range, ...]:
    return annotation.span.fragments or (annotation.span.range,)


def _unwritten(document: Document, annotation: Annotation) -> Loss:
    return loss(document, Feature.SUB_TOKEN, annotation.span, "is only space: not written")


def _marks(document: Document, found: list[Tokens], lost: list[Loss]) -> dict[int, str]:
    """What stands in the column, by the token's place in the document."""
    tokens = [token for sentence in found for token in sentence]
    starts = {start: place for place, (start, _) in enumerate(tokens)}
    sentence_of = [n for n, sentence in enumerate(found) for _ in sentence]
    number: defaultdict[int, int] = defaultdict(int)
    marks: defaultdict[int, list[str]] = defaultdict(list)
    for annotation in document.annotations:
        places = [p for part in _parts(annotation) for p in _inside(tokens, starts, part)]
        if not places:
            lost.append(_unwritten(document, annotation))
            continue
        lost += _changes(document, annotation, tokens, places)
        number[sentence_of[places[0]]] += 1
        key = str(number[sentence_of[places[0]]])
        marks[places[0]].append(f"{key}:{_label(annotation.span.label)}")
        for place in places[1:]:
            marks[place].append(key)
    return {place: ";".join(given) for place, given in marks.items()}


def _inside(tokens: Tokens, starts: dict[int, int], part: Range) -> Iterator[int]:
    place = next((starts[at] for at in range(*part) if at in starts), len(tokens))
    while place < len(tokens) and tokens[place][1] <= part[1]:
        yield place
        place += 1


def _changes(
    document: Document, annotation: Annotation, tokens: Tokens, places: list[int]
) -> Iterator[Loss]:
    span = annotation.span
    if _label(span.label) != span.label:
        yield loss(document, Feature.LABELS, span, f"written {_label(span.label)}")
    if runs(tokens, places) != list(_parts(annotation)):
        feature = Feature.DISCONTINUOUS if span.fragments else Feature.SUB_TOKEN
        yield loss(document, feature, span, "written without the space at its edges")


def runs(tokens: Tokens, places: Iterable[int]) -> list[Range]:
    """Stretches of text that neighbouring tokens make."""
    found: list[Range] = []
    before = -2
    for place in places:
        start, end = tokens[place]
        if place == before + 1:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
        before = place
    return found


def _label(label: str) -> str:
    return label_of(label).replace(";", ",")
