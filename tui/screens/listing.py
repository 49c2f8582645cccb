"""`Listing`: the acts of correcting when the sidebar has the keyboard.

A row stands for all its mentions, so an act on a row is about each of them, as one batch.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import work

from annotations.annotation_set import AnnotationSet
from annotations.corrections import Kind
from annotations.decisions import Decision, Scope
from annotations.editing import (
    Edit,
    accept_each,
    annotate_each,
    edit_each,
    reject_each,
    relabel_each,
)
from tui.holding import ASKS
from tui.outcome import Act, Outcome
from tui.screens.desk_words import plural, quoted
from tui.screens.judging import Judging
from tui.widgets.entity_row import GroupRow, MentionRow
from tui.widgets.note_list import NoteList

ASK = 20
"""Mentions of a label from which on an act on all of them is asked about."""

Each = Callable[[AnnotationSet, Sequence[str]], Decision]
"""What becomes of a list of annotations."""


class Listing(Judging):
    """Turns keys into decisions about the row of the sidebar."""

    @property
    def listed(self) -> tuple[str, ...] | None:
        """The annotations of the sidebar's row; None while the article has the keyboard."""
        return self.sidebar.chosen if self.sidebar.front.has_focus else None

    async def decide(self, act: Act, scope: Scope | None = None) -> Outcome | None:
        """Write a decision; about a mention's own row, it holds for that mention."""
        if scope is None and self.listed and isinstance(self.sidebar.front.row, MentionRow):
            scope = Scope.MENTION
        return await super().decide(act, scope)

    async def _each(self, ids: Sequence[str], each: Each) -> Outcome | None:
        """Decide about every mention of a row; narrowed later, about the first one only."""
        return await self.decide(
            lambda current, scope: each(current, ids if scope is Scope.ARTICLE else ids[:1]),
            Scope.ARTICLE,
        )

    async def _act(self, does: str, each: Each) -> None:
        """Decide about the row, after asking when that is a label with many mentions."""
        ids, row = self.listed, self.sidebar.front.row
        if not ids or self.sidebar.tab != "entities":
            self.say("", "no entity here")
        elif isinstance(row, GroupRow) and len(ids) > ASK:
            self._ask_about_all(f"{does} {plural(len(ids), 'mention')} of {row.label}?", ids, each)
        else:
            await self._each(ids, each)

    @work(name=ASKS)
    async def _ask_about_all(self, question: str, ids: Sequence[str], each: Each) -> None:
        from tui.screens.dialog import Confirm

        if await self.app.push_screen_wait(Confirm(question, "One undo takes it back.")):
            await self._each(ids, each)

    async def action_accept(self) -> None:
        """What the row stands for is right."""
        if self.listed is None:
            await super().action_accept()
        else:
            await self._act("Accept", accept_each)

    async def action_reject(self) -> None:
        """What the row stands for is none."""
        if self.listed is None:
            await super().action_reject()
        else:
            await self._act("Reject", reject_each)

    async def _label(self, label: str) -> None:
        """What the row stands for has another label."""
        if self.listed is None:
            await super()._label(label)
        else:
            await self._act(
                f"Give {label} to", lambda current, ids: relabel_each(current, ids, label)
            )

    def action_pick_label(self) -> None:
        """Edit the row; a label for the selection, the entity or the word."""
        row = self.sidebar.front.row
        if self.listed is None:
            super().action_pick_label()
        elif isinstance(row, GroupRow):
            self._pick_label(f"Label {plural(row.count, 'mention')} of {row.label}", row.label)
        elif isinstance(self.sidebar.front, NoteList):
            self.action_note()
        elif self.listed:
            self._edit(self.listed)

    @work(name=ASKS)
    async def _edit(self, ids: Sequence[str]) -> None:
        from tui.screens.editing import EditDialog

        current = self.session.annotations
        mentions = [current.by_id[id] for id in ids]
        text = self.session.article.text
        labels = [label.name for label in self.view.scheme]
        edit = await self.app.push_screen_wait(EditDialog(mentions, text, labels))
        if edit is None or edit == Edit():
            return

        def forced(force: bool) -> Act:
            return lambda current, scope: edit_each(
                current, text, ids if force or scope is Scope.ARTICLE else ids[:1], edit,
                force=force,
            )  # fmt: skip

        outcome = await self.decide(forced(False), Scope.ARTICLE)
        if outcome is not None and outcome.decision.blocking:
            self._ask_to_replace(outcome.decision.blocking, forced)

    def action_note(self) -> None:
        """A note on the entity, or on all that the row stands for."""
        if isinstance(self.sidebar.front, NoteList) and self.listed == ():
            self.action_note_article()
        else:
            self._annotate(Kind.NOTE, "Note on")

    def action_link(self) -> None:
        """A canonical name for the entity, or for all that the row stands for."""
        self._annotate(Kind.LINK, "Canonical name or knowledge-base id of")

    @work(name=ASKS)
    async def _annotate(self, kind: Kind, title: str) -> None:
        target, listed = self.target, self.listed
        if target is None:
            self.say("", "no entity here")
            return
        ids = listed if listed is not None else (target.id,)
        now = target.note if kind is Kind.NOTE else target.link
        name = quoted(target.span.text)
        if isinstance(self.sidebar.front.row, GroupRow) and listed:
            name = plural(len(ids), "mention")
        value = await self.ask_for(kind, f"{title} {name}", now, target.span.text)
        if value is not None and (value != now or len(ids) > 1):
            await self._each(ids, lambda current, ids: annotate_each(current, ids, kind, value))

    async def ask_for(self, kind: Kind, title: str, now: str, surface: str) -> str | None:
        """Ask for the note or the name of a surface."""
        from tui.screens.dialog import Prompt

        return await self.app.push_screen_wait(Prompt(title, now))
