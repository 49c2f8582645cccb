"""A program in a real pseudo-terminal, its screen emulated by pyte."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType

import pyte

PATIENCE = 60.0
"""Seconds after which what is waited for counts as not coming."""

PROGRAM = Path(sys.executable).with_name("postil")

KEYS = {
    "enter": "\r", "tab": "\t", "escape": "\x1b", "space": " ", "delete": "\x1b[3~",
    "up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D",
    "shift+right": "\x1b[1;2C", "shift+left": "\x1b[1;2D",
    "alt+shift+right": "\x1b[1;4C", "alt+shift+left": "\x1b[1;4D",
    "ctrl+p": "\x10", "ctrl+r": "\x12", "ctrl+z": "\x1a", "ctrl+y": "\x19", "ctrl+q": "\x11",
}  # fmt: skip
"""What a terminal sends for keys that are no characters."""

_UNKNOWN_TO_PYTE = re.compile(
    rb"\x1b\[[<>=][0-9;:]*[a-zA-Z]"  # keyboard modes
    rb"|\x1b\[\?[0-9;]*[uSp$]+|\x1b\[\?[0-9]+\$p"
    rb"|\x1b[P_^].*?\x1b\\",
    re.DOTALL,
)
_WHOLE = re.compile(rb"\x1b(\[[0-9;:?<>=$]*[@-~]|[^\[P_^\]])")


def for_pyte(data: bytes) -> bytes:
    """What a program wrote, without what the emulator does not know and would print."""
    return _UNKNOWN_TO_PYTE.sub(b"", data)


class ProgramEndedError(AssertionError):
    """The program ended while something was waited for."""


class Terminal:
    """A running program, its keyboard and its screen. Killed when the block ends.

    Args:
        argv: The program and its arguments.
        folder: Where it runs; here when left out.
        size: Columns and rows.
        environment: Variables besides the test's own.
    """

    def __init__(
        self,
        *argv: str | Path,
        folder: Path | None = None,
        size: tuple[int, int] = (110, 32),
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self.screen)
        self.raw = bytearray()
        """Every byte that the program has written."""
        self._rest = b""
        self.status: int | None = None
        """How it ended: the exit status, or minus the signal; None while it runs."""
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            if folder is not None:
                os.chdir(folder)
            # Not what libraries have put into the process behind Python's back: COLUMNS, LINES.
            words = [str(word) for word in argv]
            os.execve(words[0], words, {**os.environ, **(environment or {})})
        self.resize(*size)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()
        os.close(self.fd)

    def resize(self, columns: int, rows: int) -> None:
        """Make the terminal another size."""
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.screen.resize(rows, columns)

    # The keyboard and the mouse.

    def press(self, *keys: str) -> None:
        """Press keys or type texts, one after another, as fast as a terminal can."""
        for key in keys:
            data = KEYS.get(key, key).encode()
            with suppress(OSError):  # it has ended; what waits for it will say so
                while data:
                    data = data[os.write(self.fd, data) :]

    def click(self, column: int, row: int) -> None:
        """Click on a cell, counted from 0."""
        at = f"{column + 1};{row + 1}"
        self.press(f"\x1b[<0;{at}M\x1b[<0;{at}m")

    # The screen.

    @property
    def lines(self) -> list[str]:
        """What the screen shows."""
        return [line.rstrip() for line in self.screen.display]

    @property
    def page(self) -> str:
        """What the screen shows, as one text."""
        return "\n".join(self.lines)

    def until(self, wanted: str | Callable[[str], object], what: str = "") -> str:
        """Wait for a text to stand on the screen, or for the screen to be as is wanted.

        Returns:
            The screen.

        Raises:
            ProgramEndedError: The program has ended.
            AssertionError: It does not come.
        """
        shows = wanted if callable(wanted) else lambda page: wanted in page
        what = what or f"{wanted!r}"
        deadline = time.monotonic() + PATIENCE
        while not shows(self.page):
            left = deadline - time.monotonic()
            assert left > 0, f"waited in vain for {what}:\n{self.page}\n{self.raw[-400:]!r}"
            if not self._read(left) and not shows(self.page):
                raise ProgramEndedError(
                    f"ended with {self.status} before {what}:\n{self.page}\n{self.raw[-400:]!r}"
                )
        return self.page

    def shows(self, text: str, seconds: float) -> bool:
        """Whether a text comes to the screen within a time."""
        deadline = time.monotonic() + seconds
        while text not in self.page:
            left = deadline - time.monotonic()
            if left <= 0 or not self._read(left):
                return text in self.page
        return True

    def until_gone(self, text: str) -> None:
        """Wait until a text is no longer on the screen."""
        self.until(lambda page: text not in page, f"the end of {text!r}")

    def wait(self) -> int:
        """Wait until the program has ended; its exit status, or minus the signal."""
        with suppress(ProgramEndedError):
            self.until(lambda _: False, "its end")
        assert self.status is not None
        return self.status

    def kill(self) -> None:
        """End it as a power cut would."""
        if self.status is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            self._reap()

    def _read(self, seconds: float) -> bool:
        """Take in what it has written; False when it has ended."""
        ready, _, _ = select.select([self.fd], [], [], seconds)
        if not ready:
            return True
        try:
            data = os.read(self.fd, 1 << 16)
        except OSError:
            data = b""
        if not data:
            self._reap()
            return False
        self.raw += data
        if b"\x1b[c" in data:
            self.press("\x1b[?62;c")
        self._show(self._rest + data)
        return True

    def _show(self, data: bytes) -> None:
        """Feed the emulator; a sequence that is cut waits for its rest."""
        cut = data.rfind(b"\x1b", max(0, len(data) - 64))
        if cut >= 0 and not _WHOLE.match(data[cut:]):
            data, self._rest = data[:cut], data[cut:]
        else:
            self._rest = b""
        self._stream.feed(for_pyte(data))

    def _reap(self) -> None:
        if self.status is None:
            self.status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def postil(
    *arguments: str | Path,
    folder: Path,
    size: tuple[int, int] = (120, 36),
    environment: Mapping[str, str] | None = None,
) -> Terminal:
    """The installed program in a folder."""
    return Terminal(PROGRAM, *arguments, folder=folder, size=size, environment=environment)
