"""Starts the child process. Costs a few milliseconds, so do it before all else is imported."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress

from annotations.errors import ExtractionError

_HERE = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120
_WORKER = os.path.join(_HERE, "worker.py")  # noqa: PTH118


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
        pipe = subprocess.PIPE
        try:
            self._process = subprocess.Popen(
                command, bufsize=0, stdin=pipe, stdout=pipe, stderr=pipe, env=_environment()
            )
        except OSError as error:
            raise ExtractionError(f"the extraction process cannot be started: {error}") from None

    def again(self) -> WorkerProcess:
        """A new process for the same pipeline."""
        return WorkerProcess(self.model, self.code, self._nice)

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def descriptors(self) -> tuple[int, int, int]:
        """Where to write requests, to read answers, and to read what it prints.

        The last one has to be read, lest a talkative component waits for ever.
        """
        pipes = self._process.stdin, self._process.stdout, self._process.stderr
        requests, answers, messages = (pipe.fileno() for pipe in pipes if pipe)
        return requests, answers, messages

    def kill(self) -> None:
        """Ask the system to end it now; it may take a moment."""
        self._process.kill()

    def has_ended(self) -> bool:
        """Whether it has; if so, nothing of it is left."""
        return self._process.poll() is not None

    def ending(self) -> str:
        """How it ended, in a few words."""
        status = self._process.poll()
        if status is None or status >= 0:
            return f"ended with status {status}"
        try:
            return f"was ended by {signal.Signals(-status).name}"
        except ValueError:
            return f"was ended by signal {-status}"

    def close(self) -> None:
        """End it, leave nothing behind. A few milliseconds."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe:
                pipe.close()
        with suppress(subprocess.TimeoutExpired):  # a disk that does not answer holds it
            self._process.wait(2.0)


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
