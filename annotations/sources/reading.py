"""`read`: from a reference to the article, whatever it takes."""

from __future__ import annotations

from annotations.errors import SourceError
from annotations.sources.files import read_file, read_stdin
from annotations.sources.material import Material, Reading
from annotations.sources.reference import Kind, SourceRef, kind_of, sniffed


def read(ref: SourceRef, encoding: str | None = None) -> Reading:
    """The article that `ref` points to. May take seconds: not for the thread that paints.

    Args:
        ref: A file of several articles without a member gives its first one, and says so.
        encoding: How to read its bytes, instead of finding out.

    Raises:
        SourceError: It cannot be read; one line that begins with the source's name.
    """
    try:
        return _read_first(ref, encoding) if ref.is_container else _read_one(ref, encoding)
    except SourceError as error:
        raise SourceError(f"{ref.name}: {error}") from None


def members(ref: SourceRef) -> tuple[SourceRef, ...]:
    """The articles of a file that holds several; for any other source, itself.

    Raises:
        SourceError: It cannot be read, or holds none.
    """
    if not ref.is_container:
        return (ref,)
    try:
        return _members(ref)
    except SourceError as error:
        raise SourceError(f"{ref.name}: {error}") from None


def _members(ref: SourceRef) -> tuple[SourceRef, ...]:
    if ref.kind is Kind.EPUB:
        from annotations.sources import epub

        return epub.chapters(ref)
    from annotations.sources import jsonl

    return jsonl.articles(ref)


def _read_first(ref: SourceRef, encoding: str | None) -> Reading:
    all_of_them = _members(ref)
    reading = _read_one(all_of_them[0], encoding)
    if len(all_of_them) == 1:
        return reading
    notice = f"the first of {len(all_of_them):,} articles in {ref.name}"
    return Reading(reading.article, (*reading.notices, notice))


def _read_one(ref: SourceRef, encoding: str | None) -> Reading:
    if ref.kind in (Kind.JSONL, Kind.JSON):
        from annotations.sources import jsonl

        return jsonl.read(ref, encoding)
    if ref.kind is Kind.EPUB:
        from annotations.sources import epub

        return epub.read(ref)
    return _read_material(_fetch(ref, encoding))


def _fetch(ref: SourceRef, encoding: str | None) -> Material:
    """The bytes of a source, and what kind of bytes they are."""
    if ref.kind is Kind.URL:
        from annotations.sources import url

        return url.fetch(ref.address, encoding)
    if ref.kind is Kind.STDIN:
        data = read_stdin()
        return Material(data, ref.source, sniffed(data), encoding)
    data = read_file(ref.address)
    # A name that says nothing leaves it to the first bytes.
    kind = ref.kind if kind_of(ref.address) else sniffed(data)
    return Material(data, ref.source, kind, encoding)


def _read_material(material: Material) -> Reading:
    """Each reader is loaded when its kind of file is opened, and no sooner."""
    match material.kind:
        case Kind.HTML:
            from annotations.sources.html import read_html

            return read_html(material)
        case Kind.MARKDOWN:
            from annotations.sources.markdown import read_markdown

            return read_markdown(material)
        case Kind.PDF:
            from annotations.sources.pdf import read_pdf

            return read_pdf(material)
        case Kind.DOCX:
            from annotations.sources.docx import read_docx

            return read_docx(material)
        case _:
            from annotations.sources.plain import read_plain

            return read_plain(material)
