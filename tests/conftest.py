"""What all tests share: a home of their own, and the sample articles."""

from __future__ import annotations

import os
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes says nothing on a busy machine.
settings.register_profile(
    "postil",
    deadline=None,
    max_examples=100 * int(os.environ.get("POSTIL_ROUNDS", "1")),
    derandomize="CI" in os.environ,  # the same examples for everybody; make fuzz looks for others
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
)
settings.load_profile("postil")

collect_ignore = ["interop"]
"""Needs other tools, in an environment of their own: `make test-interop`."""

KEPT = {"POSTIL_ROUNDS", "TEXTUAL_SNAPSHOT_TEMPDIR"}
"""Settings of the test run, not of the program."""
_homes = count()


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where each test's home goes."""
    return tmp_path_factory.mktemp("homes")


@pytest.fixture(autouse=True)
def home(homes: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of the test's own: the user's settings, caches and names are out of reach."""
    place = homes / str(next(_homes))
    for name in os.environ:
        own = name.startswith(("POSTIL_", "TEXTUAL", "XDG_", "LC_")) and name not in KEPT
        if own or name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "SSH_TTY"):
            monkeypatch.delenv(name)
    folders = {
        "HOME": "", "XDG_CONFIG_HOME": "config", "XDG_CACHE_HOME": "cache",
        "XDG_DATA_HOME": "data", "XDG_STATE_HOME": "state", "XDG_RUNTIME_DIR": "run",
    }  # fmt: skip
    for name, folder in folders.items():
        monkeypatch.setenv(name, str(place / folder))
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setenv("LOGNAME", "tester")
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    return place


@pytest.fixture(scope="session")
def samples() -> Path:
    """The sample articles; never written to."""
    return Path(__file__).parent.parent / "sample_texts"
