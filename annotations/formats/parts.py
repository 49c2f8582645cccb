"""Writes a set of documents to one file, to one for each part of a split, or one an article."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from annotations.errors import FormatError
from annotations.formats.base import Format
from annotations.formats.choices import Split
from annotations.formats.document import Document
from annotations.formats.losses import LossReport

Documents = Callable[[], Iterable[Document]]
"""Gives the documents anew whenever it is called."""

_UNSAFE = re.compile(r"[^\w.-]+")


def write_split(
    format: Format, target: Path, documents: Documents, split: Split, *, strict: bool = False
) -> tuple[list[Path], LossReport]:
    """Write a file for each part: `corpus.jsonl` becomes `corpus-train.jsonl` and so on.

    Returns:
        The files, and what could not be carried.

    Raises:
        FormatError: One cannot be written.
        LossError: Something would be lost, and `strict` forbids it; no file was written.
    """
    if strict:
        _forbid_losses(format, documents)
    paths, report = [], LossReport()
    for name in split.names:
        path = _beside(target, name)
        report.add(format.write(path, split.part(name, documents())))
        paths.append(path)
    return paths, report


def write_each(
    format: Format, folder: Path, documents: Documents, *, strict: bool = False
) -> tuple[list[Path], LossReport]:
    """Write a file for each article into a folder, which is made when it is not there.

    Returns, Raises: as for `write_split`.
    """
    if strict:
        _forbid_losses(format, documents)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FormatError(f"cannot make the folder {folder}: {error.strerror}") from error
    paths: dict[Path, None] = {}
    report = LossReport()
    for document in documents():
        path = folder / f"{_name(document)}{format.extensions[0]}"
        if path in paths:
            path = folder / f"{_name(document)}-{document.article.id[:8]}{format.extensions[0]}"
        report.add(format.write(path, [document]))
        paths[path] = None
    return list(paths), report


def _forbid_losses(format: Format, documents: Documents) -> None:
    """Raises LossError, before anything is written."""
    format.write(io.BytesIO(), documents(), strict=True)


def _beside(target: Path, part: str) -> Path:
    stem, dot, rest = target.name.partition(".")
    return target.with_name(f"{stem}-{part}{dot}{rest}")


def _name(document: Document) -> str:
    """A file name without anything that a system or a shell would trip over."""
    source = Path(document.article.source).stem if document.article.source else ""
    name = _UNSAFE.sub("-", source or document.article.title)[:80].strip("-.")
    return name or document.article.id[:12]
