"""Markdown: the article with its entities in bold, and a table of them all.

CommonMark with GitHub's tables. What Markdown would take for a mark is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, ClassVar

from annotations.formats.base import Feature
from annotations.formats.document import Document
from annotations.formats.losses import LossReport, loss, losses
from annotations.formats.reporting import reported

_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|~>:$@^=])")
_LINE = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_HTML = str.maketrans({"&": "&amp;", "<": "&lt;"})
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class Markdown:
    """Articles to read and to paste."""

    name: ClassVar[str] = "markdown"
    title: ClassVar[str] = "Markdown, entities in bold and in a table"
    extensions: ClassVar[tuple[str, ...]] = (".md", ".markdown")
    media_type: ClassVar[str] = "text/markdown"
    carries: ClassVar[Feature] = (
        Feature.NESTED | Feature.OVERLAPPING | Feature.SUB_TOKEN | Feature.NOTES | Feature.LINKS
        | Feature.RELATIONS | Feature.STATUSES | Feature.ANNOTATORS | Feature.EMPTY
        | Feature.LABELS
    )  # fmt: skip

    def write(
        self, target: Path | BinaryIO, documents: Iterable[Document], *, strict: bool = False
    ) -> LossReport:
        """Write a section for each document."""
        with reported(target, strict=strict) as (stream, report):
            for document in documents:
                stream.write("\n".join(_lines(document)).encode("utf-8", "replace"))
                report.add(losses(document, self.carries))
                if document.article.text:
                    spacing = "its spacing and control characters are not kept"
                    report.add([loss(document, Feature.TEXT, None, spacing)])
        return report


MARKDOWN = Markdown()


def _lines(document: Document) -> Iterator[str]:
    yield from (f"# {_cell(document.name)}", "")
    yield from (_text(document), "")
    if document.annotations:
        yield "| entity | label | start | end | status | annotator | link | note |"
        yield "|---|---|--:|--:|---|---|---|---|"
        for a in document.annotations:
            cells = (
                _cell(a.span.text), _cell(a.span.label), str(a.span.start), str(a.span.end),
                str(a.status), _cell(a.annotator), _cell(a.link), _cell(a.note),
            )  # fmt: skip
            yield f"| {' | '.join(cells)} |"
        yield ""
    spans = {a.id: a.span.text for a in document.annotations}
    for r in document.relations:
        yield f"- {_cell(spans[r.source])} → *{_cell(r.label)}* → {_cell(spans[r.target])}"
    yield "\n"


def _text(document: Document) -> str:
    text, parts, place = document.article.text, [], 0
    for annotation in document.flat:
        span = annotation.span
        parts.append(_escaped(text[place : span.start]))
        parts.append(_bold(span.text, span.label))
        place = span.end
    parts.append(_escaped(text[place:]))
    # A line of the text stays a line: two spaces at its end.
    lines = _LINE.split("".join(parts))
    # No indent, which would make it code.
    return "\n".join(f"{line.strip()}  " if line.strip() else "" for line in lines)


def _bold(surface: str, label: str) -> str:
    """In bold line by line, without the space at its edges, and with its label."""
    lines = []
    for line in _LINE.split(surface):
        inner = line.strip()
        before, _, after = line.partition(inner) if inner else (line, "", "")
        lines.append(f"{before}**{_escaped(inner)}**{after}" if inner else line)
    return "\n".join(lines) + f" `{_code(label)}`"


def _escaped(text: str) -> str:
    plain = _CONTROLS.sub("\ufffd", text).translate(_HTML)
    return _MARKS.sub(r"\\\1", plain)


def _cell(text: str) -> str:
    return " ".join(_escaped(text).split())


def _code(label: str) -> str:
    return " ".join(_CONTROLS.sub("\ufffd", label).replace("`", "'").split()) or "?"
