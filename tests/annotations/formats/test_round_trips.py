"""What a format says it carries comes back equal, and it says what it carries."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.formats.base import Feature
from annotations.formats.catalogue import RECORDS, TEXTS
from tests.annotations.formats.carrying import (
    LIBRARIES,
    PROBES,
    at_hand,
    read_back,
    reader,
    survives,
    view,
)
from tests.annotations.formats.documents import documents

READ = [
    pytest.param(
        entry.name,
        marks=pytest.mark.skipif(
            not at_hand(entry.name), reason=f"needs {LIBRARIES.get(entry.name)}"
        ),
    )
    for entry in RECORDS
    if entry.reads
]
TEXTS_READ = [entry.name for entry in TEXTS if entry.reads]


@pytest.mark.parametrize("name", READ)
@settings(max_examples=25)
@given(data=st.data())
def test_what_is_carried_comes_back(name, data):
    format = reader(name)
    sets = st.lists(documents(format.carries), max_size=3, unique_by=lambda one: one.article.id)
    chosen = data.draw(sets)
    found = read_back(format, *chosen)
    if Feature.EMPTY not in format.carries:
        chosen = [one for one in chosen if one.annotations]
    carried = format.carries & ~Feature.HISTORY
    assert [view(one, carried) for one in found] == [view(one, carried) for one in chosen]


@pytest.mark.parametrize("name", [*READ, *TEXTS_READ])
@pytest.mark.parametrize("feature", PROBES, ids=str)
def test_what_is_not_carried_is_in_the_report(name, feature, tmp_path):
    format = reader(name)
    report = format.write(tmp_path / "file", [PROBES[feature]])
    assert (feature in format.carries) is (feature not in report.counts)
    if feature in format.carries:
        assert survives(format, feature)
