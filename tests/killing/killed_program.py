"""The real program, which kills itself at the n-th time its store changes a file.

    killed_program.py COUNT HOW postil-arguments...

HOW is `before` the change, `half` way through a write, or `after` it.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

from annotations.store.files import Files

CHANGES = ("write", "truncate", "sync", "sync_data", "sync_folder", "rename", "unlink")


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def arm(count: int, how: str) -> None:
    left = count

    def armed(name: str) -> Any:
        original = getattr(Files, name)

        def call(self: Files, *args: Any) -> Any:
            nonlocal left
            left -= 1
            if left == 0 and how == "before":
                die()
            if left == 0 and how == "half" and name == "write":
                original(self, args[0], args[1][: len(args[1]) // 2])
                die()
            result = original(self, *args)
            if left == 0:
                die()
            return result

        return call

    for name in CHANGES:
        setattr(Files, name, armed(name))


if __name__ == "__main__":
    arm(int(sys.argv[1]), sys.argv[2])
    sys.argv = ["postil", *sys.argv[3:]]
    from tui.cli import run

    run()
