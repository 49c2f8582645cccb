"""A file is whole or not there; an older one stands until the new one is."""

from __future__ import annotations

import errno
import io
import os
import stat
import threading
from pathlib import Path

import pytest

from annotations.errors import FormatError
from annotations.formats import registry
from annotations.formats.atomic import writing
from tests.annotations.formats.carrying import at_hand
from tests.annotations.formats.documents import document

FORMATS = [entry.name for entry in registry.BUILT_IN if at_hand(entry.name) and not entry.folder]


class Interruption(BaseException):
    """Ctrl-C, as it were."""


@pytest.fixture
def old(tmp_path) -> Path:
    """A file that was written before."""
    path = tmp_path / "out.csv"
    path.write_bytes(b"old")
    return path


def put(
    target: Path | io.BytesIO, data: bytes, failure: BaseException | None = None, **more: bool
) -> None:
    """Write `data`, and fail then, when told to."""
    with writing(target, **more) as stream:
        stream.write(data)
        if failure is not None:
            raise failure


def left(path: Path) -> dict[str, bytes]:
    """Everything in the folder of a file."""
    return {found.name: found.read_bytes() for found in path.parent.iterdir()}


class TestFile:
    def test_is_there_when_the_block_ends_and_not_before(self, old):
        with writing(old) as stream:
            stream.write(b"new")
            assert old.read_bytes() == b"old"
        assert left(old) == {"out.csv": b"new"}

    def test_is_made_where_there_was_none(self, tmp_path):
        put(tmp_path / "new", b"new")
        assert left(tmp_path / "new") == {"new": b"new"}

    @pytest.mark.parametrize("failure", [ValueError, Interruption, FormatError])
    def test_a_failure_leaves_the_old_one_and_nothing_else(self, old, failure):
        with pytest.raises(failure):
            put(old, b"half", failure())
        assert left(old) == {"out.csv": b"old"}

    @pytest.mark.parametrize("step", ["fsync", "replace"])
    def test_so_does_a_full_disk(self, old, monkeypatch, step):
        def fail(*_: object) -> None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        monkeypatch.setattr(*{"fsync": (os, "fsync"), "replace": (Path, "replace")}[step], fail)
        with pytest.raises(FormatError, match=r"cannot write .*out\.csv: No space left"):
            put(old, b"half")
        assert left(old) == {"out.csv": b"old"}

    def test_is_synced_before_it_replaces(self, old, monkeypatch):
        steps: list[tuple[str, bool]] = []
        sync, replace = os.fsync, Path.replace

        def note_sync(descriptor: int) -> None:
            found = os.fstat(descriptor)
            steps.append(("sync", found.st_size == 3 or stat.S_ISDIR(found.st_mode)))
            sync(descriptor)

        def note_replace(new: Path, path: Path) -> None:
            steps.append(("replace", path == old))
            replace(new, path)

        monkeypatch.setattr(os, "fsync", note_sync)
        monkeypatch.setattr(Path, "replace", note_replace)
        put(old, b"new")
        assert steps == [("sync", True), ("replace", True), ("sync", True)]

    def test_a_link_stays_a_link(self, old):
        link = old.with_name("link")
        link.symlink_to(old.name)
        put(link, b"new")
        assert link.is_symlink()
        assert old.read_bytes() == b"new"

    def test_keeps_its_mode(self, old):
        old.chmod(0o640)
        put(old, b"new")
        assert old.stat().st_mode & 0o777 == 0o640

    def test_a_new_one_has_the_mode_of_any_new_file(self, old):
        put(old.with_name("new"), b"new")
        other = old.with_name("other")
        other.touch()
        assert old.with_name("new").stat().st_mode == other.stat().st_mode

    def test_a_pipe_is_written_through(self, tmp_path):
        pipe = tmp_path / "pipe"
        os.mkfifo(pipe)
        received: list[bytes] = []
        reader = threading.Thread(target=lambda: received.append(pipe.read_bytes()))
        reader.start()
        put(pipe, b"new")
        reader.join()
        assert received == [b"new"]
        assert pipe.is_fifo()


class TestRefused:
    def test_a_folder(self, tmp_path):
        with pytest.raises(FormatError, match="it is a folder; name a file in it"):
            put(tmp_path, b"new")

    def test_a_folder_that_is_not_there(self, tmp_path):
        with pytest.raises(FormatError, match=r"the folder .*none is not there; make it"):
            put(tmp_path / "none" / "out.csv", b"new")
        assert list(tmp_path.iterdir()) == []

    def test_a_write_protected_file(self, old, monkeypatch):
        monkeypatch.setattr(os, "access", lambda *_: False)
        with pytest.raises(FormatError, match="it is write-protected"):
            put(old, b"new")
        assert left(old) == {"out.csv": b"old"}

    def test_another_file_that_fails_is_the_one_named(self, old):
        missing = FileNotFoundError(errno.ENOENT, "No such file", "article.txt")
        with pytest.raises(FormatError, match=r"cannot write .*out\.csv: article\.txt: No such"):
            put(old, b"half", missing)

    def test_a_folder_that_cannot_be_written(self, old, monkeypatch):
        def fail(path: Path, *_: object) -> None:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))

        monkeypatch.setattr(Path, "open", fail)
        with pytest.raises(FormatError, match=r"cannot write .*out\.csv: Permission denied$"):
            put(old, b"new")

    def test_each_in_one_line(self, tmp_path):
        with pytest.raises(FormatError) as refusal:
            put(tmp_path / "none" / "out.csv", b"new")
        assert "\n" not in str(refusal.value)


class TestStream:
    def test_is_written_through_and_left_open(self):
        stream = io.BytesIO()
        with writing(stream) as given:
            assert given is stream
            given.write(b"new")
        assert (stream.closed, stream.getvalue()) == (False, b"new")

    def test_holds_nothing_back(self):
        raw = io.BytesIO()
        buffered = io.BufferedWriter(raw)
        put(buffered, b"new")
        assert raw.getvalue() == b"new"

    def test_whole_gets_all_or_nothing(self):
        stream = io.BytesIO()
        with writing(stream, whole=True) as given:
            given.write(b"new")
            assert stream.getvalue() == b""
        assert stream.getvalue() == b"new"
        with pytest.raises(ValueError, match="no"):
            put(stream, b"half", ValueError("no"), whole=True)
        assert stream.getvalue() == b"new"


class TestEveryFormat:
    @pytest.mark.parametrize("name", FORMATS)
    def test_leaves_the_old_file_when_an_article_fails(self, old, name):
        def failing():
            yield document("Ann", (0, 3, "X"))
            raise FormatError("the second article is broken")

        with pytest.raises(FormatError, match="second article"):
            registry.get(name).write(old, failing())
        assert left(old) == {"out.csv": b"old"}

    @pytest.mark.parametrize("name", [name for name in FORMATS if name != "brat"])
    def test_writes_the_same_to_a_file_and_a_stream(self, old, name):
        chosen, stream = [document("Ann", (0, 3, "X"))], io.BytesIO()
        registry.get(name).write(old, iter(chosen))
        registry.get(name).write(stream, iter(chosen))
        assert old.read_bytes() == stream.getvalue() != b"old"

    @pytest.mark.parametrize("name", FORMATS)
    def test_writes_nothing_when_strict_and_something_would_be_lost(self, old, name):
        chosen, stream = document("New York", (0, 8, "A"), (4, 8, "B")), io.BytesIO()
        broken = registry.get(name)
        lossy = not broken.carries & type(broken.carries).NESTED
        for target in (old, stream):
            if lossy:
                with pytest.raises(FormatError, match="nothing written"):
                    broken.write(target, [chosen], strict=True)
            else:
                broken.write(target, [chosen], strict=True)
        assert (old.read_bytes() == b"old") is lossy
        assert (stream.getvalue() == b"") is lossy
