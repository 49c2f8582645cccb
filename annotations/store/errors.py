# ruff: noqa: N818  (the names are read as sentences: the store is full)
"""What can go wrong with a store, and what the user can do about it.

StoreError (annotations.errors)
├── StoreReadOnly     an edit on a store that cannot be written, or can no longer be
│   └── StoreNewer    written by a newer version of the program
├── StoreFull         no room on the disk: the edit was refused, the store is whole
├── StoreCorrupt      damage that was found while reading
├── StoreForeign      the file is something else; it was not touched
├── StoreLocked       another process kept the lock for too long
└── DocumentError     a document that JSON cannot hold; also a ValueError
"""

from __future__ import annotations

from annotations.errors import StoreError


class StoreReadOnly(StoreError):
    """The store cannot be written, or can no longer be."""


class StoreNewer(StoreReadOnly):
    """The store was written by a newer version of the program."""


class StoreFull(StoreError):
    """There is no room for the edit; nothing was changed."""


class StoreCorrupt(StoreError):
    """The store's files do not hold what was written to them."""


class StoreForeign(StoreError):
    """The file is not a store of ours; it was not touched."""


class StoreLocked(StoreError):
    """Another process kept the store's lock for too long."""


class DocumentError(StoreError, ValueError):
    """A document that JSON cannot hold unchanged."""


__all__ = [
    "DocumentError",
    "StoreCorrupt",
    "StoreError",
    "StoreForeign",
    "StoreFull",
    "StoreLocked",
    "StoreNewer",
    "StoreReadOnly",
]
