"""Moving through a page by rows and by the page: on the desk, and on the page painted before it."""

from __future__ import annotations

from typing import Protocol

from annotations.article import Article


class Paged(Protocol):
    """A page with a cursor, of which some rows are in view."""

    article: Article

    @property
    def top_row(self) -> int:
        """The first row in view."""

    @property
    def rows_in_view(self) -> int:
        """How many rows are in view."""

    @property
    def last_row(self) -> int:
        """The last row that can be looked at."""

    @property
    def cursor_row(self) -> int:
        """The row that the cursor is on."""

    def is_blank_row(self, y: int) -> bool:
        """Whether a row shows nothing."""

    def scroll_rows(self, y: int) -> None:
        """Have a row at the top, or the nearest that can be there."""

    def jump_to(self, offset: int) -> None:
        """Put the cursor on the token at an offset, far away, and show it."""

    def go_to_row(self, y: int) -> None:
        """Put the cursor on a row, in the column that it came from, and show it."""


def by_rows(page: Paged, rows: int) -> None:
    """Move to the next row with text, `rows` up or down or beyond; else to the last one."""
    before = page.cursor_row
    step = 1 if rows > 0 else -1
    y = max(0, before + rows)
    while page.is_blank_row(y) and 0 < y < page.last_row:
        y += step
    while page.is_blank_row(y) and y != before:
        y -= step
    page.go_to_row(y)


def by_page(page: Paged, step: int) -> None:
    """Move a page down or up, with two rows of overlap."""
    _by_view(page, step * max(1, page.rows_in_view - 2))


def by_half_page(page: Paged, step: int) -> None:
    """Move half a page down or up."""
    _by_view(page, step * max(1, page.rows_in_view // 2))


def _by_view(page: Paged, rows: int) -> None:
    """Move what is in view, and the cursor with it."""
    top = page.top_row + rows
    page.scroll_rows(top)
    by_rows(page, rows)
    if top <= page.cursor_row < top + page.rows_in_view:
        page.scroll_rows(top)


def to_top(page: Paged) -> None:
    """Move to the first token."""
    page.jump_to(0)
    page.scroll_rows(0)


def to_end(page: Paged) -> None:
    """Move to the last token."""
    page.jump_to(len(page.article.text))
