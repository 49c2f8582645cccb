"""Any edits in any order, with power losses, full disks and other processes among them."""

from __future__ import annotations

import errno
import json
import random
from contextlib import suppress
from copy import deepcopy

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from annotations.store import Database, StoreError, StoreFull
from tests.annotations.store.model import PATH, ROUNDS, Clock, content
from tests.annotations.store.simulated_disk import Disk, Fault, PowerLoss, SimulatedFiles

TABLES = st.sampled_from(["articles", "corrections"])
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 5),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=8),
    st.lists(st.integers(0, 3), max_size=3),
    st.text("ab", min_size=300, max_size=310),
)
DOCUMENTS = st.dictionaries(st.sampled_from(["id", "article", "kind", "value"]), VALUES, max_size=4)


def as_json(model):
    return json.dumps(model, sort_keys=True)


class StoreMachine(RuleBasedStateMachine):
    """A store and a dict that should be the same."""

    @initialize()
    def begin(self):
        self.disk, self.clock, self.model = Disk(), Clock(), {}
        self.open()

    def open(self):
        self.files = SimulatedFiles(self.disk)
        self.db = Database(PATH, files=self.files, clock=self.clock)

    # --- edits -------------------------------------------------------------------------------

    @rule(table=TABLES, documents=st.lists(DOCUMENTS, min_size=1, max_size=3))
    def insert(self, table, documents):
        ids = self.db.table(table).insert_multiple(documents)
        rows = self.model.setdefault(table, {})
        assert not rows.keys() & set(ids)
        rows.update(zip(ids, deepcopy(documents), strict=True))

    @rule(table=TABLES, doc_id=st.integers(1, 12), fields=DOCUMENTS)
    def update(self, table, doc_id, fields):
        changed = self.db.table(table).update(fields, doc_ids=[doc_id])
        rows = self.model.get(table, {})
        assert changed == [doc_id] * (doc_id in rows)
        if doc_id in rows:
            rows[doc_id].update(fields)

    @rule(table=TABLES, doc_id=st.integers(1, 12), key=st.sampled_from(["id", "kind"]))
    def remove_a_key(self, table, doc_id, key):
        self.db.table(table).update(lambda document: document.pop(key, 0), doc_ids=[doc_id])
        if doc_id in self.model.get(table, {}):
            self.model[table][doc_id].pop(key, 0)

    @rule(table=TABLES, doc_id=st.integers(1, 12))
    def remove(self, table, doc_id):
        removed = self.db.table(table).remove(doc_ids=[doc_id])
        assert removed == [doc_id] * (self.model.get(table, {}).pop(doc_id, None) is not None)

    @rule(table=TABLES)
    def truncate(self, table):
        self.db.table(table).truncate()
        self.model[table] = {}

    @rule(table=TABLES)
    def drop(self, table):
        self.db.drop_table(table)
        self.model.pop(table, None)

    @rule(documents=st.lists(DOCUMENTS, min_size=2, max_size=2), fails=st.booleans())
    def transaction(self, documents, fails):
        before = deepcopy(self.model)
        try:
            with self.db.transaction():
                self.insert("articles", documents[:1])
                self.insert("corrections", documents[1:])
                if fails:
                    raise ZeroDivisionError
        except ZeroDivisionError:
            self.model = before

    # --- upkeep ------------------------------------------------------------------------------

    @rule()
    def checkpoint(self):
        self.db.checkpoint()

    @rule(minutes=st.integers(0, 2000))
    def back_up(self, minutes):
        self.clock.advance(minutes=minutes)
        self.db.maintain()

    @rule()
    def close_and_open(self):
        self.db.close()
        assert not [notice for notice in self.db.notices if "cut off" not in notice]
        self.open()

    # --- trouble -----------------------------------------------------------------------------

    @rule(table=TABLES, documents=st.lists(DOCUMENTS, min_size=1, max_size=2))
    def another_process_edits(self, table, documents):
        with Database(PATH, files=SimulatedFiles(self.disk, process=2), clock=self.clock) as other:
            ids = other.table(table).insert_multiple(documents)
        self.model.setdefault(table, {}).update(zip(ids, deepcopy(documents), strict=True))
        assert self.db.refresh()

    @rule(seed=st.integers(0, 99))
    def the_power_goes(self, seed):
        self.disk = self.disk.after_power_loss(random.Random(seed))
        self.open()

    @rule(
        calls=st.integers(1, 40),
        seed=st.integers(0, 99),
        table=TABLES,
        documents=st.lists(DOCUMENTS, min_size=1, max_size=2),
    )
    def the_power_goes_during_work(self, calls, seed, table, documents):
        before = deepcopy(self.model)
        self.files.crash_at = self.files.calls + calls
        try:
            self.insert(table, documents)
            before = deepcopy(self.model)
            self.db.checkpoint()
            self.db.close()
        except PowerLoss:
            pass
        self.disk = self.disk.after_power_loss(random.Random(seed))
        self.open()
        found = content(self.db)
        inserted = deepcopy(before)
        rows = inserted.setdefault(table, {})
        first = max(found.get(table, {}), default=0) - len(documents) + 1
        rows.update({first + n: document for n, document in enumerate(documents)})
        assert found in (before, inserted)
        self.model = found

    @precondition(lambda self: not self.db.read_only)
    @rule(calls=st.integers(1, 40), table=TABLES, documents=st.lists(DOCUMENTS, min_size=1))
    def the_disk_is_full_for_a_while(self, calls, table, documents):
        before = deepcopy(self.model)
        self.files.fault = Fault(self.files.calls + calls, errno.ENOSPC, forever=True)
        try:
            self.insert(table, documents)
        except StoreError:
            self.model = before
        with suppress(StoreFull):
            self.db.checkpoint()
        self.files.fault = None

    # --- what always holds -------------------------------------------------------------------

    @invariant()
    def the_store_holds_what_the_dict_holds(self):
        if hasattr(self, "db"):
            # As JSON, since Python's 1 == True == 1.0 are three values there.
            assert as_json(content(self.db)) == as_json(self.model)
            assert not self.db.read_only

    @invariant()
    def documents_are_found_by_what_they_say(self):
        if hasattr(self, "db"):
            for table, rows in self.model.items():
                wanted = [i for i, row in sorted(rows.items()) if row.get("article") == "a"]
                found = [document.doc_id for document in self.db.table(table).find("article", "a")]
                assert found == wanted


StoreMachine.TestCase.settings = settings(
    max_examples=60 * ROUNDS, stateful_step_count=30, deadline=None
)
test_a_store_is_a_dict_that_survives = StoreMachine.TestCase
