"""`Lettering`: letters lead to what may want a decision, and each decision leads on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from textual.reactive import var

from annotations.naming import ending_with
from annotations.span import Range
from tui.page.letters import free_capitals, free_letters
from tui.screens.edging import Edging


class Lettering(Edging):
    """While it is on, small letters go to places, capitals do there what was done last."""

    lettering: var[bool] = var(False, init=False)
    """Whether it is on."""
    begin_with_letters = False
    """Whether it is on from the start."""
    keymap: dict[str, str]

    def __init__(self) -> None:
        super().__init__()
        self._again: Callable[[], Awaitable[None]] | None = None
        self._decided_at: list[int] = []

    def watch_lettering(self) -> None:
        """The places in view wear letters, or not."""
        self._decided_at = []
        self.view.alphabet = free_letters(self.keymap) if self.lettering else ""

    def action_letters(self) -> None:
        """Begin, or end."""
        self.lettering = not self.lettering
        if self.lettering:
            self.say("", "a letter leads to its place, a capital does there what was done last")
        else:
            self.say("", "no letters")
        self.show_hints()

    def end_review(self) -> bool:
        """Leave the letters, or the way through what is doubtful."""
        if self.lettering:
            self.action_letters()
            return True
        return super().end_review()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Letters lead somewhere only while they are worn."""
        if action == "letter":
            letter = str(parameters[0])
            ends = self.view.selection and letter in free_capitals(self.keymap)
            return self.lettering and (bool(ends) or letter.lower() in self.view.alphabet)
        return super().check_action(action, parameters)

    async def action_letter(self, letter: str) -> None:
        """Go where a letter leads; with a capital, do what was done last, or select up to it."""
        selection = self.view.selection
        if letter.isupper() and selection:
            self._select_to(selection, letter)
            return
        place = self.view.typed(letter.lower())
        if place is None:
            return
        self.view.go_to(place)
        if letter.isupper() and self._again is None:
            self.say("", "nothing was done yet that could be done again")
        elif letter.isupper() and self._again is not None:
            await self._again()

    def _select_to(self, selection: Range, letter: str) -> None:
        text = self.session.article.text
        moved = ending_with(self.session.tokens, text, selection, letter)
        if moved is None:
            self.say("", f"no word near begins with {letter}")
        else:
            self._select(moved)

    async def _label(self, label: str) -> None:
        """Give a label; a word without one stands for what is likeliest there."""
        view, token = self.view, self.view.token
        if not self.lettering or not await self.has_settled():
            await super()._label(label)
        elif view.selection is None and self.target is None and token is not None:
            extent = self.taken_by_label() or token
            await self._and_on(lambda: self._label_extent(extent, label))
        else:
            await self._and_on(lambda: super(Lettering, self)._label(label))
        self._again = lambda: self._label(label)

    def taken_by_label(self) -> Range | None:
        """What a label takes where nothing is selected and no entity stands."""
        likely = self.likely_edges() if self.lettering else ()
        return likely[0] if likely else super().taken_by_label()

    async def action_accept(self) -> None:
        """The span is right."""
        await self._and_on(super().action_accept)
        self._again = self.action_accept

    async def action_reject(self) -> None:
        """The span is none."""
        await self._and_on(super().action_reject)
        self._again = self.action_reject

    async def _and_on(self, act: Callable[[], Awaitable[None]]) -> None:
        """Do something, and go to the next doubtful place when it changed anything."""
        before, at = self.session.annotations, self.view.cursor.offset
        await act()
        in_text = not self.sidebar.front.has_focus
        changed = self.session.annotations is not before
        if self.lettering and changed and in_text and not self.reviewing:
            self._lead_on(at)

    def _lead_on(self, at: int) -> None:
        self._decided_at.append(at)
        offset = self.session.next_doubt(self.view.cursor.offset, likely=True)
        if offset is not None:
            said = self.status.strong, self.status.said
            self.view.cursor.clear()
            self.view.go_to(offset)
            self.say(*said)

    async def action_undo(self) -> None:
        """Take the last act back, and go where it was done."""
        article = self.session.article
        await super().action_undo()
        if self._decided_at and self.lettering and self.session.article is article:
            self.view.go_to(self._decided_at.pop())

    def leave(self) -> None:
        """Another article has other places."""
        self._decided_at = []
        super().leave()
