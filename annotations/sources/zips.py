"""Zip archives that are documents, opened with a limit on what they unpack to."""

from __future__ import annotations

import io
import zipfile

from annotations.errors import SourceError

MAX_UNPACKED = 256 * 1024 * 1024
MAX_MEMBERS = 20_000


def open_zip(data: bytes) -> zipfile.ZipFile:
    """The archive, when what it says of itself is within reason.

    A member never yields more than the size it declares, so the sum of those is the limit.

    Raises:
        SourceError: It is no archive, or a bomb.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise SourceError(
            f"damaged, or not what its name says; get a fresh copy ({error})"
        ) from None
    members = archive.infolist()
    size = sum(member.file_size for member in members)
    if size > MAX_UNPACKED or len(members) > MAX_MEMBERS:
        raise SourceError(f"unpacks to {size // 2**20:,} MB, as a trap does; not opened")
    return archive
