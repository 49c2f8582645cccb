"""`CorpusLabelling`: a label for everything that was found and marked, as one act."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import ClassVar

from textual import work
from textual.binding import BindingType
from textual.getters import query_one
from textual.screen import ModalScreen

from annotations.annotation_set import AnnotationSet
from annotations.article import Article
from annotations.errors import PostilError
from annotations.everywhere import NOTHING
from annotations.labels import LabelScheme
from tui.corpus_reach import CorpusReach, Place
from tui.everywhere import Known
from tui.holding import ASKS
from tui.outcome import Outcome, Part
from tui.screens.desk_words import plural
from tui.session import Session
from tui.terminal_text import one_line
from tui.themes import Palette
from tui.widgets.search_list import Hits, SearchList

MANY = 1000
"""Places from which on labelling them is asked about."""

TELL = 0.25
"""Seconds between two looks at what takes so long."""


class CorpusLabelling(ModalScreen[Place]):
    """Writes what is decided about a list of places.

    Args:
        reach: All articles.
        session: Writes.
        scheme: The labels.
        palette: The colours.
        changed: Called when something was written.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        ("ampersand,l", "pick_label", "Pick a label"),
        ("x,delete", "reject", "No entity"),
        ("u,ctrl+z", "undo", "Undo"),
        ("ctrl+r,ctrl+y", "redo", "Redo"),
        *((digit, f"label('{digit}')", f"Label {digit}") for digit in "1234567890"),
    ]

    list = query_one(SearchList)

    def __init__(
        self,
        reach: CorpusReach,
        session: Session,
        scheme: LabelScheme,
        palette: Palette,
        changed: Callable[[], None],
    ) -> None:
        super().__init__()
        self._reach, self._session, self._changed = reach, session, changed
        self._scheme, self._palette = scheme, palette
        self.hits = Hits()
        self.said = ""
        """What became of the last act, until the cursor moves."""

    def tell(self) -> None:
        """Say how things stand."""
        raise NotImplementedError

    def look_again(self) -> None:
        """What stands there has changed."""
        raise NotImplementedError

    def action_label(self, key: str) -> None:
        """Label what is marked, or what is under the cursor."""
        label = self._scheme.by_key(key)
        if label is not None:
            self._label(label.name)

    @work(name=ASKS, exclusive=True, group="pick")
    async def action_pick_label(self) -> None:
        """Ask for the label."""
        from tui.screens.label_picker import LabelPicker

        if not self.hits:
            return
        title = f"Label {plural(len(self._chosen()), 'place')}"
        label = await self.app.push_screen_wait(LabelPicker(title, self._scheme, self._palette))
        if label:
            self._label(label)

    def action_reject(self) -> None:
        """What is marked, or under the cursor, is no entity."""
        self._label(NOTHING)

    def _chosen(self) -> Sequence[Place]:
        """What is marked; else the place under the cursor."""
        row = self.list.row
        return self.hits.ticked or ([row.place] if row is not None else [])

    @work(name=ASKS, exclusive=True, group="label")
    async def _label(self, label: str) -> None:
        from tui.screens.dialog import Confirm

        chosen = self._chosen()
        if not chosen:
            return
        if self._session.read_only:
            self.warn("The store is read-only: nothing is changed.")
            return
        what = one_line(label) or "no entity"
        if len(chosen) >= MANY:
            question = f"{what} in {len(chosen):,} places?"
            if not await self.app.push_screen_wait(Confirm(question, "One undo takes it back.")):
                return
        judged = not self.hits.ticked_count

        def plan(article: Article, current: AnnotationSet) -> Sequence[Part]:
            shown = Known(article, current)
            return self._reach.label(label, chosen, shown, judged=judged)

        telling = self.set_interval(TELL, self._tell_progress)
        try:
            outcome = await self._session.decide_each(plan)
        except PostilError as error:
            self.warn(str(error))
            return
        finally:
            telling.stop()
        left = f" · {self._reach.left:,} stay" if self._reach.left else ""
        places = plural(outcome.decision.mentions, "place")
        articles = plural(len(outcome.articles), "article")
        self._written(f"{what} · {places} in {articles}{left}")

    def _tell_progress(self) -> None:
        self.said = self._reach.doing
        self.tell()

    @work(exclusive=True, group="label")
    async def action_undo(self) -> None:
        """Take the last act back."""
        await self._step(self._session.undo, "undone", "nothing to undo")

    @work(exclusive=True, group="label")
    async def action_redo(self) -> None:
        """Repeat what was taken back."""
        await self._step(self._session.redo, "done again", "nothing to redo")

    async def _step(self, step: Callable[[], Awaitable[Outcome]], said: str, nothing: str) -> None:
        if not self.list.has_focus:
            return
        try:
            outcome = await step()
        except PostilError as error:
            self.warn(str(error))
        else:
            self._written(said if outcome.events else nothing)

    def _written(self, said: str) -> None:
        """Show what stands there now."""
        self.said = said
        self._changed()
        self.look_again()

    def warn(self, message: str) -> None:
        """Tell so that it is not overlooked."""
        self.notify(one_line(message), severity="warning", timeout=10, markup=False)
