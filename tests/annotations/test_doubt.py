"""What to look at first: the graver the reason, the earlier; one row per decision."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotations import decisions
from annotations.annotation_set import AnnotationSet
from annotations.corrections import Author
from annotations.decisions import Scope
from annotations.doubt import doubts
from annotations.predictions import MEMORY, Pipeline, Predictions, Proposal
from annotations.span import Span

TEXT = "Ann met Bo and Ann and Cy in Dee and Bo in Eve."


def span(surface: str, label: str, nth: int = 0, **more) -> Span:
    at = -1
    for _ in range(nth + 1):
        at = TEXT.index(surface, at + 1)
    return Span.of(TEXT, at, at + len(surface), label, **more)


def said(*spans: Span, by: str = "one", proposals=()) -> Predictions:
    return Predictions("a", Pipeline(by, "1"), tuple(sorted(spans)), tuple(proposals))


def ranking(current: AnnotationSet) -> list[str]:
    return [f"{current.by_id[d.id].span.text}: {d.why}" for d in doubts(current)]


def test_the_graver_the_reason_the_earlier():
    current = AnnotationSet.fold(
        "a",
        [
            said(
                span("Ann", "PERSON"), span("Ann", "PERSON", 1),
                span("Bo", "PERSON"), span("Bo", "ORG", 1),
                span("Cy", "PERSON", score=0.4), span("Dee", "NORP"), span("Eve", "LOC"),
            ),
            said(span("Eve", "PERSON"), by="two"),
            said(by=MEMORY, proposals=[Proposal(span("Dee", "NORP").key, span("Dee", "GPE"))]),
        ],
    )  # fmt: skip
    assert ranking(current) == [
        "Eve: two says PERSON",
        "Eve: one says LOC",
        "Dee: one said NORP, the memory GPE",
        "Bo: several labels: PERSON 1, ORG 1",
        "Bo: several labels: PERSON 1, ORG 1",
        "Cy: score 0.40",
        "Ann: 2 mentions",
    ]


def test_what_a_human_decided_otherwise_comes_first():
    current = AnnotationSet.fold("a", [said(span("Bo", "ORG"), span("Bo", "PERSON", 1))])
    made = decisions.relabel(current, next(iter(current)), "GPE", Scope.MENTION)
    current = current.with_events(Author("ann").stamp("a", made.changes))
    assert ranking(current) == ["Bo: decided as GPE elsewhere here"]


def test_what_only_the_memory_says_is_doubtful():
    current = AnnotationSet.fold(
        "a", [said(span("Ann", "PERSON")), said(span("Bo", "X"), by=MEMORY)]
    )
    assert ranking(current)[0] == "Bo: only the memory says X"


marks = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 6), st.sampled_from("AB"), st.sampled_from("pq"))
)


@given(marks, st.lists(st.integers(0, 20)))
def test_every_decision_that_is_left_comes_once(found, judged):
    spans = {
        by: tuple(sorted({Span.of(TEXT, s, min(s + n, len(TEXT)), of) for s, n, of, p in found
                          if p == by}))
        for by in "pq"
    }  # fmt: skip
    current = AnnotationSet.fold("a", [said(*some, by=by) for by, some in spans.items()])
    author = Author("ann")
    for place in judged:
        left = [a for a in current if not a.reviewed]
        if left:
            made = decisions.reject(current, left[place % len(left)], Scope.ARTICLE)
            current = current.with_events(author.stamp("a", made.changes))
    ranked = doubts(current)
    assert [d.weight for d in ranked] == sorted((d.weight for d in ranked), reverse=True)
    settled = set()
    for doubt in ranked:
        group = {a.id for a in decisions.mentions(current, current.by_id[doubt.id])}
        assert not group & settled
        settled |= group
    assert settled == {a.id for a in current if not a.reviewed}
