"""`LibraryMarking`: what is decided about whole articles: done, flagged, tagged."""

from __future__ import annotations

from collections.abc import Sequence

from textual import work

from annotations import decisions
from annotations.annotation_set import AnnotationSet
from annotations.corrections import Change, Kind
from annotations.decisions import Decision
from annotations.errors import StoreError
from annotations.library.entry import Entry, Presence
from annotations.relating import flag
from tui.holding import ASKS
from tui.library_acts import Decide, LibraryActs
from tui.outcome import Outcome
from tui.screens.desk_words import about_undo, plural, quoted
from tui.screens.library_part import LibraryPart
from tui.widgets.article_row import FolderRow
from tui.widgets.status_line import Saved

ASK = 1
"""Articles from which on marking them as done is asked about."""


class LibraryMarking(LibraryPart):
    """Turns keys into acts about the selected articles, else the one under the cursor."""

    selected: dict[str, None]
    """The keys of the selected articles."""

    @property
    def meant(self) -> list[Entry]:
        """What an act is about: the selection, a folder's articles, or the row."""
        if self.selected:
            return [entry for entry in self.shelf.entries if entry.key in self.selected]
        row = self.list.row
        if isinstance(row, FolderRow):
            return [entry for entry in self.shown if entry.folder == row.folder]
        return [row] if row is not None else []

    def select(self, keys: dict[str, None]) -> None:
        """Other articles are selected now."""
        self.selected = keys
        self.list.select(keys.keys())
        self.count()
        self.show_hints()

    def action_select(self) -> None:
        """Select the article, or not, and go on to the next; on a folder, all that is in it."""
        row = self.list.row
        if row is None:
            return
        here = [row.key] if not isinstance(row, FolderRow) else [
            entry.key for entry in self.shown if entry.folder == row.folder
        ]  # fmt: skip
        if all(key in self.selected for key in here):
            self.select({key: None for key in self.selected if key not in here})
        else:
            self.select({**self.selected, **dict.fromkeys(here)})
        self.list.action_down()

    def action_select_all(self) -> None:
        """Select all that are shown, or none."""
        here = dict.fromkeys(entry.key for entry in self.shown)
        self.select({} if here.keys() <= self.selected.keys() else {**self.selected, **here})

    def count(self) -> None:
        """Say how many are shown and selected."""
        raise NotImplementedError

    def show_hints(self) -> None:
        """Say what the keys would do here."""
        raise NotImplementedError

    # Acts.

    @work(name=ASKS)
    async def action_done(self) -> None:
        """Mark as done; what is done is taken up again."""
        meant = self._there()
        if not meant:
            return
        if all(entry.standing.status == "done" for entry in meant):
            await self._act(meant, decisions.reopen, "taken up again")
            return
        left = sum(entry.standing.unreviewed for entry in meant)
        if len(meant) > ASK and not await self._sure(
            f"Mark {plural(len(meant), 'article')} as done?",
            f"That accepts what nobody has judged: {left:,}. One undo takes it back.",
        ):
            return
        await self._act(meant, decisions.finish, "done")

    async def _sure(self, question: str, detail: str) -> bool:
        from tui.screens.dialog import Confirm

        sure = await self.app.push_screen_wait(Confirm(question, detail))
        return sure is True

    @work
    async def action_flag(self) -> None:
        """Flag, or take the flag away where all have one."""
        meant = self._there()
        flagged = not all(entry.standing.flagged for entry in meant)
        if meant:
            done = "flagged" if flagged else "flag taken away"
            await self._act(meant, lambda current: flag(current, flagged=flagged), done)

    @work(name=ASKS)
    async def action_tag(self) -> None:
        """Tag, or take a tag away that all have."""
        from tui.screens.completing import Completing, Suggestion, among

        meant = self._there()
        if not meant:
            return
        shared = set(meant[0].standing.tags).intersection(*(e.standing.tags for e in meant))
        try:
            used = await self.session.used(Kind.TAG)
        except StoreError as error:
            self.warn(str(error))
            return
        offered = [Suggestion(name, "take away") for name in sorted(shared)]
        offered += [Suggestion(name) for name in used if name not in shared]
        title = f"Tag {_named(meant)}"
        dialog = Completing(title, among(offered), self.palette, placeholder="tag")
        name = await self.app.push_screen_wait(dialog)
        if name:
            kind = Kind.UNTAG if name in shared else Kind.TAG
            done = f"tagged {quoted(name)}" if kind is Kind.TAG else f"no longer {quoted(name)}"
            await self._act(meant, _tagging(kind, name), done)

    def _there(self) -> list[Entry]:
        """What is meant and can be marked; says so when nothing can."""
        meant = [e for e in self.meant if e.presence is not Presence.UNREADABLE]
        gone = (Presence.GONE,)
        meant = [e for e in meant if e.presence not in gone or self.shelf.stored(e.facts.id)]
        if not meant:
            self.say("", "no article here that could be marked")
        return meant

    async def _act(self, meant: Sequence[Entry], decide: Decide, done: str) -> None:
        """Carry out an act about articles, as one batch."""
        if not self.session.started:
            self.say("", "the store is being opened; try again in a moment")
            return
        acts = LibraryActs(self.session, self.articles, self.feed)
        self.status.saved = Saved.SAVING
        try:
            outcome = await self.session.decide_each(acts.plan(meant, decide))
        except StoreError as error:
            self.status.saved = Saved.READ_ONLY if self.session.read_only else Saved.FAILED
            self.warn(str(error))
            return
        self.status.saved = Saved.SAVED if outcome.events else Saved.NOTHING
        await self._written(outcome)
        failed = acts.unreadable
        if failed:
            more = f" (and {len(failed) - 1:,} more)" if len(failed) > 1 else ""
            self.warn(failed[0] + more)
        count = len(outcome.articles)
        name = _named(meant) if len(meant) == 1 else plural(count, "article")
        self.say(name, done if outcome.events else "nothing to change")

    async def _written(self, outcome: Outcome) -> None:
        if outcome.events:
            await self.look_again()

    async def action_undo(self) -> None:
        """Take back the last act, in whatever articles it was."""
        await self._undo("undo")

    async def action_redo(self) -> None:
        """Repeat what was taken back last."""
        await self._undo("redo")

    async def _undo(self, word: str) -> None:
        if not self.session.started:
            return
        try:
            outcome = await (self.session.undo() if word == "undo" else self.session.redo())
        except StoreError as error:
            self.warn(str(error))
            return
        await self._written(outcome)
        strong, said = about_undo(outcome.taken_back, word)
        where = f" · {plural(len(outcome.articles), 'article')}" if outcome.articles else ""
        self.say(strong, said + where)


def _named(meant: Sequence[Entry]) -> str:
    return quoted(meant[0].title) if len(meant) == 1 else plural(len(meant), "article")


def _tagging(kind: Kind, name: str) -> Decide:
    def decide(current: AnnotationSet) -> Decision:
        carried = name in current.state.tags
        if carried is (kind is Kind.TAG):
            return Decision()
        return Decision((Change(kind, value=name),), 1)

    return decide
