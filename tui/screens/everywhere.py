"""`EverywhereScreen`: every other place where a name stands, chosen one by one or all at once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.getters import query_one
from textual.screen import ModalScreen

from annotations.annotation_set import AnnotationSet
from annotations.article import Article
from annotations.errors import PostilError
from annotations.everywhere import NOT_WANTED, NOTHING, Case, Verdict
from annotations.labels import LabelScheme
from annotations.search import Query
from tui.everywhere import Everywhere, Known, Looking
from tui.holding import ASKS
from tui.outcome import Outcome, Part
from tui.screens.desk_words import plural, quoted
from tui.session import Session
from tui.terminal_text import one_line
from tui.themes import Palette
from tui.widgets.bar import TextBar
from tui.widgets.concordance import Choices, Concordance, change_words
from tui.widgets.hint_bar import HintBar
from tui.widgets.row_list import MOVES, RowList

MANY = 1000
"""Places from which on changing them is asked about."""

OPTIONS = (
    ("w", "whole", "whole words"),
    ("c", "case", "case"),
    ("p", "possessives", "possessives"),
    ("i", "inflected", "inflected"),
)
"""Keys, the settings of the query that they turn, and their names."""

HINTS = (
    ("⏎", "change the chosen"),
    ("space", "this one"),
    ("A", "all"),
    ("N", "none"),
    ("w c p i", "how it is looked for"),
    ("esc", "back"),
)


class EverywhereScreen(ModalScreen[Outcome]):
    """Answers with what was changed.

    Args:
        everywhere: All articles.
        session: Writes.
        verdict: What was decided.
        query: How the name is looked for at first.
        scheme: The labels.
        palette: The colours.
    """

    DEFAULT_CSS = """
    EverywhereScreen { background: $background; }
    EverywhereScreen Concordance { height: 1fr; margin: 1 0; background: $background; }
    EverywhereScreen.-low Concordance { margin: 0; }
    EverywhereScreen.-low HintBar { display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,q", "back", "Back"),
        ("enter", "change", "Change the chosen"),
        ("space", "toggle_place", "This one"),
        ("A", "choose(True)", "All"),
        ("N", "choose(False)", "None"),
        *MOVES,
        *((key, f"turn('{name}')", said) for key, name, said in OPTIONS),
    ]

    list = query_one(Concordance)

    def __init__(
        self,
        everywhere: Everywhere,
        session: Session,
        verdict: Verdict,
        query: Query,
        scheme: LabelScheme,
        palette: Palette,
    ) -> None:
        super().__init__()
        self._everywhere, self._session, self._verdict = everywhere, session, verdict
        self._query, self._scheme, self._palette = query, scheme, palette
        self.choices = Choices(everywhere.names)
        self._looking: Looking | None = None
        self._made_ready: int | None = None
        self._stopped = False

    def compose(self) -> ComposeResult:
        """What was decided, the places, what the cursor is on, and the keys."""
        yield TextBar(id="title")
        yield TextBar(id="options")
        yield Concordance()
        yield TextBar(id="detail")
        yield HintBar()

    def on_mount(self) -> None:
        """Begin to look."""
        for bar in self.query(TextBar):
            bar.palette = self._palette
        hints = self.query_one(HintBar)
        hints.palette, hints.hints = self._palette, HINTS
        self.list.palette, self.list.scheme = self._palette, self._scheme
        self.list.focus()
        self._look()

    # Looking.

    @work(exclusive=True, group="look")
    async def _look(self) -> None:
        """Look through all articles beside the screen."""
        self.choices = Choices(self._everywhere.names)
        self.list.cursor = 0
        self._show_places()
        try:
            self._looking = looking = await asyncio.to_thread(
                self._everywhere.look, self._verdict, self._query
            )
            while not looking.complete:
                found = await asyncio.to_thread(looking.step)
                self.choices.add(found)
                if any(case.reason for case in found) and not self.list.has_reasons:
                    self.list.has_reasons = True
                    self.list.redraw()
                self._show_places()
        except PostilError as error:
            self.notify(one_line(str(error)), severity="warning", markup=False)

    @property
    def is_complete(self) -> bool:
        """Whether every article was looked through."""
        return self._looking is not None and self._looking.complete

    def _show_places(self) -> None:
        self.list.show(self.choices)
        self._tell()

    def _tell(self) -> None:
        """Say what was decided, how far the looking is, and what is under the cursor."""
        verdict, total = self._verdict, len(self.choices)
        what = "no entity" if verdict.label == NOTHING else one_line(verdict.label)
        title = self.query_one("#title", TextBar)
        title.told = (f"{quoted(verdict.surface)} ", f"→ {what} everywhere", self._progress())
        turned = [
            f"{key} {said} {'●' if getattr(self._query, name) else '○'}"
            for key, name, said in OPTIONS
        ]
        count = f"{self.choices.ticked_count:,} of {total:,} chosen"
        self.query_one("#options", TextBar).told = ("", "   ".join(turned), count)
        self.query_one("#detail", TextBar).told = self._detail()

    def _progress(self) -> str:
        if self._made_ready is not None:
            return f"changing… {self._made_ready:,} articles ready · esc stops"
        if self._looking is None or not self._looking.complete:
            seen = self._looking.articles if self._looking else 0
            return f"looking… {seen:,} of {max(seen, self._everywhere.count):,} articles"
        missing = self._everywhere.unreadable
        unread = f" · {missing:,} could not be read" if missing else ""
        return f"{plural(self._looking.articles, 'article')}{unread}"

    def _detail(self) -> tuple[str, str, str]:
        row = self.list.row
        if row is None:
            nothing = "there is no other place where this would change anything"
            return "", nothing if self.is_complete else "", ""
        against = f"  better not: {one_line(row.case.reason)}" if row.case.reason else ""
        return change_words(row.case), against, one_line(row.name)

    @on(RowList.Highlighted)
    def _moved(self) -> None:
        self._tell()

    # Choosing.

    def action_move(self, step: str) -> None:
        """Another place."""
        getattr(self.list, f"action_{step}")()

    @on(RowList.Chosen)
    def action_toggle_place(self) -> None:
        """Choose the place under the cursor, or not, and go on."""
        if self.choices:
            self.choices.toggle(self.list.cursor)
            self.list.refresh()
            self.list.action_down()
            self._tell()

    def action_choose(self, chosen: bool) -> None:
        """Choose all, or none."""
        self.choices.tick_all(chosen)
        self.list.refresh()
        self._tell()

    def action_turn(self, name: str) -> None:
        """Look for the name otherwise."""
        self._query = _turned(self._query, name)
        self._looking = None
        self._look()

    # Changing.

    def action_back(self) -> None:
        """Leave; while changes are made ready, stop that."""
        if self._made_ready is not None:
            self._stopped = True
        else:
            self.workers.cancel_group(self, "look")
            self.dismiss(None)

    @work(name=ASKS, exclusive=True, group="change")
    async def action_change(self) -> None:
        """Change the chosen places, in one act."""
        from tui.screens.dialog import Confirm

        if not self.is_complete or self._made_ready is not None:
            self.query_one("#detail", TextBar).told = ("", "still looking…", "")
            return
        chosen = self.choices.ticked
        if len(chosen) >= MANY:
            articles = len({case.article for case in chosen})
            question = f"Change {len(chosen):,} places in {plural(articles, 'article')}?"
            if not await self.app.push_screen_wait(Confirm(question, "One undo takes it back.")):
                return
        try:
            outcome = await self._changed()
        except PostilError as error:
            self.notify(one_line(str(error)), severity="warning", timeout=10, markup=False)
            return
        finally:
            self._made_ready = None
            self._tell()
        if not self._stopped:
            self.dismiss(outcome)
        self._stopped = False

    async def _changed(self) -> Outcome:
        """Write what was chosen, and remember what was not wanted."""
        chosen = self.choices.ticked
        self._made_ready = 0
        showing = self.set_interval(0.1, self._tell)

        def going(ready: int) -> bool:
            self._made_ready = ready
            return not self._stopped

        def plan(article: Article, current: AnnotationSet) -> list[Part]:
            shown = Known(article, current)
            return self._everywhere.plan(self._verdict, self._query, chosen, shown, going)

        try:
            outcome = await self._session.decide_each(plan)
            if not self._stopped:
                await asyncio.to_thread(self._remember, chosen)
        finally:
            showing.stop()
        return outcome

    def _remember(self, chosen: Iterable[Case]) -> None:
        """What was not wanted is offered unticked from now on."""
        refused = [case for case in self.choices.left_out if not case.reason]
        wanted = [case for case in chosen if case.reason == NOT_WANTED]
        who = self._session.author.annotator
        self._everywhere.remember(self._verdict, refused, wanted, who)


def _turned(query: Query, name: str) -> Query:
    """A query with one of its settings the other way."""
    turned: dict[str, Any] = {name: not getattr(query, name)}
    return replace(query, **turned)
