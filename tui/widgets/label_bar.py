"""`LabelBar`: the labels with their keys; a click on one labels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from textual import events
from textual.color import Color
from textual.message import Message
from textual.reactive import var

from annotations.labels import Label, LabelScheme, default_scheme
from tui.terminal_text import one_line, shorten
from tui.themes import Palette
from tui.widgets.bar import Bar, Piece, ink, width_of

LONGEST_NAME = 14
"""Cells of a label's name in the bar."""


class LabelBar(Bar):
    """The row of labels."""

    scheme: var[LabelScheme] = var(default_scheme)
    """The labels."""
    active: var[str] = var("")
    """The label under the cursor, which stands out."""

    @dataclass
    class Picked(Message):
        """A label was clicked."""

        label: str

    @dataclass
    class More(Message):
        """The labels that do not fit are asked for."""

    def ground(self, palette: Palette) -> Color:
        """The colour behind the labels: the page's."""
        return palette.page

    def _cells(self, palette: Palette, width: int) -> Iterator[tuple[Label | None, list[Piece]]]:
        """The labels that fit, each with what is drawn for it; None for the rest of them."""
        more: list[Piece] = [("⏎", ink(palette.accent)), (" more", ink(palette.dim))]
        room = width - 2
        keyed = [label for label in self.scheme if label.key]
        for place, label in enumerate(keyed):
            pieces = self._label(label, palette)
            rest = len(self.scheme) - place - 1
            room -= width_of(pieces)
            if room < (width_of(more) if rest else 0):
                yield None, more
                return
            yield label, pieces
        if len(keyed) < len(self.scheme):
            yield None, more

    def _label(self, label: Label, palette: Palette) -> list[Piece]:
        colors = palette.label(label.color)
        name = shorten(one_line(label.name), LONGEST_NAME)
        on = label.name == self.active
        box = (
            ink(palette.on_accent, palette.accent, bold=True)
            if on
            else ink(colors.text, colors.ground)
        )
        return [(f"{label.key} ", ink(palette.dim)), (f" {name} ", box), ("  ", ink(palette.dim))]

    def left(self, palette: Palette, width: int) -> Iterable[Piece]:
        """The labels."""
        yield "  ", ink(palette.dim)
        for _, pieces in self._cells(palette, width):
            yield from pieces

    def on_click(self, event: events.Click) -> None:
        """A click on a label picks it."""
        if self.palette is None:
            return
        x = 2
        for label, pieces in self._cells(self.palette, self.size.width):
            x += width_of(pieces)
            if event.x < x:
                self.post_message(self.Picked(label.name) if label else self.More())
                return

    def watch_scheme(self) -> None:
        """Other labels: draw anew."""
        self.refresh()

    def watch_active(self) -> None:
        """Another label stands out."""
        self.refresh()
