"""Lines to and from the child, on the event loop, which never waits for them."""

from __future__ import annotations

import os
from asyncio import AbstractEventLoop
from collections.abc import Callable
from itertools import islice

from annotations.extraction.process import WorkerProcess

_PIECE = 16 * 1024
"""Bytes taken in one turn of the loop: about as many as one chunk's answer has."""
_LONGEST = 8 * 1024 * 1024
"""An answer beyond this is none."""
_TAIL = 4096
_MOST_PIECES = 8
"""More than a pipe holds, so that a child that prints without end is not followed for ever."""


class Channel:
    """The pipes of one child while it lives."""

    def __init__(
        self,
        worker: WorkerProcess,
        loop: AbstractEventLoop,
        on_line: Callable[[bytes], None],
        on_end: Callable[[], None],
    ) -> None:
        """Listen to `worker`.

        Args:
            worker: The child.
            loop: The running event loop.
            on_line: Gets each line, without its end.
            on_end: Called once, when no line will follow.
        """
        self._loop, self._on_line, self._on_end = loop, on_line, on_end
        self._requests, self._answers, self._messages = worker.descriptors()
        for descriptor in worker.descriptors():
            os.set_blocking(descriptor, False)
        self._unsent, self._unread, self._printed = bytearray(), bytearray(), b""
        loop.add_reader(self._answers, self._read)
        loop.add_reader(self._messages, self._read_messages)

    @property
    def last_words(self) -> str:
        """The last line that the child printed."""
        more = iter(self._read_messages, False)
        list(islice(more, _MOST_PIECES))
        lines = self._printed.decode("utf-8", "replace").split("\n")
        return next((line.strip() for line in reversed(lines) if line.strip()), "")[:300]

    def send(self, line: bytes) -> None:
        """Send a line, now or as soon as the child takes it."""
        if not self._unsent:
            self._loop.add_writer(self._requests, self._write)
        self._unsent += line
        self._write()

    def close(self) -> None:
        """Listen no more."""
        if not self._loop.is_closed():
            self._loop.remove_writer(self._requests)
            self._loop.remove_reader(self._answers)
            self._loop.remove_reader(self._messages)
        self._on_line, self._on_end = lambda _: None, lambda: None

    def _write(self) -> None:
        try:
            del self._unsent[: os.write(self._requests, self._unsent)]
        except BlockingIOError:
            return
        except BrokenPipeError:
            self._unsent.clear()  # the end of the answers will tell
        if not self._unsent:
            self._loop.remove_writer(self._requests)

    def _read(self) -> None:
        data = _take(self._answers)
        if data is None:
            return
        self._unread += data
        if b"\n" in data:
            *lines, self._unread = self._unread.split(b"\n")
            for line in lines:
                self._on_line(bytes(line))
        if not data or len(self._unread) > _LONGEST:
            self._loop.remove_reader(self._answers)
            self._on_end()

    def _read_messages(self) -> bool:
        """Keep the end of what was printed; whether there may be more."""
        data = _take(self._messages)
        if data == b"":
            self._loop.remove_reader(self._messages)
        self._printed = (self._printed + (data or b""))[-_TAIL:]
        return bool(data)


def _take(descriptor: int) -> bytes | None:
    """What can be read now; empty at the end, None when there is nothing yet."""
    try:
        return os.read(descriptor, _PIECE)
    except BlockingIOError:
        return None
