"""Real files that other tools wrote, where they are there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_GIVEN = os.environ.get("POSTIL_DATA") or os.environ.get("POSTIL_TEST_DATA")
DATA = Path(_GIVEN or Path(__file__).parents[4] / "shared" / "data")
PEERS = DATA / "peerfiles"


def peer(name: str) -> Path:
    """A file or folder by its path among the peers' files; the test is skipped without it."""
    path = PEERS / name
    if not path.exists():
        pytest.skip(f"no {name}: set POSTIL_DATA to the folder that holds peerfiles")
    return path
