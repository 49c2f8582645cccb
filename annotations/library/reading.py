"""The child process of `reader`: reads files one after another, answers with what they told.

It works beside the screen, at a low priority, so that ten thousand files hold nobody up. A line
of JSON for each file comes in, a line goes out.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from typing import Any

from annotations.errors import SourceError
from annotations.library.days import day_of
from annotations.sources import Kind, SourceRef, members, read

NICE = 10
"""How far it stands back for others."""


def main() -> None:
    """Answer until there are no more questions."""
    answers, sys.stdout = sys.stdout, sys.stderr  # what a library prints is no answer
    with suppress(OSError):
        os.nice(NICE)
    for line in sys.stdin:
        json.dump(told(json.loads(line)), answers)
        answers.write("\n")
        answers.flush()


def told(order: dict[str, Any]) -> list[dict[str, Any]]:
    """What a file tells: one dictionary for each of its articles.

    Args:
        order: `address`, `kind`, and the `encoding` to read it in, empty to find out.
    """
    ref, encoding = SourceRef(order["address"], Kind(order["kind"])), order["encoding"] or None
    try:
        refs = members(ref)
    except SourceError as error:
        return [{"problem": str(error)}]
    return [_facts(one, encoding) for one in refs]


def _facts(ref: SourceRef, encoding: str | None) -> dict[str, Any]:
    place = {"member": ref.member, "position": ref.position}
    try:
        article = read(ref, encoding).article
    except SourceError as error:
        return {**place, "problem": str(error)}
    except MemoryError:
        return {**place, "problem": f"{ref.name}: too large to be read here; split it first"}
    return {**place, "id": article.id, "title": article.title or ref.title,
            "day": day_of(article.date)}  # fmt: skip


if __name__ == "__main__":
    main()
