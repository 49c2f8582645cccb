"""Files of which each holds one article, written alone, into a folder, or into a zip archive."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from annotations.errors import FormatError
from annotations.formats.atomic import TEMPORARY, writing
from annotations.formats.document import Document
from annotations.formats.losses import Loss, LossReport
from annotations.formats.names import Names

Parts = Mapping[str, bytes]
"""The files of one article by extension, the main one first."""
Put = Callable[[str, bytes], None]
"""Takes a file's name and its bytes."""


def write_each(
    target: Path | BinaryIO,
    documents: Iterable[Document],
    encode: Callable[[Document], tuple[Parts, Iterable[Loss]]],
    *,
    strict: bool,
    shared: Callable[[], Mapping[str, bytes]] = dict,
) -> LossReport:
    """Write files for each document.

    A target without an extension, or a folder, gets the files of all articles; `.zip` an
    archive of them; any other file one article, and its further parts beside it. A stream
    gets the file of one article, or an archive.

    Args:
        target: Where to.
        documents: What; may be a generator.
        encode: Gives the files of a document, and what they cannot carry.
        strict: Write nothing when something serious would be lost.
        shared: Gives the files of all articles together, when the last is written.

    Raises:
        FormatError: It cannot be written, or several articles are to go into one file.
        LossError: It would lose something, and `strict` forbids it.
    """
    report, names = LossReport(), Names()
    with _target(target, whole=strict) as put:
        for document in documents:
            parts, lost = encode(document)
            name = names.of(document)
            for extension, data in parts.items():
                put(name + extension, data)
            report.add(lost)
        for name, data in shared().items():
            put(name, data)
        if strict:
            report.forbid()
    return report


@contextmanager
def _target(target: Path | BinaryIO, *, whole: bool) -> Iterator[Put]:
    if not isinstance(target, Path):
        with writing(target, whole=whole) as stream, _alone_or_zipped(stream) as put:
            yield put
    elif target.suffix.lower() == ".zip":
        with writing(target) as stream, _zipped(stream) as put:
            yield put
    elif target.is_dir() or not (target.suffix or target.exists()):
        with _folder(target) as put:
            yield put
    else:
        with _one(target) as put:
            yield put


@contextmanager
def _zipped(stream: BinaryIO) -> Iterator[Put]:
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:

        def put(name: str, data: bytes) -> None:
            # The same articles make the same archive, whenever it is written.
            member = zipfile.ZipInfo(name)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            archive.writestr(member, data)

        yield put


@contextmanager
def _alone_or_zipped(stream: BinaryIO) -> Iterator[Put]:
    """The first file waits until it is known whether it is alone."""
    alone: list[bytes] = []
    with tempfile.TemporaryFile() as waiting:
        with _zipped(waiting) as put_zipped:

            def put(name: str, data: bytes) -> None:
                put_zipped(name, data)
                if name not in SHARED and len(alone) < 2:
                    alone.append(data if not alone else b"")

            yield put
        if len(alone) == 1:
            stream.write(alone[0])
        elif alone:
            waiting.seek(0)
            shutil.copyfileobj(waiting, stream)


SHARED = ("TypeSystem.xml", "annotation.conf")
"""Files that speak of all articles."""

EDITED = ("annotation.conf",)
"""Files that people write themselves: one that is there stays."""


@contextmanager
def _folder(folder: Path) -> Iterator[Put]:
    """Files appear in the folder when all are written."""
    try:
        staged = Path(tempfile.mkdtemp(prefix=TEMPORARY, dir=folder.parent))
    except OSError as error:
        raise FormatError(f"cannot write {folder}: {error.strerror or error}") from error
    try:

        def put(name: str, data: bytes) -> None:
            (staged / name).write_bytes(data)

        yield put
        folder.mkdir(exist_ok=True)
        for path in sorted(staged.iterdir()):
            if not _stays(folder / path.name):
                path.replace(folder / path.name)
    except OSError as error:
        raise FormatError(f"cannot write {folder}: {error.strerror or error}") from error
    finally:
        shutil.rmtree(staged, ignore_errors=True)


@contextmanager
def _one(target: Path) -> Iterator[Put]:
    held: dict[str, bytes] = {}

    def put(name: str, data: bytes) -> None:
        if name in SHARED:
            held[name] = data
        elif not held:
            held[target.name] = data
            stems.append(Path(name).stem)
        elif Path(name).stem == stems[0]:
            held[target.with_suffix(Path(name).suffix).name] = data
        else:
            raise FormatError(
                f"{target.name} holds one article; for several, name a folder or a .zip file"
            )

    stems: list[str] = []
    yield put
    for name, data in held.items():
        if _stays(target.with_name(name)):
            continue
        with writing(target.with_name(name)) as stream:
            stream.write(data)


def _stays(path: Path) -> bool:
    return path.name in EDITED and path.exists()
