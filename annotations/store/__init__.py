"""The store: TinyDB tables in one JSON file, with every edit durable in constant time.

    with Database("annotations.json") as db:          # makes nothing on the disk yet
        corrections = db.table("corrections")
        corrections.insert({"id": "c1", "article": "a1"})   # on the disk when it returns
        corrections.find("article", "a1")                   # parses only what it returns
        with db.transaction():                              # all or nothing, in one line
            db.table("articles").insert({"id": "a1"})
            corrections.insert_multiple([{"id": "c2", "article": "a1"}])
        changes = db.refresh()                              # what other processes wrote
        db.notices                                          # what the user should know

`Database` is a `tinydb.TinyDB`: tables are searched, updated and removed from as in TinyDB.
Documents that are returned are copies, and come in the order of their ids. A new document gets
the highest id of its table plus one; refer to documents by an `id` of your own, as their
numbers change when two versions of a store are merged.

Closing brings the JSON file up to date, and stock TinyDB can read it then. While the store is
open, a worker thread calls `maintain` now and then: it writes the JSON file when the journal
has become large, and makes a backup when one is due.

A store that cannot be written (another's lease, a newer schema, no permission, a failing disk)
is open for reading only: `read_only` is true and `notices` says why. Edits raise a `StoreError`
and change nothing; see `errors`. `docs/store.md` describes the files.
"""

from tinydb import Query, where
from tinydb.table import Document

from annotations.store.backups import Backup
from annotations.store.changes import Changes
from annotations.store.database import Database
from annotations.store.errors import (
    DocumentError,
    StoreCorrupt,
    StoreError,
    StoreForeign,
    StoreFull,
    StoreLocked,
    StoreNewer,
    StoreReadOnly,
)
from annotations.store.storage import JournalStorage
from annotations.store.table import StoreTable

__all__ = [
    "Backup",
    "Changes",
    "Database",
    "Document",
    "DocumentError",
    "JournalStorage",
    "Query",
    "StoreCorrupt",
    "StoreError",
    "StoreForeign",
    "StoreFull",
    "StoreLocked",
    "StoreNewer",
    "StoreReadOnly",
    "StoreTable",
    "where",
]
