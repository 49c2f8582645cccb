"""Paragraphs: a line each, or lines until a blank one."""

from __future__ import annotations

from annotations.article import Article
from annotations.structure.outline import outline
from annotations.structure.paragraphs import Paragraphs

MAIL = "Dear all,\n\nthe river falls\nfour kilometres\nto the plain.\n\nYours\n"
SCRAPED = "One paragraph.\nAnother one.\nAnd a third.\n"


def of(text: str) -> Paragraphs:
    return Paragraphs(Article(text))


def test_lines_between_blank_ones_belong_together():
    mail = of(MAIL)
    assert mail.apart
    assert [mail.around(line) for line in (2, 3, 4)] == [(2, 5)] * 3
    assert [line for line in range(8) if mail.begins(line)] == [0, 2, 6]


def test_without_blank_lines_each_line_is_one():
    scraped = of(SCRAPED)
    assert not scraped.apart
    assert [line for line in range(4) if scraped.begins(line)] == [0, 1, 2]
    assert scraped.around(1) == (1, 2)


def test_long_lines_are_paragraphs_whatever_stands_between():
    long = "word " * 40
    text = of(f"Title\n{long}\n\n{long}\n{long}\n")
    assert not text.apart
    assert [line for line in range(6) if text.begins(line)] == [0, 1, 3, 4]


def test_blank_lines_at_the_end_say_nothing():
    assert not of("One.\nTwo.\n\n\n\n").apart


def test_an_empty_text_has_no_paragraph():
    assert not of("").begins(0)
    assert of("").around(0) == (0, 1)


def test_the_outline_has_title_and_headings_with_their_levels():
    text = "# The dam\n\nIt is high, not done.\n\n## Money\n\nMuch went.\n\n### Whose ###\n\nOurs."
    found = outline(Article(text))
    assert [(h.title, h.level) for h in found] == [("The dam", 1), ("Money", 2), ("Whose", 3)]
    assert [text[h.offset] for h in found] == ["#", "#", "#"]
