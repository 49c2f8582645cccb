"""`postil`, and `python -m tui`."""

from __future__ import annotations


def main() -> None:
    """Run the command line."""
    from tui.cli import run

    run()


if __name__ == "__main__":
    main()
