"""Starting the child: quick, out of reach of the folder with the articles, gone with its parent."""

import json
import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from annotations.errors import ExtractionError
from annotations.extraction import process, spawn

ROOT = Path(__file__).parents[3]
HOSTILE = "open({mark!r}, 'a').write(__name__ + ' ')\nraise SystemExit('imported')\n"
MODULES = ("spacy", "annotations", "numpy", "json", "sitecustomize", "usercustomize", "chunks")


def environment(worker):
    """The environment of a running child, as the system has it."""
    entries = Path(f"/proc/{worker.pid}/environ").read_bytes().split(b"\0")
    return dict(entry.decode().partition("=")[::2] for entry in entries if entry)


@pytest.fixture
def ending():
    """Waits until a process has ended, whoever its parent is by then."""
    if not hasattr(os, "pidfd_open"):
        pytest.skip("this system cannot wait for another's child")

    def wait(descriptor, seconds=60):
        ended = bool(select.select([descriptor], [], [], seconds)[0])
        os.close(descriptor)
        return ended

    return wait


def test_importing_it_imports_nothing_that_takes_time(python):
    script = """
import sys
before = set(sys.modules)
import annotations.extraction
from annotations.extraction import spawn
import json
print(json.dumps(sorted({m.partition(".")[0] for m in set(sys.modules) - before})))
"""
    imported = set(python(script))
    assert not imported & {"spacy", "numpy", "thinc", "asyncio", "textual", "rich", "tinydb"}


def test_an_unknown_name_is_no_part_of_the_package():
    import annotations.extraction as package

    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        package.nothing  # noqa: B018
    assert all(getattr(package, name) for name in package.__all__)


@pytest.mark.usefixtures("fake")
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_an_empty_entry_of_the_path_does_not_mean_the_current_folder(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", f":/somewhere:{os.pathsep}")
    worker = spawn()
    try:
        os.read(worker.descriptors()[1], 1)
        assert environment(worker)["PYTHONPATH"] == "/somewhere"
        assert environment(worker)["OPENBLAS_NUM_THREADS"] == "1"
    finally:
        worker.close()


@pytest.mark.usefixtures("fake")
def test_a_path_is_the_same_from_anywhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    worker = spawn("./runs/../best", code="~/code.py")
    worker.close()
    assert worker.model == str(tmp_path / "best")
    assert worker.code == str(Path("~/code.py").expanduser())


@pytest.mark.usefixtures("fake")
def test_it_is_gone_when_closed_and_may_be_closed_again():
    worker = spawn()
    assert not worker.has_ended()
    worker.close()
    worker.close()
    assert worker.has_ended()
    assert worker.ending() == "was ended by SIGKILL"


@pytest.mark.usefixtures("fake")
@pytest.mark.parametrize(
    ("number", "words"),
    [(signal.SIGSEGV, "was ended by SIGSEGV"), (signal.SIGRTMIN + 3, "was ended by signal 37")],
)
def test_how_it_ended(number, words):
    worker = spawn("mute")
    os.kill(worker.pid, number)
    os.waitid(os.P_PID, worker.pid, os.WEXITED | os.WNOWAIT)
    assert worker.ending() == words
    worker.close()


@pytest.mark.usefixtures("fake")
def test_starting_and_closing_leaves_no_file_open():
    def opened():
        return sorted(Path("/dev/fd").iterdir())

    before = opened()
    for _ in range(3):
        worker = spawn()
        assert len(opened()) == len(before) + 3
        worker.close()
    assert opened() == before


def test_a_system_that_starts_no_process_is_an_error_of_ours(monkeypatch):
    monkeypatch.setattr(process.sys, "executable", "/nowhere/python")
    with pytest.raises(ExtractionError, match="extraction process cannot be started"):
        spawn()


@pytest.mark.parametrize("entries", [[ROOT], ["", ROOT], [".", ROOT, "./"]])
def test_the_folder_with_the_articles_is_never_imported_from(tiny, tmp_path, python, entries):
    mark, folder = tmp_path / "mark", tmp_path / "articles"
    folder.mkdir()
    for name in MODULES:
        (folder / f"{name}.py").write_text(HOSTILE.format(mark=str(mark)))
    script = """
import json, os, sys
from annotations.extraction import spawn
sys.path.remove("")
os.chdir(sys.argv[1])
os.environ["PYTHONPATH"] = sys.argv[2]
worker = spawn(sys.argv[3], nice=0)
with os.fdopen(worker.descriptors()[1], closefd=False) as answers:
    print(json.dumps(json.loads(answers.readline())["ready"]["labels"]))
worker.close()
"""
    path = os.pathsep.join(map(str, entries))
    assert python(script, folder, path, tiny) == ["EMOJI", "GPE", "PERSON"]
    assert not mark.exists()


PARENT = """
import json, os, sys
from annotations.extraction import spawn
model, code, text = sys.argv[1:]
worker = spawn(model, code=code or None, nice=0)
requests, answers, _ = worker.descriptors()
if text:
    os.write(requests, json.dumps({"id": 0, "text": text}).encode() + bytes([10]))
    os.read(answers, 1)
print(worker.pid, flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("when", ["loading", "idle", "hanging"])
def test_a_child_ends_with_its_parent(running, ending, tiny, broken, breaker, when):
    arguments = {
        "loading": [tiny, "", ""],
        "idle": [tiny, "", "Dushanbe"],
        "hanging": [broken, breaker, "HANG"],
    }[when]
    with running(PARENT, *arguments) as parent:
        child = os.pidfd_open(int(parent.stdout.readline()))
        os.kill(parent.pid, signal.SIGKILL)
        assert ending(child)


def test_a_child_can_be_run_by_hand(tiny):
    command = [sys.executable, "-W", "ignore", "-m", "annotations.extraction.worker"]
    with subprocess.Popen(
        [*command, "--model", tiny], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert json.loads(child.stdout.readline())["ready"]["name"] == "tiny"
        child.stdin.write(b'{"id": 7, "text": "In Dushanbe."}\n')
        child.stdin.flush()
        assert json.loads(child.stdout.readline()) == {"id": 7, "spans": [[3, 11, "GPE"]]}
        child.stdin.close()
        assert child.wait(60) == 0
