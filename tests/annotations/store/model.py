"""A store as a plain dict, and a day's work on one."""

from __future__ import annotations

import os
from contextlib import nullcontext
from copy import deepcopy
from datetime import UTC, datetime, timedelta

from tinydb import TinyDB
from tinydb.storages import MemoryStorage

from annotations.store import Database, Document, where

PATH = "/texts/annotations.json"

ROUNDS = int(os.environ.get("POSTIL_STORE_ROUNDS", "1"))
"""By how much the random tests are longer than in every-day use."""

Model = dict[str, dict[int, dict]]


class Clock:
    """Goes on by a second whenever it is looked at, and by more when it is told to."""

    def __init__(self):
        self.now = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)

    def __call__(self):
        self.now += timedelta(seconds=1)
        return self.now

    def advance(self, **time):
        self.now += timedelta(**time)


def content(database: Database) -> Model:
    """Return all documents of a store, by table and id."""
    return {
        name: {document.doc_id: dict(document) for document in database.table(name)}
        for name in sorted(database.tables())
    }


def correction(number: int, article: str = "a1") -> dict:
    return {"id": f"c{number}", "article": article, "kind": "relabel", "to": "GPE · Душанбе"}


class Day:
    """A store that is worked on.

    Args:
        files: the system calls.
    """

    def __init__(self, files):
        self.files, self.clock = files, Clock()
        self.db = self.open()

    def open(self) -> Database:
        return Database(PATH, files=self.files, clock=self.clock)


def first_correction(day):
    with day.db.transaction():
        day.db.table("articles").insert({"id": "a1", "text": "Dushanbe waits. " * 40})
        day.db.table("corrections").insert_multiple([correction(1), correction(2)])


def update_of_a_long_document(day):
    day.db.table("articles").update({"status": "started"}, where("id") == "a1")


def removal(day):
    day.db.table("corrections").remove(doc_ids=[1])


def checkpoint(day):
    day.db.checkpoint()


def correction_after_it(day):
    day.db.table("corrections").insert(correction(3))


def backup(day):
    day.db.backup(force=True)


def document_with_a_number_of_its_own(day):
    day.db.table("corrections").upsert(Document(correction(9), doc_id=9))


def closing_and_opening(day):
    day.db.close()
    day.clock.advance(hours=1)
    day.db = day.open()


def emptying_a_table_and_filling_it(day):
    with day.db.transaction():
        day.db.table("corrections").truncate()
        day.db.table("corrections").insert(correction(4, "a2"))


def dropping_a_table(day):
    day.db.drop_table("articles")


def closing(day):
    day.db.close()


STEPS = [
    first_correction,
    update_of_a_long_document,
    removal,
    checkpoint,
    correction_after_it,
    backup,
    document_with_a_number_of_its_own,
    closing_and_opening,
    emptying_a_table_and_filling_it,
    dropping_a_table,
    closing,
]
"""A day's work."""


class PlainDay:
    """The same work on stock TinyDB in memory.

    Args:
        model: what the store holds to begin with.
    """

    def __init__(self, model: Model):
        self.db = PlainDatabase(storage=MemoryStorage)
        self.db.storage.write(
            {name: {str(i): dict(doc) for i, doc in rows.items()} for name, rows in model.items()}
        )

    def open(self):
        return self.db

    clock = Clock()


class PlainDatabase(TinyDB):
    """TinyDB with the methods that only a store has."""

    def transaction(self):
        return nullcontext()

    def close(self):
        pass

    checkpoint = close

    def backup(self, *, force):
        pass


def after(model: Model, step) -> Model:
    """Return what a store holds after a step."""
    day = PlainDay(deepcopy(model))
    step(day)
    return content(day.db)
