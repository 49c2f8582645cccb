"""Starts the child process. Costs a few milliseconds, so do it before all else is imported."""

from __future__ import annotations

import os
import sys
import time
from itertools import chain

from annotations.errors import ExtractionError

_HERE = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120
_WORKER = os.path.join(_HERE, "worker.py")  # noqa: PTH118
_KILL = 9
_DEFAULT = (13, 25)
"""SIGPIPE and SIGXFSZ, which Python ignores and its child shall not have to."""


class WorkerProcess:
    """A child that loads a pipeline, with its pipes; see `worker` for what goes through them.

    A `Client` takes it over. Without one, call `close`.
    """

    def __init__(self, model: str | None, code: str | None, nice: int) -> None:
        """Start it.

        Raises:
            ExtractionError: The system allows no further process.
        """
        self.model, self.code, self._nice = model, code, nice
        command = [sys.executable, "-P", "-W", "ignore", _WORKER, "--nice", str(nice)]
        command += ["--model", model] if model else []
        command += ["--code", code] if code else []
        try:
            self.pid, self._pipes = _start(command, _environment())
        except OSError as error:
            raise ExtractionError(f"the extraction process cannot be started: {error}") from None
        self._status: int | None = None
        self._closed = False

    def again(self) -> WorkerProcess:
        """A new process for the same pipeline."""
        return WorkerProcess(self.model, self.code, self._nice)

    def descriptors(self) -> tuple[int, int, int]:
        """Where to write requests, to read answers, and to read what it prints.

        The last one has to be read, lest a talkative component waits for ever.
        """
        return self._pipes

    def kill(self) -> None:
        """Ask the system to end it now; it may take a moment."""
        if not self.has_ended():  # its id may be another's by then
            os.kill(self.pid, _KILL)

    def has_ended(self) -> bool:
        """Whether it has; if so, nothing of it is left."""
        if self._status is None:
            try:
                pid, status = os.waitpid(self.pid, os.WNOHANG)
            except ChildProcessError:  # somebody else has taken its status
                self._status = 0
            else:
                self._status = os.waitstatus_to_exitcode(status) if pid else None
        return self._status is not None

    def ending(self) -> str:
        """How it ended, in a few words."""
        if not self.has_ended() or self._status is None or self._status >= 0:
            return f"ended with status {self._status}"
        import signal

        try:
            return f"was ended by {signal.Signals(-self._status).name}"
        except ValueError:
            return f"was ended by signal {-self._status}"

    def close(self) -> None:
        """End it, leave nothing behind. A few milliseconds."""
        self.kill()
        if not self._closed:
            self._closed = True
            for descriptor in self._pipes:
                os.close(descriptor)
        deadline = time.monotonic() + 2.0  # a disk that does not answer holds it
        while not self.has_ended() and time.monotonic() < deadline:
            time.sleep(0.001)


def _start(command: list[str], environment: dict[str, str]) -> tuple[int, tuple[int, int, int]]:
    """Start a program with pipes for what it reads, writes and complains of.

    Not by `subprocess`, which takes longer to import than this takes to run.

    Returns:
        Its process id, and our ends of the pipes.

    Raises:
        OSError: The system allows no further process, or no further file.
    """
    pipes: list[tuple[int, int]] = []
    try:
        pipes += (os.pipe() for _ in range(3))
        (its_in, requests), (answers, its_out), (messages, its_err) = pipes
        places = ((its_in, 0), (its_out, 1), (its_err, 2))
        actions = [(os.POSIX_SPAWN_DUP2, end, place) for end, place in places]
        pid = os.posix_spawn(
            command[0], command, environment, file_actions=actions, setsigdef=_DEFAULT
        )
    except OSError:
        for descriptor in chain.from_iterable(pipes):
            os.close(descriptor)
        raise
    for end, _ in places:
        os.close(end)
    return pid, (requests, answers, messages)


def spawn(model: str | None = None, *, code: str | None = None, nice: int = 10) -> WorkerProcess:
    """Start a child that loads a pipeline.

    Args:
        model: A package or a path; by default the best English pipeline that is installed.
        code: A Python file that registers what the pipeline needs.
        nice: How far the child stands back for others; without it the first paint takes twice
            as long on busy cores.

    Raises:
        ExtractionError: The system allows no further process.
    """
    return WorkerProcess(*absolute(model, code), nice)


def absolute(model: str | None, code: str | None) -> tuple[str | None, str | None]:
    """Both as they are seen from anywhere; a bare model may be a package and stays."""
    if model and os.sep in model:
        model = _absolute(model)
    return model, _absolute(code) if code else None


def _absolute(path: str) -> str:
    return os.path.abspath(os.path.expanduser(path))  # noqa: PTH100, PTH111


def _environment() -> dict[str, str]:
    """Ours, less what would let the folder with the articles be imported from."""
    # One thread multiplies small matrices faster than several.
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    if "PYTHONPATH" in environment:
        # An empty entry, left by `PYTHONPATH=$PYTHONPATH:x`, means the current folder.
        entries = environment["PYTHONPATH"].split(os.pathsep)
        elsewhere = [entry for entry in entries if os.path.normpath(entry) != os.curdir]
        environment["PYTHONPATH"] = os.pathsep.join(elsewhere)
    return environment
