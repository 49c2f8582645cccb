"""What is known of names, and where they are found: exactly, by whole words, the longest first."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotations.extraction.memory.names import ELSEWHERE, NOTHING, Entry, Names

SURFACES = st.sampled_from(["Iran", "Iran Air", "U.S.", "the UN", "$60 million", "Zoë", "O'Brien"])
LABELS = st.sampled_from(["GPE", "ORG", NOTHING, ELSEWHERE])
EVIDENCE = st.dictionaries(st.tuples(SURFACES, LABELS), st.integers(1, 4), max_size=8)


def names(**labels: str) -> Names:
    found = Names()
    found.add({(surface.replace("_", " "), label): 1 for surface, label in labels.items()})
    return found


def found(known: Names, text: str) -> list[str]:
    return [text[start:end] for (start, end), _ in known.find(text)]


class TestVerdict:
    def test_is_what_it_was_most_often(self):
        entry = Entry("Iran")
        entry.counts.update({"GPE": 9, "ORG": 1})
        assert (entry.verdict, entry.precision) == ("GPE", 0.9)

    def test_a_contradiction_retires_it(self):
        entry = Entry("Iran")
        entry.counts.update({"GPE": 1})
        assert entry.verdict == "GPE"
        entry.counts.update({"ORG": 1})
        assert entry.verdict is None

    def test_a_refusal_is_remembered(self):
        entry = Entry("Average")
        entry.counts.update({NOTHING: 1})
        assert entry.verdict == NOTHING

    def test_places_that_were_left_unmarked_count_against_it(self):
        entry = Entry("May")
        entry.counts.update({"PERSON": 1, ELSEWHERE: 1})
        assert entry.verdict is None
        entry.counts.update({ELSEWHERE: 9})
        assert entry.verdict is None

    def test_what_the_user_wrote_comes_first_and_forgetting_before_all(self):
        entry = Entry("Iran")
        entry.counts.update({"GPE": 9})
        entry.told = "LOC"
        assert entry.verdict == "LOC"
        entry.silenced = True
        assert entry.verdict is None

    def test_is_mixed_when_it_had_several_labels(self):
        entry = Entry("Iran")
        entry.counts.update({"GPE": 3, "ORG": 2, NOTHING: 4})
        assert entry.is_mixed
        assert entry.labels == {"GPE": 3, "ORG": 2}


class TestFinding:
    def test_whole_words_and_case(self):
        assert found(names(Iran="GPE"), "Iran, Iranian, IRAN, iran, Iran's") == ["Iran", "Iran"]

    def test_the_longest_wins(self):
        known = names(Iran="GPE", Iran_Air="ORG")
        assert found(known, "Iran Air flies to Iran") == ["Iran Air", "Iran"]

    def test_a_name_may_begin_with_a_sign(self):
        known = names(**{"@Reuters": "ORG"})
        assert found(known, "from @Reuters, not Reuters") == ["@Reuters"]

    def test_lower_case_words_are_not_looked_for(self):
        assert found(names(government="ORG", I="PERSON"), "I and the government") == []

    @given(EVIDENCE, st.lists(SURFACES, max_size=6))
    def test_finds_what_stands_there_without_overlap(self, evidence, parts):
        known, text, position = Names(), " ".join(parts), 0
        known.add(evidence)
        for (start, end), entry in known.find(text):
            assert text[start:end] == entry.surface
            assert start >= position
            position = end


@given(EVIDENCE, EVIDENCE)
def test_evidence_taken_out_leaves_what_was_there(first, second):
    once, twice = Names(), Names()
    once.add(first)
    twice.add(first)
    twice.add(second)
    twice.add(second, -1)
    assert {e.surface: e.counts for e in once} == {e.surface: e.counts for e in twice if e.counts}
