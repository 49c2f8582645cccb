"""`ArticleView`: the article as a page, with a cursor that moves by token."""

from __future__ import annotations

from dataclasses import dataclass, replace

from textual import events
from textual.message import Message
from textual.reactive import var
from textual.strip import Strip

from annotations.annotation_set import Annotation, AnnotationSet
from annotations.article import Article
from annotations.labels import LabelScheme, default_scheme
from annotations.span import Range
from annotations.structure import Roles, roles
from annotations.structure.paragraphs import Paragraphs
from annotations.tokens import Tokens
from tui.depth import Depth
from tui.page import geometry
from tui.page.found import NOTHING_FOUND, Found
from tui.page.inlays import inlays_of
from tui.page.layout import Row
from tui.page.numbering import Numbering
from tui.page.painter import NOTHING, Marks, RowPainter
from tui.page.shown import Inlay
from tui.themes import Palette
from tui.widgets.article_cursor import ArticleCursor
from tui.widgets.page_view import PageView

NO_ANNOTATIONS = AnnotationSet.fold("")


class ArticleView(PageView, can_focus=True):
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

    annotations: var[AnnotationSet] = var(NO_ANNOTATIONS, init=False, always_update=True)
    """What stands in it."""
    scheme: var[LabelScheme] = var(default_scheme, init=False)
    """The labels' colours and tags."""
    palette: var[Palette | None] = var(None, init=False)
    """The theme's colours."""
    show_tags: var[bool] = var(True, init=False)
    """Whether each span carries its label's tag."""
    focus_mode: var[bool] = var(False, init=False)
    """Whether all but the paragraph under the cursor is dimmed."""
    bookmarks: var[frozenset[int]] = var(frozenset[int](), init=False)
    """Offsets of the paragraphs that are marked in the gutter."""
    found: var[Found] = var(NOTHING_FOUND, init=False)
    """What the reader looks for."""

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
        self._roles: Roles = roles(self.article)
        self._numbering = Numbering(self.article)
        self._paragraphs = Paragraphs(self.article)
        self._painter: RowPainter | None = None
        self._goal: int | None = None
        self._marks = NOTHING
        self.paragraph = (0, 1)
        """The first line of the paragraph under the cursor, and one past its last."""
        self.came_from = 0
        """Where the cursor stood before it went far."""
        self._dragging = False

    # ------------------------------------------------------------- what is shown

    def watch_article(self, article: Article) -> None:
        """Another article: start at its top."""
        self.tokens = Tokens(article)
        self.cursor = ArticleCursor(self.tokens)
        self._roles = roles(article)
        self._numbering = Numbering(article)
        self._paragraphs = Paragraphs(article)
        self._marks, self.paragraph = NOTHING, self._paragraphs.around(0)
        self.came_from = 0
        self.set_reactive(ArticleView.annotations, NO_ANNOTATIONS)
        self.lay_out()
        self.scroll_to(y=0, animate=False, force=True)
        self._cursor_moved(reveal=False)

    def watch_annotations(self, old: AnnotationSet, new: AnnotationSet) -> None:
        """Other annotations: lay out and draw the pieces they touch."""
        pieces = _changed_pieces(self.article, old, new)
        if pieces:
            self.relay(sorted(pieces))
            self._cursor_moved(reveal=False)

    def watch_palette(self) -> None:
        """Other colours: draw everything anew."""
        self.repaint()

    def watch_scheme(self) -> None:
        """Other labels: tags and colours change."""
        self.lay_out(hold=True)

    def watch_show_tags(self) -> None:
        """Tags appear or go: lines break elsewhere."""
        self.lay_out(hold=True)

    def watch_focus_mode(self) -> None:
        """All but one paragraph is dimmed, or not."""
        self.repaint()

    def watch_bookmarks(self) -> None:
        """Other marks in the gutter."""
        self.repaint()

    def watch_found(self) -> None:
        """Other places are looked for."""
        self.repaint()

    def on_resize(self) -> None:
        """Another size: lines break elsewhere, and the cursor stays in view."""
        if self._page.width != self.text_width:
            self.lay_out(hold=True)
        else:
            self.repaint()
        self._reveal()

    # ------------------------------------------------------------- drawing

    def inlays(self, start: int, end: int) -> list[Inlay]:
        """Label tags, and brackets where spans lie over one another."""
        tags = self.show_tags and not self._keeps_columns(start)
        return list(inlays_of(self.annotations, self.scheme, start, end, tags=tags))

    def _keeps_columns(self, start: int) -> bool:
        """Whether a line is one of a table or of code, whose columns tags would push apart; where
        there are no colours, tags have to tell what they would."""
        if self.palette is not None and self.palette.depth is Depth.NONE:
            return False
        line = self.article.line_at(start)
        row = self.article.text.startswith("|", self.article.line_starts[line])
        return row or self._roles.is_fenced(line)

    @property
    def held_offset(self) -> int:
        """The cursor where it is in view, else what is at the top."""
        y = self._page.row_of(self.cursor.offset) - self.scroll_offset.y
        return self.cursor.offset if 0 <= y < self.size.height else self.top_offset

    def repaint(self) -> None:
        """Draw every row anew, in the palette's colours."""
        self._painter = RowPainter(self.palette, self.scheme) if self.palette else None
        super().repaint()

    def blank(self) -> Strip:
        """A row of the page's ground."""
        return Strip.blank(self.size.width, self._painter.blank if self._painter else None)

    def draw(self, row: Row) -> Strip:
        """The gutter and a row of text."""
        painter, width, margin = self._painter, self.size.width, self._margin
        if painter is None:
            return self.blank()
        cells = self._page.cells(*row.key)
        extent = (row.start, max(row.end, row.start + 1))
        here = self.annotations.overlapping(extent)
        role = self._roles[row.number]
        marks = replace(self._marks, found=self.found.within(*extent), at=self.found.at)
        text = painter.paint(row, cells, width - margin, role, here, marks)
        if self.focus_mode and not self.paragraph[0] <= row.number < self.paragraph[1]:
            text = painter.dimmed(text)
        number = self._paragraph_number(row.number) if self._page.begins(row) else ""
        return Strip([painter.gutter(number, margin, marked=self._is_marked(row)), *text], width)

    def _paragraph_number(self, line: int) -> str:
        return self._numbering.shown(line) if geometry.gutter_width(self.columns) > 2 else ""

    def _is_marked(self, row: Row) -> bool:
        return row.start in self.bookmarks and self._page.begins(row)

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

    @property
    def cursor_row(self) -> int:
        """The row that the cursor is on."""
        return self.layout_row(self.cursor.offset)

    def jump_to(self, offset: int) -> None:
        """Go there, and remember the way back."""
        self.came_from = self.cursor.offset
        self.go_to(offset)

    def is_blank_line(self, line: int) -> bool:
        """Whether a line of the text has nothing on it."""
        return self._paragraphs.is_blank(line)

    def paragraph_around(self, line: int) -> tuple[int, int]:
        """The first line of the paragraph that holds a line, and one past its last."""
        return self._paragraphs.around(line)

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
        marks = Marks(self.cursor.unit, self.current, self.cursor.selection)
        if marks != self._marks:
            self._mark(marks)
        if reveal:
            self._reveal()
        self.post_message(self.Moved(self))

    def _mark(self, marks: Marks) -> None:
        """Draw what the cursor was on, and what it is on now."""
        before, paragraph = self._marks, self.paragraph
        self._marks = marks
        self.paragraph = self._paragraphs.around(self.article.line_at(self.cursor.offset))
        for extent in {*before.extents, *marks.extents}:
            if extent[1] <= len(self.article.text):
                self.redraw(extent)
        if self.focus_mode and paragraph != self.paragraph:
            self.repaint()

    def stand(self, offset: int, above: int) -> None:
        """Put the cursor on the token at `offset`, as soon as there is room with rows above it.

        Args:
            offset: Where the cursor shall stand.
            above: How many rows of the view shall be above it.
        """
        self._above = above
        self.go_to(offset)

    _above: int | None = None
    """Rows that shall be above the cursor when the view has a size."""

    def _reveal(self) -> None:
        """Scroll so that the cursor is in view."""
        height = self.size.height
        if not height:
            return
        y = self._page.settle(self.cursor.offset, height)
        above, self._above = self._above, None
        if above is not None and 0 <= above < height:
            self._set_height()
            self.scroll_rows(y - above)
        else:
            self.show_row(y)

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


def _changed_pieces(article: Article, old: AnnotationSet, new: AnnotationSet) -> set[int]:
    """The pieces that hold what differs between two sets."""
    pieces: set[int] = set()
    for start, end, _ in new.differing_places(old):
        pieces.update(range(article.piece_at(start), article.piece_at(end - 1) + 1))
    return pieces
