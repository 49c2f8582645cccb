"""Keeps one child process: passes its messages on, notices when it dies or hangs, replaces it."""

from __future__ import annotations

import json
from asyncio import AbstractEventLoop, TimerHandle
from collections.abc import Callable
from typing import Any

from annotations.errors import ExtractionError
from annotations.extraction.channel import Channel
from annotations.extraction.process import WorkerProcess

Message = dict[str, Any]

_POLL = 0.005
"""Seconds between two looks at whether a child that was killed is gone."""
_LATE = 1.0
"""A timer that comes this many seconds late tells that this program itself was stopped."""


class Keeper:
    """One child at a time."""

    def __init__(
        self,
        worker: WorkerProcess,
        loop: AbstractEventLoop,
        on_message: Callable[[Message], None],
        on_loss: Callable[[str], None],
    ) -> None:
        """Take over `worker`.

        Args:
            worker: A child that was started.
            loop: The running event loop.
            on_message: Gets each message. It may raise ValueError, LookupError, TypeError or
                ExtractionError where it cannot make sense of one: then the child is ended.
            on_loss: Gets the reason when a child is gone. It may call `start_another`.
        """
        self._loop, self._on_message, self._on_loss = loop, on_message, on_loss
        self._worker = worker
        self._channel: Channel | None = None
        self._timer: TimerHandle | None = None
        self._is_closed = False
        self._listen()

    @property
    def worker(self) -> WorkerProcess:
        """The child, or the last one."""
        return self._worker

    @property
    def is_running(self) -> bool:
        """Whether there is a child to send to."""
        return self._channel is not None

    def send(self, message: Message) -> None:
        """Pass a message to the child."""
        if self._channel:
            line = json.dumps(message, ensure_ascii=False, separators=(",", ":"))
            self._channel.send(line.encode() + b"\n")

    def expect(self, seconds: float) -> None:
        """The next message has to come within so many seconds."""
        self.relax()
        due = self._loop.time() + seconds
        self._timer = self._loop.call_at(due, self._overdue, seconds, due)

    def relax(self) -> None:
        """No message has to come."""
        if self._timer:
            self._timer.cancel()
            self._timer = None

    def start_another(self) -> None:
        """Replace the child that is gone.

        Raises:
            ExtractionError: The system allows no further process.
        """
        self._worker = self._worker.again()
        self._listen()

    def end(self) -> None:
        """End the child for good, without a word."""
        self._stop_listening()
        self._worker.close()

    def close(self) -> None:
        """The same, and be done."""
        self._is_closed = True
        self.end()

    def _listen(self) -> None:
        self._channel = Channel(self._worker, self._loop, self._read, self._ended)

    def _stop_listening(self) -> None:
        self.relax()
        if self._channel:
            self._channel.close()
            self._channel = None

    def _read(self, line: bytes) -> None:
        try:
            self._on_message(_message(line))
        except (ValueError, LookupError, TypeError, ExtractionError) as error:
            self._lose(f"gave an answer that makes no sense ({error})")

    def _ended(self) -> None:
        self._lose("")

    def _overdue(self, seconds: float, due: float) -> None:
        if self._loop.time() - due > _LATE:
            self.expect(seconds)  # stopped by ctrl+z or a closed lid, as the child was
        else:
            self._lose(f"gave no answer within {seconds:g} s")

    def _lose(self, why: str) -> None:
        """Be rid of a child that is gone, or of no use, and tell when it is gone."""
        if self._channel:
            last_words = self._channel.last_words
            self._stop_listening()
            self._worker.kill()
            self._reap(why, last_words)

    def _reap(self, why: str, last_words: str) -> None:
        if self._is_closed or self._channel:
            return
        if not self._worker.has_ended():
            self._loop.call_later(_POLL, self._reap, why, last_words)
            return
        reason = f"the pipeline {why or self._worker.ending()}"
        self._worker.close()
        self._on_loss(f"{reason}: {last_words}" if last_words else reason)


def _message(line: bytes) -> Message:
    message = json.loads(line)
    if not isinstance(message, dict):
        raise ValueError("no object")
    return message
