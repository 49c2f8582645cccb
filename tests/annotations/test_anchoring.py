"""Annotations follow their words through a changed text, or wait for a human; none goes astray."""

from __future__ import annotations

import random
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from annotations.anchoring import CARRIED, CONTEXT, Anchored, Verdict, anchor, anchor_all, revise
from annotations.annotation_set import Annotation, AnnotationSet, Status
from annotations.article import Article
from annotations.corrections import Author, Change, Correction, Kind
from annotations.predictions import Predictions
from annotations.span import Span
from annotations.store.corpus import Corpus
from annotations.store.doctor import check
from tests.annotations.strategies import ARTICLE, PIPELINE, TEXT, at, histories, texts_with_spans

KEPT, MOVED, UNSURE, LOST = Verdict
BEFORE = "The delegation left early on Monday, and nobody at the ministry would say why it had. "
AFTER = " Snow fell on the passes that evening; two lorries turned back before the tunnel."


def marked(text: str) -> tuple[str, int, int]:
    """A text without the marks « and », and where they stood; -1 when there are none."""
    start, end = text.find("«"), text.find("»") - 1
    return text.replace("«", "").replace("»", ""), start, end


def anchored(old: str, new: str) -> tuple[Anchored, int, int]:
    """What became of the marked span, and where the new text has its marks."""
    text, start, end = marked(old)
    new_text, new_start, new_end = marked(new)
    found = anchor(Span.of(text, start, end, "GPE"), text, new_text)
    if found.found:
        found.found.check(new_text)
        assert found.found.label == "GPE"
    return found, new_start, new_end


LIST = "".join(f"Station {n} of «Vahdat» reported {n * 37} mm. " for n in range(1, 16))
"""A name fifteen times, each in its own words."""
FIFTEEN = [place.span() for place in re.finditer("«Vahdat»", LIST)]


def one_of_fifteen(number: int, text: str = LIST) -> str:
    """`LIST` with the marks at one of the names only."""
    parts = re.split("[«»]", text)
    return "".join(
        f"«{part}»" if place == 2 * number + 1 else part for place, part in enumerate(parts)
    )


PARAGRAPHS = (
    "In Khujand «Sughd Bank» opened a branch beside the old bazaar, to much applause.\n\n",
    "Farmers upstream had asked for credit since the drought of the year before last.\n\n",
    "The river rose by a metre in April, and took the lower bridge with it again.\n\n",
)

EDITS = {
    "nothing near": (f"{BEFORE}In «Dushanbe» it rained.{AFTER}",
                     f"{BEFORE}In «Dushanbe» it rained.{AFTER} The end.", KEPT),
    "inserted far before": (f"{BEFORE}In «Dushanbe» it rained.{AFTER}",
                            f"Corrected. {BEFORE}In «Dushanbe» it rained.{AFTER}", KEPT),
    "deleted far before": (f"{BEFORE}{BEFORE[:31]} In «Dushanbe» it rained.{AFTER}",
                           f"{BEFORE[40:]}{BEFORE[:31]} In «Dushanbe» it rained.{AFTER}", KEPT),
    "replaced just before": (f"{BEFORE}In «Dushanbe» it rained.{AFTER}",
                             f"{BEFORE}Over «Dushanbe» it rained.{AFTER}", MOVED),
    "replaced just behind": (f"{BEFORE}In «Dushanbe» it rained.{AFTER}",
                             f"{BEFORE}In «Dushanbe» snow fell.{AFTER}", MOVED),
    "replaced on both sides": (f"{BEFORE}In «Dushanbe» it rained.{AFTER}",
                               f"{BEFORE}Near «Dushanbe» he rained.{AFTER}", MOVED),
    "inserted right before": (f"{BEFORE}In «York» it rained.{AFTER}",
                              f"{BEFORE}In New «York» it rained.{AFTER}", MOVED),
    "deleted right behind": (f"{BEFORE}In «Dushanbe» city it rained.{AFTER}",
                             f"{BEFORE}In «Dushanbe» it rained.{AFTER}", MOVED),
    "at the very start": (f"«Dushanbe» is wet.{AFTER}", f"Rain. «Dushanbe» is wet.{AFTER}", MOVED),
    "at the very end": (f"{BEFORE}So says «Lu»", f"{BEFORE}So says «Lu», again", MOVED),
    "grown together with a word": (f"{BEFORE}In «Dushanbe» it rained.{AFTER}",
                                   f"{BEFORE}In «Dushanbe»it rained.{AFTER}", UNSURE),
    "a letter inside": (f"{BEFORE}In «Dushanbe» it rained.{AFTER}",
                        f"{BEFORE}In «Dushambe» it rained.{AFTER}", UNSURE),
    "a word inside": (f"{BEFORE}By «Assistant Secretary Lu» in person.{AFTER}",
                      f"{BEFORE}By «Assistant State Secretary Lu» in person.{AFTER}", UNSURE),
    "another name": (f"{BEFORE}In «Dushanbe» it rained.{AFTER}",
                     f"{BEFORE}In Bishkek it rained.{AFTER}", LOST),
    "deleted": (f"{BEFORE}In «Dushanbe» it rained.{AFTER}", f"{BEFORE}It rained.{AFTER}", LOST),
    "the sentence deleted": (f"{BEFORE}In «Dushanbe» it rained.{AFTER}", f"{BEFORE}{AFTER}", LOST),
    "rewritten": (f"{BEFORE}In «Dushanbe» it rained.{AFTER}",
                  "Prices of cotton were steady throughout, said brokers in Liverpool.", LOST),
    "emptied": (f"{BEFORE}In «Dushanbe» it rained.{AFTER}", "", LOST),
    "deleted, and named elsewhere": (
        f"{BEFORE}In «Dushanbe» it rained.{AFTER}",
        f"{BEFORE}It rained.{AFTER} The mayor of Dushanbe was not amused by any of this.", LOST),
    "deleted before a twin": (f"{BEFORE}«Lu» spoke first. Lu left.{AFTER}",
                              f"{BEFORE}«Lu» left.{AFTER}", UNSURE),
    "a twin deleted before it": (f"{BEFORE}Lu spoke first. «Lu» left.{AFTER}",
                                 f"{BEFORE}«Lu» left.{AFTER}", UNSURE),
    "one of two alike deleted": (f"{BEFORE}In «Oral» rain. In Oral rain.{AFTER}",
                                 f"{BEFORE}In «Oral» rain.{AFTER}", UNSURE),
    "paragraphs in another order": ("".join(PARAGRAPHS),
                                    "".join(PARAGRAPHS[1:] + PARAGRAPHS[:1]), MOVED),
    "a paragraph twice": ("".join(PARAGRAPHS),
                          PARAGRAPHS[1] + "".join(PARAGRAPHS), MOVED),
    "an emoji before": (f"{BEFORE}In «Dushanbe» it rained.{AFTER}",
                        f"👩‍👩‍👧🇹🇯 {BEFORE}In «Dushanbe» it rained.{AFTER}", KEPT),
    "an emoji that is the span": (f"{BEFORE}See «👩‍👩‍👧» there.{AFTER}",
                                  f"{BEFORE}Now see «👩‍👩‍👧» there.{AFTER}", MOVED),
    "an emoji that grew": (f"{BEFORE}See «👩‍👩‍👧» there.{AFTER}",
                           f"{BEFORE}See «👩‍👩‍👧»‍👦 there.{AFTER}", UNSURE),
    "wrapped anew": (f"{BEFORE}By «Secretary Lu» himself.{AFTER}",
                     f"{BEFORE}By «Secretary\nLu» himself.{AFTER}", KEPT),
    "no spaces between words": ("昨日、政府は«東京»で会議を開いた。詳細は後で発表される。",
                                "昨日、政府は«東京»で会談を開いた。詳細は後で発表される。",
                                MOVED),
}  # fmt: skip


@pytest.mark.parametrize("name", EDITS)
def test_a_span_follows_its_words(name):
    old, new, verdict = EDITS[name]
    found, start, end = anchored(old, new)
    assert found.verdict is verdict
    if verdict is LOST:
        assert found.found is None
    else:
        assert found.found.range == (start, end)


@pytest.mark.parametrize("number", range(15))
@pytest.mark.parametrize("gone", [0, 7, 14])
def test_one_of_fifteen_is_told_from_the_others(number, gone):
    sentences = re.findall("Station .*?mm. ", LIST)
    sentences[gone] = ""
    new = "".join(sentences)
    place = number - (number > gone)
    found, start, end = anchored(one_of_fifteen(number), one_of_fifteen(place, new))
    if number == gone:
        assert found.placed is None
    else:
        assert found.found.range == (start, end)


@pytest.mark.parametrize(
    ("change", "back"),
    [
        (lambda text: text.replace("\n", "\r\n"), lambda text: text.replace("\r\n", "\n")),
        (lambda text: unicodedata.normalize("NFD", text), lambda text: text),
    ],
    ids=["line ends", "normal forms"],
)
def test_line_ends_and_normal_forms_count_for_nothing(change, back):
    text = "Ñuñoa:\nZoë\nBrontë, Đặng\nThị Ngọc, 각하 and\nco. " * 3
    other = change(text)
    words = "Ñuñoa", "Zoë\nBrontë", "Đặng\nThị Ngọc", "각", "co"
    places = [m for word in words for m in re.finditer(re.escape(word), text)]
    spans = [Span.of(text, *place.span(), "X") for place in places]
    there = anchor_all(spans, text, other)
    assert {found.verdict for found in there} == {KEPT}
    for span, found in zip(spans, there, strict=True):
        assert found.found.text == change(span.text)
    again = anchor_all([found.found for found in there], other, text)
    assert [found.placed for found in again] == spans


def test_the_parts_of_a_span_move_with_it():
    old = f"{BEFORE}North and South Korea met.{AFTER}"
    start = old.index("North")
    span = Span.of(
        old, start, start + 21, "GPE", fragments=((start, start + 5), (start + 16, start + 21))
    )
    new = old.replace("and South", "and\r\nSouth")
    assert anchor(span, old, "New. " + new).placed == Span.of(
        "New. " + new, start + 5, start + 27, "GPE",
        fragments=((start + 5, start + 10), (start + 22, start + 27)),
    )  # fmt: skip


def test_the_answer_says_what_stood_around():
    found, _, _ = anchored(*EDITS["deleted"][:2])
    assert found.context == (BEFORE[3 - CONTEXT :] + "In ", f" it rained.{AFTER}"[:CONTEXT])


@given(texts_with_spans(), st.data())
def test_whatever_the_texts_what_is_placed_reads_the_same(case, data):
    text, spans = case
    cut = data.draw(st.integers(0, len(text)))
    new = text[:cut] + data.draw(st.sampled_from(["", "x", " ", "\r\n", "e\u0301", "Bob"])) + text[
        data.draw(st.integers(cut, len(text))) :
    ]  # fmt: skip
    for span, found in zip(spans, anchor_all(spans, text, new), strict=True):
        if found.found:
            found.found.check(new)
        if found.placed:
            assert words(found.placed.text) == words(span.text)


def words(text: str) -> str:
    """A text without what counts for nothing."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFD", text))


# --- texts that are edited where it is known what became of each character ---------------------


@dataclass
class Draft:
    """A text under edit that knows which character of the old text each of its own is."""

    text: str
    origins: list[int]

    @classmethod
    def of(cls, text: str) -> Draft:
        return cls(text, list(range(len(text))))

    def replace(self, start: int, end: int, text: str) -> None:
        old, origins = self.text[start:end], self.origins[start:end]
        same = len(text) == len(old)
        new = [o if same and a == b else -1 for a, b, o in zip(text, old, origins, strict=False)]
        new += [-1] * (len(text) - len(new))
        self.text = self.text[:start] + text + self.text[end:]
        self.origins[start:end] = new

    def copy(self, start: int, end: int, to: int) -> None:
        text, origins = self.text[start:end], self.origins[start:end]
        self.text = self.text[:to] + text + self.text[to:]
        self.origins[to:to] = origins

    def move(self, start: int, end: int, to: int) -> None:
        self.copy(start, end, to)
        shift = (end - start) * (to <= start)
        self.replace(start + shift, end + shift, "")

    def places(self, span: Span) -> list[int]:
        """Where the words of a span have gone, whole."""
        starts = (n for n, origin in enumerate(self.origins) if origin == span.start)
        return [n for n in starts if self._reads(n, span)]

    def _reads(self, start: int, span: Span) -> bool:
        """Whether the span begins at `start`, be there more or less space between its words."""
        letters = [place for place in range(*span.range) if span.text[place - span.start] != " "]
        here = (n for n in range(start, len(self.text)) if not self.text[n].isspace())
        return all(self.origins[n] == place for n, place in zip(here, letters, strict=False))


def vocabulary(rng: random.Random) -> list[str]:
    syllables = re.findall("..", "tajikidushbemoralevinogemateluspeanoris")
    return ["".join(rng.choices(syllables, k=rng.choice([1, 1, 2, 2, 3, 4]))) for _ in range(2500)]


def synthetic(rng: random.Random, stock: list[str], length: int) -> tuple[str, list[Span]]:
    """A text with the frequencies of a language, and the names in it, many of them often."""
    names = [" ".join(rng.choices(stock, k=rng.choice([1, 1, 2, 3]))).title() for _ in range(60)]
    weights = [1 / (rank + 2) for rank in range(len(stock))]
    pieces: list[str] = []
    places: list[int] = []
    while len(pieces) < length:
        sentence = rng.choices(stock, weights, k=rng.randint(5, 25))
        for place in range(len(sentence)):
            if rng.random() < 0.12:
                sentence[place] = names[min(int(rng.expovariate(0.08)), 59)]
                places.append(len(pieces) + place)
        sentence[-1] += rng.choice([".", ".", ".\n"])
        pieces += sentence
    starts = [0]
    for piece in pieces:
        starts.append(starts[-1] + len(piece) + 1)
    spans = [(starts[n], pieces[n].rstrip(".\n")) for n in places]
    return " ".join(pieces), [Span(s, s + len(name), "X", name) for s, name in spans]


def edit(rng: random.Random, draft: Draft, stock: list[str]) -> None:
    """One thing that an editor does."""
    found = [*re.finditer(r"\S+\s*", draft.text)]
    lines = [*re.finditer(r"[^.]+\.\s*", draft.text)]
    first = rng.randrange(len(found))
    start, end = (
        found[first].start(),
        found[min(len(found) - 1, first + rng.choice([0, 0, 1, 5]))].end(),
    )
    line, other = rng.choice(lines), rng.choice(lines)
    fresh = " ".join(rng.choices(stock, k=rng.choice([1, 1, 2, 5]))) + " "
    match rng.choices(range(8), [8, 8, 8, 4, 2, 2, 1, 1])[0]:
        case 0:
            draft.replace(start, end, fresh)
        case 1:
            draft.replace(start, start, fresh)
        case 2:
            draft.replace(start, end, "")
        case 3:
            place = rng.randrange(len(draft.text))
            draft.replace(place, place + rng.choice([0, 1]), rng.choice(["x", "e", "", " "]))
        case 4:
            draft.replace(*line.span(), "")
        case 5:
            draft.replace(line.start(), line.start(), fresh.capitalize() * 3 + ". ")
        case 6:
            draft.copy(*line.span(), other.start())
        case 7 if line is not other:
            draft.move(*line.span(), other.start())


def became(seed: int, edits: int) -> Counter[str]:
    """What became of the spans of one text, held against what did."""
    rng = random.Random(seed)
    stock = vocabulary(rng)
    text, spans = synthetic(rng, stock, 1500)
    draft = Draft.of(text)
    for _ in range(edits):
        edit(rng, draft, stock)
    counts: Counter[str] = Counter()
    for span, found in zip(spans, anchor_all(spans, text, draft.text), strict=True):
        places = draft.places(span)
        there = found.found is not None and found.found.start in places
        counts["alive" if places else "destroyed"] += 1
        counts["silently wrong"] += found.placed is not None and not there
        counts["placed"] += found.placed is not None
        counts["alive and lost"] += bool(places) and found.found is None
    return counts


def test_no_span_is_silently_wrong_in_forty_edited_texts():
    total: Counter[str] = Counter()
    for seed in range(40):
        total += became(seed, [5, 15, 30, 60][seed % 4])
    assert total["alive"] > 5000
    assert total["destroyed"] > 200
    assert total["silently wrong"] == 0
    assert total["alive and lost"] <= total["alive"] * 0.001
    assert total["placed"] >= total["alive"] * 0.985


def test_another_text_takes_nothing_over():
    rng = random.Random(7)
    stock = vocabulary(rng)
    old, spans = synthetic(rng, stock, 3000)
    new, _ = synthetic(rng, stock, 3000)
    assert [found for found in anchor_all(spans, old, new) if found.placed] == []


NAMES = ("Ann", "Bob", "New York", "the State Department")
PLAIN = ("in", "the", "and", "said", "waits", "for", "rain", "today", "again", "with", "officials")


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, Span, Draft]:
    """A text, a span of it, and the text after edits that leave the span alone."""
    pieces = draw(st.lists(st.sampled_from(NAMES + PLAIN), min_size=10, max_size=60))
    chosen = draw(st.integers(0, len(pieces) - 1))
    start = len("".join(piece + " " for piece in pieces[:chosen]))
    text = " ".join(pieces)
    span = Span.of(text, start, start + len(pieces[chosen]), "X")
    draft = Draft.of(text)
    for _ in range(draw(st.integers(1, 4))):
        place = draft.origins.index(span.start)
        before = draw(st.booleans())
        low, high = (0, place) if before else (place + len(span.text), len(draft.text))
        cut = sorted(draw(st.lists(st.integers(low, high), min_size=2, max_size=2)))
        draft.replace(
            cut[0], min(cut[1], cut[0] + 40), draw(st.sampled_from(("", " ", *NAMES, *PLAIN)))
        )
    return text, span, draft


@settings(max_examples=400)
@given(edited())
def test_edits_elsewhere_neither_lose_nor_misplace_a_span(case):
    text, span, draft = case
    before, behind = text[max(0, span.start - 12) : span.start], text[span.end : span.end + 12]
    assume(text.count(before + span.text + behind) == 1)
    assume(before + span.text in draft.text or span.text + behind in draft.text)
    found = anchor(span, text, draft.text)
    assert found.found is not None
    if found.placed:
        start, end = found.placed.range
        twin = around(draft.text, start, end) == around(text, *span.range)
        assert twin or start in draft.places(span)


def around(text: str, start: int, end: int) -> tuple[str, str]:
    """The words before and behind."""
    return words(text[:start])[-CONTEXT:], words(text[end:])[:CONTEXT]


# --- what people decided -----------------------------------------------------------------------

NEW = Article("Something new stands before it all. " + TEXT + " And something behind.")
SHIFT = NEW.text.index(TEXT)


def shifted(span: Span | None) -> Span | None:
    return Span.of(NEW.text, span.start + SHIFT, span.end + SHIFT, span.label) if span else None


def standing(current: AnnotationSet, move=lambda span: span) -> list[tuple]:
    """All that people made or judged, wherever it stands."""
    ends = {end for relation in current.relations for end in (relation.source, relation.target)}
    live = {event.target for event in current.live_events} | ends
    known = [a for a in current.by_id.values() if a.id in live]
    known = [a for a in known if a.predicted or a.status is not Status.REJECTED]
    return sorted(map(repr, ((move(a.span), move(a.predicted), a.status, a.annotator, a.note,
                              a.link, a.conflict, a.pipeline) for a in known)))  # fmt: skip


def related(current: AnnotationSet, move=lambda span: span) -> list[tuple]:
    """The relations, with what they join."""
    return sorted(
        repr(
            (r.id, r.label, move(current.by_id[r.source].span), move(current.by_id[r.target].span))
        )
        for r in current.relations
    )


@given(histories())
def test_all_that_people_decided_stands_in_the_new_text(history):
    before = history.fold()
    revision = revise(before, ARTICLE, NEW, Author("eve"))
    after = AnnotationSet.fold(NEW.id, revision.predictions, revision.corrections)
    assert standing(after) == standing(before, shifted)
    assert related(after) == related(before, shifted)
    assert (after.state.tags, after.state.note, after.state.flagged) == (
        before.state.tags, before.state.note, before.state.flagged,
    )  # fmt: skip
    assert not after.state.done
    assert not revision.unsure + revision.lost + revision.unrelated
    assert len({event.batch for event in revision.corrections}) <= 1
    assert all(event.time > before.events[-1].time for event in revision.corrections)


OLD = Article(
    f"{BEFORE}In Tajikistan he met Donald Lu of the State Department, near Dushanbe.{AFTER}"
)


def span(article: Article, surface: str, label: str) -> Span:
    start = article.text.index(surface)
    return Span.of(article.text, start, start + len(surface), label)


@pytest.fixture
def decided() -> AnnotationSet:
    """Predictions, judged by two people in every way."""
    country, person = span(OLD, "Tajikistan", "NORP"), span(OLD, "Donald Lu", "PERSON")
    office, wide = span(OLD, "State Department", "ORG"), span(OLD, "near Dushanbe", "GPE")
    rest = span(OLD, "Monday", "DATE")
    town, snow = span(OLD, "Dushanbe", "GPE"), span(OLD, "Snow", "PERSON")
    changes = [
        ("ann", Change(Kind.RELABEL, country.key, country, country.relabelled("GPE"))),
        ("bob", Change(Kind.ACCEPT, person.key, person, person)),
        ("bob", Change(Kind.LINK, person.key, person, person, "Q5295436")),
        ("ann", Change(Kind.ACCEPT, office.key, office, office)),
        ("ann", Change(Kind.RESIZE, wide.key, wide, town)),
        ("bob", Change(Kind.REJECT, snow.key, snow)),
        ("bob", Change(Kind.ADD, "+passes", after=span(OLD, "the passes", "LOC"))),
        ("ann", Change(Kind.RELATE, "r1", value="works for", ends=(person.key, office.key))),
        ("ann", Change(Kind.RELATE, "r2", value="left on", ends=(person.key, rest.key))),
        ("ann", Change(Kind.TAG, value="politics")),
        ("ann", Change(Kind.TAG, value="draft")),
        ("bob", Change(Kind.UNTAG, value="draft")),
        ("bob", Change(Kind.STATUS, value="done")),
    ]
    events = [
        Correction(f"e{n:02}", f"b{n}", OLD.id, annotator, at(n), change)
        for n, (annotator, change) in enumerate(changes)
    ]
    spans = tuple(sorted((country, person, office, wide, rest, snow)))
    return AnnotationSet.fold(OLD.id, [Predictions(OLD.id, PIPELINE, spans)], events)


def revised(decided: AnnotationSet, new: Article):
    revision = revise(decided, OLD, new, Author("eve"))
    return revision, AnnotationSet.fold(new.id, revision.predictions, revision.corrections)


def found(current: AnnotationSet, surface: str) -> Annotation:
    (annotation,) = (a for a in current.by_id.values() if a.span.text == surface)
    return annotation


def test_who_decided_stays_visible(decided):
    revision, after = revised(decided, Article("News. " + OLD.text))
    assert found(after, "Tajikistan").annotator == "ann"
    assert found(after, "Donald Lu").annotator == "bob"
    first = revision.corrections[0]
    assert (first.annotator, first.extra[CARRIED]) == (
        "ann", {"article": OLD.id, "event": "e00", "time": at(0), "by": "eve"},
    )  # fmt: skip
    assert Correction.from_dict(first.to_dict()).extra == first.extra


def test_a_second_revision_keeps_when_it_was_decided(decided):
    new, newer = Article("News. " + OLD.text), Article("More news. " + OLD.text)
    _, after = revised(decided, new)
    again = revise(after, new, newer, Author("kim")).corrections[0]
    assert again.extra[CARRIED]["time"] == at(0)
    assert again.extra[CARRIED]["by"] == "kim"
    assert again.extra[CARRIED]["article"] == new.id


def test_only_what_people_touched_is_predicted_anew(decided):
    revision, after = revised(decided, Article(OLD.text + " The end."))
    (predictions,) = revision.predictions
    assert predictions.pipeline == PIPELINE
    assert [s.text for s in predictions.spans] == [
        "Monday", "Tajikistan", "Donald Lu", "State Department", "near Dushanbe", "Snow",
    ]  # fmt: skip
    assert found(after, "Monday").status is Status.PREDICTED  # a relation ends there
    assert found(after, "Dushanbe").predicted == span(OLD, "near Dushanbe", "GPE")
    assert found(after, "Snow").status is Status.REJECTED
    assert after.state.tags == {"politics"}
    assert after.progress == "started"


def test_what_is_lost_or_doubtful_is_told_and_not_recorded(decided):
    new = OLD.text.replace("Donald Lu", "an envoy").replace("State Dep", "States Dep")
    revision, after = revised(decided, Article(new.replace("near ", "in sight of ")))
    lost, unsure = revision.lost, revision.unsure
    assert [c.annotation.span.text for c in lost] == ["Donald Lu"]
    assert lost[0].anchored.found is None
    assert [(c.annotation.span.text, c.anchored.found.text) for c in unsure] == [
        ("State Department", "States Department")
    ]
    assert {r.id for r in revision.unrelated} == {"r1", "r2"}
    assert after.relations == ()
    assert {a.span.text for a in after.by_id.values()} == {
        "Monday", "Tajikistan", "Dushanbe", "Snow", "the passes",
    }  # fmt: skip


def test_a_correction_outlives_what_it_corrected(decided):
    _, after = revised(decided, Article(OLD.text.replace("near ", "in sight of ")))
    town = found(after, "Dushanbe")
    assert (town.status, town.annotator, town.predicted) == (Status.ADDED, "ann", None)


def test_two_people_who_revise_agree(decided):
    new = Article(OLD.text.replace("near ", "in sight of "))
    one, other = (revise(decided, OLD, new, Author(name)) for name in ("eve", "kim"))
    both = AnnotationSet.fold(new.id, one.predictions, one.corrections + other.corrections)
    assert standing(both) == standing(AnnotationSet.fold(new.id, one.predictions, one.corrections))
    assert len(both.relations) == 2


def test_a_revision_is_one_act_that_can_be_undone(decided):
    revision, after = revised(decided, Article("News. " + OLD.text))
    author = Author("eve")
    author.saw(after.events)
    undo = author.stamp(after.article, [Change(Kind.UNDO, revision.corrections[0].batch)])
    assert not any(a.reviewed for a in after.with_events(undo))


# --- the store ---------------------------------------------------------------------------------


@pytest.fixture
def corpus(tmp_path: Path):
    with Corpus(tmp_path / "annotations.json") as corpus:
        yield corpus


def versions(source: str) -> list[Article]:
    return [Article(f"{OLD.text} {n}", source=source) for n in range(3)]


@pytest.mark.parametrize("inside", [True, False])
def test_the_newest_earlier_text_of_a_source_is_found(corpus, tmp_path, inside):
    source = tmp_path / "texts" / "a.txt" if inside else tmp_path.parent / "b.txt"
    first, second, third = versions(str(source))
    corpus.record([first, second, Article("Other.", source=str(tmp_path / "c.txt"))], (), ())
    assert corpus.earlier(third) == second
    assert corpus.earlier(second) == first
    assert corpus.earlier(Article("New.", source=str(tmp_path / "d.txt"))) is None


@pytest.mark.parametrize("source", ["-", ""])
def test_what_was_typed_in_has_no_earlier_text(corpus, source):
    first, second, _ = versions(source)
    corpus.record([first], (), ())
    assert corpus.earlier(second) is None


def test_a_revision_is_stored_and_found_sound(corpus, tmp_path, decided):
    old = Article(OLD.text, source=str(tmp_path / "a.txt"))
    new = Article("News. " + OLD.text, source=str(tmp_path / "a.txt"))
    corpus.record([old], [Predictions(OLD.id, PIPELINE, ())], decided.events)
    revision = revise(decided, corpus.earlier(new), new, Author("eve"))
    corpus.record([new], revision.predictions, revision.corrections)
    expected = AnnotationSet.fold(new.id, revision.predictions, revision.corrections)
    assert standing(corpus.annotations(new.id)) == standing(expected)
    assert [finding for finding in check(corpus) if finding.article == new.id] == []
