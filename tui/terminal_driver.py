"""The terminal driver: comes over a page that is painted already, and leaves at once.

Textual waits for its input thread, up to a fifth of a second, before it gives the screen back.
Here the screen is given back first. Textual is imported when the driver is asked for.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.driver import Driver

    from tui.first_keys import FirstKeys

ENTER_SCREEN = "\x1b[?1049h"
LEAVE_SCREEN = "\x1b[?2004l\x1b[?7h\x1b[<u\x1b[?1049l\x1b[?25h\x1b[?1004l"
"""No bracketed paste, lines that wrap, the ordinary keyboard, the shell's screen, a cursor, and
no word of focus."""


def driver_class(first_keys: FirstKeys | None = None) -> type[Driver] | None:
    """The driver; None where Textual shall choose.

    Args:
        first_keys: What obeys keys on the page that is on the alternate screen already; None when
            the ordinary screen is shown.
    """
    if os.name != "posix" or "TEXTUAL_DRIVER" in os.environ:
        return None
    from textual._xterm_parser import XTermParser
    from textual.drivers.linux_driver import LinuxDriver

    class TerminalDriver(LinuxDriver):
        """Textual's driver, in less of a hurry to come and more to go."""

        entered = first_keys is not None
        """Whether the screen is on already, so that the first switch to it is left out."""
        left = False
        """Whether the screen has been given back: nothing more is to be written then."""

        def write(self, data: str) -> None:
            """Leave out the switch to a screen that is on: some terminals clear it."""
            if data == ENTER_SCREEN and self.entered:
                self.entered = False
            elif not self.left:
                super().write(data)

        def start_application_mode(self) -> None:
            """Take the screen, at the start and when the program is brought back."""
            self.left = False
            if first_keys is not None:
                self._take_over(first_keys.stop())
            super().start_application_mode()  # type: ignore[no-untyped-call]

        def _take_over(self, typed: bytes) -> None:
            """Obey what was typed on the first page and was not for it."""
            parser = XTermParser()
            for text in (typed.decode("utf-8", "replace"), ""):
                for event in parser.feed(text) if typed else ():
                    self.process_message(event)

        def disable_input(self) -> None:
            """Give the screen back, then wait for the input thread."""
            if not self.left:
                self._disable_mouse_support()
                self.write(LEAVE_SCREEN)
                self.flush()
                self.left = True
            super().disable_input()

    return TerminalDriver
