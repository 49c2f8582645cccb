"""A program in a real pseudo-terminal, with its screen emulated."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Iterator, Mapping, Sequence

import pyte

DEADLINE = 60.0
"""Seconds after which a screen that does not come is a failure; nothing waits that long."""

_UNKNOWN_TO_PYTE = re.compile(
    rb"\x1b\[[<>=][0-9;:]*[a-zA-Z]|\x1b\[\?[0-9;]*[uSp$]+|\x1b\[\?[0-9]+\$p|\x1b[P_^].*?\x1b\\",
    re.DOTALL,
)
"""Private forms of control sequences that pyte would print."""


class ProgramEndedError(Exception):
    """The program has ended."""


class PseudoTerminal:
    """A running program; its screen is read as text.

    Args:
        argv: The program and its arguments.
        environment: Variables that it gets besides the test's own.
        size: Columns and rows.
    """

    def __init__(
        self,
        argv: Sequence[str],
        environment: Mapping[str, str] | None = None,
        size: tuple[int, int] = (110, 32),
    ) -> None:
        self._screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self._screen)
        self.raw = bytearray()
        """Everything the program has written."""
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update({"TERM": "xterm-256color", "COLORTERM": "truecolor"})
            os.environ.update(environment or {})
            os.execvp(argv[0], list(argv))
        packed = struct.pack("HHHH", size[1], size[0], 0, 0)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, packed)
        self.status: int | None = None
        """Its exit status once it has ended; minus the signal that ended it."""

    @property
    def text(self) -> str:
        """What is on the screen."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    def pump(self) -> None:
        """Take in what the program has written by now.

        Raises:
            ProgramEndedError: The program has ended.
        """
        while select.select([self.fd], [], [], 0.02)[0]:
            try:
                data = os.read(self.fd, 1 << 16)
            except OSError:
                data = b""
            if not data:
                self._reap()
                raise ProgramEndedError
            self.raw += data
            self._stream.feed(_UNKNOWN_TO_PYTE.sub(b"", data))

    def _reap(self) -> None:
        if self.status is None:
            self.status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def press(self, keys: str) -> None:
        """Type."""
        with contextlib.suppress(OSError):
            os.write(self.fd, keys.encode())

    def until(self, shown: Callable[[str], bool] | str) -> str:
        """Wait until the screen shows it.

        Returns:
            The screen.

        Raises:
            ProgramEndedError: The program has ended.
            TimeoutError: It does not come.
        """
        wanted = shown if callable(shown) else lambda text: shown in text
        end = time.monotonic() + DEADLINE
        while time.monotonic() < end:
            self.pump()
            if wanted(self.text):
                return self.text
        raise TimeoutError(f"not shown: {shown}\n{self.text}")

    def until_ended(self) -> int:
        """Wait until the program has ended; its exit status."""
        with contextlib.suppress(ProgramEndedError):
            self.until(lambda _: False)
        assert self.status is not None
        return self.status

    def kill(self) -> None:
        """End it with SIGKILL."""
        if self.status is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            self._reap()
        with contextlib.suppress(OSError):
            os.close(self.fd)


@contextlib.contextmanager
def running(argv: Sequence[str], **options: object) -> Iterator[PseudoTerminal]:
    """A program that is gone when the block ends."""
    terminal = PseudoTerminal(argv, **options)  # type: ignore[arg-type]
    try:
        yield terminal
    finally:
        terminal.kill()
