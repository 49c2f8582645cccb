"""WebAnno TSV 3.3, of WebAnno and INCEpTION: one token a line, a file an article.

https://inception-project.github.io/documentation/latest/user-guide#sect_webannotsv. Offsets
count UTF-16 units. A named entity has an identifier and a value, in a column each; relations
are a layer of their own, which is written only when there are any: a project that is to import
them needs the layer `webanno.custom.Relation`.

Space after a sentence goes with it. Space before the first is not in the file: what is missing
there is read as spaces, as INCEpTION does.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import BinaryIO, ClassVar, NamedTuple

from annotations.annotation_set import Annotation
from annotations.formats.base import Feature
from annotations.formats.document import Document, encodable
from annotations.formats.draft import Refuse, Unit
from annotations.formats.files import read_each
from annotations.formats.losses import Loss, LossReport, loss, losses
from annotations.formats.sentences import Tokens, sentences
from annotations.formats.sets import Parts, write_each
from annotations.formats.sniffing import Head
from annotations.formats.webanno_escapes import escaped, escaped_text
from annotations.span import Range

FORMAT = "#FORMAT=WebAnno TSV 3"
ENTITY = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"
RELATION = "webanno.custom.Relation"


@dataclass(frozen=True)
class WebAnno:
    """Tokens with stacked entities, and relations between them."""

    name: ClassVar[str] = "webanno"
    title: ClassVar[str] = "WebAnno TSV 3.3, one file an article"
    extensions: ClassVar[tuple[str, ...]] = (".webanno.tsv", ".tsv")
    media_type: ClassVar[str] = "text/tab-separated-values"
    carries: ClassVar[Feature] = (
        Feature.NESTED | Feature.OVERLAPPING | Feature.SUB_TOKEN | Feature.LINKS
        | Feature.RELATIONS | Feature.EMPTY | Feature.LABELS
    )  # fmt: skip

    def write(
        self, target: Path | BinaryIO, documents: Iterable[Document], *, strict: bool = False
    ) -> LossReport:
        """Write a file for each document."""

        def encode(document: Document) -> tuple[Parts, list[Loss]]:
            lost = list(losses(document, self.carries))
            lines = "".join(_lines(document, lost))
            return {".tsv": lines.encode("utf-8", "replace")}, lost

        return write_each(target, documents, encode, strict=strict)

    def recognizes(self, head: Head) -> bool:
        """Whether the first line names the format."""
        return head.text.startswith(FORMAT)

    def read(self, source: Path | BinaryIO, *, refuse: Refuse) -> Iterator[Document]:
        """Read a file, or those of a folder or an archive; every layer of spans is taken."""
        from annotations.formats.webanno_reading import decoded_document

        return read_each(
            source, (".tsv",), lambda name, data: decoded_document(name, data, refuse),
            refuse=refuse,
        )  # fmt: skip


WEBANNO = WebAnno()


class _Row(NamedTuple):
    """A token, or a part of one."""

    address: str
    place: Range


@dataclass
class _Table:
    """Which annotations stand in which rows."""

    rows: list[list[_Row]]
    """By sentence."""
    stacks: Mapping[str, Sequence[Annotation]]
    """By address."""
    first: Mapping[str, str]
    """The first address of each annotation, by id."""
    numbers: Mapping[str, int]
    """What tells an annotation from others: only where there is need."""
    incoming: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    """Labels of relations and where they come from, by address."""


def _lines(document: Document, lost: list[Loss]) -> Iterator[str]:
    text = document.article.text
    found = list(
        sentences(document.article, (a.span.range for a in document.annotations), cut=False)
    )
    _check_text(document, found, lost)
    table = _table(document, found, lost)
    relations = _relate(document, table)
    yield f"{FORMAT}.3\n#T_SP={ENTITY}|identifier|value\n"
    if relations:
        yield f"#T_RL={RELATION}|label|BT_{ENTITY}\n"
    yield "\n"
    offsets = Unit.UTF16.offsets(text)
    ends = [*(tokens[0][0] for tokens in found[1:]), len(text)][: len(found)]
    for tokens, end, rows in zip(found, ends, table.rows, strict=True):
        yield "\n"
        for line in text[tokens[0][0] : end].split("\n"):
            yield f"#Text={escaped_text(line)}\n"
        for address, (start, stop) in rows:
            cells = _cells(table, address, relations=relations)
            place = f"{offsets[start]}-{offsets[stop]}"
            yield "\t".join((address, place, escaped_text(text[start:stop]), *cells, "\n"))


def _check_text(document: Document, found: list[Tokens], lost: list[Loss]) -> None:
    text = document.article.text
    if not found and text:
        lost.append(loss(document, Feature.TEXT, None, "is only space: written as empty"))
    elif found and text[: found[0][0][0]].strip(" "):
        lost.append(loss(document, Feature.TEXT, None, "space before it is read as spaces"))


def _table(document: Document, found: list[Tokens], lost: list[Loss]) -> _Table:
    pieces: dict[str, list[Range]] = {}
    by_token: defaultdict[Range, set[Range]] = defaultdict(set)
    tokens = list(chain.from_iterable(found))
    for annotation in document.annotations:
        start, end = annotation.span.range
        mine: list[Range] = []
        for token in _touched(tokens, start, end):
            piece = max(start, token[0]), min(end, token[1])
            by_token[token].add(piece)
            mine.append(piece)
        pieces[annotation.id] = mine
        lost += _trouble(document, annotation, mine)
    rows = [list(_rows(number, sentence, by_token)) for number, sentence in enumerate(found, 1)]
    addresses = {row.place: row.address for row in chain.from_iterable(rows)}
    stacks: defaultdict[str, list[Annotation]] = defaultdict(list)
    for annotation in document.annotations:
        for piece in pieces[annotation.id]:
            stacks[addresses[piece]].append(annotation)
    several = {id for id, mine in pieces.items() if len(mine) > 1}
    several |= {a.id for stack in stacks.values() if len(stack) > 1 for a in stack}
    needy = [a.id for a in document.annotations if a.id in several]
    numbers = {id: number for number, id in enumerate(needy, 1)}
    first = {id: addresses[mine[0]] for id, mine in pieces.items() if mine}
    return _Table(rows, stacks, first, numbers)


def _touched(tokens: Tokens, start: int, end: int) -> Iterator[Range]:
    place = max(0, bisect_right(tokens, start, key=lambda token: token[0]) - 1)
    while place < len(tokens) and tokens[place][0] < end:
        if tokens[place][1] > start:
            yield tokens[place]
        place += 1


def _rows(number: int, sentence: Tokens, by_token: Mapping[Range, set[Range]]) -> Iterator[_Row]:
    for at, token in enumerate(sentence, 1):
        yield _Row(f"{number}-{at}", token)
        parts = sorted(by_token.get(token, set()) - {token})
        for part, place in enumerate(parts, 1):
            yield _Row(f"{number}-{at}.{part}", place)


def _trouble(document: Document, annotation: Annotation, pieces: list[Range]) -> Iterator[Loss]:
    span = annotation.span
    if not pieces:
        yield loss(document, Feature.SUB_TOKEN, span, "is only space: not written")
    elif (pieces[0][0], pieces[-1][1]) != span.range:
        yield loss(document, Feature.SUB_TOKEN, span, "written without the space around it")


def _relate(document: Document, table: _Table) -> bool:
    """Note the relations where they point to; whether there are any."""
    for relation in document.relations:
        source, target = table.first.get(relation.source), table.first.get(relation.target)
        if source is None or target is None:
            continue
        one, other = (table.numbers.get(end, 0) for end in (relation.source, relation.target))
        mark = f"[{one}_{other}]" if one or other else ""
        label = escaped(encodable(relation.label))
        table.incoming.setdefault(target, []).append((label, source + mark))
    return bool(table.incoming)


def _cells(table: _Table, address: str, *, relations: bool) -> Iterator[str]:
    stack = table.stacks.get(address, ())
    yield "|".join(_value(table, a, a.link) for a in stack) or "_"
    yield "|".join(_value(table, a, a.span.label) for a in stack) or "_"
    if relations:
        incoming = table.incoming.get(address, ())
        yield "|".join(label for label, _ in incoming) or "_"
        yield "|".join(source for _, source in incoming) or "_"


def _value(table: _Table, annotation: Annotation, value: str) -> str:
    number = table.numbers.get(annotation.id)
    return (escaped(value) or "*") + (f"[{number}]" if number else "")
