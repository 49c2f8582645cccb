"""The keys of the article pane: moving and selecting."""

from __future__ import annotations

from string import ascii_letters
from typing import ClassVar

from textual.binding import Binding, BindingType

from tui.commands import Where, bindings
from tui.page import moving
from tui.widgets.lettered_view import LetteredView


class ArticlePane(LetteredView):
    """The article with its keys. `commands.py` names the keys; these are the actions."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(sign, f"screen.letter('{sign}')", show=False) for sign in ascii_letters),
        *bindings(Where.ARTICLE),
    ]

    def action_previous_token(self) -> None:
        """Token back."""
        self._step(-1)

    def action_next_token(self) -> None:
        """Token on."""
        self._step(1)

    def _step(self, step: int) -> None:
        if self.cursor.sticky:
            self.cursor.extend_tokens(step)
        elif step > 0:
            self.cursor.next_token()
        else:
            self.cursor.previous_token()
        self.moved()

    def action_line_down(self) -> None:
        """A row down."""
        moving.by_rows(self, 1)

    def action_line_up(self) -> None:
        """A row up."""
        moving.by_rows(self, -1)

    def action_page_down(self) -> None:
        """A page down, with two rows of overlap."""
        moving.by_page(self, 1)

    def action_page_up(self) -> None:
        """A page up, with two rows of overlap."""
        moving.by_page(self, -1)

    def action_half_page_down(self) -> None:
        """Half a page down."""
        moving.by_half_page(self, 1)

    def action_half_page_up(self) -> None:
        """Half a page up."""
        moving.by_half_page(self, -1)

    def action_next_paragraph(self) -> None:
        """The paragraph after this one."""
        self._move_paragraph(1)

    def action_previous_paragraph(self) -> None:
        """This paragraph's beginning; from there, the one before."""
        self._move_paragraph(-1)

    def _move_paragraph(self, step: int) -> None:
        first, last = self.paragraph
        start = self.tokens.nearest(self.article.line_starts[first])
        line = last
        if step < 0:
            line = first if start and start[0] < self.cursor.offset else first - 1
        while 0 <= line < self.article.line_count and self.is_blank_line(line):
            line += step
        if 0 <= line < self.article.line_count:
            self.go_to(self.article.line_starts[self.paragraph_around(line)[0]])

    def action_top(self) -> None:
        """The first token."""
        moving.to_top(self)

    def action_bottom(self) -> None:
        """The last token."""
        moving.to_end(self)

    def action_extend_right(self) -> None:
        """A token more."""
        self._extend_tokens(1)

    def action_extend_left(self) -> None:
        """A token less, or one more on the left."""
        self._extend_tokens(-1)

    def _extend_tokens(self, step: int) -> None:
        self.cursor.extend_tokens(step)
        self.moved()

    def action_character_right(self) -> None:
        """A character more."""
        self._extend_characters(1)

    def action_character_left(self) -> None:
        """A character less, or one more on the left."""
        self._extend_characters(-1)

    def _extend_characters(self, step: int) -> None:
        self.cursor.extend_characters(step)
        self.moved()

    def action_start(self) -> None:
        """Begin a selection that every move extends, or end it."""
        self.cursor.toggle_sticky()
        self.moved()
