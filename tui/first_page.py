"""`FirstPage`: the page that is painted before Textual is imported, and moves through it.

Plain escape codes, at the same place, with the same rows and colours as the desk, through
the same `terminal_text`.
"""

from __future__ import annotations

from annotations.article import Article
from annotations.structure import Role, roles
from annotations.tokens import Tokens
from tui.colors import Colors
from tui.page.geometry import SCROLLBAR, margin, pane_size, sidebar_width, text_width, top_for
from tui.page.layout import PageLayout, Row
from tui.page.numbering import Numbering
from tui.terminal_text import Cells, one_line, shorten
from tui.widgets.article_cursor import ArticleCursor

RESET = "\x1b[0m"
_ROLES = {
    Role.TITLE: ("title", "1"), Role.HEADING: ("title", "1"), Role.BYLINE: ("dim", ""),
    Role.DATE: ("dim", ""), Role.META: ("dim", ""), Role.FURNITURE: ("faint", ""),
    Role.QUOTE: ("quote", "3"),
}  # fmt: skip


class FirstPage:
    """An article with a cursor, on a screen of a certain size.

    Args:
        article: What is read.
        name: What the header calls it.
        place: Which of how many it is.
        colors: The colours of the theme that will take over.
        size: The terminal's columns and rows.
        column: The widest the text is set.
        offset: Where the cursor stands.
        centred: Whether the text stands in the middle.
    """

    def __init__(
        self,
        article: Article,
        name: str,
        place: str,
        colors: Colors,
        size: tuple[int, int],
        column: int,
        offset: int,
        *,
        centred: bool = True,
    ) -> None:
        self.article = article
        self.cursor = ArticleCursor(Tokens(article))
        self._named = name, place
        self._colors = {**colors, "quote": _between(colors["text"], colors["dim"])}
        self._roles, self._numbering = roles(article), Numbering(article)
        self._column, self._centred = column, centred
        self._goal: int | None = None
        self.fit(size)
        self.go_to(offset)

    def fit(self, size: tuple[int, int]) -> None:
        """Set the page for a screen of `size`, columns and rows, the cursor in view."""
        self.size = size
        self._width, self._height = pane_size(*size)
        width = text_width(self._width, self._column)
        self._layout = PageLayout(self.article, width, lambda *_: (), spaced=True)
        self._top = 0
        self._reveal()

    # ------------------------------------------------------------- moving

    @property
    def top_row(self) -> int:
        """The first row in view."""
        return self._top

    @property
    def rows_in_view(self) -> int:
        """How many rows are in view."""
        return self._height

    @property
    def last_row(self) -> int:
        """The last row that can be looked at."""
        return self._layout.height + 1

    @property
    def cursor_row(self) -> int:
        """The row that the cursor is on."""
        return self._layout.row_of(self.cursor.offset)

    def is_blank_row(self, y: int) -> bool:
        """Whether row `y` shows nothing; so do all rows below the text."""
        row = self._layout.row(y)
        return row is None or not row.text.strip()

    def scroll_rows(self, y: int) -> None:
        """Have a row at the top, or the nearest that can be there."""
        self._top = max(0, min(y, self.last_row - self._height))
        below = self.cursor_row - self._top
        self._layout.break_rows(self._top, self._top + 2 * self._height)
        self._layout.break_rows(self._top - self._height, self._top)
        self._top = max(0, self.cursor_row - below)

    def go_to(self, offset: int) -> None:
        """Put the cursor on the token at `offset` and show it."""
        self._goal = None
        self.cursor.go_to(offset)
        self._reveal()

    jump_to = go_to

    def go_to_row(self, y: int) -> None:
        """Put the cursor on the token nearest to the column that it came from."""
        if self._goal is None:
            self._goal = self._layout.cell_of(self.cursor.offset)[0]
        self.cursor.go_to_line(self._layout.offset_at(self._goal, y), self._layout.row(y))
        self._reveal()

    def step(self, step: int) -> None:
        """Move the cursor a token on or back, `step` 1 or -1."""
        self._goal = None
        if step > 0:
            self.cursor.next_token()
        else:
            self.cursor.previous_token()
        self._reveal()

    def _reveal(self) -> None:
        y = self._layout.settle(self.cursor.offset, self._height) if self.cursor.unit else 0
        top = top_for(y, self._top, self._height)
        self._top = max(0, min(top, self.last_row - self._height))

    # ------------------------------------------------------------- painting

    def painted(self) -> str:
        """The escape codes that paint all of the screen."""
        columns, rows = self.size
        left = margin(self._width, self._column, centred=self._centred)
        side, padding = sidebar_width(columns), 1 if rows - self._height > 3 else 0
        page, edge = self._ink("text", "page"), self._ink("text", "side") + " " * side
        lines = [self._header(columns)]
        lines += [page + " " * (self._width + SCROLLBAR) + edge] * padding
        for y in range(self._top, self._top + self._height):
            row = self._layout.row(y)
            used, drawn = self._row(row)
            rest = page + " " * max(0, self._width + SCROLLBAR - left - used)
            lines.append(self._gutter(row, left) + drawn + rest + edge)
        if padding:
            lines.append(page + " " * columns)
        bars = rows - len(lines)
        lines += [self._ink("text", "bar") + " " * columns] * bars
        placed = (f"\x1b[{y};1H{line}" for y, line in enumerate(lines[:rows], 1))
        return "".join(placed) + RESET

    def _header(self, columns: int) -> str:
        name, place = self._named
        right = f"{place}   " if len(place) + 3 <= columns // 2 else ""
        room = columns - len(right)
        shown = shorten(one_line(name), max(0, room - 12))
        fill = " " * max(0, room - 10 - Cells(shown).width)
        bold = self._ink("title", "bar", "1")
        return f"{bold}  postil  {self._ink('dim', 'bar')}{shown}{fill}{right}"

    def _gutter(self, row: Row | None, left: int) -> str:
        """What stands left of a row: at a paragraph's beginning its number."""
        begins = row is not None and self._layout.begins(row) and left >= 6
        number = self._numbering.shown(row.number) if row is not None and begins else ""
        return self._ink("number", "page") + f"{number.rjust(max(0, left - 2))}  "[:left]

    def _row(self, row: Row | None) -> tuple[int, str]:
        """How many cells a row of text takes, and what draws it."""
        if row is None or not row.text:
            return 0, ""
        cells, token = self._layout.cells(*row.key), self.cursor.unit
        name, style = _ROLES.get(self._roles[row.number], ("text", ""))
        base = self._ink(name, "page", style)
        text = _tabs(row.text, cells) if "\t" in row.text else row.text
        drawn = base + text
        if token is not None and row.start <= token[0] and token[1] <= row.end and text == row.text:
            first = row.line.to_display(token[0]) - row.first
            last = first + token[1] - token[0]
            on = self._ink("on_accent", "accent", style)
            drawn = base + text[:first] + on + text[first:last] + base + text[last:]
        return cells.cell_of(len(row.text)), drawn

    def _ink(self, text: str, ground: str, style: str = "") -> str:
        colors = self._colors
        fore, back = (";".join(map(str, _rgb(colors[name]))) for name in (text, ground))
        return f"{RESET}\x1b[{style + ';' if style else ''}38;2;{fore};48;2;{back}m"


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
