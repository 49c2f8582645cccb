"""`EntityListing`: everything that is named in all articles, read, filtered, sorted and plotted."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.getters import query_one

from annotations.entities import Entity, EntityIndex
from annotations.entity_filter import EntityFilter
from annotations.errors import PostilError
from annotations.knowledge import Knowledge
from annotations.labels import LabelScheme
from annotations.timeline import DAY, MONTH, YEAR, timeline
from tui.corpus_reach import Place
from tui.entity_reading import SORTS, EntityReading, in_order
from tui.plots import Chart, Series
from tui.screens.desk_words import plural, quoted
from tui.screens.table_screen import TableScreen
from tui.session import Session
from tui.terminal_text import one_line
from tui.themes import Palette
from tui.widgets.entity_table import COLUMNS, EntityTable

FIRST_LOOK = 0.3
"""Seconds of reading after which what was found is shown; each further look takes twice as long."""
PERIODS = {DAY: "day", MONTH: "month", YEAR: "year"}
BESIDES = 30
"""Others that are plotted at most."""


class EntityListing(TableScreen[Place]):
    """Answers with the mention that was gone to.

    Args:
        session: Knows the articles, and writes.
        knowledge: Names what canonical names are ids of.
        scheme: The labels.
        palette: The colours.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f,slash", "filter", "Filter"),
        Binding("S", "sort", "Sort"),
        Binding("space", "mark", "Mark"),
    ]
    placeholder = "part of a name · label:ORG · from:2022-05 · to: · in:3 articles · link:"

    list = query_one(EntityTable)

    def __init__(
        self,
        session: Session,
        knowledge: Knowledge,
        scheme: LabelScheme,
        palette: Palette,
    ) -> None:
        super().__init__(palette)
        self._session, self._knowledge = session, knowledge
        self._scheme = scheme
        self._reading: EntityReading | None = None
        self._entities: tuple[Entity, ...] = ()
        self._sort, self._query = "mentions", ""
        self._naming: int | None = None
        """Articles that are made ready to be written, while some are."""
        self.complete = False
        """Whether every article was read, and what it names is shown."""

    def table(self) -> EntityTable:
        """The entities."""
        return EntityTable()

    def on_mount(self) -> None:
        """Begin to read."""
        self.list.scheme = self._scheme
        self.head.columns, self.head.sorted_by = COLUMNS, self._sort
        self._read(EntityReading(self._session, self._knowledge))

    @property
    def index(self) -> EntityIndex:
        """What was read so far."""
        return self._reading.index if self._reading else EntityIndex()

    # Reading.

    @work(exclusive=True, group="read")
    async def _read(self, reading: EntityReading, keep: str = "") -> None:
        """Read all articles beside the screen, and show what they name now and then.

        Args:
            reading: What to read.
            keep: The name that the cursor shall be on.
        """
        self.complete = False
        quiet = self._reading is not None
        if not quiet:
            self._reading = reading
        clock = asyncio.get_running_loop().time
        look = clock() + FIRST_LOOK
        try:
            while not reading.complete:
                self.at_work()
                await asyncio.to_thread(reading.step)
                self._tell(reading)
                if not quiet and clock() > look:
                    began = clock()
                    await self._look(reading.index)
                    await self.painted()
                    look = clock() + 4 * (clock() - began) + FIRST_LOOK
            self._reading = reading
            await self._look(reading.index, keep)
        except PostilError as error:
            self.warn(str(error))
        self.complete = True
        self._tell(reading)
        self.changed_row()

    async def _look(self, index: EntityIndex, keep: str = "") -> None:
        """Show what was read."""
        found = await asyncio.to_thread(index.entities)
        self._entities = tuple(await asyncio.to_thread(in_order, found, self._sort))
        await self._arrange(keep)

    async def _arrange(self, keep: str = "") -> None:
        """Show the entities that the filter means; the cursor stays on its own."""
        row = self.list.row
        keep = keep or (row.name if row and self.list.cursor else "")
        chosen = EntityFilter.parse(self._query).choose
        rows = await asyncio.to_thread(chosen, self._entities)
        place = next((at for at, e in enumerate(rows) if e.name == keep), 0) if keep else 0
        self.list.show(rows)
        self.list.put_cursor(place)
        self.list.redraw()
        self._tell(self._reading)

    def _tell(self, reading: EntityReading | None) -> None:
        """Say how far the reading is, and how much there is."""
        said = f"  by {self._sort}"
        shown, total = len(self.list.rows), len(self._entities)
        count = f"{shown:,} of {total:,}" if shown < total else f"{total:,}"
        right = f"{count} named · {plural(len(self.index.articles), 'article')}"
        if self._naming is not None:
            right = f"naming… {self._naming:,} articles ready · esc stops"
        elif reading is not None and not reading.complete:
            read, all_ = len(reading.index.articles), reading.count
            right = f"reading… {read:,} of {all_:,} articles"
        self.title_is("Entities across articles", said, right)

    # Under the cursor.

    def changed_row(self) -> None:
        """Say how it is mentioned, and plot when, and beside whom."""
        entity = self.list.row
        if entity is None:
            self.say("", self._nothing())
        else:
            labels = ", ".join(f"{one_line(k)} {n:,}" for k, n in entity.labels.items())
            id = f" · = {one_line(entity.link)}" if entity.link else ""
            marked = len(self.list.marked)
            right = f"{marked:,} marked" if marked else ""
            surfaces = [f"{one_line(k)} {n:,}" for k, n in entity.surfaces.items()]
            more = f" · {', '.join(surfaces)}" if len(surfaces) > 1 else ""
            self.say(quoted(entity.name), f" {labels}{id}{more}", right)
        self._plot(entity)

    def _nothing(self) -> str:
        if not self.complete:
            return ""
        if self._entities:
            return "nothing is named like that"
        return "nothing is named yet: annotate, or have postil extract predict the articles"

    @work(exclusive=True, group="plot")
    async def _plot(self, entity: Entity | None) -> None:
        plots = self.plots
        if not plots:
            return
        await self.painted()
        charts = await asyncio.to_thread(_charts, self.index, entity)
        for plot, chart in zip(plots, charts, strict=False):
            plot.show(chart)

    # Arranging.

    def filter_changed(self, query: str) -> None:
        """Show those that are meant."""
        self._query = query
        self._rearrange()

    @work(exclusive=True, group="arrange")
    async def _rearrange(self) -> None:
        await self._arrange()
        self.changed_row()

    @work(exclusive=True, group="arrange")
    async def action_sort(self) -> None:
        """Sort by the next column."""
        orders = [*SORTS]
        self._sort = orders[(orders.index(self._sort) + 1) % len(orders)]
        self.head.sorted_by = self._sort
        self._entities = tuple(await asyncio.to_thread(in_order, self._entities, self._sort))
        self.list.cursor = 0
        await self._arrange()
        self.changed_row()

    def action_mark(self) -> None:
        """Mark the row, or not, and go on."""
        self.list.toggle()
        self.list.action_down()
        self.changed_row()


def _charts(index: EntityIndex, entity: Entity | None) -> tuple[Chart, Chart]:
    """When it is mentioned, and beside whom."""
    if entity is None:
        return Chart("mentions over time"), Chart("named in the same articles")
    days = timeline(index.days(entity))
    period = next((said for size, said in PERIODS.items() if len(next(iter(days), "")) == size), "")
    when = Chart(
        f"mentions by {period}" if period else "mentions over time: no dates",
        tuple(days),
        (Series("mentions", tuple(map(float, days.values()))),),
    )
    company = index.company(entity, BESIDES)
    beside = Chart(
        "named in the same articles",
        tuple(name for name, _ in company),
        (Series("articles", tuple(float(count) for _, count in company)),),
        kind="rows",
    )
    return when, beside
