"""`ReportCardScreen`: how good the pipelines are, and what correcting them costs."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from time import monotonic
from typing import ClassVar

from rich.style import Style
from textual import work
from textual.binding import Binding, BindingType
from textual.getters import query_one

from annotations.errors import PostilError
from annotations.predictions import Pipeline
from annotations.report_card import ReportCard
from annotations.scoring import Way
from annotations.survey import Survey, Surveyed, surveyed
from annotations.timeline import DAY, MONTH, YEAR
from tui.card_pages import PAGES, Row, View
from tui.entity_reading import SLICE
from tui.screens.desk_words import plural
from tui.screens.table_screen import TableScreen
from tui.session import Session
from tui.terminal_text import one_line
from tui.themes import Palette
from tui.widgets.bar import ink
from tui.widgets.row_list import RowList
from tui.widgets.table_list import TableList

PERIODS = {DAY: "day", MONTH: "month", YEAR: "year"}
FITTING = 20
"""Periods there may be at first before longer ones are shown."""
LOOK = 0.5
"""Seconds of reading after which what was counted is shown."""


class CardTable(TableList[Row]):
    """A page's table."""

    def cells(self, row: Row) -> Row:
        """As the page has them."""
        return row

    def style(self, row: Row, place: int, plain: Style, palette: Palette) -> Style:
        """Sums bold; what is nothing dim."""
        if row[0] == "all":
            return plain + Style(bold=True)
        return plain + ink(palette.dim) if row[place] in ("·", "nothing", "0") else plain


class ReportCardScreen(TableScreen[None]):
    """The pages, one after the other.

    Args:
        session: Knows the store.
        palette: The colours.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab,right,l,s", "turn(1)", "Next page", priority=True),
        Binding("shift+tab,left,h", "turn(-1)", "Previous page", priority=True),
        Binding("w", "way", "What counts as right"),
        Binding("t", "period", "Day, month, year"),
        Binding("m", "pipeline", "Next pipeline"),
    ]
    hints = (
        ("tab", "next page"), ("w", "what counts as right"), ("t", "day, month, year"),
        ("m", "next pipeline"), ("p", "plots"), ("esc", "back"),
    )  # fmt: skip

    sheet = query_one(CardTable)

    def __init__(self, session: Session, palette: Palette) -> None:
        super().__init__(palette)
        self._session = session
        self._survey = Survey()
        self._cards: list[tuple[Pipeline, ReportCard]] = []
        self._read, self._all = 0, 0
        self._pipeline, self._way, self._period = 0, Way.STRICT, 0
        self.page = next(iter(PAGES))
        """Which page is shown."""
        self.complete = False
        """Whether every article was read, and the page shows it."""

    def table(self) -> CardTable:
        """The page's table."""
        return CardTable()

    def on_mount(self) -> None:
        """Begin to read."""
        self._begin()

    # Reading.

    @work(exclusive=True, group="read")
    async def _begin(self) -> None:
        """Read what was corrected beside the screen, and show it now and then."""
        found: list[Surveyed] = []
        clock = asyncio.get_running_loop().time
        look = clock() + LOOK
        try:
            reading = await asyncio.to_thread(self._articles)
            while not await asyncio.to_thread(_step, reading, found):
                self.at_work()
                self._read = len(found)
                self._tell()
                if clock() > look:
                    began = clock()
                    await self._count(found)
                    await self.painted()
                    look = clock() + 4 * (clock() - began) + LOOK
        except PostilError as error:
            self.warn(str(error))
        self._read = len(found)
        await self._count(found)
        self.complete = True
        self._tell()

    def _articles(self) -> Iterator[Surveyed]:
        corpus = self._session.corpus
        ids = [*corpus.corrected_since(0)]
        self._all = len(ids)
        return surveyed(corpus, ids)

    async def _count(self, found: list[Surveyed]) -> None:
        self._survey = Survey(tuple(found))
        self._cards = await asyncio.to_thread(self._survey.card.by_pipeline)
        await self._show_page()

    # Showing.

    @property
    def period(self) -> int:
        """The chosen one, else the shortest that makes few."""
        if self._period:
            return self._period
        days = {article.day for article in self._survey.articles}
        lengths = (size for size in PERIODS if len({day[:size] for day in days}) <= FITTING)
        return next(lengths, YEAR)

    @work(exclusive=True, group="page")
    async def _show(self) -> None:
        await self._show_page()

    async def _show_page(self) -> None:
        """Count what the page says, and show it."""
        self._pipeline %= max(1, len(self._cards))
        card = self._cards[self._pipeline][1] if self._cards else ReportCard(())
        view = View(self._survey, card, self._way, self.period)
        page = await asyncio.to_thread(PAGES[self.page], view)
        self.head.columns = self.sheet.columns = page.columns
        self.sheet.show(page.rows)
        self.sheet.redraw()
        for plot, chart in zip(self.plots, page.charts, strict=False):
            plot.show(chart)
        self._tell()

    def _tell(self) -> None:
        pages = "  ".join(f"[{name}]" if name == self.page else name for name in PAGES)
        reading = f"reading… {self._read:,} of {self._all:,} articles"
        right = "" if self.complete else reading
        self.title_is("Report card", f"   {pages}", right)
        if self.complete and not self.sheet.rows:
            self.say("", "nothing that a pipeline predicted was judged yet")
        elif self._cards:
            who, card = self._cards[self._pipeline]
            judged = plural(card.articles, "article")
            said = f"  accepted {card.acceptance:.0%} as predicted in {judged} · {self._about}"
            many = len(self._cards) > 1
            right = f"pipeline {self._pipeline + 1} of {len(self._cards)}" if many else ""
            self.say(one_line(str(who)), said, right)

    @property
    def _about(self) -> str:
        return f"{self._way} · by {PERIODS[self.period]}"

    def changed_row(self) -> None:
        """The plots are about the page."""
        if self.plots:
            self._show()

    # Keys.

    def action_turn(self, step: int) -> None:
        """Another page."""
        pages = [*PAGES]
        self.page = pages[(pages.index(self.page) + step) % len(pages)]
        self.query_one(RowList).cursor = 0
        self._show()

    def action_way(self) -> None:
        """Count otherwise what is right."""
        ways = [*Way]
        self._way = ways[(ways.index(self._way) + 1) % len(ways)]
        self._show()

    def action_period(self) -> None:
        """By the day, the month or the year."""
        sizes = [*PERIODS]
        self._period = sizes[(sizes.index(self.period) + 1) % len(sizes)]
        self._show()

    def action_pipeline(self) -> None:
        """Another pipeline, or another version."""
        self._pipeline += 1
        self._show()


def _step(reading: Iterator[Surveyed], found: list[Surveyed]) -> bool:
    """Read a little further; whether that was all. Blocks."""
    until = monotonic() + SLICE
    while monotonic() < until:
        one = next(reading, None)
        if one is None:
            return True
        found.append(one)
    return False
