"""`read_files`: what files tell, found out by a child process while the screen goes on."""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections import deque
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from annotations.library.catalogue import Known, Part, State
from annotations.library.entry import Facts
from annotations.sources import SourceRef

LONGEST = 1 << 28
"""Bytes of one answer: a file may hold very many articles."""
AHEAD = 32
"""Files that the child is told of before it has answered."""


async def read_files(
    refs: Sequence[SourceRef], states: Mapping[SourceRef, State]
) -> AsyncIterator[tuple[SourceRef, Known]]:
    """Read files in their order, each to the end.

    A file on which the reader dies is left behind with a problem, and the others are read. The
    child is gone when the iterator is closed.

    Args:
        refs: The files.
        states: How each was when it was looked at.
    """
    left = deque(refs)
    while left:
        try:
            child = await _start()
        except OSError:
            return  # no more processes: they are read when they are opened
        try:
            async for parts in _answers(child, tuple(left), states):
                ref = left.popleft()
                yield ref, Known(states[ref], parts)
        finally:
            await _end(child)
        if left:  # it died on the first of these
            ref = left.popleft()
            problem = f"{ref.name}: its reader crashed; the file is damaged, or made to do that"
            yield ref, Known(states[ref], (Part(Facts(problem=problem)),))


async def _start() -> Process:
    # The same search path as here, and nothing from the folder that happens to be open.
    code = (
        f"import sys; sys.path[:] = {sys.path!r}; "
        "from annotations.library.reading import main; main()"
    )
    return await asyncio.create_subprocess_exec(
        sys.executable, "-P", "-c", code,
        stdin=PIPE, stdout=PIPE, stderr=asyncio.subprocess.DEVNULL, limit=LONGEST,
        start_new_session=True,  # Ctrl-C is the parent's to handle
    )  # fmt: skip


async def _end(child: Process) -> None:
    with suppress(ProcessLookupError):
        child.kill()
    await child.wait()


async def _answers(
    child: Process, refs: Sequence[SourceRef], states: Mapping[SourceRef, State]
) -> AsyncIterator[tuple[Part, ...]]:
    """The answers, in the order of the files; fewer when the child dies."""
    assert child.stdin is not None
    assert child.stdout is not None
    for ref in refs[:AHEAD]:
        child.stdin.write(_order(ref, states[ref]))
    for place in range(len(refs)):
        try:
            line = await child.stdout.readline()
            found = tuple(map(_part, json.loads(line)))
        except (ValueError, OSError):
            return
        yield found
        if place + AHEAD < len(refs):
            ref = refs[place + AHEAD]
            with suppress(OSError):
                child.stdin.write(_order(ref, states[ref]))


def _order(ref: SourceRef, state: State) -> bytes:
    order = {"address": ref.address, "kind": str(ref.kind), "encoding": state.encoding}
    return json.dumps(order).encode() + b"\n"


def _part(told: dict[str, Any]) -> Part:
    facts = Facts(*(str(told.get(name, "")) for name in ("id", "title", "day", "problem")))
    return Part(facts, str(told.get("member", "")), int(told.get("position", -1)))
