"""The page: rows that tile the article, and the way from cells to offsets and back."""

from __future__ import annotations

from itertools import groupby, pairwise
from operator import attrgetter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations import article as article_module
from annotations import pieces
from annotations.article import Article
from annotations.tokens import graphemes
from tests.tui.hard_texts import HARD
from tests.tui.pages import Page, annotated, hard_page, pages, span_lists
from tui.page.wrapping import HANGING
from tui.terminal_text import Cells, grapheme_width
from tui.widgets.article_view import _changed_pieces as changed_pieces

HARD_WIDTHS = (1, 2, 3, 7, 20, 33, 80, 100)


def check_tiling(page: Page) -> None:
    """Rows give every line once, in order, and fit."""
    rows, article = page.rows(), page.article
    assert len(rows) == page.layout.height
    for whole, count in (("number", article.line_count), ("piece", article.piece_count)):
        assert [number for number, _ in groupby(rows, attrgetter(whole))] == list(range(count))
    assert sum(map(page.layout.begins, rows)) == article.line_count
    for number, own in groupby(rows, attrgetter("piece")):
        of_line = list(own)
        line = page.layout.shown(number)
        assert "".join(line.text[row.first : row.last] for row in of_line) == line.text
        assert all(one.last == other.first for one, other in pairwise(of_line))
        for row in of_line:
            assert fits(row.text, page.layout.width)


def fits(text: str, width: int) -> bool:
    """Whether a row is no wider than the page, or one grapheme that cannot be."""
    drawn = [g for g in graphemes(text) if grapheme_width(text[slice(*g)], 0)]
    return Cells(text).width <= width or len(drawn) == 1


def check_from_offset_to_cell_and_back(page: Page) -> None:
    """Each visible grapheme is found at the cell where it is drawn."""
    layout, text = page.layout, page.article.text
    for piece in range(page.article.piece_count):
        start, end = page.article.piece_range(piece)
        shown = layout.shown(piece)
        for first, last in graphemes(shown.text):
            offsets = {
                offset for offset in range(start, end) if first <= shown.to_display(offset) < last
            }
            for offset in offsets:
                x, y = layout.cell_of(offset)
                row = layout.row(y)
                assert row is not None
                assert row.first <= shown.to_display(offset) < max(row.last, row.first + 1)
                drawn = row.first <= shown.to_display(offset) < row.first + len(row.text)
                inlaid = any(at < last and first < at + size for at, size, _ in shown.inlays)
                if drawn and not inlaid and grapheme_width(shown.text[first:last], x):
                    assert layout.offset_at(x, y) in offsets, (text, offset, x, y)


def check_from_cell_to_offset_and_back(page: Page) -> None:
    """Each cell with text on it is of a grapheme that begins there or before, in the same row."""
    layout = page.layout
    for y, row in enumerate(page.rows()):
        if not row.text:
            continue
        for x in range(Cells(row.text).width):
            offset = layout.offset_at(x, y)
            assert 0 <= offset < len(page.article.text)
            shown = row.line.to_display(offset)
            on_inlay = any(
                at <= row.first + Cells(row.text).char_at(x) < at + length
                for at, length, _ in row.line.inlays
            )
            if not on_inlay:
                at_x, at_y = layout.cell_of(offset)
                assert at_y == y
                assert at_x <= x
                assert row.first <= shown < row.last


@given(pages())
def test_rows_tile_the_article_and_fit(page):
    check_tiling(page)


@given(pages())
def test_from_offset_to_cell_and_back(page):
    check_from_offset_to_cell_and_back(page)


@given(pages())
def test_from_cell_to_offset_and_back(page):
    check_from_cell_to_offset_and_back(page)


@pytest.mark.parametrize("tags", [True, False], ids=["tags", "no tags"])
@pytest.mark.parametrize("text", HARD.values(), ids=HARD)
def test_hard_texts_are_laid_out_well(text, tags):
    for width in HARD_WIDTHS:
        page = hard_page(text, width, tags=tags)
        check_tiling(page)
        check_from_offset_to_cell_and_back(page)
        check_from_cell_to_offset_and_back(page)


class TestPieces:
    """Very long lines are laid out in pieces, as well as short ones."""

    @pytest.fixture(autouse=True, scope="class")
    def short_pieces(self):
        with pytest.MonkeyPatch.context() as patch:
            for module in (pieces, article_module):
                patch.setattr(module, "LONG", 20)
            patch.setattr(pieces, "PIECE", 8)
            patch.setattr(pieces, "LOOKED_AT", 10)
            yield

    @given(pages())
    def test_rows_and_places(self, page):
        check_tiling(page)
        check_from_offset_to_cell_and_back(page)
        check_from_cell_to_offset_and_back(page)

    @pytest.mark.parametrize("text", HARD.values(), ids=HARD)
    def test_hard_texts(self, text):
        page = hard_page(text, 7, tags=True)
        check_tiling(page)
        check_from_offset_to_cell_and_back(page)
        check_from_cell_to_offset_and_back(page)


def test_of_a_line_of_megabytes_little_is_looked_at():
    page = Page(Article("word " * 400_000), annotated(Article(""), []), 40)
    page.layout.settle(1_000_000, 40)
    assert len(page.layout._blocks) - page.layout._blocks.unbroken <= 4
    assert max(len(line.text) for line in page.layout._lines.values()) <= pieces.LONG


class TestRelay:
    """Breaking the changed lines anew is as good as breaking everything anew."""

    @given(pages(), st.data())
    def test_it_equals_a_fresh_layout(self, page, data):
        page.rows()
        old, article = page.annotations, page.article
        page.annotations = annotated(
            article, data.draw(span_lists(article.text)), data.draw(span_lists(article.text))
        )
        page.layout.relay(changed_pieces(article, old, page.annotations))
        fresh = Page(
            article, page.annotations, page.layout.width, tags=page.tags,
            spaced=page.layout._spaced,
        )  # fmt: skip
        assert page.placed() == fresh.placed()

    @given(pages(), st.data())
    def test_it_knows_what_was_not_broken_yet(self, page, data):
        """Changes below what was shown so far count when it is reached."""
        page.layout.break_rows(0, data.draw(st.integers(0, 5)))
        old, article = page.annotations, page.article
        page.annotations = annotated(article, data.draw(span_lists(article.text)))
        page.layout.relay(changed_pieces(article, old, page.annotations))
        fresh = Page(
            article, page.annotations, page.layout.width, tags=page.tags,
            spaced=page.layout._spaced,
        )  # fmt: skip
        assert page.placed() == fresh.placed()


class TestBlocks:
    """A long article is broken where it is looked at, and nowhere else."""

    ARTICLE = Article("\n".join(f"Line {n} of many, " + "long " * (n % 40) for n in range(4000)))

    def page(self) -> Page:
        return Page(self.ARTICLE, annotated(Article(""), []), 40)

    @given(st.lists(st.integers(0, len(ARTICLE.text)), max_size=6))
    def test_wherever_it_was_entered_it_is_the_same_in_the_end(self, offsets):
        page, fresh = self.page(), self.page()
        for offset in offsets:
            page.layout.row_of(offset)
        assert page.placed() == fresh.placed()

    @given(st.integers(0, len(ARTICLE.text)), st.integers(1, 80))
    def test_rows_around_a_settled_one_do_not_move(self, offset, height):
        layout = self.page().layout
        y = layout.settle(offset, height)
        before = [layout.row(at) for at in range(max(0, y - height), y + height)]
        assert layout.row_of(offset) == y
        assert [layout.row(at) for at in range(max(0, y - height), y + height)] == before
        row = layout.row(y)
        assert row is not None
        assert row.start <= offset <= row.end + 1

    @given(st.integers(0, len(ARTICLE.text)))
    def test_little_is_broken_to_show_any_place(self, offset):
        layout = self.page().layout
        layout.settle(offset, 40)
        assert len(layout._blocks) - layout._blocks.unbroken <= 4

    def test_the_estimate_is_near(self):
        page = self.page()
        estimated = page.layout.height
        assert estimated == pytest.approx(len(page.rows()), rel=0.3)


class TestHeight:
    @given(pages())
    def test_it_is_known_when_everything_is_broken(self, page):
        page.rows()
        assert page.layout.complete
        assert page.layout.row(page.layout.height) is None
        assert page.layout.row(page.layout.height - 1) is not None

    @given(pages(), st.integers(-5, 300), st.integers(-5, 300))
    def test_anywhere_is_some_offset(self, page, x, y):
        assert 0 <= page.layout.offset_at(x, y) <= len(page.article.text)

    def test_a_row_is_broken_when_it_is_asked_for_and_no_more(self):
        page = Page(Article("word " * 20 + "\n" + "\n".join(["line"] * 10_000)),
                    annotated(Article(""), []), 40)  # fmt: skip
        assert page.layout.row(3) is not None
        assert not page.layout.complete
        assert page.layout.height > 5000


class TestGaps:
    def test_a_blank_row_follows_a_paragraph_that_has_none(self):
        page = Page(Article("one\ntwo\nthree"), annotated(Article(""), []), 10)
        assert [row.text for row in page.rows()] == ["one", "", "two", "", "three"]
        places = [page.layout.place(y) for y in range(5)]
        assert [place and place[1] < 0 for place in places] == [False, True, False, True, False]

    def test_lines_of_hard_wrapped_text_stay_together(self):
        page = Page(Article("one\ntwo\n\nthree"), annotated(Article(""), []), 10)
        assert [row.text for row in page.rows()] == ["one", "two", "", "three"]

    def test_it_stands_for_no_text(self):
        page = Page(Article("one\ntwo"), annotated(Article(""), []), 10)
        assert page.layout.offset_at(5, 1) <= 4
        assert page.layout.row_of(4) == 2

    def test_text_that_hangs_over_its_row_is_not_drawn(self):
        page = Page(Article("one    two\t three"), annotated(Article(""), []), 4)
        assert [row.text for row in page.rows()] == ["one", "two", "thre", "e"]
        assert not any(row.text.endswith(tuple(HANGING)) for row in page.rows())
