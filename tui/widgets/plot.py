"""`Plot`: a chart under its title, drawn beside the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual import work
from textual.reactive import var
from textual.strip import Strip

from tui.plots import AXES, Chart, Piece, plotted
from tui.terminal_text import fit, one_line
from tui.themes import Palette
from tui.widgets.bar import ink
from tui.widgets.direct_lines import DirectLines

SERIES = ("blue", "orange", "green", "purple", "red", "teal")
"""Hues of the series, in order."""


class Plot(DirectLines):
    """A title with the names of the series, and the chart."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "Plot { width: 1fr; height: 1fr; }"

    palette: var[Palette | None] = var(None, init=False)
    """The theme's colours."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.chart = Chart("")
        self.drawn: Chart | None = None
        """The chart that can be seen."""
        self._rows: list[list[Piece]] = []
        self._strips: dict[int, Strip] = {}

    def show(self, chart: Chart) -> None:
        """Plot another chart."""
        if chart != self.chart or self.drawn is None:
            self.chart = chart
            self._draw()

    @work(exclusive=True, group="draw")
    async def _draw(self) -> None:
        """plotext takes its time when it is first loaded: draw beside the screen."""
        chart, size = self.chart, self.size
        if not size.width:
            return
        self._rows = await asyncio.to_thread(plotted, chart, size.width - 4, size.height - 1)
        self.drawn = chart
        self._redraw()

    def _redraw(self) -> None:
        self._strips.clear()
        self.refresh()

    def on_resize(self) -> None:
        """Draw for the room there is."""
        self._draw()

    def watch_palette(self) -> None:
        """Other colours."""
        self._redraw()

    def render_line(self, y: int) -> Strip:
        """The title, a chart's row, or nothing."""
        if y not in self._strips:
            self._strips[y] = self._line(y)
        return self._strips[y]

    def _line(self, y: int) -> Strip:
        palette, width = self.palette, self.size.width
        if palette is None:
            return Strip.blank(width)
        plain = ink(palette.dim, palette.page)
        if y == 0:
            return self._title(palette, width)
        if not self._rows:
            said = "  nothing to plot" if y == 1 and self.drawn and self.drawn.is_empty else ""
            return Strip([Segment(fit(said, width), plain)])
        if y > len(self._rows):
            return Strip.blank(width, plain)
        colors = self._colors(palette)
        row = [Segment(text, plain if n == AXES else colors[n]) for text, n in self._rows[y - 1]]
        return Strip([Segment("  ", plain), *row]).adjust_cell_length(width, plain)

    def _title(self, palette: Palette, width: int) -> Strip:
        chart = self.drawn or self.chart
        strong = ink(palette.title, palette.page, bold=True)
        parts = [Segment(f"  {one_line(chart.title)}", strong)]
        if len(chart.series) > 1:
            for series, color in zip(chart.series, self._colors(palette), strict=False):
                parts.append(Segment(f"   • {one_line(series.name)}", color))
        return Strip(parts).adjust_cell_length(width, ink(palette.dim, palette.page))

    def _colors(self, palette: Palette) -> Sequence[Style]:
        if len(self.chart.series) <= 1:
            return [ink(palette.accent, palette.page)] * 2
        return [ink(palette.label(hue).text, palette.page) for hue in SERIES]
