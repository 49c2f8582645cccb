"""Children that are quick to start, and tiny pipelines made by spaCy in a process of its own."""

import asyncio
import json
import os
import subprocess
import sys
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest

from annotations.extraction import Client, process, spawn

HERE = Path(__file__).parent
ROOT = HERE.parents[2]


@pytest.fixture
def fake(monkeypatch):
    """Makes `spawn` start the fake child."""
    monkeypatch.setattr(process, "_WORKER", str(HERE / "fake_worker.py"))


@pytest.fixture
def client():
    """Starts a child with a client, and sees to it that nothing is left of them."""

    @asynccontextmanager
    async def start(model=None, *, code=None, **more):
        made = Client(spawn(model, code=code, nice=0), **more)
        try:
            yield made
        finally:
            made.close()
            assert made._keeper.worker.has_ended()

    return start


@pytest.fixture
def within():
    """Waits for something, but not for ever."""

    def wait(work, seconds=60):
        return asyncio.wait_for(work, seconds)

    return wait


@pytest.fixture
def python():
    """Runs a script as a user's program would run, and returns what it prints, as JSON."""

    def run(script, *arguments, cwd=None, **environment):
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", script, *map(str, arguments)],
            env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
            cwd=cwd,
            check=False,
            capture_output=True,
            text=True,
        )
        assert not done.returncode, done.stderr
        return json.loads(done.stdout)

    return run


@pytest.fixture
def running():
    """The same, for a script that goes on running: gives the process."""

    @contextmanager
    def run(script, *arguments):
        with subprocess.Popen(
            [sys.executable, "-c", script, *map(str, arguments)],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            text=True,
        ) as started:
            try:
                yield started
            finally:
                started.kill()

    return run


MAKE = """
import json, sys, spacy
code, folder, patterns = sys.argv[1:]
exec(open(code).read())
for name, step in ("tiny", "sentencizer"), ("broken", "breaker"):
    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns(json.loads(patterns))
    nlp.add_pipe(step)
    nlp.meta["name"], nlp.meta["version"] = name, "0.1"
    nlp.to_disk(folder + "/" + name)
"""
PATTERNS = [
    {"label": "GPE", "pattern": "Dushanbe"},
    {"label": "PERSON", "pattern": [{"LOWER": "donald"}, {"LOWER": "lu"}]},
    {"label": "EMOJI", "pattern": "👩‍💻"},
]
BREAKER = """
import os, time
from spacy.language import Language

@Language.component("breaker")
def breaker(doc):
    text = doc.text
    if "CRASH" in text:
        os.write(2, b"out of luck" + bytes([10]))
        os._exit(3)
    if "HANG" in text:
        time.sleep(10_000)
    if "RAISE" in text:
        raise ValueError("I do not\\nlike this")
    if "CHAT" in text:
        print('{"id": 0, "spans": []}' * 1000, flush=True)
        os.write(1, b"x" * 300_000)
        os.system("echo and a process of its own")
        os.read(0, 1)
    return doc
"""


@pytest.fixture(scope="session")
def breaker(tmp_path_factory):
    """A file of code that a pipeline needs, and that breaks on request."""
    file = tmp_path_factory.mktemp("code") / "breaker.py"
    file.write_text(BREAKER)
    return str(file)


@pytest.fixture(scope="session")
def pipelines(tmp_path_factory, breaker):
    """A folder with two pipelines, made by spaCy in a process of its own."""
    folder = tmp_path_factory.mktemp("pipelines")
    arguments = [breaker, str(folder), json.dumps(PATTERNS)]
    subprocess.run([sys.executable, "-W", "ignore", "-c", MAKE, *arguments], check=True)
    return folder


@pytest.fixture(scope="session")
def tiny(pipelines):
    """The folder of a pipeline with nothing but a ruler and, useless here, a sentencizer."""
    return str(pipelines / "tiny")


@pytest.fixture(scope="session")
def broken(pipelines):
    """The folder of a pipeline that needs `breaker`."""
    return str(pipelines / "broken")
