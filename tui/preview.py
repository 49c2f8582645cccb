"""The first page, on the screen before Textual is imported.

Textual takes longer to import than a pager takes to open. So the page is painted first, and read by
the keys for reading (`first_keys`); Textual's screen comes over it without clearing it (see
`terminal_driver`), at the place where it was left.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tui.first_page import FirstPage

if TYPE_CHECKING:
    from tui.first_keys import FirstKeys

ENTER = "\x1b[?1049h\x1b[?25l\x1b[?7l"
LEAVE = "\x1b[?7h\x1b[?25h\x1b[?1049l\r"


def is_possible() -> bool:
    """Whether Textual will draw on this terminal in the colours that are painted here."""
    plain = "NO_COLOR" in os.environ or "TEXTUAL_DRIVER" in os.environ
    true_color = os.environ.get("COLORTERM", "").lower() in ("truecolor", "24bit")
    return true_color and not plain and os.name == "posix" and os.isatty(0) and os.isatty(2)


@contextmanager
def first_page(
    page: Callable[[tuple[int, int]], FirstPage], moves: Callable[[], Mapping[bytes, str]]
) -> Iterator[FirstKeys]:
    """Show the first page, obey the keys for reading, and put the terminal back when all is over.

    Args:
        page: Makes it for a terminal of some columns and rows.
        moves: The ids of moves, by what a terminal sends; asked for when the page is shown.

    Yields:
        What obeys the keys until it is stopped.
    """
    import termios

    terminal = sys.__stdin__.fileno() if sys.__stdin__ else 0
    before = termios.tcgetattr(terminal)
    listen(terminal)
    keys: FirstKeys | None = None
    try:
        shown = page(os.get_terminal_size(2))
        _write(ENTER + shown.painted())
        from tui.first_keys import FirstKeys

        keys = FirstKeys(shown, moves(), terminal, _write)
        yield keys
    finally:
        if keys is not None:
            keys.stop()
        _write(LEAVE)
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)


def listen(terminal: int) -> None:
    """Have a terminal send every key at once, as it is and unseen, as Textual will."""
    import termios
    import tty

    tty.setcbreak(terminal, termios.TCSANOW)
    mode = termios.tcgetattr(terminal)
    mode[tty.IFLAG] &= ~(termios.ICRNL | termios.IXON)
    termios.tcsetattr(terminal, termios.TCSANOW, mode)


def _write(text: str) -> None:
    data = text.encode("utf-8", "replace")
    while data:
        data = data[os.write(2, data) :]
