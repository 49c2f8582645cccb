"""What the tests of the store share."""

from __future__ import annotations

import pytest

from annotations.store import Database
from tests.annotations.store.model import Clock


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "annotations.json"


@pytest.fixture
def opened(path, clock):
    """Opens the store of this test; what is open at the end is closed."""
    databases = []

    def open_it(at=path, **options):
        database = Database(at, **{"clock": clock, **options})
        databases.append(database)
        return database

    yield open_it
    for database in databases:
        database.close()
