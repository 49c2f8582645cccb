"""`PageView`: a long page of rows that scrolls, laid out only where it is looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from textual.geometry import Region, Size
from textual.reactive import var
from textual.scroll_view import ScrollView
from textual.strip import Strip

from annotations.article import Article
from annotations.span import Range
from tui.page import geometry
from tui.page.layout import PageLayout, Row
from tui.page.shown import Inlay
from tui.widgets.direct_lines import DirectLines

SLICE = 0.004
"""Seconds of each idle turn that go into breaking lines."""
NARROWEST, WIDEST = 24, 200
"""Limits of the text column, in cells."""
MOST_STRIPS = 4096
"""Drawn rows that are kept."""


class PageView(DirectLines, ScrollView):
    """Lays an article out, scrolls it, and draws the rows in view. Subclasses say what is on a row.

    The numbers of rows change while lines far away are broken. What is in view stays where it is.
    """

    article: var[Article] = var(Article(""), init=False)
    """What is read."""
    column: var[int] = var(84, init=False)
    """The widest the text is set, in cells."""
    centred: var[bool] = var(True, init=False)
    """Whether the column stands in the middle of the pane."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._page = self._new_page()
        self._strips: dict[int, dict[int, Strip]] = {}
        self._drawn = 0
        self._holding = False
        self._margin = 0
        self._blank: Strip | None = None

    # What subclasses say.

    def inlays(self, start: int, end: int) -> list[Inlay]:
        """What is set into the text between two offsets."""
        return []

    def draw(self, row: Row) -> Strip:
        """A row of text, in the width of the view."""
        raise NotImplementedError

    def blank(self) -> Strip:
        """A row without text, in the width of the view."""
        raise NotImplementedError

    @property
    def held_offset(self) -> int:
        """The place in the text that stays where it is when rows move."""
        return self.top_offset

    # ------------------------------------------------------------- geometry

    @property
    def columns(self) -> int:
        """Columns beside the scroll bar, whether or not it is there yet."""
        return max(1, self.outer_size.width - geometry.SCROLLBAR)

    @property
    def text_width(self) -> int:
        """Cells in a row of text."""
        return geometry.text_width(self.columns, self.column)

    @property
    def margin(self) -> int:
        """Cells left of the text: the gutter, and what centres the column."""
        return geometry.margin(self.columns, self.column, centred=self.centred)

    def validate_column(self, column: int) -> int:
        """Keep the column readable."""
        return max(NARROWEST, min(column, WIDEST))

    def watch_column(self) -> None:
        """Another column width: lines break elsewhere."""
        self.lay_out(hold=True)

    def watch_centred(self) -> None:
        """The column stands elsewhere."""
        self.repaint()

    # ------------------------------------------------------------- layout

    def _new_page(self) -> PageLayout:
        return PageLayout(self.article, self.text_width, self.inlays, spaced=True)

    def lay_out(self, *, hold: bool = False) -> None:
        """Break the lines anew.

        Args:
            hold: Keep what is in view where it is.
        """
        held = hold and self._page.article is self.article
        anchor = self.held_offset if held else 0
        above = self._page.row_of(anchor) - self.scroll_offset.y if held else 0
        self._page = self._new_page()
        if held:
            y = self._page.settle(anchor, self.size.height)
            self._set_height()
            self.scroll_rows(y - above)
        self._advance()
        self.repaint()

    def relay(self, pieces: Iterable[int]) -> None:
        """Break some pieces anew, after what is set into them changed, and draw them."""
        pieces = list(pieces)
        top, height = self.scroll_offset.y, self.size.height
        before = [self._place(y) for y in range(top, top + height)]
        with self._held():
            self._page.relay(pieces)
            for piece in pieces:
                self._drawn -= len(self._strips.pop(piece, ()))
            self._page.break_rows(top, top + height)
        if before == [self._place(y) for y in range(top, top + height)]:
            self._refresh_lines(set(pieces).__contains__)
        else:
            self.refresh()
        self._advance()

    def _place(self, y: int) -> tuple[int, int]:
        """What row `y` shows: its piece, and where it begins in it."""
        return self._page.place(y) or (-1, 0)

    def _advance(self) -> None:
        """Break more lines, a slice at a time."""
        before = self._page
        with self._held():
            complete = self._page.advance(SLICE)
        told = self.virtual_size.height
        if complete or abs(self._page.height - told) > told // 8:  # the screen is laid out anew
            self._set_height()
        if not complete and self.is_running:
            self.set_timer(SLICE, lambda: self._advance() if self._page is before else None)

    @contextmanager
    def _held(self) -> Iterator[None]:
        """Keep what is in view where it is, while rows are counted."""
        if self._holding or not self.size.height:
            yield
            return
        self._holding = True
        anchor, top = self.held_offset, self.scroll_offset.y
        above = self._page.row_of(anchor) - top
        try:
            yield
            y = self._page.row_of(anchor) - above
            if y != top:
                self._set_height()
                self.scroll_rows(y)
        finally:
            self._holding = False

    @property
    def top_row(self) -> int:
        """The first row in view."""
        return self.scroll_offset.y

    @property
    def rows_in_view(self) -> int:
        """How many rows are in view."""
        return self.size.height

    @property
    def last_row(self) -> int:
        """The last row that can be looked at."""
        return self.virtual_size.height

    def scroll_rows(self, y: int) -> None:
        """Have a row at the top, or the nearest that can be there."""
        self.scroll_to(y=y, animate=False, force=True)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Know the rows around the view, so that the next page up or down is where it seems."""
        super().watch_scroll_y(old_value, new_value)
        if not self._page.complete:
            top, height = int(new_value), self.size.height
            with self._held():
                self._page.break_rows(top, top + 2 * height)
                self._page.break_rows(top - height, top)

    def _set_height(self) -> None:
        self.virtual_size = Size(self.size.width, self._page.height + 1)

    def show_row(self, y: int) -> int:
        """Scroll so that a row is in view, with a little around it; returns the row at the top."""
        before, height = self.scroll_offset.y, self.size.height
        top = geometry.top_for(y, before, height)
        if top != before and height:
            self._set_height()
            self.scroll_rows(top)
        return top

    def is_blank_row(self, y: int) -> bool:
        """Whether row `y` shows nothing; so do all rows below the text."""
        row = self._page.row(y)
        return row is None or not row.text.strip()

    def layout_row(self, offset: int) -> int:
        """The row that shows the character at `offset`, among rows that will not move."""
        return self._page.row_of(offset)

    @property
    def top_offset(self) -> int:
        """The article offset of the first row in view."""
        row = self._page.row(self.scroll_offset.y)
        return row.start if row else 0

    @property
    def position(self) -> float:
        """How much of the article lies above the bottom of the view, 0 to 1."""
        bottom = self._page.row(self.scroll_offset.y + self.size.height)
        return bottom.start / max(1, len(self.article.text)) if bottom else 1.0

    # ------------------------------------------------------------- drawing

    def repaint(self) -> None:
        """Draw every row anew."""
        self._margin = self.margin
        self.forget_drawn()
        self.refresh()

    def forget_drawn(self) -> None:
        """Rows look otherwise from now on."""
        self._strips.clear()
        self._drawn, self._blank = 0, None

    def redraw(self, extent: Range) -> None:
        """Draw the rows anew that show `extent`, as far as they are in view."""
        first, last = self.article.piece_at(extent[0]), self.article.piece_at(max(extent))
        for piece in [piece for piece in self._strips if first <= piece <= last]:
            self._drawn -= len(self._strips.pop(piece))
        ends = extent[0], max(extent[0], extent[1] - 1)
        upper, lower = (self._page.row_of(end) - self.scroll_offset.y for end in ends)
        # What is set in around a span may stand on the row beside it.
        upper, lower = max(0, upper - 1), min(lower + 1, self.size.height - 1)
        if upper <= lower:
            self.refresh(Region(0, upper, self.size.width, lower - upper + 1))

    def _refresh_lines(self, wanted: Callable[[int], bool]) -> None:
        """Have the rows in view drawn that belong to some pieces."""
        top = self.scroll_offset.y
        rows = [y for y in range(self.size.height) if wanted(self._place(top + y)[0])]
        if rows:
            self.refresh(Region(0, rows[0], self.size.width, rows[-1] - rows[0] + 1))

    def render_line(self, y: int) -> Strip:
        """Row `y` of the view."""
        place = self._page.place(y + self.scroll_offset.y)
        if place is None or place[1] < 0:
            return self._blank_line()
        number, first = place
        drawn = self._strips.setdefault(number, {})
        strip = drawn.get(first)
        if strip is None:
            if self._drawn > MOST_STRIPS:
                self.forget_drawn()
                drawn = self._strips.setdefault(number, {})
            row = self._page.row(y + self.scroll_offset.y)
            assert row is not None, "its place is known"
            strip = drawn[first] = self.draw(row)
            self._drawn += 1
        return strip

    def _blank_line(self) -> Strip:
        """A row without text, the same until the page is painted anew."""
        if self._blank is None or self._blank.cell_length != self.size.width:
            self._blank = self.blank()
        return self._blank
