"""The first page, painted before Textual is imported.

Textual takes longer to import than a pager takes to open. So the page is painted with plain
escape codes first (the same place, the same rows, the same colours, through the same
`terminal_text`), and Textual's screen comes over it without clearing it (see `terminal_driver`).
Keys typed meanwhile wait in the terminal's buffer, unseen, until Textual reads them.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from annotations.article import Article
from annotations.structure import Role, Roles, roles
from annotations.tokens import Tokens
from tui.colors import Colors
from tui.page.geometry import SCROLLBAR, margin, pane_size, sidebar_width, text_width, top_for
from tui.page.layout import PageLayout, Row
from tui.page.numbering import Numbering
from tui.terminal_text import Cells, one_line, shorten

if TYPE_CHECKING:
    from annotations.span import Range

ENTER = "\x1b[?1049h\x1b[?25l\x1b[?7l"
LEAVE = "\x1b[?7h\x1b[?25h\x1b[?1049l\r"
RESET = "\x1b[0m"
_ROLES = {
    Role.TITLE: ("title", "1"), Role.HEADING: ("title", "1"), Role.BYLINE: ("dim", ""),
    Role.DATE: ("dim", ""), Role.META: ("dim", ""), Role.FURNITURE: ("faint", ""),
    Role.QUOTE: ("quote", "3"),
}  # fmt: skip


@contextmanager
def first_page(
    article: Article,
    name: str,
    place: str,
    colors: Colors | None,
    column: int,
    offset: int,
    *,
    centred: bool = True,
) -> Iterator[bool]:
    """Show the first page, and put the terminal back when all is over.

    Args:
        article: What is read.
        name: What the header calls it.
        place: Which of how many it is.
        colors: The colours of the theme that will take over; None when they are not known here.
        column: The widest the text is set.
        offset: Where the cursor will stand.
        centred: Whether the text stands in the middle.

    Yields:
        Whether it is shown; it is not where it could not be taken over seamlessly.
    """
    if colors is None or not _possible():
        yield False
        return
    import termios
    import tty

    terminal = sys.__stdin__.fileno() if sys.__stdin__ else 0
    before = termios.tcgetattr(terminal)
    tty.setcbreak(terminal, termios.TCSANOW)
    try:
        size = os.get_terminal_size(2)
        _write(ENTER + page(article, name, place, colors, size, column, offset, centred=centred))
        yield True
    finally:
        _write(LEAVE)
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)


def _possible() -> bool:
    """Whether Textual will draw on this terminal in the colours that are painted here."""
    plain = "NO_COLOR" in os.environ or "TEXTUAL_DRIVER" in os.environ
    true_color = os.environ.get("COLORTERM", "").lower() in ("truecolor", "24bit")
    return true_color and not plain and os.name == "posix" and os.isatty(0) and os.isatty(2)


def _write(text: str) -> None:
    os.write(2, text.encode("utf-8", "replace"))


def page(
    article: Article,
    name: str,
    place: str,
    colors: Colors,
    size: tuple[int, int],
    column: int,
    offset: int,
    *,
    centred: bool = True,
) -> str:
    """The escape codes that paint the first page on a screen of `size`, columns and rows."""
    colors = {**colors, "quote": _between(colors["text"], colors["dim"])}
    columns, rows = size
    width, height = pane_size(columns, rows)
    left, side = margin(width, column, centred=centred), sidebar_width(columns)
    layout = PageLayout(article, text_width(width, column), lambda *_: (), spaced=True)
    token = Tokens(article).nearest(offset)
    top = top_for(layout.settle(token[0], height) if token else 0, 0, height)
    top = max(0, min(top, layout.height + 1 - height))
    padding = 1 if rows - height > 3 else 0
    blank = _ink(colors, "text", "page") + " " * (width + SCROLLBAR)
    edge = _ink(colors, "text", "side") + " " * side
    lines = [_header(name, place, colors, columns)]
    lines += [blank + edge] * padding
    kinds, numbering = roles(article), Numbering(article)
    for y in range(top, top + height):
        row = layout.row(y)
        used, drawn = _row(layout, row, colors, token, kinds)
        rest = _ink(colors, "text", "page") + " " * max(0, width + SCROLLBAR - left - used)
        number = numbering.shown(row.number) if row and layout.begins(row) and left >= 6 else ""
        gutter = f"{number.rjust(max(0, left - 2))}  "[:left]
        lines.append(_ink(colors, "number", "page") + gutter + drawn + rest + edge)
    if padding:
        lines.append(_ink(colors, "text", "page") + " " * columns)
    bars = rows - len(lines)
    lines += [_ink(colors, "text", "bar") + " " * columns] * bars
    placed = (f"\x1b[{y};1H{line}" for y, line in enumerate(lines[:rows], 1))
    return "".join(placed) + RESET


def _header(name: str, place: str, colors: Colors, columns: int) -> str:
    right = f"{place}   " if len(place) + 3 <= columns // 2 else ""
    room = columns - len(right)
    shown = shorten(one_line(name), max(0, room - 12))
    fill = " " * max(0, room - 10 - Cells(shown).width)
    bold = _ink(colors, "title", "bar", "1")
    return f"{bold}  postil  {_ink(colors, 'dim', 'bar')}{shown}{fill}{right}"


def _row(
    layout: PageLayout, row: Row | None, colors: Colors, token: Range | None, kinds: Roles
) -> tuple[int, str]:
    """How many cells a row of text takes, and what draws it."""
    if row is None or not row.text:
        return 0, ""
    cells = layout.cells(*row.key)
    name, style = _ROLES.get(kinds[row.number], ("text", ""))
    base = _ink(colors, name, "page", style)
    text = _tabs(row.text, cells) if "\t" in row.text else row.text
    drawn = base + text
    if token is not None and row.start <= token[0] and token[1] <= row.end and text == row.text:
        first = row.line.to_display(token[0]) - row.first
        last = first + token[1] - token[0]
        on = _ink(colors, "on_accent", "accent", style)
        drawn = base + text[:first] + on + text[first:last] + base + text[last:]
    return cells.cell_of(len(row.text)), drawn


def _tabs(text: str, cells: Cells) -> str:
    return "".join(
        " " * (cells.cell_of(at + 1) - cells.cell_of(at)) if char == "\t" else char
        for at, char in enumerate(text)
    )


def _between(one: str, other: str) -> str:
    """The colour half way between two, as Textual blends them."""
    pairs = zip(_rgb(one), _rgb(other), strict=True)
    return "#" + "".join(f"{int(a + (b - a) * 0.5):02x}" for a, b in pairs)


def _rgb(color: str) -> tuple[int, ...]:
    return tuple(int(color[at : at + 2], 16) for at in (1, 3, 5))


def _ink(colors: Colors, text: str, ground: str, style: str = "") -> str:
    fore, back = (";".join(map(str, _rgb(colors[name]))) for name in (text, ground))
    return f"{RESET}\x1b[{style + ';' if style else ''}38;2;{fore};48;2;{back}m"
