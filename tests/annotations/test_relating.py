"""Relations, tags and the parts of discontinuous spans."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.annotation import Annotation, Status
from annotations.annotation_set import AnnotationSet
from annotations.corrections import Author
from annotations.decisions import Decision, Scope, reject
from annotations.predictions import Pipeline, Predictions
from annotations.relating import add_fragment, name_of, relate, tag, unrelate
from annotations.span import Span

TEXT = "alpha and beta actin, and gamma actin"
A, B = Span.of(TEXT, 0, 5, "X"), Span.of(TEXT, 10, 20, "X")
AUTHOR = Author("ann")


def start() -> AnnotationSet:
    return AnnotationSet.fold("x", [Predictions("x", Pipeline("p", "1"), (A, B))])


def after(current: AnnotationSet, decision: Decision) -> AnnotationSet:
    return current.with_events(AUTHOR.stamp("x", decision.changes))


class TestRelations:
    def test_is_there_once_with_its_direction(self) -> None:
        current = after(start(), relate(start(), A.key, B.key, "binds"))
        (relation,) = current.relations
        assert (relation.source, relation.label, relation.target) == (A.key, "binds", B.key)
        assert relate(current, A.key, B.key, "binds") == Decision()
        assert len(after(current, relate(current, B.key, A.key, "binds")).relations) == 2
        assert len(after(current, relate(current, A.key, B.key, "other")).relations) == 2

    @pytest.mark.parametrize(("target", "label"), [(A.key, "binds"), (B.key, "")])
    def test_is_not_to_itself_nor_without_a_label(self, target: str, label: str) -> None:
        assert relate(start(), A.key, target, label) == Decision()

    def test_goes_when_it_is_deleted(self) -> None:
        current = after(start(), relate(start(), A.key, B.key, "binds"))
        ids = [relation.id for relation in current.relations]
        assert after(current, unrelate(current, ids)).relations == ()
        assert unrelate(current, ["another"]) == Decision()

    def test_goes_with_its_ends(self) -> None:
        current = after(start(), relate(start(), A.key, B.key, "binds"))
        gone = reject(current, current.by_id[B.key], Scope.MENTION)
        assert after(current, gone).relations == ()


def test_a_tag_comes_and_goes() -> None:
    current = after(start(), tag(start(), "biology"))
    assert current.state.tags == {"biology"}
    assert after(current, tag(current, "biology")).state.tags == frozenset()
    assert tag(current, "") == Decision()


class TestFragments:
    def test_a_part_that_lies_apart_makes_it_discontinuous(self) -> None:
        current = start()
        current = after(current, add_fragment(current.by_id[A.key], TEXT, (15, 20)))
        span = current.by_id[A.key].span
        assert span.fragments == ((0, 5), (15, 20))
        assert name_of(span) == "alpha … actin"
        assert current.by_id[A.key].status is Status.CORRECTED

    def test_what_fills_the_gap_makes_it_an_ordinary_one(self) -> None:
        current = start()
        for part in ((15, 20), (5, 15)):
            current = after(current, add_fragment(current.by_id[A.key], TEXT, part))
        span = current.by_id[A.key].span
        assert (span.range, span.fragments) == ((0, 20), ())
        assert name_of(span) == TEXT[:20]

    def test_what_it_covers_already_changes_nothing(self) -> None:
        assert add_fragment(start().by_id[A.key], TEXT, (1, 3)) == Decision()

    @given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 7)), min_size=1, max_size=6))
    def test_the_parts_cover_what_was_added_and_nothing_else(self, parts) -> None:
        annotation = Annotation(A.key, A, Status.PREDICTED, A)
        wanted = set(range(*A.range))
        for start_, length in parts:
            part = start_, min(start_ + length, len(TEXT))
            wanted |= set(range(*part))
            decision = add_fragment(annotation, TEXT, part)
            if decision.changes:
                span = decision.changes[-1].after
                assert span is not None
                annotation = Annotation(A.key, span, Status.CORRECTED, A)
        span = annotation.span
        span.check(TEXT)
        covered = {i for s, e in span.fragments or (span.range,) for i in range(s, e)}
        assert covered == wanted
