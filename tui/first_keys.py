"""`FirstKeys`: the keys for reading, obeyed on the first page while the rest is being imported.

A thread reads the keyboard. The first key that is for anything else ends it: that key and all that
follow wait for the desk, in their order.
"""

from __future__ import annotations

import os
import select
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tui.first_page import FirstPage
from tui.page import moving

MOVES: dict[str, Callable[[FirstPage], None]] = {
    "move.previous_token": lambda page: page.step(-1),
    "move.next_token": lambda page: page.step(1),
    "move.line_down": lambda page: moving.by_rows(page, 1),
    "move.line_up": lambda page: moving.by_rows(page, -1),
    "move.page_down": lambda page: moving.by_page(page, 1),
    "move.page_up": lambda page: moving.by_page(page, -1),
    "move.half_page_down": lambda page: moving.by_half_page(page, 1),
    "move.half_page_up": lambda page: moving.by_half_page(page, -1),
    "move.top": moving.to_top,
    "move.bottom": moving.to_end,
}
"""What is obeyed, by the ids of `commands.py`."""

SENT = {
    "up": ("\x1b[A", "\x1bOA"), "down": ("\x1b[B", "\x1bOB"),
    "right": ("\x1b[C", "\x1bOC"), "left": ("\x1b[D", "\x1bOD"),
    "home": ("\x1b[H", "\x1bOH", "\x1b[1~"), "end": ("\x1b[F", "\x1bOF", "\x1b[4~"),
    "pageup": ("\x1b[5~",), "pagedown": ("\x1b[6~",), "space": (" ",),
}  # fmt: skip
"""What terminals send for keys that are no characters."""

CONTROLS = frozenset("abdefgklnoprstuvwxy")
"""Letters whose control characters are no other key."""

REST = 0.05
"""Seconds in which the rest of what a key sends has to come."""


def moves_by_key(keymap: Mapping[str, str], *, letters: bool) -> dict[bytes, str]:
    """Which command each key is for, by what a terminal sends.

    Args:
        keymap: The user's own keys, by command.
        letters: Whether letters lead to places, and are no keys for moving.
    """
    from tui.commands import BY_ID

    others = {key for id, keys in keymap.items() if id not in MOVES for key in str(keys).split(",")}
    found: dict[bytes, str] = {}
    for id in MOVES:
        for key in str(keymap.get(id, BY_ID[id].keys)).split(","):
            key = key.strip()
            if key in others or (letters and len(key) == 1 and key.isalpha()):
                continue
            found.update((sign.encode(), id) for sign in _sent(key))
    return found


def _sent(key: str) -> tuple[str, ...]:
    """What terminals send for a key; nothing where it could be another key as well."""
    if len(key) == 1 and key.isprintable():
        return (key,)
    if key.startswith("ctrl+") and key[5:] in CONTROLS:
        return (chr(ord(key[5:]) & 0x1F),)
    return SENT.get(key, ())


@dataclass(frozen=True, slots=True)
class LeftAt:
    """How the first page was left."""

    offset: int
    """Where its cursor stands."""
    above: int
    """How many rows of the view are above it."""
    keys: int
    """How many keys were obeyed."""


class FirstKeys:
    """Obeys keys until it is stopped, or until one is for the desk.

    Args:
        page: What is on the screen.
        moves: The ids of moves, by what a terminal sends.
        terminal: The keyboard's file descriptor, in a mode without echo and lines.
        paint: Called with what paints the page.
    """

    def __init__(
        self,
        page: FirstPage,
        moves: Mapping[bytes, str],
        terminal: int,
        paint: Callable[[str], None],
    ) -> None:
        self._page, self._moves, self._paint = page, moves, paint
        self._begun = {key[:length] for key in moves for length in range(1, len(key))}
        self._terminal = terminal
        self._ended, self._end = os.pipe()
        self._stopped = False
        self._obeyed = 0
        self._bytes = b""
        self._thread = threading.Thread(target=self._run, name="first-keys", daemon=True)
        self._thread.start()

    def stop(self) -> bytes:
        """Obey no more; returns what was typed and is for the desk, once."""
        if not self._stopped:
            self._stopped = True
            os.close(self._end)
            self._thread.join()
            os.close(self._ended)
        typed, self._bytes = self._bytes, b""
        return typed

    @property
    def left_at(self) -> LeftAt | None:
        """Where the page was left; None when no key moved anything. Ask when it is stopped."""
        page = self._page
        above = page.cursor_row - page.top_row
        return LeftAt(page.cursor.offset, above, self._obeyed) if self._obeyed else None

    def _run(self) -> None:
        going = True
        while going:
            ready, _, _ = select.select([self._terminal, self._ended], [], [])
            if self._ended in ready:
                return
            try:
                going = self._take(os.read(self._terminal, 4096))
            except OSError:  # the terminal is gone; the program will be told
                return

    def _take(self, typed: bytes) -> bool:
        """Obey what was typed; False when there is to be no more of it."""
        if not typed:
            return False
        self._bytes += typed
        before = self._obeyed
        while move := self._next_move():
            MOVES[move](self._page)
            self._obeyed += 1
        if self._obeyed != before:
            size = os.get_terminal_size(self._terminal)
            if size != self._page.size:
                self._page.fit(size)
            self._paint(self._page.painted())
        return not self._bytes or self._is_begun()

    def _next_move(self) -> str:
        """The move that the next key is for, which is taken; empty when it is for none."""
        for key, move in self._moves.items():
            if self._bytes.startswith(key):
                self._bytes = self._bytes[len(key) :]
                return move
        return ""

    def _is_begun(self) -> bool:
        """Whether what is left may be the beginning of a key, the rest of which is on its way."""
        if self._bytes not in self._begun:
            return False
        return bool(select.select([self._terminal], [], [], REST)[0])
