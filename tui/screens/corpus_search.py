"""`CorpusSearchScreen`: type what is looked for in all articles, go there, or label all of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from time import monotonic
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.getters import query_one
from textual.widgets import Input

from annotations.corpus_query import CorpusQuery
from annotations.errors import PostilError
from annotations.labels import LabelScheme
from tui.corpus_reach import CorpusReach, Place, Searching
from tui.screens.corpus_labelling import TELL, CorpusLabelling
from tui.screens.desk_words import plural, quoted
from tui.searching import Asked
from tui.session import Session
from tui.terminal_text import one_line
from tui.themes import Palette
from tui.widgets.bar import TextBar
from tui.widgets.find_bar import FindInfo, FindSign
from tui.widgets.hint_bar import HintBar
from tui.widgets.row_list import MOVES, RowList
from tui.widgets.search_list import Hits, SearchList

SHOW = 0.1
"""Seconds between two times that more places are shown."""
SYNTAX = "words, or label:ORG  by:NAME  status:new  link:ID"
LINE_HINTS = (("⏎", "to what was found"), ("ctrl+t", "regular expression"), ("esc", "back"))
LIST_HINTS = (
    ("⏎", "open there"),
    ("space", "mark"),
    ("A N", "all, none"),
    ("1-9 &", "label"),
    ("x", "no entity"),
    ("u", "undo"),
    ("/", "type"),
    ("r w", "pattern, words"),
    ("esc", "back"),
)


class CorpusSearchScreen(CorpusLabelling):
    """Answers with the place to open.

    Args:
        reach: All articles.
        session: Writes.
        scheme: The labels.
        palette: The colours.
        asked: What was looked for last; kept up to date.
        changed: Called when something was written.
    """

    DEFAULT_CSS = """
    CorpusSearchScreen { background: $background; }
    CorpusSearchScreen Horizontal { height: 1; background: $postil-bar; }
    CorpusSearchScreen Input, CorpusSearchScreen Input:focus {
        border: none; height: 1; padding: 0; width: 1fr; background: $postil-bar;
    }
    CorpusSearchScreen SearchList { height: 1fr; margin: 1 0; background: $background; }
    CorpusSearchScreen.-low SearchList { margin: 0; }
    CorpusSearchScreen.-low HintBar, CorpusSearchScreen.-low #options { display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,q", "back", "Back"),
        Binding("ctrl+t", "turn('pattern')", "Regular expression", priority=True, show=False),
        Binding("tab", "other", "Other part", priority=True, show=False),
        ("r", "turn('pattern')", "Regular expression"),
        ("w", "turn('word')", "Whole words"),
        ("slash", "other", "Type"),
        ("space", "mark", "Mark"),
        ("A", "mark_all(True)", "Mark all"),
        ("N", "mark_all(False)", "Mark none"),
        Binding("enter", "enter", "Open", priority=True, show=False),
        *MOVES,
    ]

    line = query_one(Input)

    def __init__(
        self,
        reach: CorpusReach,
        session: Session,
        scheme: LabelScheme,
        palette: Palette,
        asked: Asked,
        changed: Callable[[], None],
    ) -> None:
        super().__init__(reach, session, scheme, palette, changed)
        self._asked = asked
        self._searching: Searching | None = None
        self._problem = ""
        self.is_complete = False
        """Whether every article was looked through."""

    def compose(self) -> ComposeResult:
        """What is looked for, the places, what the cursor is on, and the keys."""
        with Horizontal():
            yield FindSign()
            yield Input(self._asked.typed, placeholder=SYNTAX, compact=True)
            yield FindInfo()
        yield TextBar(id="options")
        yield SearchList()
        yield TextBar(id="detail")
        yield HintBar()

    def on_mount(self) -> None:
        """Begin with what was looked for last."""
        for bar in (*self.query(TextBar), *self.query(FindSign), *self.query(FindInfo)):
            bar.palette = self._palette
        self.query_one(HintBar).palette = self._palette
        self.list.palette, self.list.scheme = self._palette, self._scheme
        self.line.focus()
        self._look(self._asked.cursor)

    # Looking.

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        if event.value != self._asked.typed:
            self._asked.typed = event.value
            self._look()

    def _look(self, cursor: int = 0) -> None:
        """Begin to look; the cursor goes to where it was when there is so much."""
        if self._searching is not None:
            self._searching.stop()
        asked, self._problem, self.is_complete = self._asked, "", False
        self.query_one(FindSign).pattern = asked.pattern
        query = CorpusQuery.parse(asked.typed, pattern=asked.pattern, word=asked.word)
        self._searching = self._reach.search(query)
        self._go_through(self._searching, cursor)

    @work(exclusive=True, group="look")
    async def _go_through(self, searching: Searching, cursor: int) -> None:
        """Look through all articles beside the screen."""
        hits = Hits()
        telling, due = self.set_interval(TELL, self.tell), monotonic() + SHOW
        try:
            while not self._session.started:
                await asyncio.sleep(0.02)
            while not searching.complete:
                hits.add(await asyncio.to_thread(searching.step))
                if not self.query(SearchList):
                    return  # the program is being left
                is_new = self.hits is not hits and len(hits)
                if is_new or searching.complete or monotonic() > due:
                    due = monotonic() + SHOW
                    self._show(hits if hits or searching.complete else self.hits)
                    if self.list.cursor == 0 and len(hits) > cursor:
                        self.list.put_cursor(cursor)
        except PostilError as error:
            searching.complete = True
            self._problem = one_line(str(error))
            self._show(hits)
        finally:
            telling.stop()
        if self.list.cursor == 0:
            self.list.put_cursor(min(cursor, len(hits) - 1))
        self.is_complete = True
        self.tell()

    def _show(self, hits: Hits) -> None:
        """Show what was found so far."""
        if self.hits is not hits:
            self.hits = hits
            self.list.cursor = 0
        self.list.show(hits)
        self.tell()

    def tell(self) -> None:
        """Say how much was found, how it is looked for, and what is under the cursor."""
        info = self.query_one(FindInfo)
        info.wrong, info.said = bool(self._problem), self._problem or self._counted()
        ways = (("r", "pattern", "regular expression"), ("w", "word", "whole words"))
        turned = [f"{k} {said} {'●' if getattr(self._asked, n) else '○'}" for k, n, said in ways]
        marked = self.hits.ticked_count
        right = self.said or (f"{marked:,} marked" if marked else "")
        self.query_one("#options", TextBar).told = ("", "   ".join(turned), right)
        self.query_one("#detail", TextBar).told = self._detail()
        self.query_one(HintBar).hints = LIST_HINTS if self.list.has_focus else LINE_HINTS

    def _counted(self) -> str:
        searching = self._searching
        if searching is None or not self._asked.typed.strip():
            return ""
        more = "+" if searching.full else "" if searching.complete else "…"
        if not searching.count and searching.complete:
            return "nothing"
        found = f"{searching.count:,}{more} in {plural(len(searching.articles), 'article')}"
        return found if searching.complete else f"{self._reach.doing}  {found}"

    def _detail(self) -> tuple[str, str, str]:
        row = self.list.row
        if row is None:
            return "", "", ""
        place = row.place
        what = " ".join(filter(None, (place.label, place.status))) or "no entity"
        by = f" by {place.by}" if place.by else ""
        return f"{quoted(place.form)} ", one_line(what + by), one_line(place.name)

    @on(RowList.Highlighted)
    def _moved(self) -> None:
        self.said = ""
        self._asked.cursor = self.list.cursor
        self.tell()

    def on_descendant_focus(self) -> None:
        """Other keys count."""
        self.tell()

    def look_again(self) -> None:
        """What stands there has changed."""
        self._look(self.list.cursor)

    # Keys.

    def action_turn(self, name: str) -> None:
        """Look for it otherwise."""
        setattr(self._asked, name, not getattr(self._asked, name))
        self._look()

    def action_other(self) -> None:
        """From the line to the places, or back."""
        self.set_focus(self.line if self.list.has_focus else self.list)

    def action_move(self, step: str) -> None:
        """Another place; from the line, to the places."""
        if self.list.has_focus:
            getattr(self.list, f"action_{step}")()
        else:
            self.set_focus(self.list)

    def action_mark(self) -> None:
        """Mark the place under the cursor, or not, and go on."""
        if self.hits:
            self.hits.toggle(self.list.cursor)
            self.list.refresh()
            self.list.action_down()
            self.tell()

    def action_mark_all(self, marked: bool) -> None:
        """Mark all, or none."""
        self.hits.tick_all(marked)
        self.list.refresh()
        self.tell()

    def action_enter(self) -> None:
        """From the line to the places; from there, open."""
        if self.list.has_focus:
            self.open()
        else:
            self.set_focus(self.list)

    @on(RowList.Chosen)
    def open(self) -> None:
        """Go to the place under the cursor."""
        if (row := self.list.row) is not None:
            self._asked.cursor = self.list.cursor
            self._leave(row.place)

    def action_back(self) -> None:
        """Leave."""
        self._leave(None)

    def _leave(self, place: Place | None) -> None:
        if self._searching is not None:
            self._searching.stop()
        self._reach.close()
        self.workers.cancel_group(self, "look")
        self.dismiss(place)
