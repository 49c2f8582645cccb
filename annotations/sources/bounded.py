"""Run a parser in a child process that can hurt nobody: bounded memory, bounded time.

A hostile or broken page, PDF, DOCX or EPUB can ask for gigabytes or for ever. Here that ends
in one line. The child gets the bytes on its standard input and answers in JSON.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from annotations.errors import SourceError
from annotations.sources.decoding import clean

SECONDS = 60
"""No article takes so long."""

MEMORY = 1024 * 1024 * 1024
"""Bytes of address space: a ZIP of 1 MB can ask for four times that."""

Parsed = dict[str, Any]
"""What a parser found: `text`, and what else it knows of `title`, `byline`, `date`,
`language`, `reader`, `notice`."""


def parse_bounded(
    reader: str, data: bytes, seconds: int = SECONDS, memory: int = MEMORY, **options: Any
) -> list[Parsed]:
    """What `annotations.sources.READER.parse(data, **options)` finds, run in a child process.

    Raises:
        SourceError: What the parser said, or that it took too long, too much, or crashed.
    """
    order = {"reader": reader, "seconds": seconds, "memory": memory, "options": options}
    status, output = _run_child(json.dumps(order), data, seconds)
    try:
        answer = json.loads(output)
    except ValueError:
        raise SourceError(_why_silent(status)) from None
    if "error" in answer:
        raise SourceError(clean(answer["error"]))
    return [{key: clean(value) for key, value in article.items()} for article in answer["articles"]]


def _run_child(order: str, data: bytes, seconds: int) -> tuple[int, bytes]:
    import subprocess

    # The same search path as here, and nothing from the folder that happens to be open.
    code = (
        f"import sys; sys.path[:] = {sys.path!r}; "
        "from annotations.sources.child import main; main()"
    )
    command = [sys.executable, "-P", "-c", code, order]
    try:
        done = subprocess.run(
            command,
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds + 5,  # the child stops itself first, and says so
            start_new_session=True,  # Ctrl-C is the parent's to handle; it ends the child
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise SourceError(_too_slow(seconds)) from None
    except OSError as error:
        raise SourceError(f"its reader cannot be started ({error.strerror})") from None
    return done.returncode, done.stdout


def _too_slow(seconds: int) -> str:
    return f"reading it took more than {seconds} seconds and was given up; save it as text"


def _why_silent(status: int) -> str:
    if status in (-9, -24):  # SIGKILL, SIGXCPU: the system's own bounds
        return "reading it took too much time or memory; save it as text"
    if status < 0:
        return "its reader crashed; the file is damaged, or made to do that"
    return "its reader needed too much memory or failed; save it as text"
