"""Files that were damaged, or made to do harm: every reader refuses them in its own words."""

from __future__ import annotations

import io
import random
import stat
import tarfile
import zipfile
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

from annotations.errors import FormatError
from annotations.formats import archives, markup, registry
from annotations.formats.draft import Refusal
from tests.annotations.formats.carrying import at_hand
from tests.annotations.formats.documents import document
from tests.fuzz.seeds import READERS, mutated, read, seeds

HERE = [name for name in READERS if at_hand(name)]
MUTATIONS = 600


def reason_of(name: str, data: bytes) -> str:
    """Why bytes are refused; empty where they are read."""
    try:
        read(name, data)
    except FormatError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("name", HERE)
def test_damaged_files_are_read_or_refused(name):
    chance = random.Random(name)
    valid = seeds(name)
    assert sum(read(name, data) for data in valid) > 3
    told = [reason_of(name, mutated(one, chance)) for one in valid * (MUTATIONS // len(valid))]
    assert not any("\n" in reason for reason in told)
    # A compressed file is lost with a byte of it.
    assert "" in told or name in ("spacy", "hf-parquet")


@pytest.mark.parametrize("name", HERE)
@pytest.mark.parametrize("data", [b"", b"\n", b"\x00" * 100, b"\xff\xfe", b"PK\x03\x04"])
def test_what_is_nothing_is_refused_or_empty(name, data):
    assert reason_of(name, data) or read(name, data) == 0


XML = ("xmi", "tei", "gate")
BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbbbb">'
    + b"".join(f'<!ENTITY b{n} "{f"&b{n - 1 or str()};" * 10}">'.encode() for n in range(1, 9))
    + b"]><a>&b8;</a>"
)


class TestXml:
    @pytest.mark.parametrize("name", XML)
    @pytest.mark.parametrize(
        "data",
        [
            BOMB,
            b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
            b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
            '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a [<!ENTITY x "y">]><a/>'.encode(
                "utf-16"
            ),
        ],
        ids=["bomb", "outside", "entity", "utf-16"],
    )
    def test_document_types_are_refused(self, name, data):
        with pytest.raises(FormatError, match="document type"):
            read(name, data)

    @pytest.mark.parametrize("name", XML)
    def test_other_entities_are_refused(self, name):
        with pytest.raises(FormatError, match="no well-formed XML: undefined entity"):
            read(name, b"<a>&x;</a>")

    @pytest.mark.parametrize("name", XML)
    def test_depth_is_bounded(self, name):
        with pytest.raises(FormatError, match="nested more than 100 deep"):
            read(name, b"<a>" * 100_000)

    def test_elements_are_counted(self, monkeypatch):
        monkeypatch.setattr(markup, "MAX_ELEMENTS", 10)
        with pytest.raises(FormatError, match="more than 10 elements"):
            markup.parse(b"<a>" + b"<b/>" * 10 + b"</a>")

    @pytest.mark.parametrize("text", ["a\x00b", "a\x1bb", "\ufffe", "x\x0by"])
    @pytest.mark.parametrize("name", XML)
    def test_characters_it_cannot_hold_do_not_shift_offsets(self, name, text):
        chosen = document(text + "Ann", (len(text), len(text) + 3, "X"))
        stream = io.BytesIO()
        report = registry.get(name).write(stream, [chosen])
        assert [loss.detail for loss in report if str(loss.feature) == "text"] == [markup.REPLACED]
        stream.seek(0)
        [found] = registry.reader(name).read(stream, refuse=pytest.fail)
        assert [a.span.text for a in found.annotations] == ["Ann"]


def zipped(**files: bytes) -> io.BytesIO:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return io.BytesIO(stream.getvalue())


def tarred(mode: str = "w", **files: bytes) -> io.BytesIO:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode=mode) as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return io.BytesIO(stream.getvalue())


def with_special(kind: bytes) -> io.BytesIO:
    """A tar archive with a pair of files, and a member that is none."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        special = tarfile.TarInfo("x.txt")
        special.type, special.linkname = kind, "/etc/passwd"
        archive.addfile(special)
        for name, data in PAIR.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return io.BytesIO(stream.getvalue())


PAIR = {"a.ann": b"T1\tX 0 1\ta", "a.txt": b"a"}
ARCHIVES = {"zip": zipped, "tar": tarred}


def brat(source: io.BytesIO | Path) -> tuple[list[str], list[str]]:
    """The texts in an archive, and what is refused."""
    refused: list[str] = []
    found = registry.reader("brat").read(source, refuse=lambda one: refused.append(str(one)))
    return [one.article.text for one in found], refused


class TestArchives:
    @pytest.mark.parametrize("kind", ARCHIVES)
    @pytest.mark.parametrize("bad", ["../x.ann", "/x.ann", "a/../../x.ann", "c:/x.ann"])
    def test_members_outside_are_refused(self, kind, bad, tmp_path):
        texts, refused = brat(ARCHIVES[kind](**{bad: b"T1\tX 0 1\ta", **PAIR}))
        assert texts == ["a"]
        assert refused == [f"{bad}: lies outside the archive's folder"]
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
    def test_tar_is_read_however_it_is_compressed(self, mode, tmp_path):
        path = tmp_path / "a.archive"
        path.write_bytes(tarred(mode, **PAIR).getvalue())
        assert brat(path) == (["a"], [])
        assert brat(tarred(mode, **PAIR)) == (["a"], [])

    @pytest.mark.parametrize(
        ("kind", "what"),
        [
            (tarfile.SYMTYPE, "link"), (tarfile.LNKTYPE, "link"), (tarfile.CHRTYPE, "device"),
            (tarfile.FIFOTYPE, "device"),
        ],
    )  # fmt: skip
    def test_links_and_devices_are_refused(self, kind, what):
        assert brat(with_special(kind)) == (["a"], [f"x.txt: is a {what}"])

    def test_links_in_zip_are_refused(self):
        stream = zipped(**PAIR)
        with zipfile.ZipFile(stream, "a") as archive:
            link = zipfile.ZipInfo("x.txt")
            link.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(link, "/etc/passwd")
        assert brat(io.BytesIO(stream.getvalue())) == (["a"], ["x.txt: is a link"])

    @pytest.mark.parametrize("make", [zipped, tarred, partial(tarred, "w:gz")])
    def test_what_unpacks_to_too_much_is_not_opened(self, make, monkeypatch):
        monkeypatch.setattr(archives, "MAX_UNPACKED", 100_000)
        with pytest.raises(FormatError, match="unpacks to gigabytes"):
            brat(make(**{"a.ann": b"#" * 150_000, "a.txt": b"a"}))

    def test_what_has_too_many_files_is_not_opened(self, monkeypatch):
        monkeypatch.setattr(archives, "MAX_FILES", 1)
        with pytest.raises(FormatError, match="more than 1 files"):
            brat(zipped(**PAIR))

    @pytest.mark.parametrize("make", [zipped, tarred, partial(tarred, "w:gz")])
    def test_damage_is_one_clear_error(self, make):
        whole = make(**PAIR).getvalue()
        for size in range(0, len(whole), 97):
            damaged = io.BytesIO(whole[:size] + whole[size + 50 :])
            with suppress(FormatError):
                assert set(brat(damaged)[0]) <= {"a"}

    def test_a_large_one_is_refused(self, monkeypatch, tmp_path):
        monkeypatch.setattr(archives, "MAX_FILE", 1000)
        refused: list[Refusal] = []
        source = zipped(**{"a.ann": b"#" * 2000, "a.txt": b"a", "b.ann": b"", "b.txt": b"b"})
        (tmp_path / "a.zip").write_bytes(source.getvalue())
        found = list(registry.reader("brat").read(tmp_path / "a.zip", refuse=refused.append))
        assert [one.article.text for one in found] == ["b"]
        assert "larger than" in str(refused[0])

    def test_a_damaged_member_leaves_the_others(self):
        data = bytearray(zipped(**{"a.tsv": b"x" * 50, "b.tsv": b"y"}).getvalue())
        data[45] ^= 255
        refused: list[Refusal] = []
        list(registry.reader("webanno").read(io.BytesIO(bytes(data)), refuse=refused.append))
        assert "cannot be unpacked" in str(refused[0])

    def test_a_link_out_of_a_folder_is_refused(self, tmp_path):
        folder = tmp_path / "in"
        folder.mkdir()
        (tmp_path / "secret.txt").write_text("secret")
        (folder / "a.txt").symlink_to(tmp_path / "secret.txt")
        (folder / "a.ann").write_text("")
        refused: list[Refusal] = []
        assert list(registry.reader("brat").read(folder, refuse=refused.append)) == []
        assert any("leads out of the folder" in str(one) for one in refused)


class TestNames:
    @pytest.mark.parametrize(
        "source",
        ["../../etc/passwd", "/etc/passwd", "a\\b.txt", "con.txt", "..", "\x00", "a/", "x" * 500],
    )
    def test_of_files_stay_in_the_folder(self, source, tmp_path):
        chosen = [document(f"Ann {n}", (0, 3, "X"), source=source) for n in range(3)]
        registry.get("brat").write(tmp_path / "out", iter(chosen))
        names = [path.name for path in (tmp_path / "out").iterdir()]
        assert len(names) == 7
        assert all(len(name) < 80 and not name.startswith("con.") for name in names)
        assert [path.name for path in tmp_path.iterdir()] == ["out"]

    def test_that_differ_only_in_case_do_not_meet(self, tmp_path):
        chosen = [document(f"{n}", source=name) for n, name in enumerate(("a.txt", "A.txt", "ａ"))]
        registry.get("brat").write(tmp_path / "out", iter(chosen))
        names = {path.name.casefold() for path in Path(tmp_path / "out").glob("*.txt")}
        assert len(names) == 3

    def test_several_articles_do_not_fit_into_one_file(self, tmp_path):
        chosen = [document("a"), document("b")]
        with pytest.raises(FormatError, match=r"name a folder or a \.zip file"):
            registry.get("webanno").write(tmp_path / "a.tsv", iter(chosen))
        assert list(tmp_path.iterdir()) == []
