"""Texts with marks: every format gives back what it says it carries."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.annotation_set import Annotation, Status
from annotations.article import Article
from annotations.formats import registry
from annotations.formats.catalogue import TEXTS
from annotations.formats.document import Document
from annotations.span import Span
from tests.annotations.formats.documents import document, documents, reviewed
from tests.annotations.formats.round_trips import check_round_trip


def parted(text: str, *fragments: tuple[tuple[int, int], ...]) -> Document:
    """A document in which each annotation has parts."""
    spans = [Span.of(text, f[0][0], f[-1][1], "X", fragments=f) for f in fragments]
    found = tuple(Annotation(f"+{n}", span, Status.ADDED) for n, span in enumerate(spans))
    return Document(Article(text), found)


TWO_WAY = [entry.name for entry in TEXTS if entry.reads]

HARD = [
    document(""),
    document(" \n\t"),
    document("Ann", (0, 3, "X")),
    document("😀Zoë😀", (0, 1, "X"), (4, 5, "Y"), (0, 5, "Z")),
    document("a\r\nb\rc\td\ne", (0, 4, "X"), (5, 8, "Y"), (9, 10, "Z")),
    document('He said "no" & <left>; it\'s ]]> {0} %s \\n | _ * [1]', (9, 11, "X"), (15, 19, "Y")),
    document("مرحبا بالعالم", (0, 5, "X"), (6, 13, "Y")),
    document("e\u0301te\u0301 นั่น", (0, 5, "X"), (6, 10, "Y"), (7, 8, "Z")),
    document("  Ann  ", (0, 2, "X"), (2, 5, "Y"), (5, 7, "Z")),
    document("x" * 300 + "\n" * 5 + "y", (299, 306, "X")),
    document("a\u2028b\x85c\x1cd\ufeff", (0, 1, "X"), (2, 3, "X"), (4, 5, "Y"), (6, 8, "Z")),
]

HARD += [
    parted("alpha beta\ngamma 😀 delta", ((0, 5), (11, 16)), ((6, 10), (17, 18), (19, 24))),
    parted("a-b\r\n", ((0, 1), (2, 3)), ((0, 2), (3, 5))),
]


@pytest.mark.parametrize("name", TWO_WAY)
class TestEachWay:
    @settings(max_examples=60)
    @given(documents())
    def test_any_document(self, name, chosen):
        check_round_trip(registry.get(name), chosen)

    @settings(max_examples=15)
    @given(st.lists(documents(), max_size=3, unique_by=lambda one: one.article.id))
    def test_several_documents(self, name, chosen):
        if chosen:
            check_round_trip(registry.get(name), *chosen)

    @pytest.mark.parametrize("place", range(len(HARD)))
    def test_a_hard_one(self, name, place):
        check_round_trip(registry.get(name), HARD[place])

    def test_a_reviewed_one(self, name):
        check_round_trip(registry.get(name), Document.of(*reviewed()))
