"""A span follows its words through a changed text, or waits for a human."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.anchoring import CONTEXT, Anchored, Verdict, anchor, anchor_all
from annotations.span import Span
from tests.annotations.strategies import texts_with_spans

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
