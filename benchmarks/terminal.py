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


class Program:
    """A program in a pseudo-terminal of its own; killed when the block ends."""

    def __init__(self, argv: Sequence[str], size: tuple[int, int] = (120, 36)) -> None:
        self.argv, self.seen = argv, b""
        self.started = time.perf_counter()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM="xterm-256color", COLORTERM="truecolor")
            os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
            os.execvp(argv[0], list(argv))
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))

    def __enter__(self) -> Program:
        return self

    def __exit__(self, *_: object) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.fd)

    @property
    def seconds(self) -> float:
        """Seconds since exec."""
        return time.perf_counter() - self.started

    @property
    def plain(self) -> str:
        """All that was sent to the terminal, without its commands."""
        return ESCAPES.sub(b"", self.seen).decode("utf-8", "replace")

    def type(self, keys: str) -> None:
        """Send keys."""
        os.write(self.fd, keys.encode())

    def read(self, patience: float) -> bool:
        """Take in what comes; False when nothing does.

        Raises:
            TimeoutError: The program has ended.
        """
        if not select.select([self.fd], [], [], patience)[0]:
            return False
        try:
            self.seen += os.read(self.fd, 1 << 16)
        except OSError:
            tail = self.seen[-500:]
            raise TimeoutError(f"{self.argv} ended: {tail!r}") from None
        return True

    def until(self, done: Callable[[], bool], patience: float, wait: float = 0.1) -> None:
        """Take in what comes until something is true.

        Raises:
            TimeoutError: It did not come true, or the program ended.
        """
        while not done():
            if self.seconds > patience:
                raise TimeoutError(f"waited in vain for {self.argv[:3]}: {self.seen[-300:]!r}")
            self.read(wait)


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
    found: dict[str, float] = {}
    with Program(argv, size) as program:

        def done() -> bool:
            now, plain = program.seconds, program.plain if len(found) < len(texts) else ""
            for text in texts:
                if text not in found and text in plain:
                    found[text] = now
            return len(found) == len(texts) and until()

        program.until(done, patience)
    return [found[text] for text in texts]


def seconds_until_key(argv: Sequence[str], key: str, text: str, patience: float = 30) -> float:
    """Seconds from exec until a key was obeyed that shows `text`; it is typed every 10 ms."""
    with Program(argv) as program:
        typed = 0.0

        def done() -> bool:
            nonlocal typed
            if text in program.plain[-20000:]:
                return True
            if program.seconds - typed > 0.01:
                program.type(key)
                typed = program.seconds
            return False

        program.until(done, patience, wait=0.005)
        return program.seconds


def seconds_to_leave(argv: Sequence[str], key: str, ready: str, patience: float = 30) -> float:
    """Seconds from a key until the shell's screen is back."""
    with Program(argv) as program:
        program.until(lambda: ready in program.plain, patience)
        settled = program.seconds + 0.7
        while program.seconds < settled:
            program.read(0.05)
        before, pressed = len(program.seen), program.seconds
        program.type(key)
        program.until(lambda: b"\x1b[?1049l" in program.seen[before:], patience, wait=0.002)
        return program.seconds - pressed


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
