"""A row as a strip: exactly as wide as asked, nothing in it that a terminal obeys."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.strip import Strip

from annotations.article import Article
from annotations.labels import default_scheme
from annotations.span import Span
from annotations.structure import Role
from tests.tui.hard_texts import HARD
from tests.tui.pages import Page, annotated, hard_page, pages
from tui.page.layout import Row
from tui.page.painter import Marks, RowPainter
from tui.terminal_text import Cells
from tui.themes import NIGHT, PAPER, Palette


def palette(theme=NIGHT) -> Palette:
    """The colours of a theme."""
    return Palette.of(theme, theme.to_color_system().generate())


PAINTER = RowPainter(palette(), default_scheme())


def paint(page: Page, row: Row, width: int, marks: Marks | None = None) -> Strip:
    """A row of a page."""
    cells = page.layout.cells(*row.key)
    here = page.annotations.overlapping((row.start, max(row.end, row.start + 1)))
    return PAINTER.paint(row, cells, width, Role.BODY, here, marks or Marks())


def check(strip: Strip, row: Row, width: int) -> None:
    """Hold a strip against its row."""
    drawn = "".join(segment.text for segment in strip)
    assert strip.cell_length == sum(cell_len(segment.text) for segment in strip)
    assert strip.cell_length == max(width, Cells(row.text).width)
    assert not any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") for char in drawn)
    assert drawn.rstrip(" ").replace(" ", "") == row.text.replace("\t", "").replace(" ", "")


@st.composite
def marks_of(draw: st.DrawFn, page: Page) -> Marks:
    """A cursor and a selection anywhere."""
    places = st.integers(0, len(page.article.text))
    extents = st.one_of(st.none(), st.tuples(places, places).map(lambda e: (min(e), max(e))))
    current = draw(st.sampled_from([None, *page.annotations]))
    return Marks(draw(extents), current, draw(extents))


@given(pages(), st.data())
def test_a_strip_has_exactly_the_width_whatever_is_marked(page, data):
    marks = data.draw(marks_of(page))
    for row in page.rows():
        check(paint(page, row, page.layout.width, marks), row, page.layout.width)


@pytest.mark.parametrize("text", HARD.values(), ids=HARD)
def test_hard_texts_are_drawn_well(text):
    for width in (1, 2, 5, 12, 40, 100):
        page = hard_page(text, width, tags=True)
        for row in page.rows():
            check(paint(page, row, width), row, width)
            check(paint(page, row, width + 7), row, width + 7)


class TestStyles:
    """What is said by colour is said by something else as well."""

    article = Article("In Dushanbe and Kabul they met")
    dushanbe, kabul = Span.of(article.text, 3, 11, "GPE"), Span.of(article.text, 16, 21, "GPE")
    page = Page(article, annotated(article, [dushanbe], [kabul]), 40, tags=True)

    def segments(self, marks: Marks | None = None):
        strip = paint(self.page, self.page.rows()[0], 40, marks)
        return {segment.text: segment.style for segment in strip}

    def test_what_nobody_has_judged_is_underlined_and_what_somebody_has_is_bold(self):
        found = self.segments()
        assert found["Dushanbe"].underline
        assert not found["Dushanbe"].bold
        assert found["Kabul"].bold
        assert not found["Kabul"].underline

    def test_the_tag_follows_in_another_style(self):
        found = self.segments()
        assert "\u00a0gpe" in found
        assert not found["\u00a0gpe"].underline

    def test_the_cursor_stands_out_by_its_ground(self):
        plain, marked = self.segments(), self.segments(Marks(token=(0, 2)))
        assert marked["In"].bgcolor != plain["In "].bgcolor

    def test_the_selection_stands_out_across_spans_and_tags(self):
        strip = paint(self.page, self.page.rows()[0], 40, Marks(selection=(3, 21)))
        ground = next(s.style.bgcolor for s in strip if s.text == "Dushanbe")
        selected = "".join(s.text for s in strip if s.style.bgcolor == ground)
        assert selected == "Dushanbe\u00a0gpe and Kabul"

    def test_the_whole_annotation_under_the_cursor_stands_out(self):
        current = self.page.annotations.at(3)[0]
        plain, marked = self.segments(), self.segments(Marks(current=current))
        assert marked["Dushanbe"].bgcolor != plain["Dushanbe"].bgcolor

    def test_the_inner_of_nested_spans_is_on_top(self):
        article = Article("the Ministry of Defence said")
        outer = Span.of(article.text, 4, 23, "ORG")
        inner = Span.of(article.text, 16, 23, "PRODUCT")
        page = Page(article, annotated(article, [outer, inner]), 60, tags=False)
        row = page.rows()[0]
        found = {segment.text: segment.style for segment in paint(page, row, 60)}
        assert found["Defence"].bgcolor != found["Ministry of "].bgcolor
        assert row.text == "the [Ministry of [Defence]] said"

    @pytest.mark.parametrize("theme", [NIGHT, PAPER], ids=["night", "paper"])
    def test_every_label_is_readable_in_both_themes(self, theme):
        from tui.themes import READABLE, contrast

        colors = palette(theme)
        for label in default_scheme():
            ink = colors.label(label.color)
            assert contrast(ink.text, ink.ground) >= READABLE


def test_only_the_fragments_of_an_entity_are_marked_and_dots_lead_from_one_to_the_next():
    text = "left and right atrium"
    whole = Span(0, 21, "FAC", text, ((0, 4), (15, 21)))
    page = Page(Article(text), annotated(Article(text), [whole]), 60)
    row = page.rows()[0]
    for marks in (Marks(), Marks(current=next(iter(page.annotations)))):
        strip = paint(page, row, 60, marks)
        styles = {segment.text.strip(): segment.style for segment in strip}
        assert styles["and right"] == PAINTER.blank
        assert styles["left"] == styles["atrium"] != PAINTER.blank
    assert row.text.startswith("left… and right atrium\u00a0")
