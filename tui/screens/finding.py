"""`Finding`: looking for words in the article, going from one to the next, labelling them all."""

from __future__ import annotations

import asyncio
from time import monotonic

from textual import on, work
from textual.getters import query_one

from annotations import decisions
from annotations.finding import FindError, Search
from annotations.span import Range
from tui.holding import ASKS
from tui.outcome import Act
from tui.page.found import NOTHING_FOUND, Found
from tui.screens.desk_part import DeskPart
from tui.screens.desk_words import plural, quoted
from tui.widgets.find_bar import FindBar

MOMENT = 0.1
"""Seconds between two looks at whether the reader still wants it."""
MANY = 1000
"""Matches from which on labelling them all is asked about."""


class Finding(DeskPart):
    """Turns what is typed into places on the page."""

    finder = query_one(FindBar)

    def __init__(self) -> None:
        super().__init__()
        self._search: Search | None = None
        self._query, self._pattern = "", False
        self._origin = 0

    # Looking.

    def action_find(self) -> None:
        """Begin to type what is looked for."""
        self._origin = self.view.cursor.offset
        self.status.display = False
        self.finder.open()

    @on(FindBar.Typed)
    def _typed(self, message: FindBar.Typed) -> None:
        self._query, self._pattern = message.query, message.pattern
        self._look(self._origin - 1)

    @on(FindBar.Kept)
    def _kept(self, message: FindBar.Kept) -> None:
        self._show_status()
        self.view.came_from = self._origin
        if message.query != self._query:
            self._query = message.query
            self._look(self._origin - 1)
        else:
            self._tell_place(wrapped=False)

    @on(FindBar.Left)
    def _left(self) -> None:
        self._show_status()
        self.forget_found()
        self.view.go_to(self._origin)

    def _show_status(self) -> None:
        self.status.display = True
        self.view.focus()

    def forget_found(self) -> None:
        """Show no more what was looked for."""
        self._search = None
        self.workers.cancel_group(self, "find")
        self.view.found = NOTHING_FOUND

    @work(exclusive=True, group="find")
    async def _look(self, after: int, step: int = 1) -> None:
        """Look through the article beside the screen, and go to the first match as it comes."""
        article = self.view.article
        self.view.found = NOTHING_FOUND
        self.finder.tell("")
        try:
            search = Search(
                article.text, self._query, pattern=self._pattern, start=max(0, after + 1)
            )
            self._search = search
            went = False
            while not await asyncio.to_thread(_work, search):
                went = went or self._show_first(search, after, step)
        except FindError as error:
            self._search = None
            self.finder.tell(str(error), wrong=True)
            return
        self.view.found = _found(search, self.view.found.at)
        if not went and not self._show_first(search, after, step) and self._query:
            self.finder.tell("nothing", wrong=True)
            self.say(quoted(self._query), "is not in this article")
            return
        self._tell_place(wrapped=False)

    def _show_first(self, search: Search, after: int, step: int) -> bool:
        """Go to the match that comes first from where the looking began."""
        found = _found(search, None)
        place = found.beside(after, step)
        if place is None:
            return False
        self._go_to(found, place[0])
        return True

    def _go_to(self, found: Found, place: int) -> None:
        self.view.cursor.clear()
        self.view.found = Found(found.starts, found.ends, found[place])
        self.view.go_to(found[place][0])

    def action_find_next(self) -> None:
        """The next match."""
        self._step(1)

    def action_find_previous(self) -> None:
        """The match before."""
        self._step(-1)

    def _step(self, step: int) -> None:
        view, found = self.view, self.view.found
        at = found.at[0] if found.at else view.cursor.offset
        if found.at and not found.at[0] <= view.cursor.offset < found.at[1]:
            at = view.cursor.offset
        if not self._query:
            self.say("", "nothing was looked for yet")
        elif self._search is None:
            self._look(view.cursor.offset, step)
        elif (place := found.beside(at, step)) is None:
            self.say(quoted(self._query), "is not in this article")
        else:
            self._go_to(found, place[0])
            self._tell_place(wrapped=place[1], step=step)

    def _tell_place(self, *, wrapped: bool, step: int = 1) -> None:
        found, search = self.view.found, self._search
        if search is None or not found.at:
            return
        place = found.starts.index(found.at[0]) + 1
        more = "+" if search.full else "" if search.complete else "…"
        told = f"{place:,} of {len(found):,}{more}"
        self.finder.tell(told)
        if not self.finder.is_open:
            over = f" · went on from the {'top' if step > 0 else 'end'}" if wrapped else ""
            self.say(quoted(self._query), told + over)

    # Labelling.

    @work(name=ASKS)
    async def action_label_found(self) -> None:
        """Ask for a label, and give it to every match."""
        from tui.screens.dialog import Confirm
        from tui.screens.label_picker import LabelPicker

        found, search = self.view.found, self._search
        if search is None or not found or self.palette is None:
            self.say("", "nothing was looked for yet")
            return
        if not search.complete or search.full:
            self.say("", "too many matches to label at once" if search.full else "still looking…")
            return
        title = f"Label {plural(len(found), 'match')} of {quoted(self._query)}"
        label = await self.app.push_screen_wait(LabelPicker(title, self.view.scheme, self.palette))
        if not label:
            return
        if len(found) >= MANY:
            question = f"Label {len(found):,} places as {label}?"
            if not await self.app.push_screen_wait(Confirm(question, "One undo takes it back.")):
                return
        outcome = await self.decide(self._labelling(found, label))
        if outcome is not None and not outcome.events:
            self.say(quoted(self._query), "every match is judged already")

    def _labelling(self, found: Found, label: str) -> Act:
        places: list[Range] = list(zip(found.starts, found.ends, strict=True))
        text = self.session.article.text
        return lambda current, _: decisions.label_each(current, text, places, label)


def _found(search: Search, at: Range | None) -> Found:
    starts, ends = search.places
    return Found(starts, ends, at)


def _work(search: Search) -> bool:
    """Look for a moment; True when there is nothing left to look through."""
    until = monotonic() + MOMENT
    while not search.step():
        if monotonic() > until:
            return False
    return True
