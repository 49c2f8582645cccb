"""The commits of the past: journals that were rotated into `annotations.json.d/history`."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterable
from pathlib import Path

from annotations.store.commits import Commit, read_line
from annotations.store.disk import discard, ensure_folder, read_all, sweep, write_file
from annotations.store.layout import Place
from annotations.store.lines import lines_of

_NAME = re.compile(r"(\d{10,})-(\d{10,})\.journal\.gz")
_SMALL = 1 << 18  # bytes; a file up to this size is rewritten together with the next one


def keep_commits(place: Place, commits: Iterable[Commit]) -> None:
    """Keep the commits of a journal that is about to be replaced.

    Raises:
        OSError: they could not be kept.
    """
    run: list[Commit] = []
    for commit in commits:
        if run and commit.seq != run[-1].seq + 1:
            _keep_run(place, run)
            run = []
        run.append(commit)
    if run:
        _keep_run(place, run)


def _keep_run(place: Place, run: list[Commit]) -> None:
    """Keep commits that follow one another, in one file with those before if that one is small."""
    ensure_folder(place, place.layout.history)
    sweep(place, place.layout.history)
    last = _small_last(place)
    earlier = _commits_in(place, last) if last is not None else []
    if last is not None and (not earlier or run[0].seq > earlier[-1].seq + 1):
        last, earlier = None, []
    together = {commit.seq: commit for commit in (*earlier, *run)}
    lines = gzip.compress(b"".join(together[seq].line for seq in sorted(together)), mtime=0)
    path = place.layout.history / f"{min(together):010d}-{max(together):010d}.journal.gz"
    write_file(place, path, lambda write: write(lines))
    if last is not None and last != path:
        discard(place.files, last)


def past_commits(place: Place) -> list[Commit]:
    """Return all commits that can be read from the history, in their order."""
    found: dict[tuple[int, str], Commit] = {}
    for path in _paths(place):
        for commit in _commits_in(place, path):
            found[commit.seq, commit.chain] = commit
    return sorted(found.values(), key=lambda commit: commit.seq)


def last_number(place: Place) -> int:
    """Return the highest number of a commit in the history, 0 if there is none."""
    return max((_numbers(path)[1] for path in _paths(place)), default=0)


def damaged_files(place: Place) -> list[Path]:
    """Return the files of the history that do not hold what was written to them."""
    return [path for path in _paths(place) if not _is_whole(place, path)]


def _is_whole(place: Place, path: Path) -> bool:
    first, last = _numbers(path)
    return [commit.seq for commit in _commits_in(place, path)] == list(range(first, last + 1))


def _paths(place: Place) -> Iterable[Path]:
    folder = place.layout.history
    return [folder / name for name in place.files.list_folder(folder) if _NAME.fullmatch(name)]


def _numbers(path: Path) -> tuple[int, int]:
    found = _NAME.fullmatch(path.name)
    assert found is not None
    return int(found[1]), int(found[2])


def _small_last(place: Place) -> Path | None:
    """Return the newest file, if it is small and whole."""
    last = max(_paths(place), key=_numbers, default=None)
    if last is None:
        return None
    info = place.files.stat(last)
    small = info is not None and info.size <= _SMALL
    return last if small and _is_whole(place, last) else None


def _commits_in(place: Place, path: Path) -> list[Commit]:
    try:
        data = gzip.decompress(read_all(place.files, path) or b"")
    except (OSError, EOFError, zlib.error):
        return []
    entries = map(read_line, lines_of(data))
    return [entry for entry in entries if isinstance(entry, Commit)]
