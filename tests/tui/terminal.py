"""The installed program in a real pseudo-terminal, its screen emulated by pyte."""

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
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType

import pyte

PATIENCE = 40.0
"""Seconds after which what is waited for counts as not coming."""

PROGRAM = Path(sys.executable).with_name("postil")

KEYS = {
    "enter": "\r", "tab": "\t", "escape": "\x1b", "space": " ", "delete": "\x1b[3~",
    "up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D",
    "shift+right": "\x1b[1;2C", "shift+left": "\x1b[1;2D",
    "alt+shift+right": "\x1b[1;4C", "alt+shift+left": "\x1b[1;4D",
    "ctrl+r": "\x12", "ctrl+z": "\x1a", "ctrl+y": "\x19", "ctrl+q": "\x11",
}  # fmt: skip
"""What a terminal sends for keys that are no characters."""

_UNKNOWN_TO_PYTE = re.compile(
    rb"\x1b\[[<>=][0-9;:]*[a-zA-Z]"  # keyboard modes
    rb"|\x1b\[\?[0-9;]*[uS]|\x1b\[\?[0-9]+\$p"
    rb"|\x1b[P_^].*?\x1b\\",
    re.DOTALL,
)


class Terminal:
    """A program on a pseudo-terminal.

    Args:
        arguments: What follows `postil` on the command line.
        folder: Where it runs.
        size: Columns and rows.
        program: What is run instead of `postil`.
        environment: More variables.
    """

    def __init__(
        self,
        *arguments: str,
        folder: Path,
        size: tuple[int, int] = (120, 36),
        program: Sequence[str] = (str(PROGRAM),),
        environment: Mapping[str, str] | None = None,
    ) -> None:
        columns, rows = size
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.raw = bytearray()
        """Every byte that the program has written."""
        self._rest = b""
        self.status: int | None = None
        """How it ended: the exit status, or minus the signal; None while it runs."""
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            # Not what libraries have put into the process behind Python's back: COLUMNS, LINES.
            os.execve(program[0], [*program, *arguments], {**os.environ, **(environment or {})})
        self.resize(columns, rows)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.status is None:
            os.kill(self.pid, signal.SIGKILL)
            self._reap()
        os.close(self._fd)

    def resize(self, columns: int, rows: int) -> None:
        """Make the terminal another size."""
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.screen.resize(rows, columns)

    def press(self, *keys: str) -> None:
        """Press keys, one after another, as fast as a terminal can."""
        for key in keys:
            data = KEYS.get(key, key).encode()
            while data:
                data = data[os.write(self._fd, data) :]

    def click(self, column: int, row: int) -> None:
        """Click on a cell, counted from 0."""
        at = f"{column + 1};{row + 1}"
        self.press(f"\x1b[<0;{at}M\x1b[<0;{at}m")

    @property
    def lines(self) -> list[str]:
        """What the screen shows."""
        return [line.rstrip() for line in self.screen.display]

    @property
    def page(self) -> str:
        """What the screen shows, as one text."""
        return "\n".join(self.lines)

    def until(self, predicate: Callable[[], object] | str, what: str = "") -> None:
        """Wait for something to come true, or for a text to stand on the screen."""
        if isinstance(predicate, str):
            what, wanted = f"“{predicate}”", predicate
            predicate = lambda: wanted in self.page  # noqa: E731
        deadline = time.monotonic() + PATIENCE
        while not predicate():
            left = deadline - time.monotonic()
            if left <= 0 or not self._read(left):
                if predicate():
                    return
                how = "in vain" if left <= 0 else f"until it ended with {self.status}"
                raise AssertionError(f"waited for {what} {how}:\n{self.page}\n{self.raw[-400:]!r}")

    def until_gone(self, text: str) -> None:
        """Wait until a text is no longer on the screen."""
        self.until(lambda: text not in self.page, f"the end of “{text}”")

    def wait(self) -> int:
        """Wait until the program has ended; its exit status, or minus the signal."""
        deadline = time.monotonic() + PATIENCE
        while self.status is None:
            left = deadline - time.monotonic()
            assert left > 0, f"it does not end:\n{self.page}"
            self._read(left)
        return self.status

    def kill(self) -> None:
        """End it as a power cut would."""
        os.kill(self.pid, signal.SIGKILL)
        self._reap()

    def _read(self, seconds: float) -> bool:
        """Take in what it has written; False when it has ended."""
        ready, _, _ = select.select([self._fd], [], [], seconds)
        if not ready:
            return True
        try:
            data = os.read(self._fd, 1 << 16)
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
        """Feed the emulator, without what it does not know; a sequence that is cut waits."""
        cut = data.rfind(b"\x1b", max(0, len(data) - 64))
        if cut >= 0 and not re.match(rb"\x1b(\[[0-9;:?<>=$]*[@-~]|[^\[P_^\]])", data[cut:]):
            data, self._rest = data[:cut], data[cut:]
        else:
            self._rest = b""
        self._stream.feed(_UNKNOWN_TO_PYTE.sub(b"", data))

    def _reap(self) -> None:
        if self.status is None:
            _, status = os.waitpid(self.pid, 0)
            self.status = os.waitstatus_to_exitcode(status)
