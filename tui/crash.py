"""What is said when the program fails unexpectedly: one line, and where the details are."""

from __future__ import annotations

import traceback
from contextlib import suppress

from tui.paths import state_dir


def farewell() -> str:
    """Keep the traceback of the exception that is being handled in a file; a line about it.

    A traceback quotes what the program was working on, which a terminal might obey.
    """
    details = state_dir() / "crash.log"
    with suppress(OSError):
        details.parent.mkdir(parents=True, exist_ok=True)
        details.write_text(traceback.format_exc(), encoding="utf-8", errors="backslashreplace")
    return f"failed unexpectedly; what was saved is safe. Details: {details}"
