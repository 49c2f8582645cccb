"""Plots of characters, drawn by plotext: what stands in each cell, and what it is part of.

Colours are not its business: a cell belongs to the axes or to one of the series. Names may be
untrusted text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

from annotations.tokens import graphemes
from tui.terminal_text import cell_len, one_line, shorten

AXES = -1
"""What a cell is part of that is no part of a series."""
Piece = tuple[str, int]
"""Text, and the number of the series it is part of, or `AXES`."""

_ROLE = re.compile(r"\x1b\[(?:38;2;(\d+);\d+;\d+m|48;2;\d+;\d+;\d+m|0m)")
_SERIES, _AXES = 10, 1
"""What the red of a colour says: an axis, or a series from there on."""
_LEAST_WIDTH, _LEAST_HEIGHT = 16, 4
_FEW = 8
"""Bars that there is room for at least, so that one alone is not a wall."""
_STAND_INS = 0xF0000
"""A name's characters that are not one cell wide are private ones while plotext counts them."""
_drawing = Lock()
"""plotext has a state of its own."""


@dataclass(frozen=True, slots=True)
class Series:
    """Values that belong together, one for each name of the chart."""

    name: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """What is plotted."""

    title: str
    names: tuple[str, ...] = ()
    """Along the axis."""
    series: tuple[Series, ...] = ()
    kind: str = "bars"
    """`bars` that stand, `rows` that lie, the first on top, or `lines`."""
    shares: bool = False
    """Whether values go from 0 to 1."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to plot."""
        return not self.names or not any(one.values for one in self.series)


def plotted(chart: Chart, width: int, height: int) -> list[list[Piece]]:
    """A chart in exactly `width` cells and `height` rows; nothing where there is no room for it."""
    if chart.is_empty or width < _LEAST_WIDTH or height < _LEAST_HEIGHT:
        return []
    with _drawing:
        names = _Names()
        text = _DRAWN[chart.kind](chart, names, width, height)
        return [_padded([*_pieces(line, names)], width) for line in text.rstrip("\n").split("\n")]


class _Names:
    """Names in which plotext finds one character for each cell."""

    def __init__(self) -> None:
        self._given: list[str] = []

    def coded(self, name: str, width: int) -> str:
        """The name within `width` cells."""
        shown, parts = shorten(one_line(name), width), []
        for start, end in graphemes(shown):
            grapheme = shown[start:end]
            if len(grapheme) == 1 and " " <= grapheme <= "~":
                parts.append(grapheme)
            elif cells := cell_len(grapheme):
                for kept in (grapheme, *[""] * (cells - 1)):
                    parts.append(chr(_STAND_INS + len(self._given)))
                    self._given.append(kept)
        return "".join(parts)

    def restored(self, text: str) -> str:
        """What plotext wrote, with the characters of the names."""
        return "".join(
            self._given[place] if 0 <= (place := ord(c) - _STAND_INS) < len(self._given) else c
            for c in text
        )


def _pieces(line: str, names: _Names) -> Iterator[Piece]:
    role, at = AXES, 0
    for code in _ROLE.finditer(line):
        if text := line[at : code.start()]:
            yield names.restored(text), role
        at = code.end()
        if code[1]:
            role = int(code[1]) - _SERIES if int(code[1]) >= _SERIES else AXES
        elif code[0].endswith("[0m"):
            role = AXES
    if text := line[at:]:
        yield names.restored(text), role


def _padded(pieces: list[Piece], width: int) -> list[Piece]:
    missing = width - sum(cell_len(text) for text, _ in pieces)
    return [*pieces, (" " * missing, AXES)] if missing > 0 else pieces


def _figure(width: int, height: int) -> Any:
    from textual_plotext.plot import Plot

    figure = Plot()
    figure.plotsize(width, height)
    figure._set_size(width, height)
    figure.canvas_color((0, 0, 0))
    figure.axes_color((0, 0, 0))
    figure.ticks_color((_AXES, 0, 0))
    figure.xaxes(True, False)
    figure.yaxes(True, False)
    return figure


def _color(number: int) -> tuple[int, int, int]:
    return _SERIES + number, 0, 0


def _bars(chart: Chart, names: _Names, width: int, height: int) -> str:
    figure = _figure(width, height)
    (series,) = chart.series[:1]
    count = len(chart.names)
    figure.bar(list(range(1, count + 1)), list(series.values), color=_color(0), width=0.8)
    figure.xlim(0.5, max(count, _FEW) + 0.5)
    most = _top(figure, chart)
    figure.ylim(0, most)
    _named(figure, chart.names, names, width)
    return str(figure.build())


def _lines(chart: Chart, names: _Names, width: int, height: int) -> str:
    figure = _figure(width, height)
    places = list(range(1, len(chart.names) + 1))
    for number, series in enumerate(chart.series):
        figure.plot(places, list(series.values), marker="hd", color=_color(number))
        figure.scatter(places, list(series.values), marker="•", color=_color(number))
    figure.xlim(0.5, max(len(places), _FEW) + 0.5)
    figure.ylim(0, _top(figure, chart))
    _named(figure, chart.names, names, width)
    return str(figure.build())


def _rows(chart: Chart, names: _Names, width: int, height: int) -> str:
    (series,) = chart.series[:1]
    count = max(2, height - 2)  # one row would have no height to plotext
    values = [*series.values[:count], *[0.0] * (count - len(series.values))][::-1]
    figure = _figure(width, count + 2)
    figure.bar(list(range(1, count + 1)), values, color=_color(0), width=0.01,
               orientation="h")  # fmt: skip
    figure.ylim(1, count)
    room = max(6, min(30, width // 2))
    shown = [names.coded(name, room) for name in chart.names[:count]]
    figure.yticks([count - place for place in range(len(shown))], shown)
    figure.xlim(0, most := _most(chart))
    figure.xticks(*_ticks(most, chart.shares))
    return str(figure.build())


_DRAWN = {"bars": _bars, "lines": _lines, "rows": _rows}


def _most(chart: Chart) -> float:
    """The end of the axis of values."""
    return 1.0 if chart.shares else max([1.0, *(v for one in chart.series for v in one.values)])


def _ticks(most: float, shares: bool) -> tuple[list[float], list[str]]:
    """Places and what is said there: whole numbers, or shares."""
    if shares:
        return [0.0, 0.5, 1.0], ["0", ".5", "1"]
    places = [0.0, most] if most < 2 else [0.0, float(round(most / 2)), most]
    return places, [f"{place:,.0f}" for place in places]


def _top(figure: Any, chart: Chart) -> float:
    most = _most(chart)
    figure.yticks(*_ticks(most, chart.shares))
    return most


def _named(figure: Any, names: Sequence[str], coded: _Names, width: int) -> None:
    """As many names under the axis as there is room for, evenly."""
    longest = max(map(cell_len, names)) + 2
    most = max(1, (width - 8) // longest)
    step = max(1, -(-len(names) // most))
    places = range(0, len(names), step)
    figure.xticks([place + 1 for place in places], [coded.coded(names[p], 24) for p in places])
