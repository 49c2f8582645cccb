"""A decision carried elsewhere: what would change where, and why some places had better stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations import decisions
from annotations.annotation_set import AnnotationSet, Status
from annotations.article import Article
from annotations.corrections import Author, Change, Kind
from annotations.decisions import Scope
from annotations.everywhere import NOT_WANTED, NOTHING, Effect, Verdict, cases, decision, query_for
from annotations.predictions import Pipeline, Predictions
from annotations.search import Query
from annotations.span import Span
from annotations.tokens import Tokens

ARTICLE = Article("Rain in Tajikistan. The Tajikistan Times wrote of Tajikistan's border.")
GPE = Verdict("Tajikistan", "GPE")


def spans(article: Article, *marked: tuple[str, str, int]) -> list[Span]:
    found = []
    for surface, label, nth in marked:
        at = -1
        for _ in range(nth + 1):
            at = article.text.index(surface, at + 1)
        found.append(Span.of(article.text, at, at + len(surface), label))
    return found


def predicted(*marked: tuple[str, str, int], article: Article = ARTICLE) -> AnnotationSet:
    found = tuple(sorted(spans(article, *marked)))
    return AnnotationSet.fold(article.id, [Predictions(article.id, Pipeline("p", "1"), found)])


def after(current: AnnotationSet, changes: tuple[Change, ...], who: str = "ann") -> AnnotationSet:
    return current.with_events(Author(who).stamp(current.article, changes))


def look(current: AnnotationSet, verdict: Verdict = GPE, article: Article = ARTICLE, **how):
    refused = how.pop("refused", ())
    return list(cases(current, article, verdict, Query(verdict.surface, **how), refused))


def effects(found) -> list[str]:
    return [f"{case.effect} {case.before}>{case.after} {case.reason}".strip() for case in found]


class TestVerdict:
    @pytest.mark.parametrize(
        ("act", "verdict"),
        [
            (lambda c, a: decisions.accept(c, a, Scope.ARTICLE), Verdict("Tajikistan", "NORP")),
            (lambda c, a: decisions.reject(c, a, Scope.ARTICLE), Verdict("Tajikistan", NOTHING)),
            (lambda c, a: decisions.relabel(c, a, "GPE", Scope.ARTICLE), GPE),
            (
                lambda c, a: decisions.resize(c, ARTICLE.text, a, (5, 18), Scope.MENTION),
                Verdict("in Tajikistan", "NORP", "Tajikistan"),
            ),
            (
                lambda c, a: decisions.label_each(c, ARTICLE.text, [(0, 4)], "EVENT"),
                Verdict("Rain", "EVENT"),
            ),
        ],
    )
    def test_it_is_what_the_act_decided(self, act, verdict):
        current = predicted(("Tajikistan", "NORP", 0), ("Tajikistan", "NORP", 2))
        target = next(iter(current))
        assert Verdict.of_changes(act(current, target).changes) == verdict

    def test_an_act_about_several_names_is_none(self):
        current = predicted(("Tajikistan", "NORP", 0), ("Rain", "EVENT", 0))
        assert Verdict.of_changes(decisions.accept_rest(current).changes) is None

    def test_what_had_to_go_says_nothing(self):
        current = predicted(("The Tajikistan Times", "ORG", 0))
        made = decisions.add(current, Tokens(ARTICLE), ARTICLE.text, (24, 34), "GPE", Scope.MENTION)
        assert {change.kind for change in made.changes} == {Kind.ADD, Kind.REJECT}
        assert Verdict.of_changes(made.changes) == GPE


class TestPlaces:
    def test_each_says_what_would_change(self):
        current = predicted(("Tajikistan", "NORP", 0), ("Tajikistan", "GPE", 1))
        found = look(current)
        assert effects(found) == ["relabel NORP>GPE", "accept GPE>GPE", "add >GPE"]
        assert (found[0].left, found[0].form) == ("Rain in ", "Tajikistan")

    def test_a_prediction_with_the_possessive_ending_is_trimmed(self):
        assert effects(look(predicted(("Tajikistan's", "NORP", 0))))[2] == "resize NORP>GPE"

    def test_what_is_so_already_is_not_listed(self):
        current = predicted(("Tajikistan", "NORP", 0))
        made = decisions.relabel(current, next(iter(current)), "GPE", Scope.ARTICLE)
        assert len(look(after(current, made.changes))) == 2

    def test_a_longer_name_speaks_against_it(self):
        found = look(predicted(("The Tajikistan Times", "ORG", 0)))
        assert found[1].reason == "inside “The Tajikistan Times” ORG"

    def test_unless_its_edges_are_what_was_moved(self):
        verdict = Verdict("Tajikistan", "GPE", "The Tajikistan Times")
        found = look(predicted(("The Tajikistan Times", "ORG", 0)), verdict)
        assert (found[1].effect, found[1].reason) == (Effect.RESIZE, "")

    @pytest.mark.parametrize(
        ("decide", "reason"),
        [
            (lambda c, a: decisions.relabel(c, a, "LOC", Scope.MENTION), "LOC by bob"),
            (lambda c, a: decisions.reject(c, a, Scope.MENTION), "no entity by bob"),
        ],
    )
    def test_what_a_human_decided_otherwise_speaks_against_it(self, decide, reason):
        current = predicted(("Tajikistan", "NORP", 0))
        made = decide(current, next(iter(current)))
        assert look(after(current, made.changes, "bob"))[0].reason == reason

    def test_plain_text_in_a_finished_article_speaks_against_it(self):
        current = after(predicted(), (Change(Kind.STATUS, value="done"),))
        assert {case.reason for case in look(current)} == {"the article is done"}

    def test_a_refusal_is_remembered(self):
        found = look(predicted(), refused={(8, 18)})
        assert [case.reason for case in found] == [NOT_WANTED, "", ""]

    def test_no_entity_is_carried_to_what_stands_there_only(self):
        current = predicted(("Tajikistan", "NORP", 0), ("The Tajikistan Times", "ORG", 0))
        assert effects(look(current, Verdict("Tajikistan", NOTHING))) == ["reject NORP>"]

    @pytest.mark.parametrize(
        ("surface", "how", "count"),
        [
            ("tajikistan", {}, 0),
            ("tajikistan", {"case": False}, 3),
            ("Tajik", {}, 0),
            ("Tajik", {"whole": False}, 3),
            ("Tajikistan", {"possessives": False}, 2),
            ("Time", {"inflected": True}, 1),
        ],
    )
    def test_how_it_is_looked_for(self, surface, how, count):
        assert len(look(predicted(), Verdict(surface, "GPE"), **how)) == count

    def test_a_name_in_the_midst_of_words_is_looked_for_as_it_stands(self):
        tokens = Tokens(ARTICLE)
        assert query_for(GPE, tokens).whole
        assert not query_for(Verdict("ajik", "GPE"), tokens).whole
        assert not query_for(Verdict("Tajikistan's", "GPE"), tokens).possessives


class TestDeciding:
    def test_the_chosen_places_become_what_was_decided(self):
        current = predicted(("Tajikistan", "NORP", 0), ("Tajikistan's", "NORP", 0))
        made = decision(look(current))
        assert made.mentions == 3
        standing = [f"{a.span.text} {a.span.label}" for a in after(current, made.changes)]
        assert standing == ["Tajikistan GPE"] * 3

    def test_a_chosen_place_is_changed_against_all_reasons(self):
        current = predicted(("Tajikistan", "NORP", 0), ("The Tajikistan Times", "ORG", 0))
        rejected = decisions.reject(current, next(iter(current)), Scope.MENTION)
        current = after(current, rejected.changes, "bob")
        made = decision(look(current))
        standing = after(current, made.changes)
        assert {a.span.label for a in standing} == {"GPE"}
        assert len(standing) == 3

    words = st.sampled_from(["Ann", "Lee", "Ann Lee", "of", "Lee's"])

    @given(
        st.lists(words, min_size=1, max_size=8),
        st.lists(st.tuples(st.integers(0, 40), st.integers(1, 9), st.sampled_from("AB"))),
        st.sampled_from(["A", "B", NOTHING]),
        st.booleans(),
    )
    def test_afterwards_nothing_is_left_to_carry(self, words, marks, label, whole):
        article = Article(" ".join(words))
        length = len(article.text)
        found = {
            Span.of(article.text, s, min(s + n, length), of) for s, n, of in marks if s < length
        }
        current = AnnotationSet.fold(
            article.id, [Predictions(article.id, Pipeline("p", "1"), tuple(sorted(found)))]
        )
        verdict = Verdict("Ann", label)
        for _ in range(len(words) + 1):
            made = decision(look(current, verdict, article, whole=whole))
            if not made.changes:
                break
            current = after(current, made.changes)
        assert not look(current, verdict, article, whole=whole)
        for annotation in current:
            annotation.span.check(article.text)
            assert label or annotation.span.text != "Ann" or annotation.status is Status.REJECTED
