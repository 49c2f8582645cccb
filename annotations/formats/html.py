"""A page for people: the article with its entities marked.

Everything in it is escaped, it loads nothing and runs nothing, and says so to the browser. Each
mark has its label in small letters, so that it needs no colour; it prints.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, ClassVar

from annotations.annotation_set import Annotation
from annotations.formats import markup
from annotations.formats.base import Feature
from annotations.formats.document import Document
from annotations.formats.losses import LossReport, losses
from annotations.formats.marks import pieces
from annotations.formats.markup import attributes
from annotations.formats.reporting import reported

_HUES = 12
_STYLE = (
    "body{max-width:46rem;margin:2rem auto;padding:0 1rem;font:1.05rem/1.7 Georgia,serif;"
    "color:#222;background:#fff}"
    "h1{font-size:1.5rem;line-height:1.2;margin:2.5rem 0 0}"
    ".about,.legend,table{font:.85rem/1.5 system-ui,sans-serif;color:#555}"
    ".text{white-space:pre-wrap;overflow-wrap:anywhere;margin:1.2rem 0}"
    "mark{color:inherit;background:var(--c);padding:.1em .15em;border-radius:.2em;"
    "border-bottom:2px solid var(--d);box-decoration-break:clone;"
    "-webkit-box-decoration-break:clone}"
    "mark.predicted{border-bottom-style:dotted}"
    "mark small{font:600 .6em system-ui,sans-serif;letter-spacing:.04em;color:#333;"
    "margin-left:.35em;vertical-align:.15em}"
    ".legend{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.3rem 1rem}"
    "table{border-collapse:collapse;width:100%}"
    "td,th{text-align:left;vertical-align:top;padding:.15rem .6rem .15rem 0;"
    "border-bottom:1px solid #ddd;overflow-wrap:anywhere}"
    "article{break-before:page}article:first-of-type{break-before:auto}"
    "@media print{body{max-width:none;margin:0;font-size:11pt}"
    "mark{print-color-adjust:exact;-webkit-print-color-adjust:exact}}"
    "@media (prefers-color-scheme:dark){@media screen{body{color:#ddd;background:#181a1f}"
    "mark{background:var(--n)}mark small{color:#ccc}"
    ".about,.legend,table{color:#aaa}td,th{border-color:#444}a{color:#8ab4f8}}}"
) + "".join(
    f".h{hue}{{--c:hsl({hue * 360 // _HUES} 80% 90%);--d:hsl({hue * 360 // _HUES} 60% 45%);"
    f"--n:hsl({hue * 360 // _HUES} 35% 24%)}}"
    for hue in range(_HUES)
)
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_HEAD = (
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
    f"style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'none'\">\n"
    '<meta name="referrer" content="no-referrer">\n'
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    f"<title>Annotated articles</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
)


@dataclass(frozen=True)
class Html:
    """One page with all articles."""

    name: ClassVar[str] = "html"
    title: ClassVar[str] = "A page to read and print, without scripts"
    extensions: ClassVar[tuple[str, ...]] = (".html", ".htm")
    media_type: ClassVar[str] = "text/html"
    carries: ClassVar[Feature] = ~(Feature.HISTORY | Feature.SCORES)

    def write(
        self, target: Path | BinaryIO, documents: Iterable[Document], *, strict: bool = False
    ) -> LossReport:
        """Write a page with a section for each document."""
        with reported(target, strict=strict) as (stream, report):
            stream.write(_HEAD.encode())
            for document in documents:
                stream.write("".join(_article(document)).encode("utf-8", "replace"))
                report.add(losses(document, self.carries))
            stream.write(b"</body>\n</html>\n")
        return report


HTML = Html()


def _article(document: Document) -> Iterator[str]:
    article = document.article
    counted = Counter(a.span.label for a in document.annotations)
    hues = {label: number % _HUES for number, label in enumerate(counted)}
    language = attributes(lang=article.language)
    yield f'<article{language} dir="auto">\n<h1>{markup.text(document.name)}</h1>\n'
    yield f'<p class="about">{markup.text(_about(document))}</p>\n'
    if counted:
        yield '<ul class="legend">'
        for label, count in counted.items():
            yield f'<li><mark class="h{hues[label]}">{markup.text(label)}</mark> {count}</li>'
        yield "</ul>\n"
    yield '<div class="text">'
    for piece in pieces(article.text, document.annotations):
        if piece.opens is not None:
            yield _opening(piece.opens, hues)
        elif piece.closes is not None:
            label = markup.text(piece.closes.span.label)
            yield f"<small>{label}</small></mark>" if piece.last else "</mark>"
        else:
            yield markup.text(piece.text)
    yield "</div>\n"
    yield from _notes(document)
    yield from _relations(document)
    yield "</article>\n"


def _about(document: Document) -> str:
    article, state = document.article, document.state
    known = [
        article.byline, article.date, article.source, document.progress,
        "flagged" if state.flagged else "", ", ".join(sorted(state.tags)), state.note,
    ]  # fmt: skip
    return " · ".join(filter(None, known))


def _opening(annotation: Annotation, hues: Mapping[str, int]) -> str:
    said = filter(None, (
        annotation.span.label, str(annotation.status), annotation.annotator, annotation.link,
        annotation.note,
    ))  # fmt: skip
    look = f"h{hues[annotation.span.label]} {annotation.status}"
    return f"<mark{attributes(**{'class': look}, title=' · '.join(said))}>"


def _notes(document: Document) -> Iterator[str]:
    told = [a for a in document.annotations if a.note or a.link]
    if told:
        yield "<table><tr><th>entity</th><th>is</th><th>note</th></tr>\n"
        for a in told:
            yield (
                f"<tr><td>{markup.text(a.span.text)}</td><td>{_linked(a.link)}</td>"
                f"<td>{markup.text(a.note)}</td></tr>\n"
            )
        yield "</table>\n"


def _linked(link: str) -> str:
    if link.startswith(("https://", "http://")):
        return f'<a rel="noopener noreferrer"{attributes(href=link)}>{markup.text(link)}</a>'
    return markup.text(link)


def _relations(document: Document) -> Iterator[str]:
    if document.relations:
        spans = {a.id: a.span.text for a in document.annotations}
        yield "<table><tr><th>from</th><th>relation</th><th>to</th></tr>\n"
        for r in document.relations:
            cells = (spans[r.source], r.label, spans[r.target])
            yield f"<tr>{''.join(f'<td>{markup.text(cell)}</td>' for cell in cells)}</tr>\n"
        yield "</table>\n"
