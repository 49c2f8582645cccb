"""A document is an article and the annotations that were chosen for export."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from annotations.annotation_set import AnnotationSet, Status
from annotations.article import Article
from annotations.corrections import Author, Change, Kind
from annotations.errors import SpanError
from annotations.formats.document import STANDING, Document, encodable
from annotations.predictions import Predictions
from annotations.span import Span, filter_spans
from tests.annotations.formats.documents import PIPELINE, document, documents, reviewed
from tests.annotations.strategies import ARTICLE, event, histories


def surfaces(chosen: Document) -> list[tuple[str, str]]:
    return [(a.span.text, str(a.status)) for a in chosen.annotations]


class TestChoice:
    def test_is_what_the_screen_shows(self):
        assert surfaces(Document.of(*reviewed())) == [
            ("Donald Lu", "accepted"), ("Dushanbe", "corrected"), ("Mr Lu", "added"),
            ("“plov”", "predicted"), ("plov", "predicted"),
        ]  # fmt: skip

    @pytest.mark.parametrize("status", sorted(Status))
    def test_of_one_status(self, status):
        chosen = Document.of(*reviewed(), [status])
        assert {a.status for a in chosen.annotations} == {status}

    def test_the_rejected_come_in_their_place_when_asked_for(self):
        chosen = Document.of(*reviewed(), [Status.REJECTED, Status.ADDED])
        assert surfaces(chosen) == [("Mr Lu", "added"), ("Lu", "rejected")]

    def test_relations_need_both_ends(self):
        assert [r.label for r in Document.of(*reviewed()).relations] == ["visits"]
        assert Document.of(*reviewed(), [Status.ACCEPTED]).relations == ()

    @given(histories())
    def test_is_the_standing_set_whatever_happened(self, history):
        current = history.fold()
        chosen = Document.of(ARTICLE, current, STANDING)
        assert chosen.annotations == current.annotations
        assert chosen.relations == current.relations
        assert (chosen.state, chosen.progress) == (current.state, current.progress)
        assert chosen.live_events == current.live_events

    def test_a_span_that_does_not_fit_the_text_is_refused(self):
        article, _ = reviewed()
        wrong = Predictions(article.id, PIPELINE, (Span(0, 3, "X", "Ron"),))
        with pytest.raises(SpanError, match="says “Ron” where the article says “Don”"):
            Document.of(article, AnnotationSet.fold(article.id, [wrong]))


class TestFacts:
    def test_name_is_the_title_the_source_or_the_id(self):
        article = Article("a", title="Title", source="a.txt")
        assert Document(article, ()).name == "Title"
        assert Document(replace(article, title=""), ()).name == "a.txt"
        assert Document(Article("a"), ()).name == Article("a").id[:12]

    def test_meta_says_what_is_known(self):
        article, current = reviewed()
        assert Document.of(article, current).meta() == {
            "id": article.id, "title": "Lu, in “Dushanbe”", "byline": "Ines Calloway",
            "date": "24 May 2022", "language": "en", "source": "texts/lu.txt",
            "tags": ["aid", "border"], "note": "read twice", "status": "started",
            "flagged": True,
        }  # fmt: skip
        assert Document(Article("a"), ()).meta() == {"id": Article("a").id}

    def test_time_is_that_of_the_last_decision_that_counts(self):
        accepted = event(1, Change(Kind.ADD, "+1", after=Span.of(ARTICLE.text, 0, 2, "X")))
        noted = event(2, Change(Kind.NOTE, "+1", value="n"))
        taken_back = event(3, Change(Kind.UNDO, noted.batch))
        for events, expected in [
            ([accepted], accepted),
            ([accepted, noted], noted),
            ([accepted, noted, taken_back], accepted),
        ]:
            chosen = Document.of(ARTICLE, AnnotationSet.fold(ARTICLE.id, (), events))
            assert chosen.time(chosen.annotations[0]) == expected.time

    def test_nobody_decided_at_no_time(self):
        article, current = reviewed()
        plov = Document.of(article, current).annotations[-1]
        assert Document.of(article, current).time(plov) == ""

    def test_a_name_from_an_undecodable_file_name_can_be_written(self):
        assert encodable("caf\udce9.txt") == "caf?.txt"
        assert encodable("café 😀") == "café 😀"
        stamped = Author("a").stamp("x", [Change(Kind.TAG, value="\udce9")])
        chosen = Document.of(
            Article("x", source="caf\udce9.txt"), AnnotationSet.fold("x", (), stamped)
        )
        assert (chosen.meta()["source"], chosen.meta()["tags"]) == ("caf?.txt", ["?"])


class TestFlat:
    @settings(max_examples=40)
    @given(documents())
    def test_is_the_choice_of_filter_spans(self, chosen):
        expected = filter_spans(a.span for a in chosen.annotations)
        assert [a.span for a in chosen.flat] == expected

    @settings(max_examples=40)
    @given(documents())
    def test_with_the_overlaid_is_everything_once(self, chosen):
        both = sorted([*chosen.flat, *chosen.overlaid], key=chosen.annotations.index)
        assert tuple(both) == chosen.annotations

    def test_of_two_on_the_same_place_one_stays(self):
        chosen = document("Ann", (0, 3, "A"), (0, 3, "B"), (0, 3, "A"))
        assert [a.span.label for a in chosen.flat] == ["A"]
        assert [a.span.label for a in chosen.overlaid] == ["A", "B"]
