"""`Watcher`: says when something happens in the folders that were opened."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from threading import Event, Thread

from annotations.sources.folders import is_passed_over

POLL = 10.0
"""Seconds between two looks where the system tells of no changes."""


class Watcher:
    """A thread that waits for changes. Where the system cannot tell of them, it says so every
    `POLL` seconds, so that somebody looks.

    Args:
        paths: Files and folders; folders to the bottom.
        changed: Called in the thread.
    """

    def __init__(self, paths: Iterable[str], changed: Callable[[], None]) -> None:
        self._paths = tuple(map(os.path.abspath, paths))
        self._changed = changed
        self._stop = Event()
        self._thread = Thread(target=self._run, name="watcher", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End; does not wait for the thread."""
        self._stop.set()

    def _run(self) -> None:
        while not self._stop.is_set():
            # No inotify, too many watches, a folder that is gone: then somebody has to look.
            with suppress(ImportError, OSError, RuntimeError):
                self._wait()
            if not self._stop.wait(POLL):
                self._changed()

    def _wait(self) -> None:
        """Tell of changes until the system tells of none any more."""
        from watchfiles import watch

        there = [path for path in self._paths if os.path.exists(path)]  # noqa: PTH110
        if len(there) < len(self._paths):
            return
        found = watch(
            *there, watch_filter=self._counts, stop_event=self._stop, rust_timeout=1000,
            debounce=400, yield_on_timeout=True, raise_interrupt=False,
            ignore_permission_denied=True,
        )  # fmt: skip
        begun = False
        for changes in found:
            if changes or not begun:  # what happened before the watch began is not told of
                begun = True
                self._changed()
            if not all(map(os.path.exists, self._paths)):
                self._changed()
                return

    def _counts(self, _change: object, path: str) -> bool:
        """Whether a change can be one of articles: not one of the store's."""
        root = next(
            (p for p in self._paths if path == p or path.startswith(p.rstrip("/") + "/")), ""
        )
        return not any(map(is_passed_over, path[len(root) :].split("/")))
