"""`Judging`: the acts of correcting, from whichever pane has the keyboard."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from textual import on, work

from annotations import decisions
from annotations.annotation_set import Annotation, AnnotationSet
from annotations.corrections import Change, Kind
from annotations.decisions import Decision, Scope
from annotations.errors import StoreError
from annotations.span import Range
from tui.holding import ASKS
from tui.outcome import Act, Outcome
from tui.screens.desk_part import DeskPart
from tui.screens.desk_words import about_decision, about_undo, quoted
from tui.widgets.label_bar import LabelBar
from tui.widgets.status_line import Saved

Forced = Callable[[bool], Act]
"""Makes an act that replaces what humans made, or asks first."""


class Judging(DeskPart):
    """Turns keys into decisions about the span, the selection or the sidebar's row."""

    def __init__(self) -> None:
        super().__init__()
        self._overlap_next = False
        self.settled = asyncio.Event()
        """Set while the session has the article that is shown."""

    # Deciding.

    @property
    def target(self) -> Annotation | None:
        """What a decision is about: the sidebar's row, or the entity under the cursor."""
        if self.sidebar.front.has_focus:
            chosen = self.sidebar.chosen
            return self.session.annotations.by_id.get(chosen[0]) if chosen else None
        return self.view.current

    async def decide(self, act: Act, scope: Scope | None = None) -> Outcome | None:
        """Write a decision; None when it could not be written."""
        if not await self.has_settled():
            return None
        if self.session.read_only:
            self.status.saved = Saved.READ_ONLY
            self.warn("The store is read-only: nothing is changed.")
            return None
        self.status.saved = Saved.SAVING
        try:
            outcome = await self.session.decide(act, scope)
        except StoreError as error:
            self._not_saved(error)
            return None
        self._written(outcome)
        return outcome

    async def has_settled(self) -> bool:
        """Wait until the session has the article that is shown; False when it cannot be had."""
        await self.settled.wait()
        return self.session.started and self.session.article is self.view.article

    def _not_saved(self, error: StoreError) -> None:
        self.status.saved = Saved.READ_ONLY if self.session.read_only else Saved.FAILED
        self.warn(str(error))

    def _written(self, outcome: Outcome) -> None:
        self.status.saved = Saved.SAVED if outcome.events or self.session.touched else Saved.NOTHING
        if outcome.events and outcome.decision.changes:
            self.view.cursor.clear()
            self.show_annotations()
            scope, key = self.session.scope, self.words.key("judge.only_here")
            self.say(*about_decision(outcome.decision, scope, key))

    async def _decide_about(
        self, act: Callable[[AnnotationSet, Annotation, Scope], Decision]
    ) -> None:
        target = self.target
        if target is None:
            self.say("", "no entity here")
            return
        id = target.id
        await self.decide(lambda current, scope: act(current, current.by_id[id], scope))

    async def _decide_or_ask(self, forced: Forced) -> None:
        outcome = await self.decide(forced(False))
        if outcome is not None and outcome.decision.blocking:
            self._ask_to_replace(outcome.decision.blocking, forced)

    @work(name=ASKS)
    async def _ask_to_replace(self, blocking: tuple[Annotation, ...], forced: Forced) -> None:
        from tui.screens.dialog import Confirm

        names = ", ".join(f"{quoted(a.span.text)} {a.span.label}" for a in blocking[:3])
        who = ", ".join(sorted({a.annotator for a in blocking}))
        question = f"Replace {names}?"
        if await self.app.push_screen_wait(Confirm(question, f"Decided by {who}.")):
            await self.decide(forced(True))

    def action_next_doubt(self) -> None:
        """The next place of which the memory is not sure."""
        offset = self.session.next_doubt(self.view.cursor.offset)
        if offset is None:
            self.say("", "nothing doubtful that way")
        else:
            self.view.cursor.clear()
            self.view.go_to(offset)

    async def action_accept(self) -> None:
        """The span is right."""
        await self._decide_about(decisions.accept)

    async def action_reject(self) -> None:
        """The span is none."""
        await self._decide_about(decisions.reject)

    async def action_accept_rest(self) -> None:
        """All that is left is right."""
        outcome = await self.decide(lambda current, _: decisions.accept_rest(current))
        if outcome is not None and not outcome.events:
            self.say("", "nothing is left to accept")

    async def action_label(self, key: str) -> None:
        """The label with this key."""
        label = self.view.scheme.by_key(key)
        if label is None:
            self.say("", f"no label has the key {key}")
        else:
            await self._label(label.name)

    async def _label(self, label: str) -> None:
        """Give the selection, the span under the cursor or the token a label."""
        extent, target = self.view.selection, self.target
        if extent is not None:
            await self._label_extent(extent, label)
        elif target is not None:
            id = target.id
            await self.decide(
                lambda current, scope: decisions.relabel(current, current.by_id[id], label, scope)
            )
        elif self.view.token is not None:
            await self._label_extent(self.view.token, label)

    async def _label_extent(self, extent: Range, label: str) -> None:
        if not await self.has_settled():
            return
        overlap, self._overlap_next = self._overlap_next or self.view.scheme.overlap, False
        exact = [a for a in self.session.annotations.overlapping(extent) if a.span.range == extent]
        if exact and not overlap:
            id = exact[0].id
            await self.decide(
                lambda current, scope: decisions.relabel(current, current.by_id[id], label, scope)
            )
            return
        tokens, text = self.session.tokens, self.session.article.text

        def forced(force: bool) -> Act:
            return lambda current, scope: decisions.add(
                current, tokens, text, extent, label, scope, force=force, overlap=overlap
            )

        await self._decide_or_ask(forced)

    def action_overlap(self) -> None:
        """The next label lies over what is there."""
        self._overlap_next = not self._overlap_next
        self.say("", "the next label lies over what is there" if self._overlap_next else "")

    async def _move_edges(self, left: int, right: int) -> None:
        """Move the span's edges by tokens: -1 to the left, 1 to the right."""
        target = self.target
        if target is None:
            self.say("", "no entity here")
            return
        await self.resize(target, self._moved_edges(target.span.range, left, right))

    async def resize(self, target: Annotation, extent: Range) -> None:
        """Give an entity other edges; the cursor stays in it."""
        id, text = target.id, self.session.article.text

        def forced(force: bool) -> Act:
            return lambda current, scope: decisions.resize(
                current, text, current.by_id[id], extent, scope,
                force=force, overlap=self.view.scheme.overlap,
            )  # fmt: skip

        await self._decide_or_ask(forced)
        moved = self.session.annotations.by_id.get(id)
        at = self.view.cursor.offset
        if moved is not None and not moved.span.start <= at < moved.span.end:
            self.view.cursor.go_to(min(max(at, moved.span.start), moved.span.end - 1))
            self.view.moved()

    def _moved_edges(self, extent: Range, left: int, right: int) -> Range:
        tokens, (start, end) = self.session.tokens, extent
        if left < 0:
            start = (tokens.before(start) or extent)[0]
        elif left > 0:
            start = (tokens.after((tokens.at(start) or extent)[1]) or extent)[0]
        if right > 0:
            end = (tokens.after(end) or extent)[1]
        elif right < 0:
            end = (tokens.before((tokens.at(end - 1) or extent)[0]) or extent)[1]
        return (start, end) if start < end else extent

    async def action_left_out(self) -> None:
        """The left edge out."""
        await self._move_edges(-1, 0)

    async def action_left_in(self) -> None:
        """The left edge in."""
        await self._move_edges(1, 0)

    async def action_right_out(self) -> None:
        """The right edge out."""
        await self._move_edges(0, 1)

    async def action_right_in(self) -> None:
        """The right edge in."""
        await self._move_edges(0, -1)

    async def action_only_here(self) -> None:
        """The last decision holds for one mention only."""
        if not await self.has_settled():
            return
        try:
            outcome = await self.session.narrow()
        except StoreError as error:
            self._not_saved(error)
            return
        if outcome is None:
            self.say("", "no decision to narrow")
        else:
            self.show_annotations()
            self.status.saved = Saved.SAVED
            surface, said = about_decision(outcome.decision, Scope.MENTION, "")
            self.say(surface, f"{said} · only this mention")

    async def action_undo(self) -> None:
        """Take the last act back."""
        await self._take_back(self.session.undo, "undo")

    async def action_redo(self) -> None:
        """Repeat what was taken back."""
        await self._take_back(self.session.redo, "redo")

    async def _take_back(self, take: Callable[[], Awaitable[Outcome]], word: str) -> None:
        if not await self.has_settled():
            return
        try:
            outcome = await take()
        except StoreError as error:
            self._not_saved(error)
            return
        here = self.session.article.id
        if len(outcome.articles) == 1 and here not in outcome.articles:
            await self.open_article(next(iter(outcome.articles)))
        self.show_annotations()
        if outcome.events:
            self.status.saved = Saved.SAVED
        self.say(*about_undo(outcome.taken_back, word))

    # Asking first.

    def action_pick_label(self) -> None:
        """Ask for the label."""
        target = self.target
        if self.view.selection or target is None:
            extent = self.view.selection or self.view.token
            surface = self.session.article.text[slice(*extent)] if extent else ""
        else:
            surface = target.span.text
        self._pick_label(f"Label {quoted(surface)}", target.span.label if target else "")

    @work(name=ASKS)
    async def _pick_label(self, title: str, now: str) -> None:
        from tui.screens.label_picker import LabelPicker

        if self.view.palette is None:
            return
        picker = LabelPicker(title, self.view.scheme, self.view.palette, now)
        label = await self.app.push_screen_wait(picker)
        if label:
            await self._label(label)

    @on(LabelBar.Picked)
    async def _clicked_label(self, message: LabelBar.Picked) -> None:
        await self._label(message.label)

    @on(LabelBar.More)
    def _clicked_more(self) -> None:
        self.action_pick_label()

    @work(name=ASKS)
    async def action_note_article(self) -> None:
        """A note on the article."""
        from tui.screens.dialog import Prompt

        now = self.session.annotations.state.note
        value = await self.app.push_screen_wait(Prompt("Note on the article", now))
        if value is not None and value != now:
            change = Change(Kind.NOTE, value=value)
            await self.decide(lambda *_: Decision((change,), 1))
