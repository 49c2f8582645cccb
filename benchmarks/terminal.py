"""Runs programs in a real pseudo-terminal and times what they show."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import shutil
import signal
import statistics
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ESCAPES = re.compile(
    rb"\x1b\[[0-9;:?<>=]*[ -/]*[@-~]|\x1b[P\]_^].*?(?:\x07|\x1b\\)|\x1b.", re.DOTALL
)


def seconds_until(
    argv: Sequence[str],
    *texts: str,
    size: tuple[int, int] = (120, 36),
    until: Callable[[], bool] = lambda: True,
    patience: float = 30,
) -> list[float]:
    """Seconds from exec until each of `texts` was sent to the terminal; the program is killed then.

    It lives on until `until` says true.

    Raises:
        TimeoutError: One of them did not come within `patience` seconds.
    """
    started = time.perf_counter()
    pid, fd = pty.fork()
    if pid == 0:
        os.environ.update(TERM="xterm-256color", COLORTERM="truecolor")
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.execvp(argv[0], list(argv))
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
    seen, found = b"", {}
    try:
        while len(found) < len(texts) or not until():
            if time.perf_counter() - started > patience:
                raise TimeoutError(
                    f"{argv[:2]} did not show {set(texts) - set(found)}: {seen[-300:]!r}"
                )
            if not select.select([fd], [], [], 0.1)[0]:
                continue
            try:
                seen += os.read(fd, 1 << 16)
            except OSError:
                raise TimeoutError(
                    f"{argv} ended before it showed {texts}: {seen[-500:]!r}"
                ) from None
            now = time.perf_counter() - started
            plain = ESCAPES.sub(b"", seen).decode("utf-8", "replace")
            for text in texts:
                if text not in found and text in plain:
                    found[text] = now
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(fd)
    return [found[text] for text in texts]


def in_turn(runs: int, *candidates: Callable[[], float]) -> list[tuple[float, float, float]]:
    """Each candidate once per round, after one round that does not count.

    Returns:
        Minimum, median and maximum of each.
    """
    times: list[list[float]] = [[] for _ in candidates]
    for round_ in range(runs + 1):
        for mine, candidate in zip(times, candidates, strict=True):
            took = candidate()
            if round_:
                mine.append(took)
    return [(min(mine), statistics.median(mine), max(mine)) for mine in times]


def show(name: str, spread: tuple[float, float, float], against: float | None = None) -> None:
    """Print a measurement in milliseconds, and its ratio to another."""
    low, middle, high = (1000 * value for value in spread)
    ratio = f"   {spread[1] / against:5.2f} x" if against else ""
    print(f"{name:<44}{middle:8.0f} ms   ({low:.0f} to {high:.0f}){ratio}")


def verdict(claim: str, measured: float, target: float) -> None:
    """Print whether a ratio keeps its promise."""
    kept = "met   " if measured <= target else "MISSED"
    print(f"{kept}  {claim}: {measured:.2f} (at most {target})")


def peer(package: str, program: str) -> str | None:
    """A program to measure against, in an environment of its own; None when it cannot be had."""
    home = Path(__file__).parent.parent / ".cache" / "peers" / package
    found = home / "bin" / program
    if not found.exists():
        shutil.rmtree(home, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", home], check=True)
        got = subprocess.run([home / "bin" / "pip", "install", "-q", package], check=False)
        if got.returncode:
            print(f"{package} cannot be installed here: not compared")
            return None
    return str(found)
