"""What a store promises beyond TinyDB."""

from __future__ import annotations

import json
import os
import threading

import pytest
from tinydb import TinyDB

from annotations.store import (
    Database,
    Document,
    DocumentError,
    JournalStorage,
    StoreError,
    StoreForeign,
    StoreReadOnly,
    where,
)
from tests.annotations.store.model import content, correction


def names(folder):
    return sorted(entry.name for entry in folder.iterdir())


# --- documents ----------------------------------------------------------------------------------


def test_what_is_returned_is_a_copy(opened):
    table = opened().table("corrections")
    table.insert({"deep": {"list": [1]}})
    for document in (table.get(doc_id=1), table.all()[0], table.search(where("deep").exists())[0]):
        document["deep"]["list"].append(2)
    assert table.get(doc_id=1) == {"deep": {"list": [1]}}


def test_what_is_handed_in_is_copied(opened):
    table, document = opened().table("corrections"), {"list": [1]}
    table.insert(document)
    document["list"].append(2)
    assert table.get(doc_id=1) == {"list": [1]}


@pytest.mark.parametrize(
    "document",
    [
        {1: "key"},
        {"deep": {None: 1}},
        {"list": [{True: 1}]},
        {"number": float("nan")},
        {"number": [float("inf")]},
        {"type": {1, 2}},
        {"bytes": b"x"},
        {"pair": "\ud83d\ude00"},
    ],
)
def test_what_json_would_change_is_refused_and_nothing_is_written(opened, path, document):
    db = opened()
    db.table("corrections").insert({"good": 1})
    before = (path.parent / "annotations.json.journal").read_bytes()
    for edit in (
        lambda: db.table("corrections").insert(document),
        lambda: db.table("corrections").insert_multiple([{"fine": 1}, document]),
        lambda: db.table("corrections").update(lambda doc: doc.update(document), doc_ids=[1]),
    ):
        with pytest.raises(DocumentError, match="cannot be stored"):
            edit()
    assert content(db) == {"corrections": {1: {"good": 1}}}
    assert (path.parent / "annotations.json.journal").read_bytes() == before


def test_a_document_in_itself_is_refused(opened):
    document = {}
    document["self"] = document
    with pytest.raises(DocumentError, match="nested"):
        opened().table("corrections").insert(document)


@pytest.mark.parametrize(
    "text",
    ["Душанбе 🇹🇯", "caf\udce9.txt", "\x00\x1b]52;c;eA==\x07", "a\u2028b\x85c\r\nd", '"\\/', ""],
    ids=ascii,
)
def test_texts_come_back_as_they_were(opened, text):
    with opened() as db:
        db.table("articles").insert({"id": text, "text": text})
    again = opened().table("articles")
    assert again.get(doc_id=1) == {"id": text, "text": text}
    assert again.find("id", text) == [{"id": text, "text": text}]


def test_a_failing_edit_changes_nothing(opened):
    table = opened().table("corrections")
    table.insert_multiple(correction(n) for n in range(5))
    before = table.all()

    def fail_at_the_third(document):
        if document["id"] == "c2":
            raise ZeroDivisionError
        document["kind"] = "changed"

    with pytest.raises(ZeroDivisionError):
        table.update(fail_at_the_third)
    with pytest.raises(ZeroDivisionError):
        table.insert_multiple(correction(1 // (2 - n)) for n in range(5))
    assert table.all() == before


# --- transactions -------------------------------------------------------------------------------


def test_a_transaction_is_one_line_of_the_journal(opened, path):
    db = opened()
    with db.transaction():
        db.table("articles").insert({"id": "a1"})
        db.table("corrections").insert_multiple([correction(1), correction(2)])
        assert len(db.table("corrections").find("article", "a1")) == 2
    lines = (path.parent / "annotations.json.journal").read_bytes().splitlines()
    assert len(lines) == 2  # to which file it belongs, and the commit


def test_a_transaction_that_raises_changes_nothing(opened):
    db = opened()
    db.table("corrections").insert(correction(1))

    def edit():
        with db.transaction():
            db.table("articles").insert({"id": "a1"})
            db.table("corrections").truncate()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        edit()
    assert content(db) == {"corrections": {1: correction(1)}}


def test_an_inner_transaction_can_fail_alone(opened):
    db = opened()
    corrections = db.table("corrections")

    def fail():
        with db.transaction():
            corrections.insert(correction(2))
            raise ZeroDivisionError

    with db.transaction():
        corrections.insert(correction(1))
        with pytest.raises(ZeroDivisionError):
            fail()
        corrections.insert(correction(3))
    assert [document["id"] for document in corrections] == ["c1", "c3"]


def test_others_do_not_see_a_transaction_before_its_end(opened):
    db = opened()
    seen = []
    with db.transaction():
        db.table("corrections").insert(correction(1))
        look = threading.Thread(target=lambda: seen.append(len(db.table("corrections"))))
        look.start()
        look.join()
    assert seen == [0]
    assert len(db.table("corrections")) == 1


def test_an_edit_that_changes_nothing_writes_nothing(opened, path):
    db = opened()
    db.table("corrections").insert(correction(1))
    before = db.seq
    db.table("corrections").update({"kind": "relabel"})
    db.table("corrections").remove(where("id") == "other")
    assert db.seq == before


# --- finding ------------------------------------------------------------------------------------


def test_find_keeps_up_with_every_kind_of_change(opened):
    db = opened()
    table = db.table("corrections")
    table.insert_multiple(correction(n, article=f"a{n % 3}") for n in range(9))
    db.checkpoint()

    def found(article):
        return [document["id"] for document in table.find("article", article)]

    assert found("a1") == ["c1", "c4", "c7"]
    table.insert(correction(10, article="a1"))
    table.update({"article": "a2"}, where("id") == "c4")
    table.remove(where("id") == "c7")
    assert found("a1") == ["c1", "c10"]
    assert found("a2") == ["c2", "c4", "c5", "c8"]
    db.checkpoint()
    for _ in range(5):
        assert found("a1") == ["c1", "c10"]
    with db.transaction():
        table.truncate()
        assert found("a1") == []
        table.insert(correction(11, article="a1"))
        assert found("a1") == ["c11"]
    assert found("a1") == ["c11"]


def test_find_looks_at_the_documents_own_field_only(opened):
    db = opened()
    table = db.table("corrections")
    table.insert_multiple(
        [
            {"before": {"article": "a1"}, "article": "a2"},
            {"note": 'he wrote "article":"a1" here'},
            {"article": ["a1"]},
            {"article": "a1\\"},
            {"article": "a1", "after": {"article": "a2"}},
        ]
    )
    for _ in range(4):
        assert [document.doc_id for document in table.find("article", "a1")] == [5]
        assert [document.doc_id for document in table.find("article", "a2")] == [1]
        assert [document.doc_id for document in table.find("article", "a1\\")] == [4]
        db.checkpoint()


def test_find_is_not_misled_by_a_field_of_the_same_name_that_comes_first(opened):
    db = opened()
    table = db.table("corrections")
    table.insert_multiple(
        {"before": {"article": f"a{n}"}, "article": f"a{n + 1}"} for n in range(4)
    )
    db.checkpoint()
    for _ in range(5):
        for n in range(4):
            assert [document.doc_id for document in table.find("article", f"a{n + 1}")] == [n + 1]


def test_the_newest_documents(opened):
    table = opened().table("corrections")
    table.insert_multiple(correction(n) for n in range(5))
    table.remove(doc_ids=[4])
    assert [document["id"] for document in table.newest(2)] == ["c2", "c4"]
    assert [document["id"] for document in table.newest(99)] == ["c0", "c1", "c2", "c4"]
    assert table.doc_ids() == [1, 2, 3, 5]


# --- files --------------------------------------------------------------------------------------


def test_looking_makes_no_file(opened, path):
    for read_only in (False, True):
        with opened(read_only=read_only) as db:
            assert db.table("corrections").all() == []
            assert db.table("corrections").find("article", "a1") == []
            assert not db.refresh()
            assert db.notices == []
    assert names(path.parent) == []


def test_reading_a_store_changes_no_file(opened, path):
    with opened() as db:
        db.table("corrections").insert(correction(1))
    before = {file: file.stat().st_mtime_ns for file in path.parent.rglob("*")}
    with opened(read_only=True) as db:
        assert len(db.table("corrections")) == 1
        with pytest.raises(StoreReadOnly):
            db.table("corrections").insert(correction(2))
    assert {file: file.stat().st_mtime_ns for file in path.parent.rglob("*")} == before


def test_stock_tinydb_reads_a_closed_store(opened, path):
    with opened() as db:
        db.table("articles").insert({"id": "a1", "text": "Душанбе ждёт."})
        db.table("corrections").insert_multiple([correction(1), correction(2)])
    stock = TinyDB(path, encoding="utf-8", access_mode="r")
    assert stock.tables() == {"_meta", "articles", "corrections"}
    assert stock.table("corrections").all() == [correction(1), correction(2)]
    assert stock.table("articles").get(doc_id=1)["text"] == "Душанбе ждёт."
    stock.close()


def test_a_correction_is_one_new_line_of_the_file(opened, path):
    with opened() as db:
        db.table("articles").insert({"id": "a1"})
        db.table("corrections").insert_multiple(correction(n) for n in range(3))
    before = path.read_text().splitlines()
    with opened() as db:
        db.table("corrections").insert(correction(3))
    after = path.read_text().splitlines()
    new = [line for line in after if line not in before]
    assert new == [',"4":' + json.dumps(correction(3), ensure_ascii=False, separators=(",", ":"))]
    assert [line for line in after if line != new[0]] == before


@pytest.mark.parametrize("doc_id", [1, 4, 6, 9])
def test_the_file_is_in_the_order_of_the_numbers_wherever_one_is_added(opened, path, doc_id):
    with opened() as db:
        db.table("corrections").insert_multiple(Document({}, doc_id=n) for n in (2, 3, 5, 8))
    with opened() as db:
        table = db.table("corrections")
        for edit in (
            lambda: table.insert(Document({}, doc_id=doc_id)),
            lambda: table.remove(doc_ids=[2]),
            lambda: table.remove(doc_ids=[table.doc_ids()[0]]),
        ):
            edit()
            db.checkpoint()
            written = json.loads(path.read_text())["corrections"]
            assert [int(number) for number in written] == table.doc_ids()
            assert table.doc_ids() == sorted(table.doc_ids())


def test_a_new_store_is_for_its_owner_only(opened, path):
    with opened() as db:
        db.table("corrections").insert(correction(1))
    for file in path.parent.rglob("*"):
        assert file.stat().st_mode & 0o077 == 0, file


def test_permissions_are_kept(opened, path):
    with opened() as db:
        db.table("corrections").insert(correction(1))
    path.chmod(0o664)
    with opened() as db:
        db.table("corrections").insert(correction(2))
    assert path.stat().st_mode & 0o777 == 0o664
    with opened() as db:
        db.table("corrections").insert(correction(3))
        new = db.backup(force=True)
    assert path.with_name("annotations.json.journal").stat().st_mode & 0o777 == 0o664
    assert new.stat().st_mode & 0o777 == 0o664


def test_a_symbolic_link_is_followed_and_stays(opened, path, tmp_path):
    link = tmp_path / "elsewhere" / "link.json"
    link.parent.mkdir()
    link.symlink_to(path)
    with opened(link) as db:
        db.table("corrections").insert(correction(1))
        assert db.path == path
    assert link.is_symlink()
    assert names(link.parent) == ["link.json"]
    assert path.exists()


def test_a_folder_that_cannot_be_written_is_read(opened, path, monkeypatch):
    with opened() as db:
        db.table("corrections").insert(correction(1))
    monkeypatch.setattr(os, "access", lambda *_: False)
    db = opened()
    assert db.read_only
    assert "cannot be written" in db.notices[0]
    assert len(db.table("corrections")) == 1


def test_a_store_cannot_be_written_in_one_piece(path):
    storage = JournalStorage(path)
    with pytest.raises(StoreError, match="one piece"):
        storage.write({})
    with TinyDB(path, storage=JournalStorage) as stock_table, pytest.raises(StoreError):
        stock_table.insert({"id": 1})
    storage.close()
    assert names(path.parent) == []


def test_the_table_that_describes_the_store_is_not_for_documents(opened):
    db = opened()
    with pytest.raises(ValueError, match="_meta"):
        db.table("_meta").insert({})


def test_a_closed_store_says_so(opened):
    db = opened()
    db.close()
    for use in (lambda: db.table("corrections").all(), lambda: db.table("corrections").insert({})):
        with pytest.raises(StoreError, match="closed"):
            use()
    db.close()


# --- files of others ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        b"not JSON",
        b"[]",
        b"[1, 2]",
        b'"text"',
        b'{"name": "a package", "version": 1}',
        b'{"_default": {"1": {"a": 1}}}',
        b'{"articles": [1]}',
        b'{"articles": {"one": {}}}',
        b"\x89PNG\r\n\x1a\n",
        b"\x00" * 64,
    ],
)
@pytest.mark.parametrize("read_only", [False, True])
def test_the_file_of_another_program_is_refused_and_not_touched(path, data, read_only):
    path.write_bytes(data)
    with pytest.raises(StoreForeign, match="not a store of annotations") as refusal:
        Database(path, read_only=read_only)
    assert "\n" not in str(refusal.value)
    assert path.read_bytes() == data
    assert names(path.parent) == [path.name]


def test_a_plain_tinydb_file_is_taken_over_with_the_first_edit(opened, path):
    with TinyDB(path) as stock:
        stock.table("articles").insert(Document({"id": "a1"}, doc_id=4))
    before = path.read_bytes()
    with opened() as db:
        assert content(db) == {"articles": {4: {"id": "a1"}}}
        assert db.notices == ["annotations.json: it was a plain TinyDB file."]
    assert path.read_bytes() == before
    assert names(path.parent) == [path.name]
    with opened() as db:
        db.table("corrections").insert(correction(1))
        assert len(db.backups()) == 1
    with opened() as db:
        assert content(db) == {"articles": {4: {"id": "a1"}}, "corrections": {1: correction(1)}}
        assert db.notices == []


@pytest.mark.parametrize("data", [b"", b"{}", b"{}\n", b"{\n}\n"])
def test_an_empty_file_is_an_empty_store(opened, path, data):
    path.write_bytes(data)
    with opened() as db:
        assert db.notices == []
        db.table("corrections").insert(correction(1))
    assert content(opened()) == {"corrections": {1: correction(1)}}
