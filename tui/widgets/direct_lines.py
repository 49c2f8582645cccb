"""`DirectLines`: a widget's own lines go to the screen as they are.

Textual composes the lines of any widget with its border, padding and opacity, and keeps a second
copy of them. A widget that paints every cell of its content itself needs none of this, and most
of the time of a repaint is saved.
"""

from __future__ import annotations

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
        left, right = crop.column_span
        blank, strips = self.blank(), []
        for y in crop.line_range:
            strip = self.render_line(y - top) if top <= y < top + height else blank
            for line_filter in filters:
                strip = strip.apply_filter(line_filter, background)
            if strip.cell_length < width:
                strip = strip.extend_cell_length(width, self.rich_style)
            strips.append(strip if (left, right) == (0, width) else strip.crop(left, right))
        return strips
