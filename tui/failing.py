"""What is said when something goes wrong, and the exit status that goes with it."""

from __future__ import annotations

import sys

from annotations.errors import PostilError

FAILED, USAGE, INTERRUPTED = 1, 2, 130
"""Exit statuses: something was lost or not found; the command was not understood; Ctrl-C."""


class MisuseError(PostilError):
    """The command was not understood, or is given where it cannot work."""


def tell(message: str) -> None:
    """One line on standard error, with nothing in it that a terminal would obey."""
    from tui.terminal_text import one_line

    sys.stderr.write(f"postil: {one_line(message)}\n")
    sys.stderr.flush()


def status_of(error: PostilError) -> int:
    """Say what is wrong; the exit status."""
    from tui.config import ConfigError

    tell(f"{error} (see postil --help)" if isinstance(error, MisuseError) else str(error))
    return USAGE if isinstance(error, MisuseError | ConfigError) else FAILED
