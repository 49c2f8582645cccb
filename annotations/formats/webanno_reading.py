"""Reading WebAnno TSV 3.x: every layer of spans, relations, slots and chains.

Layers that say what a word is rather than what it names (tokens, lemmas, parts of speech) are
left out. A feature that is neither label nor link goes into the note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from annotations.article import Article
from annotations.errors import FormatError
from annotations.formats.document import Document
from annotations.formats.draft import Draft, RecordError, Refusal, Refuse, Unit
from annotations.formats.files import decoded
from annotations.formats.layers import described, is_grammar, short_name
from annotations.formats.webanno import FORMAT
from annotations.formats.webanno_escapes import split, unescaped

_LAYER = re.compile(r"#(T_SP|T_RL|T_CH)=([^|]*)\|?(.*)")
_ADDRESS = re.compile(r"(\d{1,9}-\d{1,9}(?:\.\d{1,9})?)")
_SOURCE = re.compile(r"(\d{1,9}-\d{1,9}(?:\.\d{1,9})?)(?:\[(\d{1,9})(?:_(\d{1,9}))?\])?")
_NUMBERED = re.compile(r"(.*?)\[(\d{1,9})\]", re.DOTALL)


class _Layer(NamedTuple):
    kind: str
    name: str
    columns: tuple[str, ...]
    first: int
    """Its first cell in a row."""

    @property
    def short(self) -> str:
        return short_name(self.name)


@dataclass
class _Row:
    line: int
    address: str
    begin: int
    end: int
    form: str
    cells: Sequence[str]


@dataclass
class _Sentence:
    lines: list[str] = field(default_factory=list)
    rows: list[_Row] = field(default_factory=list)


@dataclass
class _Span:
    """An annotation, as far as rows have told of it."""

    layer: str
    begin: int
    end: int
    features: dict[str, str]


def decoded_document(name: str, data: bytes, refuse: Refuse) -> Document:
    """The document of a file.

    Raises:
        FormatError: It is none of WebAnno's.
        RecordError: Its offsets do not fit its text.
    """
    text = decoded(data.removeprefix(b"\xef\xbb\xbf"))
    if not text.startswith(FORMAT):
        raise FormatError(f"{name} does not begin with {FORMAT}; it is not webanno")
    layers, found = _parsed(text)
    problem: RecordError | None = None
    for unit in (Unit.UTF16, Unit.CODE_POINTS):
        try:
            made = _assembled(found, unit)
        except RecordError as error:
            problem = problem or error
            continue
        article = Article(made, source="" if name == "-" else name, reader="webanno")
        draft = Draft(article, units=(unit,))
        _Annotations(layers, found, draft, name, refuse).add()
        return draft.document()
    raise problem or RecordError("no unit of offsets fits")


def _parsed(text: str) -> tuple[list[_Layer], list[_Sentence]]:
    layers: list[_Layer] = []
    found: list[_Sentence] = [_Sentence()]
    width = 3
    for number, line in enumerate(text.split("\n"), 1):
        line = line.removesuffix("\r")
        if line.startswith("#T_"):
            if found[0].rows:
                raise RecordError(f"line {number}: a layer after tokens")
            layer = _layer(line, width)
            layers.append(layer)
            width += len(layer.columns)
        elif line.startswith("#Text="):
            if found[-1].rows:
                found.append(_Sentence())
            found[-1].lines.append(unescaped(line.removeprefix("#Text=")))
        elif line and not line.startswith("#"):
            found[-1].rows.append(_row(number, line, width))
    return layers, [sentence for sentence in found if sentence.rows]


def _layer(line: str, first: int) -> _Layer:
    match = _LAYER.fullmatch(line)
    if match is None:
        raise FormatError(f"“{line[:60]}” is no layer of WebAnno TSV 3")
    kind, name, columns = match.groups()
    return _Layer(kind, name, tuple(columns.split("|")), first)


def _row(number: int, line: str, width: int) -> _Row:
    cells = line.removesuffix("\t").split("\t")
    cells += [""] * (width - len(cells))
    begin, _, end = cells[1].partition("-")
    if not (_ADDRESS.fullmatch(cells[0]) and _is_offset(begin) and _is_offset(end)):
        raise RecordError(f"line {number} is no token with its offsets")
    return _Row(number, cells[0], int(begin), int(end), unescaped(cells[2]), cells)


def _is_offset(cell: str) -> bool:
    return cell.isascii() and cell.isdigit() and len(cell) < 10


def _assembled(found: list[_Sentence], unit: Unit) -> str:
    """The text of sentences and of what lies between, every token where its offsets say."""
    parts: list[str] = []
    length = 0
    for sentence in found:
        begin = sentence.rows[0].begin
        said = "\n".join(sentence.lines)
        said = (
            said if said else " ".join(row.form for row in sentence.rows if "." not in row.address)
        )
        if parts and begin < length:
            # A line end after the sentence before is not part of the text.
            raise RecordError(f"line {sentence.rows[0].line}: sentences overlap")
        gap = begin - length
        if gap > 10_000:
            raise RecordError(f"line {sentence.rows[0].line}: {gap} characters are missing before")
        parts += ["\n" + " " * (gap - 1) if gap and parts else " " * gap, said]
        length = begin + _check(sentence, said, begin, unit)
    return "".join(parts)


def _check(sentence: _Sentence, said: str, begin: int, unit: Unit) -> int:
    """Holds tokens against the sentence; gives its length in `unit`."""
    offsets = unit.offsets(said)
    places = {offset: place for place, offset in enumerate(offsets)}
    for row in sentence.rows:
        start, end = places.get(row.begin - begin), places.get(row.end - begin)
        if start is None or end is None:
            raise RecordError(
                f"line {row.line}: {row.begin}-{row.end} lies outside the sentence "
                "or inside a character"
            )
        if said[start:end] != row.form:
            raise RecordError(
                f"line {row.line}: “{row.form[:40]}” where the sentence says "
                f"“{said[start:end][:40]}”"
            )
    return offsets[-1]


class _Annotations:
    """The annotations of rows, on their way into a draft."""

    def __init__(
        self, layers: list[_Layer], found: list[_Sentence], draft: Draft, name: str, refuse: Refuse
    ) -> None:
        self._layers = layers
        self._rows = [row for sentence in found for row in sentence.rows]
        self._draft = draft
        self._name = name
        self._refuse = refuse
        self._spans: dict[str, _Span] = {}
        self._at: dict[tuple[str, int], list[str]] = {}
        """Ids by address and number; 0 where there is no number."""

    def add(self) -> None:
        """Put everything into the draft."""
        for layer in self._layers:
            if layer.kind != "T_RL" and not is_grammar(layer.name):
                for row in self._rows:
                    self._add_spans(layer, row)
        for id, span in self._spans.items():
            if span.begin < span.end:
                self._put(id, span)
        for label, source, target, row in self._related():
            if source and target and self._is_put(source) and self._is_put(target):
                self._draft.relate(label, source, target)
            else:
                self._told(row, f"{label} between spans that were not read")

    def _told(self, row: _Row, why: str) -> None:
        self._refuse(Refusal(f"{self._name} line {row.line}", why))

    def _is_put(self, id: str) -> bool:
        return id in self._spans and self._spans[id].begin < self._spans[id].end

    def _add_spans(self, layer: _Layer, row: _Row) -> None:
        for place, (number, values) in enumerate(_stack(layer, row)):
            chain = layer.kind == "T_CH"
            key = _link_of_chain(values) if chain else str(number) if number else ""
            id = f"{layer.first}:{key or f'{row.address}#{place}'}"
            span = self._spans.get(id)
            if span is None:
                self._spans[id] = _Span(layer.short, row.begin, row.end, values)
                self._at.setdefault((row.address, number), []).append(id)
                if row.begin == row.end:
                    self._told(row, "an annotation of no characters")
            else:
                span.begin, span.end = min(span.begin, row.begin), max(span.end, row.end)
                self._at.setdefault((row.address, number), []).append(id)

    def _put(self, id: str, span: _Span) -> None:
        plain = {
            key: value
            for key, value in span.features.items()
            if key != "->" and not key.startswith(("ROLE_", "webanno.", "uima.", "de."))
        }
        label, link, note = described(plain, span.layer)
        self._draft.add([(span.begin, span.end)], label, id=id, link=link, note=note)

    def _related(self) -> Iterator[tuple[str, str, str, _Row]]:
        for layer in self._layers:
            if layer.kind == "T_RL":
                yield from self._relations(layer)
            elif layer.kind == "T_CH":
                yield from self._chains(layer)
            else:
                yield from self._slots(layer)

    def _relations(self, layer: _Layer) -> Iterator[tuple[str, str, str, _Row]]:
        if ".syntax." in layer.name or layer.columns[-1].rpartition(".")[2] in ("Token", "POS"):
            return
        for row in self._rows:
            sources = split(row.cells[layer.first + len(layer.columns) - 1], "|")
            labels = split(row.cells[layer.first], "|") if len(layer.columns) > 1 else ["*"]
            for place, source in enumerate(sources):
                match = _SOURCE.fullmatch(source)
                if match is None:
                    continue
                raw = labels[place] if place < len(labels) else "*"
                label = _value(raw) or layer.short
                one, other = int(match[2] or 0), int(match[3] or 0)
                yield label, self._id(match[1], one), self._id(row.address, other), row

    def _id(self, address: str, number: int) -> str:
        return next(iter(self._at.get((address, number), [])), "")

    def _slots(self, layer: _Layer) -> Iterator[tuple[str, str, str, _Row]]:
        roles = [at for at, column in enumerate(layer.columns) if column.startswith("ROLE_")]
        if not roles:
            return
        seen: set[str] = set()
        for row in self._rows:
            for place, (number, _) in enumerate(_stack(layer, row)):
                id = f"{layer.first}:{number or f'{row.address}#{place}'}"
                if id in seen:
                    continue
                seen.add(id)
                for at in roles:
                    names, ends = (
                        split(_at(split(row.cells[layer.first + at + more], "|"), place), ";")
                        for more in (0, 1)
                    )
                    for raw, end in zip(names, ends, strict=False):
                        match = _SOURCE.fullmatch(end)
                        if match:
                            role = _value(_NUMBERED.sub(r"\1", raw)) or "slot"
                            yield role, id, self._id(match[1], int(match[2] or 0)), row

    def _chains(self, layer: _Layer) -> Iterator[tuple[str, str, str, _Row]]:
        chains: dict[str, dict[int, tuple[str, str, _Row]]] = {}
        for row in self._rows:
            for _, values in _stack(layer, row):
                key = _link_of_chain(values)
                chain, _, link = key.partition("-")
                if link.isdigit():
                    label = values.get("referenceRelation") or layer.short
                    links = chains.setdefault(chain, {})
                    links.setdefault(int(link), (f"{layer.first}:{key}", label, row))
        for links in chains.values():
            ordered = [links[number] for number in sorted(links)]
            for (one, label, row), (other, _, _) in pairwise(ordered):
                yield label, one, other, row


def _at(parts: Sequence[str], place: int) -> str:
    return parts[place] if place < len(parts) else ""


def _stack(layer: _Layer, row: _Row) -> Iterator[tuple[int, dict[str, str]]]:
    """The annotations of a layer in a row: their number, 0 for none, and their features."""
    cells = row.cells[layer.first : layer.first + len(layer.columns)]
    stacks = [split(cell, "|") for cell in cells]
    for place in range(max(map(len, stacks))):
        raw = [_at(stack, place) for stack in stacks]
        # A slot that is empty does not make an annotation.
        if all(one in ("", "_") for one in raw):
            continue
        number, values = 0, {}
        for column, one in zip(layer.columns, raw, strict=True):
            match = _NUMBERED.fullmatch(one)
            if match and not one.endswith("\\]") and not column.startswith(("webanno.", "uima.")):
                one, number = match[1], int(match[2])
            chained = column == "referenceRelation" and len(split(one, "->")) == 2
            if chained:
                one, values["->"] = split(one, "->")
            values[column] = _value(one)
        yield 0 if layer.kind == "T_CH" else number, values


def _link_of_chain(values: dict[str, str]) -> str:
    """`chain-link`: tokens with the same are one link of a chain."""
    return values.get("->", "")


def _value(raw: str) -> str:
    return "" if raw in ("_", "*", "") else unescaped(raw)
