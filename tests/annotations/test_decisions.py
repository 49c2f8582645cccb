"""One human act settles every mention it should, and nothing that a human made by accident."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from annotations import decisions
from annotations.annotation_set import Annotation, AnnotationSet, Status
from annotations.article import Article
from annotations.corrections import Author, Change, Correction, Kind
from annotations.decisions import REPLACED, Decision, Scope
from annotations.predictions import Pipeline, Predictions
from annotations.span import Range, Span
from annotations.tokens import Tokens
from tests.annotations.strategies import LABELS

ARTICLE, MENTION = Scope.ARTICLE, Scope.MENTION


@dataclass
class Scene:
    """An article with predictions, and what was decided about them so far."""

    text: str
    predicted: tuple[Span, ...]
    events: list[Correction] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.article = Article(self.text)
        self.tokens = Tokens(self.article)
        self.author = Author("ann")

    @property
    def current(self) -> AnnotationSet:
        predictions = Predictions(self.article.id, Pipeline("pipe"), self.predicted)
        return AnnotationSet.fold(self.article.id, [predictions], self.events)

    def do(self, decision: Decision, annotator: str = "ann") -> AnnotationSet:
        self.author.annotator = annotator
        self.events += self.author.stamp(self.article.id, decision.changes)
        return self.current

    def find(self, start: int) -> Annotation:
        [found] = [a for a in self.current if a.span.start == start]
        return found

    def add(self, extent: Range, label: str, scope: Scope = ARTICLE, **more) -> Decision:
        return decisions.add(self.current, self.tokens, self.text, extent, label, scope, **more)

    def resize(self, start: int, extent: Range, scope: Scope = ARTICLE, **more) -> Decision:
        found = self.find(start)
        return decisions.resize(self.current, self.text, found, extent, scope, **more)


def scene(text: str, *found: tuple[int, int, str]) -> Scene:
    return Scene(text, tuple(Span.of(text, *row) for row in found))


def standing(current: AnnotationSet) -> list[tuple[int, int, str]]:
    return [(*a.span.range, a.span.label) for a in current]


def tajikistan() -> Scene:
    """Three mentions predicted NORP, one predicted GPE, one accepted as NORP, another name."""
    text = "Tajikistan, Tajikistan; Tajikistan: Tajikistan. Tajikistan! Tajik"
    starts = [0, 12, 24, 36, 48]
    labels = ["NORP", "NORP", "GPE", "NORP", "NORP"]
    rows = [(s, s + 10, label) for s, label in zip(starts, labels, strict=True)]
    made = scene(text, *rows, (60, 65, "NORP"))
    made.do(decisions.accept(made.current, made.find(48), MENTION))
    return made


class TestMentions:
    def test_share_surface_label_prediction_and_judgement(self):
        made = tajikistan()
        found = decisions.mentions(made.current, made.find(12))
        assert [a.span.start for a in found] == [12, 0, 36]

    def test_that_were_corrected_alike_but_predicted_otherwise_are_others(self):
        made = tajikistan()
        made.do(decisions.relabel(made.current, made.find(24), "NORP", MENTION))
        assert [a.span.start for a in decisions.mentions(made.current, made.find(24))] == [24]
        assert [a.span.start for a in decisions.mentions(made.current, made.find(48))] == [48]


class TestScope:
    @pytest.mark.parametrize(("scope", "settled"), [(ARTICLE, [0, 12, 36]), (MENTION, [12])])
    def test_accept(self, scope, settled):
        made = tajikistan()
        decision = decisions.accept(made.current, made.find(12), scope)
        assert decision.mentions == len(settled)
        current = made.do(decision)
        accepted = [a.span.start for a in current if a.status is Status.ACCEPTED]
        assert accepted == [*settled, 48]

    @pytest.mark.parametrize(("scope", "settled"), [(ARTICLE, [0, 12, 36]), (MENTION, [12])])
    def test_reject(self, scope, settled):
        made = tajikistan()
        decision = decisions.reject(made.current, made.find(12), scope)
        assert decision.mentions == len(settled)
        left = {start for start, _, _ in standing(made.do(decision))}
        assert left == {0, 12, 24, 36, 48, 60} - set(settled)

    @pytest.mark.parametrize(("scope", "settled"), [(ARTICLE, [0, 12, 36]), (MENTION, [12])])
    def test_relabel(self, scope, settled):
        made = tajikistan()
        decision = decisions.relabel(made.current, made.find(12), "LOC", scope)
        assert decision.mentions == len(settled)
        current = made.do(decision)
        assert [a.span.start for a in current if a.span.label == "LOC"] == settled

    def test_a_decision_can_be_changed_for_all_it_settled(self):
        made = tajikistan()
        made.do(decisions.relabel(made.current, made.find(0), "LOC", ARTICLE))
        decision = decisions.relabel(made.current, made.find(36), "GPE", ARTICLE)
        assert decision.mentions == 3

    def test_the_same_label_accepts(self):
        made = tajikistan()
        same = decisions.relabel(made.current, made.find(0), "NORP", ARTICLE)
        assert same == decisions.accept(made.current, made.find(0), ARTICLE)
        assert {change.kind for change in same.changes} == {Kind.ACCEPT}

    def test_accepting_what_is_accepted_changes_nothing(self):
        made = tajikistan()
        assert decisions.accept(made.current, made.find(48), ARTICLE) == Decision()

    def test_accepting_settles_a_conflict(self):
        made = tajikistan()
        made.do(decisions.relabel(made.current, made.find(48), "GPE", MENTION), "bob")
        assert made.find(48).conflict
        made.do(decisions.accept(made.current, made.find(48), ARTICLE))
        assert not made.find(48).conflict
        assert made.find(48).span.label == "GPE"

    def test_changes_say_what_stood_and_what_shall(self):
        made = tajikistan()
        before = made.find(24).span
        [rejected] = decisions.reject(made.current, made.find(24), MENTION).changes
        assert (rejected.before, rejected.after) == (before, None)
        [accepted] = decisions.accept(made.current, made.find(24), MENTION).changes
        assert (accepted.before, accepted.after) == (before, before)
        [relabelled] = decisions.relabel(made.current, made.find(24), "LOC", MENTION).changes
        assert (relabelled.before, relabelled.after) == (before, before.relabelled("LOC"))


class TestResize:
    TEXT = "the Pentagon and a Pentagon but the Pentagon; the Pentagon"

    def made(self) -> Scene:
        return scene(self.TEXT, *[(s, s + 8, "ORG") for s in (4, 19, 36, 50)])

    def test_others_follow_where_the_surface_comes_out_alike(self):
        made = self.made()
        decision = made.resize(4, (0, 12))
        assert decision.mentions == 3
        assert standing(made.do(decision)) == [
            (0, 12, "ORG"), (19, 27, "ORG"), (32, 44, "ORG"), (46, 58, "ORG"),
        ]  # fmt: skip

    def test_only_this_one_when_asked(self):
        made = self.made()
        assert [c.target for c in made.resize(4, (0, 12), MENTION).changes] == ["4-12:ORG"]

    @pytest.mark.parametrize("extent", [(4, 12), (4, 4), (9, 5), (-2, 12)])
    def test_to_nothing_new_changes_nothing(self, extent):
        assert self.made().resize(4, extent) == Decision()

    def test_the_mention_comes_first(self):
        changes = self.made().resize(36, (32, 44)).changes
        assert [c.target for c in changes] == ["36-44:ORG", "4-12:ORG", "50-58:ORG"]

    def test_replaces_predictions_that_it_comes_over(self):
        made = scene("Mr Lu of Ann", (3, 5, "PERSON"), (9, 12, "PERSON"), (6, 8, "ORG"))
        decision = made.resize(3, (3, 12))
        gone = [(c.target, c.kind, c.value) for c in decision.changes[1:]]
        assert gone == [
            ("6-8:ORG", Kind.REJECT, REPLACED), ("9-12:PERSON", Kind.REJECT, REPLACED),
        ]  # fmt: skip
        assert standing(made.do(decision)) == [(3, 12, "PERSON")]

    def test_asks_before_it_replaces_what_a_human_made(self):
        made = scene("Mr Lu of Ann", (3, 5, "PERSON"), (9, 12, "PERSON"))
        made.do(decisions.accept(made.current, made.find(9), MENTION))
        assert made.resize(3, (3, 12)) == Decision(blocking=(made.find(9),))
        assert standing(made.do(made.resize(3, (3, 12), force=True))) == [(3, 12, "PERSON")]

    def test_other_mentions_stay_where_a_human_is_in_their_way(self):
        made = scene("x Lu! x Lu!", (2, 4, "A"), (8, 10, "A"), (6, 7, "B"))
        made.do(decisions.accept(made.current, made.find(6), MENTION))
        decision = made.resize(2, (0, 4), force=True)
        assert decision.mentions == 1
        assert standing(made.do(decision)) == [(0, 4, "A"), (6, 7, "B"), (8, 10, "A")]

    def test_keeps_what_it_lay_over_already(self):
        made = scene("New York City", (0, 8, "GPE"), (0, 3, "X"), (4, 8, "Y"))
        outer = next(a for a in made.current if a.span.range == (0, 8))
        decision = decisions.resize(made.current, made.text, outer, (0, 13), ARTICLE)
        assert [c.kind for c in decision.changes] == [Kind.RESIZE]

    def test_replaces_nothing_when_overlap_is_meant(self):
        made = scene("Mr Lu of Ann", (3, 5, "PERSON"), (9, 12, "PERSON"))
        current = made.do(made.resize(3, (3, 12), overlap=True))
        assert standing(current) == [(3, 12, "PERSON"), (9, 12, "PERSON")]

    def test_what_was_replaced_does_not_replace_in_turn(self):
        made = scene("Ann Ann Ann Ann", *[(s, s + 3, "P") for s in (0, 4, 8, 12)])
        decision = made.resize(0, (0, 7))
        assert standing(made.do(decision)) == [(0, 7, "P"), (8, 15, "P")]
        assert decision.mentions == 2

    def test_mentions_may_come_to_lie_side_by_side(self):
        made = scene("a-a-a-", (0, 1, "P"), (2, 3, "P"), (4, 5, "P"))
        assert standing(made.do(made.resize(2, (2, 4)))) == [(0, 2, "P"), (2, 4, "P"), (4, 6, "P")]

    def test_mentions_do_not_grow_into_each_other(self):
        made = scene("x a x a x", (2, 3, "P"), (6, 7, "P"))
        decision = made.resize(2, (0, 5))
        assert decision.mentions == 1
        assert standing(made.do(decision)) == [(0, 5, "P"), (6, 7, "P")]


class TestAdd:
    TEXT = "Puma drones, a Puma, Pumas, Puma and Puma"

    def test_goes_to_every_free_place_with_the_same_surface(self):
        made = scene(self.TEXT, (28, 32, "ORG"))
        decision = made.add((0, 4), "PRODUCT")
        assert decision.mentions == 3
        assert standing(made.do(decision)) == [
            (0, 4, "PRODUCT"), (15, 19, "PRODUCT"), (28, 32, "ORG"), (37, 41, "PRODUCT"),
        ]  # fmt: skip
        assert {a.status for a in made.current if a.span.label == "PRODUCT"} == {Status.ADDED}

    def test_only_here_when_asked(self):
        decision = scene(self.TEXT).add((15, 19), "PRODUCT", MENTION)
        assert [c.after.range for c in decision.changes] == [(15, 19)]

    def test_part_of_a_token_stays_alone(self):
        assert scene(self.TEXT).add((0, 3), "X").mentions == 1

    def test_the_place_it_was_asked_for_comes_first(self):
        decision = scene(self.TEXT).add((28, 32), "PRODUCT")
        assert decision.changes[0].after.range == (28, 32)

    def test_every_addition_has_a_name_of_its_own(self):
        targets = [change.target for change in scene(self.TEXT).add((0, 4), "X").changes]
        assert len(set(targets)) == 4
        assert all(target.startswith("+") for target in targets)

    def test_replaces_predictions_under_it(self):
        made = scene(self.TEXT, (0, 4, "ORG"), (5, 11, "PRODUCT"))
        current = made.do(made.add((0, 11), "PRODUCT"))
        assert standing(current) == [(0, 11, "PRODUCT")]
        assert current.by_id["0-4:ORG"].status is Status.REJECTED

    def test_follows_over_predictions_of_parts_and_of_nothing_else(self):
        text = "New York, New York City, New York and New York"
        made = scene(text, (10, 13, "ORG"), (14, 18, "PERSON"), (25, 33, "GPE"), (38, 41, "X"))
        made.do(decisions.accept(made.current, made.find(38), MENTION))
        current = made.do(made.add((0, 8), "LOC"))
        assert standing(current) == [
            (0, 8, "LOC"), (10, 18, "LOC"), (25, 33, "GPE"), (38, 41, "X"),
        ]  # fmt: skip

    def test_asks_before_it_replaces_what_a_human_made(self):
        made = scene(self.TEXT)
        made.do(made.add((0, 4), "PRODUCT", MENTION))
        assert made.add((0, 11), "X") == Decision(blocking=(made.find(0),))
        assert standing(made.do(made.add((0, 11), "X", force=True))) == [(0, 11, "X")]

    def test_lies_over_others_when_overlap_is_meant(self):
        made = scene(self.TEXT, (0, 4, "ORG"))
        current = made.do(made.add((0, 11), "X", overlap=True))
        assert standing(current) == [(0, 11, "X"), (0, 4, "ORG")]

    def test_goes_to_places_side_by_side(self):
        made = scene("東東東")
        current = made.do(made.add((1, 2), "X"))
        assert standing(current) == [(0, 1, "X"), (1, 2, "X"), (2, 3, "X")]

    def test_does_not_lie_over_itself(self):
        made = scene("a b a b a")
        assert standing(made.do(made.add((4, 9), "X"))) == [(4, 9, "X")]


class TestRest:
    def test_accepts_what_nobody_judged(self):
        made = tajikistan()
        decision = decisions.accept_rest(made.current)
        assert decision.mentions == 5
        assert made.do(decision).unreviewed == 0
        assert decisions.accept_rest(made.current) == Decision()

    def test_within_a_choice_accepts_no_more(self):
        made = tajikistan()
        shown = [made.find(0), made.find(48)]
        assert [c.target for c in decisions.accept_rest(made.current, shown).changes] == [
            "0-10:NORP"
        ]

    def test_within_nothing_accepts_nothing(self):
        assert decisions.accept_rest(tajikistan().current, []) == Decision()

    def test_finish_accepts_the_rest_and_is_done(self):
        made = tajikistan()
        decision = decisions.finish(made.current)
        assert decision.mentions == 5
        current = made.do(decision)
        assert (current.unreviewed, current.progress) == (0, "done")

    def test_finish_is_one_act(self):
        made = tajikistan()
        before = made.current
        made.do(decisions.finish(before))
        made.do(Decision((Change(Kind.UNDO, made.events[-1].batch),)))
        assert (made.current.annotations, made.current.state) == (
            before.annotations, before.state,
        )  # fmt: skip


class TestAnnotate:
    @pytest.mark.parametrize(("kind", "field"), [(Kind.NOTE, "note"), (Kind.LINK, "link")])
    def test_is_about_this_mention_only(self, kind, field):
        made = tajikistan()
        decision = decisions.annotate(made.find(0), kind, "Q863")
        assert decision.mentions == 1
        current = made.do(decision)
        assert [getattr(a, field) for a in current] == ["Q863", "", "", "", "", ""]


WORDS = ("Ann", "Bob", "Ann Bob", "Ann", "x", "and")


@st.composite
def scenes(draw) -> Scene:
    """Short articles in which a few names recur, some predicted, some judged already."""
    text = " ".join(draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=8)))
    places = st.tuples(token_extents(text), st.sampled_from(LABELS[:2]))
    found = draw(st.lists(places, max_size=6, unique=True))
    made = Scene(text, tuple(Span.of(text, *extent, label) for extent, label in found))
    for _ in range(draw(st.integers(0, 2))):
        if standing(made.current):
            judged = draw(st.sampled_from(made.current.annotations))
            way = draw(st.sampled_from([decisions.accept, decisions.reject]))
            made.do(way(made.current, judged, MENTION))
    return made


def token_extents(text: str) -> st.SearchStrategy[Range]:
    """Stretches of one to three words of `text`."""
    words, position = [], 0
    for word in text.split(" "):
        words.append((position, position + len(word)))
        position += len(word) + 1
    first = st.integers(0, len(words) - 1)
    return st.tuples(first, st.integers(0, 2)).map(
        lambda row: (words[row[0]][0], words[min(row[0] + row[1], len(words) - 1)][1])
    )


@st.composite
def acts(draw, made: Scene, **more: bool) -> tuple[Range | None, Annotation | None, Decision]:
    """A decision in a scene: the extent it was about, the annotation, what it changes."""
    scope, label = draw(st.sampled_from(Scope)), draw(st.sampled_from(LABELS))
    extent = draw(token_extents(made.text))
    if not standing(made.current) or draw(st.booleans()):
        return extent, None, made.add(extent, label, scope, **more)
    chosen = draw(st.sampled_from(made.current.annotations))
    match draw(st.sampled_from(["accept", "reject", "relabel", "resize", "resize"])):
        case "accept":
            return None, chosen, decisions.accept(made.current, chosen, scope)
        case "reject":
            return None, chosen, decisions.reject(made.current, chosen, scope)
        case "relabel":
            return None, chosen, decisions.relabel(made.current, chosen, label, scope)
    decision = decisions.resize(made.current, made.text, chosen, extent, scope, **more)
    return extent, chosen, decision


class TestEveryDecision:
    @given(scenes(), st.data(), st.booleans(), st.booleans())
    def test_fits_the_text_and_settles_each_mention_once(self, made, data, force, overlap):
        _, _, decision = data.draw(acts(made, force=force, overlap=overlap))
        for change in decision.changes:
            for span in (change.before, change.after):
                assert span is None or made.text[span.start : span.end] == span.text
        targets = [change.target for change in decision.changes]
        assert len(targets) == len(set(targets))
        settled = [change for change in decision.changes if change.value != REPLACED]
        assert decision.mentions == len(settled)
        assert not (decision.blocking and decision.changes)

    @given(scenes(), st.data(), st.booleans())
    def test_makes_no_overlap_that_was_not_meant(self, made, data, force):
        before = overlapping_pairs(made.current)
        _, _, decision = data.draw(acts(made, force=force))
        assert overlapping_pairs(made.do(decision)) <= before

    @given(scenes(), st.data(), st.booleans())
    def test_takes_nothing_that_a_human_made_unless_forced_to(self, made, data, force):
        before = made.current
        extent, chosen, decision = data.draw(acts(made, force=force))
        meant = {a.id for a in decisions.mentions(before, chosen)} if chosen else set()
        if force and extent:
            meant |= {a.id for a in before.overlapping(extent)}
        after = made.do(decision)
        for annotation in before:
            if annotation.reviewed and annotation.id not in meant:
                assert after.by_id[annotation.id] == annotation

    @given(scenes(), st.data())
    def test_replaces_nothing_when_overlap_is_meant(self, made, data):
        _, _, decision = data.draw(acts(made, overlap=True))
        assert not any(change.value == REPLACED for change in decision.changes)
        assert decision.blocking == ()

    @given(scenes(), st.data())
    def test_about_one_mention_touches_no_other(self, made, data):
        extent = data.draw(token_extents(made.text))
        assume(standing(made.current))
        chosen = data.draw(st.sampled_from(made.current.annotations))
        for decision in (
            decisions.accept(made.current, chosen, MENTION),
            decisions.reject(made.current, chosen, MENTION),
            decisions.relabel(made.current, chosen, "LOC", MENTION),
            decisions.resize(made.current, made.text, chosen, extent, MENTION),
        ):
            settled = {c.target for c in decision.changes if c.value != REPLACED}
            assert settled <= {chosen.id}


def overlapping_pairs(current: AnnotationSet) -> set[frozenset[str]]:
    pairs = combinations(current.annotations, 2)
    return {frozenset((a.id, b.id)) for a, b in pairs if a.span.overlaps(b.span)}
