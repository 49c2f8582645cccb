"""`Marking`: bookmarks, and the outline they share with the headings."""

from __future__ import annotations

import asyncio

from textual import work
from textual.reactive import var

from annotations.article import Article
from annotations.structure.outline import outline
from tui.holding import ASKS
from tui.page.numbering import Numbering
from tui.screens.desk_part import DeskPart
from tui.screens.desk_words import quoted
from tui.state import State

LONGEST_NUMBER = 9
"""Digits of a number that can be gone to."""


class Marking(DeskPart):
    """Places the reader wants to come back to."""

    bookmarks: var[frozenset[int]] = var(frozenset[int](), init=False)
    """Offsets of the marked paragraphs, handed down."""

    _state: State

    def recall_bookmarks(self) -> None:
        """Mark what was marked in this article earlier."""
        article = self.view.article
        known = self._state.bookmarks(article.id)
        self.bookmarks = frozenset(offset for offset in known if offset <= len(article.text))

    def action_bookmark(self) -> None:
        """Mark the paragraph under the cursor, or take the mark away."""
        article = self.view.article
        here = article.line_starts[self.view.paragraph[0]]
        self.bookmarks = self.bookmarks ^ {here}
        self._state.keep_bookmarks(article.id, sorted(self.bookmarks))
        self.say("", "bookmarked" if here in self.bookmarks else "bookmark taken away")

    def action_next_bookmark(self) -> None:
        """The next bookmark; from the last one, the first."""
        marks, here = sorted(self.bookmarks), self.view.cursor.offset
        behind = [mark for mark in marks if mark > here]
        if marks:
            self.view.jump_to((behind or marks)[0])
        else:
            self.say("", "no bookmarks in this article")

    @work(name=ASKS, exclusive=True, group="outline")
    async def action_outline(self) -> None:
        """Headings and bookmarks: pick one and go there."""
        from tui.screens.outline import OutlineScreen, places

        article = self.view.article
        headings = await asyncio.to_thread(outline, article)
        found = places(article, headings, self.bookmarks)
        if not found or self.palette is None:
            self.say("", "no headings in this article, and no bookmarks")
            return
        here = self.view.cursor.offset
        chosen = await self.app.push_screen_wait(OutlineScreen(found, here, self.palette))
        if chosen is not None:
            self.view.cursor.clear()
            self.view.jump_to(chosen)

    @work(exclusive=True, group="outline")
    async def action_go_to(self) -> None:
        """Ask for a paragraph's number, or how far down."""
        from tui.screens.dialog import Prompt

        hint = "12 is paragraph 12, 50% half way down"
        typed = await self.app.push_screen_wait(Prompt("Go to", placeholder=hint))
        if not typed:
            return
        article = self.view.article
        offset = await asyncio.to_thread(_place_of, typed, article)
        if article is not self.view.article:
            return
        if offset is None:
            self.say(quoted(typed), "is no paragraph here, and no percentage")
        else:
            self.view.cursor.clear()
            self.view.jump_to(offset)

    def action_go_back(self) -> None:
        """Back to where the last jump began; again, and forth."""
        self.view.cursor.clear()
        self.view.jump_to(self.view.came_from)


def _place_of(typed: str, article: Article) -> int | None:
    """The offset that somebody means who types a paragraph's number, or a percentage."""
    typed = typed.strip().removeprefix("¶").strip()
    number = typed.removesuffix("%").rstrip()
    if not number.isdecimal() or len(number) > LONGEST_NUMBER:
        return None
    if typed.endswith("%"):
        return len(article.text) * min(100, int(number)) // 100
    line = Numbering(article).line_of(int(number))  # the page's own is not for other threads
    return None if line is None else article.line_starts[line]
