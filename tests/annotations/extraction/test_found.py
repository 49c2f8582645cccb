"""What the child says becomes spans of the article."""

import pytest

from annotations.errors import ExtractionError
from annotations.extraction.found import spans_of

TEXT = "In  Dushanbe\n\n  waits."


def test_offsets_are_those_of_the_article():
    (span,) = spans_of(TEXT, 4, len(TEXT), [[0, 8, "GPE"]])
    assert (span.start, span.end, span.text, span.score) == (4, 12, "Dushanbe", None)


@pytest.mark.parametrize(("first", "last"), [(4, 14), (2, 12), (3, 16), (4, 12)])
def test_space_at_the_edges_is_left_out(first: int, last: int):
    (span,) = spans_of(TEXT, 0, len(TEXT), [[first, last, "GPE", 0.5]])
    assert (span.start, span.end, span.text, span.score) == (4, 12, "Dushanbe", 0.5)


def test_a_span_of_space_alone_is_left_out():
    assert spans_of(TEXT, 0, len(TEXT), [[12, 14, "GPE"]]) == ()


@pytest.mark.parametrize("row", [[-1, 2, "GPE"], [3, 3, "GPE"], [0, 99, "GPE"]])
def test_what_points_out_of_the_stretch_is_an_error(row: list[object]):
    with pytest.raises(ExtractionError, match="out of reach"):
        spans_of(TEXT, 0, len(TEXT), [row])
