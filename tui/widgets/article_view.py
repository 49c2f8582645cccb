"""`ArticleView`: the article as a page, with a cursor that moves by token."""

from __future__ import annotations

from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import var
from textual.scroll_view import ScrollView
from textual.strip import Strip

from annotations.annotation_set import Annotation, AnnotationSet
from annotations.article import Article
from annotations.labels import LabelScheme, default_scheme
from annotations.span import Range
from annotations.structure import Roles, roles
from annotations.tokens import Tokens
from tui.page import geometry
from tui.page.inlays import inlays_of
from tui.page.layout import PageLayout
from tui.page.numbering import Numbering
from tui.page.painter import Marks, RowPainter
from tui.page.shown import Inlay
from tui.themes import Palette
from tui.widgets.article_cursor import ArticleCursor

SLICE = 0.004
"""Seconds of each idle turn that go into breaking lines."""
NARROWEST, WIDEST = 24, 200
"""Limits of the text column, in cells."""
NO_ANNOTATIONS = AnnotationSet.fold("")


class ArticleView(ScrollView, can_focus=True):
    """The article pane: draws what it is given, moves its cursor, and says so."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    ArticleView {
        width: 1fr;
        height: 1fr;
        overflow-x: hidden;
        overflow-y: scroll;
        scrollbar-size-vertical: 1;
        padding: 1 0 0 0;
    }
    """

    article: var[Article] = var(Article(""), init=False)
    """What is read."""
    annotations: var[AnnotationSet] = var(NO_ANNOTATIONS, init=False, always_update=True)
    """What stands in it."""
    scheme: var[LabelScheme] = var(default_scheme, init=False)
    """The labels' colours and tags."""
    palette: var[Palette | None] = var(None, init=False)
    """The theme's colours."""
    show_tags: var[bool] = var(True, init=False)
    """Whether each span carries its label's tag."""
    column: var[int] = var(84, init=False)
    """The widest the text is set, in cells."""

    @dataclass
    class Moved(Message):
        """The cursor or the selection is elsewhere."""

        view: ArticleView

        @property
        def control(self) -> ArticleView:
            """The view."""
            return self.view

        def can_replace(self, message: Message) -> bool:
            """Only the last move counts."""
            return isinstance(message, ArticleView.Moved)

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.tokens = Tokens(self.article)
        self.cursor = ArticleCursor(self.tokens)
        self._page = self._new_page()
        self._roles: Roles = roles(self.article)
        self._numbering = Numbering(self.article)
        self._painter: RowPainter | None = None
        self._strips: dict[int, Strip] = {}
        self._goal: int | None = None
        self._marks = Marks()
        self._dragging = False
        self._margin = 0

    # ------------------------------------------------------------- what is shown

    def watch_article(self, article: Article) -> None:
        """Another article: start at its top."""
        self.tokens = Tokens(article)
        self.cursor = ArticleCursor(self.tokens)
        self._roles = roles(article)
        self._numbering = Numbering(article)
        self.set_reactive(ArticleView.annotations, NO_ANNOTATIONS)
        self._lay_out()
        self.scroll_to(y=0, animate=False, force=True)
        self._cursor_moved(reveal=False)

    def watch_annotations(self, old: AnnotationSet, new: AnnotationSet) -> None:
        """Other annotations: lay out and draw the lines they touch."""
        lines = _changed_lines(self.article, old, new)
        if not lines:
            return
        held = self.layout_row(self.cursor.offset) - self.scroll_offset.y
        if self._page.relay(sorted(lines)):
            self._strips.clear()
            self._advance()
            in_view = 0 <= held < self.size.height
            if in_view:
                self.scroll_to(
                    y=self.layout_row(self.cursor.offset) - held, animate=False, force=True
                )
            self.refresh()
        else:
            for line in lines:
                self._redraw(self.article.line_range(line))
        self._cursor_moved(reveal=False)

    def watch_palette(self) -> None:
        """Other colours: draw everything anew."""
        self._repaint()

    def watch_scheme(self) -> None:
        """Other labels: tags and colours change."""
        self._lay_out()

    def watch_show_tags(self) -> None:
        """Tags appear or go: lines break elsewhere."""
        self._lay_out(hold=True)

    def validate_column(self, column: int) -> int:
        """Keep the column readable."""
        return max(NARROWEST, min(column, WIDEST))

    def watch_column(self) -> None:
        """Another column width: lines break elsewhere."""
        self._lay_out(hold=True)

    def on_resize(self) -> None:
        """Another size: lines break elsewhere, and the cursor stays in view."""
        if self._page.width != self.text_width:
            self._lay_out(hold=True)
        else:
            self._reveal()
            self._repaint()

    # ------------------------------------------------------------- layout

    @property
    def _columns(self) -> int:
        """Columns beside the scroll bar, whether or not it is there yet."""
        return max(1, self.outer_size.width - geometry.SCROLLBAR)

    @property
    def text_width(self) -> int:
        """Cells in a row of text."""
        return geometry.text_width(self._columns, self.column)

    @property
    def margin(self) -> int:
        """Cells left of the text: the gutter, and what centres the column."""
        return geometry.margin(self._columns, self.column)

    def _new_page(self) -> PageLayout:
        return PageLayout(self.article, self.text_width, self._inlays, spaced=True)

    def _inlays(self, start: int, end: int) -> list[Inlay]:
        return list(inlays_of(self.annotations, self.scheme, start, end, tags=self.show_tags))

    def _lay_out(self, *, hold: bool = False) -> None:
        """Break the lines anew.

        Args:
            hold: Keep the text at the top of the view, or the cursor where it is in view.
        """
        top = self.top_offset if hold and self._page.article is self.article else 0
        self._page = self._new_page()
        self._advance()
        if hold:
            self.scroll_to(y=self._page.row_of(top), animate=False, force=True)
            self._reveal()
        self._repaint()

    def _advance(self) -> None:
        """Break more lines, a slice at a time."""
        before = self._page
        complete = self._page.advance(SLICE)
        self._page.reach_row(self.scroll_offset.y + self.size.height)
        told = self.virtual_size.height
        if complete or abs(self._page.height - told) > told // 8:  # the screen is laid out anew
            self._set_height()
        if not complete and self.is_running:
            self.set_timer(SLICE, lambda: self._advance() if self._page is before else None)

    def _set_height(self) -> None:
        self.virtual_size = Size(self.size.width, self._page.height + 1)

    def is_blank_row(self, y: int) -> bool:
        """Whether row `y` shows nothing; so do all rows below the text."""
        row = self._page.row(y)
        return row is None or not row.text.strip()

    def layout_row(self, offset: int) -> int:
        """The row that shows the character at `offset`."""
        return self._page.row_of(offset)

    @property
    def top_offset(self) -> int:
        """The article offset of the first row in view."""
        row = self._page.row(self.scroll_offset.y)
        return row.start if row else 0

    @property
    def position(self) -> float:
        """How much of the article lies above the bottom of the view, 0 to 1."""
        bottom = self.scroll_offset.y + self.size.height
        return min(1.0, bottom / max(1, self._page.height))

    # ------------------------------------------------------------- drawing

    def _repaint(self) -> None:
        self._margin = self.margin
        self._painter = RowPainter(self.palette, self.scheme) if self.palette else None
        self._strips.clear()
        self.refresh()

    def _redraw(self, extent: Range) -> None:
        """Draw the rows anew that show `extent`."""
        first, last = self._page.row_of(extent[0]), self._page.row_of(max(extent))
        for y in range(first, last + 1):
            self._strips.pop(y, None)
        self.refresh(Region(0, first - self.scroll_offset.y, self.size.width, last - first + 1))

    def render_line(self, y: int) -> Strip:
        """Row `y` of the view."""
        y += self.scroll_offset.y
        strip = self._strips.get(y)
        if strip is None:
            if len(self._strips) > 4096:
                self._strips.clear()
            strip = self._strips[y] = self._draw(y)
        return strip

    def _draw(self, y: int) -> Strip:
        painter, width, margin = self._painter, self.size.width, self._margin
        if painter is None:
            return Strip.blank(width)
        row = self._page.row(y)
        if row is None or not row.text:
            return Strip.blank(width, painter.blank)
        cells = self._page.cells(row.number, row.first, row.last)
        start = row.start
        here = self.annotations.overlapping((start, max(row.end, start + 1)))
        role = self._roles[row.number]
        text = painter.paint(row, cells, width - margin, role, here, self._marks)
        number = self._paragraph_number(row.number) if row.first == 0 else ""
        gutter = Segment(f"{number.rjust(max(0, margin - 2))}  "[:margin], self._gutter_style())
        return Strip([gutter, *text], width)

    def _gutter_style(self) -> Style:
        assert self.palette is not None
        return Style(color=self.palette.number.rich_color, bgcolor=self.palette.page.rich_color)

    def _paragraph_number(self, line: int) -> str:
        return self._numbering.shown(line) if geometry.gutter_width(self._columns) > 2 else ""

    # ------------------------------------------------------------- the cursor

    @property
    def selection(self) -> Range | None:
        """The selected stretch; None when nothing is selected."""
        return self.cursor.selection

    @property
    def current(self) -> Annotation | None:
        """The innermost annotation under the cursor."""
        found = self.annotations.at(self.cursor.offset)
        return found[0] if found and not self.cursor.selection else None

    @property
    def token(self) -> Range | None:
        """The token under the cursor."""
        return self.cursor.unit

    def go_to(self, offset: int) -> None:
        """Put the cursor on the token at `offset` and show it."""
        self.cursor.go_to(offset)
        self._cursor_moved()

    def go_to_row(self, y: int, x: int | None = None) -> None:
        """Put the cursor on the token nearest to a column of a row."""
        self._goal = self._column_of_cursor() if x is None else x
        offset = self._page.offset_at(self._goal, y)
        self.cursor.go_to_line(offset, self._page.row(y))
        self._cursor_moved(keep_goal=True)

    def _column_of_cursor(self) -> int:
        if self._goal is not None:
            return self._goal
        return self._page.cell_of(self.cursor.offset)[0]

    def moved(self) -> None:
        """The cursor was moved from outside: show it and say so."""
        self._cursor_moved()

    def _cursor_moved(self, *, reveal: bool = True, keep_goal: bool = False) -> None:
        if not keep_goal:
            self._goal = None
        before = self._marks
        token = self.cursor.unit
        self._marks = Marks(token, self.current, self.cursor.selection)
        for marks in (before, self._marks):
            for extent in (
                marks.token, marks.selection, marks.current and marks.current.span.range
            ):  # fmt: skip
                if extent and extent[1] <= len(self.article.text):
                    self._redraw(extent)
        if reveal:
            self._reveal()
        self.post_message(self.Moved(self))

    def _reveal(self) -> None:
        """Scroll so that the cursor is in view."""
        y, before, height = (
            self.layout_row(self.cursor.offset),
            self.scroll_offset.y,
            self.size.height,
        )
        top = geometry.top_for(y, before, height)
        if top != before and height:
            self._page.reach_row(top + height)
            self._set_height()
            self.scroll_to(y=top, animate=False, force=True)

    # ------------------------------------------------------------- the mouse

    def _offset_at(self, event: events.MouseEvent) -> int:
        at = event.get_content_offset_capture(self)
        return self._page.offset_at(at.x - self.margin, at.y + self.scroll_offset.y)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """A press puts the cursor there; a drag from here selects."""
        if event.button == 1 and self.article.text:
            self.cursor.go_to(self._offset_at(event))
            self._cursor_moved(reveal=False)
            self._dragging = True
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """A drag selects: tokens, or characters with a modifier held."""
        if self._dragging:
            self.cursor.extend_to(self._offset_at(event), characters=event.ctrl or event.meta)
            self._cursor_moved()

    def on_mouse_up(self) -> None:
        """The drag ends."""
        self._dragging = False
        self.release_mouse()

    def on_click(self, event: events.Click) -> None:
        """A double click selects a word."""
        if event.chain == 2 and self.article.text:
            self.cursor.select_token(self._offset_at(event))
            self._cursor_moved()


def _changed_lines(article: Article, old: AnnotationSet, new: AnnotationSet) -> set[int]:
    """The lines that hold what differs between two sets."""
    lines: set[int] = set()
    before, after = old.by_id, new.by_id
    for key in before.keys() | after.keys():
        one, other = before.get(key), after.get(key)
        if one is not other:
            for annotation in filter(None, (one, other)):
                first = article.line_at(annotation.span.start)
                lines.update(range(first, article.line_at(annotation.span.end - 1) + 1))
    return lines
