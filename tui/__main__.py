"""`postil`, and `python -m tui`."""

from __future__ import annotations

import gc


def main() -> None:
    """Run the command line.

    Garbage collection waits until there is something to read: what is imported stays anyway.
    """
    gc.disable()
    from tui.cli import run

    run()


if __name__ == "__main__":
    main()
