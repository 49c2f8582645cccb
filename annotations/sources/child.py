"""The child process of `bounded`: limits itself, runs one parser, answers in JSON."""

from __future__ import annotations

import json
import sys
from importlib import import_module
from typing import Any

from annotations.errors import SourceError

MAX_TEXT = 64 * 1024 * 1024
"""More characters than that are no article."""


XML_NO_MEMORY = 2
"""How libxml2 says it, in an error that reads "unknown error"."""
XPATH_NO_MEMORY = "XPathEvalError: unknown error"
"""How it says it while it looks for something."""


def main() -> None:
    """Do what the order on the command line says with what comes on standard input."""
    order = json.loads(sys.argv[1])
    answers, sys.stdout = sys.stdout, sys.stderr  # what a library prints is no answer
    _limit(order["memory"], order["seconds"])
    answer = _answer(order["reader"], sys.stdin.buffer.read(), order["options"], order["seconds"])
    json.dump(answer, answers)


def _limit(memory: int, seconds: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits; the parent's clock still runs
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _lower(resource.RLIMIT_AS, memory)
    _lower(resource.RLIMIT_CPU, seconds + 2)  # a library may not hear the alarm below


def _lower(kind: int, limit: int) -> None:
    import resource

    hard = resource.getrlimit(kind)[1]
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    try:
        resource.setrlimit(kind, (limit, limit))
    except (ValueError, OSError):  # macOS refuses some of them
        return


def _answer(reader: str, data: bytes, options: dict[str, Any], seconds: int) -> dict[str, Any]:
    try:
        _set_alarm(seconds)
        articles = import_module(f"annotations.sources.{reader}").parse(data, **options)
    except Exception as error:  # a parser fails in as many ways as files are damaged
        return {"error": _what_failed(error, seconds)}
    if sum(len(article["text"]) for article in articles) > MAX_TEXT:
        return {"error": f"holds more than {MAX_TEXT:,} characters; split it first"}
    return {"articles": articles}


def _what_failed(error: Exception, seconds: int) -> str:
    what = " ".join(f"{type(error).__name__}: {error}".split())[:120]
    if isinstance(error, SourceError):
        return str(error)
    if isinstance(error, TimeoutError):
        return f"reading it took more than {seconds} seconds; save it as text"
    if type(error).__name__ == "LimitReachedError":  # pypdf's own bound on what a stream unpacks to
        return "unpacks to far more than it is, as a trap does; not opened"
    if isinstance(error, RecursionError) or "Excessive depth" in what:
        return "nested too deeply; the file is damaged, or a trap"
    if (
        isinstance(error, MemoryError)
        or getattr(error, "code", 0) == XML_NO_MEMORY
        or what == XPATH_NO_MEMORY
    ):
        return "reading it needs too much memory; the file is damaged, or a trap"
    return f"damaged, or not what its name says; get a fresh copy ({what})"


def _set_alarm(seconds: int) -> None:
    import signal

    def too_late(*_: object) -> None:
        raise TimeoutError

    if hasattr(signal, "SIGALRM"):
        signal.signal(signal.SIGALRM, too_late)
        signal.alarm(seconds)
