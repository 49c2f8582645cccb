"""Every export says what the format could not carry."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from annotations.annotation_set import Annotation, Status
from annotations.article import Article
from annotations.errors import FormatError
from annotations.formats.base import CONTEXT, Feature
from annotations.formats.document import Document
from annotations.formats.losses import LISTED, Loss, LossError, LossReport, losses
from annotations.span import Span
from tests.annotations.formats.documents import document, documents, reviewed

NOTHING, EVERYTHING = Feature(0), ~Feature(0)


def lost(chosen: Document, feature: Feature) -> list[tuple[str, str]]:
    """Surface and detail of what a format loses that carries all but one feature."""
    found = list(losses(chosen, EVERYTHING & ~feature))
    assert all(loss.feature is feature for loss in found)
    return [(loss.span.text if loss.span else "", loss.detail) for loss in found]


class TestLosses:
    @pytest.mark.parametrize(
        ("feature", "expected"),
        [
            (Feature.NESTED, [("plov", "lies inside another")]),
            (Feature.OVERLAPPING, []),
            (Feature.DISCONTINUOUS, []),
            (Feature.NOTES, [("Dushanbe", "=the capital,\n“really”")]),
            (Feature.LINKS, [("Dushanbe", "Q9365")]),
            (Feature.RELATIONS, [("Donald Lu", "visits “Dushanbe”")]),
            (Feature.TAGS, [("", "aid, border")]),
            (Feature.STATE, [("", "flagged, read twice")]),
            (Feature.METADATA, [("", "title, byline, date, language")]),
            (Feature.STATUSES, [("", "1 accepted, 1 added, 1 corrected, 2 predicted")]),
            (Feature.ANNOTATORS, [("", "ann")]),
            (Feature.SCORES, []),
            (Feature.HISTORY, [("", "11 corrections")]),
            (Feature.EMPTY, []),
        ],
        ids=str,
    )
    def test_of_a_reviewed_article(self, feature, expected):
        assert lost(Document.of(*reviewed()), feature) == expected

    def test_names_only_what_is_known_of_the_article(self):
        assert lost(document("Ann", title="T"), Feature.METADATA) == [("", "title")]
        assert lost(document("Ann"), Feature.METADATA) == []

    def test_spans_that_cross(self):
        chosen = document("New York City", (0, 8, "A"), (4, 13, "B"), (4, 8, "C"))
        assert lost(chosen, Feature.OVERLAPPING) == [("New York", "crosses another")]
        assert lost(chosen, Feature.NESTED) == [("York", "lies inside another")]

    def test_spans_on_the_same_place(self):
        chosen = document("Ann", (0, 3, "A"), (0, 3, "B"))
        assert lost(chosen, Feature.NESTED) == [("Ann", "lies inside another")]

    def test_spans_in_parts(self):
        parts = Span(0, 9, "X", "alpha act", ((0, 5), (6, 9)))
        chosen = Document(Article("alpha actin"), (Annotation("+", parts, Status.ADDED),))
        assert lost(chosen, Feature.DISCONTINUOUS) == [("alpha act", "written as one stretch")]

    def test_scores(self):
        scored = Annotation("1", Span.of("Ann", 0, 3, "X", score=0.0))
        assert lost(Document(Article("Ann"), (scored,)), Feature.SCORES) == [("", "of 1 spans")]

    def test_articles_without_annotations(self):
        assert lost(document("Ann"), Feature.EMPTY) == [("", "nothing stands in it")]

    def test_done(self):
        done = Document.of(*reviewed())
        done = replace(done, state=replace(done.state, done=True, note="", flagged=False))
        assert lost(done, Feature.STATE) == [("", "done")]

    def test_a_remark_says_what_is_done_instead(self):
        chosen = document("Ann", (0, 3, "A"), (0, 3, "B"))
        [loss] = losses(chosen, ~Feature.NESTED, {Feature.NESTED: "in a layer"})
        assert loss.detail == "in a layer"

    @settings(max_examples=40)
    @given(documents())
    def test_who_carries_everything_loses_nothing(self, chosen):
        assert list(losses(chosen, EVERYTHING)) == []

    @settings(max_examples=40)
    @given(documents())
    def test_every_overlaid_span_is_nested_or_crosses(self, chosen):
        found = [
            loss.span
            for loss in losses(chosen, NOTHING)
            if loss.feature in Feature.NESTED | Feature.OVERLAPPING
        ]
        assert sorted(found) == sorted(a.span for a in chosen.overlaid)


class TestReport:
    def report(self) -> LossReport:
        return LossReport(losses(Document.of(*reviewed()), NOTHING))

    def test_is_empty_and_false_when_all_went(self):
        report = LossReport()
        assert (bool(report), len(report), report.counts, report.summary()) == (False, 0, {}, "")

    def test_counts_by_feature(self):
        report = self.report()
        report.add(losses(document("Ann", (0, 3, "A"), (0, 3, "B")), NOTHING))
        assert report.counts[Feature.NESTED] == 2
        assert list(report.counts)[:3] == [Feature.NESTED, Feature.NOTES, Feature.LINKS]
        assert report.serious.summary() == "nested 2, notes 1, links 1, relations 1"

    def test_serious_is_what_changes_what_is_annotated(self):
        features = {loss.feature for loss in self.report()}
        serious = {loss.feature for loss in self.report().serious}
        assert serious == {f for f in features if f not in CONTEXT}
        assert {loss.feature for loss in LossReport().serious} == set()

    def test_names_article_feature_and_span_in_one_line_each(self):
        lines = list(self.report().lines())
        assert lines[1] == (
            "Lu, in “Dushanbe”: notes: GPE 16-24 “Dushanbe”: =the capital, “really”"
        )
        assert not any("\n" in line for line in lines)

    def test_says_no_more_than_there_is(self):
        assert str(Loss(Feature.EMPTY, "id", "name")) == "name: empty"

    @pytest.mark.parametrize(("length", "shown"), [(100, "n" * 100), (101, "n" * 99 + "…")])
    def test_a_name_is_cut_at_a_hundred_characters(self, length, shown):
        assert str(Loss(Feature.EMPTY, "id", "n" * length)) == f"{shown}: empty"

    def test_long_texts_are_cut(self):
        line = str(Loss(Feature.NOTES, "id", "n" * 500, Span.of("a\nb" * 99, 0, 290, "X"), "d"))
        assert len(line) < 250
        assert "\n" not in line

    def test_as_json(self):
        _, loss, *_ = self.report()
        assert loss.to_dict() == {
            "lost": "notes",
            "article": reviewed()[0].id,
            "name": "Lu, in “Dushanbe”",
            "span": {"start": 16, "end": 24, "label": "GPE", "text": "Dushanbe"},
            "detail": "=the capital,\n“really”",
        }

    def test_forbid_refuses_the_serious_only(self):
        LossReport(loss for loss in self.report() if loss.feature in CONTEXT).forbid()
        with pytest.raises(LossError, match="nothing written, this would be lost: nested 1, n"):
            self.report().forbid()

    def test_a_refusal_is_a_format_error_that_carries_the_report(self):
        with pytest.raises(FormatError) as refusal:
            self.report().forbid()
        assert refusal.value.report.summary() == self.report().serious.summary()


def test_features_are_written_as_people_say_them():
    assert str(Feature.SUB_TOKEN) == "sub-token"
    assert str(Feature.NESTED | Feature.NOTES) == "nested, notes"


def test_a_report_lists_what_is_annotated_and_counts_the_rest():
    report = LossReport()
    for number in range(LISTED + 5):
        chosen = document(f"Ann {number}", (0, 3, "X"), title="T")
        report.add(losses(chosen, EVERYTHING & ~(Feature.METADATA | Feature.EMPTY)))
    assert report.counts == {Feature.METADATA: LISTED + 5}
    assert (len(report), len(list(report)), len(report.serious)) == (LISTED + 5, LISTED, 0)
    whole = LossReport()
    whole.add(report)
    whole.add(report)
    assert whole.counts == {Feature.METADATA: 2 * (LISTED + 5)}
    assert len(list(whole)) == LISTED
    notes = Loss(Feature.NOTES, "a", "a")
    assert len(list(LossReport([notes] * (LISTED + 5)))) == LISTED + 5
