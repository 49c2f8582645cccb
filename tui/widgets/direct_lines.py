"""`DirectLines`: a widget's own lines go to the screen as they are.

Textual composes the lines of any widget with its border, padding and opacity, and keeps a second
copy of them. A widget that paints every cell of its content itself needs none of this, and most
of the time of a repaint is saved.
"""

from __future__ import annotations

from collections.abc import Sequence

from textual.color import Color
from textual.filter import LineFilter
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget


class DirectLines(Widget):
    """A widget without a border that paints its whole width; rows of padding are allowed."""

    def blank(self) -> Strip:
        """A line of the widget's ground."""
        return Strip.blank(self.region.width, self.rich_style)

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines in `crop`, through the program's line filters."""
        filters, (_, background) = self.get_line_filters(), self.background_colors
        top, width, height = self.styles.padding.top, self.region.width, self.size.height
        how = (*crop.column_span, width, background, *map(id, filters))
        if how != self._how:
            self._how, self._finished = how, {}
        finished, blank, strips = self._finished, None, []
        for y in crop.line_range:
            if top <= y < top + height:
                line = self.render_line(y - top)
            else:
                line = blank = blank or self.blank()
            known = finished.get(y)
            if known is None or known[0] is not line:
                known = finished[y] = line, self._finish(line, filters, background, width, crop)
            strips.append(known[1])
        return strips

    _how: tuple[object, ...] = ()
    """What the finished lines were made for."""
    _finished: dict[int, tuple[Strip, Strip]]
    """The lines as they went to the screen last, beside what they were made of."""

    def _finish(
        self,
        strip: Strip,
        filters: Sequence[LineFilter],
        background: Color,
        width: int,
        crop: Region,
    ) -> Strip:
        for line_filter in filters:
            strip = strip.apply_filter(line_filter, background)
        if strip.cell_length < width:
            strip = strip.extend_cell_length(width, self.rich_style)
        left, right = crop.column_span
        return strip if (left, right) == (0, width) else strip.crop(left, right)
